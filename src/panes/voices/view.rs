//! The drawing of the voices pane: name, language, gender, and whether there is a sample.

use ratatui::layout::Rect;

use super::VoicesPane;
use crate::domain::{Voice, VoiceCatalog};
use crate::panes::catalog_rows::{draw_name_row, draw_unlisted_notice};
use crate::panes::{DrawContext, empty_state};
use crate::studio::Remote;
use crate::widgets::visible_rows;

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
        let note = match &ctx.studio.catalog.voices {
            Remote::Ready(list) => self.list.filter.count_text(self.list.matches().len(), list.voices.len()),
            _ => String::new(),
        };
        let inner = ctx.draw_frame("2 Voices", &note, area);
        match &ctx.studio.catalog.voices {
            Remote::Idle => empty_state::draw_no_account(ctx, inner),
            Remote::Loading(since) => empty_state::draw_loading_or_retrying("the voices", *since, ctx, inner),
            Remote::Failed(error) => empty_state::draw_error(error, ctx, inner),
            Remote::Ready(list) if list.voices.is_empty() => {
                let (again, id) = (ctx.pane_key_sequence("R"), ctx.pane_key_sequence("i"));
                let text = format!("This account has no voices. {again} reloads the list. {id} types an id.");
                ctx.draw_lines(&[(text, ctx.theme.plain())], inner);
            }
            Remote::Ready(voices) => draw_list(self, voices, ctx, inner),
        }
    }
}

fn draw_list(pane: &VoicesPane, voices: &VoiceCatalog, ctx: &mut DrawContext<'_>, area: Rect) {
    let studio = ctx.studio;
    let mut area = pane.list.filter.draw(ctx, area);
    if let Some(id) = studio.project_state.project.voice.as_ref().filter(|id| studio.voice(id).is_none()) {
        area = draw_unlisted_notice(id.as_str(), studio.unresolved_voice(), ctx, area);
    }
    if voices.unreadable_count > 0 && area.height > 4 {
        area.height -= 1;
        ctx.draw_text(
            Rect { y: area.bottom(), ..area },
            &format!("{} unreadable", voices.unreadable_count),
            ctx.theme.dim(),
        );
    }
    if let Some(voice) = pane.selected_voice(studio).filter(|_| area.height > 6) {
        area.height -= 1;
        ctx.draw_text(Rect { y: area.bottom(), ..area }, &capabilities_text(voice), ctx.theme.dim());
    }
    let rows = pane.list.matches();
    if rows.is_empty() {
        empty_state::draw_no_matches(ctx, area);
    }
    let marker = pane.list.marker();
    let chosen = studio.chosen_voice();
    let shown = visible_rows(rows.len(), pane.list.cursor(), area.height.into());
    for (y, index) in (area.y..).zip(shown) {
        let voice = &voices.voices[rows[index]];
        let is_selected = index == pane.list.cursor();
        let marks = marker.matched_chars(&voice.name);
        draw_row(voice, &marks, (is_selected, chosen == Some(&voice.id)), ctx, Rect { y, height: 1, ..area });
    }
}

/// The capabilities of a voice, as far as the service says.
fn capabilities_text(voice: &Voice) -> String {
    let can = |what: &str, known: Option<bool>| match known {
        Some(true) => format!(" · {what}"),
        Some(false) => format!(" · no {what}"),
        None => String::new(),
    };
    let sample = can("sample", Some(voice.sample_url.is_some()));
    let (emotions, pauses) = (can("emotions", voice.supports_emotions), can("pauses", voice.supports_pauses));
    format!("{} {}{emotions}{pauses}{sample}", voice.language, voice.gender.as_str())
}

fn draw_row(
    voice: &Voice,
    marks: &[usize],
    (is_selected, is_chosen): (bool, bool),
    ctx: &mut DrawContext<'_>,
    area: Rect,
) {
    let theme = ctx.theme;
    let language = language_columns(area.width);
    let details = if language > 0 { language + GENDER_AND_SAMPLE_COLUMNS } else { 0 };
    draw_name_row(
        &voice.name,
        marks,
        is_selected,
        is_chosen,
        ctx,
        Rect { width: area.width - details, ..area },
    );
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
    if is_selected && ctx.is_focused {
        ctx.draw_cursor(area);
    }
}
