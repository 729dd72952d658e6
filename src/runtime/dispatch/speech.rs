//! Handles speech requests: what is kept, the voices that speak without a video, speaking and playing.

use tokio_util::sync::CancellationToken;

use crate::domain::Error;
use crate::runtime::blocking::run_blocking;
use crate::runtime::job::Job;
use crate::runtime::{audio, speech, speech_voices};
use crate::store::recording;
use crate::studio::{PlayedSound, Reply, SpeechReply, SpeechRequest};

pub(super) async fn handle(job: &Job, request: SpeechRequest, stop: CancellationToken) -> Result<(), Error> {
    match request {
        SpeechRequest::LoadKept => job.reply(speech::load_kept(job).await?),
        SpeechRequest::LoadVoices(needed) => {
            let voices = speech_voices::load(job, &needed).await?;
            job.reply(SpeechReply::VoicesLoaded(Ok(voices)));
        }
        SpeechRequest::Speak(inputs) => speech::speak(job, inputs).await?,
        SpeechRequest::Play { sound, from_seconds, speed_tenths } => {
            let playing = async {
                let sound = match sound {
                    PlayedSound::Speech(input) => speech::sound(job, &input).await?,
                    PlayedSound::Recording(path) => run_blocking(move || recording::sound(&path)).await?,
                };
                let started = |from_seconds| job.reply(SpeechReply::PlaybackStarted { from_seconds });
                audio::play_from(job, sound, from_seconds, speed_tenths, started).await
            };
            stop.run_until_cancelled(playing).await.unwrap_or(Ok(()))?;
            job.reply(SpeechReply::PlaybackEnded(Ok(())));
        }
    }
    Ok(())
}

pub(super) fn failure(request: SpeechRequest, error: Error) -> Reply {
    let reply = match request {
        SpeechRequest::LoadKept => return Reply::TaskFailed(error),
        SpeechRequest::LoadVoices(_) => SpeechReply::VoicesLoaded(Err(error)),
        SpeechRequest::Speak(inputs) => SpeechReply::NotSpoken(inputs, error),
        SpeechRequest::Play { .. } => SpeechReply::PlaybackEnded(Err(error)),
    };
    reply.into()
}
