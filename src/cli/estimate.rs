//! `cuecard estimate FILE`: the length and cost of a video, estimated or measured by the service.

use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;

use super::account_terms::{self, AccountTerms};
use super::error::CliError;
use super::estimate_row::{EstimateRow, RateJson, SceneEstimate, video_cells};
use super::names;
use super::output::CommandOutput;
use super::project_catalog::ProjectCatalog;
use super::project_file;
use super::project_price::{PriceBasis, ProjectPrice};
use super::project_remarks::SiblingVoiceRow;
use super::requests::{self, CommonArgs};
use super::script_issue_row::ScriptIssueRow;
use super::speaker_row::{SpeakerRow, speakers_line};
use super::speech::{self, AccountSpeech};
use super::table;
use super::target::TargetJson;
use crate::domain::{
    ApiVersion, Balance, BillingUnit, Dialect, Project, RateSetting, Recordings, RenderHistory, Scene,
    Settings, SiblingOffer, Unit, UnknownKey, ValidationIssue, VideoSpec, describe_script_issues,
    estimate_sent_scene,
};
use crate::runtime::Runner;

/// Arguments of `cuecard estimate`.
#[derive(Debug, clap::Args)]
pub(super) struct EstimateArgs {
    /// The project
    file: PathBuf,
    /// The rate of photos on Avatar IV: a unit, such as usd, or "0.0385 usd/second" [default: from config.toml, or the unit
    /// of the balance]
    #[arg(long, value_name = "RATE", value_parser = parse_rate)]
    rate: Option<RateSetting>,
    /// Let the service speak what is not kept, for a price: the length is exact then
    #[arg(long)]
    exact: bool,
    /// Accept the price of --exact without asking
    #[arg(long, short, requires = "exact")]
    yes: bool,
    /// Do not ask the service: the price is in the unit of the last balance or render
    #[arg(long, conflicts_with = "exact")]
    offline: bool,
    #[command(flatten)]
    pub(super) common: CommonArgs,
}

fn parse_rate(text: &str) -> Result<RateSetting, String> {
    let units: Vec<&str> = Unit::ALL.iter().map(|unit| unit.as_str()).collect();
    RateSetting::parse(text)
        .ok_or_else(|| format!("write AMOUNT UNIT/second, or a unit alone: {}", units.join(", ")))
}

#[derive(Serialize)]
struct EstimateJson<'a> {
    title: &'a str,
    rate: RateJson,
    #[serde(flatten)]
    video: EstimateRow,
    /// Those that are rendered.
    scenes: Vec<EstimateRow>,
    /// The numbers of the muted scenes, from one.
    muted: &'a [usize],
    /// Who speaks in the scenes that are rendered.
    speakers: Vec<SpeakerRow<'a>>,
    /// The target of the project, if it has one.
    target: Option<TargetJson>,
    /// The dialect that it would be sent in; none if it is detected on submission.
    dialect: Option<&'static str>,
    /// What is lost, what it costs besides the rate, what the service may refuse, and what the money says.
    warnings: Vec<String>,
    /// The voices that would carry emotions that are lost.
    sibling_voices: Vec<SiblingVoiceRow>,
    /// What would be spoken by mistake.
    script_issues: Vec<ScriptIssueRow<'a>>,
    /// Unknown keys of the file.
    unknown_keys: Vec<String>,
    /// What stops a render: validation issues, those of the files, and unclear names.
    issues: &'a [String],
}

pub(super) fn run(args: &EstimateArgs, out: &mut CommandOutput) -> Result<(), CliError> {
    let (project, unknown_keys) = project_file::open(&args.file)?;
    project_file::report_unknown_keys(&args.file, &unknown_keys, out);
    let settings = args.common.service.load_settings()?;
    let recordings = project_file::read_recordings(&args.file, &project);
    let inputs = load_inputs(args, (&project, &recordings), &settings, out)?;
    let estimate = ProjectEstimate::new(args, (&project, &recordings), &settings, &inputs);
    let dialect = estimate.dialect.unwrap_or(settings.assumed_dialect());
    let mut of_files = recordings.issues(&project, dialect);
    of_files.extend(dialect.picture_issues(&project));
    of_files.extend(dialect.avatar_issues(&project, &inputs.catalog));
    let mut issues = list_issues(args, &project, &of_files);
    issues.extend(project_file::read_pictures(&args.file, &project).1);
    if out.json {
        estimate.print_json((&project, dialect), &unknown_keys, &issues, out);
    } else {
        estimate.print_table(out);
        out.note(&format!("rate: {}", estimate.price.rate.describe()));
        if let Some(assumption) = &estimate.assumption {
            out.note(&format!("the balance is unknown: {assumption}"));
        }
        for note in speakers_line(&project).into_iter().chain(estimate.length_notes()) {
            out.note(&note);
        }
        for line in describe_script_issues(&project.scenes, dialect) {
            out.note(&line);
        }
        let siblings = estimate.price.siblings.iter().map(SiblingOffer::describe);
        for warning in estimate.price.warnings().into_iter().chain(siblings) {
            out.note(&warning);
        }
        for issue in &issues {
            out.note(&format!("issue: {issue}"));
        }
    }
    if issues.is_empty() { Ok(()) } else { Err(CliError::incomplete(&issues, "")) }
}

/// Validation issues, those of the files, and names that are ambiguous or unknown.
fn list_issues(args: &EstimateArgs, project: &Project, of_files: &[ValidationIssue]) -> Vec<String> {
    let of_project = project.spec().err().unwrap_or_default();
    let all = of_project.iter().chain(of_files);
    let mut issues: Vec<String> = all.map(ValidationIssue::to_string).collect();
    if !args.offline && !args.exact {
        issues.extend(names::unclear_names(&args.common.service, project));
    }
    issues
}

/// The estimate of a project: of each scene, and of the video.
struct ProjectEstimate {
    price: ProjectPrice,
    /// Which unit is assumed, since the balance is not known.
    assumption: Option<String>,
    /// None if it is detected on submission.
    dialect: Option<Dialect>,
    /// The scenes that are rendered.
    scenes: Vec<SceneEstimate>,
    /// The numbers of the muted scenes, from one.
    muted: Vec<usize>,
    target: Option<TargetJson>,
}

impl ProjectEstimate {
    fn new(
        args: &EstimateArgs,
        (project, recordings): (&Project, &Recordings),
        settings: &Settings,
        inputs: &EstimateInputs,
    ) -> Self {
        let settings = &Settings { rate: args.rate.or(settings.rate), ..settings.clone() };
        let assumed = settings.assumed_dialect();
        let known = settings.pinned_dialect().or(settings.dialect.map(|_| assumed));
        let dialect = inputs.dialect.or(known);
        let shown = dialect.unwrap_or(assumed);
        let billing = inputs.billing_unit(shown.api_version());
        let resolved = inputs.resolved.as_ref().unwrap_or(project);
        let paces = inputs.speech.paces((resolved, recordings), Some(shown));
        let price = ProjectPrice::new(&PriceBasis {
            file: &args.file,
            project,
            source: project,
            recordings,
            settings,
            history: &inputs.history,
            balance: inputs.balance,
            billing,
            dialect: shown,
            catalog: &inputs.catalog,
            paces: &paces,
        });
        let scene = |(number, scene): (usize, &Scene)| SceneEstimate {
            number: number + 1,
            speaker: scene.speaker.clone(),
            recording: scene.recording.clone(),
            estimate: estimate_sent_scene(
                (project, scene),
                &price.rates,
                shown,
                settings.multi_scene_mode,
                &paces,
            ),
        };
        let muted = (1..).zip(&project.scenes).filter(|(_, scene)| scene.is_muted);
        Self {
            assumption: billing.assumption(settings),
            scenes: project.indexed_rendered_scenes().map(scene).collect(),
            muted: muted.map(|(number, _)| number).collect(),
            target: project.target_seconds.map(|target| TargetJson::new(target, price.video.seconds)),
            price: if dialect.is_some() { price } else { price.without_losses() },
            dialect,
        }
    }

    /// How far the video is from its target, and which scenes are not rendered. A warning says that it is too long.
    fn length_notes(&self) -> Vec<String> {
        let target = self.target.and_then(TargetJson::describe);
        let numbers: Vec<String> = self.muted.iter().map(ToString::to_string).collect();
        let muted = match numbers.as_slice() {
            [] => None,
            [number] => Some(format!("scene {number} is muted: it is not rendered")),
            all => Some(format!("scenes {} are muted: they are not rendered", all.join(", "))),
        };
        target.into_iter().chain(muted).collect()
    }

    fn print_json(
        &self,
        (project, dialect): (&Project, Dialect),
        unknown_keys: &[UnknownKey],
        issues: &[String],
        out: &mut CommandOutput,
    ) {
        out.print_json(&EstimateJson {
            title: project.display_title(),
            rate: self.price.rate.into(),
            video: EstimateRow::of_video(&self.price.video),
            scenes: self.scenes.iter().map(EstimateRow::of_scene).collect(),
            muted: &self.muted,
            speakers: SpeakerRow::list(project),
            target: self.target,
            dialect: self.dialect.map(Dialect::as_str),
            warnings: self.price.warnings(),
            sibling_voices: SiblingVoiceRow::list(&self.price.siblings),
            script_issues: ScriptIssueRow::list(&project.scenes, dialect),
            unknown_keys: unknown_keys.iter().map(ToString::to_string).collect(),
            issues,
        });
    }

    fn print_table(&self, out: &mut CommandOutput) {
        let scenes = self.scenes.iter().map(SceneEstimate::cells);
        let rows = scenes.chain([video_cells(&self.price.video)]);
        table::format_rows(rows.collect()).for_each(|line| out.print_line(&line));
        out.flush();
    }
}

/// What an estimate is computed from.
#[derive(Debug, Default)]
struct EstimateInputs {
    balance: Option<Balance>,
    /// The unit of its billing type, where the service names one.
    billing_type_unit: Option<Unit>,
    /// None with `--offline`.
    dialect: Option<Dialect>,
    /// Earlier renders, and the rates that the user accepted.
    history: RenderHistory,
    /// The speech that is kept.
    speech: AccountSpeech,
    /// The project with ids in place of names, where they were looked up.
    resolved: Option<Project>,
    /// With `--offline` the voices that were loaded last.
    catalog: ProjectCatalog,
}

impl EstimateInputs {
    /// The unit of the price, which is assumed where the balance is not known.
    fn billing_unit(&self, api: ApiVersion) -> BillingUnit {
        let of_balance = self.balance.map(|balance| balance.remaining.unit);
        BillingUnit::new(of_balance, self.billing_type_unit, &self.history, api)
    }
}

fn load_inputs(
    args: &EstimateArgs,
    (project, recordings): (&Project, &Recordings),
    settings: &Settings,
    out: &mut CommandOutput,
) -> Result<EstimateInputs, CliError> {
    let assumed = settings.assumed_dialect();
    if args.exact {
        return measure(args, (project, recordings), assumed, out);
    }
    Ok(load_account_inputs(args, project, assumed, out).unwrap_or_default())
}

/// How long the estimate waits for the balance.
const BALANCE_TIMEOUT: Duration = Duration::from_secs(10);

/// Loads the balance, as a render does, so that both show the same price. Without a response, the unit is that of the last
/// render. `None` without an account.
fn load_account_inputs(
    args: &EstimateArgs,
    project: &Project,
    assumed: Dialect,
    out: &mut CommandOutput,
) -> Option<EstimateInputs> {
    requests::require_account(&args.common.service).ok()?;
    let result = requests::with_runner(&args.common.service, async |runner| {
        let terms = if args.offline { None } else { load_account_terms(runner, assumed, out).await };
        let balance = terms.as_ref().and_then(|terms| terms.balance);
        let history = requests::load_history(runner).await.unwrap_or_default();
        let billing_type_unit = terms.as_ref().and_then(|terms| terms.billing_type_unit);
        let dialect = terms.map(|terms| terms.dialect);
        let catalog = match dialect {
            // Without it, nothing is known to be refused.
            Some(dialect) => ProjectCatalog::load(runner, dialect, project, &[]).await.unwrap_or_default(),
            None => ProjectCatalog::load_cached(runner).await,
        };
        let speech = AccountSpeech::load(runner).await;
        Ok(EstimateInputs { balance, billing_type_unit, dialect, history, speech, resolved: None, catalog })
    });
    // Without it, the rate is the published one of a web plan.
    result.ok()
}

async fn load_account_terms(
    runner: &Runner,
    assumed: Dialect,
    out: &mut CommandOutput,
) -> Option<AccountTerms> {
    let why = match tokio::time::timeout(BALANCE_TIMEOUT, account_terms::load(runner, assumed, out)).await {
        Ok(Ok(terms)) => return Some(terms),
        Ok(Err(error)) => error.message_with_hint(),
        Err(_) => "The service does not respond".to_owned(),
    };
    out.note(&format!("The balance is unknown. {why}"));
    None
}

/// Has the service speak the scenes that are not kept, and loads the unit that they are paid in.
fn measure(
    args: &EstimateArgs,
    (project, recordings): (&Project, &Recordings),
    assumed: Dialect,
    out: &mut CommandOutput,
) -> Result<EstimateInputs, CliError> {
    let spec = project.spec().map_err(|issues| project_file::incomplete_error(&issues))?;
    let spec = VideoSpec { recordings: recordings.clone(), ..spec };
    requests::with_runner(&args.common.service, async |runner| {
        let terms = account_terms::load(runner, assumed, out).await?;
        let resolved = Project::from(&names::resolve_spec(runner, spec).await?);
        let new = speech::unkept_inputs(runner, &resolved, terms.dialect).await?;
        let doubt = speech::check_voices(runner, &new).await?;
        speech::confirm_price(&new, (speech::price(&new, terms.unit()), doubt), args.yes, out)?;
        speech::speak(runner, new, terms.unit()).await?;
        let history = requests::load_history(runner).await.unwrap_or_default();
        let catalog = ProjectCatalog::load(runner, terms.dialect, project, &[]).await.unwrap_or_default();
        Ok(EstimateInputs {
            balance: terms.balance,
            billing_type_unit: terms.billing_type_unit,
            dialect: Some(terms.dialect),
            history,
            speech: AccountSpeech::load(runner).await,
            resolved: Some(resolved),
            catalog,
        })
    })
}
