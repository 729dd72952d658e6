//! Batches v3 status requests: those that wait at the same time are sent as one.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot::error::TryRecvError;
use tokio::sync::{Semaphore, SemaphorePermit, oneshot};

use crate::domain::{Error, ErrorKind, Stage, VideoDetails, VideoId, VideoStatus};
use crate::heygen::MAX_STATUS_IDS;

/// What comes within this time of the first is asked with it.
const BATCH_WINDOW: Duration = Duration::from_millis(60);

/// Videos that wait at the same time to be asked about by themselves: what is to be sent must get between them.
const MAX_WAITING_SINGLE_REQUESTS: usize = 16;

/// The videos that wait to be asked about.
#[derive(Debug)]
pub(super) struct StatusBatch {
    queue: Mutex<Vec<QueuedStatusRequest>>,
    /// Held by the one who asks for all; whoever holds it next finds who came meanwhile.
    leader: tokio::sync::Mutex<BatchSupport>,
    single_request_slots: Semaphore,
}

impl Default for StatusBatch {
    fn default() -> Self {
        let lead = tokio::sync::Mutex::const_new(BatchSupport::Unknown);
        Self {
            queue: Mutex::default(),
            leader: lead,
            single_request_slots: Semaphore::new(MAX_WAITING_SINGLE_REQUESTS),
        }
    }
}

/// Whether the service can be asked about many videos at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BatchSupport {
    Unknown,
    Unsupported,
}

#[derive(Debug)]
struct QueuedStatusRequest {
    video: VideoId,
    reply: oneshot::Sender<BatchedStatus>,
}

/// The status of a video from a batch; `None` if it needs a request of its own.
type BatchedStatus = Result<Option<VideoStatus>, Error>;

/// The response to a batch.
pub(super) trait StatusResponse: Future<Output = Result<Vec<VideoStatus>, Error>> {}

impl<F: Future<Output = Result<Vec<VideoStatus>, Error>>> StatusResponse for F {}

impl StatusBatch {
    /// The status of a video from a batch; `None` if it needs a request of its own.
    pub(super) async fn progress<F: StatusResponse>(
        &self,
        video: &VideoId,
        request: impl Fn(Vec<VideoId>) -> F,
    ) -> Result<Option<VideoDetails>, Error> {
        Ok(self.status(video, request).await?.and_then(complete_progress))
    }

    /// A place among those who ask about one video; kept until its answer came.
    pub(super) async fn acquire_single_request_slot(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.single_request_slots.acquire().await.ok()
    }

    async fn status<F: StatusResponse>(
        &self,
        video: &VideoId,
        request: impl Fn(Vec<VideoId>) -> F,
    ) -> BatchedStatus {
        let (answer, mut answered) = oneshot::channel();
        self.queue().push(QueuedStatusRequest { video: video.clone(), reply: answer });
        tokio::select! {
            biased;
            // One who was to ask for all and broke off leaves each to itself.
            told = &mut answered => told.unwrap_or(Ok(None)),
            mut bulk = self.leader.lock() => {
                // Who asked before let go of the lead after all had their answers.
                loop {
                    match answered.try_recv() {
                        Ok(told) => return told,
                        Err(TryRecvError::Closed) => return Ok(None),
                        Err(TryRecvError::Empty) => self.send_batch(&request, &mut bulk).await,
                    }
                }
            }
        }
    }

    /// Asks for those who wait, and answers them.
    async fn send_batch<F: StatusResponse>(
        &self,
        request: &impl Fn(Vec<VideoId>) -> F,
        bulk: &mut BatchSupport,
    ) {
        if *bulk == BatchSupport::Unknown {
            tokio::time::sleep(BATCH_WINDOW).await;
        }
        let places = self.take_batch();
        // One is asked about with its link at once.
        if places.len() < 2 || *bulk == BatchSupport::Unsupported {
            return reply_to_all(places, &Ok(Vec::new()));
        }
        let said = request(places.iter().map(|place| place.video.clone()).collect()).await;
        if said.as_ref().is_err_and(|fault| fault.kind == ErrorKind::EndpointNotFound) {
            *bulk = BatchSupport::Unsupported;
        }
        let by_itself = |fault: &Error| !fault.is_transient() && fault.kind != ErrorKind::ApiKey;
        reply_to_all(
            places,
            &said.or_else(|fault| if by_itself(&fault) { Ok(Vec::new()) } else { Err(fault) }),
        );
    }

    /// Those who wait longest, but for those who went away.
    fn take_batch(&self) -> Vec<QueuedStatusRequest> {
        let mut waiting = self.queue();
        waiting.retain(|place| !place.reply.is_closed());
        let most = waiting.len().min(MAX_STATUS_IDS);
        waiting.drain(..most).collect()
    }

    fn queue(&self) -> std::sync::MutexGuard<'_, Vec<QueuedStatusRequest>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn reply_to_all(places: Vec<QueuedStatusRequest>, said: &Result<Vec<VideoStatus>, Error>) {
    for QueuedStatusRequest { video, reply: answer } in places {
        let of = |statuses: &Vec<VideoStatus>| statuses.iter().find(|status| status.id == video).cloned();
        // Who went away needs no answer.
        let _ = answer.send(said.as_ref().map(of).map_err(Error::clone));
    }
}

/// What needs no second question. A finished video's link does, and so does a failure without a reason and a video that
/// the service does not have.
fn complete_progress(status: VideoStatus) -> Option<VideoDetails> {
    let stage = status.stage?;
    let reason = status.failure.as_ref().is_some_and(|failure| !failure.service_message().is_empty());
    let whole = stage.is_running() || (stage == Stage::Failed && reason);
    whole.then_some(VideoDetails {
        stage,
        service_status: status.service_status,
        video_url: None,
        captioned_url: None,
        subtitles_url: None,
        duration_seconds: None,
        failure: status.failure,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::VideoFailure;

    #[test]
    fn a_link_a_reason_and_a_lost_video_need_a_second_question() {
        let told = |stage, failure| {
            let (id, word) = (VideoId::new("v"), "word".to_owned());
            complete_progress(VideoStatus { id, stage, service_status: word, failure })
                .map(|progress| progress.stage)
        };
        let failure =
            |message: &str| Some(VideoFailure { message: message.to_owned(), ..VideoFailure::default() });
        assert_eq!(told(Some(Stage::Pending), None), Some(Stage::Pending));
        assert_eq!(told(Some(Stage::Processing), None), Some(Stage::Processing));
        assert_eq!(told(Some(Stage::Failed), failure("no face")), Some(Stage::Failed));
        assert_eq!(told(Some(Stage::Failed), failure("")), None);
        assert_eq!(told(Some(Stage::Failed), None), None);
        assert_eq!(told(Some(Stage::Completed), None), None);
        assert_eq!(told(None, None), None);
    }
}
