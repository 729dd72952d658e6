//! The body of an upload, which reports how much of it was sent.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame, SizeHint};

/// Bytes that are handed to the connection at once.
const CHUNK_BYTES: usize = 64 << 10;

/// Gets the bytes that were sent of an upload so far, and all its bytes.
#[derive(Clone)]
pub struct UploadReporter(Arc<dyn Fn(u64, u64) + Send + Sync>);

impl UploadReporter {
    pub fn new(report: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        Self(Arc::new(report))
    }
}

impl fmt::Debug for UploadReporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UploadReporter")
    }
}

/// The body of one attempt.
pub(super) struct UploadBody {
    rest: Bytes,
    total: u64,
    reporter: UploadReporter,
}

impl UploadBody {
    pub(super) fn new(bytes: Bytes, reporter: UploadReporter) -> Self {
        let total = byte_count(&bytes);
        Self { rest: bytes, total, reporter }
    }
}

impl Body for UploadBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        // What was handed over before is sent by the time that more is asked for.
        (self.reporter.0)(self.total - byte_count(&self.rest), self.total);
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let count = CHUNK_BYTES.min(self.rest.len());
        let chunk = self.rest.split_to(count);
        Poll::Ready(Some(Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(byte_count(&self.rest))
    }
}

fn byte_count(bytes: &Bytes) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
