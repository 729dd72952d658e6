//! Speech alone: how long a script lasts, before a video of it is paid for.

use serde::{Deserialize, Serialize};

use crate::domain::{Fault, VoiceId, ssml};
use crate::heygen::Client;
use crate::heygen::endpoints::Place;
use crate::heygen::lenient::Loose;

#[derive(Serialize)]
struct Speak<'a> {
    text: &'a str,
    voice_id: &'a str,
    input_type: &'a str,
}

#[derive(Deserialize)]
struct Spoken<'a> {
    #[serde(borrow, default)]
    duration: Loose<'a>,
}

impl Client {
    /// Seconds that a voice takes for a script. The service may count it as use.
    pub async fn speech(&self, script: &str, voice: &VoiceId) -> Result<f64, Fault> {
        // Breaks are tags of another language, in which all of it has to be then.
        let marked = ssml(script);
        let (text, input_type) = marked.as_deref().map_or((script, "text"), |text| (text, "ssml"));
        let body = Speak { text, voice_id: voice.as_str(), input_type };
        self.ask(self.post("the speech", &Place::new("/v3/voices/speech"), &body)?, spoken).await
    }
}

pub(in crate::heygen) fn spoken(data: &str) -> Option<f64> {
    let spoken: Spoken<'_> = serde_json::from_str(data).ok()?;
    spoken.duration.number().filter(|seconds| *seconds >= 0.0)
}
