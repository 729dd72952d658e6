//! The voices of the project that no list of the account has: each is looked up by its id.

use super::{CatalogRequest, Remote, Studio};
use crate::domain::{ApiVersion, Error, Voice, VoiceId, may_be_id};

impl Studio {
    /// Looks up the voices of the project that no list has, in v3. Each is requested once.
    pub fn look_up_voices(&mut self) {
        if self.account.dialect.api_version() != ApiVersion::V3 || self.catalog.voices.ready().is_none() {
            return;
        }
        let project = &self.project_state.project;
        let speakers = project.speakers.iter().filter_map(|speaker| speaker.voice.as_ref());
        let is_unknown = |id: &&VoiceId| {
            may_be_id(id.as_str())
                && !self.catalog.known_voices.contains_key(*id)
                && self.voice(id).is_none()
                && !self.is_voice_name_unresolved(id)
        };
        let unknown: Vec<VoiceId> =
            project.voice.iter().chain(speakers).filter(is_unknown).cloned().collect();
        for id in unknown {
            if self.catalog.known_voices.insert(id.clone(), Remote::Loading(self.now)).is_none() {
                self.request(CatalogRequest::LookUpVoice(id));
            }
        }
    }

    pub(super) fn handle_voice_looked_up(&mut self, id: VoiceId, result: Result<Voice, Error>) {
        self.catalog.known_voices.insert(id, result.into());
        self.catalog.revision += 1;
    }
}
