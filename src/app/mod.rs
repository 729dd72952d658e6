//! The root of the studio: messages, focus, layout, view.

mod message;

pub use message::Message;
