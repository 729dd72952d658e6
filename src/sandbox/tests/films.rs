//! Finished films.
