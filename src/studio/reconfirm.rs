//! Renders that need a new confirmation, because the dialect changed.

use super::{Effect, Notice, Order, Request, Studio, Tone};
use crate::domain::{Dialect, Project};

impl Studio {
    /// The account is spoken to in this dialect.
    pub(super) fn speaks(&mut self, dialect: Dialect, notice: Option<Notice>) -> Vec<Effect> {
        self.dialect = dialect;
        let Some(Notice { key, words }) = notice else { return Vec::new() };
        self.tell(Tone::Warn, words);
        vec![self.request(Request::Told(key))]
    }

    /// The same video with what it costs in the form that is spoken now.
    pub fn priced_anew(&self, order: Order) -> Order {
        let project = Project::from(&order.spec);
        let estimate = self.estimate_in(self.dialect, &project);
        let (seconds, cost) = (estimate.seconds, estimate.cost);
        Order { seconds, cost, dialect: None, shown: self.dialect, ..order }
    }

    /// A video was not sent, because another form is spoken by now.
    pub(super) fn not_as_shown(&mut self, order: Order, spoken: Dialect) -> Vec<Effect> {
        self.dialect = spoken;
        self.unseen = Some(order);
        // Why that is so was told just before, where it is news.
        if self.news.as_ref().is_none_or(|news| news.tone == Tone::Info) {
            self.tell(Tone::Warn, format!("Not sent: the request form is now {}", spoken.word()));
        }
        // It may be paid for in another unit.
        self.load_balance()
    }
}
