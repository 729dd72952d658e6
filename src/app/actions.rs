//! Actions of dialogs and panes, and what the app does for each.

use std::path::PathBuf;

use super::App;
use crate::command::Scope;
use crate::domain::{PhotoId, VoiceId};
use crate::panes::Action;
use crate::panes::confirm_dialog::ConfirmDialog;
use crate::panes::input_dialog::{InputDialog, InputKind};
use crate::studio::{AccountRequest, Edit, EditKind, Effect, ProjectRequest, Request};

impl App {
    pub(super) fn run_action(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Dismiss => Vec::new(),
            Action::GoToIssue(place) => {
                self.focus_issue(place);
                Vec::new()
            }
            Action::Render(render) => self.studio.submit(render),
            Action::ShowRequest(render) => {
                let preview = self.studio.request(Request::Project(ProjectRequest::BuildRequestPreview(
                    Box::new(render.spec.clone()),
                )));
                self.open_dialog(ConfirmDialog::confirm_render(&self.studio, render));
                vec![preview]
            }
            Action::MeasureSpeech(spec) => self.studio.measure_speech(spec),
            Action::Send(id, mode) => self.studio.send_render(id, mode),
            Action::RemoveFromList(id) => self.studio.remove_from_list(id),
            Action::Quit => {
                let mut effects = self.studio.discard_autosave();
                effects.push(Effect::Quit);
                effects
            }
            Action::SaveAndQuit => {
                self.quits_after_save = true;
                if self.studio.project_state.path.is_none() {
                    self.overlays.push(Box::new(InputDialog::save_and_quit(&self.studio)));
                    return Vec::new();
                }
                self.save(false)
            }
            Action::OpenSaveAsDialog => {
                self.open_input_dialog(InputKind::SaveAs);
                Vec::new()
            }
            Action::OverwriteFile => self.save(true),
            Action::SaveAs { name, quit_after_save } => {
                self.quits_after_save = quit_after_save;
                self.studio.save(self.project_file_path(&name), false)
            }
            Action::OpenProject(name) => {
                let file = self.project_file_path(&name);
                self.studio.switch_project(Some(file))
            }
            Action::OpenUntitled => self.studio.switch_project(None),
            Action::GenerateLooks(looks) => {
                self.close_overlays(Scope::PhotoWorkshop);
                self.studio.generate_looks(looks)
            }
            Action::TrainPhoto(photo) => self.studio.train_photo(photo),
            Action::SetPhotoId(id) => {
                self.studio.edit(Edit::Photo(Some(PhotoId::new(id))), EditKind::SingleStep)
            }
            Action::SetVoiceId(id) => {
                self.studio.edit(Edit::Voice(Some(VoiceId::new(id))), EditKind::SingleStep)
            }
            Action::SetApiKey(secret) => {
                vec![self.studio.request(Request::Account(AccountRequest::SaveApiKey(secret)))]
            }
            Action::Connect(account) => {
                vec![self.studio.request(Request::Account(AccountRequest::SwitchAccount(account)))]
            }
        }
    }

    /// A project's file always ends in `.toml`.
    fn project_file_path(&self, typed: &str) -> PathBuf {
        let path = self.studio.expand_home(PathBuf::from(typed));
        if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("toml")) {
            return path;
        }
        PathBuf::from(format!("{}.toml", path.display()))
    }
}
