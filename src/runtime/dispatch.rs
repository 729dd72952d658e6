//! Dispatches each request to the handler of its subject. A handler's error, or its panic, is the reply.

mod account;
mod catalog;
mod clipboard;
mod download;
mod motion_bank;
mod photo;
mod project;
mod recording;
mod render;
mod speech;

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use tokio_util::sync::CancellationToken;

use super::blocking::panic_error;
use super::job::Job;
use crate::domain::Error;
use crate::store::failpoint;
use crate::studio::{RenderRequest, Reply, Request};

/// Handles a request to its end. `stop` ends a sound that plays, or a recording.
pub(super) async fn dispatch(job: &Job, request: Request, stop: CancellationToken) {
    let failed = request.clone();
    // Boxed: the future is as large as that of the largest request.
    let handled = Box::pin(AssertUnwindSafe(handle(job, request, stop)).catch_unwind()).await;
    if let Err(error) = handled.unwrap_or_else(|_| Err(panic_error())) {
        job.reply(failure(failed, error));
    }
}

async fn handle(job: &Job, request: Request, stop: CancellationToken) -> Result<(), Error> {
    if matches!(request, Request::Render(RenderRequest::LoadAll)) {
        failpoint::panic_point("task");
    }
    match request {
        Request::Account(request) => account::handle(job, request).await,
        Request::Catalog(request) => catalog::handle(job, request, stop).await,
        Request::Clipboard(request) => clipboard::handle(job, request).await,
        Request::Download(request) => download::handle(job, request).await,
        Request::MotionBank(request) => motion_bank::handle(job, request).await,
        Request::Photo(request) => photo::handle(job, request).await,
        Request::Project(request) => project::handle(job, request).await,
        Request::Recording(request) => recording::handle(job, request, stop).await,
        Request::Render(request) => render::handle(job, request).await,
        Request::Speech(request) => speech::handle(job, request, stop).await,
    }
}

/// The reply to a request that failed.
fn failure(request: Request, error: Error) -> Reply {
    match request {
        Request::Account(request) => account::failure(&request, error),
        Request::Catalog(request) => catalog::failure(request, error).into(),
        Request::Clipboard(request) => clipboard::failure(&request, error).into(),
        Request::Download(request) => download::failure(request, error).into(),
        Request::MotionBank(request) => motion_bank::failure(&request, error).into(),
        Request::Photo(request) => photo::failure(request, error).into(),
        Request::Project(request) => project::failure(request, error),
        Request::Recording(request) => recording::failure(&request, error).into(),
        Request::Render(request) => render::failure(request, error),
        Request::Speech(request) => speech::failure(request, error),
    }
}
