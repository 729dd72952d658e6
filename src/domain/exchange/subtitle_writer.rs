//! Export to SRT and VTT: cues of at most two lines, with the times of the estimate.

use super::notes::ExchangeNotes;
use crate::domain::{Project, Scene, ScenePaces, SubtitleCue, TalkingStyle, cue_times, format_count};

/// Writes the cues as SRT.
pub(super) fn write_srt(project: &Project, paces: &ScenePaces) -> (String, ExchangeNotes) {
    let mut out = String::new();
    for (number, cue) in (1..).zip(cue_times(project, paces)) {
        let (start, end) = (format_time(cue.start_seconds, ','), format_time(cue.end_seconds, ','));
        let cue = format!("{number}\n{start} --> {end}\n{}\n\n", cue.lines.join("\n"));
        out.push_str(&cue);
    }
    let notes = list_losses(project, project.scenes.iter().filter(|scene| scene.speaker.is_some()).count());
    (out, notes)
}

/// Writes the cues as VTT, with the names of the speakers.
pub(super) fn write_vtt(project: &Project, paces: &ScenePaces) -> (String, ExchangeNotes) {
    let mut out = String::from("WEBVTT\n\n");
    for cue in cue_times(project, paces) {
        let (start, end) = (format_time(cue.start_seconds, '.'), format_time(cue.end_seconds, '.'));
        let cue = format!("{start} --> {end}\n{}\n\n", vtt_lines(project, &cue));
        out.push_str(&cue);
    }
    (out, list_losses(project, 0))
}

fn vtt_lines(project: &Project, cue: &SubtitleCue) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let words = escape(&cue.lines.join("\n"));
    match project.scenes.get(cue.scene).and_then(|scene| scene.speaker.as_deref()) {
        Some(name) => format!("<v {}>{words}", escape(name)),
        None => words,
    }
}

/// Subtitles hold words and times alone; `speakers` are the scenes whose speaker is left out.
fn list_losses(project: &Project, speakers: usize) -> ExchangeNotes {
    let mut notes = ExchangeNotes::default();
    let count = |has: fn(&Scene) -> bool| project.scenes.iter().filter(|scene| has(scene)).count();
    match count(|scene| scene.is_muted) {
        0 => {}
        1 => notes.add("1 scene is muted, and not in the subtitles", ""),
        scenes => notes.add(format!("{scenes} scenes are muted, and not in the subtitles"), ""),
    }
    for (option, scenes) in [
        ("speaker", speakers),
        ("emotion", count(|scene| scene.emotion.is_some())),
        ("talking style", count(|scene| scene.style != TalkingStyle::Expressive)),
        ("motion prompt", count(|scene| !scene.motion_prompt.trim().is_empty())),
    ] {
        if scenes > 0 {
            let scenes = format_count(scenes, "scene");
            notes.add(format!("the {option} of {scenes} is not in the subtitles"), "");
        }
    }
    notes
}

/// Hours, minutes, seconds and, behind `point`, milliseconds.
fn format_time(seconds: f64, point: char) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most some hours, never negative"
    )]
    let millis = (seconds * 1000.0).round() as u64;
    let (hours, minutes) = (millis / 3_600_000, millis / 60_000 % 60);
    format!("{hours:02}:{minutes:02}:{:02}{point}{:03}", millis / 1000 % 60, millis % 1000)
}
