//! The policy of the service: API versions, accepted bodies and picture keys, billing.

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::sandbox::http::{ErrorReply, JsonBody};
use crate::sandbox::words::words;

/// The message when an account without a plan has made its videos of the day.
pub(super) const TRIAL_LIMIT: &str = "It seems you've reached your daily api trial limit 5.";

/// How the service behaves. The policy can be changed while the sandbox runs. By default v1, v2 and v3 exist, and
/// premium credits are billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServicePolicy {
    pub sunset: Sunset,
    pub av4: Av4Bodies,
    pub picture_keys: PictureKeys,
    pub training: TrainingPolicy,
    pub billing: Billing,
    pub statuses: StatusWords,
    #[serde(rename = "4k")]
    pub four_k: FourK,
    /// Whether v3 exists. Otherwise its paths reply like every unknown path.
    pub v3: bool,
}

words! {
    /// The sunset of v1 and v2: not announced, announced, or over.
    Sunset {
        /// Not announced.
        Far = "none",
        /// Announced by headers, and by a warning in v2 bodies.
        Announced = "announced",
        /// Announced by headers only.
        Headers = "announced-headers",
        /// Announced by a warning in v2 bodies only.
        Warning = "announced-body",
        /// Announced by headers and bodies, and the date has passed, but v1 and v2 still answer.
        Past = "past-date",
        /// Removed: 410 with JSON.
        Gone = "removed-410",
        /// Removed: 400 with JSON, whose code says so.
        Code = "removed-code",
        /// Removed: the HTML page of an unknown path.
        Unknown = "removed-html",
    }
}

words! {
    /// Which bodies `av4/generate` accepts.
    Av4Bodies {
        /// A list of scenes, as in the reference.
        Scenes = "scenes",
        /// One script, as in the public documentation.
        Flat = "flat",
        Both = "both",
    }
}

words! {
    /// Which picture keys `av4/generate` accepts.
    PictureKeys {
        /// The key of an upload, the id of a talking photo, or a key with a file extension.
        Loose = "loose",
        /// Only the key of an upload or of a generated look.
        Strict = "strict",
        /// The same; and the URLs of pictures contain no key.
        Hidden = "hidden",
        /// Only the id of a talking photo, as in the reference.
        Id = "id",
    }
}

words! {
    /// When a new talking photo is listed.
    TrainingPolicy {
        /// Once it is created.
        Optional = "optional",
        /// After the training of its group, as in the reference.
        Required = "required",
    }
}

words! {
    /// The billing of the account. Past videos are billed by it, too.
    Billing {
        /// US dollars of a wallet, by the rates since 28 August 2026.
        Wallet = "wallet",
        /// A wallet in a currency that no public source names; its numbers are those of dollars.
        WalletInEuros = "wallet-eur",
        /// Credits of a wallet, a tenth per second.
        Enterprise = "enterprise",
        /// Premium credits of a plan, one per three seconds, as in the reference.
        Subscription = "subscription",
        /// Premium credits of a plan, 23 per begun minute of each video.
        WebPlan = "web-plan",
        /// API credits, a tenth per second; then US dollars up to a cap.
        UsageBased = "usage-based",
        /// API credits, a tenth per second; v3 does not show them.
        Quota = "quota",
        /// No plan: five videos a day, each with a watermark and completed with an error.
        Free = "free",
    }
}

words! {
    /// Whether v3 makes videos in 4K with Avatar IV and V.
    FourK {
        /// The service has switched it off for the time being.
        Refused = "refused",
        /// A video costs a third more.
        Accepted = "accepted",
    }
}

words! {
    /// How v1 and v2 spell the status and the error of a video.
    StatusWords {
        /// Five statuses, with `waiting`; errors are objects with a code, a detail and a message.
        Service = "service",
        /// The reference's four statuses (pending, processing, completed, failed); errors are texts.
        Reference = "reference",
    }
}

impl Sunset {
    /// Whether v1 and v2 were removed.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Gone | Self::Code | Self::Unknown)
    }
}

impl Default for ServicePolicy {
    fn default() -> Self {
        Self {
            sunset: Sunset::Far,
            av4: Av4Bodies::Both,
            picture_keys: PictureKeys::Loose,
            training: TrainingPolicy::Optional,
            billing: Billing::Subscription,
            statuses: StatusWords::Service,
            four_k: FourK::Refused,
            v3: true,
        }
    }
}

impl ServicePolicy {
    /// This policy with the fields of a body changed.
    pub(super) fn changed(self, body: &JsonBody) -> Result<Self, ErrorReply> {
        let mut policy = json!(self);
        for (field, value) in body.fields() {
            policy[field] = value.clone();
        }
        serde_json::from_value(policy).map_err(|error| ErrorReply::invalid("body", &error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policy_values_parse_back_from_their_text() {
        for sunset in Sunset::ALL {
            assert_eq!(sunset.to_string().parse::<Sunset>(), Ok(*sunset));
        }
        assert_eq!("flat".parse::<Av4Bodies>(), Ok(Av4Bodies::Flat));
        let refused = "gone".parse::<Sunset>().unwrap_err();
        assert!(
            refused.contains("'gone'") && refused.contains("removed-410, removed-code, removed-html"),
            "{refused}"
        );
    }
}
