//! Does what the core wants done, beside the screen, and answers with replies.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::AbortHandle;
use tokio_util::sync::CancellationToken;

use super::config::Config;
use super::context::Context;
use super::dispatch;
use super::job::Job;
use crate::heygen::RetryReporter;
use crate::studio::{
    AccountReply, AccountRequest, CatalogRequest, Effect, PhotoRequest, ProjectRequest, RenderRequest, Reply,
    Request, RequestId, Timer,
};

/// What the runner has to say.
#[derive(Debug, Clone, PartialEq)]
pub enum RunnerEvent {
    Reply(RequestId, Reply),
    Timer(Timer),
}

/// Does what the core wants done. Clones work for the same world.
#[derive(Debug, Clone)]
pub struct Runner {
    context: Arc<Context>,
    events: UnboundedSender<RunnerEvent>,
    cancelable_tasks: Arc<Mutex<HashMap<RequestId, AbortHandle>>>,
}

impl Runner {
    /// Answers go into the receiver beside it. Call it, and all its methods, inside a tokio runtime.
    pub fn new(setup: Config) -> (Self, UnboundedReceiver<RunnerEvent>) {
        let (answers, receiver) = unbounded_channel();
        let told = answers.clone();
        let notice = RetryReporter::new(move |count| {
            // No request alone is meant: all of them want the connection.
            let _ =
                told.send(RunnerEvent::Reply(RequestId::NONE, Reply::Account(AccountReply::Retrying(count))));
        });
        let world = Arc::new(Context::new(setup, notice));
        let runner = Self { context: world, events: answers, cancelable_tasks: Arc::default() };
        (runner, receiver)
    }

    /// Begins to do them, in their order, and returns at once. Effects that are for the screen are left out.
    pub fn run(&self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Request(id, request) => self.spawn(id, request),
                Effect::Cancel(id) => self.cancel(id),
                Effect::StartTimer(after, timer) => self.start_timer(after, timer),
                Effect::StopSample => self.context.player.stop(),
                Effect::CopyToClipboard(_)
                | Effect::Notify(_)
                | Effect::Open(_)
                | Effect::Redraw
                | Effect::Suspend
                | Effect::Quit => {}
            }
        }
    }

    /// Does one request and gives its replies as they come; for those who have no screen.
    pub fn request(&self, request: Request) -> UnboundedReceiver<Reply> {
        let (replies, receiver) = unbounded_channel();
        let work = self.request_task(request, move |reply| {
            // An asker who went away needs no answer.
            let _ = replies.send(reply);
        });
        self.context.exit_tasks.spawn(work);
        receiver
    }

    /// Does one request to its end and gives all its replies.
    pub async fn request_to_end(&self, request: Request) -> Vec<Reply> {
        let mut replies = self.request(request);
        let mut all = Vec::new();
        while let Some(reply) = replies.recv().await {
            all.push(reply);
        }
        all
    }

    /// For a program that is stopped for a while: another one may ask the service, and while what is given back is kept,
    /// nothing that others wait for is held.
    pub(super) fn pause_ledger(&self) -> MutexGuard<'_, ()> {
        self.context.pause_ledger()
    }

    /// Waits for what must not be broken off: files being written, videos being sent. `false` where the time was up.
    pub async fn drain(&self, most: Duration) -> bool {
        self.context.exit_tasks.close();
        tokio::time::timeout(most, self.context.exit_tasks.wait()).await.is_ok()
    }

    /// Waits for the requests that are on their way and must not be broken off, and begins no other.
    pub async fn drain_critical(&self, most: Duration) -> bool {
        self.context.critical_tasks.close();
        tokio::time::timeout(most, self.context.critical_tasks.wait()).await.is_ok()
    }

    fn spawn(&self, id: RequestId, request: Request) {
        let lasting = must_complete(&request);
        let answers = self.events.clone();
        let work = self.request_task(request, move |reply| {
            // The screen has ended; its last requests are done all the same.
            let _ = answers.send(RunnerEvent::Reply(id, reply));
        });
        if lasting {
            self.context.exit_tasks.spawn(work);
            return;
        }
        let running = self.cancelable_tasks.clone();
        let mut names = lock(&self.cancelable_tasks);
        // Under the lock, so that work that ends at once is not noted after its end.
        let task = tokio::spawn(async move {
            work.await;
            lock(&running).remove(&id);
        });
        names.insert(id, task.abort_handle());
    }

    /// The work of a request. Its panic is a reply too.
    fn request_task(
        &self,
        request: Request,
        reply: impl Fn(Reply) + Send + Sync + 'static,
    ) -> impl Future<Output = ()> + Send + 'static {
        let context = self.context.clone();
        // Here and not in the task, so that a later effect finds it.
        let stop = match request {
            Request::Catalog(CatalogRequest::PlaySample { .. }) => context.player.restart(),
            _ => CancellationToken::new(),
        };
        let mut turn = uses_project_files(&request).then(|| context.file_lock.enqueue());
        async move {
            if let Some(turn) = &mut turn {
                turn.wait().await;
            }
            dispatch::dispatch(&Job::new(context, Arc::new(reply)), request, stop).await;
        }
    }

    fn cancel(&self, id: RequestId) {
        if let Some(task) = lock(&self.cancelable_tasks).remove(&id) {
            task.abort();
        }
    }

    fn start_timer(&self, after: Duration, timer: Timer) {
        let answers = self.events.clone();
        tokio::spawn(async move {
            tokio::time::sleep(after).await;
            let _ = answers.send(RunnerEvent::Timer(timer));
        });
    }
}

/// Whether it runs to its end, also where the studio drops it or the program quits: files that are written, and
/// requests that may cost.
fn must_complete(request: &Request) -> bool {
    use PhotoRequest::GenerateLooks;
    use ProjectRequest::{Autosave, DeleteAutosave, Save};
    use RenderRequest::{ResendIdempotently, SendAsNewRender, SendQueued, Submit, TrySend};
    match request {
        Request::Project(request) => matches!(request, Save { .. } | Autosave { .. } | DeleteAutosave { .. }),
        Request::Render(request) => matches!(
            request,
            Submit(_) | TrySend(_) | SendQueued(_) | SendAsNewRender(_) | ResendIdempotently(_)
        ),
        Request::Photo(request) => matches!(request, GenerateLooks(_)),
        Request::Account(request) => {
            matches!(request, AccountRequest::SaveApiKey(_) | AccountRequest::MarkNoticeShown(_))
        }
        Request::Catalog(_) | Request::Download(_) => false,
    }
}

/// Whether it reads or writes project files: such requests are handled in their order.
fn uses_project_files(request: &Request) -> bool {
    use ProjectRequest::{Autosave, DeleteAutosave, Open, Save};
    matches!(request, Request::Project(Open(_) | Save { .. } | Autosave { .. } | DeleteAutosave { .. }))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
