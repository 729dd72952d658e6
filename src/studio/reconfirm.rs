//! Renders that need a new confirmation, because the dialect changed.

use super::{AccountRequest, Effect, NewRender, OneTimeNotice, PictureKeyRefusal, Request, Severity, Studio};
use crate::domain::{Dialect, PictureKeyChoice, Project};

impl Studio {
    /// A dialog opens only where the user has a choice.
    pub(super) fn handle_picture_keys_refused(&mut self, unknown: PictureKeyRefusal) {
        if unknown.can_upload || unknown.key_choice != PictureKeyChoice::Auto {
            self.picture_key_refusal = Some(unknown);
        } else {
            self.report(Severity::Error, format!("Not sent. {}", unknown.error));
        }
    }

    /// The account is spoken to in this dialect.
    pub(super) fn handle_dialect_detected(
        &mut self,
        dialect: Dialect,
        notice: Option<OneTimeNotice>,
    ) -> Vec<Effect> {
        self.account.dialect = dialect;
        let Some(OneTimeNotice { id: key, text: words }) = notice else { return Vec::new() };
        self.report(Severity::Warning, words);
        vec![self.request(Request::Account(AccountRequest::MarkNoticeShown(key)))]
    }

    /// The same video with what it costs in the form that is spoken now.
    pub fn reprice(&self, order: NewRender) -> NewRender {
        let project = Project::from(&order.spec);
        let estimate = self.estimate_in_dialect(self.account.dialect, &project);
        let (seconds, cost) = (estimate.seconds, estimate.cost);
        NewRender {
            estimated_seconds: seconds,
            estimated_cost: cost,
            dialect_override: None,
            shown_dialect: self.account.dialect,
            ..order
        }
    }

    /// A video was not sent, because another form is spoken by now.
    pub(super) fn handle_reconfirmation_needed(&mut self, order: NewRender, spoken: Dialect) -> Vec<Effect> {
        self.account.dialect = spoken;
        self.pending_reconfirmation = Some(order);
        // Why that is so was told just before, where it is news.
        if self.status_line.current.as_ref().is_none_or(|news| news.severity == Severity::Info) {
            self.report(Severity::Warning, format!("Not sent: the request form is now {}", spoken.as_str()));
        }
        // It may be paid for in another unit.
        self.load_balance()
    }
}
