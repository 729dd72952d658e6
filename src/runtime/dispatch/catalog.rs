//! Handles catalog requests: photos, voices, pictures and samples.

use tokio_util::sync::CancellationToken;

use crate::domain::Error;
use crate::heygen::Client;
use crate::runtime::api_version::with_version_fallback;
use crate::runtime::job::Job;
use crate::runtime::{audio, picture, stock_avatars, video_picture, voices};
use crate::studio::{CatalogReply, CatalogRequest};

pub(super) async fn handle(job: &Job, request: CatalogRequest, stop: CancellationToken) -> Result<(), Error> {
    match request {
        CatalogRequest::LoadPhotos => {
            let request = |client: Client| async move { client.photos().await };
            let photos = with_version_fallback(job, request).await?;
            job.reply(CatalogReply::PhotosLoaded(Ok(photos)));
        }
        CatalogRequest::LoadVoices => {
            job.reply(CatalogReply::VoicesLoaded(Ok(voices::load(job).await?)));
        }
        CatalogRequest::LoadCachedVoices => {
            job.reply(CatalogReply::VoicesLoaded(Ok(voices::load_cached(job).await?)));
        }
        CatalogRequest::LoadStock => stock_avatars::load(job).await?,
        CatalogRequest::LookUpPhoto(photo) => {
            let found = job.client().await?.look(&photo).await?;
            job.reply(CatalogReply::PhotoLookedUp(photo, Ok(found)));
        }
        CatalogRequest::LookUpVoice(voice) => {
            let found = job.client().await?.voice(&voice).await?;
            job.reply(CatalogReply::VoiceLookedUp(voice, Ok(found)));
        }
        CatalogRequest::RememberSibling(choice) => {
            job.with_ledger(move |ledger, now| ledger.remember_sibling(&choice, now)).await?;
            job.reply(CatalogReply::SiblingRemembered(Ok(())));
        }
        CatalogRequest::InspectPicture { photo, path } => {
            video_picture::inspect_and_reply(job, photo, path).await?;
        }
        CatalogRequest::DrawPicture { photo, path, columns, rows } => {
            let picture = picture::draw_file(job, path, columns, rows).await?;
            job.reply(CatalogReply::PictureLoaded(photo, Ok(picture)));
        }
        CatalogRequest::LoadPicture { photo, url, columns, rows } => {
            let picture = picture::fetch_picture(job, &url, columns, rows).await?;
            job.reply(CatalogReply::PictureLoaded(photo, Ok(picture)));
        }
        CatalogRequest::PlaySample { voice, url } => {
            let started = || job.reply(CatalogReply::SampleStarted(voice.clone()));
            let playing = audio::play_sample(job, &url, started);
            stop.run_until_cancelled(playing).await.unwrap_or(Ok(()))?;
            job.reply(CatalogReply::SampleEnded(voice, Ok(())));
        }
    }
    Ok(())
}

pub(super) fn failure(request: CatalogRequest, error: Error) -> CatalogReply {
    match request {
        CatalogRequest::LoadPhotos => CatalogReply::PhotosLoaded(Err(error)),
        CatalogRequest::LoadVoices | CatalogRequest::LoadCachedVoices => {
            CatalogReply::VoicesLoaded(Err(error))
        }
        CatalogRequest::LoadStock => CatalogReply::StockLoaded(Err(error)),
        CatalogRequest::LookUpPhoto(photo) | CatalogRequest::InspectPicture { photo, .. } => {
            CatalogReply::PhotoLookedUp(photo, Err(error))
        }
        CatalogRequest::LookUpVoice(voice) => CatalogReply::VoiceLookedUp(voice, Err(error)),
        CatalogRequest::RememberSibling(_) => CatalogReply::SiblingRemembered(Err(error)),
        CatalogRequest::LoadPicture { photo, .. } | CatalogRequest::DrawPicture { photo, .. } => {
            CatalogReply::PictureLoaded(photo, Err(error))
        }
        CatalogRequest::PlaySample { voice, .. } => CatalogReply::SampleEnded(voice, Err(error)),
    }
}
