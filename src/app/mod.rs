//! The root of the program: messages, focus, layout, view.

mod actions;
mod deferred_input;
mod dialog_state;
mod dialogs;
mod disk_change;
mod focus;
mod header;
mod hearing;
mod keys;
mod layout;
mod message;
mod mouse;
mod next_step;
mod recent_messages;
mod replies;
mod state;
mod status_message_view;
mod undo;
mod update;
mod view;

pub use focus::PaneId;
pub use message::Message;
pub use state::App;
pub use view::view;
