//! A request in progress: the context, the account's session when it began, and where its replies go.

use std::sync::Arc;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::blocking::panic_error;
use super::context::Context;
use super::session::Session;
use crate::domain::{Error, ErrorKind, Render, Settings};
use crate::heygen::{Client, RetryPolicy};
use crate::store::Ledger;
use crate::studio::{RenderReply, Reply};

#[derive(Clone)]
pub(super) struct Job {
    pub(super) context: Arc<Context>,
    pub(super) session: Arc<Session>,
    reply: Arc<dyn Fn(Reply) + Send + Sync>,
    /// Set before the studio ends the request, not when the program ends.
    canceled: CancellationToken,
}

impl Job {
    pub(super) fn new(
        context: Arc<Context>,
        reply: Arc<dyn Fn(Reply) + Send + Sync>,
        canceled: CancellationToken,
    ) -> Self {
        Self { session: context.session(), context, reply, canceled }
    }

    /// Whether the studio canceled the request: its result is not wanted.
    pub(super) fn is_canceled(&self) -> bool {
        self.canceled.is_cancelled()
    }

    pub(super) fn reply(&self, reply: impl Into<Reply>) {
        (self.reply)(reply.into());
    }

    pub(super) fn render_changed(&self, render: Render) {
        self.reply(RenderReply::Changed(Box::new(render)));
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.context.config.settings
    }

    pub(super) fn retry_policy(&self) -> RetryPolicy {
        self.context.config.retry_policy
    }

    /// The account's client in the default dialect.
    pub(super) async fn default_client(&self) -> Result<Client, Error> {
        self.session.client(&self.context.config, &self.context.retry_notice).await
    }

    /// Works with the ledger, on a blocking thread; earlier writes that failed are retried first.
    pub(super) async fn with_ledger<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Ledger, Timestamp) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let ledger = self.session.ledger.open().await?.clone();
        let pending = self.session.pending_writes.clone();
        let work = move |ledger: &mut Ledger, now| {
            pending.retry(ledger, now);
            work(ledger, now)
        };
        self.session.ledger.with_ledger(ledger, work).await
    }

    /// Runs `work` in a task that survives the cancellation of this request; the exit of the program waits for it. Once the
    /// exit has begun, it returns an error instead.
    pub(super) async fn run_to_completion<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        // Taken before the check: an exit that begins in between still waits for this task.
        let token = self.context.critical_tasks.token();
        if self.context.critical_tasks.is_closed() {
            return Err(exiting_error());
        }
        let work = async move {
            let _token = token;
            work.await
        };
        self.context.exit_tasks.spawn(work).await.unwrap_or_else(|_| Err(panic_error()))
    }

    /// Reads the ledger. If it cannot be opened for writing, it is opened read-only, and that error is returned beside the
    /// result.
    pub(super) async fn read_ledger<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Ledger) -> Result<T, Error> + Send + 'static,
    ) -> Result<(T, Option<Error>), Error> {
        let (ledger, error) = match self.session.ledger.open().await {
            Ok(ledger) => (ledger.clone(), None),
            Err(error) if error.kind == ErrorKind::File => {
                // The first error says more.
                let Ok(ledger) = self.session.ledger.open_read_only().await else { return Err(error) };
                (ledger, Some(error))
            }
            Err(error) => return Err(error),
        };
        let pending = self.session.pending_writes.clone();
        let is_writable = error.is_none();
        let work = move |ledger: &mut Ledger, now| {
            if is_writable {
                pending.retry(ledger, now);
            }
            work(ledger)
        };
        Ok((self.session.ledger.with_ledger(ledger, work).await?, error))
    }
}

fn exiting_error() -> Error {
    Error::new("the program", ErrorKind::Internal, "cuecard is quitting; nothing starts.")
}
