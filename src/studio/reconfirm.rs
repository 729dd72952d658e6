//! Renders that need another confirmation: the dialect changed, or the service refused a picture key.

use super::{AccountRequest, Effect, NewRender, OneTimeNotice, Overlay, PictureKeyRefusal, Severity, Studio};
use crate::domain::{Dialect, PictureKeyChoice, Project};

impl Studio {
    /// No picture key led to a render. The user is asked only where there is a choice.
    pub(super) fn handle_picture_keys_refused(&mut self, refusal: Box<PictureKeyRefusal>) {
        if refusal.can_upload || refusal.key_choice != PictureKeyChoice::Auto {
            return self.emit(Effect::Open(Overlay::ChoosePictureSource(refusal)));
        }
        self.report(Severity::Error, format!("Not sent. {}", refusal.error));
    }

    /// The service speaks this dialect to the account.
    pub(super) fn handle_dialect_detected(&mut self, dialect: Dialect, notice: Option<OneTimeNotice>) {
        self.account.dialect = dialect;
        self.update_rate();
        let Some(OneTimeNotice { id: key, text: words }) = notice else { return };
        self.report(Severity::Warning, words);
        self.request(AccountRequest::MarkNoticeShown(key));
    }

    /// The same render, priced in the present dialect.
    pub fn reprice(&self, mut render: NewRender) -> NewRender {
        render.spec.looks = self.look_profiles(&render.spec);
        render.spec.note_voices_without_locale(self);
        let dialect = self.account.dialect;
        let project = Project::from(&render.spec);
        let paces = self.paces_of(&project, dialect).as_ref().clone();
        let estimate = self.estimate_in_dialect(dialect, &project);
        NewRender { dialect_override: None, paces, ..render.repriced(&estimate, dialect) }
    }

    /// A render was not sent, because the dialect has changed.
    pub(super) fn handle_reconfirmation_needed(&mut self, render: Box<NewRender>, dialect: Dialect) {
        self.account.dialect = dialect;
        self.update_rate();
        // A notice of the change was shown just before, where it is new.
        if self.status_line.current.as_ref().is_none_or(|message| message.severity == Severity::Info) {
            let dialect_name = dialect.as_str();
            self.report(Severity::Warning, format!("Not sent: the dialect is now {dialect_name}"));
        }
        self.emit(Effect::Open(Overlay::ConfirmNewPrice(render)));
        // It may be paid for in another unit.
        self.load_balance();
    }
}
