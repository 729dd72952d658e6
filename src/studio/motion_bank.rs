//! The motion of a scene, and the user's own motion prompts.

use std::ops::Range;

use super::{Edit, EditKind, MotionBankReply, MotionBankRequest, Remote, Severity, StatusMessage, Studio};
use crate::domain::{Error, SceneText, format_count, text};

impl Studio {
    /// Replaces the motion prompt of a scene, as one undo step.
    pub fn set_motion(&mut self, scene: usize, prompt: &str) {
        let Some(present) = self.project_state.project.scenes.get(scene) else { return };
        let (field, range) = (SceneText::Motion, 0..present.motion_prompt.len());
        self.edit(Edit::ReplaceText { scene, field, range, text: prompt.to_owned() }, EditKind::SingleStep);
    }

    /// Replaces the motion prompts of some scenes, as one undo step.
    pub fn set_motions(&mut self, scenes: Range<usize>, prompt: &str) {
        let Some(present) = self.project_state.project.scenes.get(scenes.clone()) else { return };
        let mut changed = present.to_vec();
        for scene in &mut changed {
            prompt.clone_into(&mut scene.motion_prompt);
        }
        let count = format_count(changed.len(), "scene");
        self.edit(Edit::ReplaceScenes(scenes, changed), EditKind::SingleStep);
        let text = if prompt.is_empty() {
            format!("No motion in {count}")
        } else {
            format!("The same motion in {count}")
        };
        self.show_message(StatusMessage::new(Severity::Info, text).with_key_hint("Ctrl-z", "undoes it"));
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
