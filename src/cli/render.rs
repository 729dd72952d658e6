//! `cuecard render FILE`: agrees on the price, sends the video, and follows it where that is wanted.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::account_terms::{self, AccountTerms};
use super::choice::{AutoOr, auto_or_choice_parser};
use super::error::CliError;
use super::error_kind::CliErrorKind;
use super::interrupt::Interrupts;
use super::output::CommandOutput;
use super::render_output::print_video_ids;
use super::requests::{self, CommonArgs};
use super::slot::{self, SlotWait};
use super::submit::{self, SubmitOutcome};
use super::table::format_seconds;
use super::wait::{self, RenderWait};
use super::{confirmation, duplicate, earlier_render, names, project_file};
use crate::domain::format_count;
use crate::domain::{
    Balance, Dialect, ErrorKind, Estimate, Money, PastRender, PictureKeyChoice, PictureKeySource, PriceList,
    Project, Rate, Render, RenderHistory, RenderId, Settings, SpendingLimits, Stage, VideoSpec,
    estimate_submission,
};
use crate::runtime::{self, Runner};
use crate::store;
use crate::studio::{NewRender, RenderReply, RenderRequest, Reply, Request};

/// What the command line says about it.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("waiting").args(["wait", "download"]).multiple(true)))]
pub(super) struct RenderArgs {
    /// The project
    file: PathBuf,
    /// Accept the price without asking
    #[arg(long, short)]
    yes: bool,
    /// Render the project again, even if it was rendered before and has not changed
    #[arg(long)]
    again: bool,
    /// Wait until the video is finished
    #[arg(long)]
    wait: bool,
    /// Wait, then download the video into this folder
    #[arg(long, value_name = "DIR")]
    download: Option<PathBuf>,
    /// How long to wait; a render that was sent continues after it
    #[arg(long, value_name = "SECONDS", default_value_t = 3600, requires = "waiting")]
    timeout: u64,
    /// The source of the picture key, in dialects that have one
    #[arg(long, value_name = "SOURCE", value_parser = auto_or_choice_parser(PictureKeySource::ALL, PictureKeySource::as_str))]
    picture_key: Option<AutoOr<PictureKeySource>>,
    #[command(flatten)]
    pub(super) common: CommonArgs,
}

impl RenderArgs {
    fn should_wait(&self) -> bool {
        self.wait || self.download.is_some()
    }
}

pub(super) fn run(args: &RenderArgs, out: &mut CommandOutput) -> Result<(), CliError> {
    let (project, unknown) = project_file::open(&args.file)?;
    project_file::report_unknown_keys(&args.file, &unknown, out);
    let whole = project.spec().map_err(|gaps| project_file::incomplete_error(&gaps))?;
    let settings = args.common.service.load_settings()?;
    requests::require_account(&args.common.service)?;
    let set = settings.price_list.map(|preset| settings.rate_for(preset));
    let estimate = |rate: Option<Rate>, dialect| {
        let rate = rate.unwrap_or_else(|| settings.rate_for(PriceList::WebPlan));
        estimate_submission(&project, rate, dialect, settings.multi_scene_mode)
    };
    let assumed = settings.assumed_dialect();
    if !args.yes && !confirmation::is_interactive() {
        // It is not known yet: it is in the unit of the balance, and nobody was asked for that.
        let hint = "cuecard estimate shows it; add --yes to accept it";
        return Err(price_not_accepted_error("The price").with_hint(hint));
    }
    requests::with_runner(&args.common.service, async |runner| {
        let AccountTerms { mut balance, mut dialect } = account_terms::load(runner, assumed, out).await?;
        let whole = names::resolve_spec(runner, whole).await?;
        let (mut ends, SubmitOutcome { mut renders, mut interruption, picture_key_error, .. }) = loop {
            let past = load_history(runner, (!args.again).then_some(&whole), out).await?;
            // Where the account does not say what it pays with, it is what it paid with last: caps are in that unit.
            let paid_with = || past.renders.first().map(|past| past.estimated_cost.unit);
            let unit = balance.map(|balance| balance.remaining.unit).or_else(paid_with);
            let rate = set.or_else(|| unit.map(|unit| settings.rate_for(PriceList::for_unit(unit))));
            let lost = dialect.warnings(&project, settings.multi_scene_mode);
            let estimate = estimate(rate, dialect);
            let order = NewRender {
                key_choice: args
                    .picture_key
                    .map(|AutoOr(source)| source.map_or(PictureKeyChoice::Auto, PictureKeyChoice::Only)),
                may_upload: args.yes,
                ..new_render(&args.file, whole.clone(), &estimate, dialect)
            };
            check_spending_caps(&order, &settings, &past)?;
            let newest = past.billable_renders_of(&order.spec).map(|past| past.render_id).max();
            let earlier = past.unfinished_or_newest_of(&order.spec);
            if let (Some(earlier), true, false) = (earlier, args.yes, args.again) {
                return Err(duplicate::already_rendered_error(earlier));
            }
            let any = args.again.then_some(RenderId(i64::MAX));
            let order = NewRender { known_duplicate: any.or(newest), ..order };
            let before = earlier.map(earlier_render::describe_earlier_render);
            let told = PriceSummary {
                losses: lost,
                price: price_line(&project, &estimate, balance),
                earlier_render: before,
            };
            confirm_price(&told, order.estimated_cost, args.yes, out)?;
            let mut ends = Interrupts::listen()?;
            let request = Request::Render(RenderRequest::Submit(Box::new(order)));
            let done = submit::submit(runner, request, args.should_wait(), &mut ends, out).await?;
            let Some(spoken) = done.current_dialect.filter(|_| done.interruption.is_none()) else {
                break (ends, done);
            };
            // What is sent is what was shown: it is shown anew, and agreed to anew.
            out.note(&format!(
                "The request form is now {}, not {}. Nothing was sent",
                spoken.as_str(),
                dialect.as_str()
            ));
            AccountTerms { balance, dialect } = account_terms::load(runner, spoken, out).await?;
        };
        if args.should_wait() {
            ends.set_timeout(args.timeout);
        }
        if interruption.is_none() {
            let turn = SlotWait {
                runner,
                out,
                prints_changes: args.should_wait(),
                pace: args.common.service.pace(),
            };
            interruption = turn.send_queued(&mut renders, &mut ends).await;
        }
        print_video_ids(&renders, args.should_wait(), out);
        if let Some(trouble) = picture_key_error {
            return Err(trouble);
        }
        let waiting = |row: &Render| interruption.is_some() && slot::is_queued_here(row);
        if let Some(lost) = renders.iter().find(|row| !row.stage.is_running() && !waiting(row)) {
            return wait::check_outcome(runner, lost).await;
        }
        let place = &args.common.service;
        let folder = args.download.as_deref().map(absolute_path);
        let follow = RenderWait {
            runner,
            out,
            pace: place.pace(),
            command_suffix: place.command_suffix(),
            download_folder: folder,
        };
        match interruption {
            Some(interruption) => Err(follow.interrupted_error(interruption, &renders)),
            None if args.should_wait() => {
                follow.run(renders.clone(), &mut ends).await?;
                submit::check_recorded(runner, &renders).await
            }
            None => submit::check_recorded(runner, &renders).await,
        }
    })
}

fn price_not_accepted_error(price: &str) -> CliError {
    CliError::new(CliErrorKind::NotConfirmed, format!("{price} was not accepted"), "").with_nothing_sent()
}

/// Stops a video that would go beyond what the user set as the most, before the price is asked about. The ledger looks
/// again when it writes the video down.
fn check_spending_caps(order: &NewRender, settings: &Settings, past: &RenderHistory) -> Result<(), CliError> {
    let limits = SpendingLimits::from_settings(settings, TimeZone::system());
    let over = limits.cap_error(order.estimated_cost, order.project.as_deref(), runtime::now(), past);
    over.map_or(Ok(()), |fault| Err(fault.into()))
}

/// All earlier renders. With a ledger that is damaged, or can only be read, nothing is begun. Where an earlier render of
/// this video is unconfirmed, it is looked for on the service first.
async fn load_history(
    runner: &Runner,
    spec: Option<&VideoSpec>,
    out: &mut CommandOutput,
) -> Result<RenderHistory, CliError> {
    let (mut renders, notice) = requests::load_renders(runner).await?;
    if let Some(notice) = notice {
        let is_damaged = notice.kind == ErrorKind::LedgerDamaged;
        let error = CliError::from(notice);
        return Err(if is_damaged { error.with_nothing_sent() } else { error });
    }
    let past = request_history(runner).await?;
    let is_lost = |past: &PastRender| past.stage == Stage::Unconfirmed;
    if !spec.is_some_and(|spec| past.billable_renders_of(spec).any(is_lost)) {
        return Ok(past);
    }
    if let Some(fault) = requests::reconcile(runner, &mut renders).await {
        out.note(&fault.to_string());
    }
    request_history(runner).await
}

async fn request_history(runner: &Runner) -> Result<RenderHistory, CliError> {
    let read = |reply| {
        if let Reply::Render(RenderReply::HistoryLoaded(history)) = reply { Some(history) } else { None }
    };
    Ok(*requests::request_reply(runner, Request::Render(RenderRequest::LoadHistory), read).await?)
}

fn new_render(path: &Path, spec: VideoSpec, estimate: &Estimate, shown: Dialect) -> NewRender {
    let Estimate { seconds, cost, .. } = *estimate;
    let project = Some(store::project::canonical_path(path));
    NewRender {
        spec,
        project,
        estimated_seconds: seconds,
        estimated_cost: cost,
        known_duplicate: None,
        key_choice: None,
        may_upload: false,
        key_attempts: Vec::new(),
        dialect_override: None,
        shown_dialect: shown,
    }
}

/// What the video is, and costs.
fn price_line(project: &Project, spec: &Estimate, balance: Option<Balance>) -> String {
    let scenes = format_count(project.scenes.len(), "scene");
    let (title, long, price) = (project.display_title(), format_seconds(spec.seconds), spec.cost);
    let has = balance.map_or_else(|| "unknown".to_owned(), |balance| balance.to_string());
    format!("{title}: {scenes}, about {long}, about {price}; the balance is {has}")
}

/// What is told before the price is agreed to.
#[derive(Debug)]
struct PriceSummary {
    losses: Vec<String>,
    price: String,
    /// Describes the earlier render of a project.
    earlier_render: Option<String>,
}

/// Says it all, and asks where the price is not agreed to yet.
fn confirm_price(
    told: &PriceSummary,
    cost: Money,
    yes: bool,
    out: &mut CommandOutput,
) -> Result<(), CliError> {
    let price = match &told.earlier_render {
        Some(before) => format!("{}. {before}", told.price),
        None => told.price.clone(),
    };
    let question = if told.earlier_render.is_some() { "Render it again?" } else { "Render it?" };
    let lines: Vec<&str> = told.losses.iter().map(String::as_str).chain([price.as_str()]).collect();
    if confirmation::confirm(&lines, question, yes, out) {
        return Ok(());
    }
    Err(price_not_accepted_error(&format!("The price of about {cost}")))
}

/// Good in whatever folder it is read later.
fn absolute_path(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
