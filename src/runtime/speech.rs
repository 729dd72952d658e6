//! Speech without a video: kept by what is spoken, and paid for once.

use std::fs::File;
use std::time::Duration;

use futures_util::{StreamExt, stream};

use super::blocking::run_blocking;
use super::job::Job;
use super::lock::lock;
use super::speech_cache::account_cache;
use super::{paid_work, speech_voices};
use crate::domain::{Error, ErrorKind, PricedWork, Speech, SpeechInput, VoiceId};
use crate::heygen::Client;
use crate::store::speech::{MAX_SOUND_BYTES, SpeechFolder};
use crate::studio::SpeechReply;

const MAX_CONCURRENT_SPEECH_REQUESTS: usize = 4;
/// The longest wait for another process that has speech made.
const PROCESS_LOCK_TIMEOUT: Duration = Duration::from_mins(2);
/// The time between two tries.
const PROCESS_LOCK_RETRY_DELAY: Duration = Duration::from_millis(100);

/// The speech and the list of voices that are kept on the disk.
pub(super) async fn load_kept(job: &Job) -> Result<SpeechReply, Error> {
    let folder = speech_folder(job)?;
    let voices = speech_voices::load_kept(job).await?;
    run_blocking(move || Ok(SpeechReply::KeptLoaded { kept: folder.load_all(), voices })).await
}

/// Has the service speak what is not kept. Each input is replied to.
pub(super) async fn speak(job: &Job, inputs: Vec<SpeechInput>) -> Result<(), Error> {
    let client = job.client().await?;
    if !client.dialect().has_speech() {
        return Err(Error::new("the speech", ErrorKind::Refused, "it needs API v3"));
    }
    let _turn = job.session.speech_lock.lock().await;
    let new = reply_kept(job, inputs).await?;
    if new.is_empty() {
        return Ok(());
    }
    let needed: Vec<VoiceId> = new.iter().map(|input| input.voice.clone()).collect();
    let voices = speech_voices::load(job, &needed).await?;
    let (refused, new): (Vec<_>, Vec<_>) = new.into_iter().partition(|input| voices.is_refused(&input.voice));
    for input in refused {
        let refusals = voices.refusals(&std::iter::once(&input.voice));
        let error = Error::new("the speech", ErrorKind::Refused, refusals.join(". "));
        job.reply(SpeechReply::Spoken(input, Err(error)));
    }
    let _process = lock_other_processes(job).await?;
    // Another process may have had some of them spoken.
    let new = reply_kept(job, new).await?;
    let speak = |input: SpeechInput| {
        let (owner, client) = (job.clone(), client.clone());
        async move {
            let own = input.clone();
            let work = async move { speak_and_keep(&owner, &client, &own).await };
            job.reply(SpeechReply::Spoken(input, job.run_to_completion(work).await));
        }
    };
    stream::iter(new).map(speak).buffered(MAX_CONCURRENT_SPEECH_REQUESTS).collect::<Vec<()>>().await;
    Ok(())
}

/// Replies with what is kept; returns the other inputs.
async fn reply_kept(job: &Job, inputs: Vec<SpeechInput>) -> Result<Vec<SpeechInput>, Error> {
    let mut new: Vec<SpeechInput> = Vec::new();
    for input in inputs {
        match find_kept(job, &input).await? {
            Some(speech) => job.reply(SpeechReply::Spoken(input, Ok(speech))),
            // What two scenes say is spoken once.
            None if new.contains(&input) => {}
            None => new.push(input),
        }
    }
    Ok(new)
}

async fn find_kept(job: &Job, input: &SpeechInput) -> Result<Option<Speech>, Error> {
    let unkept = lock(&job.session.unkept_speech).get(input.key()).map(|speech| Speech::clone(speech));
    if unkept.is_some() {
        return Ok(unkept);
    }
    let (folder, input) = (speech_folder(job)?, input.clone());
    run_blocking(move || Ok(folder.get(&input))).await
}

/// Pays for a speech, and keeps it. The ledger first: what is recorded may be sent.
async fn speak_and_keep(job: &Job, client: &Client, input: &SpeechInput) -> Result<Speech, Error> {
    let paid = paid_work::record(job, PricedWork::Speech, input.estimated_seconds()).await?;
    let spoken = client.speak(input).await;
    paid_work::finish_or_discard(job, paid, &spoken).await;
    let speech = spoken?;
    paid_work::correct(job, paid, PricedWork::Speech, speech.seconds).await;
    // The length is kept before the sound is there: it is paid for by now.
    if let Err(error) = keep(job, input, &speech, None).await {
        lock(&job.session.unkept_speech).insert(input.key(), speech.clone());
        job.reply(SpeechReply::NotKept(error));
        return Ok(speech);
    }
    // Without the sound the times of the words are still good; it is fetched again when it is played.
    let _ = fetch_sound(job, input, &speech).await;
    Ok(speech)
}

/// The sound of a kept speech: from the disk, or from where the service has it.
pub(super) async fn sound(job: &Job, input: &SpeechInput) -> Result<Vec<u8>, Error> {
    let (folder, own) = (speech_folder(job)?, input.clone());
    if let Some(sound) = run_blocking(move || Ok(folder.sound(&own))).await? {
        return Ok(sound);
    }
    let missing = || Error::new("the sound", ErrorKind::NotFound, "it is not kept any more");
    let speech = find_kept(job, input).await?.ok_or_else(missing)?;
    fetch_sound(job, input, &speech).await
}

async fn fetch_sound(job: &Job, input: &SpeechInput, speech: &Speech) -> Result<Vec<u8>, Error> {
    let missing = || Error::new("the sound", ErrorKind::NotFound, "the service gave no link to it");
    let url = speech.audio_url.as_deref().ok_or_else(missing)?;
    let sound = job.client().await?.fetch_media_bytes(url, MAX_SOUND_BYTES).await?;
    // What is not kept is fetched again.
    let _ = keep(job, input, speech, Some(sound.clone())).await;
    Ok(sound)
}

async fn keep(job: &Job, input: &SpeechInput, speech: &Speech, sound: Option<Vec<u8>>) -> Result<(), Error> {
    let (folder, input, speech) = (speech_folder(job)?, input.clone(), speech.clone());
    run_blocking(move || folder.put(&input, &speech, sound.as_deref())).await
}

/// Waits until no other process has speech made. A folder that cannot be locked is no reason to fail: it cannot be shared.
async fn lock_other_processes(job: &Job) -> Result<Option<File>, Error> {
    let folder = speech_folder(job)?;
    let wait = async {
        loop {
            let folder = folder.clone();
            match run_blocking(move || folder.try_lock()).await {
                Ok(None) => tokio::time::sleep(PROCESS_LOCK_RETRY_DELAY).await,
                locked => return locked.unwrap_or_default(),
            }
        }
    };
    let busy = |_| Error::new("the speech", ErrorKind::File, "Another cuecard is still having scenes spoken");
    tokio::time::timeout(PROCESS_LOCK_TIMEOUT, wait).await.map_err(busy)
}

fn speech_folder(job: &Job) -> Result<SpeechFolder, Error> {
    Ok(SpeechFolder::new(&account_cache(job)?))
}
