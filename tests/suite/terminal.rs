//! The built binary on a real terminal.
