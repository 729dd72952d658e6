//! Dispatches each request to its handler, and replies with the outcome.

use std::sync::{Arc, PoisonError};

use tokio_util::sync::CancellationToken;

use super::blocking::run_blocking;
use super::context::Context;
use super::session::{malformed_api_key_error, missing_api_key_error};
use super::{
    api_version, audio, delivery, looks, opener, picture, project_files, queue_actions, reconcile,
    scene_durations, status, submit, watch,
};
use crate::domain::{Error, ErrorKind, Render, RenderId, Secret};
use crate::heygen::ApiKey;
use crate::store;
use crate::studio::{
    AccountReply, AccountRequest, ActiveAccount, CatalogReply, CatalogRequest, DownloadReply,
    DownloadRequest, PhotoReply, PhotoRequest, ProjectReply, ProjectRequest, RenderReply, RenderRequest,
    Reply, Request,
};

/// Does a request to its end.
pub(super) async fn dispatch(
    world: Arc<Context>,
    request: Request,
    reply: &(dyn Fn(Reply) + Sync),
    stop: CancellationToken,
) {
    // One kind of function for all that follows, whoever is answered.
    let reply = &reply;
    super::failpoint::trigger("task", matches!(request, Request::Render(RenderRequest::LoadAll)));
    match request {
        Request::Catalog(CatalogRequest::LoadPhotos) => {
            reply(Reply::Catalog(CatalogReply::PhotosLoaded(load_photos(&world, reply).await)))
        }
        Request::Catalog(CatalogRequest::LoadVoices) => {
            reply(Reply::Catalog(CatalogReply::VoicesLoaded(load_voices(&world, reply).await)))
        }
        Request::Account(AccountRequest::LoadBalance) => {
            let session = world.session();
            let balance = api_version::balance(&world, &session).await;
            api_version::report_dialect(&world, &session, reply).await;
            reply(Reply::Account(AccountReply::SunsetAnnounced(api_version::current_version_sunset(
                &session,
            ))));
            reply(Reply::Account(AccountReply::BalanceLoaded(balance)));
        }
        Request::Render(RenderRequest::LoadAll) => load_renders(&world, reply).await,
        Request::Catalog(CatalogRequest::LoadPicture { photo, url, columns, rows }) => {
            let picture = picture::fetch_picture(&world, &url, columns, rows).await;
            reply(Reply::Catalog(CatalogReply::PictureLoaded(photo, picture)));
        }
        Request::Catalog(CatalogRequest::PlaySample { voice, url }) => {
            audio::play_sample(&world, voice, &url, stop, reply).await
        }
        Request::Project(ProjectRequest::Open(path)) => project_files::open(&world, path, reply).await,
        Request::Project(ProjectRequest::List(folder)) => {
            reply(Reply::Project(ProjectReply::UnsavedWorkListed(
                project_files::list_unsaved_work(&world).await,
            )));
            reply(Reply::Project(ProjectReply::Listed(project_files::list_projects(&world, folder).await)));
        }
        Request::Project(ProjectRequest::Save { path, project, force }) => {
            let saved = project_files::save(&world, path.clone(), project, force).await;
            reply(Reply::Project(ProjectReply::Saved(path, saved)));
        }
        Request::Project(ProjectRequest::Autosave { path, project }) => {
            reply(Reply::Project(ProjectReply::Autosaved(
                project_files::write_autosave(&world, path, project).await,
            )));
        }
        Request::Project(ProjectRequest::DeleteAutosave { path }) => reply(Reply::Project(
            ProjectReply::Autosaved(project_files::discard_autosave(&world, path).await),
        )),
        Request::Render(RenderRequest::Submit(order)) => submit::submit(&world, *order, reply).await,
        Request::Render(RenderRequest::TrySend(id)) => queue_actions::send(&world, id, reply).await,
        Request::Render(RenderRequest::SendQueued(id)) => queue_actions::send_queued(&world, id, reply).await,
        Request::Render(RenderRequest::Cancel(id)) => queue_actions::cancel(&world, id, reply).await,
        Request::Render(RenderRequest::SendAsNewRender(id)) => {
            queue_actions::send_again(&world, id, reply).await
        }
        Request::Render(RenderRequest::ResendIdempotently(id)) => {
            queue_actions::resend_with_idempotency_key(&world, id, reply).await
        }
        Request::Render(RenderRequest::RemoveFromList(id)) => queue_actions::remove(&world, id, reply).await,
        Request::Render(RenderRequest::Reorder(id, to)) => {
            queue_actions::reorder(&world, id, to, reply).await
        }
        Request::Render(RenderRequest::Reconcile) => {
            reply(Reply::Render(RenderReply::Reconciled(reconcile::reconcile(&world, reply).await)))
        }
        Request::Render(RenderRequest::WatchLedger) => watch::watch_ledger(&world, reply).await,
        Request::Render(RenderRequest::AcquirePollLease) => reply(Reply::Render(RenderReply::PollLease(
            queue_actions::acquire_poll_lease(&world, reply).await,
        ))),
        Request::Render(RenderRequest::Poll { render, video }) => {
            reply(match status::refresh_render(&world, render, &video).await {
                Ok(row) => Reply::Render(RenderReply::Changed(Box::new(row))),
                Err(fault) => Reply::Render(RenderReply::PollFailed(render, fault)),
            })
        }
        Request::Render(RenderRequest::PollVideo(video)) => {
            let progress = status::fetch_progress(&world, &video).await;
            reply(Reply::Render(RenderReply::VideoPolled(video, progress.map(Box::new))));
        }
        Request::Download(DownloadRequest::Video { render, url, title, folder }) => {
            let wanted = delivery::DeliveryRequest { render, url, title, folder };
            reply(delivery_reply(render, delivery::deliver(&world, wanted, reply).await));
        }
        Request::Download(DownloadRequest::Subtitles(render)) => {
            reply(delivery_reply(render, delivery::deliver_due_subtitles(&world, render).await))
        }
        Request::Download(DownloadRequest::OpenExternally(target)) => {
            let shown = opener::open_target(&world, &target).await;
            reply(Reply::Download(DownloadReply::OpenedExternally(target, shown)));
        }
        Request::Project(ProjectRequest::BuildRequestPreview(spec)) => {
            reply(match submit::preview_requests(&world, &spec).await {
                Ok(text) => Reply::Project(ProjectReply::RequestPreviewBuilt(text)),
                Err(fault) => Reply::TaskFailed(fault),
            })
        }
        Request::Project(ProjectRequest::MeasureSpeech(spec)) => {
            let measured = scene_durations::measure_scene_durations(&world, &spec).await;
            reply(Reply::Project(ProjectReply::SpeechMeasured(spec, measured)));
        }
        Request::Photo(PhotoRequest::AddPhotos(new)) => {
            match looks::add_photos(&world, new, reply).await {
                Ok(made) => looks::report_outcome(made, reply),
                Err(fault) => reply(Reply::Photo(PhotoReply::Added(Err(fault)))),
            }
            reply(Reply::Photo(PhotoReply::PhotoJobEnded));
        }
        Request::Photo(PhotoRequest::TrainGroup(photo)) => {
            let trained = looks::train(&world, &photo, reply).await;
            reply(Reply::Photo(PhotoReply::GroupTrained(photo, trained)));
        }
        Request::Photo(PhotoRequest::GenerateLooks(wish)) => reply(Reply::Photo(
            PhotoReply::LookGenerationStarted(looks::order_looks(&world, *wish, reply).await),
        )),
        Request::Photo(PhotoRequest::CollectLooks) => looks::collect_orders(&world, reply).await,
        Request::Account(AccountRequest::SaveApiKey(key)) => {
            reply(Reply::Account(AccountReply::AccountSwitched(save_api_key(&world, key).await)))
        }
        Request::Account(AccountRequest::SwitchAccount(account)) => {
            reply(Reply::Account(AccountReply::AccountSwitched(switch_account(&world, account).await)))
        }
        Request::Account(AccountRequest::MarkNoticeShown(key)) => {
            api_version::mark_notice_seen(&world, key).await
        }
        Request::Render(RenderRequest::LoadHistory) => {
            let past = world.read_ledger(&world.session(), |ledger| ledger.read_history()).await;
            reply(Reply::Render(RenderReply::HistoryLoaded(past.map(|(past, _)| Box::new(past)))));
        }
        Request::Render(RenderRequest::LoadDetails(id)) => {
            let read = world.read_ledger(&world.session(), move |ledger| ledger.details(id)).await;
            reply(Reply::Render(RenderReply::DetailsLoaded(id, read.map(|(all, _)| Box::new(all)))));
        }
    }
}

fn delivery_reply(render: RenderId, row: Result<Render, Error>) -> Reply {
    match row {
        Ok(row) => Reply::Render(RenderReply::Changed(Box::new(row))),
        Err(fault) => Reply::Download(DownloadReply::Failed(render, fault)),
    }
}

/// How a request is answered that could not be done at all.
pub(super) fn error_reply(request: &Request) -> Box<dyn Fn(Error) -> Reply + Send + Sync> {
    match request {
        Request::Catalog(CatalogRequest::LoadPhotos) => {
            Box::new(|fault| Reply::Catalog(CatalogReply::PhotosLoaded(Err(fault))))
        }
        Request::Catalog(CatalogRequest::LoadVoices) => {
            Box::new(|fault| Reply::Catalog(CatalogReply::VoicesLoaded(Err(fault))))
        }
        Request::Account(AccountRequest::LoadBalance) => {
            Box::new(|fault| Reply::Account(AccountReply::BalanceLoaded(Err(fault))))
        }
        Request::Render(RenderRequest::LoadAll) => {
            Box::new(|fault| Reply::Render(RenderReply::Loaded(Err(fault))))
        }
        Request::Catalog(CatalogRequest::LoadPicture { photo, .. }) => {
            let photo = photo.clone();
            Box::new(move |fault| Reply::Catalog(CatalogReply::PictureLoaded(photo.clone(), Err(fault))))
        }
        Request::Catalog(CatalogRequest::PlaySample { voice, .. }) => {
            let voice = voice.clone();
            Box::new(move |fault| Reply::Catalog(CatalogReply::SampleEnded(voice.clone(), Err(fault))))
        }
        Request::Project(ProjectRequest::Open(_)) => {
            Box::new(|fault| Reply::Project(ProjectReply::Opened(Err(fault))))
        }
        Request::Project(ProjectRequest::Save { path, .. }) => {
            let path = path.clone();
            Box::new(move |fault| Reply::Project(ProjectReply::Saved(path.clone(), Err(fault))))
        }
        Request::Project(ProjectRequest::Autosave { .. })
        | Request::Project(ProjectRequest::DeleteAutosave { .. }) => {
            Box::new(|fault| Reply::Project(ProjectReply::Autosaved(Err(fault))))
        }
        Request::Render(RenderRequest::Poll { render, .. }) => {
            let render = *render;
            Box::new(move |fault| Reply::Render(RenderReply::PollFailed(render, fault)))
        }
        // Whether something was sent, the ledger says at the next start.
        Request::Render(RenderRequest::TrySend(id))
        | Request::Render(RenderRequest::SendQueued(id))
        | Request::Render(RenderRequest::SendAsNewRender(id))
        | Request::Render(RenderRequest::ResendIdempotently(id))
        | Request::Render(RenderRequest::Cancel(id))
        | Request::Render(RenderRequest::RemoveFromList(id))
        | Request::Render(RenderRequest::Reorder(id, _)) => {
            let id = *id;
            Box::new(move |fault| Reply::Render(RenderReply::ActionFailed(id, fault)))
        }
        Request::Render(RenderRequest::Reconcile) => {
            Box::new(|fault| Reply::Render(RenderReply::Reconciled(Err(fault))))
        }
        Request::Render(RenderRequest::AcquirePollLease) => {
            Box::new(|fault| Reply::Render(RenderReply::PollLease(Err(fault))))
        }
        Request::Render(RenderRequest::PollVideo(video)) => {
            let video = video.clone();
            Box::new(move |fault| Reply::Render(RenderReply::VideoPolled(video.clone(), Err(fault))))
        }
        Request::Download(DownloadRequest::Video { render, .. })
        | Request::Download(DownloadRequest::Subtitles(render)) => {
            let render = *render;
            Box::new(move |fault| Reply::Download(DownloadReply::Failed(render, fault)))
        }
        Request::Download(DownloadRequest::OpenExternally(target)) => {
            let target = target.clone();
            Box::new(move |fault| {
                Reply::Download(DownloadReply::OpenedExternally(target.clone(), Err(fault)))
            })
        }
        Request::Project(ProjectRequest::MeasureSpeech(spec)) => {
            let spec = spec.clone();
            Box::new(move |fault| Reply::Project(ProjectReply::SpeechMeasured(spec.clone(), Err(fault))))
        }
        Request::Photo(PhotoRequest::AddPhotos(_)) | Request::Photo(PhotoRequest::CollectLooks) => {
            Box::new(|fault| Reply::Photo(PhotoReply::Added(Err(fault))))
        }
        Request::Photo(PhotoRequest::TrainGroup(photo)) => {
            let photo = photo.clone();
            Box::new(move |fault| Reply::Photo(PhotoReply::GroupTrained(photo.clone(), Err(fault))))
        }
        // Whether they were ordered, the ledger says at the next start.
        Request::Photo(PhotoRequest::GenerateLooks(_)) => {
            Box::new(|fault| Reply::Photo(PhotoReply::LookGenerationStarted(Err(fault))))
        }
        Request::Account(AccountRequest::SaveApiKey(_))
        | Request::Account(AccountRequest::SwitchAccount(_)) => {
            Box::new(|fault| Reply::Account(AccountReply::AccountSwitched(Err(fault))))
        }
        Request::Render(RenderRequest::LoadHistory) => {
            Box::new(|fault| Reply::Render(RenderReply::HistoryLoaded(Err(fault))))
        }
        Request::Render(RenderRequest::LoadDetails(id)) => {
            let id = *id;
            Box::new(move |fault| Reply::Render(RenderReply::DetailsLoaded(id, Err(fault))))
        }
        // Of a submission nobody knows how far it came: the ledger says so at the next start.
        Request::Render(RenderRequest::Submit(_))
        | Request::Render(RenderRequest::WatchLedger)
        | Request::Project(ProjectRequest::BuildRequestPreview(_))
        | Request::Account(AccountRequest::MarkNoticeShown(_))
        | Request::Project(ProjectRequest::List(_)) => Box::new(Reply::TaskFailed),
    }
}

async fn load_photos(world: &Context, reply: &impl Fn(Reply)) -> Result<crate::domain::PhotoCatalog, Error> {
    api_version::with_version_fallback(world, &world.session(), reply, |client| async move {
        client.photos().await
    })
    .await
}

async fn load_voices(world: &Context, reply: &impl Fn(Reply)) -> Result<crate::domain::VoiceCatalog, Error> {
    api_version::with_version_fallback(world, &world.session(), reply, |client| async move {
        client.voices().await
    })
    .await
}

async fn load_renders(world: &Context, reply: &impl Fn(Reply)) {
    let session = world.session();
    let unwritten = session.pending_writes.clone();
    let read = move |ledger: &mut store::Ledger| {
        ledger.has_external_changes()?;
        Ok((unwritten.overlay(ledger.renders()?), ledger.take_quarantine_notice()?))
    };
    let (rows, unwritten, notice) = match world.read_ledger(&session, read).await {
        Ok(((rows, notice), unwritten)) => (Ok(rows), unwritten, notice),
        Err(fault) => (Err(fault), None, None),
    };
    reply(Reply::Render(RenderReply::Loaded(rows)));
    if let Some(fault) = unwritten {
        reply(Reply::TaskFailed(read_only_error(&fault)));
    }
    let exposed = session.key_file_notice.lock().unwrap_or_else(PoisonError::into_inner).take();
    for fault in notice.into_iter().chain(exposed) {
        reply(Reply::TaskFailed(fault));
    }
}

/// Why the ledger could not be opened, and what that means.
fn read_only_error(fault: &Error) -> Error {
    const READ_ONLY_QUEUE_EFFECT: &str = "the queue can only be read, and nothing can be sent";
    let what = fault.summary();
    let what = match what.rsplit_once(": ") {
        Some((what, cause)) => format!("{what}, so {READ_ONLY_QUEUE_EFFECT}: {cause}"),
        None => format!("{what}, so {READ_ONLY_QUEUE_EFFECT}"),
    };
    Error::new("the render ledger", ErrorKind::File, what)
}

async fn save_api_key(world: &Context, key: Secret) -> Result<ActiveAccount, Error> {
    if ApiKey::new(key.reveal()).is_none() {
        return Err(malformed_api_key_error());
    }
    let (path, kept) = (world.config.paths.api_key(), key.clone());
    run_blocking(move || store::api_key::save(&path, kept.reveal())).await?;
    world.switch_account(world.live_account(), Some(key));
    Ok(world.live_account())
}

async fn switch_account(world: &Context, account: ActiveAccount) -> Result<ActiveAccount, Error> {
    if !matches!(account, ActiveAccount::Live { .. }) {
        world.switch_account(account.clone(), None);
        return Ok(account);
    }
    let (mut key, mut exposed) = (world.config.api_key.clone(), None);
    if key.is_none() {
        let path = world.config.paths.api_key();
        let kept = run_blocking(move || Ok(store::api_key::read(&path)?.map(|kept| (kept, path)))).await?;
        exposed = kept.as_ref().filter(|(kept, _)| kept.was_exposed).map(|(_, path)| path.clone());
        key = kept.map(|(kept, _)| Secret::new(kept.api_key));
    }
    world.switch_account(world.live_account(), Some(key.ok_or_else(missing_api_key_error)?));
    if let Some(path) = exposed {
        let notice = Error::new("the key", ErrorKind::File, store::api_key::exposure_notice(&path));
        *world.session().key_file_notice.lock().unwrap_or_else(PoisonError::into_inner) = Some(notice);
    }
    Ok(world.live_account())
}
