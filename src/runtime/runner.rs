//! Runs effects as tasks, and sends their replies.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::AbortHandle;
use tokio_util::sync::CancellationToken;

use super::config::Config;
use super::context::Context;
use super::dispatch;
use super::fifo::FifoLock;
use super::job::Job;
use super::lock::lock;
use crate::heygen::RetryReporter;
use crate::store::Paths;
use crate::studio::{
    AccountReply, AccountRequest, CatalogRequest, ClipboardRequest, Effect, MotionBankRequest, PhotoRequest,
    ProjectRequest, RecordingRequest, RenderRequest, Reply, Request, RequestId, SpeechRequest, Timer,
};

/// An event of the runner.
#[derive(Debug, Clone, PartialEq)]
pub enum RunnerEvent {
    Reply(RequestId, Reply),
    Timer(Timer),
}

/// Runs effects as tasks. Clones share one context.
#[derive(Debug, Clone)]
pub struct Runner {
    context: Arc<Context>,
    events: UnboundedSender<RunnerEvent>,
    cancelable_tasks: Arc<Mutex<HashMap<RequestId, CancelableTask>>>,
}

/// A task that the studio may cancel.
#[derive(Debug)]
struct CancelableTask {
    /// Tells the task that it is canceled, and not only dropped.
    canceled: CancellationToken,
    handle: AbortHandle,
}

impl Runner {
    /// Events go to the receiver. Call it, and all its methods, inside a tokio runtime.
    pub fn new(config: Config) -> (Self, UnboundedReceiver<RunnerEvent>) {
        let (events, receiver) = unbounded_channel();
        let reporter_events = events.clone();
        let notice = RetryReporter::new(move |count| {
            // It concerns all requests: all need the connection.
            let _ = reporter_events
                .send(RunnerEvent::Reply(RequestId::NONE, Reply::Account(AccountReply::Retrying(count))));
        });
        let context = Arc::new(Context::new(config, notice));
        let runner = Self { context, events, cancelable_tasks: Arc::default() };
        (runner, receiver)
    }

    /// Starts the effects in their order, and returns at once. Effects for the screen are ignored.
    pub fn run(&self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Request(id, request) => self.spawn(id, request),
                Effect::Cancel(id) => self.cancel(id),
                Effect::StartTimer(after, timer) => self.start_timer(after, timer),
                Effect::StopSound | Effect::StopRecording => self.context.player.stop(),
                Effect::CopyToClipboard(text) => {
                    self.spawn(RequestId::NONE, Request::Clipboard(ClipboardRequest::Copy(text)));
                }
                Effect::Notify(_)
                | Effect::Open(_)
                | Effect::CaptureMouse(_)
                | Effect::OpenEditor(_)
                | Effect::Redraw
                | Effect::Suspend
                | Effect::Quit => {}
            }
        }
    }

    /// Starts one request, and gives its replies as they come; for the command line.
    pub fn request(&self, request: impl Into<Request>) -> UnboundedReceiver<Reply> {
        let (replies, receiver) = unbounded_channel();
        let reply = move |reply| {
            // The receiver may be gone.
            let _ = replies.send(reply);
        };
        let work = self.request_task(request.into(), reply, CancellationToken::new());
        self.context.exit_tasks.spawn(work);
        receiver
    }

    /// Handles one request to its end, and gives all its replies.
    pub async fn request_to_end(&self, request: impl Into<Request>) -> Vec<Reply> {
        let mut replies = self.request(request);
        let mut all = Vec::new();
        while let Some(reply) = replies.recv().await {
            all.push(reply);
        }
        all
    }

    /// Where things are kept.
    pub(super) fn paths(&self) -> &Paths {
        &self.context.config.paths
    }

    /// Before the process is suspended: releases the poll lease, and holds no lock that other programs wait for.
    pub(super) fn pause_ledger(&self) -> MutexGuard<'_, ()> {
        self.context.pause_ledger()
    }

    /// Waits for tasks that must not be interrupted: files being written, videos being sent. `false` after a time-out.
    pub async fn drain(&self, timeout: Duration) -> bool {
        self.context.exit_tasks.close();
        tokio::time::timeout(timeout, self.context.exit_tasks.wait()).await.is_ok()
    }

    /// Waits for requests that must not be interrupted, and starts no more.
    pub async fn drain_critical(&self, timeout: Duration) -> bool {
        self.context.critical_tasks.close();
        tokio::time::timeout(timeout, self.context.critical_tasks.wait()).await.is_ok()
    }

    fn spawn(&self, id: RequestId, request: Request) {
        let must_run = must_complete(&request);
        let events = self.events.clone();
        let reply = move |reply| {
            // After the screen has ended, its last requests still run.
            let _ = events.send(RunnerEvent::Reply(id, reply));
        };
        let canceled = CancellationToken::new();
        let work = self.request_task(request, reply, canceled.clone());
        if must_run {
            self.context.exit_tasks.spawn(work);
            return;
        }
        let running = self.cancelable_tasks.clone();
        let mut names = lock(&self.cancelable_tasks);
        // Under the lock, so that a task that ends at once is not added after its end.
        let task = tokio::spawn(async move {
            work.await;
            lock(&running).remove(&id);
        });
        names.insert(id, CancelableTask { canceled, handle: task.abort_handle() });
    }

    /// The task of a request.
    fn request_task(
        &self,
        request: Request,
        reply: impl Fn(Reply) + Send + Sync + 'static,
        canceled: CancellationToken,
    ) -> impl Future<Output = ()> + Send + 'static {
        let context = self.context.clone();
        // Before the task starts, so that a later effect stops this sound.
        let stop = match request {
            Request::Catalog(CatalogRequest::PlaySample { .. })
            | Request::Recording(RecordingRequest::Record { .. })
            | Request::Speech(SpeechRequest::Play { .. }) => context.player.restart(),
            _ => CancellationToken::new(),
        };
        let mut ticket = order(&request, &context).map(FifoLock::enqueue);
        async move {
            if let Some(ticket) = &mut ticket {
                ticket.wait().await;
            }
            dispatch::dispatch(&Job::new(context, Arc::new(reply), canceled), request, stop).await;
        }
    }

    fn cancel(&self, id: RequestId) {
        if let Some(task) = lock(&self.cancelable_tasks).remove(&id) {
            task.canceled.cancel();
            task.handle.abort();
        }
    }

    fn start_timer(&self, after: Duration, timer: Timer) {
        let events = self.events.clone();
        tokio::spawn(async move {
            tokio::time::sleep(after).await;
            let _ = events.send(RunnerEvent::Timer(timer));
        });
    }
}

/// Whether the request runs to completion even if the studio cancels it or the program quits: file writes, and requests
/// that may cost.
fn must_complete(request: &Request) -> bool {
    use PhotoRequest::GenerateLooks;
    use ProjectRequest::{
        AcceptDiskVersion, Autosave, DeleteAutosave, DiscardEditorFile, Export, Save, SetDraftAside,
    };
    use RenderRequest::{ResendIdempotently, SendAsNewRender, SendQueued, Submit, TrySend};
    match request {
        Request::Project(request) => matches!(
            request,
            Save { .. }
                | Autosave { .. }
                | DeleteAutosave { .. }
                | AcceptDiskVersion { .. }
                | DiscardEditorFile(_)
                | SetDraftAside
                | Export(_)
        ),
        Request::Render(request) => matches!(
            request,
            Submit(_) | TrySend(_) | SendQueued(_) | SendAsNewRender(_) | ResendIdempotently(_)
        ),
        Request::MotionBank(request) => matches!(request, MotionBankRequest::Add(_)),
        Request::Photo(request) => matches!(request, GenerateLooks(_)),
        Request::Account(request) => {
            matches!(request, AccountRequest::SaveApiKey(_) | AccountRequest::MarkNoticeShown(_))
        }
        Request::Clipboard(request) => matches!(request, ClipboardRequest::Copy(_)),
        Request::Speech(request) => matches!(request, SpeechRequest::Speak(_)),
        Request::Catalog(_) | Request::Download(_) | Request::Recording(_) => false,
    }
}

/// The lock of requests that run in their order: those about project files, and those about the clipboard.
fn order<'a>(request: &Request, context: &'a Context) -> Option<&'a FifoLock> {
    match request {
        Request::Clipboard(_) => Some(&context.clipboard_lock),
        request if uses_project_files(request) => Some(&context.file_lock),
        _ => None,
    }
}

fn uses_project_files(request: &Request) -> bool {
    use ProjectRequest::{
        AcceptDiskVersion, Autosave, DeleteAutosave, Export, Import, Open, Save, SetDraftAside,
    };
    matches!(
        request,
        Request::Project(
            Open(_)
                | Save { .. }
                | Autosave { .. }
                | DeleteAutosave { .. }
                | AcceptDiskVersion { .. }
                | SetDraftAside
                | Import(_)
                | Export(_)
        )
    )
}
