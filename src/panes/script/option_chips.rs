//! The options of a scene as chips, side by side in the head of its card.

use std::borrow::Cow;

use ratatui::style::Style;

use crate::command::Command;
use crate::domain::{Background, Emotion, Project, Scene, SceneField, VoiceSetting, text};
use crate::panes::DrawContext;
use crate::studio::Studio;
use crate::widgets::{StyledLine, Theme, fit, format_clock, width};

/// Columns of the name of a speaker.
const MAX_SPEAKER_COLUMNS: usize = 24;
/// Columns of an emotion or a talking style, of which a project file may have any word.
const MAX_WORD_COLUMNS: usize = 16;

/// Between chips of two groups.
const APART: &str = "  ";
/// Between chips of one group.
const WITHIN: &str = " · ";

/// How a chip stands out.
#[derive(Debug, Clone, Copy)]
enum Emphasis {
    Speaker,
    /// In the accent color where the scene is selected.
    Delivery,
    Quiet,
    Warning,
}

impl Emphasis {
    fn style(self, is_selected: bool, theme: Theme) -> Style {
        match self {
            Self::Speaker if is_selected => theme.bold(),
            Self::Speaker => theme.plain(),
            Self::Delivery if is_selected => theme.accent(),
            Self::Delivery | Self::Quiet => theme.dim(),
            Self::Warning => theme.warning(),
        }
    }
}

/// An option in the head of a scene.
struct Chip {
    text: String,
    /// What changes the option.
    command: Command,
    emphasis: Emphasis,
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

/// The options of a scene, flagged where they are not sent or not supported.
pub(super) fn options_line(scene: &Scene, is_selected: bool, ctx: &DrawContext<'_>) -> StyledLine<'static> {
    let theme = ctx.theme;
    let chips = chips(scene, ctx.studio).into_iter().enumerate();
    chips.fold(StyledLine::new(), |line, (index, chip)| {
        line.add(if index == 0 { "" } else { chip.gap }, theme.dim())
            .add(chip.text, chip.emphasis.style(is_selected, theme))
            .add(if chip.is_flagged { "⚑" } else { "" }, theme.warning())
    })
}

/// The command that changes the option at a column of the head of a scene; columns are counted from the first option.
pub(super) fn option_command_at(scene: &Scene, studio: &Studio, column: usize) -> Option<Command> {
    let mut end = 0;
    chips(scene, studio).into_iter().enumerate().find_map(|(index, chip)| {
        let start = end + if index == 0 { 0 } else { width(chip.gap) };
        end = start + chip.columns();
        (start..end).contains(&column).then_some(chip.command)
    })
}

/// The options of a scene. Those of its delivery, from the emotion on, are one group.
fn chips(scene: &Scene, studio: &Studio) -> Vec<Chip> {
    let muted = if scene.is_muted { "muted" } else { "" };
    let mut chips = vec![Chip {
        text: muted.to_owned(),
        command: Command::ToggleMuted,
        emphasis: Emphasis::Warning,
        is_flagged: false,
        gap: APART,
    }];
    chips.extend(voice_chips(scene, studio));
    chips.extend(delivery_chips(scene, studio));
    // A mark without a word would look like a second one of the chip before it.
    chips.retain(|chip| !chip.text.is_empty());
    chips
}

/// Who speaks a scene, and with which settings, or what is heard in place of a voice.
fn voice_chips(scene: &Scene, studio: &Studio) -> [Chip; 3] {
    let flagged = |field| studio.is_flagged(scene, field);
    // A recording has its own delivery.
    let settings = studio.account.dialect.speaks(scene).then(|| {
        let settings = studio.project_state.project.voice_settings_of(scene).to_string();
        (settings, VoiceSetting::ALL.map(SceneField::VoiceSetting).into_iter().any(flagged))
    });
    let (settings, is_settings_flagged) = settings.unwrap_or_default();
    let chip = |text, command, emphasis, is_flagged| Chip { text, command, emphasis, is_flagged, gap: APART };
    [
        chip(
            speaker_chip(scene, studio).into_owned(),
            Command::Speaker,
            Emphasis::Speaker,
            flagged(SceneField::Speaker),
        ),
        chip(settings, Command::VoiceSettings, Emphasis::Delivery, is_settings_flagged),
        chip(
            recording_chip(scene, studio),
            Command::Recording,
            Emphasis::Delivery,
            flagged(SceneField::Recording),
        ),
    ]
}

/// How a scene is spoken and looks; a recording has no emotion.
fn delivery_chips(scene: &Scene, studio: &Studio) -> [Chip; 5] {
    let flagged = |field| studio.is_flagged(scene, field);
    let is_background_flagged = flagged(SceneField::Background);
    let (is_enhance_flagged, has_lost_pauses) = (flagged(SceneField::Enhance), flagged(SceneField::Script));
    let emotion = scene.emotion.as_ref().map_or("no emotion", Emotion::as_str);
    let emotion = if studio.account.dialect.speaks(scene) { emotion } else { "" };
    let background = background_chip(scene, &studio.project_state.project, is_background_flagged);
    let pauses = if has_lost_pauses { "pauses" } else { "" };
    let chip = |text: &str, command, emphasis, is_flagged, gap| {
        let text = fit(text, MAX_WORD_COLUMNS).into_owned();
        Chip { text, command, emphasis, is_flagged, gap }
    };
    [
        chip(emotion, Command::Emotion, Emphasis::Delivery, flagged(SceneField::Emotion), APART),
        chip(
            scene.style.as_str(),
            Command::TalkingStyle,
            Emphasis::Delivery,
            flagged(SceneField::Style),
            WITHIN,
        ),
        chip(
            enhance_chip(scene, is_enhance_flagged),
            Command::ToggleEnhance,
            Emphasis::Quiet,
            is_enhance_flagged,
            WITHIN,
        ),
        Chip {
            text: background,
            ..chip("", Command::Background, Emphasis::Quiet, is_background_flagged, WITHIN)
        },
        chip(pauses, Command::EditScript, Emphasis::Warning, has_lost_pauses, WITHIN),
    ]
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
