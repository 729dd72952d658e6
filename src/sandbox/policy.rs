//! The policy of the service: API versions, accepted bodies and picture keys, billing.

use std::fmt;
use std::str::FromStr;

use serde_json::{Value, json};

use crate::sandbox::http::form::Form;
use crate::sandbox::http::reply::ErrorReply;

/// Terms may be changed while the sandbox runs. The default is a service that serves both generations and
/// bills premium credits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServicePolicy {
    pub sunset: Sunset,
    pub av4: Av4Bodies,
    pub picture_keys: PictureKeys,
    pub training: TrainingPolicy,
    pub billing: Billing,
    pub statuses: StatusWords,
    /// Whether `/v3` exists; without it its paths are the HTML page of every unknown path.
    pub v3: bool,
}

/// A word that none of the switch's own is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWord {
    word: String,
    known: Vec<&'static str>,
}

/// A closed set whose members have a word each, for flags and levers.
macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$meaning:meta])* $member:ident = $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$meaning])* $member,)+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$member),+];

            pub fn name(self) -> &'static str {
                match self { $(Self::$member => $word,)+ }
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                let found = Self::ALL.iter().find(|member| member.name() == word);
                found.copied().ok_or_else(|| UnknownWord { word: word.to_owned(), known: vec![$($word),+] })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

words! {
    /// How far the end of v1 and v2 has come.
    Sunset {
        /// They answer and say nothing of it.
        Far = "none",
        /// They answer; headers, and a warning in v2 bodies, name the day.
        Announced = "announced",
        /// They answer; headers alone name the day.
        Headers = "announced-headers",
        /// They answer; a warning in v2 bodies alone names the day.
        Warning = "announced-body",
        /// They answer 410 in JSON.
        Gone = "removed-410",
        /// They answer 400 in JSON, and the code alone says that they were removed.
        Code = "removed-code",
        /// They answer with the HTML page of an unknown path.
        Unknown = "removed-html",
    }
}

words! {
    /// Which bodies `av4/generate` takes.
    Av4Bodies {
        /// Several scenes, as the reference has it.
        Scenes = "scenes",
        /// One script, as the public documentation has it.
        Flat = "flat",
        Both = "both",
    }
}

words! {
    /// What names a picture to `av4/generate`.
    PictureKeys {
        /// An upload's key, a talking photo's id, or a key with an ending.
        Loose = "loose",
        /// The key of an upload or of a generation and nothing else.
        Strict = "strict",
        /// The same, and photos are shown as WEBP at addresses that tell no key.
        Hidden = "hidden",
        /// A talking photo's id and nothing else, as the reference has it.
        Id = "id",
    }
}

words! {
    /// When the list of avatars has a new talking photo.
    TrainingPolicy {
        /// As soon as it is made.
        Optional = "optional",
        /// After the training of its group, as the reference has it.
        Required = "required",
    }
}

words! {
    /// What the account pays with. The whole history is reckoned in it.
    Billing {
        /// US dollars, 0.05 a second.
        Wallet = "wallet",
        /// Premium credits of a plan, one for three seconds.
        Subscription = "subscription",
        /// API credits, a tenth a second; when they are used up, dollars to a cap.
        UsageBased = "usage-based",
    }
}

words! {
    /// How v1 and v2 say where a video stands and why it failed.
    StatusWords {
        /// Five words, `waiting` among them; an error is an object with a code, a detail and a message.
        Service = "service",
        /// The reference's four words (pending, processing, completed, failed); an error is a text.
        Reference = "reference",
    }
}

impl Sunset {
    /// Whether v1 and v2 answer no more.
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
            v3: true,
        }
    }
}

impl ServicePolicy {
    /// These terms with what a lever names changed.
    pub(super) fn changed(self, form: &Form<'_>) -> Result<Self, ErrorReply> {
        Ok(Self {
            sunset: read(form, "sunset", self.sunset)?,
            av4: read(form, "av4", self.av4)?,
            picture_keys: read(form, "picture_keys", self.picture_keys)?,
            training: read(form, "training", self.training)?,
            billing: read(form, "billing", self.billing)?,
            statuses: read(form, "statuses", self.statuses)?,
            v3: form.flag("v3")?.unwrap_or(self.v3),
        })
    }

    pub(super) fn described(self) -> Value {
        json!({
            "sunset": self.sunset.name(),
            "av4": self.av4.name(),
            "picture_keys": self.picture_keys.name(),
            "training": self.training.name(),
            "billing": self.billing.name(),
            "statuses": self.statuses.name(),
            "v3": self.v3,
        })
    }
}

fn read<T: FromStr<Err = UnknownWord>>(form: &Form<'_>, field: &str, otherwise: T) -> Result<T, ErrorReply> {
    match form.text(field)?.map(str::parse) {
        None => Ok(otherwise),
        Some(Ok(known)) => Ok(known),
        Some(Err(unknown)) => form.refuse(field, &unknown.to_string()),
    }
}

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "'{}' is none of: {}", self.word, self.known.join(", "))
    }
}

impl std::error::Error for UnknownWord {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_it_is_written() {
        for sunset in Sunset::ALL {
            assert_eq!(sunset.to_string().parse::<Sunset>(), Ok(*sunset));
        }
        assert_eq!("flat".parse::<Av4Bodies>(), Ok(Av4Bodies::Flat));
        let refused = "gone".parse::<Sunset>().unwrap_err().to_string();
        assert!(
            refused.contains("'gone'") && refused.contains("removed-410, removed-code, removed-html"),
            "{refused}"
        );
    }
}
