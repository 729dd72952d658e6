//! What the price in an open dialog depends on: it is shown anew once one of these has changed.

use super::Studio;
use crate::domain::{ApiVersion, Dialect, LookProfile, PhotoId, SceneRates};

/// What the price of the open project depends on besides the project.
#[derive(Debug, Clone, PartialEq)]
pub struct PriceTerms {
    dialect: Dialect,
    rates: SceneRates,
    /// In v3 the look of each rendered scene; `None` for a talking photo on Avatar IV.
    other_looks: Vec<Option<LookProfile>>,
    /// The revision of the kept speech; `None` while the service speaks.
    speech_revision: Option<u64>,
}

impl Studio {
    /// What the price in an open dialog depends on.
    pub fn price_terms(&self) -> PriceTerms {
        let (project, dialect) = (&self.project_state.project, self.account.dialect);
        let is_v3 = dialect.api_version() == ApiVersion::V3;
        let photos = project.rendered_scenes().filter(|_| is_v3).map(|scene| project.photo_of(scene));
        let other_look = |photo: Option<&PhotoId>| {
            let profile = &self.photo(photo?)?.profile;
            (!profile.is_plain_photo()).then(|| profile.clone())
        };
        PriceTerms {
            dialect,
            rates: self.scene_rates(),
            other_looks: photos.map(other_look).collect(),
            speech_revision: (!self.speech.is_speaking()).then_some(self.speech.revision),
        }
    }
}
