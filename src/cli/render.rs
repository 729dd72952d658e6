//! `cuecard render FILE`: confirms the price, submits the video, and waits for it with `--wait` or `--download`.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::account_terms::{self, AccountTerms};
use super::choice::{AutoOr, auto_or_choice_parser};
use super::error::CliError;
use super::interrupt::Interrupts;
use super::output::CommandOutput;
use super::price_summary::{PriceSummary, confirm_price, price_line, price_not_accepted_error};
use super::project_catalog::ProjectCatalog;
use super::project_price::{PriceBasis, ProjectPrice};
use super::project_remarks::{ProjectRemarks, SiblingVoiceRow};
use super::render_output::print_video_ids;
use super::requests::{self, CommonArgs};
use super::resume::ResumedRun;
use super::script_issue_row::ScriptIssueRow;
use super::slot::SlotWait;
use super::speaker_row::speakers_line;
use super::speech::AccountSpeech;
use super::submit::{self, SubmitOutcome};
use super::wait::{self, RenderWait};
use super::{confirmation, duplicate, earlier_render, names, project_file, resume};
use crate::domain::{
    ChosenIdempotencyKey, Dialect, ErrorKind, Estimate, KnownDuplicates, PastRender, Photo, PictureKeyChoice,
    PictureKeySource, Project, Render, RenderHistory, RenderStage, ScenePaces, Settings, SiblingOffer,
    SpendingLimits, VideoSpec, describe_script_issues,
};
use crate::runtime::{self, Runner};
use crate::store;
use crate::studio::{NewRender, RenderRequest};

/// Arguments of `cuecard render`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
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
    /// Render a 4K project in 1080p
    #[arg(long = "1080p")]
    in_full_hd: bool,
    /// The source of the picture key, in dialects that have one
    #[arg(long, value_name = "SOURCE", value_parser = auto_or_choice_parser(PictureKeySource::ALL, PictureKeySource::as_str))]
    picture_key: Option<AutoOr<PictureKeySource>>,
    /// Send the render with this key: another run with it continues this render, and sends no second one
    #[arg(long, value_name = "KEY", value_parser = ChosenIdempotencyKey::parse)]
    idempotency_key: Option<ChosenIdempotencyKey>,
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
    let project =
        if args.in_full_hd { Project { shape: project.shape.in_full_hd(), ..project } } else { project };
    let (spec, pictures) = project_file::read_spec(&args.file, &project)?;
    let settings = args.common.service.load_settings()?;
    let script_issues = ScriptIssueRow::list(&project.scenes, settings.assumed_dialect());
    requests::require_account(&args.common.service)?;
    if !args.yes && !confirmation::is_interactive() {
        // The price is not known before the balance is loaded, which has its unit.
        let hint = "cuecard estimate shows it; add --yes to accept it";
        return Err(price_not_accepted_error("The price").with_hint(hint));
    }
    requests::with_runner(&args.common.service, async |runner| {
        let terms = account_terms::load(runner, settings.assumed_dialect(), out).await?;
        let spec = names::resolve_spec(runner, spec).await?;
        let mut command = RenderCommand {
            args,
            project: &project,
            pictures: &pictures,
            remarks: ProjectRemarks { script_issues, ..ProjectRemarks::default() },
            settings: &settings,
            runner,
            out,
        };
        let (interrupts, outcome) = command.submit(&spec, terms).await?;
        command.follow(interrupts, outcome).await
    })
}

/// A render whose price is known, and not confirmed yet.
struct PricedRender {
    new_render: NewRender,
    summary: PriceSummary,
}

/// One run of the command.
struct RenderCommand<'a> {
    args: &'a RenderArgs,
    project: &'a Project,
    /// Its picture files.
    pictures: &'a [Photo],
    /// What printed renders say of the project.
    remarks: ProjectRemarks<'a>,
    settings: &'a Settings,
    runner: &'a Runner,
    out: &'a mut CommandOutput,
}

impl RenderCommand<'_> {
    /// Submits the video in the dialect that the user was shown. If the dialect changes meanwhile, the price is confirmed
    /// again.
    async fn submit(
        &mut self,
        spec: &VideoSpec,
        mut terms: AccountTerms,
    ) -> Result<(Interrupts, SubmitOutcome), CliError> {
        loop {
            let history = load_history(self.runner, (!self.args.again).then_some(spec), self.out).await?;
            // After the history: what it has of this key is found here.
            let earlier = self.load_renders_of_key(spec).await?;
            if !earlier.is_empty() {
                return self.resume(earlier).await;
            }
            self.check_idempotency(terms.dialect)?;
            let new_render = self.confirm_price_of(spec, &terms, &history).await?;
            let mut interrupts = Interrupts::listen()?;
            let outcome = self.send(new_render, &mut interrupts).await?;
            let Some(current) = outcome.current_dialect.filter(|_| outcome.interruption.is_none()) else {
                let outcome = self.join_other_run(outcome, &mut interrupts).await?;
                return Ok((interrupts, outcome));
            };
            let (now, before) = (current.as_str(), terms.dialect.as_str());
            self.out.note(&format!("The dialect is now {now}, not {before}. No video was created"));
            terms = account_terms::load(self.runner, current, self.out).await?;
        }
    }

    async fn send(
        &mut self,
        new_render: NewRender,
        interrupts: &mut Interrupts,
    ) -> Result<SubmitOutcome, CliError> {
        let (request, waits) = (RenderRequest::Submit(Box::new(new_render)), self.args.should_wait());
        submit::submit(self.runner, request, waits, Some(&self.remarks), interrupts, self.out).await
    }

    /// Continues the renders of an earlier run.
    async fn resume(&mut self, renders: Vec<Render>) -> Result<(Interrupts, SubmitOutcome), CliError> {
        let mut interrupts = Interrupts::listen()?;
        let outcome = self.resumed_run().run(renders, &mut interrupts).await?;
        Ok((interrupts, outcome))
    }

    /// The renders of an earlier run with the same idempotency key.
    async fn load_renders_of_key(&self, spec: &VideoSpec) -> Result<Vec<Render>, CliError> {
        match &self.args.idempotency_key {
            Some(key) => resume::load_renders(self.runner, key, spec.content_hash()).await,
            None => Ok(Vec::new()),
        }
    }

    /// Fails if the dialect has no idempotency keys, and one was chosen.
    fn check_idempotency(&self, dialect: Dialect) -> Result<(), CliError> {
        if self.args.idempotency_key.is_none() || dialect.is_idempotent() {
            return Ok(());
        }
        let idempotent: Vec<&str> =
            Dialect::ALL.iter().filter(|one| one.is_idempotent()).map(|one| one.as_str()).collect();
        let message = format!("The dialect {} has no idempotency keys", dialect.as_str());
        let hint = format!("Use --dialect {}, or leave out --idempotency-key.", idempotent.join(" or "));
        Err(CliError::usage(message).with_hint(hint).with_nothing_sent())
    }

    /// Continues the renders of another run that was quicker with the same idempotency key.
    async fn join_other_run(
        &mut self,
        outcome: SubmitOutcome,
        interrupts: &mut Interrupts,
    ) -> Result<SubmitOutcome, CliError> {
        if self.args.idempotency_key.is_none() || outcome.interruption.is_some() {
            return Ok(outcome);
        }
        self.resumed_run().send_each(outcome.renders, interrupts).await
    }

    fn resumed_run(&mut self) -> ResumedRun<'_> {
        ResumedRun {
            runner: self.runner,
            prints_changes: self.args.should_wait(),
            pace: self.args.common.service.pace(),
            remarks: Some(&self.remarks),
            out: self.out,
        }
    }

    /// The render to submit, once its price is confirmed. What stops it is found before the question.
    async fn confirm_price_of(
        &mut self,
        spec: &VideoSpec,
        terms: &AccountTerms,
        history: &RenderHistory,
    ) -> Result<NewRender, CliError> {
        let RenderArgs { again, yes, .. } = *self.args;
        project_file::check_files(&spec.recordings, self.project, terms.dialect)?;
        let PricedRender { new_render, summary } = self.price(spec, terms, history).await?;
        check_spending_caps(&new_render, self.settings, history)?;
        let earlier = history.unfinished_or_newest_of(&new_render.spec);
        if let Some(earlier) = earlier.filter(|_| yes && !again) {
            return Err(duplicate::already_rendered_error(earlier));
        }
        let earlier_render = earlier.map(earlier_render::describe_earlier_render);
        let summary = PriceSummary { earlier_render, ..summary };
        confirm_price(&summary, new_render.estimated_cost, yes, self.out)?;
        let newest = history.billable_renders_of(&new_render.spec).map(|past| past.render_id).max();
        let known_duplicates = if again { KnownDuplicates::All } else { KnownDuplicates::up_to(newest) };
        Ok(NewRender { known_duplicates, ..new_render })
    }

    /// A render of the video with its price, and what is shown with it.
    async fn price(
        &mut self,
        spec: &VideoSpec,
        terms: &AccountTerms,
        history: &RenderHistory,
    ) -> Result<PricedRender, CliError> {
        let dialect = terms.dialect;
        let resolved = Project::from(spec);
        let catalog = ProjectCatalog::load(self.runner, dialect, &resolved, self.pictures).await?;
        catalog.check_avatars(dialect, &resolved)?;
        let speech = AccountSpeech::load(self.runner).await;
        let paces = speech.paces((&resolved, &spec.recordings), Some(dialect));
        let billing = terms.price_unit(history);
        let price = ProjectPrice::new(&PriceBasis {
            file: &self.args.file,
            project: &resolved,
            source: self.project,
            recordings: &spec.recordings,
            settings: self.settings,
            history,
            balance: terms.balance,
            billing,
            dialect,
            catalog: &catalog,
            paces: &paces,
        });
        let mut spec = VideoSpec { looks: catalog.look_profiles(), ..spec.clone() };
        spec.note_voices_without_locale(&catalog);
        self.remarks.sibling_voices = SiblingVoiceRow::list(&price.siblings);
        self.remarks.warnings = price.warnings();
        let siblings = price.siblings.iter().map(SiblingOffer::describe);
        let assumption = billing.assumption(self.settings);
        let summary = PriceSummary {
            script_issues: describe_script_issues(&self.project.scenes, dialect),
            warnings: price.warnings().into_iter().chain(siblings).collect(),
            speakers: speakers_line(self.project),
            price: price_line(&resolved, &price.video, price.rate, (terms.balance, assumption)),
            earlier_render: None,
        };
        Ok(PricedRender { new_render: self.new_render(&spec, &price.video, dialect, paces), summary })
    }

    fn new_render(
        &self,
        spec: &VideoSpec,
        estimate: &Estimate,
        dialect: Dialect,
        paces: ScenePaces,
    ) -> NewRender {
        let choice = |source: Option<_>| source.map_or(PictureKeyChoice::Auto, PictureKeyChoice::Only);
        let project = Some(store::project::canonical_path(&self.args.file));
        NewRender {
            key_choice: self.args.picture_key.map(|AutoOr(source)| choice(source)),
            may_upload: self.args.yes,
            idempotency_key: self.args.idempotency_key.clone(),
            paces,
            ..NewRender::new(spec.clone(), project, estimate, dialect)
        }
    }

    /// Waits for a free slot, and for the end of the renders if the user asked for it.
    async fn follow(self, mut interrupts: Interrupts, outcome: SubmitOutcome) -> Result<(), CliError> {
        let Self { args, runner, out, ref remarks, .. } = self;
        let remarks = Some(remarks);
        let (service, waits) = (&args.common.service, args.should_wait());
        let SubmitOutcome { mut renders, mut interruption, picture_key_error, .. } = outcome;
        if waits {
            interrupts.set_timeout(args.timeout);
        }
        if interruption.is_none() {
            let wait = SlotWait { runner, out, prints_changes: waits, pace: service.pace(), remarks };
            interruption = wait.send_queued(&mut renders, &mut interrupts).await;
        }
        print_video_ids(&renders, waits, remarks, out);
        if let Some(error) = picture_key_error {
            return Err(error);
        }
        let is_waiting = |row: &Render| interruption.is_some() && row.is_queued_here();
        let is_over = |row: &Render| !row.stage.is_running() && row.stage != RenderStage::Completed;
        if let Some(ended) = renders.iter().find(|row| is_over(row) && !is_waiting(row)) {
            return wait::check_outcome(runner, ended).await;
        }
        let wait = RenderWait {
            runner,
            out,
            pace: service.pace(),
            command_suffix: service.command_suffix(),
            download_folder: args.download.as_deref().map(absolute_path),
            remarks,
        };
        if let Some(interruption) = interruption {
            return Err(wait.interrupted_error(interruption, &renders));
        }
        if waits {
            wait.run(renders.clone(), &mut interrupts).await?;
        }
        submit::check_recorded(runner, &renders).await
    }
}

/// Checks the spending caps before the price is confirmed. The ledger checks them again when it stores the render.
fn check_spending_caps(
    new_render: &NewRender,
    settings: &Settings,
    past: &RenderHistory,
) -> Result<(), CliError> {
    let limits = SpendingLimits::from_settings(settings, TimeZone::system());
    let (cost, project) = (new_render.estimated_cost, new_render.project.as_deref());
    let over = limits.cap_error("the render", cost, project, runtime::now(), past);
    over.map_or(Ok(()), |error| Err(error.into()))
}

/// All earlier renders. A damaged or read-only ledger is an error. An unconfirmed render of this video is reconciled
/// first.
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
    let past = requests::load_history(runner).await?;
    let is_lost = |past: &PastRender| past.stage == RenderStage::Unconfirmed;
    if !spec.is_some_and(|spec| past.billable_renders_of(spec).any(is_lost)) {
        return Ok(past);
    }
    if let Some(error) = requests::reconcile(runner, &mut renders).await {
        out.note(&error.to_string());
    }
    Ok(requests::load_history(runner).await?)
}

/// Another process may read the path, in another working directory.
fn absolute_path(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
