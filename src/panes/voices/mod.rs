//! The voices pane: the voices of the account, with their samples.

mod view;

use ratatui::layout::{Position, Rect};

use super::catalog_rows::chosen_text;
use super::filtered_list::FilteredList;
use super::input_dialog::InputKind;
use super::{DrawContext, Navigate, Pane, PaneInput};
use crate::command::{Command, Scope};
use crate::domain::{SearchIndex, Voice, VoiceId};
use crate::studio::{Severity, StatusMessage, Studio};

#[derive(Debug, Default)]
pub struct VoicesPane {
    list: FilteredList,
}

impl VoicesPane {
    /// Updates the list after the catalog changed.
    pub fn sync(&mut self, studio: &Studio) {
        self.list.sync(studio.catalog.revision, |first| {
            let voices = studio.catalog.voices.ready().map_or(&[][..], |list| &list.voices);
            let chosen = studio.cast_voice().filter(|_| first);
            let index = chosen.and_then(|id| voices.iter().position(|voice| voice.id == *id));
            (search_index(voices), index)
        });
        if let Some(list) = studio.catalog.voices.ready() {
            let row = |id: &str| list.voices.iter().position(|voice| voice.id.as_str() == id);
            self.list.move_to_chosen(studio.cast_voice().map(VoiceId::as_str), row);
        }
    }

    fn selected_voice<'a>(&self, studio: &'a Studio) -> Option<&'a Voice> {
        studio.catalog.voices.ready()?.voices.get(self.list.selected_row()?)
    }

    fn choose(&mut self, studio: &mut Studio) {
        let Some(voice) = self.selected_voice(studio).cloned() else { return };
        studio.choose_voice(voice.id);
        self.list.clear_filter();
        let is_unwritten =
            studio.project_state.project.scenes.iter().all(|scene| scene.trimmed_script().is_empty());
        let message = StatusMessage::new(Severity::Success, chosen_text(&voice.name, studio));
        studio.show_message(if is_unwritten {
            message.with_key_hint("3", "writes a scene")
        } else {
            message
        });
    }
}

/// The searchable text of each voice: name, language, gender and capabilities.
fn search_index(voices: &[Voice]) -> SearchIndex {
    let mut index = SearchIndex::default();
    for voice in voices {
        let emotions = if voice.supports_emotions == Some(true) { "emotions" } else { "" };
        let sample = if voice.sample_url.is_some() { "sample" } else { "" };
        index.push(&voice.name, &[&voice.language, voice.gender.as_str(), emotions, sample]);
    }
    index
}

impl Pane for VoicesPane {
    fn scope(&self) -> Scope {
        if self.list.filter.is_typing { Scope::CatalogFilter } else { Scope::Voices }
    }

    fn unavailable_reason(&self, studio: &Studio, command: Command) -> Option<&'static str> {
        match (command, self.selected_voice(studio)) {
            (Command::Choose | Command::PlaySample, None) => Some("no voice here"),
            (Command::PlaySample, Some(voice)) if voice.sample_url.is_none() => {
                Some("this voice has no sample")
            }
            _ => None,
        }
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> Option<Navigate> {
        if self.list.update_catalog(&input) {
            return None;
        }
        match input {
            PaneInput::Command(Command::Choose | Command::Confirm)
                if self.selected_voice(studio).is_some() =>
            {
                self.choose(studio);
                return Some(Navigate::ToScript);
            }
            PaneInput::Command(Command::Back) => return Some(Navigate::ToScript),
            PaneInput::Command(Command::PlaySample) => {
                if let Some(id) = self.selected_voice(studio).map(|voice| voice.id.clone()) {
                    studio.toggle_sample(&id);
                }
            }
            PaneInput::Command(Command::EnterId) => return Some(Navigate::Input(InputKind::VoiceId)),
            PaneInput::Command(Command::Reload) => studio.load_voices(),
            _ => {}
        }
        None
    }

    fn select_at(&mut self, _studio: &Studio, cell: Position) {
        self.list.select_at(cell);
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        self.draw(ctx, area);
    }
}
