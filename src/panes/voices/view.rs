//! What the voices pane looks like: name, language, gender, and whether there is a sample.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Voices;
use crate::domain::{Voice, Voices as List};
use crate::panes::rows::{count, filter_line, name_row, not_in_list};
use crate::panes::{DrawContext, status};
use crate::studio::{Loading, Studio};
use crate::widgets::{Frame, frame, put, window};

/// Cells for a whole language, and for the gender and the sample mark behind it.
const LANGUAGE: u16 = 11;
const TAIL: u16 = 3;

/// Cells for the language: the first letters where names would have no room beside the whole word.
fn language_room(width: u16) -> u16 {
    match width {
        0..22 => 0,
        22..40 => 4,
        _ => LANGUAGE,
    }
}

pub(super) fn view(pane: &Voices, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
    let note = match &studio.voices {
        Loading::Ready(list) => count(&pane.list, list.voices.len()),
        _ => String::new(),
    };
    let room = frame(Frame { name: "2 Voices", note: &note, focused: ctx.focused }, ctx.theme, area, buf);
    match &studio.voices {
        Loading::Idle => status::nobody(ctx, room, buf),
        Loading::Waiting(since) => status::asking("the voices", *since, studio, ctx, room, buf),
        Loading::Failed(fault) => status::fault(fault, ctx, room, buf),
        Loading::Ready(list) if list.voices.is_empty() => {
            let (again, id) = (ctx.keys("R"), ctx.keys("i"));
            let text = format!("This account has no voices. {again} reloads the list. {id} types an id.");
            status::say(&[(text, ctx.theme.plain())], room, buf);
        }
        Loading::Ready(voices) => list(pane, studio, voices, ctx, room, buf),
    }
}

fn list(pane: &Voices, studio: &Studio, voices: &List, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
    let mut area = filter_line(pane.list.filter(), pane.list.filtering, ctx, area, buf);
    if let Some(id) = studio.work.project.voice.as_ref().filter(|id| studio.voice(id).is_none()) {
        area = not_in_list(id.as_str(), studio.unclear_voice(), ctx, area, buf);
    }
    if voices.damaged > 0 && area.height > 4 {
        area.height -= 1;
        put(
            buf,
            area.x,
            area.bottom(),
            area.width,
            &format!("{} unreadable", voices.damaged),
            ctx.theme.dim(),
        );
    }
    if let Some(voice) = pane.under_cursor(studio).filter(|_| area.height > 6) {
        area.height -= 1;
        put(buf, area.x, area.bottom(), area.width, &abilities(voice), ctx.theme.dim());
    }
    let rows = pane.list.matches();
    if rows.is_empty() {
        status::say(&[("Nothing matches. Esc clears the filter.".to_owned(), ctx.theme.plain())], area, buf);
    }
    let marker = pane.list.marker();
    let chosen = studio.chosen_voice();
    let shown = window(rows.len(), pane.list.cursor(), area.height.into());
    for (y, place) in (area.y..).zip(shown) {
        let voice = &voices.voices[rows[place]];
        let under = place == pane.list.cursor();
        let marks = marker.marks(&voice.name);
        row(
            voice,
            studio,
            &marks,
            (under, chosen == Some(&voice.id)),
            ctx,
            Rect { y, height: 1, ..area },
            buf,
        );
    }
}

/// What a voice can do, as far as the service says.
fn abilities(voice: &Voice) -> String {
    let can = |what: &str, known: Option<bool>| match known {
        Some(true) => format!(" · {what}"),
        Some(false) => format!(" · no {what}"),
        None => String::new(),
    };
    let sample = can("sample", Some(voice.sample.is_some()));
    let (emotions, pauses) = (can("emotions", voice.emotions), can("pauses", voice.pauses));
    format!("{} {}{emotions}{pauses}{sample}", voice.language, voice.gender.word())
}

fn row(
    voice: &Voice,
    studio: &Studio,
    marks: &[usize],
    (under, cast): (bool, bool),
    ctx: &DrawContext,
    area: Rect,
    buf: &mut Buffer,
) {
    let theme = ctx.theme;
    let language = language_room(area.width);
    let details = if language > 0 { language + TAIL } else { 0 };
    name_row(&voice.name, marks, under, cast, ctx, Rect { width: area.width - details, ..area }, buf);
    if details == 0 {
        return;
    }
    let x = area.right() - details;
    let word: String = voice.language.chars().take(if language < LANGUAGE { 3 } else { 99 }).collect();
    put(buf, x, area.y, language - 1, &word, theme.dim());
    put(buf, x + language, area.y, 1, voice.gender.letter(), theme.dim());
    let sample = match (&voice.sample, studio.listening.as_ref() == Some(&voice.id)) {
        (_, true) => "►",
        (Some(_), _) => "♪",
        (None, _) => " ",
    };
    put(buf, x + language + 2, area.y, 1, sample, theme.accent());
    if under && ctx.focused {
        buf.set_style(area.intersection(buf.area), theme.cursor());
    }
}
