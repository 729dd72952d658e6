//! The motion of a scene, and the user's own motion prompts.

use std::ops::Range;

use super::{Edit, EditKind, MotionBankReply, MotionBankRequest, Remote, Severity, StatusMessage, Studio};
use crate::domain::{Error, SceneText, repeated_motion, text};

impl Studio {
    /// Replaces the motion prompt of a scene, as one undo step; returns whether it was another one.
    pub fn set_motion(&mut self, scene: usize, prompt: &str) -> bool {
        let Some(present) = self.project_state.project.scenes.get(scene) else { return false };
        let (field, range) = (SceneText::Motion, 0..present.motion_prompt.len());
        let edit = Edit::ReplaceText { scene, field, range, text: prompt.to_owned() };
        self.edit_if_changed(edit, EditKind::SingleStep)
    }

    /// Replaces the motion prompts of some scenes, as one undo step; says it where many scenes have the same one then.
    pub fn set_motions(&mut self, scenes: Range<usize>, prompt: &str) {
        let (first, count) = (scenes.start, scenes.len());
        let changed = self.edit_scenes(scenes, |scene| prompt.clone_into(&mut scene.motion_prompt));
        let what = if prompt.is_empty() { "No motion" } else { "The same motion" };
        let is_repeated = repeated_motion(&self.project_state.project.scenes, first).is_some();
        let advice = if is_repeated { ": varied gestures look more alive" } else { "" };
        self.report_advised_edit(what, changed, count, advice);
    }

    /// Reads the user's own motion prompts, unless they are being read.
    pub fn load_own_motions(&mut self) {
        if self.own_motions.prompts.is_loading() {
            return;
        }
        if self.own_motions.prompts.ready().is_none() {
            self.own_motions.prompts = Remote::Loading(self.now);
        }
        self.request(MotionBankRequest::Load);
    }

    /// Adds a prompt to the user's own.
    pub fn keep_motion(&mut self, prompt: &str) {
        self.request(MotionBankRequest::Add(prompt.to_owned()));
    }

    pub(super) fn handle_motion_bank_reply(&mut self, reply: MotionBankReply) {
        match reply {
            MotionBankReply::Loaded(result) => self.handle_own_motions_loaded(result),
            MotionBankReply::Added(Ok((prompts, file))) => {
                let kept = format!("Kept in {}", text::single_line(&file.display().to_string()));
                self.handle_own_motions_loaded(Ok(prompts));
                self.show_message(StatusMessage::new(Severity::Success, kept));
            }
            MotionBankReply::Added(Err(error)) => self.report(Severity::Error, error.to_string()),
        }
    }

    /// A failure to read the prompts again keeps those that are there.
    fn handle_own_motions_loaded(&mut self, result: Result<Vec<String>, Error>) {
        if let Err(error) = &result {
            self.report(Severity::Warning, error.to_string());
            if self.own_motions.prompts.ready().is_some() {
                return;
            }
        }
        self.own_motions.prompts = result.into();
        self.own_motions.revision += 1;
    }
}
