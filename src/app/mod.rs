//! The root of the studio: messages, focus, layout, view.
