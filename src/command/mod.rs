//! Every command once: the table that feeds keys, footer, help, palette and README.
