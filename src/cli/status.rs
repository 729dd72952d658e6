//! `cuecard status ID`: how far a film is, asked of the service.

use super::out::{Out, say};
use super::row::Row;
use super::trouble::Trouble;
use super::work::{self, How};
use super::{FAILED, place};
use crate::domain::{Fault, FaultKind, Progress, Render, VideoId};
use crate::runtime::Runner;
use crate::studio::{Reply, Request};

/// What the command line says about it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The film's id on the service, or the render's number in the queue
    id: String,
    #[command(flatten)]
    pub(super) how: How,
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<(), Trouble> {
    let id = args.id.trim();
    work::errand(&args.how.place, async |runner| {
        let (renders, notice) = work::ledger(runner).await?;
        if let Some(notice) = notice {
            say(&notice.what());
        }
        let Some(render) = renders.iter().find(|render| is_named(render, id)) else {
            let video = VideoId::new(id);
            let progress = look(runner, &video).await.map_err(|fault| unknown(fault, id, &args.how.place))?;
            print(&Row::of_progress(&video, &progress), out);
            return Ok(());
        };
        let asked = work::ask(runner, render).await.transpose()?;
        print(&Row::of(asked.as_ref().unwrap_or(render)), out);
        Ok(())
    })
}

fn is_named(render: &Render, id: &str) -> bool {
    let number = id.strip_prefix('#').unwrap_or(id);
    render.video.as_ref().is_some_and(|video| video.as_str() == id) || number == render.id.to_string()
}

async fn look(runner: &Runner, video: &VideoId) -> Result<Progress, Fault> {
    let read = |reply| if let Reply::Looked(_, progress) = reply { Some(progress) } else { None };
    work::answer(runner, Request::Look(video.clone()), read).await
}

fn unknown(fault: Fault, id: &str, place: &place::Args) -> Trouble {
    if fault.kind != FaultKind::NotFound {
        return fault.into();
    }
    let what = format!("There is no film {id}: neither the queue nor the service knows it");
    let hint = format!("The queue shows those of this machine: cuecard queue --offline{}", place.ending());
    Trouble::new(FAILED, "not_found", what, &hint)
}

fn print(row: &Row<'_>, out: &mut Out) {
    if out.json {
        out.value(row);
    } else {
        row.lines().iter().for_each(|line| out.line(line));
    }
}
