//! What an answered dialog, or a prompt, leads to.

use std::path::PathBuf;

use super::App;
use crate::command::Scope;
use crate::domain::{PhotoId, VoiceId};
use crate::panes::Action;
use crate::panes::confirm_dialog::ConfirmDialog;
use crate::panes::input_dialog::{InputDialog, InputKind};
use crate::studio::{Edit, Effect, Request, Stroke};

impl App {
    pub(super) fn deed(&mut self, deed: Action) -> Vec<Effect> {
        match deed {
            Action::Dismiss => Vec::new(),
            Action::GoToIssue(place) => {
                self.go_to_place(place);
                Vec::new()
            }
            Action::Render(order) => self.studio.submit(order),
            Action::ShowRequest(order) => {
                let preview = self.studio.request(Request::Preview(Box::new(order.spec.clone())));
                self.open_dialog(ConfirmDialog::confirm_render(&self.studio, order));
                vec![preview]
            }
            Action::MeasureSpeech(spec) => self.studio.measure(spec),
            Action::SendQueued(id) => self.studio.send_queued(id),
            Action::SendAsNewRender(id) => self.studio.send_again(id),
            Action::ResendIdempotently(id) => self.studio.repeat(id),
            Action::RemoveFromList(id) => self.studio.forget(id),
            Action::Quit => {
                let mut effects = self.studio.drop_kept();
                effects.push(Effect::Quit);
                effects
            }
            Action::SaveAndQuit => {
                self.leaving = true;
                if self.studio.work.path.is_none() {
                    self.overlays.push(Box::new(InputDialog::save_and_quit(&self.studio)));
                    return Vec::new();
                }
                self.save(false)
            }
            Action::OpenSaveAsDialog => {
                self.ask(InputKind::SaveAs);
                Vec::new()
            }
            Action::OverwriteFile => self.save(true),
            Action::SaveAs { name, quit_after_save } => {
                self.leaving = quit_after_save;
                self.studio.save(self.file_name(&name), false)
            }
            Action::OpenProject(name) => {
                let file = self.file_name(&name);
                self.studio.open(Some(file))
            }
            Action::OpenUntitled => self.studio.open(None),
            Action::GenerateLooks(wish) => {
                self.overlays.retain(|overlay| overlay.scope() != Scope::Workshop);
                self.studio.draw_looks(wish)
            }
            Action::TrainPhoto(photo) => self.studio.train_photo(photo),
            Action::SetPhotoId(id) => self.studio.edit(Edit::Photo(Some(PhotoId::new(id))), Stroke::Whole),
            Action::SetVoiceId(id) => self.studio.edit(Edit::Voice(Some(VoiceId::new(id))), Stroke::Whole),
            Action::SetApiKey(secret) => vec![self.studio.request(Request::KeepKey(secret))],
            Action::Connect(account) => vec![self.studio.request(Request::Connect(account))],
        }
    }

    /// A project's file always ends in `.toml`.
    fn file_name(&self, typed: &str) -> PathBuf {
        let path = self.studio.at_home(PathBuf::from(typed));
        if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("toml")) {
            return path;
        }
        PathBuf::from(format!("{}.toml", path.display()))
    }
}
