//! Handles download requests: videos, subtitles, and what an opener shows.

use crate::domain::Error;
use crate::runtime::job::Job;
use crate::runtime::{delivery, opener};
use crate::studio::{DownloadReply, DownloadRequest};

pub(super) async fn handle(job: &Job, request: DownloadRequest) -> Result<(), Error> {
    match request {
        DownloadRequest::Video { render, url, title, folder } => {
            let request = delivery::DeliveryRequest { render, url, title, folder };
            job.render_changed(Box::pin(delivery::deliver(job, request)).await?);
        }
        DownloadRequest::Subtitles(render) => {
            job.render_changed(delivery::deliver_due_subtitles(job, render).await?);
        }
        DownloadRequest::OpenExternally(target) => {
            opener::open_target(job, &target).await?;
            job.reply(DownloadReply::OpenedExternally(target, Ok(())));
        }
    }
    Ok(())
}

pub(super) fn failure(request: DownloadRequest, error: Error) -> DownloadReply {
    match request {
        DownloadRequest::Video { render, .. } | DownloadRequest::Subtitles(render) => {
            DownloadReply::Failed(render, error)
        }
        DownloadRequest::OpenExternally(target) => DownloadReply::OpenedExternally(target, Err(error)),
    }
}
