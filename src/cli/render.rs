//! `cuecard render FILE`: agrees on the price, sends the video, and follows it where that is wanted.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;

use super::choice::{Auto, auto};
use super::commands::{self, How};
use super::error::Trouble;
use super::interrupt::Ends;
use super::output::Out;
use super::render_row::Row;
use super::slot::{self, Turn};
use super::submit::{self, Sent};
use super::table::seconds;
use super::wait::{self, Follow};
use super::{USAGE, again, consent, estimate, names};
use crate::domain::plural;
use crate::domain::{
    Balance, Dialect, Estimate, Fault, FaultKind, Gap, History, KeyChoice, KeySource, Limits, Money, Past,
    Preset, Project, Rate, Render, RenderId, Settings, Stage, VideoSpec, estimate_sent, text,
};
use crate::runtime::{self, Runner};
use crate::store;
use crate::studio::{Order, Reply, Request};

/// What the command line says about it.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("waiting").args(["wait", "download"]).multiple(true)))]
pub(super) struct Args {
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
    #[arg(long, value_name = "SOURCE", value_parser = auto(KeySource::ALL, KeySource::word))]
    picture_key: Option<Auto<KeySource>>,
    #[command(flatten)]
    pub(super) how: How,
}

impl Args {
    fn waits(&self) -> bool {
        self.wait || self.download.is_some()
    }
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<(), Trouble> {
    let (project, unknown) = estimate::open(&args.file)?;
    estimate::note_unknown(&args.file, &unknown, out);
    let whole = project.spec().map_err(|gaps| incomplete(&gaps))?;
    let settings = args.how.place.settings()?;
    commands::account(&args.how.place)?;
    let set = settings.rate.map(|preset| settings.prices(preset));
    let estimate = |rate: Option<Rate>, dialect| {
        let rate = rate.unwrap_or_else(|| settings.prices(Preset::Reference));
        estimate_sent(&project, rate, dialect, settings.several)
    };
    let assumed = settings.assumed();
    if !args.yes && !consent::can_ask() {
        // It is not known yet: it is in the unit of the balance, and nobody was asked for that.
        let hint = "cuecard estimate shows it; add --yes to accept it";
        return Err(unagreed("The price").with_hint(hint));
    }
    commands::errand(&args.how.place, async |runner| {
        let Terms { mut balance, mut dialect } = terms(runner, assumed, out).await?;
        let whole = names::with_ids(runner, whole).await?;
        let (mut ends, Sent { mut renders, mut ended, no_key, .. }) = loop {
            let past = past(runner, (!args.again).then_some(&whole), out).await?;
            // Where the account does not say what it pays with, it is what it paid with last: caps are in that unit.
            let paid_with = || past.past.first().map(|past| past.cost.unit);
            let unit = balance.map(|balance| balance.left.unit).or_else(paid_with);
            let rate = set.or_else(|| unit.map(|unit| settings.prices(Preset::of(unit))));
            let lost = dialect.warnings(&project, settings.several);
            let estimate = estimate(rate, dialect);
            let order = Order {
                picture: args.picture_key.map(|Auto(source)| source.map_or(KeyChoice::Auto, KeyChoice::Only)),
                may_upload: args.yes,
                ..order(&args.file, whole.clone(), &estimate, dialect)
            };
            keep_within(&order, &settings, &past)?;
            let newest = past.of(&order.spec).map(|past| past.render).max();
            let earlier = past.rendered_before(&order.spec);
            if let (Some(earlier), true, false) = (earlier, args.yes, args.again) {
                return Err(again::rendered(earlier));
            }
            let any = args.again.then_some(RenderId(i64::MAX));
            let order = Order { again: any.or(newest), ..order };
            let before = earlier.map(again::before);
            let told = Told { lost, price: price(&project, &estimate, balance), before };
            agree(&told, order.cost, args.yes, out)?;
            let mut ends = Ends::listen().map_err(|error| Trouble::system(&error))?;
            let request = Request::Submit(Box::new(order));
            let done = submit::send(runner, request, args.waits(), &mut ends, out).await?;
            let Some(spoken) = done.other.filter(|_| done.ended.is_none()) else { break (ends, done) };
            // What is sent is what was shown: it is shown anew, and agreed to anew.
            out.note(&format!(
                "The request form is now {}, not {}. Nothing was sent",
                spoken.word(),
                dialect.word()
            ));
            Terms { balance, dialect } = terms(runner, spoken, out).await?;
        };
        if args.waits() {
            ends.limit(Duration::from_secs(args.timeout));
        }
        if ended.is_none() {
            let turn = Turn { runner, out, streams: args.waits(), pace: args.how.place.pace() };
            ended = turn.come(&mut renders, &mut ends).await;
        }
        name(&renders, args.waits(), out);
        if let Some(trouble) = no_key {
            return Err(trouble);
        }
        let waiting = |row: &Render| ended.is_some() && slot::waits(row);
        if let Some(lost) = renders.iter().find(|row| !row.stage.is_running() && !waiting(row)) {
            return wait::told(runner, lost).await;
        }
        let place = &args.how.place;
        let folder = args.download.as_deref().map(whole_path);
        let follow = Follow { runner, out, pace: place.pace(), ending: place.ending(), folder };
        match ended {
            Some(exit) => Err(follow.left(exit, &renders)),
            None if args.waits() => {
                follow.until(renders.clone(), &mut ends).await?;
                submit::recorded(runner, &renders).await
            }
            None => submit::recorded(runner, &renders).await,
        }
    })
}

pub(super) fn incomplete(gaps: &[Gap]) -> Trouble {
    let gaps: Vec<String> = gaps.iter().map(Gap::to_string).collect();
    let what = format!("The project is incomplete: {}. Nothing was sent", gaps.join("; "));
    Trouble::new(USAGE, "incomplete", what, "")
}

fn unagreed(price: &str) -> Trouble {
    Trouble::new(USAGE, "price", format!("{price} was not accepted. Nothing was sent"), "")
}

/// What is known of the account before anything is sent.
#[derive(Debug)]
pub(super) struct Terms {
    /// Unknown where the service does not tell.
    pub(super) balance: Option<Balance>,
    /// The form that the video is sent in.
    pub(super) dialect: Dialect,
}

/// Asks for them. Without a key or a connection nothing is begun.
pub(super) async fn terms(runner: &Runner, assumed: Dialect, out: &mut Out) -> Result<Terms, Trouble> {
    let (mut known, mut fault) = (Terms { balance: None, dialect: assumed }, None);
    for reply in runner.call(Request::Balance).await {
        match reply {
            Reply::Speaks(dialect, notice) => {
                known.dialect = dialect;
                if let Some(notice) = notice {
                    out.notice(runner, notice).await;
                }
            }
            Reply::Balance(Ok(balance)) => known.balance = balance,
            Reply::Balance(Err(why)) | Reply::Broken(why) => fault = Some(why),
            _ => {}
        }
    }
    match fault {
        Some(fault) if matches!(fault.kind, FaultKind::Key | FaultKind::NoConnection) => {
            return Err(fault.into());
        }
        Some(fault) => out.note(&format!("The balance is unknown. {fault}")),
        None => {}
    }
    Ok(known)
}

/// Stops a video that would go beyond what the user set as the most, before the price is asked about. The ledger looks
/// again when it writes the video down.
fn keep_within(order: &Order, settings: &Settings, past: &History) -> Result<(), Trouble> {
    let limits = Limits::of(settings, TimeZone::system());
    let over = limits.fault(order.cost, order.project.as_deref(), runtime::now(), past);
    over.map_or(Ok(()), |fault| Err(fault.into()))
}

/// All earlier renders. With a ledger that is damaged, or can only be read, nothing is begun. Where an earlier render of
/// this video is unconfirmed, it is looked for on the service first.
async fn past(runner: &Runner, spec: Option<&VideoSpec>, out: &mut Out) -> Result<History, Trouble> {
    let (mut renders, notice) = commands::ledger(runner).await?;
    if let Some(notice) = notice {
        let unsent = if notice.kind == FaultKind::Damaged { ". Nothing was sent" } else { "" };
        let message = format!("{}{unsent}", notice.what());
        return Err(Fault { message, ..notice }.into());
    }
    let past = history(runner).await?;
    let is_lost = |past: &Past| past.stage == Stage::Unconfirmed;
    if !spec.is_some_and(|spec| past.of(spec).any(is_lost)) {
        return Ok(past);
    }
    if let Some(fault) = commands::settle(runner, &mut renders).await {
        out.note(&fault.to_string());
    }
    history(runner).await
}

async fn history(runner: &Runner) -> Result<History, Trouble> {
    let read = |reply| if let Reply::History(history) = reply { Some(history) } else { None };
    Ok(*commands::answer(runner, Request::History, read).await?)
}

fn order(path: &Path, spec: VideoSpec, estimate: &Estimate, shown: Dialect) -> Order {
    let Estimate { seconds, cost, .. } = *estimate;
    let project = Some(store::project::whole(path));
    Order {
        spec,
        project,
        seconds,
        cost,
        again: None,
        picture: None,
        may_upload: false,
        tried: Vec::new(),
        dialect: None,
        shown,
    }
}

/// What the video is, and costs.
fn price(project: &Project, spec: &Estimate, balance: Option<Balance>) -> String {
    let scenes = plural(project.scenes.len(), "scene");
    let (title, long, price) = (project.name(), seconds(spec.seconds), spec.cost);
    let has = balance.map_or_else(|| "unknown".to_owned(), |balance| balance.to_string());
    format!("{title}: {scenes}, about {long}, about {price}; the balance is {has}")
}

/// What is told before the price is agreed to.
#[derive(Debug)]
struct Told {
    lost: Vec<String>,
    price: String,
    /// Describes the earlier render of a project.
    before: Option<String>,
}

/// Says it all, and asks where the price is not agreed to yet.
fn agree(told: &Told, cost: Money, yes: bool, out: &mut Out) -> Result<(), Trouble> {
    let price = match &told.before {
        Some(before) => format!("{}. {before}", told.price),
        None => told.price.clone(),
    };
    let question = if told.before.is_some() { "Render it again?" } else { "Render it?" };
    let told = told.lost.iter().map(String::as_str).chain([price.as_str()]);
    if yes {
        told.for_each(|line| out.note(line));
        return Ok(());
    }
    let all: Vec<&str> = told.collect();
    let agreed = consent::ask(&all.join("\n"), question);
    if agreed { Ok(()) } else { Err(unagreed(&format!("The price of about {cost}"))) }
}

/// Prints what the videos are called on the service; as JSON where that was not streamed.
fn name(renders: &[Render], streamed: bool, out: &mut Out) {
    for row in renders {
        match &row.video {
            Some(video) if !out.json => out.line(&text::line(video.as_str())),
            _ if out.json && !streamed => out.value(&Row::of(row)),
            _ => {}
        }
    }
    out.flush();
}

/// Good in whatever folder it is read later.
fn whole_path(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
