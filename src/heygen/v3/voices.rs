//! Voices: the account's own or the public ones, and a voice by its id.

use super::page::CursorPage;
use crate::domain::{Error, Voice, VoiceCatalog, VoiceId};
use crate::heygen::client::Client;
use crate::heygen::endpoints::EndpointPath;
use crate::heygen::shared_records::{parse_voice, parse_voice_records};

impl Client {
    /// All voices of type `private` or `public`.
    pub(super) async fn voices_of_type(&self, voice_type: &str) -> Result<VoiceCatalog, Error> {
        let path = EndpointPath::new("/v3/voices").with_query("type", voice_type).with_query("limit", "100");
        let mut catalog = VoiceCatalog::default();
        for page in self.fetch_all_pages("the voices", path, parse_voices).await? {
            catalog.voices.extend(page.voices);
            catalog.unreadable_count += page.unreadable_count;
        }
        Ok(catalog)
    }

    /// A voice by its id, requested from v3: also one that no list has.
    pub async fn voice(&self, voice: &VoiceId) -> Result<Voice, Error> {
        let path = EndpointPath::new("/v3/voices").with_id(voice.as_str());
        self.execute(self.get("the voice", &path), parse_voice).await
    }
}

pub(in crate::heygen) fn parse_voices(body: &str) -> Option<VoiceCatalog> {
    Some(parse_voice_records(CursorPage::parse(body)?.records()?))
}
