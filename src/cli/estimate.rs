//! `cuecard estimate FILE`: what a video will last and cost, in the unit of the balance; or exactly, as the service speaks
//! it.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;

use super::USAGE;
use super::choice::one_of;
use super::commands::{self, How};
use super::error::Trouble;
use super::names;
use super::output::Out;
use super::render::{self, Terms};
use super::render_row::{Cost, rounded};
use super::table;
use super::table::seconds;
use crate::domain::plural;
use crate::domain::{
    Dialect, Estimate, Gap, Money, Preset, Project, Rate, Rounding, Unit, UnknownKey, estimate_scene,
    estimate_sent,
};
use crate::runtime::Runner;
use crate::store;
use crate::studio::{Reply, Request};

/// What the command line says about it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The project
    file: PathBuf,
    /// The price list [default: that of the settings]
    #[arg(long, value_name = "NAME", value_parser = one_of(Preset::ALL, Preset::word))]
    rate: Option<Preset>,
    /// Ask the service for the exact length, which may cost
    #[arg(long)]
    exact: bool,
    /// Do not ask the service: the price is in the unit of the last render
    #[arg(long, conflicts_with = "exact")]
    offline: bool,
    #[command(flatten)]
    pub(super) how: How,
}

#[derive(Serialize)]
struct Whole<'a> {
    title: &'a str,
    /// The price list.
    rate: &'static str,
    #[serde(flatten)]
    spec: Part,
    scenes: Vec<Part>,
    /// The form that it would be sent in; none where that is left to what is found when it is sent.
    generation: Option<&'static str>,
    /// What that form does not carry, how many renders it is, and what makes it dear, in words.
    losses: Vec<String>,
    /// Keys of the file that mean nothing, in words.
    unknown: Vec<String>,
    /// What keeps it from being rendered, in words.
    missing: Vec<String>,
}

#[derive(Serialize)]
struct Part {
    /// The number of the scene, from one; none for the video.
    #[serde(skip_serializing_if = "Option::is_none")]
    scene: Option<usize>,
    words: usize,
    /// Characters of scripts without blanks between words.
    characters: usize,
    seconds: f64,
    /// Seconds for a quick and for a slow voice.
    range: [f64; 2],
    cost: Cost,
    /// What it really lasts and costs, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    exact: Option<Exact>,
}

#[derive(Serialize)]
struct Exact {
    seconds: f64,
    cost: Cost,
}

impl Part {
    fn of(scene: Option<usize>, estimate: &Estimate, real: Option<Real>) -> Self {
        let Estimate { speech, seconds, range, cost } = *estimate;
        Self {
            scene,
            words: speech.words,
            characters: speech.glyphs,
            seconds: rounded(seconds),
            range: [rounded(range.0), rounded(range.1)],
            cost: cost.into(),
            exact: real.map(|real| Exact { seconds: rounded(real.seconds), cost: real.cost.into() }),
        }
    }
}

pub(super) fn run(args: &Args, out: &mut Out) -> Result<(), Trouble> {
    let (project, unknown) = open(&args.file)?;
    note_unknown(&args.file, &unknown, out);
    let settings = args.how.place.settings()?;
    let spoken = if args.exact { Some(spoken(args, &project, settings.assumed(), out)?) } else { None };
    let chosen = args.rate.or(settings.rate);
    let asked =
        if spoken.is_none() && chosen.is_none() { asked(args, settings.assumed(), out) } else { None };
    let told = spoken.as_ref().and_then(|spoken| spoken.terms.balance).map(|balance| balance.left.unit);
    let unit = told.or(asked.as_ref().and_then(|asked| asked.unit));
    let preset = chosen.or(unit.map(Preset::of)).unwrap_or(Preset::Reference);
    let rate = settings.prices(preset);
    let known = settings.pinned().or(settings.dialect.map(|_| settings.assumed()));
    let heard = spoken.as_ref().map(|spoken| spoken.terms.dialect);
    let dialect = heard.or(asked.and_then(|asked| asked.dialect)).or(known);
    let sent = dialect.unwrap_or(settings.assumed());
    let shares = rate.sent(sent, project.shape);
    let scenes: Vec<Estimate> = project.scenes.iter().map(|scene| estimate_scene(scene, shares)).collect();
    let spec = estimate_sent(&project, rate, sent, settings.several);
    let real = spoken.map(|spoken| real(&spoken.lengths, shares));
    let of_scene = |at: usize| real.as_ref().and_then(|real| real.0.get(at)).copied();
    let of_video = real.as_ref().map(|real| real.1);
    let mut missing: Vec<String> =
        project.spec().err().unwrap_or_default().iter().map(Gap::to_string).collect();
    if !args.offline && !args.exact {
        missing.extend(names::unclear_in(&args.how.place, &project));
    }
    let several = settings.several;
    let losses = dialect.map(|dialect| dialect.warnings(&project, several)).unwrap_or_default();
    if out.json {
        let scenes =
            scenes.iter().enumerate().map(|(index, scene)| Part::of(Some(index + 1), scene, of_scene(index)));
        out.value(&Whole {
            title: project.name(),
            rate: preset.word(),
            spec: Part::of(None, &spec, of_video),
            scenes: scenes.collect(),
            generation: dialect.map(Dialect::word),
            losses,
            unknown: unknown.iter().map(ToString::to_string).collect(),
            missing: missing.clone(),
        });
        return complete(&missing);
    }
    let numbered = scenes
        .iter()
        .enumerate()
        .map(|(index, scene)| cells(format!("scene {}", index + 1), scene, of_scene(index)));
    let rows = numbered.chain([cells("video".to_owned(), &spec, of_video)]).collect();
    table::lines(rows).for_each(|line| out.line(&line));
    out.flush();
    for loss in &losses {
        out.note(loss);
    }
    for gap in &missing {
        out.note(&format!("missing: {gap}"));
    }
    complete(&missing)
}

fn complete(missing: &[String]) -> Result<(), Trouble> {
    if missing.is_empty() {
        return Ok(());
    }
    Err(Trouble::new(USAGE, "incomplete", format!("The project is incomplete: {}", missing.join("; ")), ""))
}

/// What is known of the account that a render would be paid from.
#[derive(Debug)]
struct Asked {
    /// What it pays with; none where the service does not tell, and nothing was paid yet.
    unit: Option<Unit>,
    /// None where nobody was asked.
    dialect: Option<Dialect>,
}

/// How long the price may wait for the service.
const MAX_WAIT: Duration = Duration::from_secs(10);

/// Asks for the balance, as a render does, so that both say the same price; without an answer it is what was paid with
/// last. `None` where there is no account.
fn asked(args: &Args, assumed: Dialect, out: &mut Out) -> Option<Asked> {
    commands::account(&args.how.place).ok()?;
    let asked = commands::errand(&args.how.place, async |runner| {
        let terms = if args.offline { None } else { terms(runner, assumed, out).await };
        let told = terms.as_ref().and_then(|terms| terms.balance).map(|balance| balance.left.unit);
        let unit = if told.is_some() { told } else { paid_with(runner).await };
        Ok(Asked { unit, dialect: terms.map(|terms| terms.dialect) })
    });
    // Without the account's terms it is the price of the reference.
    asked.ok()
}

async fn terms(runner: &Runner, assumed: Dialect, out: &mut Out) -> Option<Terms> {
    let why = match tokio::time::timeout(MAX_WAIT, render::terms(runner, assumed, out)).await {
        Ok(Ok(terms)) => return Some(terms),
        Ok(Err(trouble)) => trouble.sentence(),
        Err(_) => "The service does not respond".to_owned(),
    };
    out.note(&format!("The balance is unknown. {why}"));
    None
}

async fn paid_with(runner: &Runner) -> Option<Unit> {
    let read = |reply| if let Reply::History(history) = reply { Some(history) } else { None };
    let history = commands::answer(runner, Request::History, read).await.ok()?;
    history.past.first().map(|past| past.cost.unit)
}

/// What a part really lasts and costs.
#[derive(Debug, Clone, Copy)]
struct Real {
    seconds: f64,
    cost: Money,
}

/// What the service said when it was asked.
#[derive(Debug)]
struct Spoken {
    terms: Terms,
    /// Seconds of each scene.
    lengths: Vec<f64>,
}

/// Has the service speak all scenes, and asks in which unit they would be paid.
fn spoken(args: &Args, project: &Project, assumed: Dialect, out: &mut Out) -> Result<Spoken, Trouble> {
    let spec = project.spec().map_err(|gaps| render::incomplete(&gaps))?;
    let read = |reply| if let Reply::Measured(_, scenes) = reply { Some(scenes) } else { None };
    commands::errand(&args.how.place, async |runner| {
        let terms = render::terms(runner, assumed, out).await?;
        let spec = names::with_ids(runner, spec).await?;
        let lengths = commands::answer(runner, Request::Measure(Box::new(spec)), read).await?;
        Ok(Spoken { terms, lengths })
    })
}

/// What it comes to: each scene, and the video.
fn real(lengths: &[f64], rate: Rate) -> (Vec<Real>, Real) {
    let whole: f64 = lengths.iter().sum();
    let share =
        |seconds: &f64| Real { seconds: *seconds, cost: rate.rounded(Rounding::Exact).cost(*seconds) };
    (lengths.iter().map(share).collect(), Real { seconds: whole, cost: rate.cost(whole) })
}

fn cells(name: String, estimate: &Estimate, real: Option<Real>) -> [String; 6] {
    let words = match estimate.speech.glyphs {
        0 => plural(estimate.speech.words, "word"),
        glyphs => format!("{}, {}", plural(estimate.speech.words, "word"), plural(glyphs, "character")),
    };
    let (quick, slow) = estimate.range;
    let range = format!("{quick:.1} to {slow:.1} s");
    let real = real.map_or_else(String::new, |real| format!("exactly {:.1} s, {}", real.seconds, real.cost));
    [name, words, seconds(estimate.seconds), range, estimate.cost.to_string(), real]
}

/// Reads a project that must be there; gives it, and the keys in it that mean nothing.
pub(super) fn open(file: &Path) -> Result<(Project, Vec<UnknownKey>), Trouble> {
    let opened = store::project::open(file).map_err(|fault| Trouble::given(&fault))?;
    Ok((opened.project, opened.unknown))
}

/// Points out what the file says in vain.
pub(super) fn note_unknown(file: &Path, unknown: &[UnknownKey], out: &mut Out) {
    let name = file.file_name().map_or_else(|| file.to_string_lossy(), OsStr::to_string_lossy);
    for key in unknown {
        out.note(&format!("{name}, {key}"));
    }
}
