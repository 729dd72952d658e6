//! The panes and overlays of the studio, one folder each.

mod action;
mod catalog_rows;
pub mod command_palette;
pub mod confirm_dialog;
mod cycle;
pub mod details;
mod empty_state;
mod filter_input;
mod filtered_list;
mod focus_path;
mod form_field;
pub mod help;
pub mod input_dialog;
pub mod motion_bank;
mod navigate;
mod overlay_list;
mod pane;
mod photo_picture;
pub mod photos;
pub mod projects;
pub mod queue;
mod render_actions;
pub mod script;
mod scroll;
pub mod spend;
pub mod table_read;
mod text_keys;
pub mod video_settings;
pub mod voices;
pub mod welcome;
pub mod workshop;

pub use action::Action;
pub use cycle::{Direction, cycle};
pub use focus_path::FocusPath;
pub use navigate::Navigate;
pub use pane::{DrawContext, Pane, PaneInput};
