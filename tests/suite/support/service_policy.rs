//! Service policies of a sandbox, and the states of v2 with their notices.

use cuecard::domain::ApiVersion;
use cuecard::sandbox::{PictureKeys, Sandbox, ServicePolicy, Sunset};

use self::SunsetNotice::{EndDate, Ended, ServiceMessage};

pub(crate) fn sunset_policy(sunset: Sunset) -> ServicePolicy {
    ServicePolicy { sunset, ..ServicePolicy::default() }
}

pub(crate) fn picture_key_policy(picture_keys: PictureKeys) -> ServicePolicy {
    ServicePolicy { picture_keys, ..ServicePolicy::default() }
}

/// The picture key of the paid render at this index.
pub(crate) fn paid_picture_key(sandbox: &Sandbox, at: usize) -> String {
    sandbox.report().paid[at].request["image_key"].as_str().unwrap().to_owned()
}

/// What the user is told about the end of v2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SunsetNotice {
    EndDate,
    /// The message of the service and its link.
    ServiceMessage,
    Ended,
}

/// The states of v2: the API version used and the notices shown.
pub(crate) const SUNSET_STATES: [(Sunset, ApiVersion, &[SunsetNotice]); 8] = [
    (Sunset::Far, ApiVersion::V2, &[]),
    (Sunset::Announced, ApiVersion::V2, &[EndDate, ServiceMessage]),
    (Sunset::Headers, ApiVersion::V2, &[EndDate]),
    (Sunset::Warning, ApiVersion::V2, &[EndDate, ServiceMessage]),
    (Sunset::Past, ApiVersion::V3, &[Ended]),
    (Sunset::Gone, ApiVersion::V3, &[Ended]),
    (Sunset::Code, ApiVersion::V3, &[Ended]),
    (Sunset::Unknown, ApiVersion::V3, &[Ended]),
];

/// The year of the announced end of v2.
pub(crate) fn sunset_year(sunset: Sunset) -> u16 {
    if sunset == Sunset::Past { 2026 } else { 2099 }
}

/// Panics if a state of v2 is not in [`SUNSET_STATES`].
pub(crate) fn assert_all_sunset_states() {
    assert!(SUNSET_STATES.iter().map(|state| state.0).eq(Sunset::ALL.iter().copied()), "all states are here");
}
