//! The cast in the overview: who speaks the scene with the caret, and the other speakers.

use ratatui::layout::Rect;

use super::key_line::draw_line_with_key;
use crate::domain::{NamedKind, Speaker};
use crate::panes::DrawContext;
use crate::studio::Studio;
use crate::widgets::StyledLine;

/// Other speakers that are listed; more are counted.
const MAX_OTHER_SPEAKERS: usize = 3;

/// A line of the cast.
#[derive(Debug)]
enum CastLine {
    /// The name of the photo of the scene.
    Photo(Option<String>),
    /// The name of the voice of the scene.
    Voice(Option<String>),
    /// Another speaker of the project.
    Other(String),
}

/// The lines of the cast for a scene: its photo, its voice, then the other speakers.
fn cast_lines(studio: &Studio, scene: usize) -> Vec<CastLine> {
    let named = |name: &str| match studio.scene_speaker(scene) {
        Some(speaker) => format!("{} · {name}", speaker.name),
        None => name.to_owned(),
    };
    let mut lines = vec![
        CastLine::Photo(studio.scene_photo_name(scene).map(named)),
        CastLine::Voice(studio.scene_voice_name(scene).map(str::to_owned)),
    ];
    let other_line = |speaker: &Speaker| match studio.speaker_voice_name(speaker) {
        Some(voice) => CastLine::Other(format!("{} · {voice}", speaker.name)),
        None => CastLine::Other(speaker.name.clone()),
    };
    lines.extend(other_speakers(studio, scene).take(MAX_OTHER_SPEAKERS).map(other_line));
    let hidden = other_speakers(studio, scene).count().saturating_sub(MAX_OTHER_SPEAKERS);
    if hidden > 0 {
        lines.push(CastLine::Other(format!("{hidden} more")));
    }
    lines
}

/// The rows of the cast for a scene.
pub(super) fn cast_rows(studio: &Studio, scene: usize) -> u16 {
    // The photo and the voice of the scene, and the line that counts the others.
    let rows = 2 + other_speakers(studio, scene).count().min(MAX_OTHER_SPEAKERS + 1);
    u16::try_from(rows).unwrap_or(u16::MAX)
}

/// The speakers of the project that do not speak the scene.
fn other_speakers(studio: &Studio, scene: usize) -> impl Iterator<Item = &Speaker> {
    let cast = studio.scene_speaker(scene);
    let speakers = studio.project_state.project.speakers.iter();
    speakers.filter(move |speaker| cast.is_none_or(|cast| cast.name != speaker.name))
}

pub(super) fn draw_cast(scene: usize, ctx: &mut DrawContext<'_>, area: Rect) {
    for (y, line) in (area.y..area.bottom()).zip(cast_lines(ctx.studio, scene)) {
        let row = Rect { y, height: 1, ..area };
        match line {
            CastLine::Photo(name) => draw_choice(name.as_deref(), NamedKind::Photo, ctx, row),
            CastLine::Voice(name) => draw_choice(name.as_deref(), NamedKind::Voice, ctx, row),
            CastLine::Other(text) => {
                ctx.draw_text(row, &text, ctx.theme.dim());
            }
        }
    }
}

/// Draws the photo or the voice of the scene, with the key that chooses another.
fn draw_choice(name: Option<&str>, kind: NamedKind, ctx: &mut DrawContext<'_>, row: Rect) {
    let theme = ctx.theme;
    let is_unresolved = ctx.studio.unresolved(kind).is_some_and(|unresolved| name == Some(&unresolved.name));
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
    let key = if kind == NamedKind::Photo { "1" } else { "2" };
    draw_line_with_key(&line, key, ctx, row);
}
