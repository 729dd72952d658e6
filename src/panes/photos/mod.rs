//! The photos pane: the talking photos of the account, with their pictures.

mod layout;
mod view;

use ratatui::layout::{Position, Rect};

use super::catalog_rows::chosen_text;
use super::filtered_list::FilteredList;
use super::input_dialog::InputKind;
use super::{DrawContext, Navigate, Pane, PaneInput};
use crate::command::{Command, Scope};
use crate::domain::{Photo, PhotoId, SearchIndex};
use crate::studio::{Severity, StatusMessage, Studio};
use crate::widgets::Theme;

#[derive(Debug, Default)]
pub struct PhotosPane {
    list: FilteredList,
    /// The photo under the cursor, which the cursor stays on when the list changes.
    selected_id: Option<PhotoId>,
    /// The new looks that the cursor has moved to already.
    seen_new_looks: Vec<PhotoId>,
    /// Whether the cursor was moved since looks were ordered: then it stays when they come.
    was_cursor_moved: bool,
}

impl PhotosPane {
    /// Updates the list after the catalog changed.
    pub fn sync(&mut self, studio: &Studio) {
        let Self { list, selected_id, seen_new_looks, was_cursor_moved: was_moved } = self;
        list.sync(studio.catalog.revision, |first| {
            let photos = studio.catalog.photos.ready().map_or(&[][..], |catalog| &catalog.photos);
            let index_of = |id: &PhotoId| photos.iter().position(|photo| photo.id == *id);
            let is_new = |photo: &Photo| {
                *seen_new_looks != studio.catalog.newest_photos
                    && studio.catalog.newest_photos.contains(&photo.id)
            };
            let new = photos.iter().position(is_new);
            if new.is_some() {
                seen_new_looks.clone_from(&studio.catalog.newest_photos);
            }
            let new = new.filter(|_| !*was_moved);
            let chosen = if first { studio.cast_photo() } else { selected_id.as_ref() };
            (SearchIndex::new(photos.iter().map(|photo| &photo.name)), new.or(chosen.and_then(index_of)))
        });
        if let Some(catalog) = studio.catalog.photos.ready() {
            let row = |id: &str| catalog.photos.iter().position(|photo| photo.id.as_str() == id);
            self.list.move_to_chosen(studio.cast_photo().map(PhotoId::as_str), row);
        }
        self.selected_id = self.selected_photo(studio).map(|photo| photo.id.clone());
    }

    /// Requests the shown picture in the size for `area`.
    pub fn request_picture(&self, studio: &mut Studio, theme: Theme, area: Rect) {
        if let Some(id) = self.selected_photo(studio).map(|photo| photo.id.clone()) {
            studio.request_picture(&id, layout::compute_layout(area, theme).picture_fit());
        }
    }

    fn selected_photo<'a>(&self, studio: &'a Studio) -> Option<&'a Photo> {
        studio.catalog.photos.ready()?.photos.get(self.list.selected_row()?)
    }

    fn choose(&mut self, studio: &mut Studio) {
        let Some(photo) = self.selected_photo(studio).cloned() else { return };
        studio.choose_photo(photo.id);
        self.list.clear_filter();
        let message = StatusMessage::new(Severity::Success, chosen_text(&photo.name, studio));
        let needs_voice = studio.cast_voice().is_none();
        studio.show_message(if needs_voice {
            message.with_key_hint("2", "chooses a voice")
        } else {
            message
        });
    }
}

impl Pane for PhotosPane {
    fn scope(&self) -> Scope {
        if self.list.filter.is_typing { Scope::CatalogFilter } else { Scope::Photos }
    }

    fn unavailable_reason(&self, studio: &Studio, command: Command) -> Option<&'static str> {
        let is_none = command == Command::Choose && self.selected_photo(studio).is_none();
        is_none.then_some("no photo here")
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> Option<Navigate> {
        if self.list.update_catalog(&input) {
            self.was_cursor_moved = true;
            return None;
        }
        match input {
            PaneInput::Command(Command::Choose | Command::Confirm)
                if self.selected_photo(studio).is_some() =>
            {
                self.choose(studio);
                return Some(Navigate::ToScript);
            }
            PaneInput::Command(Command::Back) => return Some(Navigate::ToScript),
            PaneInput::Command(Command::EnterId) => return Some(Navigate::Input(InputKind::PhotoId)),
            PaneInput::Command(Command::PhotoWorkshop) => {
                self.was_cursor_moved = false;
                let photo = self.selected_photo(studio).map(|photo| photo.id.clone());
                return Some(Navigate::Workshop(photo));
            }
            PaneInput::Command(Command::Reload) => studio.refresh_photos(),
            _ => {}
        }
        None
    }

    fn select_at(&mut self, _studio: &Studio, cell: Position) {
        self.was_cursor_moved = true;
        self.list.select_at(cell);
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        self.draw(ctx, area);
    }
}
