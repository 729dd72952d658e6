//! Dispatches each request to its handler, and replies with the outcome.

use std::sync::{Arc, PoisonError};

use tokio_util::sync::CancellationToken;

use super::context::{Context, malformed_api_key_error, missing_api_key_error, run_blocking};
use super::{
    api_version, audio, delivery, looks, opener, picture, project_files, queue_actions, reconcile,
    scene_durations, submit, watch,
};
use crate::domain::{Error, ErrorKind, Render, RenderId, Secret};
use crate::heygen::ApiKey;
use crate::store;
use crate::studio::{ActiveAccount, Reply, Request};

/// Does a request to its end.
pub(super) async fn dispatch(
    world: Arc<Context>,
    request: Request,
    reply: &(dyn Fn(Reply) + Sync),
    stop: CancellationToken,
) {
    // One kind of function for all that follows, whoever is answered.
    let reply = &reply;
    super::failpoint::trigger("task", matches!(request, Request::LoadRenders));
    match request {
        Request::LoadPhotos => reply(Reply::PhotosLoaded(load_photos(&world, reply).await)),
        Request::LoadVoices => reply(Reply::VoicesLoaded(load_voices(&world, reply).await)),
        Request::LoadBalance => {
            let session = world.session();
            let balance = api_version::balance(&world, &session).await;
            api_version::report_dialect(&world, &session, reply).await;
            reply(Reply::SunsetAnnounced(api_version::current_version_sunset(&session)));
            reply(Reply::BalanceLoaded(balance));
        }
        Request::LoadRenders => load_renders(&world, reply).await,
        Request::LoadPicture { photo, url, columns, rows } => {
            let picture = picture::fetch_picture(&world, &url, columns, rows).await;
            reply(Reply::PictureLoaded(photo, picture));
        }
        Request::PlaySample { voice, url } => audio::play_sample(&world, voice, &url, stop, reply).await,
        Request::OpenProject(path) => project_files::open(&world, path, reply).await,
        Request::ListProjects(folder) => {
            reply(Reply::UnsavedWorkListed(project_files::list_unsaved_work(&world).await));
            reply(Reply::ProjectsListed(project_files::list_projects(&world, folder).await));
        }
        Request::SaveProject { path, project, force } => {
            let saved = project_files::save(&world, path.clone(), project, force).await;
            reply(Reply::ProjectSaved(path, saved));
        }
        Request::Autosave { path, project } => {
            reply(Reply::Autosaved(project_files::write_autosave(&world, path, project).await));
        }
        Request::DeleteAutosave { path } => {
            reply(Reply::Autosaved(project_files::discard_autosave(&world, path).await))
        }
        Request::Submit(order) => submit::submit(&world, *order, reply).await,
        Request::TrySend(id) => queue_actions::send(&world, id, reply).await,
        Request::SendQueued(id) => queue_actions::send_queued(&world, id, reply).await,
        Request::CancelRender(id) => queue_actions::cancel(&world, id, reply).await,
        Request::SendAsNewRender(id) => queue_actions::send_again(&world, id, reply).await,
        Request::ResendIdempotently(id) => {
            queue_actions::resend_with_idempotency_key(&world, id, reply).await
        }
        Request::RemoveFromList(id) => queue_actions::remove(&world, id, reply).await,
        Request::Reorder(id, to) => queue_actions::reorder(&world, id, to, reply).await,
        Request::Reconcile => reply(Reply::Reconciled(reconcile::reconcile(&world, reply).await)),
        Request::WatchLedger => watch::watch_ledger(&world, reply).await,
        Request::AcquirePollLease => {
            reply(Reply::PollLease(queue_actions::acquire_poll_lease(&world, reply).await))
        }
        Request::PollRender { render, video } => {
            reply(match submit::refresh_render(&world, render, &video).await {
                Ok(row) => Reply::RenderChanged(Box::new(row)),
                Err(fault) => Reply::PollFailed(render, fault),
            })
        }
        Request::PollVideo(video) => {
            let progress = submit::fetch_progress(&world, &video).await;
            reply(Reply::VideoPolled(video, progress.map(Box::new)));
        }
        Request::DownloadVideo { render, url, title, folder } => {
            let wanted = delivery::DeliveryRequest { render, url, title, folder };
            reply(delivery_reply(render, delivery::deliver(&world, wanted, reply).await));
        }
        Request::DownloadSubtitles(render) => {
            reply(delivery_reply(render, delivery::deliver_due_subtitles(&world, render).await))
        }
        Request::OpenExternally(target) => {
            let shown = opener::open_target(&world, &target).await;
            reply(Reply::OpenedExternally(target, shown));
        }
        Request::BuildRequestPreview(spec) => reply(match submit::preview_requests(&world, &spec).await {
            Ok(text) => Reply::RequestPreviewBuilt(text),
            Err(fault) => Reply::TaskFailed(fault),
        }),
        Request::MeasureSpeech(spec) => {
            let measured = scene_durations::measure_scene_durations(&world, &spec).await;
            reply(Reply::SpeechMeasured(spec, measured));
        }
        Request::AddPhotos(new) => {
            match looks::add_photos(&world, new, reply).await {
                Ok(made) => looks::report_outcome(made, reply),
                Err(fault) => reply(Reply::PhotosAdded(Err(fault))),
            }
            reply(Reply::PhotoJobEnded);
        }
        Request::TrainGroup(photo) => {
            let trained = looks::train(&world, &photo, reply).await;
            reply(Reply::GroupTrained(photo, trained));
        }
        Request::GenerateLooks(wish) => {
            reply(Reply::LookGenerationStarted(looks::order_looks(&world, *wish, reply).await))
        }
        Request::CollectLooks => looks::collect_orders(&world, reply).await,
        Request::SaveApiKey(key) => reply(Reply::AccountSwitched(save_api_key(&world, key).await)),
        Request::SwitchAccount(account) => {
            reply(Reply::AccountSwitched(switch_account(&world, account).await))
        }
        Request::MarkNoticeShown(key) => api_version::mark_notice_seen(&world, key).await,
        Request::LoadHistory => {
            let past = world.read_ledger(&world.session(), |ledger| ledger.read_history()).await;
            reply(Reply::HistoryLoaded(past.map(|(past, _)| Box::new(past))));
        }
        Request::LoadDetails(id) => {
            let read = world.read_ledger(&world.session(), move |ledger| ledger.details(id)).await;
            reply(Reply::DetailsLoaded(id, read.map(|(all, _)| Box::new(all))));
        }
    }
}

fn delivery_reply(render: RenderId, row: Result<Render, Error>) -> Reply {
    match row {
        Ok(row) => Reply::RenderChanged(Box::new(row)),
        Err(fault) => Reply::DownloadFailed(render, fault),
    }
}

/// How a request is answered that could not be done at all.
pub(super) fn error_reply(request: &Request) -> Box<dyn Fn(Error) -> Reply + Send + Sync> {
    match request {
        Request::LoadPhotos => Box::new(|fault| Reply::PhotosLoaded(Err(fault))),
        Request::LoadVoices => Box::new(|fault| Reply::VoicesLoaded(Err(fault))),
        Request::LoadBalance => Box::new(|fault| Reply::BalanceLoaded(Err(fault))),
        Request::LoadRenders => Box::new(|fault| Reply::RendersLoaded(Err(fault))),
        Request::LoadPicture { photo, .. } => {
            let photo = photo.clone();
            Box::new(move |fault| Reply::PictureLoaded(photo.clone(), Err(fault)))
        }
        Request::PlaySample { voice, .. } => {
            let voice = voice.clone();
            Box::new(move |fault| Reply::SampleEnded(voice.clone(), Err(fault)))
        }
        Request::OpenProject(_) => Box::new(|fault| Reply::ProjectOpened(Err(fault))),
        Request::SaveProject { path, .. } => {
            let path = path.clone();
            Box::new(move |fault| Reply::ProjectSaved(path.clone(), Err(fault)))
        }
        Request::Autosave { .. } | Request::DeleteAutosave { .. } => {
            Box::new(|fault| Reply::Autosaved(Err(fault)))
        }
        Request::PollRender { render, .. } => {
            let render = *render;
            Box::new(move |fault| Reply::PollFailed(render, fault))
        }
        // Whether something was sent, the ledger says at the next start.
        Request::TrySend(id)
        | Request::SendQueued(id)
        | Request::SendAsNewRender(id)
        | Request::ResendIdempotently(id)
        | Request::CancelRender(id)
        | Request::RemoveFromList(id)
        | Request::Reorder(id, _) => {
            let id = *id;
            Box::new(move |fault| Reply::ActionFailed(id, fault))
        }
        Request::Reconcile => Box::new(|fault| Reply::Reconciled(Err(fault))),
        Request::AcquirePollLease => Box::new(|fault| Reply::PollLease(Err(fault))),
        Request::PollVideo(video) => {
            let video = video.clone();
            Box::new(move |fault| Reply::VideoPolled(video.clone(), Err(fault)))
        }
        Request::DownloadVideo { render, .. } | Request::DownloadSubtitles(render) => {
            let render = *render;
            Box::new(move |fault| Reply::DownloadFailed(render, fault))
        }
        Request::OpenExternally(target) => {
            let target = target.clone();
            Box::new(move |fault| Reply::OpenedExternally(target.clone(), Err(fault)))
        }
        Request::MeasureSpeech(spec) => {
            let spec = spec.clone();
            Box::new(move |fault| Reply::SpeechMeasured(spec.clone(), Err(fault)))
        }
        Request::AddPhotos(_) | Request::CollectLooks => Box::new(|fault| Reply::PhotosAdded(Err(fault))),
        Request::TrainGroup(photo) => {
            let photo = photo.clone();
            Box::new(move |fault| Reply::GroupTrained(photo.clone(), Err(fault)))
        }
        // Whether they were ordered, the ledger says at the next start.
        Request::GenerateLooks(_) => Box::new(|fault| Reply::LookGenerationStarted(Err(fault))),
        Request::SaveApiKey(_) | Request::SwitchAccount(_) => {
            Box::new(|fault| Reply::AccountSwitched(Err(fault)))
        }
        Request::LoadHistory => Box::new(|fault| Reply::HistoryLoaded(Err(fault))),
        Request::LoadDetails(id) => {
            let id = *id;
            Box::new(move |fault| Reply::DetailsLoaded(id, Err(fault)))
        }
        // Of a submission nobody knows how far it came: the ledger says so at the next start.
        Request::Submit(_)
        | Request::WatchLedger
        | Request::BuildRequestPreview(_)
        | Request::MarkNoticeShown(_)
        | Request::ListProjects(_) => Box::new(Reply::TaskFailed),
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
    reply(Reply::RendersLoaded(rows));
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
