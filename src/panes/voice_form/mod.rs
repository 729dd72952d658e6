//! The form of the voice settings: speed, pitch, volume and locale, of a speaker or of some scenes alone.

mod view;

use std::ops::Range;

use ratatui::layout::Rect;

use super::cycle::{Direction, cycle_index};
use super::text_keys;
use super::{DrawContext, Navigate, Pane, PaneInput};
use crate::command::{Command, Key, KeyCode, Scope};
use crate::domain::{Project, VoiceSetting, VoiceSettings};
use crate::studio::{Edit, EditKind, Studio};
use crate::widgets::LineEditor;

/// Whose settings the form edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FormOwner {
    /// The speaker of the first scene, or else the project.
    Speaker,
    /// The scenes alone.
    Scenes,
}

/// The rows of the form: the owner, and then the settings.
const ROW_COUNT: usize = 1 + VoiceSetting::ALL.len();

#[derive(Debug)]
pub struct VoiceFormOverlay {
    row_index: usize,
    owner: FormOwner,
    scenes: Range<usize>,
    /// The name of the speaker of the first scene, if the project has it.
    speaker: Option<String>,
    of_speaker: VoiceSettings,
    of_scenes: VoiceSettings,
    /// The settings of the project, which its speakers inherit.
    of_project: VoiceSettings,
    locale: LineEditor,
}

impl VoiceFormOverlay {
    /// The settings of who speaks the first of `scenes`, and of these scenes alone.
    pub fn new(studio: &Studio, scenes: Range<usize>) -> Self {
        let project = &studio.project_state.project;
        let scene = project.scenes.get(scenes.start);
        let speaker = scene.and_then(|scene| project.speaker_of(scene));
        let of_speaker = speaker.map_or(&project.voice_settings, |speaker| &speaker.voice_settings).clone();
        let of_scenes = scene.map(|scene| scene.voice_settings.clone()).unwrap_or_default();
        // Settings of the scene would hide a change of the speaker.
        let owner =
            if of_scenes == VoiceSettings::default() { FormOwner::Speaker } else { FormOwner::Scenes };
        let mut form = Self {
            row_index: 1,
            owner,
            scenes,
            speaker: speaker.map(|speaker| speaker.name.clone()),
            of_speaker,
            of_scenes,
            of_project: project.voice_settings.clone(),
            locale: LineEditor::new(""),
        };
        form.show_locale();
        form
    }

    fn settings(&self) -> &VoiceSettings {
        match self.owner {
            FormOwner::Speaker => &self.of_speaker,
            FormOwner::Scenes => &self.of_scenes,
        }
    }

    fn settings_mut(&mut self) -> &mut VoiceSettings {
        match self.owner {
            FormOwner::Speaker => &mut self.of_speaker,
            FormOwner::Scenes => &mut self.of_scenes,
        }
    }

    /// The settings that hold where the owner has none.
    fn inherited(&self) -> VoiceSettings {
        match (self.owner, &self.speaker) {
            (FormOwner::Speaker, None) => VoiceSettings::default(),
            (FormOwner::Speaker, Some(_)) => self.of_project.clone(),
            (FormOwner::Scenes, None) => self.of_speaker.clone(),
            (FormOwner::Scenes, Some(_)) => self.of_speaker.or(&self.of_project),
        }
    }

    /// The setting of the focused row; `None` for the row of the owner.
    fn focused_setting(&self) -> Option<VoiceSetting> {
        VoiceSetting::ALL.get(self.row_index.checked_sub(1)?).copied()
    }

    /// Shows the locale of the owner in its field.
    fn show_locale(&mut self) {
        let inherited =
            self.inherited().locale.unwrap_or_else(|| "such as en-GB; empty for the voice's own".into());
        let locale = self.settings().locale.clone().unwrap_or_default();
        self.locale = LineEditor::new(&locale).with_placeholder(&inherited);
    }

    fn handle_key(&mut self, key: Key) {
        match (self.focused_setting(), key.code) {
            (None, KeyCode::Left | KeyCode::Right | KeyCode::Char(' ')) => {
                self.owner = match self.owner {
                    FormOwner::Speaker => FormOwner::Scenes,
                    FormOwner::Scenes => FormOwner::Speaker,
                };
                self.show_locale();
            }
            (Some(VoiceSetting::Locale), _) => {
                text_keys::handle_key(&mut self.locale, key);
                self.take_locale();
            }
            (Some(setting), KeyCode::Left) => self.step(setting, Direction::Previous),
            (Some(setting), KeyCode::Right | KeyCode::Char(' ')) => self.step(setting, Direction::Next),
            (Some(setting), KeyCode::Backspace | KeyCode::Delete) => self.settings_mut().clear(setting),
            _ => {}
        }
    }

    fn take_locale(&mut self) {
        let locale = self.locale.text().to_owned();
        self.settings_mut().set_text(VoiceSetting::Locale, &locale);
    }

    /// Changes a number by one step, from the inherited one where the owner has none.
    fn step(&mut self, setting: VoiceSetting, direction: Direction) {
        let Some(range) = setting.range() else { return };
        let present =
            self.settings().or(&self.inherited()).number(setting).unwrap_or(setting.default_number());
        let steps_per_unit = steps_per_unit(setting);
        let step = if direction == Direction::Next { 1.0 } else { -1.0 };
        // Whole steps, so that no fraction adds up.
        let number = ((present * steps_per_unit).round() + step) / steps_per_unit;
        let number = number.clamp(*range.start(), *range.end());
        self.settings_mut().set_number(setting, Some(number));
    }

    /// Stores the settings of the speaker and of the scenes, as one undo step.
    fn apply(&self, studio: &mut Studio) {
        let mut project = studio.project_state.project.clone();
        let speaker = self.speaker.as_deref().and_then(|name| position_of(&project, name));
        match speaker {
            Some(speaker) => project.speakers[speaker].voice_settings = self.of_speaker.clone(),
            None => project.voice_settings = self.of_speaker.clone(),
        }
        if self.owner == FormOwner::Scenes {
            for scene in project.scenes.get_mut(self.scenes.clone()).unwrap_or_default() {
                scene.voice_settings = self.of_scenes.clone();
            }
        }
        studio.edit(Edit::ReplaceProject(Box::new(project)), EditKind::SingleStep);
    }
}

fn position_of(project: &Project, speaker: &str) -> Option<usize> {
    project.speakers.iter().position(|other| other.name == speaker)
}

/// The steps of a key press that make up one.
fn steps_per_unit(setting: VoiceSetting) -> f64 {
    match setting {
        VoiceSetting::Speed => 20.0,
        VoiceSetting::Pitch => 0.2,
        VoiceSetting::Volume | VoiceSetting::Locale => 10.0,
    }
}

impl Pane for VoiceFormOverlay {
    fn scope(&self) -> Scope {
        Scope::VoiceForm
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> Option<Navigate> {
        match input {
            PaneInput::Command(Command::NextField) => {
                self.row_index = cycle_index(ROW_COUNT, self.row_index, Direction::Next);
            }
            PaneInput::Command(Command::PreviousField) => {
                self.row_index = cycle_index(ROW_COUNT, self.row_index, Direction::Previous);
            }
            PaneInput::Command(Command::Confirm) => {
                self.apply(studio);
                return Some(Navigate::Close);
            }
            PaneInput::Command(Command::Back) => return Some(Navigate::Close),
            PaneInput::Command(_) => {}
            PaneInput::Key(key) => self.handle_key(key),
            PaneInput::Text(text) => {
                if self.focused_setting() == Some(VoiceSetting::Locale) {
                    text_keys::insert_pasted(&mut self.locale, &text);
                    self.take_locale();
                }
            }
        }
        None
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        self.draw(ctx, area);
    }
}
