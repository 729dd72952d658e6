//! The form of the voice settings: speed, pitch, volume and locale, of a speaker or of some scenes only.

mod view;

use std::ops::Range;

use ratatui::layout::Rect;

use super::cycle::{Direction, cycle_index};
use super::text_keys;
use super::{DrawContext, Navigate, Pane, PaneInput};
use crate::command::{Command, Key, KeyCode, Scope};
use crate::domain::{Project, VoiceSetting, VoiceSettings};
use crate::studio::{Edit, EditKind, Severity, Studio};
use crate::widgets::LineEditor;

/// Whose settings the form shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SettingsOwner {
    /// The speaker of the first scene, or else the project.
    Speaker,
    /// The scenes only.
    Scenes,
}

/// The rows of the form: the owner, and then the settings.
const ROW_COUNT: usize = 1 + VoiceSetting::ALL.len();

/// Settings while they are edited.
#[derive(Debug)]
struct EditedSettings {
    opened: VoiceSettings,
    current: VoiceSettings,
}

impl EditedSettings {
    fn new(settings: VoiceSettings) -> Self {
        Self { opened: settings.clone(), current: settings }
    }

    /// The settings that were changed in the form.
    fn changes(&self) -> impl Iterator<Item = VoiceSetting> {
        VoiceSetting::ALL
            .into_iter()
            .filter(|setting| self.opened.text(*setting) != self.current.text(*setting))
    }

    /// Stores the changed settings; the others of `settings` stay as they are.
    fn apply_to(&self, settings: &mut VoiceSettings) {
        for setting in self.changes() {
            settings.set_text(setting, &self.current.text(setting).unwrap_or_default());
        }
    }
}

#[derive(Debug)]
pub struct VoiceFormOverlay {
    row_index: usize,
    owner: SettingsOwner,
    scenes: Range<usize>,
    /// The name of the speaker of the first scene, if the project has it.
    speaker: Option<String>,
    /// The settings of the speaker; where there is none, of the project.
    speaker_settings: EditedSettings,
    /// The settings of the first scene.
    scene_settings: EditedSettings,
    /// The settings of the project, which its speakers inherit.
    project_settings: VoiceSettings,
    locale: LineEditor,
}

impl VoiceFormOverlay {
    /// The settings of the speaker of the first of `scenes`, and of these scenes only.
    pub fn new(studio: &Studio, scenes: Range<usize>) -> Self {
        let project = &studio.project_state.project;
        let scene = project.scenes.get(scenes.start);
        let speaker = scene.and_then(|scene| project.speaker_of(scene));
        let speaker_settings = speaker.map_or(&project.voice_settings, |speaker| &speaker.voice_settings);
        let scene_settings = scene.map(|scene| scene.voice_settings.clone()).unwrap_or_default();
        // Settings of the scene would hide a change of the speaker.
        let is_inherited = scene_settings == VoiceSettings::default();
        let mut form = Self {
            row_index: 1,
            owner: if is_inherited { SettingsOwner::Speaker } else { SettingsOwner::Scenes },
            scenes,
            speaker: speaker.map(|speaker| speaker.name.clone()),
            speaker_settings: EditedSettings::new(speaker_settings.clone()),
            scene_settings: EditedSettings::new(scene_settings),
            project_settings: project.voice_settings.clone(),
            locale: LineEditor::new(""),
        };
        form.show_locale();
        form
    }

    fn settings(&self) -> &VoiceSettings {
        match self.owner {
            SettingsOwner::Speaker => &self.speaker_settings.current,
            SettingsOwner::Scenes => &self.scene_settings.current,
        }
    }

    fn settings_mut(&mut self) -> &mut VoiceSettings {
        match self.owner {
            SettingsOwner::Speaker => &mut self.speaker_settings.current,
            SettingsOwner::Scenes => &mut self.scene_settings.current,
        }
    }

    /// The settings that hold where the owner has none.
    fn inherited(&self) -> VoiceSettings {
        let of_speaker = &self.speaker_settings.current;
        match (self.owner, &self.speaker) {
            (SettingsOwner::Speaker, None) => VoiceSettings::default(),
            (SettingsOwner::Speaker, Some(_)) => self.project_settings.clone(),
            (SettingsOwner::Scenes, None) => of_speaker.clone(),
            (SettingsOwner::Scenes, Some(_)) => of_speaker.or(&self.project_settings),
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
                    SettingsOwner::Speaker => SettingsOwner::Scenes,
                    SettingsOwner::Scenes => SettingsOwner::Speaker,
                };
                self.show_locale();
            }
            (Some(VoiceSetting::Locale), _) => {
                text_keys::handle_key(&mut self.locale, key);
                self.store_locale();
            }
            (Some(setting), KeyCode::Left) => self.step(setting, Direction::Previous),
            (Some(setting), KeyCode::Right | KeyCode::Char(' ')) => self.step(setting, Direction::Next),
            (Some(setting), KeyCode::Backspace | KeyCode::Delete) => self.settings_mut().clear(setting),
            _ => {}
        }
    }

    fn store_locale(&mut self) {
        let locale = self.locale.text().to_owned();
        self.settings_mut().set_text(VoiceSetting::Locale, &locale);
    }

    /// Changes a number by one step, from the inherited one where the owner has none.
    fn step(&mut self, setting: VoiceSetting, direction: Direction) {
        let Some(range) = setting.range() else { return };
        let present =
            self.settings().or(&self.inherited()).number(setting).unwrap_or(setting.default_number());
        let step = step_size(setting);
        let steps = if direction == Direction::Next { 1.0 } else { -1.0 };
        // Whole steps, so that no fraction adds up.
        let number = ((present / step).round() + steps) / step.recip();
        let number = number.clamp(*range.start(), *range.end());
        self.settings_mut().set_number(setting, Some(number));
    }

    /// Stores the changed settings of the speaker and of the scenes, as one undo step.
    fn apply(&self, studio: &mut Studio) {
        let mut project = studio.project_state.project.clone();
        let speaker = self.speaker.as_deref().map(|name| (name, position_of(&project, name)));
        match speaker {
            None => self.speaker_settings.apply_to(&mut project.voice_settings),
            Some((_, Some(speaker))) => {
                self.speaker_settings.apply_to(&mut project.speakers[speaker].voice_settings);
            }
            // The file was changed meanwhile.
            Some((name, None)) if self.speaker_settings.changes().next().is_some() => studio.report(
                Severity::Warning,
                format!("There is no speaker {name} any more; the settings were not changed"),
            ),
            Some((_, None)) => {}
        }
        for scene in project.scenes.get_mut(self.scenes.clone()).unwrap_or_default() {
            self.scene_settings.apply_to(&mut scene.voice_settings);
        }
        studio.edit(Edit::ReplaceProject(Box::new(project)), EditKind::SingleStep);
    }
}

fn position_of(project: &Project, speaker: &str) -> Option<usize> {
    project.speakers.iter().position(|other| other.name == speaker)
}

/// The change of one key press.
fn step_size(setting: VoiceSetting) -> f64 {
    match setting {
        VoiceSetting::Speed => 0.05,
        VoiceSetting::Pitch => 5.0,
        VoiceSetting::Volume | VoiceSetting::Locale => 0.1,
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
                    self.store_locale();
                }
            }
        }
        None
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        self.draw(ctx, area);
    }
}
