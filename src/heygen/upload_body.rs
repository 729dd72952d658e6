//! The body of an upload, which reports how much of it was sent.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame, SizeHint};

/// Bytes that are handed to the connection at once.
const CHUNK_BYTES: usize = 64 << 10;

/// How much of an upload is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadedBytes {
    pub sent: u64,
    pub total: u64,
}

/// Called with the bytes sent so far and the total.
#[derive(Clone)]
pub struct UploadReporter(Arc<dyn Fn(UploadedBytes) + Send + Sync>);

impl UploadReporter {
    pub fn new(report: impl Fn(UploadedBytes) + Send + Sync + 'static) -> Self {
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
        let body = Self { rest: bytes, total, reporter };
        body.report();
        body
    }

    /// Counts the bytes handed to the connection, which buffers them.
    fn report(&self) {
        (self.reporter.0)(UploadedBytes { sent: self.total - byte_count(&self.rest), total: self.total });
    }
}

impl Body for UploadBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let count = CHUNK_BYTES.min(self.rest.len());
        let chunk = self.rest.split_to(count);
        self.report();
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
