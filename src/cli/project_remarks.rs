//! What commands say of a project besides its renders, as JSON.

use serde::Serialize;

use super::script_issue_row::ScriptIssueRow;
use crate::domain::{SiblingOffer, VoiceId};

/// What `render` says of a project with each of its renders.
#[derive(Debug, Default, Serialize)]
pub(super) struct ProjectRemarks<'a> {
    /// What would be spoken by mistake.
    pub(super) script_issues: Vec<ScriptIssueRow<'a>>,
    /// What is lost, what it costs besides the rate, what the service may refuse, and which caps are near.
    pub(super) warnings: Vec<String>,
    /// The voices that would carry emotions that are lost.
    pub(super) sibling_voices: Vec<SiblingVoiceRow>,
}

/// A voice that would carry an emotion that is lost.
#[derive(Debug, Clone, Serialize)]
pub(super) struct SiblingVoiceRow {
    /// The numbers of the scenes, from one.
    scenes: Vec<usize>,
    emotion: String,
    voice: VoiceId,
    name: String,
    /// Whether the account chose it before.
    earlier_choice: bool,
}

impl SiblingVoiceRow {
    pub(super) fn list(offers: &[SiblingOffer]) -> Vec<Self> {
        let row = |offer: &SiblingOffer| Self {
            scenes: offer.scenes.clone(),
            emotion: offer.emotion.to_string(),
            voice: offer.voice.clone(),
            name: offer.voice_name.clone(),
            earlier_choice: offer.is_earlier_choice,
        };
        offers.iter().map(row).collect()
    }
}
