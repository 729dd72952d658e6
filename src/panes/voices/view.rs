//! The drawing of the voices pane: name, language, gender, and whether there is a sample.

use ratatui::layout::Rect;

use super::VoicesPane;
use crate::domain::{ErrorKind, NamedKind, Voice, VoiceCatalog};
use crate::panes::DrawContext;
use crate::panes::catalog_rows::{self, NameRow, draw_unlisted_notice};
use crate::studio::Remote;

/// Columns for a whole language, and for the gender and the sample mark behind it.
const LANGUAGE_COLUMNS: u16 = 11;
const GENDER_AND_SAMPLE_COLUMNS: u16 = 3;

/// Columns for the language: for its first letters only, where names need the space.
fn language_columns(width: u16) -> u16 {
    match width {
        0..22 => 0,
        22..40 => 4,
        _ => LANGUAGE_COLUMNS,
    }
}

impl VoicesPane {
    pub(super) fn draw(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let count = |catalog: &VoiceCatalog| self.list.count_text(catalog.voices.len());
        let voices = &ctx.studio.catalog.voices;
        let Some((catalog, inner)) =
            catalog_rows::draw_frame(("2 Voices", "the voices"), voices, count, ctx, area)
        else {
            return;
        };
        if catalog.voices.is_empty() {
            let (again, id) = (ctx.pane_key_sequence("R"), ctx.pane_key_sequence("i"));
            let text = format!("This account has no voices. {again} reloads the list. {id} types an id.");
            ctx.draw_lines(&[(text, ctx.theme.plain())], inner);
            return;
        }
        draw_list(self, catalog, ctx, inner);
    }
}

fn draw_list(pane: &VoicesPane, voices: &VoiceCatalog, ctx: &mut DrawContext<'_>, area: Rect) {
    let studio = ctx.studio;
    let mut area = pane.list.filter.draw(ctx, area);
    area = draw_unlisted_voice(ctx, area);
    if voices.unreadable_count > 0 && area.height > 4 {
        ctx.draw_last_row(&format!("{} unreadable", voices.unreadable_count), &mut area);
    }
    if let Some(voice) = pane.selected_voice(studio).filter(|_| area.height > 6) {
        ctx.draw_last_row(&capabilities_text(voice), &mut area);
    }
    catalog_rows::draw_rows(&pane.list, &voices.voices, |voice| &voice.name, (ctx, area), draw_row);
}

/// Draws that the project's voice is on no list, by its name where the service said it; returns the area below.
fn draw_unlisted_voice(ctx: &mut DrawContext<'_>, area: Rect) -> Rect {
    let studio = ctx.studio;
    let chosen = studio.project_state.project.voice.as_ref();
    let Some(id) = chosen.filter(|id| !studio.is_listed_voice(id)) else { return area };
    let lookup = studio.catalog.known_voices.get(id).and_then(Remote::error);
    if lookup.is_some_and(|error| error.kind == ErrorKind::NotFound) {
        let text = format!("✗ the service does not know the voice {id}: choose another one");
        let used = ctx.draw_lines(&[(text, ctx.theme.error())], Rect { height: area.height.min(3), ..area });
        return Rect { y: area.y + used, height: area.height - used, ..area };
    }
    let name = studio.voice(id).map_or(id.as_str(), |voice| voice.name.as_str());
    draw_unlisted_notice(name, studio.unresolved(NamedKind::Voice), ctx, area)
}

/// The capabilities of a voice, as far as the service says.
fn capabilities_text(voice: &Voice) -> String {
    let can = |capability: &str, known: Option<bool>| match known {
        Some(true) => format!(" · {capability}"),
        Some(false) => format!(" · no {capability}"),
        None => String::new(),
    };
    let sample = can("sample", Some(voice.sample_url.is_some()));
    let (emotions, pauses) = (can("emotions", voice.supports_emotions), can("pauses", voice.supports_pauses));
    format!("{} {}{emotions}{pauses}{sample}", voice.language, voice.gender.as_str())
}

fn draw_row(voice: &Voice, row: &NameRow<'_>, ctx: &mut DrawContext<'_>, area: Rect) {
    let theme = ctx.theme;
    let language = language_columns(area.width);
    let details = if language > 0 { language + GENDER_AND_SAMPLE_COLUMNS } else { 0 };
    let is_chosen = ctx.studio.cast_voice() == Some(&voice.id);
    row.draw(is_chosen, ctx, Rect { width: area.width - details, ..area });
    if details == 0 {
        return;
    }
    let x = area.right() - details;
    let word: String =
        voice.language.chars().take(if language < LANGUAGE_COLUMNS { 3 } else { 99 }).collect();
    ctx.draw_text(Rect::new(x, area.y, language - 1, 1), &word, theme.dim());
    ctx.draw_text(Rect::new(x + language, area.y, 1, 1), voice.gender.letter(), theme.dim());
    let sample = match (&voice.sample_url, ctx.studio.catalog.playing_voice.as_ref() == Some(&voice.id)) {
        (_, true) => "►",
        (Some(_), _) => "♪",
        (None, _) => " ",
    };
    ctx.draw_text(Rect::new(x + language + 2, area.y, 1, 1), sample, theme.accent());
    if row.is_selected && ctx.is_focused {
        ctx.draw_cursor(area);
    }
}
