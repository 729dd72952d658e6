//! Batches v3 status requests: those that wait at the same time are sent as one.

use std::sync::Mutex;
use std::time::Duration;

use tokio::sync::oneshot::error::TryRecvError;
use tokio::sync::{Semaphore, SemaphorePermit, oneshot};

use super::lock::lock;
use crate::domain::{Error, ErrorKind, RenderStage, VideoDetails, VideoId, VideoStatus};
use crate::heygen::MAX_STATUS_IDS;

/// Requests within this time of the first one join its batch.
const BATCH_WINDOW: Duration = Duration::from_millis(60);

/// Concurrent requests for single videos; more would keep submissions waiting.
const MAX_WAITING_SINGLE_REQUESTS: usize = 16;

/// The videos that wait for a batch.
#[derive(Debug)]
pub(super) struct StatusBatch {
    queue: Mutex<Vec<QueuedStatusRequest>>,
    /// Held by the task that sends the batch; the next holder finds the requests that came meanwhile.
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

/// Whether the service has batch requests.
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

    /// A slot for the request of a single video; held until its response.
    pub(super) async fn acquire_single_request_slot(&self) -> Option<SemaphorePermit<'_>> {
        // It is never closed.
        self.single_request_slots.acquire().await.ok()
    }

    async fn status<F: StatusResponse>(
        &self,
        video: &VideoId,
        request: impl Fn(Vec<VideoId>) -> F,
    ) -> BatchedStatus {
        let (sender, mut receiver) = oneshot::channel();
        self.queue().push(QueuedStatusRequest { video: video.clone(), reply: sender });
        tokio::select! {
            biased;
            // A canceled leader leaves each video to its own request.
            status = &mut receiver => status.unwrap_or(Ok(None)),
            mut support = self.leader.lock() => {
                // The previous leader released the lock after all had their responses.
                loop {
                    match receiver.try_recv() {
                        Ok(status) => return status,
                        Err(TryRecvError::Closed) => return Ok(None),
                        Err(TryRecvError::Empty) => self.send_batch(&request, &mut support).await,
                    }
                }
            }
        }
    }

    /// Requests the status of all that wait, and replies to them.
    async fn send_batch<F: StatusResponse>(
        &self,
        request: &impl Fn(Vec<VideoId>) -> F,
        support: &mut BatchSupport,
    ) {
        if *support == BatchSupport::Unknown {
            tokio::time::sleep(BATCH_WINDOW).await;
        }
        let requests = self.take_batch();
        // A single video is requested with its link at once.
        if requests.len() < 2 || *support == BatchSupport::Unsupported {
            return reply_to_all(requests, &Ok(Vec::new()));
        }
        let response = request(requests.iter().map(|request| request.video.clone()).collect()).await;
        if response.as_ref().is_err_and(|error| error.kind == ErrorKind::EndpointNotFound) {
            *support = BatchSupport::Unsupported;
        }
        let by_itself = |error: &Error| !error.is_transient() && error.kind != ErrorKind::ApiKey;
        reply_to_all(
            requests,
            &response.or_else(|error| if by_itself(&error) { Ok(Vec::new()) } else { Err(error) }),
        );
    }

    /// The oldest waiting requests, without those that were canceled.
    fn take_batch(&self) -> Vec<QueuedStatusRequest> {
        let mut waiting = self.queue();
        waiting.retain(|request| !request.reply.is_closed());
        let count = waiting.len().min(MAX_STATUS_IDS);
        waiting.drain(..count).collect()
    }

    fn queue(&self) -> std::sync::MutexGuard<'_, Vec<QueuedStatusRequest>> {
        lock(&self.queue)
    }
}

fn reply_to_all(requests: Vec<QueuedStatusRequest>, response: &Result<Vec<VideoStatus>, Error>) {
    for QueuedStatusRequest { video, reply: sender } in requests {
        let of = |statuses: &Vec<VideoStatus>| statuses.iter().find(|status| status.id == video).cloned();
        // The receiver may be gone.
        let _ = sender.send(response.as_ref().map(of).map_err(Error::clone));
    }
}

/// The details of a status that needs no second request. A finished video's link needs one, and so do a failure without a
/// reason and an unknown video.
fn complete_progress(status: VideoStatus) -> Option<VideoDetails> {
    let stage = status.stage?;
    let reason = status.failure.as_ref().is_some_and(|failure| !failure.service_message().is_empty());
    let whole = stage.is_running() || (stage == RenderStage::Failed && reason);
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
    fn links_reasons_and_lost_videos_need_a_second_request() {
        let status = |stage, failure| {
            let (id, word) = (VideoId::new("v"), "word".to_owned());
            complete_progress(VideoStatus { id, stage, service_status: word, failure })
                .map(|progress| progress.stage)
        };
        let failure =
            |message: &str| Some(VideoFailure { message: message.to_owned(), ..VideoFailure::default() });
        assert_eq!(status(Some(RenderStage::Pending), None), Some(RenderStage::Pending));
        assert_eq!(status(Some(RenderStage::Processing), None), Some(RenderStage::Processing));
        assert_eq!(status(Some(RenderStage::Failed), failure("no face")), Some(RenderStage::Failed));
        assert_eq!(status(Some(RenderStage::Failed), failure("")), None);
        assert_eq!(status(Some(RenderStage::Failed), None), None);
        assert_eq!(status(Some(RenderStage::Completed), None), None);
        assert_eq!(status(None, None), None);
    }
}
