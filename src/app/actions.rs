//! What an answered dialog, or a prompt, leads to.

use std::path::PathBuf;

use super::App;
use crate::command::Scope;
use crate::domain::{PhotoId, VoiceId};
use crate::panes::Deed;
use crate::panes::prompt::{Ask, Prompt};
use crate::panes::question::Question;
use crate::studio::{Edit, Effect, Request, Stroke, Tone};

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
                let preview = self.studio.request(Request::Preview(Box::new(order.film.clone())));
                self.open_dialog(Question::render(&self.studio, order));
                vec![preview]
            }
            Deed::Measure(film) => self.studio.measure(film),
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
                self.open(Some(file))
            }
            Deed::OpenUntitled => self.open(None),
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

    /// Opens another project. The work that is open now is kept before that takes its place.
    fn open(&mut self, file: Option<PathBuf>) -> Vec<Effect> {
        let work = &self.studio.work;
        if work.is_unsaved() && work.path != file {
            let name = work.path.as_deref().map_or_else(
                || work.project.name().to_owned(),
                |path| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            );
            let place = self.studio.drafts.display();
            let told = format!("Unsaved changes to {name} are kept in {place} · Ctrl-o lists them");
            self.studio.tell(Tone::Good, told);
        }
        let mut effects = self.studio.keep_now();
        effects.push(self.studio.request(Request::Open(file)));
        effects
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
