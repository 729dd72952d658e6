//! `cuecard estimate FILE`: the length and cost of a video, estimated or measured by the service.

use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;

use super::account_terms::{self, AccountTerms};
use super::choice::choice_parser;
use super::error::CliError;
use super::names;
use super::output::CommandOutput;
use super::project_file;
use super::render_row::{CostJson, round_to_thousandth};
use super::requests::{self, CommonArgs};
use super::table;
use super::table::format_seconds;
use crate::domain::format_count;
use crate::domain::{
    Dialect, Estimate, Money, PriceList, Project, Rate, Rounding, Unit, ValidationIssue, estimate_scene,
    estimate_submission,
};
use crate::runtime::Runner;
use crate::studio::{ProjectReply, ProjectRequest, RenderReply, RenderRequest, Reply};

/// Arguments of `cuecard estimate`.
#[derive(Debug, clap::Args)]
pub(super) struct EstimateArgs {
    /// The project
    file: PathBuf,
    /// The price list [default: that of the settings]
    #[arg(long, value_name = "NAME", value_parser = choice_parser(PriceList::ALL, PriceList::as_str))]
    rate: Option<PriceList>,
    /// Ask the service for the exact length, which may cost
    #[arg(long)]
    exact: bool,
    /// Do not ask the service: the price is in the unit of the last render
    #[arg(long, conflicts_with = "exact")]
    offline: bool,
    #[command(flatten)]
    pub(super) common: CommonArgs,
}

#[derive(Serialize)]
struct EstimateJson<'a> {
    title: &'a str,
    /// The price list.
    rate: &'static str,
    #[serde(flatten)]
    video: EstimateRow,
    scenes: Vec<EstimateRow>,
    /// The dialect that it would be sent in; none if it is detected on submission.
    dialect: Option<&'static str>,
    /// Warnings of the dialect: what it loses, how many renders it needs, what makes it expensive.
    losses: Vec<String>,
    /// Unknown keys of the file.
    unknown: Vec<String>,
    /// Validation issues.
    missing: Vec<String>,
}

#[derive(Serialize)]
struct EstimateRow {
    /// The number of the scene, from one; none for the video.
    #[serde(skip_serializing_if = "Option::is_none")]
    scene: Option<usize>,
    words: usize,
    /// Characters of scripts without spaces between words.
    characters: usize,
    seconds: f64,
    /// Seconds for a quick and for a slow voice.
    range: [f64; 2],
    cost: CostJson,
    /// The measured length and its cost, with `--exact`.
    #[serde(skip_serializing_if = "Option::is_none")]
    exact: Option<ExactEstimate>,
}

#[derive(Serialize)]
struct ExactEstimate {
    seconds: f64,
    cost: CostJson,
}

impl EstimateRow {
    fn new(scene: Option<usize>, estimate: &Estimate, real: Option<MeasuredCost>) -> Self {
        let Estimate { script_length: speech, seconds, seconds_range: range, cost } = *estimate;
        Self {
            scene,
            words: speech.word_count,
            characters: speech.glyph_count,
            seconds: round_to_thousandth(seconds),
            range: [round_to_thousandth(range.0), round_to_thousandth(range.1)],
            cost: cost.into(),
            exact: real.map(|real| ExactEstimate {
                seconds: round_to_thousandth(real.seconds),
                cost: real.cost.into(),
            }),
        }
    }
}

pub(super) fn run(args: &EstimateArgs, out: &mut CommandOutput) -> Result<(), CliError> {
    let (project, unknown) = project_file::open(&args.file)?;
    project_file::report_unknown_keys(&args.file, &unknown, out);
    let settings = args.common.service.load_settings()?;
    let spoken =
        if args.exact { Some(measure(args, &project, settings.assumed_dialect(), out)?) } else { None };
    let chosen = args.rate.or(settings.price_list);
    let asked = if spoken.is_none() && chosen.is_none() {
        load_billing_terms(args, settings.assumed_dialect(), out)
    } else {
        None
    };
    let told = spoken.as_ref().and_then(|spoken| spoken.terms.balance).map(|balance| balance.remaining.unit);
    let unit = told.or(asked.as_ref().and_then(|asked| asked.unit));
    let preset = chosen.or(unit.map(PriceList::for_unit)).unwrap_or(PriceList::WebPlan);
    let rate = settings.rate_for(preset);
    let known = settings.pinned_dialect().or(settings.dialect.map(|_| settings.assumed_dialect()));
    let heard = spoken.as_ref().map(|spoken| spoken.terms.dialect);
    let dialect = heard.or(asked.and_then(|asked| asked.dialect)).or(known);
    let sent = dialect.unwrap_or(settings.assumed_dialect());
    let shares = rate.for_submission(sent, project.shape);
    let scenes: Vec<Estimate> = project.scenes.iter().map(|scene| estimate_scene(scene, shares)).collect();
    let spec = estimate_submission(&project, rate, sent, settings.multi_scene_mode);
    let real = spoken.map(|spoken| price_measured(&spoken.scene_seconds, shares));
    let of_scene = |at: usize| real.as_ref().and_then(|real| real.0.get(at)).copied();
    let of_video = real.as_ref().map(|real| real.1);
    let mut missing: Vec<String> =
        project.spec().err().unwrap_or_default().iter().map(ValidationIssue::to_string).collect();
    if !args.offline && !args.exact {
        missing.extend(names::unclear_names(&args.common.service, &project));
    }
    let several = settings.multi_scene_mode;
    let losses = dialect.map(|dialect| dialect.warnings(&project, several)).unwrap_or_default();
    if out.json {
        let scenes = scenes
            .iter()
            .enumerate()
            .map(|(index, scene)| EstimateRow::new(Some(index + 1), scene, of_scene(index)));
        out.print_json(&EstimateJson {
            title: project.display_title(),
            rate: preset.as_str(),
            video: EstimateRow::new(None, &spec, of_video),
            scenes: scenes.collect(),
            dialect: dialect.map(Dialect::as_str),
            losses,
            unknown: unknown.iter().map(ToString::to_string).collect(),
            missing: missing.clone(),
        });
        return check_complete(&missing);
    }
    let numbered = scenes
        .iter()
        .enumerate()
        .map(|(index, scene)| table_cells(format!("scene {}", index + 1), scene, of_scene(index)));
    let rows = numbered.chain([table_cells("video".to_owned(), &spec, of_video)]).collect();
    table::format_rows(rows).for_each(|line| out.print_line(&line));
    out.flush();
    for loss in &losses {
        out.note(loss);
    }
    for gap in &missing {
        out.note(&format!("missing: {gap}"));
    }
    check_complete(&missing)
}

fn check_complete(missing: &[String]) -> Result<(), CliError> {
    if missing.is_empty() {
        return Ok(());
    }
    Err(CliError::incomplete(missing, ""))
}

/// The account that a render would be paid from, as far as it is known.
#[derive(Debug)]
struct BillingTerms {
    /// The unit of its balance, or of its last render.
    unit: Option<Unit>,
    /// None with `--offline`.
    dialect: Option<Dialect>,
}

/// How long the estimate waits for the balance.
const BALANCE_TIMEOUT: Duration = Duration::from_secs(10);

/// Loads the balance, as a render does, so that both show the same price. Without a response, the unit is that of the last
/// render. `None` without an account.
fn load_billing_terms(
    args: &EstimateArgs,
    assumed: Dialect,
    out: &mut CommandOutput,
) -> Option<BillingTerms> {
    requests::require_account(&args.common.service).ok()?;
    let asked = requests::with_runner(&args.common.service, async |runner| {
        let terms = if args.offline { None } else { load_terms(runner, assumed, out).await };
        let told = terms.as_ref().and_then(|terms| terms.balance).map(|balance| balance.remaining.unit);
        let unit = if told.is_some() { told } else { last_paid_unit(runner).await };
        Ok(BillingTerms { unit, dialect: terms.map(|terms| terms.dialect) })
    });
    // Without it, the price is that of the default price list.
    asked.ok()
}

async fn load_terms(runner: &Runner, assumed: Dialect, out: &mut CommandOutput) -> Option<AccountTerms> {
    let why = match tokio::time::timeout(BALANCE_TIMEOUT, account_terms::load(runner, assumed, out)).await {
        Ok(Ok(terms)) => return Some(terms),
        Ok(Err(error)) => error.message_with_hint(),
        Err(_) => "The service does not respond".to_owned(),
    };
    out.note(&format!("The balance is unknown. {why}"));
    None
}

async fn last_paid_unit(runner: &Runner) -> Option<Unit> {
    let read = |reply| {
        if let Reply::Render(RenderReply::HistoryLoaded(history)) = reply { Some(history) } else { None }
    };
    let history = requests::request_reply(runner, RenderRequest::LoadHistory, read).await.ok()?;
    history.renders.first().map(|past| past.estimated_cost.unit)
}

/// The measured length of a part, and its cost.
#[derive(Debug, Clone, Copy)]
struct MeasuredCost {
    seconds: f64,
    cost: Money,
}

/// The measurement of a project by the service.
#[derive(Debug)]
struct MeasuredScript {
    terms: AccountTerms,
    /// Seconds of each scene.
    scene_seconds: Vec<f64>,
}

/// Has the service synthesize all scenes, and loads the unit that they are paid in.
fn measure(
    args: &EstimateArgs,
    project: &Project,
    assumed: Dialect,
    out: &mut CommandOutput,
) -> Result<MeasuredScript, CliError> {
    let spec = project.spec().map_err(|gaps| project_file::incomplete_error(&gaps))?;
    let read = |reply| {
        if let Reply::Project(ProjectReply::SpeechMeasured(_, scenes)) = reply { Some(scenes) } else { None }
    };
    requests::with_runner(&args.common.service, async |runner| {
        let terms = account_terms::load(runner, assumed, out).await?;
        let spec = names::resolve_spec(runner, spec).await?;
        let lengths =
            requests::request_reply(runner, ProjectRequest::MeasureSpeech(Box::new(spec)), read).await?;
        Ok(MeasuredScript { terms, scene_seconds: lengths })
    })
}

/// The cost of each scene, and of the video.
fn price_measured(lengths: &[f64], rate: Rate) -> (Vec<MeasuredCost>, MeasuredCost) {
    let whole: f64 = lengths.iter().sum();
    let share = |seconds: &f64| MeasuredCost {
        seconds: *seconds,
        cost: rate.with_rounding(Rounding::Exact).cost(*seconds),
    };
    (lengths.iter().map(share).collect(), MeasuredCost { seconds: whole, cost: rate.cost(whole) })
}

fn table_cells(name: String, estimate: &Estimate, real: Option<MeasuredCost>) -> [String; 6] {
    let words = match estimate.script_length.glyph_count {
        0 => format_count(estimate.script_length.word_count, "word"),
        glyphs => format!(
            "{}, {}",
            format_count(estimate.script_length.word_count, "word"),
            format_count(glyphs, "character")
        ),
    };
    let (quick, slow) = estimate.seconds_range;
    let range = format!("{quick:.1} to {slow:.1} s");
    let real = real.map_or_else(String::new, |real| format!("exactly {:.1} s, {}", real.seconds, real.cost));
    [name, words, format_seconds(estimate.seconds), range, estimate.cost.to_string(), real]
}
