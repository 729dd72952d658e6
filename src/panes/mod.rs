//! The panes and overlays of the studio, one folder each.
