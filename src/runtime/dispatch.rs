//! Dispatches each request to its handler, and replies with the outcome.

use std::sync::{Arc, PoisonError};

use tokio_util::sync::CancellationToken;

use super::context::{World, blocking, no_key, odd_key};
use super::{
    api_version, audio, deliver, files, looks, measure, opener, picture, queue_actions, reconcile, submit,
    watch,
};
use crate::domain::{Fault, FaultKind, Render, RenderId, Secret};
use crate::heygen::Key;
use crate::store;
use crate::studio::{Account, Reply, Request};

/// Does a request to its end.
pub(super) async fn serve(
    world: Arc<World>,
    request: Request,
    reply: &(dyn Fn(Reply) + Sync),
    stop: CancellationToken,
) {
    // One kind of function for all that follows, whoever is answered.
    let reply = &reply;
    super::trap::spring("task", matches!(request, Request::Renders));
    match request {
        Request::Cast => reply(Reply::Cast(cast(&world, reply).await)),
        Request::Voices => reply(Reply::Voices(voices(&world, reply).await)),
        Request::Balance => {
            let session = world.session();
            let balance = api_version::balance(&world, &session).await;
            api_version::tell(&world, &session, reply).await;
            reply(Reply::Sunset(api_version::sunset(&session)));
            reply(Reply::Balance(balance));
        }
        Request::Renders => renders(&world, reply).await,
        Request::Picture { photo, url, columns, rows } => {
            let picture = picture::fetch(&world, &url, columns, rows).await;
            reply(Reply::Picture(photo, picture));
        }
        Request::Listen { voice, url } => audio::listen(&world, voice, &url, stop, reply).await,
        Request::Open(path) => files::open(&world, path, reply).await,
        Request::Projects(folder) => {
            reply(Reply::UnsavedWork(files::unsaved_work(&world).await));
            reply(Reply::Projects(files::projects(&world, folder).await));
        }
        Request::Save { path, project, force } => {
            let saved = files::save(&world, path.clone(), project, force).await;
            reply(Reply::Saved(path, saved));
        }
        Request::Autosave { path, project } => {
            reply(Reply::Autosaved(files::autosave(&world, path, project).await));
        }
        Request::DropAutosave { path } => reply(Reply::Autosaved(files::drop_autosave(&world, path).await)),
        Request::Submit(order) => submit::submit(&world, *order, reply).await,
        Request::Send(id) => queue_actions::send(&world, id, reply).await,
        Request::SendQueued(id) => queue_actions::send_queued(&world, id, reply).await,
        Request::Withdraw(id) => queue_actions::withdraw(&world, id, reply).await,
        Request::SendAgain(id) => queue_actions::send_again(&world, id, reply).await,
        Request::Repeat(id) => queue_actions::repeat(&world, id, reply).await,
        Request::Forget(id) => queue_actions::forget(&world, id, reply).await,
        Request::Reorder(id, to) => queue_actions::reorder(&world, id, to, reply).await,
        Request::Settle => reply(Reply::Settled(reconcile::settle(&world, reply).await)),
        Request::Follow => watch::follow(&world, reply).await,
        Request::Watch => reply(Reply::Watched(queue_actions::watch(&world, reply).await)),
        Request::Ask { render, video } => reply(match submit::ask(&world, render, &video).await {
            Ok(row) => Reply::Render(Box::new(row)),
            Err(fault) => Reply::NotAsked(render, fault),
        }),
        Request::Look(video) => {
            let progress = submit::look(&world, &video).await;
            reply(Reply::Looked(video, progress.map(Box::new)));
        }
        Request::Deliver { render, url, title, folder } => {
            let wanted = deliver::Wanted { render, url, title, folder };
            reply(delivered(render, deliver::deliver(&world, wanted, reply).await));
        }
        Request::Subtitles(render) => reply(delivered(render, deliver::due_subtitles(&world, render).await)),
        Request::Show(target) => {
            let shown = opener::show(&world, &target).await;
            reply(Reply::Shown(target, shown));
        }
        Request::Preview(spec) => reply(match submit::preview(&world, &spec).await {
            Ok(text) => Reply::Preview(text),
            Err(fault) => Reply::Broken(fault),
        }),
        Request::Measure(spec) => {
            let measured = measure::measure(&world, &spec).await;
            reply(Reply::Measured(spec, measured));
        }
        Request::AddPhotos(new) => {
            match looks::add(&world, new, reply).await {
                Ok(made) => looks::tell(made, reply),
                Err(fault) => reply(Reply::NewLooks(Err(fault))),
            }
            reply(Reply::LooksEnd);
        }
        Request::Train(photo) => {
            let trained = looks::train(&world, &photo, reply).await;
            reply(Reply::Trained(photo, trained));
        }
        Request::OrderLooks(wish) => reply(Reply::LooksOrdered(looks::order(&world, *wish, reply).await)),
        Request::CollectLooks => looks::collect(&world, reply).await,
        Request::KeepKey(key) => reply(Reply::Connected(keep_key(&world, key).await)),
        Request::Connect(account) => reply(Reply::Connected(connect(&world, account).await)),
        Request::Told(key) => api_version::told(&world, key).await,
        Request::History => {
            let past = world.read(&world.session(), |ledger| ledger.history()).await;
            reply(Reply::History(past.map(|(past, _)| Box::new(past))));
        }
        Request::Details(id) => {
            let read = world.read(&world.session(), move |ledger| ledger.details(id)).await;
            reply(Reply::Details(id, read.map(|(all, _)| Box::new(all))));
        }
    }
}

fn delivered(render: RenderId, row: Result<Render, Fault>) -> Reply {
    match row {
        Ok(row) => Reply::Render(Box::new(row)),
        Err(fault) => Reply::NotDelivered(render, fault),
    }
}

/// How a request is answered that could not be done at all.
pub(super) fn failure(request: &Request) -> Box<dyn Fn(Fault) -> Reply + Send + Sync> {
    match request {
        Request::Cast => Box::new(|fault| Reply::Cast(Err(fault))),
        Request::Voices => Box::new(|fault| Reply::Voices(Err(fault))),
        Request::Balance => Box::new(|fault| Reply::Balance(Err(fault))),
        Request::Renders => Box::new(|fault| Reply::Renders(Err(fault))),
        Request::Picture { photo, .. } => {
            let photo = photo.clone();
            Box::new(move |fault| Reply::Picture(photo.clone(), Err(fault)))
        }
        Request::Listen { voice, .. } => {
            let voice = voice.clone();
            Box::new(move |fault| Reply::Listened(voice.clone(), Err(fault)))
        }
        Request::Open(_) => Box::new(|fault| Reply::Opened(Err(fault))),
        Request::Save { path, .. } => {
            let path = path.clone();
            Box::new(move |fault| Reply::Saved(path.clone(), Err(fault)))
        }
        Request::Autosave { .. } | Request::DropAutosave { .. } => {
            Box::new(|fault| Reply::Autosaved(Err(fault)))
        }
        Request::Ask { render, .. } => {
            let render = *render;
            Box::new(move |fault| Reply::NotAsked(render, fault))
        }
        // Whether something was sent, the ledger says at the next start.
        Request::Send(id)
        | Request::SendQueued(id)
        | Request::SendAgain(id)
        | Request::Repeat(id)
        | Request::Withdraw(id)
        | Request::Forget(id)
        | Request::Reorder(id, _) => {
            let id = *id;
            Box::new(move |fault| Reply::NotDone(id, fault))
        }
        Request::Settle => Box::new(|fault| Reply::Settled(Err(fault))),
        Request::Watch => Box::new(|fault| Reply::Watched(Err(fault))),
        Request::Look(video) => {
            let video = video.clone();
            Box::new(move |fault| Reply::Looked(video.clone(), Err(fault)))
        }
        Request::Deliver { render, .. } | Request::Subtitles(render) => {
            let render = *render;
            Box::new(move |fault| Reply::NotDelivered(render, fault))
        }
        Request::Show(target) => {
            let target = target.clone();
            Box::new(move |fault| Reply::Shown(target.clone(), Err(fault)))
        }
        Request::Measure(spec) => {
            let spec = spec.clone();
            Box::new(move |fault| Reply::Measured(spec.clone(), Err(fault)))
        }
        Request::AddPhotos(_) | Request::CollectLooks => Box::new(|fault| Reply::NewLooks(Err(fault))),
        Request::Train(photo) => {
            let photo = photo.clone();
            Box::new(move |fault| Reply::Trained(photo.clone(), Err(fault)))
        }
        // Whether they were ordered, the ledger says at the next start.
        Request::OrderLooks(_) => Box::new(|fault| Reply::LooksOrdered(Err(fault))),
        Request::KeepKey(_) | Request::Connect(_) => Box::new(|fault| Reply::Connected(Err(fault))),
        Request::History => Box::new(|fault| Reply::History(Err(fault))),
        Request::Details(id) => {
            let id = *id;
            Box::new(move |fault| Reply::Details(id, Err(fault)))
        }
        // Of a submission nobody knows how far it came: the ledger says so at the next start.
        Request::Submit(_)
        | Request::Follow
        | Request::Preview(_)
        | Request::Told(_)
        | Request::Projects(_) => Box::new(Reply::Broken),
    }
}

async fn cast(world: &World, reply: &impl Fn(Reply)) -> Result<crate::domain::Cast, Fault> {
    api_version::asking(world, &world.session(), reply, |client| async move { client.cast().await }).await
}

async fn voices(world: &World, reply: &impl Fn(Reply)) -> Result<crate::domain::Voices, Fault> {
    api_version::asking(world, &world.session(), reply, |client| async move { client.voices().await }).await
}

async fn renders(world: &World, reply: &impl Fn(Reply)) {
    let session = world.session();
    let unwritten = session.unwritten.clone();
    let read = move |ledger: &mut store::Ledger| {
        ledger.changed_elsewhere()?;
        Ok((unwritten.shown(ledger.renders()?), ledger.take_notice()?))
    };
    let (rows, unwritten, notice) = match world.read(&session, read).await {
        Ok(((rows, notice), unwritten)) => (Ok(rows), unwritten, notice),
        Err(fault) => (Err(fault), None, None),
    };
    reply(Reply::Renders(rows));
    if let Some(fault) = unwritten {
        reply(Reply::Broken(only_read(&fault)));
    }
    let exposed = session.notice.lock().unwrap_or_else(PoisonError::into_inner).take();
    for fault in notice.into_iter().chain(exposed) {
        reply(Reply::Broken(fault));
    }
}

/// Why the ledger could not be opened, and what that means.
fn only_read(fault: &Fault) -> Fault {
    const READ_ONLY_QUEUE: &str = "the queue can only be read, and nothing can be sent";
    let what = fault.what();
    let what = match what.rsplit_once(": ") {
        Some((what, cause)) => format!("{what}, so {READ_ONLY_QUEUE}: {cause}"),
        None => format!("{what}, so {READ_ONLY_QUEUE}"),
    };
    Fault::new("the render ledger", FaultKind::File, what)
}

async fn keep_key(world: &World, key: Secret) -> Result<Account, Fault> {
    if Key::new(key.reveal()).is_none() {
        return Err(odd_key());
    }
    let (path, kept) = (world.setup.paths.key(), key.clone());
    blocking(move || store::key::keep(&path, kept.reveal())).await?;
    world.connect(world.live(), Some(key));
    Ok(world.live())
}

async fn connect(world: &World, account: Account) -> Result<Account, Fault> {
    if !matches!(account, Account::Live { .. }) {
        world.connect(account.clone(), None);
        return Ok(account);
    }
    let (mut key, mut exposed) = (world.setup.key.clone(), None);
    if key.is_none() {
        let path = world.setup.paths.key();
        let kept = blocking(move || Ok(store::key::read(&path)?.map(|kept| (kept, path)))).await?;
        exposed = kept.as_ref().filter(|(kept, _)| kept.was_exposed).map(|(_, path)| path.clone());
        key = kept.map(|(kept, _)| Secret::new(kept.key));
    }
    world.connect(world.live(), Some(key.ok_or_else(no_key)?));
    if let Some(path) = exposed {
        let notice = Fault::new("the key", FaultKind::File, store::key::was_exposed(&path));
        *world.session().notice.lock().unwrap_or_else(PoisonError::into_inner) = Some(notice);
    }
    Ok(world.live())
}
