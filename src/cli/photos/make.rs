//! New talking photos: of pictures on this machine, and looks that the service draws.

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Duration;

use super::Row;
use crate::cli::choice::one_of;
use crate::cli::commands::{self, How};
use crate::cli::error::Trouble;
use crate::cli::interrupt::Ends;
use crate::cli::output::Out;
use crate::cli::render::{self, Terms};
use crate::cli::table;
use crate::cli::{USAGE, WAITED, consent, names};
use crate::domain::{
    Api, Fault, FaultKind, Look, LookPrompt, LookShape, LookStyle, LookWish, MAX_PROMPT, NewPhotos, PhotoId,
    Pose, TRAINING_COST, looks_cost, noted, text,
};
use crate::runtime::Runner;
use crate::studio::{Reply, Request, UntrainedPhoto};

#[derive(Debug, clap::Subcommand)]
pub(super) enum Deed {
    /// Create a talking photo from pictures: the first is the photo, the others are further looks
    Add(Adding),
    /// Have the service draw new looks of a person
    Draw(Drawing),
    /// Wait for ordered looks and new photos, and add them to the list
    Collect(Collecting),
}

#[derive(Debug, clap::Args)]
pub(super) struct Adding {
    /// PNG, JPEG or WEBP files, each with one face
    #[arg(required = true)]
    pictures: Vec<PathBuf>,
    /// The photo's name [default: the name of the first file]
    #[arg(long, default_value = "", hide_default_value = true)]
    name: String,
    /// Add them as looks of this photo, given by its id or whole name
    #[arg(long, value_name = "PHOTO")]
    to: Option<String>,
    #[command(flatten)]
    wait: Collecting,
}

#[derive(Debug, clap::Args)]
pub(super) struct Drawing {
    /// An existing photo, given by its id or whole name
    photo: String,
    /// What the looks show, such as: wearing a blue suit in a modern office
    #[arg(required = true)]
    prompt: Vec<String>,
    /// The name of the new looks
    #[arg(long, default_value = "", hide_default_value = true)]
    name: String,
    /// The shape; v2 only, as are pose and style
    #[arg(long, default_value = "square", value_parser = one_of(LookShape::ALL, LookShape::word))]
    shape: LookShape,
    /// How much of the person is visible
    #[arg(long, default_value = "half_body", value_parser = one_of(Pose::ALL, Pose::word))]
    pose: Pose,
    #[arg(long, default_value = "Realistic", value_parser = one_of(LookStyle::ALL, LookStyle::word))]
    style: LookStyle,
    /// Order them even if the same order is still open
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    wait: Collecting,
}

#[derive(Debug, clap::Args)]
pub(super) struct Collecting {
    /// Accept possible costs without asking
    #[arg(long, short)]
    yes: bool,
    /// How long to wait; the service continues without cuecard
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    timeout: u64,
    #[command(flatten)]
    how: How,
}

impl Deed {
    pub(super) fn how(&mut self) -> &mut How {
        match self {
            Self::Add(adding) => &mut adding.wait.how,
            Self::Draw(drawing) => &mut drawing.wait.how,
            Self::Collect(collecting) => &mut collecting.how,
        }
    }

    pub(super) fn run(&self, out: &mut Out) -> Result<(), Trouble> {
        match self {
            Self::Add(adding) => adding.run(out),
            Self::Draw(drawing) => drawing.run(out),
            Self::Collect(collecting) => commands::errand(&collecting.how.place, async |runner| {
                let mut ends = Ends::listen().map_err(|error| Trouble::system(&error))?;
                ends.limit(Duration::from_secs(collecting.timeout));
                collect(runner, collecting.yes, &mut ends, out).await
            }),
        }
    }
}

impl Adding {
    fn run(&self, out: &mut Out) -> Result<(), Trouble> {
        commands::errand(&self.wait.how.place, async |runner| {
            let mut ends = Ends::listen().map_err(|error| Trouble::system(&error))?;
            ends.limit(Duration::from_secs(self.wait.timeout));
            let of = match &self.to {
                Some(photo) => Some(names::photo(runner, photo).await?),
                None => None,
            };
            let new = NewPhotos { pictures: self.pictures.clone(), name: self.name.clone(), of };
            let made = tokio::select! {
                made = follow(runner, Request::AddPhotos(new), out) => made,
                exit = ends.next() => {
                    let hint = "Continue with: cuecard photos collect";
                    return Err(ended(exit, "the photo may be created all the same", hint));
                }
            };
            finish(runner, made, self.wait.yes, &mut ends, out).await
        })
    }
}

impl Drawing {
    fn run(&self, out: &mut Out) -> Result<(), Trouble> {
        let prompt = text::line(&self.prompt.join(" "));
        if prompt.is_empty() || prompt.chars().count() > MAX_PROMPT {
            return Err(Trouble::usage(format!("the prompt has 1 to {MAX_PROMPT} characters")));
        }
        let assumed = self.wait.how.place.settings()?.assumed();
        commands::account(&self.wait.how.place)?;
        if !self.wait.yes && !consent::can_ask() {
            return Err(unagreed());
        }
        commands::errand(&self.wait.how.place, async |runner| {
            let Terms { dialect, .. } = render::terms(runner, assumed, out).await?;
            let photo = names::photo(runner, &self.photo).await?;
            let plain = (LookShape::Square, Pose::HalfBody, LookStyle::Realistic);
            if dialect.api() == Api::V3 && (self.shape, self.pose, self.style) != plain {
                out.note("v3 has no shape, pose and style: they are left out");
            }
            let cost: Vec<&str> = looks_cost(dialect.api()).collect();
            if self.wait.yes {
                for line in &cost {
                    out.note(line);
                }
            } else if !consent::ask(&cost.join("\n"), "Draw?") {
                return Err(unagreed());
            }
            let mut ends = Ends::listen().map_err(|error| Trouble::system(&error))?;
            ends.limit(Duration::from_secs(self.wait.timeout));
            tokio::select! {
                trained = train(runner, photo.clone(), out) => trained?,
                exit = ends.next() => {
                    let hint = "The training continues without cuecard: order the looks again later.";
                    return Err(ended(exit, "no looks were ordered", hint));
                }
            }
            let prompt = LookPrompt { text: prompt, shape: self.shape, pose: self.pose, style: self.style };
            let wish = LookWish { photo, name: self.name.clone(), prompt, again: self.again };
            // It may be paid for: its answer is waited for, whatever ends the command.
            let read = |reply| if let Reply::LooksOrdered(done) = reply { Some(done) } else { None };
            commands::answer(runner, Request::OrderLooks(Box::new(wish)), read)
                .await
                .map_err(ordered_before)?;
            collect(runner, self.wait.yes, &mut ends, out).await
        })
    }
}

async fn train(runner: &Runner, photo: PhotoId, out: &mut Out) -> Result<(), Fault> {
    let (mut replies, mut said) = (runner.ask(Request::Train(photo)), HashSet::new());
    while let Some(reply) = replies.recv().await {
        match reply {
            Reply::Trained(_, done) => return done,
            other => tell(runner, other, &mut said, out).await,
        }
    }
    Ok(())
}

async fn collect(runner: &Runner, yes: bool, ends: &mut Ends, out: &mut Out) -> Result<(), Trouble> {
    let made = tokio::select! {
        made = follow(runner, Request::CollectLooks, out) => made,
        exit = ends.next() => {
            return Err(ended(exit, "what was ordered is kept", "Fetch it with: cuecard photos collect"));
        }
    };
    finish(runner, made, yes, ends, out).await
}

/// Trains the groups of photos that the service lists after a training, where that is agreed to, and waits for them.
async fn finish(
    runner: &Runner,
    mut made: Made,
    yes: bool,
    ends: &mut Ends,
    out: &mut Out,
) -> Result<(), Trouble> {
    for new in std::mem::take(&mut made.untrained) {
        if !agrees_to_training(&new, yes, out) {
            if !made.looks.is_empty() {
                print((made.looks, None), out)?;
            }
            return Err(untrained(&new));
        }
        tokio::select! {
            trained = train(runner, new.photo.clone(), out) => trained?,
            exit = ends.next() => {
                let hint = "Continue with: cuecard photos collect";
                return Err(ended(exit, &format!("the training of {} goes on", new.name), hint));
            }
        }
        let listed = tokio::select! {
            listed = follow(runner, Request::CollectLooks, out) => listed,
            exit = ends.next() => {
                let hint = "Continue with: cuecard photos collect";
                return Err(ended(exit, &format!("{} is trained", new.name), hint));
            }
        };
        made.looks.extend(listed.looks);
        made.failed = made.failed.or(listed.failed);
    }
    print((made.looks, made.failed), out)
}

fn agrees_to_training(new: &UntrainedPhoto, yes: bool, out: &mut Out) -> bool {
    let what =
        format!("{} was created (group {}). The service lists it after a training.", new.name, new.group);
    let told = [&[what.as_str()], &TRAINING_COST[..]].concat();
    if yes {
        for line in told {
            out.note(line);
        }
        return true;
    }
    consent::can_ask() && consent::ask(&told.join("\n"), "Train it?")
}

fn untrained(new: &UntrainedPhoto) -> Trouble {
    let UntrainedPhoto { name, group, .. } = new;
    let what = format!(
        "{name} was created (group {group}). The service lists it after a training, which was not confirmed"
    );
    Trouble::new(USAGE, "price", what, "Train it with: cuecard photos collect --yes")
}

/// What a request that makes looks came to.
struct Made {
    looks: Vec<Look>,
    /// What went wrong first.
    failed: Option<Fault>,
    /// Photos that are listed after a training.
    untrained: Vec<UntrainedPhoto>,
}

/// Does a request that makes looks, to its end: those that were made, and what went wrong first.
async fn follow(runner: &Runner, request: Request, out: &mut Out) -> Made {
    let (mut replies, mut said) = (runner.ask(request), HashSet::new());
    let (mut all, mut failed, mut untrained) = (Vec::new(), None, Vec::new());
    while let Some(reply) = replies.recv().await {
        match reply {
            Reply::NewLooks(Ok(looks)) => all.extend(looks),
            // The first is what the command ends with.
            Reply::NewLooks(Err(fault)) if failed.is_some() => out.note(&fault.to_string()),
            Reply::NewLooks(Err(fault)) => failed = Some(fault),
            Reply::TrainingNeeded(new) => untrained.push(*new),
            other => tell(runner, other, &mut said, out).await,
        }
    }
    Made { looks: all, failed, untrained }
}

/// Says how far it is, each word once.
async fn tell(runner: &Runner, reply: Reply, said: &mut HashSet<String>, out: &mut Out) {
    match reply {
        Reply::PictureNotes(path, notes) => out.note(&noted(&path, &notes)),
        Reply::LooksAt(at) if !said.contains(&at) => {
            out.note(&at);
            said.insert(at);
        }
        Reply::Speaks(_, Some(notice)) => out.notice(runner, notice).await,
        _ => {}
    }
}

/// What was made is printed all the same.
fn print((looks, failed): (Vec<Look>, Option<Fault>), out: &mut Out) -> Result<(), Trouble> {
    if out.json {
        out.value(&looks.iter().map(Row::of_look).collect::<Vec<_>>());
    } else {
        let rows = looks.iter().map(|look| [look.id.to_string(), look.name.clone()]).collect();
        table::lines(rows).for_each(|line| out.line(&line));
    }
    out.flush();
    if looks.is_empty() && failed.is_none() {
        out.note("No looks are new");
    }
    failed.map_or(Ok(()), |fault| Err(fault.into()))
}

fn ended(exit: u8, so: &str, hint: &str) -> Trouble {
    let (kind, why) = if exit == WAITED { ("waited", "Timed out") } else { ("interrupted", "Interrupted") };
    Trouble::new(exit, kind, format!("{why}; {so}"), hint)
}

/// The same looks are on their way: a script that is run again does not pay for them again.
fn ordered_before(fault: Fault) -> Trouble {
    let hint = "Fetch them with: cuecard photos collect. Add --again to order them again anyway.";
    let is_again = fault.kind == FaultKind::Again;
    let trouble = Trouble::from(fault);
    if is_again { trouble.with_hint(hint) } else { trouble }
}

fn unagreed() -> Trouble {
    let what = "Plans may charge for drawn looks, and the price was not confirmed. Nothing was ordered";
    Trouble::new(USAGE, "price", what, "Add --yes to confirm it")
}
