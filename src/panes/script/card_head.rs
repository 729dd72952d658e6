//! The head of a scene on the script page: its number and options, its time code, length and cost.

use std::borrow::Cow;
use std::sync::Arc;

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::page_layout::GUTTER_COLUMNS;
use super::{PageMode, ScriptPane};
use crate::command::Command;
use crate::domain::{
    Background, EXACT_MARK, Emotion, Project, Rate, Scene, SceneField, ScenePaces, SceneRates, VoiceSetting,
    estimate_scene, seconds_over_target, target_limit, text,
};
use crate::panes::DrawContext;
use crate::studio::Studio;
use crate::widgets::{StyledLine, Theme, fit, format_clock, format_time_code, width};

/// Columns from which on a head has the start and the cost of its scene too.
const FULL_MIN_COLUMNS: u16 = 60;
/// Columns of the name of a speaker.
const MAX_SPEAKER_COLUMNS: usize = 24;

/// Columns of an emotion or a talking style, of which a project file may have any word.
const MAX_WORD_COLUMNS: usize = 16;

/// The figures of all scenes for one frame, so that a head does not sum those before it.
pub(super) struct PageEstimates {
    paces: Arc<ScenePaces>,
    rates: SceneRates,
    /// The seconds at which each scene starts.
    starts: Vec<f64>,
    /// The target of the video in seconds.
    target: Option<u32>,
}

impl PageEstimates {
    pub(super) fn new(studio: &Studio) -> Self {
        let paces = studio.scene_paces();
        let scenes = &studio.project_state.project.scenes;
        let starts = scenes.iter().scan(0.0, |end, scene| {
            let start = *end;
            *end += scene_seconds(scene, &paces);
            Some(start)
        });
        let target = studio.project_state.project.target_seconds;
        Self { starts: starts.collect(), target, rates: studio.scene_rates(), paces }
    }

    /// The seconds of a scene that are over the target; `None` if it ends before.
    pub(super) fn overrun(&self, index: usize, scene: &Scene) -> Option<f64> {
        let (start, target) = (*self.starts.get(index)?, self.target?);
        let seconds = scene_seconds(scene, &self.paces);
        let over = seconds_over_target(start + seconds, target).min(seconds);
        (start + seconds >= target_limit(target) && over > 0.0).then_some(over)
    }
}

/// The estimated seconds of a scene; 0 if it is muted.
pub(super) fn scene_seconds(scene: &Scene, paces: &ScenePaces) -> f64 {
    if scene.is_muted { 0.0 } else { scene.length(paces.of(scene)).total_seconds() }
}

/// Draws the head of a scene in one row.
pub(super) fn draw_head(
    pane: &ScriptPane,
    index: usize,
    estimates: &PageEstimates,
    ctx: &mut DrawContext<'_>,
    area: Rect,
) {
    let scenes = &ctx.studio.project_state.project.scenes;
    let Some(scene) = scenes.get(index) else { return };
    let theme = ctx.theme;
    let is_selected = index == pane.selected_scene();
    let number_style = match (is_selected, ctx.is_focused && pane.mode == PageMode::Scenes) {
        (true, true) => theme.cursor(),
        (true, false) => theme.focus(),
        (false, _) => theme.dim(),
    };
    let number = format!("{:>2}", index + 1);
    ctx.draw_text(Rect { width: 3.min(area.width), ..area }, &number, number_style);
    let head = Rect {
        x: area.x + GUTTER_COLUMNS.min(area.width),
        width: area.width.saturating_sub(GUTTER_COLUMNS + 1),
        ..area
    };
    let options = options_line(scene, is_selected, ctx.studio, ctx.theme);
    let used = options.draw_left(head, ctx.buf);
    if !scene.is_muted {
        let rate = estimates.rates.of(&ctx.studio.project_state.project, scene);
        let figures = figures_text(scene, index, estimates, rate, area.width);
        let mark = if estimates.overrun(index, scene).is_some() { "⚑ " } else { "" };
        let line = StyledLine::new().add(mark, theme.warning()).add(figures, theme.dim());
        line.draw_right(head, used, ctx.buf);
    }
}

/// The length of a scene; where there is room, between its start and its cost.
fn figures_text(scene: &Scene, index: usize, estimates: &PageEstimates, rate: Rate, columns: u16) -> String {
    let estimate = estimate_scene(scene, rate, estimates.paces.of(scene));
    // Not as a clock: rounded lengths would not add up to the starts.
    let length = format!("{:.1} s", estimate.seconds);
    let exact = if estimate.is_exact() { EXACT_MARK } else { "" };
    if columns < FULL_MIN_COLUMNS {
        return format!("{exact}{length}");
    }
    let start = format_time_code(estimates.starts.get(index).copied().unwrap_or_default());
    let mark = if exact.is_empty() { "+" } else { exact };
    format!("{start}  {mark}{length}  {}", estimate.cost.to_compact_string())
}

/// The recording of a scene with its length: `♪ scene-2.wav 0:12`; empty without one.
fn recording_chip(scene: &Scene, studio: &Studio) -> String {
    let Some(path) = &scene.recording else { return String::new() };
    let length = studio.recordings.files.file(scene).map(|file| format!(" {}", format_clock(file.seconds)));
    format!("♪ {}{}", text::short_file_name(path), length.unwrap_or_default())
}

/// Whether the service refines the motion, where that is not as usual.
fn enhance_chip(scene: &Scene, is_flagged: bool) -> &'static str {
    match (scene.enhance_motion, is_flagged) {
        (true, true) => "enhance",
        (true, false) => "",
        (false, _) => "enhance off",
    }
}

/// Who speaks a scene: where other scenes name a speaker, the project's own one by the name of its photo.
fn speaker_chip<'a>(scene: &'a Scene, studio: &'a Studio) -> Cow<'a, str> {
    if let Some(speaker) = &scene.speaker {
        return fit(speaker, MAX_SPEAKER_COLUMNS);
    }
    let is_dialog = studio.project_state.project.scenes.iter().any(|scene| scene.speaker.is_some());
    let name = studio.photo_name().filter(|_| is_dialog).unwrap_or_default();
    fit(name, MAX_SPEAKER_COLUMNS)
}

/// The scene's own background: a color, or the name of a picture. The project's where it is not sent.
fn background_chip(scene: &Scene, project: &Project, is_flagged: bool) -> String {
    let inherited = project.background.as_ref().filter(|_| is_flagged);
    let Some(text) = scene.background.as_ref().or(inherited) else { return String::new() };
    let background = Background::parse(text);
    format!("■ {}", background.as_ref().map_or(text.as_str(), Background::short_name))
}

/// An option in the head of a scene.
struct Chip {
    text: String,
    /// What changes the option.
    command: Command,
    style: Style,
    /// Whether it is not sent, or not supported.
    is_flagged: bool,
    /// What stands between it and the chip before it.
    gap: &'static str,
}

impl Chip {
    /// The columns of the chip with its flag.
    fn columns(&self) -> usize {
        width(&self.text) + usize::from(self.is_flagged)
    }
}

/// The command that changes the option at a column of the head of a scene; columns are counted from the first option.
pub(super) fn option_command_at(scene: &Scene, studio: &Studio, column: usize) -> Option<Command> {
    let mut end = 0;
    // The colors of the chips do not matter here.
    let chips = chips(scene, false, studio, Theme::default());
    chips.into_iter().enumerate().find_map(|(index, chip)| {
        let start = end + if index == 0 { 0 } else { width(chip.gap) };
        end = start + chip.columns();
        (start..end).contains(&column).then_some(chip.command)
    })
}

/// The options of a scene. Those of its delivery, from the emotion on, are one group.
fn chips(scene: &Scene, is_selected: bool, studio: &Studio, theme: Theme) -> Vec<Chip> {
    const APART: &str = "  ";
    const WITHIN: &str = " · ";
    let style = if is_selected { theme.accent() } else { theme.dim() };
    let flagged = |field| studio.is_flagged(scene, field);
    let chip = |command, text: &str, style, is_flagged, gap| {
        let text = text.to_owned();
        Chip { text, command, style, is_flagged, gap }
    };
    let speaker = speaker_chip(scene, studio);
    let speaker_style = if is_selected { theme.bold() } else { theme.plain() };
    let recording = chip(
        Command::Recording,
        &recording_chip(scene, studio),
        style,
        flagged(SceneField::Recording),
        APART,
    );
    let mut chips = vec![
        chip(Command::ToggleMuted, if scene.is_muted { "muted" } else { "" }, theme.warning(), false, APART),
        chip(Command::Speaker, &speaker, speaker_style, flagged(SceneField::Speaker), APART),
    ];
    // A recording has its own delivery.
    if studio.account.dialect.speaks(scene) {
        let voice = studio.project_state.project.voice_settings_of(scene).to_string();
        let is_voice_flagged = VoiceSetting::ALL.map(SceneField::VoiceSetting).into_iter().any(flagged);
        let emotion = scene.emotion.as_ref().map_or("no emotion", Emotion::as_str);
        chips.push(chip(Command::VoiceSettings, &voice, style, is_voice_flagged, APART));
        chips.push(recording);
        let emotion = fit(emotion, MAX_WORD_COLUMNS);
        chips.push(chip(Command::Emotion, &emotion, style, flagged(SceneField::Emotion), APART));
    } else {
        chips.push(recording);
    }
    let is_enhance_flagged = flagged(SceneField::Enhance);
    let is_background_flagged = flagged(SceneField::Background);
    let background = background_chip(scene, &studio.project_state.project, is_background_flagged);
    let pauses = if flagged(SceneField::Script) { "pauses" } else { "" };
    let talking_style = fit(scene.style.as_str(), MAX_WORD_COLUMNS);
    let enhance = enhance_chip(scene, is_enhance_flagged);
    chips.extend([
        chip(Command::TalkingStyle, &talking_style, style, flagged(SceneField::Style), WITHIN),
        chip(Command::ToggleEnhance, enhance, theme.dim(), is_enhance_flagged, WITHIN),
        chip(Command::Background, &background, theme.dim(), is_background_flagged, WITHIN),
        chip(Command::EditScript, pauses, theme.warning(), !pauses.is_empty(), WITHIN),
    ]);
    // A mark without a word would look like a second one of the chip before it.
    chips.retain(|chip| !chip.text.is_empty());
    chips
}

/// The options of a scene, flagged where they are not sent or not supported.
fn options_line(scene: &Scene, is_selected: bool, studio: &Studio, theme: Theme) -> StyledLine<'static> {
    let chips = chips(scene, is_selected, studio, theme).into_iter().enumerate();
    chips.fold(StyledLine::new(), |line, (index, chip)| {
        line.add(if index == 0 { "" } else { chip.gap }, theme.dim())
            .add(chip.text, chip.style)
            .add(if chip.is_flagged { "⚑" } else { "" }, theme.warning())
    })
}
