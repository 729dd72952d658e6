//! The photos pane: the talking photos of the account, with their pictures.

mod view;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::catalogue::Catalogue;
use super::prompt::Ask;
use super::{DrawContext, Go, Input, Pane, Turn};
use crate::command::{Command, Scope};
use crate::domain::{Index, Photo, PhotoId};
use crate::studio::{Edit, Effect, News, Stroke, Studio, Tone};
use crate::widgets::Theme;

#[derive(Debug)]
pub struct Photos {
    list: Catalogue,
    /// The photo under the cursor; the cursor stays on it when another list comes.
    at: Option<PhotoId>,
    /// The new looks that were there already.
    newest: Vec<PhotoId>,
    /// Whether the cursor was moved since looks were asked for: it stays then when they come.
    moved: bool,
}

impl Default for Photos {
    fn default() -> Self {
        Self { list: Catalogue::new(), at: None, newest: Vec::new(), moved: false }
    }
}

impl Photos {
    /// Takes up a list that has arrived.
    pub fn sync(&mut self, studio: &Studio) {
        let Self { list, at, newest, moved } = self;
        list.sync(studio.lists, |first| {
            let photos = studio.cast.ready().map_or(&[][..], |cast| &cast.photos);
            let place = |id: &PhotoId| photos.iter().position(|photo| photo.id == *id);
            let is_new = |photo: &Photo| *newest != studio.newest && studio.newest.contains(&photo.id);
            let new = photos.iter().position(is_new);
            if new.is_some() {
                newest.clone_from(&studio.newest);
            }
            let new = new.filter(|_| !*moved);
            let chosen = if first { studio.chosen_photo() } else { at.as_ref() };
            (Index::new(photos.iter().map(|photo| &photo.name)), new.or(chosen.and_then(place)))
        });
        if let Some(cast) = studio.cast.ready() {
            let row = |id: &str| cast.photos.iter().position(|photo| photo.id.as_str() == id);
            self.list.follow(studio.chosen_photo().map(PhotoId::as_str), row);
        }
        let under = self.under_cursor(studio).map(|photo| &photo.id);
        if under != self.at.as_ref() {
            self.at = under.cloned();
        }
    }

    /// Asks for the picture that is shown, in the size that `area` has for it.
    pub fn fetch(&self, studio: &mut Studio, chosen: bool, theme: Theme, area: Rect) -> Vec<Effect> {
        let Some(id) = self.shown(studio, chosen).map(|photo| photo.id.clone()) else { return Vec::new() };
        studio.want_picture(&id, view::places(area, theme).fit())
    }

    /// The photo whose picture is shown: the one under the cursor while the pane is the chosen one, also below an
    /// overlay; else the project's.
    fn shown<'a>(&self, studio: &'a Studio, chosen: bool) -> Option<&'a Photo> {
        let cast = studio.work.project.photo.as_ref().and_then(|id| studio.photo(id));
        cast.filter(|_| !chosen).or_else(|| self.under_cursor(studio))
    }

    fn under_cursor<'a>(&self, studio: &'a Studio) -> Option<&'a Photo> {
        studio.cast.ready()?.photos.get(self.list.under_cursor()?)
    }

    fn choose(&self, studio: &mut Studio) -> Turn {
        let Some(photo) = self.under_cursor(studio).cloned() else { return Turn::default() };
        let effects = studio.edit(Edit::Photo(Some(photo.id)), Stroke::Whole);
        let news = News::new(Tone::Good, format!("{} was chosen", photo.name));
        let next = studio.work.project.voice.is_none();
        studio.announce(if next { news.hint("2", "chooses a voice") } else { news });
        effects.into()
    }
}

impl Pane for Photos {
    fn scope(&self) -> Scope {
        if self.list.filtering { Scope::Filter } else { Scope::Photos }
    }

    fn why_not(&self, studio: &Studio, command: Command) -> Option<&'static str> {
        let is_none = command == Command::Choose && self.under_cursor(studio).is_none();
        is_none.then_some("no photo here")
    }

    fn update(&mut self, studio: &mut Studio, input: Input) -> Turn {
        if self.list.update(&input) {
            self.moved = true;
            return Turn::default();
        }
        match input {
            Input::Command(Command::Choose) => self.choose(studio),
            Input::Command(Command::TypeId) => Turn::go(Go::Prompt(Ask::PhotoId)),
            Input::Command(Command::Workshop) => {
                self.moved = false;
                Turn::go(Go::Workshop(self.under_cursor(studio).map(|photo| photo.id.clone())))
            }
            Input::Command(Command::Retry) => studio.look_for_photos().into(),
            _ => Turn::default(),
        }
    }

    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        view::view(self, studio, ctx, area, buf);
    }
}
