//! The integration tests, in one binary.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests")]

mod architecture;
mod ascii_symbols;
mod caret;
mod chosen_photo_and_voice;
mod commands;
#[cfg(debug_assertions)]
mod connection;
mod crash;
mod desktop_clipboard;
mod details;
mod dialect_losses;
mod dialog_frames;
mod dialogs;
mod disk_changes;
#[cfg(debug_assertions)]
mod disk_errors;
mod downloads;
mod drafts;
mod event_loop;
mod filters;
mod find_bar;
mod found_inputs;
mod journey;
mod licenses;
mod money_table;
mod motion_bank;
mod motion_rows;
mod next_step;
mod open_project;
mod overview;
mod pause_chips;
mod photo_and_voice_names;
mod polling;
mod price_dialog;
mod project_editing;
mod queue_list;
mod readme;
mod runner;
mod scene_selection;
mod screens;
mod script_language;
mod script_page;
mod sibling_voices;
mod spend;
mod status_messages;
mod stock_avatars;
mod support;
mod table_read;
mod terminal;
mod text_editor;
mod text_fields;
mod undo;
mod wire;
mod workshop;
mod writing_systems;
