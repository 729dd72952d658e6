//! `cuecard speak PROJECT`: lets the service speak scenes before they are rendered, and keeps what it spoke.

use std::collections::HashMap;
use std::path::PathBuf;

use serde::Serialize;

use super::error::CliError;
use super::names;
use super::output::CommandOutput;
use super::render_row::{CostJson, round_to_thousandth};
use super::requests::{self, CommonArgs};
use super::speech::{self, AccountSpeech};
use super::{account_terms, project_file};
use crate::domain::{
    Dialect, KeptSpeech, NamedKind, Project, Scene, ScenePaces, SpeechInput, SpokenWord, VoiceId, WorkPrice,
    format_count,
};
use crate::runtime::Runner;
use crate::studio::{PlayedSound, Reply, SpeechReply, SpeechRequest};

const NORMAL_SPEED_TENTHS: u32 = 10;

/// Arguments of `cuecard speak`.
#[derive(Debug, clap::Args)]
pub(super) struct SpeakArgs {
    /// The project
    file: PathBuf,
    /// Only this scene, from one; may be repeated [default: all that are not muted]
    #[arg(long, value_name = "N")]
    scene: Vec<usize>,
    /// Accept the price without asking
    #[arg(long, short)]
    yes: bool,
    /// Play the scenes, one after the other
    #[arg(long)]
    play: bool,
    #[command(flatten)]
    pub(super) common: CommonArgs,
}

#[derive(Serialize)]
struct SpokenSceneRow {
    /// The number of the scene, from one.
    scene: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    speaker: Option<String>,
    seconds: f64,
    /// Whether it was kept before, and cost nothing now.
    kept: bool,
    words: Vec<SpokenWordJson>,
}

#[derive(Serialize)]
struct SpokenWordJson {
    word: String,
    start: f64,
    end: f64,
}

#[derive(Serialize)]
struct SpeakJson<'a> {
    title: &'a str,
    seconds: f64,
    /// What was paid now, as far as a price is known.
    cost: Option<CostJson>,
    scenes: &'a [SpokenSceneRow],
}

/// A scene with what is spoken in it.
struct SpokenScene<'a> {
    number: usize,
    speaker: Option<&'a str>,
    input: SpeechInput,
}

pub(super) fn run(args: &SpeakArgs, out: &mut CommandOutput) -> Result<(), CliError> {
    let (project, unknown) = project_file::open(&args.file)?;
    project_file::report_unknown_keys(&args.file, &unknown, out);
    let assumed = args.common.service.load_settings()?.assumed_dialect();
    requests::with_runner(&args.common.service, async |runner| {
        let terms = account_terms::load(runner, assumed, out).await?;
        if !terms.dialect.has_speech() {
            return Err(speech::no_speech_error());
        }
        let paces = resolved_paces(runner, &project, terms.dialect).await?;
        let scenes = scene_inputs(args, &project, &paces)?;
        let before = AccountSpeech::load(runner).await.kept;
        let new = speech::without_kept(scenes.iter().map(|scene| scene.input.clone()), &before);
        let doubt = speech::check_voices(runner, &new).await?;
        let price = speech::price(&new, terms.unit());
        speech::confirm_price(&new, (price, doubt), args.yes, out)?;
        let mut kept = before.clone();
        for (input, speech) in speech::speak(runner, new, terms.unit()).await? {
            kept.insert(input.key(), speech);
        }
        let rows = scenes.iter().filter_map(|scene| spoken_row(scene, &before, &kept));
        print(&project, &rows.collect::<Vec<_>>(), price, out);
        if args.play { play(runner, scenes).await } else { Ok(()) }
    })
}

/// The paces of the project's scenes, with its voices by their ids.
async fn resolved_paces(
    runner: &Runner,
    project: &Project,
    dialect: Dialect,
) -> Result<ScenePaces, CliError> {
    let mut ids = HashMap::new();
    let speakers = project.speakers.iter().filter_map(|speaker| speaker.voice.as_ref());
    for word in project.voice.iter().chain(speakers) {
        let found = names::resolve_in_catalog(runner, NamedKind::Voice, word.as_str()).await?;
        let id = found.map_err(|unclear| names::unclear_name_error(&unclear))?;
        ids.insert(word.clone(), VoiceId::new(id));
    }
    let paces = ScenePaces::without_languages(project, Some(dialect));
    Ok(paces.with_voice_ids(|word| ids.get(word).cloned()))
}

/// The scenes that are spoken, with their words.
fn scene_inputs<'a>(
    args: &SpeakArgs,
    project: &'a Project,
    paces: &ScenePaces,
) -> Result<Vec<SpokenScene<'a>>, CliError> {
    if let Some(missing) = args.scene.iter().find(|number| !(1..=project.scenes.len()).contains(*number)) {
        let count = format_count(project.scenes.len(), "scene");
        return Err(CliError::usage(format!("there is no scene {missing}: the project has {count}")));
    }
    let is_chosen = |number: usize, is_muted: bool| {
        if args.scene.is_empty() { !is_muted } else { args.scene.contains(&number) }
    };
    let chosen = (1..).zip(&project.scenes).filter(|(number, scene)| is_chosen(*number, scene.is_muted));
    let inputs = chosen.clone().filter_map(|(number, scene)| {
        Some(SpokenScene { number, speaker: scene.speaker.as_deref(), input: paces.speech_input(scene)? })
    });
    let inputs: Vec<SpokenScene<'a>> = inputs.collect();
    if !inputs.is_empty() {
        return Ok(inputs);
    }
    let lacks_voice = |scene: &Scene| {
        let is_to_be_spoken = scene.recording.is_none() && !scene.trimmed_script().is_empty();
        is_to_be_spoken && project.voice_of(scene).is_none()
    };
    Err(CliError::usage(if chosen.map(|(_, scene)| scene).any(lacks_voice) {
        "the project has no voice"
    } else {
        "nothing to speak: the scenes are muted, have no words, or have recordings of their own"
    }))
}

fn spoken_row(scene: &SpokenScene<'_>, before: &KeptSpeech, now: &KeptSpeech) -> Option<SpokenSceneRow> {
    let speech = now.get(scene.input.key())?;
    let word = |word: &SpokenWord| SpokenWordJson {
        word: word.text.clone(),
        start: round_to_thousandth(word.start),
        end: round_to_thousandth(word.end),
    };
    Some(SpokenSceneRow {
        scene: scene.number,
        speaker: scene.speaker.map(str::to_owned),
        seconds: round_to_thousandth(speech.seconds),
        kept: before.get(scene.input.key()).is_some(),
        words: speech.words.iter().map(word).collect(),
    })
}

fn print(project: &Project, rows: &[SpokenSceneRow], price: WorkPrice, out: &mut CommandOutput) {
    let seconds = rows.iter().map(|row| row.seconds).sum();
    if out.json {
        let cost = price.cost().filter(|_| rows.iter().any(|row| !row.kept)).map(Into::into);
        let seconds = round_to_thousandth(seconds);
        return out.print_json(&SpeakJson { title: project.display_title(), seconds, cost, scenes: rows });
    }
    out.print_rows(
        rows,
        |row| row.scene,
        |row| {
            let name = match &row.speaker {
                Some(speaker) => format!("scene {}, {speaker}", row.scene),
                None => format!("scene {}", row.scene),
            };
            let state = if row.kept { "kept" } else { "spoken now" };
            [name, format!("{:.1} s", row.seconds), state.to_owned()]
        },
    );
}

/// Plays the scenes, one after the other.
async fn play(runner: &Runner, scenes: Vec<SpokenScene<'_>>) -> Result<(), CliError> {
    for scene in scenes {
        let sound = PlayedSound::Speech(scene.input);
        let request = SpeechRequest::Play { sound, from_seconds: 0.0, speed_tenths: NORMAL_SPEED_TENTHS };
        let read = |reply| match reply {
            Reply::Speech(SpeechReply::PlaybackEnded(ended)) => Some(ended),
            _ => None,
        };
        requests::request_reply(runner, request, read).await?;
    }
    Ok(())
}
