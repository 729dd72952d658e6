//! New talking photos: from pictures on this machine, and looks that the service generates.

use std::collections::HashSet;
use std::path::PathBuf;

use super::photo_row::PhotoRow;
use crate::cli::account_terms::{self, AccountTerms};
use crate::cli::choice::choice_parser;
use crate::cli::error::CliError;
use crate::cli::error_kind::CliErrorKind;
use crate::cli::interrupt::Interrupts;
use crate::cli::interruptible::wait_for;
use crate::cli::output::CommandOutput;
use crate::cli::requests::{self, CommonArgs};
use crate::cli::{confirmation, names};
use crate::domain::{
    ApiVersion, Dialect, Error, ErrorKind, Look, LookOrientation, LookPrompt, LookStyle,
    MAX_LOOK_PROMPT_CHARS, NewLooks, NewPhotos, PICTURE_ITSELF_NOTE, PhotoId, Pose, PricedWork, Unit,
    WorkPrice, format_picture_notes, look_cost_notes, photo_cost_note, text, training_cost_note, work_price,
};
use crate::runtime::Runner;
use crate::studio::{AccountReply, PhotoReply, PhotoRequest, Reply, UntrainedPhoto};

const COLLECT_HINT: &str = "Continue with: cuecard photos collect";

#[derive(Debug, clap::Subcommand)]
pub(super) enum PhotosSubcommand {
    /// Create a talking photo from pictures: the first is the photo, the others are further looks
    Add(AddPhotosArgs),
    /// Have the service generate new looks of a person
    Generate(GenerateLooksArgs),
    /// Wait for ordered looks and new photos, and add them to the list
    Collect(LookJobArgs),
}

#[derive(Debug, clap::Args)]
pub(super) struct AddPhotosArgs {
    /// PNG, JPEG or WEBP files, each with one face
    #[arg(required = true)]
    pictures: Vec<PathBuf>,
    /// The photo's name [default: the name of the first file]
    #[arg(long, default_value = "", hide_default_value = true)]
    name: String,
    /// Add them as looks of this photo, given by its id or full name
    #[arg(long, value_name = "PHOTO")]
    to: Option<String>,
    #[command(flatten)]
    job: LookJobArgs,
}

#[derive(Debug, clap::Args)]
pub(super) struct GenerateLooksArgs {
    /// An existing photo, given by its id or full name
    photo: String,
    /// What the looks show, such as: wearing a blue suit in a modern office
    #[arg(required = true)]
    prompt: Vec<String>,
    /// The name of the new looks
    #[arg(long, default_value = "", hide_default_value = true)]
    name: String,
    /// The shape; v2 only, as are pose and style
    #[arg(long, default_value = "square", value_parser = choice_parser(LookOrientation::ALL, LookOrientation::as_str))]
    shape: LookOrientation,
    /// How much of the person is visible
    #[arg(long, default_value = "half_body", value_parser = choice_parser(Pose::ALL, Pose::as_str))]
    pose: Pose,
    /// The visual style
    #[arg(long, default_value = "Realistic", value_parser = choice_parser(LookStyle::ALL, LookStyle::as_str))]
    style: LookStyle,
    /// Order them even if the same order is still open
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    job: LookJobArgs,
}

/// The arguments of all commands that wait for photos or looks.
#[derive(Debug, clap::Args)]
pub(super) struct LookJobArgs {
    /// Accept possible costs without asking
    #[arg(long, short)]
    yes: bool,
    /// How long to wait; the service continues without cuecard
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    timeout: u64,
    #[command(flatten)]
    common: CommonArgs,
}

impl PhotosSubcommand {
    pub(super) fn common_mut(&mut self) -> &mut CommonArgs {
        match self {
            Self::Add(args) => &mut args.job.common,
            Self::Generate(args) => &mut args.job.common,
            Self::Collect(args) => &mut args.common,
        }
    }

    pub(super) fn run(&self, out: &mut CommandOutput) -> Result<(), CliError> {
        match self {
            Self::Add(args) => args.run(out),
            Self::Generate(args) => args.run(out),
            Self::Collect(args) => requests::with_runner(&args.common.service, async |runner| {
                let mut interrupts = Interrupts::with_timeout(args.timeout)?;
                let assumed = args.common.service.load_settings()?.assumed_dialect();
                let unit = account_terms::load(runner, assumed, out).await?.unit();
                let training = TrainingTerms { is_confirmed: args.yes, unit };
                collect_looks(runner, training, &mut interrupts, out).await
            }),
        }
    }
}

impl AddPhotosArgs {
    fn run(&self, out: &mut CommandOutput) -> Result<(), CliError> {
        requests::with_runner(&self.job.common.service, async |runner| {
            let assumed = self.job.common.service.load_settings()?.assumed_dialect();
            let terms = account_terms::load(runner, assumed, out).await?;
            let unit = terms.unit();
            self.confirm_cost(&terms, out)?;
            let mut interrupts = Interrupts::with_timeout(self.job.timeout)?;
            let person_photo = match &self.to {
                Some(photo) => Some(names::resolve_photo(runner, photo).await?),
                None => None,
            };
            let new = NewPhotos { pictures: self.pictures.clone(), name: self.name.clone(), person_photo };
            let request = request_looks(runner, PhotoRequest::AddPhotos(new), out);
            let state = "the photo may be created anyway";
            let created = wait_for(request, &mut interrupts, (state, COLLECT_HINT)).await?;
            let training = TrainingTerms { is_confirmed: self.job.yes, unit };
            train_and_print(runner, created, training, &mut interrupts, out).await
        })
    }

    /// Shows the price, and asks unless the plan includes it.
    fn confirm_cost(&self, terms: &AccountTerms, out: &mut CommandOutput) -> Result<(), CliError> {
        let (count, unit, today) = (self.pictures.len(), terms.unit(), requests::today());
        let note = photo_cost_note(count, unit, today);
        let is_included = work_price(PricedWork::Photo, 1.0, unit, today) == WorkPrice::Included;
        let itself = self.picture_itself_note(terms.dialect);
        let lines: Vec<&str> = std::iter::once(note.as_str()).chain(itself.as_deref()).collect();
        if confirmation::confirm(&lines, "Add it?", self.job.yes || is_included, out) {
            return Ok(());
        }
        let message = format!("{note} The price was not accepted. Nothing was uploaded");
        let hint = itself.map_or_else(String::new, |note| format!(". {note}"));
        Err(CliError::new(CliErrorKind::NotConfirmed, message, format!("Add --yes to accept it{hint}")))
    }

    /// How the picture is used without a photo, where the dialect sends it.
    fn picture_itself_note(&self, dialect: Dialect) -> Option<String> {
        let [picture] = self.pictures.as_slice() else { return None };
        let new = NewPhotos { pictures: vec![picture.clone()], name: String::new(), person_photo: None };
        let path = new.picture_for_video(dialect).filter(|_| self.to.is_none())?;
        // The project may lie in another folder.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let path = path.display();
        Some(format!("{PICTURE_ITSELF_NOTE} In the project: photo = \"{path}\""))
    }
}

impl GenerateLooksArgs {
    fn run(&self, out: &mut CommandOutput) -> Result<(), CliError> {
        let prompt = text::single_line(&self.prompt.join(" "));
        if prompt.is_empty() || prompt.chars().count() > MAX_LOOK_PROMPT_CHARS {
            return Err(CliError::usage(format!("the prompt needs 1 to {MAX_LOOK_PROMPT_CHARS} characters")));
        }
        let assumed = self.job.common.service.load_settings()?.assumed_dialect();
        requests::require_account(&self.job.common.service)?;
        requests::with_runner(&self.job.common.service, async |runner| {
            let terms = account_terms::load(runner, assumed, out).await?;
            let photo = names::resolve_photo(runner, &self.photo).await?;
            self.confirm_cost(terms.dialect.api_version(), terms.unit(), out)?;
            let mut interrupts = Interrupts::with_timeout(self.job.timeout)?;
            let hint = "The training continues without cuecard: order the looks again later.";
            let training = train(runner, photo.clone(), out);
            wait_for(training, &mut interrupts, ("no looks were ordered", hint)).await??;
            order_looks(runner, self.new_looks(photo, prompt)).await?;
            let training = TrainingTerms { is_confirmed: self.job.yes, unit: terms.unit() };
            collect_looks(runner, training, &mut interrupts, out).await
        })
    }

    fn confirm_cost(
        &self,
        api_version: ApiVersion,
        unit: Option<Unit>,
        out: &mut CommandOutput,
    ) -> Result<(), CliError> {
        let defaults = (LookOrientation::Square, Pose::HalfBody, LookStyle::Realistic);
        if api_version == ApiVersion::V3 && (self.shape, self.pose, self.style) != defaults {
            out.note("v3 has no shape, pose or style: they are left out");
        }
        let cost = look_cost_notes(api_version, unit, requests::today());
        let cost: Vec<&str> = cost.iter().map(String::as_str).collect();
        if confirmation::confirm(&cost, "Generate?", self.job.yes, out) {
            return Ok(());
        }
        let message = format!("{} The price was not accepted. Nothing was ordered", cost.join(" "));
        Err(CliError::new(CliErrorKind::NotConfirmed, message, "Add --yes to accept it"))
    }

    fn new_looks(&self, base_photo: PhotoId, prompt: String) -> NewLooks {
        let prompt = LookPrompt { text: prompt, orientation: self.shape, pose: self.pose, style: self.style };
        NewLooks { base_photo, name: self.name.clone(), prompt, allow_duplicate: self.again }
    }
}

/// Whether the price of a training is accepted already, and the unit that it is paid in.
#[derive(Debug, Clone, Copy)]
struct TrainingTerms {
    is_confirmed: bool,
    unit: Option<Unit>,
}

/// Orders looks. The order may be paid: its response is waited for, even after an interruption.
async fn order_looks(runner: &Runner, looks: NewLooks) -> Result<(), CliError> {
    let read = |reply| match reply {
        Reply::Photo(PhotoReply::LookGenerationStarted(started)) => Some(started),
        _ => None,
    };
    let request = PhotoRequest::GenerateLooks(Box::new(looks));
    requests::request_reply(runner, request, read).await.map_err(order_error)
}

async fn train(runner: &Runner, photo: PhotoId, out: &mut CommandOutput) -> Result<(), Error> {
    let (mut replies, mut reported) = (runner.request(PhotoRequest::TrainGroup(photo)), HashSet::new());
    while let Some(reply) = replies.recv().await {
        match reply {
            Reply::Photo(PhotoReply::GroupTrained(_, done)) => return done,
            other => report_progress(runner, other, &mut reported, out).await,
        }
    }
    Ok(())
}

async fn collect_looks(
    runner: &Runner,
    training: TrainingTerms,
    interrupts: &mut Interrupts,
    out: &mut CommandOutput,
) -> Result<(), CliError> {
    let request = request_looks(runner, PhotoRequest::CollectLooks, out);
    let hint = "Fetch it with: cuecard photos collect";
    let created = wait_for(request, interrupts, ("the order is kept", hint)).await?;
    train_and_print(runner, created, training, interrupts, out).await
}

/// Trains the photos that the service lists only after a training, if the user confirms it, and prints all looks.
async fn train_and_print(
    runner: &Runner,
    mut created: CreatedLooks,
    training: TrainingTerms,
    interrupts: &mut Interrupts,
    out: &mut CommandOutput,
) -> Result<(), CliError> {
    for new in std::mem::take(&mut created.untrained) {
        if !confirm_training(&new, training, out) {
            if !created.looks.is_empty() {
                print_looks((created.looks, None), out)?;
            }
            return Err(untrained_error(&new));
        }
        let state = format!("the training of {} continues", new.name);
        let trained = train(runner, new.photo.clone(), out);
        wait_for(trained, interrupts, (&state, COLLECT_HINT)).await??;
        let state = format!("{} is trained", new.name);
        let request = request_looks(runner, PhotoRequest::CollectLooks, out);
        let listed = wait_for(request, interrupts, (&state, COLLECT_HINT)).await?;
        created.looks.extend(listed.looks);
        created.error = created.error.or(listed.error);
    }
    print_looks((created.looks, created.error), out)
}

fn confirm_training(new: &UntrainedPhoto, training: TrainingTerms, out: &mut CommandOutput) -> bool {
    let message =
        format!("{} was created (group {}). The service lists it after training.", new.name, new.group);
    let cost = training_cost_note(training.unit, requests::today());
    let lines = [message.as_str(), cost.as_str()];
    confirmation::confirm(&lines, "Train it?", training.is_confirmed, out)
}

fn untrained_error(new: &UntrainedPhoto) -> CliError {
    let UntrainedPhoto { name, group, .. } = new;
    let message = format!(
        "{name} was created (group {group}). The service lists it after training, which was not confirmed"
    );
    CliError::new(CliErrorKind::NotConfirmed, message, "Train it with: cuecard photos collect --yes")
}

/// The result of a request that creates looks.
struct CreatedLooks {
    looks: Vec<Look>,
    /// The first error.
    error: Option<Error>,
    /// Photos that the service lists only after a training.
    untrained: Vec<UntrainedPhoto>,
}

/// Sends a request that creates looks, and collects its replies.
async fn request_looks(runner: &Runner, request: PhotoRequest, out: &mut CommandOutput) -> CreatedLooks {
    let (mut replies, mut reported) = (runner.request(request), HashSet::new());
    let (mut all, mut failed, mut untrained) = (Vec::new(), None, Vec::new());
    while let Some(reply) = replies.recv().await {
        match reply {
            Reply::Photo(PhotoReply::Added(Ok(looks))) => all.extend(looks),
            // The command ends with the first one.
            Reply::Photo(PhotoReply::Added(Err(error))) if failed.is_some() => out.note(&error.to_string()),
            Reply::Photo(PhotoReply::Added(Err(error))) => failed = Some(error),
            Reply::Photo(PhotoReply::TrainingNeeded(new)) => untrained.push(*new),
            other => report_progress(runner, other, &mut reported, out).await,
        }
    }
    CreatedLooks { looks: all, error: failed, untrained }
}

/// Prints progress, each message once.
async fn report_progress(
    runner: &Runner,
    reply: Reply,
    reported: &mut HashSet<String>,
    out: &mut CommandOutput,
) {
    match reply {
        Reply::Photo(PhotoReply::PictureChecked(path, notes)) => {
            out.note(&format_picture_notes(&path, &notes))
        }
        Reply::Photo(PhotoReply::PhotoJobProgress(progress)) if !reported.contains(&progress) => {
            out.note(&progress);
            reported.insert(progress);
        }
        Reply::Account(AccountReply::DialectDetected(_, Some(notice))) => {
            out.show_notice(runner, notice).await
        }
        _ => {}
    }
}

/// Prints the looks, also after an error.
fn print_looks((looks, failed): (Vec<Look>, Option<Error>), out: &mut CommandOutput) -> Result<(), CliError> {
    out.print_rows(&looks, PhotoRow::from_look, |look| [look.id.to_string(), look.name.clone()]);
    if looks.is_empty() && failed.is_none() {
        out.note("No new looks");
    }
    failed.map_or(Ok(()), |error| Err(error.into()))
}

/// A duplicate order: a script that is run again does not pay twice.
fn order_error(error: Error) -> CliError {
    let hint = "Fetch them with: cuecard photos collect. Add --again to order them again anyway.";
    let is_again = error.kind == ErrorKind::AlreadyRendered;
    let error = CliError::from(error);
    if is_again { error.with_hint(hint) } else { error }
}
