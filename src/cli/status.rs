//! `cuecard status ID`: how far a video is, asked of the service.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::commands::{self, How};
use super::error::Trouble;
use super::output::{Out, say};
use super::render_row::Row;
use super::{FAILED, config};
use crate::domain::{Details, Event, Fault, FaultKind, Progress, Render, VideoId};
use crate::runtime::Runner;
use crate::studio::{Reply, Request};

/// What the command line says about it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The video id, or the render's number in the queue
    id: String,
    /// Show the history and the service's replies
    #[arg(long)]
    events: bool,
    #[command(flatten)]
    pub(super) how: How,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<(), Trouble> {
    let id = args.id.trim();
    commands::errand(&args.how.place, async |runner| {
        let (renders, notice) = commands::ledger(runner).await?;
        if let Some(notice) = notice {
            say(&notice.what());
        }
        let Some(render) = renders.iter().find(|render| commands::is_named(render, id)) else {
            let video = VideoId::new(id);
            let progress = look(runner, &video).await.map_err(|fault| unknown(fault, id, &args.how.place))?;
            print(Row::of_progress(&video, &progress), None, out);
            return Ok(());
        };
        let asked = commands::ask(runner, render).await.transpose()?;
        let details = if args.events { Some(details(runner, render).await?) } else { None };
        print(Row::of(asked.as_ref().unwrap_or(render)), details.as_ref(), out);
        Ok(())
    })
}

async fn look(runner: &Runner, video: &VideoId) -> Result<Progress, Fault> {
    let read = |reply| if let Reply::Looked(_, progress) = reply { Some(progress) } else { None };
    commands::answer(runner, Request::Look(video.clone()), read).await.map(|progress| *progress)
}

fn unknown(fault: Fault, id: &str, place: &config::Args) -> Trouble {
    if fault.kind != FaultKind::NotFound {
        return fault.into();
    }
    let what = format!("There is no video {id}: neither the queue nor the service knows it");
    let hint =
        format!("The queue lists the renders of this machine: cuecard queue --offline{}", place.ending());
    Trouble::new(FAILED, "not_found", what, &hint)
}

pub(super) async fn details(runner: &Runner, render: &Render) -> Result<Details, Fault> {
    let read = |reply| if let Reply::Details(_, read) = reply { Some(read) } else { None };
    commands::answer(runner, Request::Details(render.id), read).await.map(|details| *details)
}

/// A row, and what happened to it where that is asked for.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    row: Row<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<Vec<Happened<'a>>>,
}

#[derive(Serialize)]
struct Happened<'a> {
    at: Timestamp,
    what: &'a str,
    detail: Option<&'a str>,
    reply: Option<&'a str>,
}

impl<'a> From<&'a Event> for Happened<'a> {
    fn from(event: &'a Event) -> Self {
        let Event { at, what, detail, reply } = event;
        Self { at: *at, what, detail: detail.as_deref(), reply: reply.as_deref() }
    }
}

fn print(row: Row<'_>, details: Option<&Details>, out: &mut Out) {
    if out.json {
        let events = details.map(|details| details.events.iter().map(Happened::from).collect());
        return out.value(&Told { row, events });
    }
    row.lines().iter().for_each(|line| out.line(line));
    for event in details.iter().flat_map(|details| &details.events) {
        let time = event.at.to_zoned(TimeZone::system()).strftime("%F %H:%M:%S");
        out.line(&format!("{time}  {}", event.words()));
    }
    if let Some((_, reply)) = details.and_then(Details::last_reply) {
        reply.lines().for_each(|line| out.line(line));
    }
}
