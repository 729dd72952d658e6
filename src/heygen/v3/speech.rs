//! Speech alone: how long a script lasts, before a video of it is paid for.

use serde::{Deserialize, Serialize};

use crate::domain::{Error, VoiceId, to_ssml};
use crate::heygen::Client;
use crate::heygen::endpoints::EndpointPath;
use crate::heygen::lenient::LenientValue;

#[derive(Serialize)]
struct SpeechBody<'a> {
    text: &'a str,
    voice_id: &'a str,
    input_type: &'a str,
}

#[derive(Deserialize)]
struct SpeechRecord<'a> {
    #[serde(borrow, default)]
    duration: LenientValue<'a>,
}

impl Client {
    /// Seconds that a voice takes for a script. The service may count it as use.
    pub async fn speech_seconds(&self, script: &str, voice: &VoiceId) -> Result<f64, Error> {
        // Breaks are tags of another language, in which all of it has to be then.
        let marked = to_ssml(script);
        let (text, input_type) = marked.as_deref().map_or((script, "text"), |text| (text, "ssml"));
        let body = SpeechBody { text, voice_id: voice.as_str(), input_type };
        self.execute(
            self.post("the speech", &EndpointPath::new("/v3/voices/speech"), &body)?,
            parse_speech_seconds,
        )
        .await
    }
}

pub(in crate::heygen) fn parse_speech_seconds(data: &str) -> Option<f64> {
    let spoken: SpeechRecord<'_> = serde_json::from_str(data).ok()?;
    spoken.duration.number().filter(|seconds| *seconds >= 0.0)
}
