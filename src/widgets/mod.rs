//! Small drawings that know cells and colours, not films.
