//! Handles photo requests: new photos, trainings and looks.

use crate::domain::Error;
use crate::runtime::job::Job;
use crate::runtime::looks;
use crate::studio::{PhotoReply, PhotoRequest};

pub(super) async fn handle(job: &Job, request: PhotoRequest) -> Result<(), Error> {
    match request {
        PhotoRequest::AddPhotos(new) => {
            looks::report_result(job, looks::add_photos(job, new).await);
            job.reply(PhotoReply::PhotoJobEnded);
        }
        PhotoRequest::TrainGroup(photo) => {
            looks::train(job, &photo).await?;
            job.reply(PhotoReply::GroupTrained(photo, Ok(())));
        }
        PhotoRequest::GenerateLooks(new) => {
            looks::order_looks(job, *new).await?;
            job.reply(PhotoReply::LookGenerationStarted(Ok(())));
        }
        PhotoRequest::CollectLooks => looks::collect_orders(job).await,
    }
    Ok(())
}

pub(super) fn failure(request: PhotoRequest, error: Error) -> PhotoReply {
    match request {
        PhotoRequest::AddPhotos(_) | PhotoRequest::CollectLooks => PhotoReply::Added(Err(error)),
        PhotoRequest::TrainGroup(photo) => PhotoReply::GroupTrained(photo, Err(error)),
        // Whether they were ordered, the ledger tells at the next start.
        PhotoRequest::GenerateLooks(_) => PhotoReply::LookGenerationStarted(Err(error)),
    }
}
