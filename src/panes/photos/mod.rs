//! The photos pane: the talking photos of the account, with their pictures.

mod view;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::catalogue::Catalogue;
use super::prompt::Ask;
use super::{DrawContext, Go, Input, Pane, Turn};
use crate::command::{Command, Scope};
use crate::domain::Photo;
use crate::studio::{Edit, Effect, Stroke, Studio, Tone};
use crate::widgets::Theme;

#[derive(Debug)]
pub struct Photos {
    list: Catalogue,
}

impl Default for Photos {
    fn default() -> Self {
        Self { list: Catalogue::new() }
    }
}

impl Photos {
    /// Takes up a list that has arrived.
    pub fn sync(&mut self, studio: &Studio) {
        self.list.sync(studio.lists, || {
            let photos = studio.cast.ready().map_or(&[][..], |cast| &cast.photos);
            let chosen = studio.work.project.photo.as_ref();
            let at = chosen.and_then(|id| photos.iter().position(|photo| photo.id == *id));
            (photos.iter().map(|photo| photo.name.clone()).collect(), at)
        });
    }

    /// Asks for the picture that is shown, in the size that `area` has for it.
    pub fn fetch(&self, studio: &mut Studio, focused: bool, theme: Theme, area: Rect) -> Vec<Effect> {
        let Some(id) = self.shown(studio, focused).map(|photo| photo.id.clone()) else { return Vec::new() };
        studio.want_picture(&id, view::places(area, theme).fit())
    }

    /// The photo whose picture is shown: the one under the cursor while the keys go here, else the film's.
    fn shown<'a>(&self, studio: &'a Studio, focused: bool) -> Option<&'a Photo> {
        let cast = studio.work.project.photo.as_ref().and_then(|id| studio.photo(id));
        cast.filter(|_| !focused).or_else(|| self.under_cursor(studio))
    }

    fn under_cursor<'a>(&self, studio: &'a Studio) -> Option<&'a Photo> {
        studio.cast.ready()?.photos.get(self.list.under_cursor()?)
    }

    fn choose(&self, studio: &mut Studio) -> Turn {
        let Some(photo) = self.under_cursor(studio).cloned() else { return Turn::default() };
        let effects = studio.edit(Edit::Photo(Some(photo.id)), Stroke::Whole);
        let next = if studio.work.project.voice.is_none() { " · next: 2 voices" } else { "" };
        studio.tell(Tone::Good, format!("{} is in the film{next}", photo.name));
        effects.into()
    }
}

impl Pane for Photos {
    fn scope(&self) -> Scope {
        if self.list.filtering { Scope::Filter } else { Scope::Photos }
    }

    fn update(&mut self, studio: &mut Studio, input: Input) -> Turn {
        if self.list.update(&input) {
            return Turn::default();
        }
        match input {
            Input::Command(Command::Choose) => self.choose(studio),
            Input::Command(Command::TypeId) => Turn::go(Go::Prompt(Ask::PhotoId)),
            Input::Command(Command::Retry) => studio.load_cast().into(),
            _ => Turn::default(),
        }
    }

    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        view::view(self, studio, ctx, area, buf);
    }
}
