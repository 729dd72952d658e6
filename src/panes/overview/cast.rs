//! The cast in the overview: who speaks the scene with the caret, and the other speakers.

use ratatui::layout::Rect;

use super::key_line::draw_line_with_key;
use crate::domain::{NamedKind, PhotoId, Speaker, VoiceId};
use crate::panes::DrawContext;
use crate::studio::Studio;
use crate::widgets::StyledLine;

/// Other speakers that are listed; more are counted.
const MAX_OTHER_SPEAKERS: usize = 3;

/// A line of the cast.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum CastLine {
    /// The photo of the scene; `is_own` where it belongs to a named speaker rather than to the project.
    Photo { name: Option<String>, is_own: bool },
    /// The voice of the scene.
    Voice { name: Option<String>, is_own: bool },
    /// Another speaker of the project.
    Other(String),
}

/// The lines of the cast for a scene: its photo, its voice, then the other speakers.
pub(super) fn cast_lines(studio: &Studio, scene: usize) -> Vec<CastLine> {
    let speaker = studio.scene_speaker(scene);
    let own_photo = speaker.and_then(|speaker| speaker.photo.as_ref());
    let own_voice = speaker.and_then(|speaker| speaker.voice.as_ref());
    let named = |name: String| match speaker {
        Some(speaker) => format!("{} · {name}", speaker.name),
        None => name,
    };
    let photo = own_photo.map(|id| photo_name(studio, id)).or_else(|| studio.photo_name().map(str::to_owned));
    let voice = own_voice.map(|id| voice_name(studio, id)).or_else(|| studio.voice_name().map(str::to_owned));
    let mut lines = vec![
        CastLine::Photo { name: photo.map(named), is_own: own_photo.is_some() },
        CastLine::Voice { name: voice, is_own: own_voice.is_some() },
    ];
    let speakers = &studio.project_state.project.speakers;
    let is_other = |other: &&Speaker| speaker.is_none_or(|speaker| speaker.name != other.name);
    let others: Vec<&Speaker> = speakers.iter().filter(is_other).collect();
    lines.extend(
        others.iter().take(MAX_OTHER_SPEAKERS).map(|other| CastLine::Other(other_line(studio, other))),
    );
    if others.len() > MAX_OTHER_SPEAKERS {
        lines.push(CastLine::Other(format!("{} more speakers", others.len() - MAX_OTHER_SPEAKERS)));
    }
    lines
}

fn other_line(studio: &Studio, speaker: &Speaker) -> String {
    let voice = speaker.voice.as_ref().map(|id| voice_name(studio, id));
    match voice.or_else(|| studio.voice_name().map(str::to_owned)) {
        Some(voice) => format!("{} · {voice}", speaker.name),
        None => speaker.name.clone(),
    }
}

/// The name of a photo; its id where the list does not have it.
fn photo_name(studio: &Studio, id: &PhotoId) -> String {
    studio.photo(id).map_or(id.as_str(), |photo| photo.name.as_str()).to_owned()
}

/// The name of a voice; its id where the list does not have it.
fn voice_name(studio: &Studio, id: &VoiceId) -> String {
    studio.voice(id).map_or(id.as_str(), |voice| voice.name.as_str()).to_owned()
}

pub(super) fn draw_cast(lines: &[CastLine], ctx: &mut DrawContext<'_>, area: Rect) {
    for (y, line) in (area.y..area.bottom()).zip(lines) {
        let row = Rect { y, height: 1, ..area };
        match line {
            CastLine::Photo { name, is_own } => {
                draw_choice(name.as_deref(), (NamedKind::Photo, *is_own), ctx, row);
            }
            CastLine::Voice { name, is_own } => {
                draw_choice(name.as_deref(), (NamedKind::Voice, *is_own), ctx, row);
            }
            CastLine::Other(text) => {
                ctx.draw_text(row, text, ctx.theme.dim());
            }
        }
    }
}

/// Draws the photo or the voice of the scene. The key chooses the project's own, not that of a speaker.
fn draw_choice(name: Option<&str>, (kind, is_own): (NamedKind, bool), ctx: &mut DrawContext<'_>, row: Rect) {
    let theme = ctx.theme;
    let is_unresolved = !is_own && ctx.studio.unresolved(kind).is_some();
    let style = if kind == NamedKind::Photo { theme.bold() } else { theme.plain() };
    let catalog = &ctx.studio.catalog;
    let is_list_missing = match kind {
        NamedKind::Photo => catalog.photos.error().is_some(),
        NamedKind::Voice => catalog.voices.error().is_some(),
    };
    let line = match name {
        None if is_list_missing => {
            StyledLine::new().add(format!("✗ the {}s are not loaded", kind.as_str()), theme.error())
        }
        Some(name) if is_unresolved => StyledLine::new().add(format!("✗ {name}"), theme.error()),
        Some(name) => StyledLine::new().add(name, style),
        None => StyledLine::new().add(format!("no {} yet", kind.as_str()), theme.dim()),
    };
    if is_own {
        line.draw_left(row, ctx.buf);
        return;
    }
    let key = if kind == NamedKind::Photo { "1" } else { "2" };
    draw_line_with_key(line, key, ctx, row);
}
