//! The one request that is paid for: claimed in the ledger, sent once as it was written down, its answer written down.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::api_version;
use super::context::{Session, World};
use super::pending_writes::Step;
use super::submit::insist;
use crate::domain::{Certainty, Dialect, Fault, FaultKind, Render, RenderId, Seen, Stage, VideoId};
use crate::heygen::{Client, Patience};
use crate::store::trap;
use crate::store::{Claim, Ledger, Said, StoredRequest};
use crate::studio::Reply;

/// The wait before a video is sent again, in the client's first waits: it doubles with each try, up to the longest.
const FIRST: u32 = 2;
const MAX_SEND_RETRY_WAITS: u32 = 300;

/// What became of a waiting render.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sent {
    /// There was no room for it.
    Waits,
    /// The service did not take it, for this reason.
    Refused(Box<Fault>),
    /// All else: the row tells.
    Done,
}

/// Sends a waiting render if there is room for it; it waits on where there is none. A fault means that nothing was sent.
pub(super) async fn send(
    world: &World,
    session: &Arc<Session>,
    id: RenderId,
    reply: &impl Fn(Reply),
) -> Result<Sent, Fault> {
    let client = world.client_of(session).await?;
    world.questions.pass(&client).await?;
    let most = world.setup.settings.concurrency;
    let limits = world.limits();
    let claim = world.ledger(session, move |ledger, now| {
        let claim = ledger.claim(id, most, &limits, now)?;
        Ok((claim, ledger.render(id)?))
    });
    let (claim, row) = claim.await?;
    reply(Reply::Render(Box::new(row.clone())));
    let Claim::Taken(request) = claim else { return Ok(Sent::Waits) };
    trap::pass("submit.after_sending");
    let answer = post(world, &client, request).await;
    trap::pass("submit.after_answer");
    reply(Reply::Render(Box::new(settled(world, session, row, answer.clone()).await)));
    let Err(fault) = answer else { return Ok(Sent::Done) };
    if fault.kind == FaultKind::Endpoint {
        api_version::met_the_end(world, session, reply).await;
    }
    Ok(match fault.certainty {
        Certainty::NothingMade | Certainty::Asked => Sent::Refused(Box::new(fault)),
        Certainty::Unknown => Sent::Done,
    })
}

/// Sends renders once more of which nobody knows, with the key that the service knows them again by: what was made
/// is given back, and nothing is made twice. Whatever else comes back proves nothing. Says how
/// many are known by now.
pub(super) async fn repeat(
    world: &World,
    session: &Arc<Session>,
    ids: Vec<RenderId>,
    reply: &impl Fn(Reply),
) -> usize {
    let mut found = 0;
    for id in ids {
        // Another program may have taken it meanwhile.
        found += usize::from(repeat_one(world, session, id, reply).await.unwrap_or(false));
    }
    found
}

/// [`repeat`] for one of them; says whether its video is known now. A fault means that nothing was sent.
pub(super) async fn repeat_one(
    world: &World,
    session: &Arc<Session>,
    id: RenderId,
    reply: &impl Fn(Reply),
) -> Result<bool, Fault> {
    let client = world.client_of(session).await?;
    world.questions.pass(&client).await?;
    let taken = world.ledger(session, move |ledger, now| {
        let request = ledger.repeat(id, now)?;
        Ok((request, ledger.render(id)?))
    });
    let (request, row) = taken.await?;
    trap::pass("repeat.after_sending");
    let answer = post(world, &client, request).await;
    trap::pass("repeat.after_answer");
    let unknown = answer.clone().map_err(|fault| Fault { certainty: Certainty::Unknown, ..fault });
    reply(Reply::Render(Box::new(settled(world, session, row, unknown).await)));
    Ok(answer.is_ok())
}

/// The request itself, once.
async fn post(world: &World, client: &Client, request: StoredRequest) -> Result<VideoId, Fault> {
    let Some(dialect) = Dialect::read(&request.generation) else {
        let what = format!(
            "This version of cuecard does not support {}, which the render was written for",
            request.generation
        );
        return Err(Fault::new("the render", FaultKind::Internal, what));
    };
    let once = Patience { making_tries: 1, ..world.setup.patience };
    let submission = Client::stored(dialect, request.text);
    let submission = match &request.key {
        Some(key) => submission.keyed(key),
        None => submission,
    };
    client.with_patience(once).submit(&submission).await
}

/// Whether the video was certainly not taken, for a reason that passes.
fn is_for_later(fault: &Fault) -> bool {
    fault.certainty == Certainty::NothingMade
        && matches!(fault.kind, FaultKind::NoConnection | FaultKind::Busy)
}

/// Writes the answer down: a video that was paid for must not be lost.
async fn settled(
    world: &World,
    session: &Arc<Session>,
    row: Render,
    answer: Result<VideoId, Fault>,
) -> Render {
    let (said, first) = (answer.clone(), world.setup.patience.first_wait);
    let step: Step = Arc::new(move |ledger: &mut Ledger, id, now| match &said {
        Ok(video) => ledger.accepted(id, video, now),
        Err(fault) if is_for_later(fault) => {
            let wait = wait(fault, first, ledger.tries(id)?, now);
            let due = now.saturating_add(wait).unwrap_or(now);
            ledger.put_back(
                id,
                Said { note: &again(fault, due, now), reply: fault.reply.as_deref() },
                due,
                now,
            )
        }
        Err(fault) => {
            let said = Said { note: &refusal(fault), reply: fault.reply.as_deref() };
            match fault.certainty {
                Certainty::NothingMade | Certainty::Asked => ledger.refused(id, said, now),
                Certainty::Unknown => ledger.unconfirmed(id, said, now),
            }
        }
    });
    let id = row.id;
    match insist(world, session, id, &step).await {
        Ok(row) => row,
        // The step made no sense: what is known of it is written down.
        Err(fault) if fault.kind != FaultKind::File => {
            let known = world.ledger(session, move |ledger, _| ledger.render(id)).await;
            known.unwrap_or_else(|_| unwritten(row, answer, &fault))
        }
        Err(fault) => {
            let row = unwritten(row, answer, &fault);
            session.unwritten.keep(row.clone(), step);
            row
        }
    }
}

/// What is told of a video that was not taken. Where its form has ended, once more the same leads nowhere.
fn refusal(fault: &Fault) -> String {
    const STEP: &str = "The endpoint may have ended: render the project again, with --api auto where another is set. No video was created.";
    match (fault.kind, fault.certainty) {
        (FaultKind::Endpoint, Certainty::NothingMade) => format!("{}. {STEP}", fault.what()),
        _ => fault.to_string(),
    }
}

/// How long a video waits: never less than the service asks for, longer with each try, and not as long as others.
fn wait(fault: &Fault, first: Duration, tries: usize, now: Timestamp) -> Duration {
    let doubled = FIRST.saturating_mul(1 << tries.min(16)).min(MAX_SEND_RETRY_WAITS);
    let own = first.saturating_mul(doubled);
    let chance = u32::try_from(now.as_millisecond().rem_euclid(256)).unwrap_or_default();
    own.max(fault.retry_after.unwrap_or_default()) + own / 1024 * chance
}

fn again(fault: &Fault, due: Timestamp, now: Timestamp) -> String {
    let (due, now) = (due.to_zoned(TimeZone::system()), now.to_zoned(TimeZone::system()));
    let time = due.strftime("%H:%M:%S");
    let day = if due.date() == now.date() { String::new() } else { format!(" on {}", due.date()) };
    let what = fault.what();
    format!(
        "{}. No video was created; it is sent again by itself at {time}{day}.",
        what.trim_end_matches('.')
    )
}

/// The row as it is, though the ledger could not be told.
fn unwritten(row: Render, answer: Result<VideoId, Fault>, disk: &Fault) -> Render {
    let (stage, video, said) = match answer {
        Ok(video) => (Stage::Pending, Some(video), String::new()),
        Err(fault) if fault.certainty == Certainty::NothingMade => (Stage::Refused, None, refusal(&fault)),
        Err(fault) => (Stage::Unconfirmed, None, fault.to_string()),
    };
    let id = video.as_ref().map_or_else(String::new, |video| format!(" Its id is {video}."));
    let note = format!("{said} The ledger does not know it.{id} {disk}");
    Render {
        stage,
        video,
        note: Some(note.trim().to_owned()),
        seen: Seen::default(),
        is_unrecorded: true,
        ..row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_never_undercut_what_the_service_asks() {
        let fault = |asked: Option<u64>| Fault {
            retry_after: asked.map(Duration::from_secs),
            ..Fault::new("the render", FaultKind::Busy, "")
        };
        let (first, now) = (Duration::from_secs(1), Timestamp::UNIX_EPOCH);
        let waits = [0, 1, 2, 7, 8, 900].map(|tries| wait(&fault(None), first, tries, now).as_secs());
        assert_eq!(waits, [2, 4, 8, 256, 300, 300]);
        assert_eq!(wait(&fault(Some(40)), first, 0, now).as_secs(), 40);
        let late = Timestamp::from_millisecond(255).unwrap();
        assert!(wait(&fault(Some(40)), first, 0, late) > Duration::from_secs(40));
    }

    #[test]
    fn only_what_passes_and_made_nothing_is_for_later() {
        let fault = |kind, certainty| Fault { certainty, ..Fault::new("the render", kind, "") };
        assert!(is_for_later(&fault(FaultKind::Busy, Certainty::NothingMade)));
        assert!(is_for_later(&fault(FaultKind::NoConnection, Certainty::NothingMade)));
        assert!(!is_for_later(&fault(FaultKind::Busy, Certainty::Unknown)));
        assert!(!is_for_later(&fault(FaultKind::DailyLimit, Certainty::NothingMade)));
        assert!(!is_for_later(&fault(FaultKind::Credit, Certainty::NothingMade)));
    }
}
