//! The motion bank overlay: finds a motion prompt by mood, action or words, and inserts it into a scene.

mod view;

use std::ops::Range;

use ratatui::layout::Rect;

use super::overlay_list::{OverlayInput, OverlayList};
use super::{DrawContext, Navigate, Pane, PaneInput};
use crate::command::{Command, Scope};
use crate::domain::{MotionPrompt, Scene, SearchIndex, motion_prompts};
use crate::studio::{Severity, StatusMessage, Studio};
use crate::widgets::Theme;

/// The mood of the user's own prompts, also a word to search for.
const OWN_LABEL: &str = "yours";

/// A prompt of the list.
#[derive(Debug)]
struct BankEntry {
    prompt: String,
    /// Its mood and action, or [`OWN_LABEL`].
    label: String,
}

#[derive(Debug)]
pub struct MotionBankOverlay {
    /// The indexes of the scenes that a prompt is inserted into.
    scenes: Range<usize>,
    /// These scenes when the bank was opened: the file may be changed on disk meanwhile.
    opened_for: Vec<Scene>,
    list: OverlayList,
    /// The user's own prompts, then ours, first those that suit the scene's emotion.
    entries: Vec<BankEntry>,
    index: SearchIndex,
    /// The indexes of the matching entries, best first.
    matches: Vec<usize>,
    /// The revision of the user's own prompts that the entries have.
    shown_revision: u64,
}

impl MotionBankOverlay {
    pub fn new(studio: &Studio, scenes: Range<usize>) -> Self {
        let opened_for = studio.project_state.project.scenes.get(scenes.clone()).unwrap_or_default().to_vec();
        let mut overlay = Self {
            scenes,
            opened_for,
            list: OverlayList::new("a mood, an action, or words"),
            entries: Vec::new(),
            index: SearchIndex::default(),
            matches: Vec::new(),
            shown_revision: 0,
        };
        overlay.load_entries(studio);
        overlay
    }

    fn load_entries(&mut self, studio: &Studio) {
        self.shown_revision = studio.own_motions.revision;
        let own = studio.own_motions.prompts.ready().into_iter().flatten();
        let own = own.map(|prompt| BankEntry { prompt: prompt.clone(), label: OWN_LABEL.to_owned() });
        let scene = studio.project_state.project.scenes.get(self.scenes.start);
        let emotion = scene.and_then(|scene| scene.emotion.as_ref());
        let mut ours: Vec<MotionPrompt> = motion_prompts().collect();
        ours.sort_by_key(|prompt| emotion.is_none_or(|emotion| !prompt.suits(emotion)));
        let ours = ours.into_iter().map(|prompt| BankEntry {
            prompt: prompt.text.to_owned(),
            label: format!("{} · {}", prompt.mood, prompt.action),
        });
        self.entries = own.chain(ours).collect();
        self.index = SearchIndex::default();
        for entry in &self.entries {
            let fields: Vec<&str> = entry.label.split(" · ").collect();
            self.index.push(&entry.prompt, &fields);
        }
        self.apply_filter();
    }

    fn apply_filter(&mut self) {
        self.index.find(self.list.filter.text()).clone_into(&mut self.matches);
    }

    /// The motion prompt of the first scene; none where it is empty.
    fn present_motion<'a>(&self, studio: &'a Studio) -> Option<&'a str> {
        let motion = studio.project_state.project.scenes.get(self.scenes.start)?.motion_prompt.trim();
        (!motion.is_empty()).then_some(motion)
    }

    /// Inserts the selected prompt into these scenes.
    fn insert(&self, studio: &mut Studio, scenes: Range<usize>) -> Option<Navigate> {
        let entry = &self.entries[*self.matches.get(self.list.selected)?];
        if studio.project_state.project.scenes.get(self.scenes.clone()) != Some(&self.opened_for[..]) {
            studio.report(
                Severity::Warning,
                "No motion was inserted: the scenes were changed on disk meanwhile",
            );
            return Some(Navigate::Close);
        }
        if scenes.len() > 1 {
            studio.set_motions(scenes, &entry.prompt);
            return Some(Navigate::Close);
        }
        let (is_first, number) = (self.present_motion(studio).is_none(), scenes.start + 1);
        if studio.set_motion(scenes.start, &entry.prompt) {
            let motion = if is_first { "a motion" } else { "another motion" };
            let text = format!("Scene {number} has {motion}");
            studio.show_message(StatusMessage::new(Severity::Info, text).with_undo_hint());
        } else {
            studio.report(Severity::Info, format!("Scene {number} has this motion already"));
        }
        Some(Navigate::Close)
    }

    fn keep_motion(&self, studio: &mut Studio) {
        if let Some(reason) = self.unavailable_reason(studio, Command::KeepMotion) {
            return studio.report(Severity::Info, format!("Nothing to keep: {reason}"));
        }
        if let Some(motion) = self.present_motion(studio).map(str::to_owned) {
            studio.keep_motion(&motion);
        }
    }
}

impl Pane for MotionBankOverlay {
    fn scope(&self) -> Scope {
        Scope::MotionBank
    }

    fn unavailable_reason(&self, studio: &Studio, command: Command) -> Option<&'static str> {
        match command {
            Command::KeepMotion => match self.present_motion(studio) {
                None => Some("the scene has no motion"),
                Some(motion) if self.entries.iter().any(|entry| entry.prompt == motion) => {
                    Some("the motion is in the list")
                }
                Some(_) => None,
            },
            Command::Confirm | Command::ConfirmForAll if self.matches.is_empty() => Some("no prompt matches"),
            Command::ConfirmForAll if studio.project_state.project.scenes.len() < 2 => {
                Some("the project has one scene")
            }
            _ => None,
        }
    }

    fn prepare_frame(&mut self, studio: &mut Studio, _: Theme) {
        if self.shown_revision != studio.own_motions.revision {
            self.load_entries(studio);
        }
    }

    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> Option<Navigate> {
        if input == PaneInput::Command(Command::KeepMotion) {
            self.keep_motion(studio);
            return None;
        }
        if input == PaneInput::Command(Command::ConfirmForAll) {
            return self.insert(studio, 0..studio.project_state.project.scenes.len());
        }
        match self.list.update(&input, self.matches.len()) {
            OverlayInput::Close => return Some(Navigate::Close),
            OverlayInput::Accept => return self.insert(studio, self.scenes.clone()),
            OverlayInput::Query => self.apply_filter(),
            OverlayInput::Other => {}
        }
        None
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        self.draw(ctx, area);
    }
}
