//! Batches v3 status requests: those that wait at the same time are sent as one.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot::error::TryRecvError;
use tokio::sync::{Semaphore, SemaphorePermit, oneshot};

use super::context::World;
use super::submit::again;
use crate::domain::{Fault, FaultKind, Progress, Stage, VideoId, VideoStatus};
use crate::heygen::Client;

/// Videos that one question may be about.
const AT_ONCE: usize = 100;
/// What comes within this time of the first is asked with it.
const BATCH_WINDOW: Duration = Duration::from_millis(60);

/// Videos that wait at the same time to be asked about by themselves: what is to be sent must get between them.
const MAX_SINGLE_REQUESTS: usize = 16;

/// The videos that wait to be asked about.
#[derive(Debug)]
pub(super) struct Gather {
    waiting: Mutex<Vec<Place>>,
    /// Held by the one who asks for all; whoever holds it next finds who came meanwhile.
    lead: tokio::sync::Mutex<Bulk>,
    alone: Semaphore,
}

impl Default for Gather {
    fn default() -> Self {
        let lead = tokio::sync::Mutex::const_new(Bulk::Untold);
        Self { waiting: Mutex::default(), lead, alone: Semaphore::new(MAX_SINGLE_REQUESTS) }
    }
}

/// Whether the service can be asked about many videos at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bulk {
    Untold,
    Missing,
}

#[derive(Debug)]
struct Place {
    video: VideoId,
    answer: oneshot::Sender<Answer>,
}

/// The status of a video from a batch; `None` if it needs a request of its own.
type Answer = Result<Option<VideoStatus>, Fault>;

impl Gather {
    /// The status of a video from a batch; `None` if it needs a request of its own.
    pub(super) async fn progress(
        &self,
        world: &World,
        client: &Client,
        video: &VideoId,
    ) -> Result<Option<Progress>, Fault> {
        Ok(self.status(world, client, video).await?.and_then(known))
    }

    /// A place among those who ask about one video; kept until its answer came.
    pub(super) async fn alone(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.alone.acquire().await.ok()
    }

    async fn status(&self, world: &World, client: &Client, video: &VideoId) -> Answer {
        let (answer, mut answered) = oneshot::channel();
        self.waiting().push(Place { video: video.clone(), answer });
        tokio::select! {
            biased;
            // One who was to ask for all and broke off leaves each to itself.
            told = &mut answered => told.unwrap_or(Ok(None)),
            mut bulk = self.lead.lock() => {
                // Who asked before let go of the lead after all had their answers.
                loop {
                    match answered.try_recv() {
                        Ok(told) => return told,
                        Err(TryRecvError::Closed) => return Ok(None),
                        Err(TryRecvError::Empty) => self.ask(world, client, &mut bulk).await,
                    }
                }
            }
        }
    }

    /// Asks for those who wait, and answers them.
    async fn ask(&self, world: &World, client: &Client, bulk: &mut Bulk) {
        if *bulk == Bulk::Untold {
            tokio::time::sleep(BATCH_WINDOW).await;
        }
        let places = self.take();
        // One is asked about with its link at once.
        if places.len() < 2 || *bulk == Bulk::Missing {
            return tell(places, &Ok(Vec::new()));
        }
        let videos: Vec<VideoId> = places.iter().map(|place| place.video.clone()).collect();
        let ask = |client: Client| {
            let videos = videos.clone();
            async move { client.statuses(&videos).await }
        };
        let said = again(world, client, ask).await;
        if said.as_ref().is_err_and(|fault| fault.kind == FaultKind::Endpoint) {
            *bulk = Bulk::Missing;
        }
        let by_itself = |fault: &Fault| !fault.is_passing() && fault.kind != FaultKind::Key;
        tell(places, &said.or_else(|fault| if by_itself(&fault) { Ok(Vec::new()) } else { Err(fault) }));
    }

    /// Those who wait longest, but for those who went away.
    fn take(&self) -> Vec<Place> {
        let mut waiting = self.waiting();
        waiting.retain(|place| !place.answer.is_closed());
        let most = waiting.len().min(AT_ONCE);
        waiting.drain(..most).collect()
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<Place>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn tell(places: Vec<Place>, said: &Result<Vec<VideoStatus>, Fault>) {
    for Place { video, answer } in places {
        let of = |statuses: &Vec<VideoStatus>| statuses.iter().find(|status| status.id == video).cloned();
        // Who went away needs no answer.
        let _ = answer.send(said.as_ref().map(of).map_err(Fault::clone));
    }
}

/// What needs no second question. A finished video's link does, and so does a failure without a reason and a video that
/// the service does not have.
fn known(status: VideoStatus) -> Option<Progress> {
    let stage = status.stage?;
    let reason = status.failure.as_ref().is_some_and(|failure| !failure.said().is_empty());
    let whole = stage.is_running() || (stage == Stage::Failed && reason);
    whole.then_some(Progress {
        stage,
        word: status.word,
        url: None,
        captioned_url: None,
        subtitles_url: None,
        duration: None,
        failure: status.failure,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Failure;

    #[test]
    fn a_link_a_reason_and_a_lost_video_need_a_second_question() {
        let told = |stage, failure| {
            let (id, word) = (VideoId::new("v"), "word".to_owned());
            known(VideoStatus { id, stage, word, failure }).map(|progress| progress.stage)
        };
        let failure = |message: &str| Some(Failure { message: message.to_owned(), ..Failure::default() });
        assert_eq!(told(Some(Stage::Pending), None), Some(Stage::Pending));
        assert_eq!(told(Some(Stage::Processing), None), Some(Stage::Processing));
        assert_eq!(told(Some(Stage::Failed), failure("no face")), Some(Stage::Failed));
        assert_eq!(told(Some(Stage::Failed), failure("")), None);
        assert_eq!(told(Some(Stage::Failed), None), None);
        assert_eq!(told(Some(Stage::Completed), None), None);
        assert_eq!(told(None, None), None);
    }
}
