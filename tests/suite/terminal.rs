//! The built binary on a real terminal: it starts, draws, and leaves the terminal as it found it, however it ends.

mod ascii;
mod caret;
mod child_processes;
mod command_line;
mod desktop_clipboard;
mod dialogs;
#[cfg(target_os = "linux")]
mod disk_changes;
mod escape_sequences;
mod exit;
mod import;
mod recordings;
#[cfg(debug_assertions)]
mod saving;
mod script_page;
mod settings;
mod text_editor;
mod two_studios;
