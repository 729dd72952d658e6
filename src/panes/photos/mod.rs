//! The photos pane: the talking photos of the account, or the stock avatars, with their pictures.

mod layout;
mod source;
mod view;

use ratatui::layout::{Position, Rect};
use source::{PhotoSource, StockList};

use super::catalog_rows::chosen_text;
use super::filtered_list::FilteredList;
use super::input_dialog::InputKind;
use super::{DrawContext, Navigate, Pane, PaneInput};
use crate::command::{Command, Scope};
use crate::domain::{Photo, PhotoId, SearchIndex};
use crate::studio::{Severity, StatusMessage, Studio};
use crate::widgets::Theme;

/// Why there is no other source.
const NO_STOCK_AVATARS: &str = "stock avatars need API v3";

#[derive(Debug, Default)]
pub struct PhotosPane {
    source: PhotoSource,
    stock: StockList,
    /// The account's own photos.
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
        if self.source == PhotoSource::Stock && !studio.has_stock_avatars() {
            self.source = PhotoSource::Own;
        }
        if self.source == PhotoSource::Stock {
            self.stock.sync(studio);
        }
        let Self { list, selected_id, seen_new_looks, was_cursor_moved: was_moved, .. } = self;
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
        let selected = self.list.selected_row().and_then(|row| PhotoSource::Own.photos(studio).get(row));
        self.selected_id = selected.map(|photo| photo.id.clone());
    }

    /// Requests the shown picture in the size for `area`.
    pub fn request_picture(&self, studio: &mut Studio, theme: Theme, area: Rect) {
        if let Some(photo) = self.selected_photo(studio).cloned() {
            studio.request_picture(&photo, layout::compute_layout(area, theme).picture_fit());
        }
    }

    fn selected_photo<'a>(&self, studio: &'a Studio) -> Option<&'a Photo> {
        self.source.photos(studio).get(self.shown_list().selected_row()?)
    }

    /// The list of the source that is shown.
    fn shown_list(&self) -> &FilteredList {
        match self.source {
            PhotoSource::Own => &self.list,
            PhotoSource::Stock => &self.stock.list,
        }
    }

    fn shown_list_mut(&mut self) -> &mut FilteredList {
        match self.source {
            PhotoSource::Own => &mut self.list,
            PhotoSource::Stock => &mut self.stock.list,
        }
    }

    /// Shows the other source. The stock avatars are loaded when they are shown first.
    fn switch_source(&mut self, studio: &mut Studio) {
        if !studio.has_stock_avatars() {
            return studio.report(Severity::Info, NO_STOCK_AVATARS);
        }
        self.source = match self.source {
            PhotoSource::Own => PhotoSource::Stock,
            PhotoSource::Stock => PhotoSource::Own,
        };
        if self.source == PhotoSource::Stock {
            studio.open_stock_avatars();
        }
    }

    fn choose(&mut self, studio: &mut Studio) {
        let Some(photo) = self.selected_photo(studio).cloned() else { return };
        let (message_name, consent_note) = (photo.name.clone(), photo.consent_note());
        studio.choose_photo(photo.id.clone());
        if self.source == PhotoSource::Stock {
            studio.keep_known_look(photo);
        }
        self.shown_list_mut().clear_filter();
        if let Some(note) = consent_note {
            return studio.report(Severity::Warning, note);
        }
        let message = StatusMessage::new(Severity::Success, chosen_text(&message_name, studio));
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
        if self.shown_list().filter.is_typing { Scope::CatalogFilter } else { Scope::Photos }
    }

    fn unavailable_reason(&self, studio: &Studio, command: Command) -> Option<&'static str> {
        match command {
            Command::Choose if self.selected_photo(studio).is_none() => Some("no photo here"),
            Command::SwitchPhotoSource if !studio.has_stock_avatars() => Some(NO_STOCK_AVATARS),
            _ => None,
        }
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> Option<Navigate> {
        if self.shown_list_mut().update_catalog(&input) {
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
                let own = self.selected_photo(studio).filter(|_| self.source == PhotoSource::Own);
                let photo = own.map(|photo| photo.id.clone());
                return Some(Navigate::Workshop(photo));
            }
            PaneInput::Command(Command::SwitchPhotoSource) => self.switch_source(studio),
            PaneInput::Command(Command::Reload) => match self.source {
                PhotoSource::Own => studio.refresh_photos(),
                PhotoSource::Stock => studio.load_stock_avatars(),
            },
            _ => {}
        }
        None
    }

    fn select_at(&mut self, _studio: &Studio, cell: Position) {
        self.was_cursor_moved = true;
        self.shown_list_mut().select_at(cell);
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        self.draw(ctx, area);
    }
}
