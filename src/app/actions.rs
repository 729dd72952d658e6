//! What an answered dialog, or a prompt, leads to.

use std::path::PathBuf;

use super::App;
use crate::command::Scope;
use crate::domain::{PhotoId, VoiceId};
use crate::panes::Deed;
use crate::panes::prompt::{Ask, Prompt};
use crate::panes::question::Question;
use crate::studio::{Edit, Effect, Request, Stroke};

impl App {
    pub(super) fn deed(&mut self, deed: Deed) -> Vec<Effect> {
        match deed {
            Deed::Nothing => Vec::new(),
            Deed::GoTo(place) => {
                self.go_to_place(place);
                Vec::new()
            }
            Deed::Render(order) => self.studio.submit(order),
            Deed::ShowRequest(order) => {
                let preview = self.studio.request(Request::Preview(Box::new(order.spec.clone())));
                self.open_dialog(Question::render(&self.studio, order));
                vec![preview]
            }
            Deed::Measure(spec) => self.studio.measure(spec),
            Deed::SendQueued(id) => self.studio.send_queued(id),
            Deed::SendAgain(id) => self.studio.send_again(id),
            Deed::Repeat(id) => self.studio.repeat(id),
            Deed::Forget(id) => self.studio.forget(id),
            Deed::Quit => {
                let mut effects = self.studio.drop_kept();
                effects.push(Effect::Quit);
                effects
            }
            Deed::SaveAndQuit => {
                self.leaving = true;
                if self.studio.work.path.is_none() {
                    self.overlays.push(Box::new(Prompt::save_and_quit(&self.studio)));
                    return Vec::new();
                }
                self.save(false)
            }
            Deed::AskSaveAs => {
                self.ask(Ask::SaveAs);
                Vec::new()
            }
            Deed::Overwrite => self.save(true),
            Deed::SaveAs { name, then_quit } => {
                self.leaving = then_quit;
                self.studio.save(self.file_name(&name), false)
            }
            Deed::Open(name) => {
                let file = self.file_name(&name);
                self.studio.open(Some(file))
            }
            Deed::OpenUntitled => self.studio.open(None),
            Deed::DrawLooks(wish) => {
                self.overlays.retain(|overlay| overlay.scope() != Scope::Workshop);
                self.studio.draw_looks(wish)
            }
            Deed::TrainPhoto(photo) => self.studio.train_photo(photo),
            Deed::Photo(id) => self.studio.edit(Edit::Photo(Some(PhotoId::new(id))), Stroke::Whole),
            Deed::Voice(id) => self.studio.edit(Edit::Voice(Some(VoiceId::new(id))), Stroke::Whole),
            Deed::Key(secret) => vec![self.studio.request(Request::KeepKey(secret))],
            Deed::Connect(account) => vec![self.studio.request(Request::Connect(account))],
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
