//! The submission of renders by a command. It waits for the response, since the render may be paid.

use std::time::Duration;

use super::config::hurried;
use super::error::Trouble;
use super::interrupt::Ends;
use super::output::Out;
use super::wait;
use super::{FAILED, commands, consent};
use crate::domain::{Dialect, KeyChoice, Render};
use crate::runtime::{self, Runner};
use crate::studio::{Order, Reply, Request, UnknownPicture};

/// Waits before what nobody confirmed is sent once more.
const REPEAT_DELAYS: [Duration; 3] = [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(3)];

/// What came of it.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) renders: Vec<Render>,
    /// The form that is spoken by now, where nothing was done because it is not the one that was shown.
    pub(super) other: Option<Dialect>,
    /// The exit code of a signal that came meanwhile.
    pub(super) ended: Option<u8>,
    /// That the service took no picture key.
    pub(super) no_key: Option<Trouble>,
}

/// Does it to its end. A signal is told and waits for the answer; a second one ends it.
pub(super) async fn send(
    runner: &Runner,
    request: Request,
    streams: bool,
    ends: &mut Ends,
    out: &mut Out,
) -> Result<Sent, Trouble> {
    let mut replies = runner.ask(request);
    let (mut renders, mut other, mut ended, mut no_key) = (Vec::<Render>::new(), None, None, None);
    loop {
        let reply = tokio::select! {
            reply = replies.recv() => reply,
            exit = ends.next() => {
                if ended.replace(exit).is_some() {
                    return Err(unanswered(exit));
                }
                out.note("The render is being sent: waiting for the response. Interrupt again to quit without it");
                continue;
            }
        };
        match reply {
            Some(Reply::Render(row)) => {
                if streams || !out.json {
                    wait::tell(out, renders.iter().find(|other| other.id == row.id), &row);
                }
                renders.retain(|other| other.id != row.id);
                renders.push(*row);
            }
            Some(
                Reply::NotSubmitted(fault)
                | Reply::NotSent(_, fault)
                | Reply::NotDone(_, fault)
                | Reply::Broken(fault),
            ) => return Err(fault.into()),
            Some(Reply::PictureKey(unknown)) if unknown.awaits_upload && agrees_to_upload(&unknown) => {
                let order = Order { may_upload: true, ..unknown.order };
                renders.clear();
                replies = runner.ask(Request::Submit(Box::new(order)));
            }
            Some(Reply::PictureKey(unknown)) => no_key = Some(no_picture_key(*unknown)),
            Some(Reply::NotAsShown(_, spoken)) => other = Some(spoken),
            Some(Reply::Misfit(misfit)) => out.note(&other_form(&misfit.others)),
            Some(Reply::Speaks(_, Some(notice))) => out.notice(runner, notice).await,
            Some(_) => {}
            None => break,
        }
    }
    if ended.is_none() {
        ended = repeat(runner, &mut renders, ends, out).await;
    }
    Ok(Sent { renders, other, ended, no_key })
}

/// Tells of a render that the service took and the ledger does not know: a command must not end well with it.
pub(super) async fn recorded(runner: &Runner, renders: &[Render]) -> Result<(), Trouble> {
    if renders.iter().all(|row| !row.is_unrecorded) {
        return Ok(());
    }
    // Reading the ledger writes down what its disk takes by now; where that fails, the rows are as they were.
    let rows = commands::ledger(runner).await.map_or_else(|_| renders.to_vec(), |(rows, _)| rows);
    let is_lost = |row: &&Render| row.is_unrecorded && renders.iter().any(|sent| sent.id == row.id);
    rows.iter().find(is_lost).map_or(Ok(()), |row| Err(unrecorded(row)))
}

fn unrecorded(row: &Render) -> Trouble {
    let id = row.video.as_ref().map(|video| format!(" as {video}")).unwrap_or_default();
    let why = row.note.as_deref().unwrap_or_default();
    let what = format!("{} was accepted{id}, but could not be recorded. {why}", row.title);
    let hint = "Keep the id, and check with cuecard queue before you render it again.";
    Trouble::new(FAILED, "unrecorded", what, hint)
}

/// Sends once more what nobody knows of and the service knows again by its key; gives the exit code of a signal.
async fn repeat(runner: &Runner, renders: &mut [Render], ends: &mut Ends, out: &mut Out) -> Option<u8> {
    for wait in REPEAT_DELAYS {
        if renders.iter().all(|row| !row.is_repeatable(runtime::now())) {
            break;
        }
        out.note("No response: it is sent again with the same idempotency key, and is not made twice");
        tokio::select! {
            () = tokio::time::sleep(hurried(wait)) => {}
            exit = ends.next() => return Some(exit),
        }
        // Why that failed stands in the row.
        let _ = commands::settle(runner, renders).await;
    }
    None
}

/// Asks whether the picture is to be uploaded; where nobody is there to be asked, it is not.
fn agrees_to_upload(unknown: &UnknownPicture) -> bool {
    let what = unknown.fault.what();
    let why =
        "An upload gives the picture a new key, and leaves a copy in the account; cuecard remembers the key";
    consent::can_ask() && consent::ask(&format!("{what}. No video was created. {why}"), "Upload?")
}

/// That the service took no picture key, with the keys that were not tried as the next step.
fn no_picture_key(unknown: UnknownPicture) -> Trouble {
    let hint = match unknown.choice {
        _ if unknown.awaits_upload => "Try --picture-key upload. No video was created.",
        KeyChoice::Only(_) => "Try --picture-key auto. No video was created.",
        KeyChoice::Auto => "Choose another photo, or add one with: cuecard photos add. No video was created.",
    };
    Trouble::from(unknown.fault).with_hint(hint)
}

/// Which forms to try next.
fn other_form(others: &[Dialect]) -> String {
    let ways: Vec<String> = others.iter().map(|other| format!("--dialect {}", other.word())).collect();
    let loses = "cuecard estimate shows what each loses";
    format!("The service does not accept this dialect. Try {}; {loses}", ways.join(" or "))
}

fn unanswered(exit: u8) -> Trouble {
    let what = "The video may have been created: its response was not waited for";
    Trouble::new(exit, "interrupted", what, "Look with: cuecard queue")
}
