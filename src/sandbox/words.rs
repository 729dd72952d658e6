//! Enums whose members have a name, for command line flags, admin endpoints and files.

/// An enum of named members, with `ALL`, `name`, `meaning` (the comments of its members), parsing and serde.
macro_rules! words {
    ($(#[doc = $about:literal])* $name:ident { $($(#[doc = $meaning:literal])* $member:ident = $word:literal,)+ }) => {
        $(#[doc = $about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[doc = $meaning])* #[serde(rename = $word)] $member,)+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$member),+];

            pub fn name(self) -> &'static str {
                match self { $(Self::$member => $word,)+ }
            }

            pub fn meaning(self) -> &'static str {
                match self { $(Self::$member => concat!($($meaning),*).trim_ascii(),)+ }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(word: &str) -> Result<Self, String> {
                let found = Self::ALL.iter().find(|member| member.name() == word);
                found.copied().ok_or_else(|| format!("'{word}' is none of: {}", [$($word),+].join(", ")))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

pub(super) use words;
