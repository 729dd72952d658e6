//! Speech without a video: measures how long a script lasts.

use serde_json::json;

use crate::domain::{Error, VoiceId, to_ssml};
use crate::heygen::client::Client;
use crate::heygen::endpoints::EndpointPath;
use crate::heygen::lenient::record;
use crate::heygen::request::json_body;

record! {
    SpeechRecord { duration }
}

impl Client {
    /// The seconds that a voice takes for a script at a speed, requested from v3. The service may charge for it.
    pub async fn speech_seconds(
        &self,
        script: &str,
        voice: &VoiceId,
        speed: Option<f64>,
    ) -> Result<f64, Error> {
        // Breaks are SSML tags: then the whole text must be SSML.
        let ssml = to_ssml(script);
        let (text, input_type) = ssml.as_deref().map_or((script, "text"), |text| (text, "ssml"));
        let body = json!({ "text": text, "voice_id": voice, "input_type": input_type, "speed": speed });
        let path = EndpointPath::new("/v3/voices/speech");
        let request = self.post("the speech", &path, &json_body(body))?;
        self.execute(request, parse_speech_seconds).await
    }
}

pub(in crate::heygen) fn parse_speech_seconds(data: &str) -> Option<f64> {
    let record: SpeechRecord<'_> = serde_json::from_str(data).ok()?;
    record.duration.number().filter(|seconds| *seconds >= 0.0)
}
