//! `cuecard status ID`: the status of a video, polled from the service.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::config;
use super::error::CliError;
use super::error_kind::CliErrorKind;
use super::output::CommandOutput;
use super::render_row::RenderRow;
use super::requests::{self, CommonArgs};
use crate::domain::{Error, ErrorKind, RenderDetails, RenderEvent, RenderStage, VideoDetails, VideoId};
use crate::runtime::Runner;
use crate::studio::{RenderReply, RenderRequest, Reply};

/// Arguments of `cuecard status`.
#[derive(Debug, clap::Args)]
pub(super) struct StatusArgs {
    /// The video id, or the render's number in the queue
    id: String,
    /// Show the history and the service's replies
    #[arg(long)]
    events: bool,
    #[command(flatten)]
    pub(super) common: CommonArgs,
}

pub(super) fn run(args: &StatusArgs, out: &mut CommandOutput) -> Result<(), CliError> {
    let id = args.id.trim();
    requests::with_runner(&args.common.service, async |runner| {
        let renders = requests::load_queue(runner).await?;
        let Some(render) = renders.iter().find(|render| requests::matches_id(render, id)) else {
            let video = VideoId::new(id);
            let progress = fetch_progress(runner, &video)
                .await
                .map_err(|error| not_found_error(error, id, &args.common.service))?;
            print_status(RenderRow::from_progress(&video, &progress), None, out);
            return Ok(());
        };
        let polled = requests::poll_render(runner, render).await.transpose()?;
        if polled.as_ref().is_some_and(|now| now.stage == RenderStage::Completed && render.stage != now.stage)
        {
            requests::load_balance_after_render(runner).await;
        }
        let details = if args.events { Some(requests::load_details(runner, render).await?) } else { None };
        // If the history cannot be read, the charge is left out.
        let history = requests::load_history(runner).await.unwrap_or_default();
        let row = RenderRow::from_render(polled.as_ref().unwrap_or(render));
        print_status(row.with_charge(history.find(render.id)), details.as_ref(), out);
        Ok(())
    })
}

async fn fetch_progress(runner: &Runner, video: &VideoId) -> Result<VideoDetails, Error> {
    let read = |reply| {
        if let Reply::Render(RenderReply::VideoPolled(_, progress)) = reply { Some(progress) } else { None }
    };
    requests::request_reply(runner, RenderRequest::PollVideo(video.clone()), read)
        .await
        .map(|progress| *progress)
}

fn not_found_error(error: Error, id: &str, service: &config::ServiceArgs) -> CliError {
    if error.kind != ErrorKind::NotFound {
        return error.into();
    }
    let message = format!("There is no video {id}: neither the queue nor the service knows it");
    let hint = format!(
        "The queue lists the renders of this machine: cuecard queue --offline{}",
        service.command_suffix()
    );
    CliError::new(CliErrorKind::NotFound, message, hint)
}

/// A row, and its history with `--events`.
#[derive(Serialize)]
struct StatusJson<'a> {
    #[serde(flatten)]
    row: RenderRow<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<Vec<EventJson<'a>>>,
}

#[derive(Serialize)]
struct EventJson<'a> {
    at: Timestamp,
    what: &'a str,
    detail: Option<&'a str>,
    response: Option<&'a str>,
}

impl<'a> From<&'a RenderEvent> for EventJson<'a> {
    fn from(event: &'a RenderEvent) -> Self {
        let RenderEvent { at, kind: what, detail, response } = event;
        Self { at: *at, what: what.as_str(), detail: detail.as_deref(), response: response.as_deref() }
    }
}

fn print_status(row: RenderRow<'_>, details: Option<&RenderDetails>, out: &mut CommandOutput) {
    if out.json {
        let events = details.map(|details| details.events.iter().map(EventJson::from).collect());
        return out.print_json(&StatusJson { row, events });
    }
    row.lines().iter().for_each(|line| out.print_line(line));
    for event in details.iter().flat_map(|details| &details.events) {
        let time = event.at.to_zoned(TimeZone::system()).strftime("%F %H:%M:%S");
        out.print_line(&format!("{time}  {}", event.description()));
    }
    if let Some((_, response)) = details.and_then(RenderDetails::last_response) {
        response.lines().for_each(|line| out.print_line(line));
    }
}
