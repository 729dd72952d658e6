//! The API version of an account: set by the user, or detected.

use std::sync::{Arc, PoisonError};

use super::context::{Session, World};
use crate::domain::{Api, Balance, Dialect, Fault, FaultKind, Standing, Sunset};
use crate::heygen::{Client, Patience};
use crate::studio::{Notice, Reply};

/// What is known of an account's generation.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// `None` until it was found.
    api: Option<Api>,
    /// Whether the older generation was asked for, and missing, while the newer one is there.
    ended: bool,
    /// The dialect that the user chose where another one was refused.
    chosen: Option<Dialect>,
    /// What is to be told to the user, where they were not told before.
    news: Option<Notice>,
    /// When the older generation ends, as the service said last.
    sunset: Option<Sunset>,
    /// What was told of the balance when the generation was found: nobody has to ask for it at once again.
    first: Option<(Balance, Option<Sunset>)>,
}

/// The generation that is there, and what was told of the balance on the way.
#[derive(Debug, Clone)]
struct Found {
    api: Api,
    balance: Option<Balance>,
    sunset: Option<Sunset>,
}

/// The dialect for this account. Where nothing is known yet, the older generation is asked whether it is there.
pub(super) async fn dialect(world: &World, session: &Session, client: &Client) -> Dialect {
    if let Some(dialect) = session.known(|known| known.chosen).or(world.setup.settings.pinned()) {
        return dialect;
    }
    // One finds out; the others wait for it.
    let _turn = session.finding.lock().await;
    if let Some(api) = session.known(|known| known.api) {
        return world.setup.settings.form(api);
    }
    let remembered = world.ledger(session, |ledger, _| ledger.generation()).await.ok().flatten();
    let api = if let Some(api) = remembered {
        Some(api)
    } else {
        let found = find(world, session, client).await;
        let first = found.clone().and_then(|found| Some((found.balance?, found.sunset)));
        session.known(|known| known.first = first);
        found.map(|found| found.api)
    };
    if api == Some(Api::V3) {
        // Also where it is remembered: it may have been found by a command that had no place to say so.
        session.known(|known| (known.ended, known.news) = (true, Some(moving(world))));
    }
    // What could not be found out is not remembered, and found out when the older generation proves to have ended.
    let api = api.unwrap_or(Api::V2);
    session.known(|known| known.api = Some(api));
    world.setup.settings.form(api)
}

/// Asks which generation is there; `None` where that cannot be said now.
async fn find(world: &World, session: &Session, client: &Client) -> Option<Found> {
    // Once: whoever waits for the answer has tries of its own.
    let patience = world.setup.patience;
    let answer = patience.first.min(patience.answer);
    let once = client.with_patience(Patience { tries: 1, answer, ..patience });
    let standing = once.standing().await.inspect_err(|fault| client.count_retries_on(fault));
    let found = match standing.ok()? {
        Standing::Serves { balance, sunset } => Found { api: Api::V2, balance, sunset },
        Standing::Gone => Found { api: Api::V3, balance: newer(&once).await?, sunset: None },
    };
    let api = found.api;
    // Forgotten, it is found out once more.
    let _ = world.ledger(session, move |ledger, _| ledger.speaks(api)).await;
    Some(found)
}

const MOVED: &str = "HeyGen has ended v2 for this account: cuecard speaks v3 from now on; what was not sent can be rendered again";

/// That the newer generation is spoken from now on, and what of the settings that ends.
fn moving(world: &World) -> Notice {
    let words = match world.setup.settings.ending() {
        Some(dialect) => {
            format!("{MOVED}; dialect = \"{}\" of the settings has ended with it", dialect.word())
        }
        None => MOVED.to_owned(),
    };
    Notice { key: words.clone(), words }
}

/// The balance where the newer generation answers in its own form, whatever it says; `None` where it does not.
async fn newer(client: &Client) -> Option<Option<Balance>> {
    match client.with_dialect(Dialect::V3).balance().await {
        Ok(Some(balance)) => Some(Some(balance)),
        Err(fault) if fault.kind != FaultKind::Endpoint && fault.code.is_some() => Some(None),
        _ => None,
    }
}

/// Whether the older generation is known to have ended, so that its videos are asked about in the newer one.
pub(super) fn has_ended(session: &Session) -> bool {
    session.known(|known| known.ended)
}

/// Whether an endpoint of the older generation was missing because that has ended, while the newer one is there.
pub(super) async fn ended(world: &World, session: &Session, client: &Client) -> bool {
    let _turn = session.finding.lock().await;
    if !has_ended(session) {
        let ended = find(world, session, client).await.is_some_and(|found| found.api == Api::V3);
        session.known(|known| known.ended = ended);
    }
    has_ended(session)
}

/// Whether an endpoint was missing because its generation has ended, so that the newer one is spoken from now on.
pub(super) async fn moved(world: &World, session: &Session, client: &Client) -> bool {
    let is_open = world.setup.settings.api.is_none() && client.dialect().api() == Api::V2;
    if !is_open || !ended(world, session, client).await {
        return false;
    }
    session.known(|known| {
        if known.api != Some(Api::V3) {
            known.api = Some(Api::V3);
            known.news = Some(moving(world));
        }
        // What was chosen has ended too.
        known.chosen = None;
    });
    true
}

/// A video was refused because its endpoint was missing: where its generation has ended, the next one goes to the newer.
pub(super) async fn met_the_end(world: &World, session: &Arc<Session>, reply: &impl Fn(Reply)) {
    if let Ok(client) = world.client_of(session).await {
        moved(world, session, &client).await;
        tell(world, session, reply).await;
    }
}

/// Speaks a dialect from now on, because the user says so.
pub(super) fn choose(session: &Session, dialect: Dialect) {
    session.known(|known| known.chosen = Some(dialect));
}

/// The dialects that may do in place of the client's, as far as their generations are there.
pub(super) async fn others(client: &Client) -> Vec<Dialect> {
    let own = client.dialect();
    let mut others = own.others().to_vec();
    if others.iter().any(|other| other.api() != own.api()) && !is_other_there(client).await {
        others.retain(|other| other.api() == own.api());
    }
    others
}

async fn is_other_there(client: &Client) -> bool {
    match client.dialect().api() {
        Api::V2 => newer(client).await.is_some(),
        Api::V3 => matches!(client.standing().await, Ok(Standing::Serves { .. })),
    }
}

/// The balance; on the way, what the service says of the end of its older generation.
pub(super) async fn balance(world: &World, session: &Arc<Session>) -> Result<Option<Balance>, Fault> {
    let client = world.client_of(session).await?;
    if let Some((balance, sunset)) = session.known(|known| known.first.take()) {
        if let Some(sunset) = &sunset {
            announce(world, session, sunset);
        }
        return Ok(Some(balance));
    }
    if client.dialect().api() == Api::V3 {
        return client.balance().await;
    }
    match client.standing().await? {
        Standing::Serves { balance, sunset } => {
            if let Some(sunset) = sunset {
                announce(world, session, &sunset);
            }
            Ok(balance)
        }
        Standing::Gone if moved(world, session, &client).await => {
            world.client_of(session).await?.balance().await
        }
        Standing::Gone => client.balance().await,
    }
}

const AUTO: &str = "--api auto, or api = \"auto\" in config.toml, goes on with v3 when it does";

/// Has the end told.
fn announce(world: &World, session: &Session, sunset: &Sunset) {
    let key = sunset.notice(Api::V2);
    let words = match world.setup.settings.api {
        Some(_) => format!("{}; {AUTO}", key.split(';').next().unwrap_or_default()),
        None => key.clone(),
    };
    let words = words + &sunset.quoted();
    session.known(|known| (known.news, known.sunset) = (Some(Notice { key, words }), Some(sunset.clone())));
}

/// When the generation that is spoken ends, where the service said so.
pub(super) fn sunset(session: &Session) -> Option<Sunset> {
    session.known(|known| known.sunset.clone().filter(|_| known.api != Some(Api::V3)))
}

/// Does a question that may be asked again: in the newer generation where the older one has ended. Which one it is, is
/// told.
pub(super) async fn asking<T, F: Future<Output = Result<T, Fault>> + Send>(
    world: &World,
    session: &Arc<Session>,
    reply: &impl Fn(Reply),
    ask: impl Fn(Client) -> F,
) -> Result<T, Fault> {
    let client = world.client_of(session).await?;
    tell(world, session, reply).await;
    match ask(client.clone()).await {
        Err(fault) if fault.kind == FaultKind::Endpoint && moved(world, session, &client).await => {
            tell(world, session, reply).await;
            ask(world.client_of(session).await?).await
        }
        answer => answer,
    }
}

/// Tells which dialect is spoken, and what is news of it: who shows that to the user says that it was told.
pub(super) async fn tell(world: &World, session: &Arc<Session>, reply: &impl Fn(Reply)) {
    if let Ok(client) = world.client_of(session).await {
        reply(Reply::Speaks(client.dialect(), news(world, session).await));
    }
}

async fn news(world: &World, session: &Session) -> Option<Notice> {
    let notice = session.known(|known| known.news.take())?;
    let key = notice.key.clone();
    let told = world.ledger(session, move |ledger, _| ledger.was_told(&key)).await;
    (!told.unwrap_or(false)).then_some(notice)
}

/// The user was told.
pub(super) async fn told(world: &World, key: String) {
    // Forgotten, it is told once more.
    let _ = world.ledger(&world.session(), move |ledger, _| ledger.told(&key)).await;
}

impl Session {
    /// Reads or changes what is known.
    pub(super) fn known<T>(&self, work: impl FnOnce(&mut Known) -> T) -> T {
        work(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
