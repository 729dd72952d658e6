//! What a reply changes on the screen, beside the state of the studio.

use std::path::{Path, PathBuf};

use super::{App, PaneId};
use crate::command::Scope;
use crate::domain::Error;
use crate::panes::confirm_dialog::ConfirmDialog;
use crate::panes::help::HelpOverlay;
use crate::studio::{
    AccountReply, ClipboardReply, Effect, Overlay, ProjectReply, Reply, RequestId, Severity,
};

/// A reply that the screen reacts to.
#[derive(Debug)]
enum ReplyEvent {
    AccountSwitched,
    /// A project that has a file.
    ProjectOpened(PathBuf),
    /// The project was saved, or could not be.
    SaveEnded,
    ScriptImported,
    /// The desktop's clipboard was read.
    ClipboardRead(Result<Option<String>, Error>),
    /// The recordings were inspected, which the price waited for.
    PriceInspected,
    Other,
}

impl ReplyEvent {
    fn of(reply: &Reply) -> Self {
        match reply {
            Reply::Account(AccountReply::AccountSwitched(Ok(_))) => Self::AccountSwitched,
            Reply::Project(ProjectReply::Opened(Ok(opened))) => {
                opened.path.clone().map_or(Self::Other, Self::ProjectOpened)
            }
            Reply::Project(ProjectReply::Saved(..)) => Self::SaveEnded,
            Reply::Project(ProjectReply::Imported(_, Ok(_))) => Self::ScriptImported,
            Reply::Clipboard(ClipboardReply::Read(read)) => Self::ClipboardRead(read.clone()),
            _ => Self::Other,
        }
    }
}

impl App {
    pub(super) fn handle_reply(&mut self, id: RequestId, reply: Reply) {
        let event = match ReplyEvent::of(&reply) {
            ReplyEvent::Other if self.studio.take_price_inspection(id) => ReplyEvent::PriceInspected,
            event => event,
        };
        let was_reading = self.studio.photo_jobs.picture_read_request.is_some();
        let price_terms = self.studio.price_terms();
        let is_replacement =
            matches!(reply, Reply::Project(ProjectReply::ChangedOnDisk(..) | ProjectReply::EditorClosed(..)));
        let before = is_replacement.then(|| self.studio.project_state.project.clone());
        self.studio.handle_reply(self.studio.now(), id, reply);
        if let Some(before) = before {
            self.keep_caret(&before);
        }
        if self.studio.price_terms() != price_terms {
            self.refresh_prices();
        }
        self.studio.refresh_details();
        if was_reading {
            self.close_workshop_once_read();
        }
        self.handle_reply_event(event);
    }

    fn handle_reply_event(&mut self, event: ReplyEvent) {
        match event {
            ReplyEvent::AccountSwitched => self.close_overlays(Scope::Welcome),
            ReplyEvent::ProjectOpened(path) => {
                self.show_opened_project(&path);
                self.close_overlays(Scope::Welcome);
            }
            ReplyEvent::ScriptImported => {
                self.close_overlays(Scope::Welcome);
                self.focus_pane(PaneId::Script);
            }
            ReplyEvent::ClipboardRead(read) => self.panes.script.paste_from_desktop(&mut self.studio, read),
            ReplyEvent::SaveEnded => {
                let quits = std::mem::take(&mut self.quits_after_save);
                if quits && !self.studio.project_state.is_unsaved() {
                    self.studio.emit(Effect::Quit);
                }
            }
            ReplyEvent::PriceInspected => self.open_inspected_render_dialog(),
            ReplyEvent::Other => {}
        }
    }

    /// Leads from the queue to the scenes of a project that was opened there, unless its user went on to something else.
    fn show_opened_project(&mut self, path: &Path) {
        let is_asked_for = std::mem::take(&mut self.shows_opened_project);
        if !is_asked_for || self.focus != PaneId::Queue || self.scope().takes_text() {
            return;
        }
        self.focus_pane(PaneId::Script);
        if self.studio.status_line.current.as_ref().is_none_or(|message| message.severity == Severity::Info) {
            self.studio.report_event(format!("Opened {}", path.display()));
        }
    }

    /// The workshop stays open where the pictures could not be read, to show why.
    fn close_workshop_once_read(&mut self) {
        let jobs = &self.studio.photo_jobs;
        if jobs.picture_read_request.is_none() && jobs.picture_read_error.is_none() {
            self.close_overlays(Scope::PhotoWorkshop);
        }
    }

    pub(super) fn close_overlays(&mut self, scope: Scope) {
        self.overlays.retain(|overlay| overlay.scope() != scope);
    }

    /// Opens the overlays among the effects; returns the other effects.
    pub(super) fn open_overlays(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let mut others = Vec::new();
        for effect in effects {
            match effect {
                Effect::Open(overlay) => self.open_requested_overlay(overlay),
                other => others.push(other),
            }
        }
        others
    }

    fn open_requested_overlay(&mut self, overlay: Overlay) {
        self.queue_dialog(match overlay {
            Overlay::ConfirmTraining(photo) => ConfirmDialog::confirm_training(&self.studio, &photo),
            Overlay::ChoosePictureSource(refusal) => ConfirmDialog::choose_picture_source(&refusal),
            Overlay::ConfirmNewPrice(render) => ConfirmDialog::confirm_new_price(&self.studio, *render),
            Overlay::ChooseDialect(refusal) => ConfirmDialog::choose_dialect(&self.studio, &refusal),
            Overlay::ConfirmSpeech(order) => ConfirmDialog::confirm_requested_speech(&self.studio, *order),
            Overlay::ReplaceExport(export) => ConfirmDialog::replace_export(export),
            Overlay::ResolveFileConflict => ConfirmDialog::resolve_file_conflict(&self.studio),
            Overlay::RequestPreview(text) => {
                let title = "The request, without the API key";
                return self.open_overlay(HelpOverlay::from_text(title, &text, self.screen));
            }
        });
    }
}
