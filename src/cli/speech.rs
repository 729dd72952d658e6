//! Speech for the commands: what is kept for the account, and having inputs spoken.

use super::config;
use super::confirmation;
use super::error::CliError;
use super::error_kind::CliErrorKind;
use super::output::CommandOutput;
use super::requests;
use crate::domain::{
    CreationState, Dialect, Error, KeptSpeech, PricedWork, Project, Recordings, ScenePaces, Speech,
    SpeechInput, SpeechVoices, Unit, VoiceId, WorkPrice, format_count, lost_speech_note, work_price,
};
use crate::runtime::Runner;
use crate::studio::{Reply, SpeechReply, SpeechRequest};

/// The speech of the account.
#[derive(Debug, Default)]
pub(super) struct AccountSpeech {
    pub(super) kept: KeptSpeech,
    /// The kept list of the voices that speak without a video; empty before it was needed.
    voices: SpeechVoices,
}

impl AccountSpeech {
    /// Reads what is kept; nothing where it cannot be read.
    pub(super) async fn load(runner: &Runner) -> Self {
        let read = |reply| match reply {
            Reply::Speech(SpeechReply::KeptLoaded { kept, voices }) => Some(Ok(Self { kept, voices })),
            _ => None,
        };
        requests::request_reply(runner, SpeechRequest::LoadKept, read).await.unwrap_or_default()
    }

    /// Reads what is kept, without asking the service; nothing without an account.
    pub(super) fn load_offline(service: &config::ServiceArgs) -> Self {
        if requests::require_account(service).is_err() {
            return Self::default();
        }
        let loaded = requests::with_runner(service, async |runner| Ok(Self::load(runner).await));
        loaded.unwrap_or_default()
    }

    /// The paces of a project's scenes, with the lengths that are known. Names stand for voices of the kept list.
    pub(super) fn paces(
        &self,
        (project, recordings): (&Project, &Recordings),
        dialect: Option<Dialect>,
    ) -> ScenePaces {
        ScenePaces::without_languages(project, dialect)
            .with_recordings(recordings)
            .with_voice_ids(|word| self.voices.id_of(word))
            .with_kept_speech(self.kept.clone())
    }
}

/// What of a project is not kept, each once.
pub(super) async fn unkept_inputs(
    runner: &Runner,
    project: &Project,
    dialect: Dialect,
) -> Result<Vec<SpeechInput>, CliError> {
    if !dialect.has_speech() {
        return Err(no_speech_error());
    }
    let paces = ScenePaces::without_languages(project, Some(dialect));
    let inputs = project.rendered_scenes().filter_map(|scene| paces.speech_input(scene));
    let new = without_kept(inputs, &AccountSpeech::load(runner).await.kept);
    Ok(new)
}

/// For an account of v2.
pub(super) fn no_speech_error() -> CliError {
    CliError::new(CliErrorKind::Refused, "The service speaks without a video in API v3 only", "")
        .with_nothing_sent()
}

/// The inputs that are not kept, each once.
pub(super) fn without_kept(inputs: impl Iterator<Item = SpeechInput>, kept: &KeptSpeech) -> Vec<SpeechInput> {
    let mut new: Vec<SpeechInput> = Vec::new();
    for input in inputs.filter(|input| kept.get(input.key()).is_none()) {
        if !new.contains(&input) {
            new.push(input);
        }
    }
    new
}

/// What so much speech costs.
pub(super) fn price(inputs: &[SpeechInput], unit: Option<Unit>) -> WorkPrice {
    let seconds = inputs.iter().map(SpeechInput::estimated_seconds).sum();
    work_price(PricedWork::Speech, seconds, unit, requests::today())
}

/// Confirms the price of speech, with what is not known of its voices, before the service is asked for it.
pub(super) fn confirm_price(
    inputs: &[SpeechInput],
    (price, doubt): (WorkPrice, Option<String>),
    is_confirmed: bool,
    out: &mut CommandOutput,
) -> Result<(), CliError> {
    if inputs.is_empty() {
        out.note("All of it is kept: nothing is paid");
        return Ok(());
    }
    let line = format!("Speaking {} {}", format_count(inputs.len(), "scene"), price.describe());
    let lines: Vec<&str> = std::iter::once(&line).chain(&doubt).map(String::as_str).collect();
    if confirmation::confirm(&lines, "Speak?", is_confirmed, out) {
        return Ok(());
    }
    let message = format!("{}; this was not accepted", lines.join(". "));
    Err(CliError::new(CliErrorKind::NotConfirmed, message, "--yes accepts it").with_nothing_sent())
}

/// Fails before the price where voices cannot speak without a video, and names all of them. Says of which voices it is not
/// known.
pub(super) async fn check_voices(
    runner: &Runner,
    inputs: &[SpeechInput],
) -> Result<Option<String>, CliError> {
    if inputs.is_empty() {
        return Ok(None);
    }
    let needed = inputs.iter().map(|input| &input.voice);
    let voices = load_voices(runner, needed.clone().cloned().collect()).await?;
    let refusals = voices.refusals(&needed);
    if refusals.is_empty() {
        return Ok(voices.doubt(needed));
    }
    let hint = "Choose another voice: cuecard voices";
    Err(CliError::new(CliErrorKind::Refused, refusals.join(". "), hint).with_nothing_sent())
}

/// The voices that speak without a video, asked of the service where the kept list is old.
async fn load_voices(runner: &Runner, needed: Vec<VoiceId>) -> Result<SpeechVoices, Error> {
    let read = |reply| match reply {
        Reply::Speech(SpeechReply::VoicesLoaded(voices)) => Some(voices),
        _ => None,
    };
    requests::request_reply(runner, SpeechRequest::LoadVoices(needed), read).await
}

/// Has the service speak inputs; stops at none of them, and returns the first error. What was lost on the way comes first:
/// it may have been charged.
pub(super) async fn speak(
    runner: &Runner,
    inputs: Vec<SpeechInput>,
    unit: Option<Unit>,
) -> Result<Vec<(SpeechInput, Speech)>, CliError> {
    if inputs.is_empty() {
        return Ok(Vec::new());
    }
    let (mut spoken, mut failure, mut lost) = (Vec::new(), None, Vec::new());
    for reply in runner.request_to_end(SpeechRequest::Speak(inputs)).await {
        match reply {
            Reply::Speech(SpeechReply::Spoken(input, Ok(speech))) => spoken.push((input, speech)),
            Reply::Speech(SpeechReply::Spoken(input, Err(error)))
                if error.creation == CreationState::Unknown =>
            {
                lost.push((input, error));
            }
            Reply::Speech(SpeechReply::Spoken(_, Err(error)) | SpeechReply::NotSpoken(_, error))
            | Reply::TaskFailed(error) => failure = failure.or(Some(error)),
            Reply::Speech(SpeechReply::NotKept(error)) => {
                super::stderr::print_note(&format!("The speech cannot be kept. {error}"));
            }
            _ => {}
        }
    }
    match failure {
        _ if !lost.is_empty() => Err(lost_error(lost, unit)),
        Some(error) => Err(error.into()),
        None => Ok(spoken),
    }
}

/// The replies for these inputs were lost: what they may have cost, and what asks again.
fn lost_error(lost: Vec<(SpeechInput, Error)>, unit: Option<Unit>) -> CliError {
    let (inputs, mut errors): (Vec<SpeechInput>, Vec<Error>) = lost.into_iter().unzip();
    let first = errors.swap_remove(0);
    let message = format!("{}. {}", first.summary(), lost_speech_note(inputs.len(), price(&inputs, unit)));
    let hint = "The same command asks again for what is not kept; that may cost a second time.";
    CliError::from(first).with_message(message).with_hint(hint)
}
