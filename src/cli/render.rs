//! `cuecard render FILE`: agrees on the price, sends the film, and follows it where that is wanted.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;

use super::ends::Ends;
use super::follow::{self, Follow};
use super::out::{Out, say};
use super::row::Row;
use super::table::{plural, seconds};
use super::trouble::Trouble;
use super::turn::Turn;
use super::work::{self, How};
use super::{USAGE, estimate, place};
use crate::domain::{
    Caps, Estimate, FaultKind, Film, Gap, Money, Planned, Preset, Project, Rate, Render, estimate_film,
    over_cap, text,
};
use crate::runtime::{self, Runner};
use crate::studio::{Order, Reply, Request};

/// What the command line says about it.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("waiting").args(["wait", "download"]).multiple(true)))]
pub(super) struct Args {
    /// The project
    file: PathBuf,
    /// Agree to the price without being asked
    #[arg(long, short)]
    yes: bool,
    /// Wait until the film is finished
    #[arg(long)]
    wait: bool,
    /// Wait, then bring the film into this folder
    #[arg(long, value_name = "DIR")]
    download: Option<PathBuf>,
    /// How long to wait; the render goes on after it
    #[arg(long, value_name = "SECONDS", default_value_t = 3600, requires = "waiting")]
    timeout: u64,
    #[command(flatten)]
    pub(super) how: How,
}

impl Args {
    fn waits(&self) -> bool {
        self.wait || self.download.is_some()
    }
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<(), Trouble> {
    let project = estimate::open(&args.file)?;
    let whole = project.film().map_err(|gaps| incomplete(&gaps))?;
    let settings = place::settings()?;
    let set = settings.rate.map(Preset::rate);
    let can_ask = io::stdin().is_terminal() && io::stderr().is_terminal();
    if !args.yes && !can_ask {
        let price = estimate_film(&project, set.unwrap_or_default()).cost;
        return Err(unagreed(price).with_hint("Add --yes to agree to it"));
    }
    work::errand(&args.how.place, async |runner| {
        let balance = balance(runner, out).await?;
        let rate = set.or_else(|| balance.map(|balance| Preset::of(balance.unit).rate()));
        let order = order(&args.file, &project, whole, rate.unwrap_or_default());
        keep_within(runner, &order, settings.caps).await?;
        agree(&project, rate.unwrap_or_default(), balance, args.yes, out)?;
        let mut ends = Ends::listen().map_err(|error| Trouble::system(&error))?;
        let (mut renders, mut ended) = submit(runner, order, args.waits(), &mut ends, out).await?;
        if ended.is_none() {
            let turn = Turn { runner, out, streams: args.waits(), pace: args.how.place.pace() };
            ended = turn.come(&mut renders, &mut ends).await;
        }
        name(&renders, args.waits(), out);
        if let Some(lost) = renders.iter().find(|row| !row.stage.is_running()) {
            return follow::outcome(lost);
        }
        let place = &args.how.place;
        let folder = args.download.as_deref().map(whole_path);
        let follow = Follow { runner, out, pace: place.pace(), ending: place.ending(), folder };
        match ended {
            Some(exit) => Err(follow.left(exit, &renders)),
            None if args.waits() => follow.until(Duration::from_secs(args.timeout), renders, &mut ends).await,
            None => Ok(()),
        }
    })
}

fn incomplete(gaps: &[Gap]) -> Trouble {
    let gaps: Vec<String> = gaps.iter().map(Gap::to_string).collect();
    let what = format!("The film is incomplete: {}. Nothing was sent", gaps.join("; "));
    Trouble::new(USAGE, "incomplete", what, "")
}

fn unagreed(price: Money) -> Trouble {
    Trouble::new(USAGE, "price", format!("The price of about {price} is not agreed to. Nothing was sent"), "")
}

/// What the account has; unknown where the service does not tell. Without a key or a connection nothing is begun.
async fn balance(runner: &Runner, out: &mut Out) -> Result<Option<Money>, Trouble> {
    let read = |reply| if let Reply::Balance(balance) = reply { Some(balance) } else { None };
    match work::answer(runner, Request::Balance, read).await {
        Ok(balance) => Ok(balance),
        Err(fault) if matches!(fault.kind, FaultKind::Key | FaultKind::NoConnection) => Err(fault.into()),
        Err(fault) => {
            out.note(&format!("The balance is not known. {fault}"));
            Ok(None)
        }
    }
}

/// Stops a film that would go beyond what the user set as the most.
async fn keep_within(runner: &Runner, order: &Order, caps: Caps) -> Result<(), Trouble> {
    if caps == Caps::default() {
        return Ok(());
    }
    let read = |reply| if let Reply::History(history) = reply { Some(history) } else { None };
    let history = work::answer(runner, Request::History, read).await?;
    let zone = TimeZone::system();
    let today = runtime::now().to_zoned(zone.clone()).date();
    let planned = Planned { cost: order.cost, project: order.project.as_deref(), today };
    match over_cap(&planned, caps, &history, &zone) {
        Some(over) => {
            let hint = "Raise cap_day or cap_project in config.toml, or shorten the film.";
            Err(Trouble::new(USAGE, "cap", format!("{over}. Nothing was sent"), hint))
        }
        None => Ok(()),
    }
}

fn order(path: &Path, project: &Project, film: Film, rate: Rate) -> Order {
    let Estimate { seconds, cost, .. } = estimate_film(project, rate);
    Order { film, project: Some(whole_path(path)), seconds, cost }
}

/// Says the price, and asks where it is not agreed to yet.
fn agree(
    project: &Project,
    rate: Rate,
    balance: Option<Money>,
    yes: bool,
    out: &mut Out,
) -> Result<(), Trouble> {
    let film = estimate_film(project, rate);
    let scenes = plural(project.scenes.len(), "scene");
    let (title, long, price) = (project.name(), seconds(film.seconds), film.cost);
    let has = balance.map_or_else(|| "unknown".to_owned(), |balance| balance.to_string());
    let what = format!("{title}: {scenes}, about {long}, about {price}; the balance is {has}");
    if yes {
        out.note(&what);
        return Ok(());
    }
    say(&what);
    let _ = write!(io::stderr(), "Render it? [y/N] ");
    let mut answer = String::new();
    // No answer is a no.
    let _ = io::stdin().read_line(&mut answer);
    let agreed = matches!(answer.trim().to_lowercase().as_str(), "y" | "yes");
    if agreed { Ok(()) } else { Err(unagreed(price)) }
}

/// Sends the film. A signal is told and waits for the answer, since the film may be paid for, and comes back beside
/// the renders; a second one ends it.
async fn submit(
    runner: &Runner,
    order: Order,
    streams: bool,
    ends: &mut Ends,
    out: &mut Out,
) -> Result<(Vec<Render>, Option<u8>), Trouble> {
    let mut replies = runner.ask(Request::Submit(Box::new(order)));
    let (mut renders, mut ended) = (Vec::<Render>::new(), None);
    loop {
        let reply = tokio::select! {
            reply = replies.recv() => reply,
            exit = ends.next() => {
                if ended.replace(exit).is_some() {
                    return Err(unanswered(exit));
                }
                out.note("The film is being sent; the answer is waited for. The same again ends without it");
                continue;
            }
        };
        match reply {
            Some(Reply::Render(row)) => {
                if streams || !out.json {
                    follow::tell(out, renders.iter().find(|other| other.id == row.id), &row);
                }
                renders.retain(|other| other.id != row.id);
                renders.push(*row);
            }
            Some(Reply::NotSubmitted(fault) | Reply::Broken(fault)) => return Err(fault.into()),
            Some(_) => {}
            None => return Ok((renders, ended)),
        }
    }
}

fn unanswered(exit: u8) -> Trouble {
    let what = "The film may have been made: its answer was not waited for";
    Trouble::new(exit, "interrupted", what, "Look with: cuecard queue")
}

/// Prints what the films are called on the service; as JSON where that was not streamed.
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
