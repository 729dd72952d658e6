//! Which voices speak without a video: the list that is kept, and what the service says of others.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::blocking::run_blocking;
use super::clock;
use super::job::Job;
use super::lock::lock;
use super::speech_cache::account_cache;
use crate::domain::{Error, ErrorKind, OtherVoice, SpeechAbility, SpeechVoices, Voice, VoiceId};
use crate::heygen::Client;

/// The name of the list in the cache.
const VOICES_ENTRY: &str = "speech-voices";
/// A kept list that lacks a needed voice counts only up to this age: the voice may be new.
const MAX_VOICES_AGE: SignedDuration = SignedDuration::from_hours(24);

/// The list that is kept, without asking the service.
pub(super) async fn load_kept(job: &Job) -> Result<SpeechVoices, Error> {
    let cache = account_cache(job)?;
    run_blocking(move || {
        let able = cache.get(VOICES_ENTRY).and_then(|entry| serde_json::from_slice(&entry.bytes).ok());
        Ok(SpeechVoices { able: able.unwrap_or_default(), ..SpeechVoices::default() })
    })
    .await
}

/// What is known of these voices: those of the kept list, or else of the service's, which is asked about the others.
pub(super) async fn load(job: &Job, needed: &[VoiceId]) -> Result<SpeechVoices, Error> {
    let able = load_able(job, needed).await?;
    let mut others = lock(&job.session.other_voices).clone();
    others.retain(|id, _| !able.contains_key(id));
    let new: Vec<&VoiceId> =
        needed.iter().filter(|id| !able.contains_key(id) && !others.contains_key(id)).collect();
    if !new.is_empty() {
        others.extend(look_up(job, &new, !able.is_empty()).await?);
    }
    Ok(SpeechVoices { able, others })
}

/// The voices that speak without a video; none where the service has no such list.
async fn load_able(job: &Job, needed: &[VoiceId]) -> Result<BTreeMap<VoiceId, String>, Error> {
    let cache = account_cache(job)?;
    let reader = cache.clone();
    if let Some(entry) = run_blocking(move || Ok(reader.get(VOICES_ENTRY))).await? {
        let kept: Option<BTreeMap<VoiceId, String>> = serde_json::from_slice(&entry.bytes).ok();
        let is_recent = clock::now().duration_since(entry.stored_at).abs() < MAX_VOICES_AGE;
        let is_enough = |kept: &BTreeMap<_, _>| is_recent || needed.iter().all(|id| kept.contains_key(id));
        if let Some(kept) = kept.filter(is_enough) {
            return Ok(kept);
        }
    }
    let able: BTreeMap<VoiceId, String> = match job.client().await?.speech_voices().await {
        Ok(catalog) => catalog.voices.into_iter().map(|voice| (voice.id, voice.name)).collect(),
        Err(error) if error.is_transient() || error.kind == ErrorKind::ApiKey => return Err(error),
        // A service without such a list says by failing which voices it does not speak.
        Err(_) => return Ok(BTreeMap::new()),
    };
    run_blocking(move || {
        // A failed write costs time at the next start, and nothing else.
        let _ = cache.put(VOICES_ENTRY, &serde_json::to_vec(&able).unwrap_or_default());
        Ok(able)
    })
    .await
}

/// Asks the service about voices that it does not list as speaking without a video. Its answers are remembered.
async fn look_up(
    job: &Job,
    ids: &[&VoiceId],
    has_list: bool,
) -> Result<BTreeMap<VoiceId, OtherVoice>, Error> {
    let client = job.client().await?;
    // In a list of all voices, one that is not among those that speak is one that does not.
    let listed = if has_list { client.voices().await?.voices } else { Vec::new() };
    let mut found = BTreeMap::new();
    for id in ids.iter().copied() {
        let (other, is_answer) = match listed.iter().find(|voice| voice.id == *id) {
            Some(voice) => (other_voice(Some(voice.clone()), SpeechAbility::Unable), true),
            None => look_up_unlisted(&client, id).await,
        };
        if is_answer {
            lock(&job.session.other_voices).insert(id.clone(), other.clone());
        }
        found.insert(id.clone(), other);
    }
    Ok(found)
}

/// A voice that no list has, and whether the service answered.
async fn look_up_unlisted(client: &Client, id: &VoiceId) -> (OtherVoice, bool) {
    match client.voice(id).await {
        Ok(voice) => (other_voice(Some(voice), SpeechAbility::Unknown), true),
        Err(error) if error.kind == ErrorKind::NotFound => (other_voice(None, SpeechAbility::NotFound), true),
        Err(_) => (other_voice(None, SpeechAbility::Unknown), false),
    }
}

fn other_voice(voice: Option<Voice>, ability: SpeechAbility) -> OtherVoice {
    OtherVoice { name: voice.map(|voice| voice.name), ability }
}
