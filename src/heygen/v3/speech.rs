//! Speech without a video: its sound, its length and the times of its words, and the voices that have it.

use serde_json::json;

use super::voices::parse_voices;
use crate::domain::{Error, Speech, SpeechInput, SpokenWord, VoiceCatalog, to_ssml};
use crate::heygen::client::Client;
use crate::heygen::endpoints::EndpointPath;
use crate::heygen::lenient::record;
use crate::heygen::parse::{parse_line, parse_url};
use crate::heygen::request::json_body;

/// The engine of the voices that speak without a video.
const SPEECH_ENGINE: &str = "starfish";

record! {
    SpeechRecord { duration, audio_url; [word_timestamps] }
    WordRecord { word, start, end }
}

impl Client {
    /// Has v3 speak a script. The service may charge for it.
    pub async fn speak(&self, speech: &SpeechInput) -> Result<Speech, Error> {
        let SpeechInput { script, voice, speed, locale } = speech;
        // Breaks are SSML tags: then the whole text must be SSML.
        let ssml = to_ssml(script);
        let (text, input_type) = ssml.as_deref().map_or((script.as_str(), "text"), |text| (text, "ssml"));
        let body = json!({
            "text": text, "voice_id": voice, "input_type": input_type, "speed": speed, "locale": locale,
        });
        let path = EndpointPath::new("/v3/voices/speech");
        let request = self.post("the speech", &path, &json_body(body))?;
        self.execute(request, parse_speech).await
    }

    /// The voices that speak without a video, requested from v3: the account's own, then the public ones.
    pub async fn speech_voices(&self) -> Result<VoiceCatalog, Error> {
        let mut catalog = VoiceCatalog::default();
        for voice_type in ["private", "public"] {
            let path = EndpointPath::new("/v3/voices")
                .with_query("type", voice_type)
                .with_query("engine", SPEECH_ENGINE)
                .with_query("limit", "100");
            for page in
                self.fetch_all_pages("the voices that speak without a video", path, parse_voices).await?
            {
                catalog.voices.extend(page.voices);
                catalog.unreadable_count += page.unreadable_count;
            }
        }
        Ok(catalog)
    }
}

/// Words without times, or with impossible ones, are left out; without a length it is no speech.
pub(in crate::heygen) fn parse_speech(data: &str) -> Option<Speech> {
    let record: SpeechRecord<'_> = serde_json::from_str(data).ok()?;
    let seconds = record.duration.positive_number()?;
    let word = |raw: &&serde_json::value::RawValue| {
        let record: WordRecord<'_> = serde_json::from_str(raw.get()).ok()?;
        let (start, end) = (record.start.number()?, record.end.number()?);
        let is_plausible = start >= 0.0 && end >= start && start <= seconds;
        let text = Some(parse_line(&record.word)).filter(|text| !text.is_empty() && is_plausible)?;
        Some(SpokenWord { text, start, end: end.min(seconds) })
    };
    let mut words: Vec<SpokenWord> =
        record.word_timestamps.unwrap_or_default().iter().filter_map(word).collect();
    words.sort_by(|one, other| one.start.total_cmp(&other.start));
    Some(Speech { seconds, words, audio_url: parse_url(&record.audio_url) })
}
