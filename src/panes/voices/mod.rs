//! The voices pane: every voice of the account, with its sample.

mod view;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::catalogue::Catalogue;
use super::prompt::Ask;
use super::{DrawContext, Go, Input, Pane, Turn};
use crate::command::{Command, Scope};
use crate::domain::{Index, Voice, VoiceId};
use crate::studio::{Edit, News, Stroke, Studio, Tone};

#[derive(Debug)]
pub struct Voices {
    list: Catalogue,
}

impl Default for Voices {
    fn default() -> Self {
        Self { list: Catalogue::new() }
    }
}

impl Voices {
    /// Takes up a list that has arrived.
    pub fn sync(&mut self, studio: &Studio) {
        self.list.sync(studio.lists, |first| {
            let voices = studio.voices.ready().map_or(&[][..], |list| &list.voices);
            let chosen = studio.chosen_voice().filter(|_| first);
            let at = chosen.and_then(|id| voices.iter().position(|voice| voice.id == *id));
            (searched(voices), at)
        });
        if let Some(list) = studio.voices.ready() {
            let row = |id: &str| list.voices.iter().position(|voice| voice.id.as_str() == id);
            self.list.follow(studio.chosen_voice().map(VoiceId::as_str), row);
        }
    }

    fn under_cursor<'a>(&self, studio: &'a Studio) -> Option<&'a Voice> {
        studio.voices.ready()?.voices.get(self.list.under_cursor()?)
    }

    fn choose(&self, studio: &mut Studio) -> Turn {
        let Some(voice) = self.under_cursor(studio).cloned() else { return Turn::default() };
        let effects = studio.edit(Edit::Voice(Some(voice.id)), Stroke::Whole);
        let empty = studio.work.project.scenes.iter().all(|scene| scene.spoken().is_empty());
        let news = News::new(Tone::Good, format!("{} was chosen", voice.name));
        studio.announce(if empty { news.hint("3", "writes a scene") } else { news });
        effects.into()
    }

    fn listen(&self, studio: &mut Studio) -> Turn {
        let Some(id) = self.under_cursor(studio).map(|voice| voice.id.clone()) else {
            return Turn::default();
        };
        studio.listen(&id).into()
    }
}

/// What a filter looks through: name, language, gender, and what it can do.
fn searched(voices: &[Voice]) -> Index {
    let mut index = Index::default();
    for voice in voices {
        let emotions = if voice.emotions == Some(true) { "emotions" } else { "" };
        let sample = if voice.sample.is_some() { "sample" } else { "" };
        index.push(&voice.name, &[&voice.language, voice.gender.word(), emotions, sample]);
    }
    index
}

impl Pane for Voices {
    fn scope(&self) -> Scope {
        if self.list.filtering { Scope::Filter } else { Scope::Voices }
    }

    fn why_not(&self, studio: &Studio, command: Command) -> Option<&'static str> {
        match (command, self.under_cursor(studio)) {
            (Command::Choose | Command::Listen, None) => Some("no voice here"),
            (Command::Listen, Some(voice)) if voice.sample.is_none() => Some("this voice has no sample"),
            _ => None,
        }
    }

    fn update(&mut self, studio: &mut Studio, input: Input) -> Turn {
        if self.list.update(&input) {
            return Turn::default();
        }
        match input {
            Input::Command(Command::Choose) => self.choose(studio),
            Input::Command(Command::Listen) => self.listen(studio),
            Input::Command(Command::TypeId) => Turn::go(Go::Prompt(Ask::VoiceId)),
            Input::Command(Command::Retry) => studio.load_voices().into(),
            _ => Turn::default(),
        }
    }

    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        view::view(self, studio, ctx, area, buf);
    }
}
