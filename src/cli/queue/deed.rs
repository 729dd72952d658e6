//! The actions on renders of the queue: send, cancel and remove, as the keys of the queue do.

use std::time::Duration;

use jiff::Timestamp;

use super::print;
use crate::cli::again;
use crate::cli::commands::{self, How};
use crate::cli::error::Trouble;
use crate::cli::interrupt::Ends;
use crate::cli::output::{Out, say};
use crate::cli::slot::Turn;
use crate::cli::submit::{self, Sent};
use crate::cli::table::seconds;
use crate::cli::wait;
use crate::cli::{FAILED, USAGE, WAITED, consent};
use crate::domain::{Fault, Holder, Render, Stage};
use crate::runtime::{self, Runner};
use crate::studio::{Reply, Request};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Deed {
    /// Send queued, unconfirmed or failed renders
    Send(Sending),
    /// Cancel queued renders, which were not sent
    Cancel(Plain),
    /// Remove renders from the list; their videos stay
    Remove(Costly),
}

/// What may cost, or was paid for.
#[derive(Debug, clap::Args)]
pub(super) struct Costly {
    /// Accept without asking
    #[arg(long, short)]
    yes: bool,
    #[command(flatten)]
    plain: Plain,
}

/// What is sent, and for how long that is waited for.
#[derive(Debug, clap::Args)]
pub(super) struct Sending {
    #[command(flatten)]
    costly: Costly,
    /// Send renders that may have been sent already, and may cost twice
    #[arg(long)]
    again: bool,
    /// How long to wait for a free slot; renders that were not sent stay in the queue
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    timeout: u64,
}

#[derive(Debug, clap::Args)]
pub(super) struct Plain {
    /// Numbers in the queue, or video ids
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
    #[command(flatten)]
    how: How,
}

impl Deed {
    fn plain(&self) -> &Plain {
        match self {
            Self::Send(sending) => &sending.costly.plain,
            Self::Remove(costly) => &costly.plain,
            Self::Cancel(plain) => plain,
        }
    }

    pub(super) fn how(&mut self) -> &mut How {
        match self {
            Self::Send(sending) => &mut sending.costly.plain.how,
            Self::Remove(costly) => &mut costly.plain.how,
            Self::Cancel(plain) => &mut plain.how,
        }
    }

    /// Does it to all of them, or to none where it makes no sense for one.
    pub(super) fn run(&self, out: &mut Out) -> Result<(), Trouble> {
        let plain = self.plain();
        commands::errand(&plain.how.place, async |runner| {
            let (mut renders, notice) = commands::ledger(runner).await?;
            if let Some(notice) = notice {
                say(&notice.what());
            }
            let mut rows = plain.named(&renders)?;
            if rows.iter().any(|row| self.may_be_sent_twice(row, runtime::now())) {
                // It may be on the service: what is found there is not sent again.
                if let Some(fault) = commands::settle(runner, &mut renders).await {
                    out.note(&fault.to_string());
                }
                rows = plain.named(&renders)?;
            }
            rows.iter().try_for_each(|row| self.fits(row))?;
            // What is agreed to is what is done, however long the answer takes.
            let now = runtime::now();
            self.agree(&rows, now, out)?;
            match self {
                Self::Send(sending) => plain.send(runner, &rows, (now, sending.timeout), out).await,
                Self::Cancel(_) => each(runner, &rows, Request::Withdraw, out).await,
                Self::Remove(_) => each(runner, &rows, Request::Forget, out).await,
            }
        })
    }

    /// Whether it is to be sent although it may have been sent already, with no key that makes that safe, and nobody said
    /// that it is wanted twice.
    fn may_be_sent_twice(&self, row: &Render, now: Timestamp) -> bool {
        let Self::Send(sending) = self else { return false };
        row.stage == Stage::Unconfirmed && !sending.again && !row.is_repeatable(now)
    }

    /// Refuses what makes no sense for a render as it is.
    fn fits(&self, row: &Render) -> Result<(), Trouble> {
        let (id, stage) = (row.id, row.stage);
        let hint = match (self, stage) {
            (Self::Send(_), Stage::Queued) if row.wait.holder != Holder::Nobody => {
                "Another cuecard is sending it by itself."
            }
            (Self::Send(_), Stage::Completed) => "Render its project again.",
            (Self::Send(_), Stage::Sending | Stage::Pending | Stage::Processing) => {
                "It is already in progress."
            }
            (Self::Cancel(_), Stage::Queued) | (Self::Send(_), _) => return Ok(()),
            (Self::Cancel(_), _) => "Only a queued render can be canceled.",
            (Self::Remove(_), Stage::Queued) => "Cancel it first: cuecard queue cancel.",
            (Self::Remove(_), Stage::Sending | Stage::Pending | Stage::Processing) => {
                "It can be removed when it has ended."
            }
            (Self::Remove(_), _) => return Ok(()),
        };
        let video = row.video.as_ref().map_or_else(String::new, |video| format!(", as video {video}"));
        let what = format!("Render {id} ({}) is {}{video}. Nothing was changed", row.title, stage.word());
        Err(Trouble::new(FAILED, "stage", what, hint))
    }

    /// The user's word, where it costs or was paid for.
    fn agree(&self, rows: &[Render], now: Timestamp, out: &mut Out) -> Result<(), Trouble> {
        let (costly, kind, question, about): (_, _, _, Vec<String>) = match self {
            Self::Send(Sending { costly, .. }) => {
                (costly, "price", "Send it?", rows.iter().map(|row| price(row, now)).collect())
            }
            Self::Remove(costly) => (costly, "consent", "Remove?", rows.iter().filter_map(paid).collect()),
            Self::Cancel(_) => return Ok(()),
        };
        if costly.yes {
            if let Some(row) = rows.iter().find(|row| self.may_be_sent_twice(row, now)) {
                return Err(again::unconfirmed(row));
            }
            for line in &about {
                out.note(line);
            }
            return Ok(());
        }
        if about.is_empty() || (consent::can_ask() && consent::ask(&about.join("\n"), question)) {
            return Ok(());
        }
        let what = format!("{}. Nothing was changed", about.join("; "));
        Err(Trouble::new(USAGE, kind, what, "Add --yes to confirm it."))
    }
}

impl Plain {
    /// The renders that are meant, each once.
    fn named(&self, renders: &[Render]) -> Result<Vec<Render>, Trouble> {
        let mut rows = Vec::<Render>::new();
        for id in &self.ids {
            let Some(row) = renders.iter().find(|row| commands::is_named(row, id.trim())) else {
                let what = format!("There is no render {id} in the queue. Nothing was changed");
                let hint = format!("See them all with: cuecard queue --offline{}", self.how.place.ending());
                return Err(Trouble::new(FAILED, "not_found", what, &hint));
            };
            if rows.iter().all(|other| other.id != row.id) {
                rows.push(row.clone());
            }
        }
        Ok(rows)
    }

    /// Sends them one after the other, and stays until all are sent.
    async fn send(
        &self,
        runner: &Runner,
        rows: &[Render],
        (now, timeout): (Timestamp, u64),
        out: &mut Out,
    ) -> Result<(), Trouble> {
        let mut ends = Ends::listen().map_err(|error| Trouble::system(&error))?;
        let (mut sent, mut ended) = (Vec::<Render>::new(), None);
        for row in rows {
            let request = match row.stage {
                Stage::Queued => Request::SendQueued(row.id),
                _ if row.is_repeatable(now) => Request::Repeat(row.id),
                _ => Request::SendAgain(row.id),
            };
            let Sent { renders, ended: signal, .. } =
                match submit::send(runner, request, false, &mut ends, out).await {
                    Ok(done) => done,
                    // Those before it are on their way.
                    Err(trouble) if !sent.is_empty() => {
                        print(&sent, out);
                        return Err(trouble.after(sent.len(), rows.len()));
                    }
                    Err(trouble) => return Err(trouble),
                };
            // The row of which it is a new take is not sent itself.
            sent.extend(renders.into_iter().filter(|now| now.take.next.is_none()));
            ended = signal;
            if ended.is_some() {
                break;
            }
        }
        if ended.is_none() {
            ends.limit(Duration::from_secs(timeout));
            let turn = Turn { runner, out, streams: false, pace: self.how.place.pace() };
            ended = turn.come(&mut sent, &mut ends).await;
        }
        print(&sent, out);
        if ended == Some(WAITED) {
            let what = "Timed out; queued renders were not sent";
            return Err(Trouble::new(WAITED, "waited", what, "Send it with: cuecard queue send"));
        }
        if let Some(exit) = ended {
            return Err(Trouble::new(exit, "interrupted", "Interrupted", "Look with: cuecard queue"));
        }
        for row in &sent {
            wait::told(runner, row).await?;
        }
        submit::recorded(runner, &sent).await
    }
}

/// Does one thing to each of them, and prints those that it was done to.
async fn each(
    runner: &Runner,
    rows: &[Render],
    request: fn(crate::domain::RenderId) -> Request,
    out: &mut Out,
) -> Result<(), Trouble> {
    let mut done = Vec::new();
    let mut failed = None;
    for row in rows {
        match commands::answer(runner, request(row.id), |reply| now(row, reply)).await {
            Ok(row) => done.push(row),
            Err(fault) => {
                failed = Some(fault);
                break;
            }
        }
    }
    print(&done, out);
    failed.map_or(Ok(()), |fault| Err(fault.into()))
}

/// The row after what was done to it.
fn now(row: &Render, reply: Reply) -> Option<Result<Render, Fault>> {
    match reply {
        Reply::Render(now) => Some(Ok(*now)),
        Reply::Forgotten(..) => Some(Ok(row.clone())),
        Reply::NotDone(_, fault) | Reply::Broken(fault) => Some(Err(fault)),
        _ => None,
    }
}

fn price(row: &Render, now: Timestamp) -> String {
    let price = format!("{}: about {}, about {}", row.title, seconds(row.seconds), row.cost);
    match row.stage {
        Stage::Unconfirmed if row.is_repeatable(now) => {
            format!("{price}; it is sent with the same idempotency key and is not made twice")
        }
        Stage::Unconfirmed => format!("{price}; it may have been sent already, and may cost twice"),
        _ => price,
    }
}

/// What is said of a render that was paid for, or may have been.
fn paid(row: &Render) -> Option<String> {
    match row.stage {
        Stage::Completed => Some(format!("{} was paid for; its video stays where it is", row.title)),
        Stage::Unconfirmed => Some(format!("{} may have been sent, and is no longer looked for", row.title)),
        _ => None,
    }
}
