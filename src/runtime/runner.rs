//! Does what the core wants done, beside the screen, and answers with replies.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::AbortHandle;
use tokio_util::sync::CancellationToken;

use super::context::{Setup, World, broken};
use super::dispatch;
use crate::heygen::RetryNotice;
use crate::studio::{Effect, Reply, Request, RequestId, Timer};

/// What the runner has to say.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Reply(RequestId, Reply),
    Timer(Timer),
}

/// Does what the core wants done. Clones work for the same world.
#[derive(Debug, Clone)]
pub struct Runner {
    world: Arc<World>,
    answers: UnboundedSender<Answer>,
    running: Arc<Mutex<HashMap<RequestId, AbortHandle>>>,
}

impl Runner {
    /// Answers go into the receiver beside it. Call it, and all its methods, inside a tokio runtime.
    pub fn new(setup: Setup) -> (Self, UnboundedReceiver<Answer>) {
        let (answers, receiver) = unbounded_channel();
        let told = answers.clone();
        let notice = RetryNotice::new(move |count| {
            // No request alone is meant: all of them want the connection.
            let _ = told.send(Answer::Reply(RequestId::NONE, Reply::Retrying(count)));
        });
        let world = Arc::new(World::new(setup, notice));
        let runner = Self { world, answers, running: Arc::default() };
        (runner, receiver)
    }

    /// Begins to do them, in their order, and returns at once. Effects that are for the screen are left out.
    pub fn run(&self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Request(id, request) => self.begin(id, request),
                Effect::Cancel(id) => self.cancel(id),
                Effect::Wake(after, timer) => self.wake(after, timer),
                Effect::Silence => self.world.player.hush(),
                Effect::Copy(_) | Effect::Notify(_) | Effect::Redraw | Effect::Suspend | Effect::Quit => {}
            }
        }
    }

    /// Does one request and gives its replies as they come; for those who have no screen.
    pub fn ask(&self, request: Request) -> UnboundedReceiver<Reply> {
        let (replies, receiver) = unbounded_channel();
        let work = self.work(request, move |reply| {
            // An asker who went away needs no answer.
            let _ = replies.send(reply);
        });
        self.world.lasting.spawn(work);
        receiver
    }

    /// Does one request to its end and gives all its replies.
    pub async fn call(&self, request: Request) -> Vec<Reply> {
        let mut replies = self.ask(request);
        let mut all = Vec::new();
        while let Some(reply) = replies.recv().await {
            all.push(reply);
        }
        all
    }

    /// For a program that is stopped for a while: another one may ask the service, and while what is given back is kept,
    /// nothing that others wait for is held.
    pub(super) fn rest(&self) -> MutexGuard<'_, ()> {
        self.world.rest()
    }

    /// Waits for what must not be broken off: files being written, videos being sent. `false` where the time was up.
    pub async fn settle(&self, most: Duration) -> bool {
        self.world.lasting.close();
        tokio::time::timeout(most, self.world.lasting.wait()).await.is_ok()
    }

    /// Waits for the requests that are on their way and must not be broken off, and begins no other.
    pub async fn finish(&self, most: Duration) -> bool {
        self.world.unbroken.close();
        tokio::time::timeout(most, self.world.unbroken.wait()).await.is_ok()
    }

    fn begin(&self, id: RequestId, request: Request) {
        let lasting = is_lasting(&request);
        let answers = self.answers.clone();
        let work = self.work(request, move |reply| {
            // The screen has ended; its last requests are done all the same.
            let _ = answers.send(Answer::Reply(id, reply));
        });
        if lasting {
            self.world.lasting.spawn(work);
            return;
        }
        let running = self.running.clone();
        let mut names = lock(&self.running);
        // Under the lock, so that work that ends at once is not noted after its end.
        let task = tokio::spawn(async move {
            work.await;
            lock(&running).remove(&id);
        });
        names.insert(id, task.abort_handle());
    }

    /// The work of a request. Its panic is a reply too.
    fn work(
        &self,
        request: Request,
        reply: impl Fn(Reply) + Send + Sync + 'static,
    ) -> impl Future<Output = ()> + Send + 'static {
        let world = self.world.clone();
        // Here and not in the task, so that a later effect finds it.
        let stop = match request {
            Request::Listen { .. } => world.player.begin(),
            _ => CancellationToken::new(),
        };
        let mut turn = is_of_files(&request).then(|| world.files.join());
        async move {
            if let Some(turn) = &mut turn {
                turn.come().await;
            }
            let failure = dispatch::failure(&request);
            let work = dispatch::serve(world, request, &reply, stop);
            if AssertUnwindSafe(work).catch_unwind().await.is_err() {
                reply(failure(broken()));
            }
        }
    }

    fn cancel(&self, id: RequestId) {
        if let Some(task) = lock(&self.running).remove(&id) {
            task.abort();
        }
    }

    fn wake(&self, after: Duration, timer: Timer) {
        let answers = self.answers.clone();
        tokio::spawn(async move {
            tokio::time::sleep(after).await;
            let _ = answers.send(Answer::Timer(timer));
        });
    }
}

/// Whether it must come to its end: it is neither cancelled nor left behind.
fn is_lasting(request: &Request) -> bool {
    use Request::{Autosave, DropAutosave, KeepKey, OrderLooks, Save, Told};
    use Request::{Repeat, Send, SendAgain, SendQueued, Submit};
    let is_file = matches!(request, Save { .. } | Autosave { .. } | DropAutosave { .. } | KeepKey(_));
    let is_paid = matches!(request, Submit(_) | Send(_) | SendQueued(_) | SendAgain(_) | Repeat(_));
    is_file || is_paid || matches!(request, OrderLooks(_) | Told(_))
}

/// Whether it is about project files, so that it must not overtake another of its kind.
fn is_of_files(request: &Request) -> bool {
    use Request::{Autosave, DropAutosave, Open, Save};
    matches!(request, Open(_) | Save { .. } | Autosave { .. } | DropAutosave { .. })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
