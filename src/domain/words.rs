//! A macro for enums whose variants stand for one word each: in settings, in JSON, or in the service's API.

/// An enum whose variants stand for one word each.
pub trait Word: Copy {
    fn words() -> &'static [&'static str];
    fn parse_word(word: &str) -> Option<Self>;
}

/// Declares an enum with a word for each variant, and gives it `ALL`, `as_str` and `parse`.
macro_rules! words {
    ($(#[$attr:meta])* $vis:vis enum $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$attr])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        $vis enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            $vis const ALL: &[Self] = &[$(Self::$variant),+];

            $vis fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            $vis fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }

        impl $crate::domain::Word for $name {
            fn words() -> &'static [&'static str] {
                &[$($word),+]
            }

            fn parse_word(word: &str) -> Option<Self> {
                Self::parse(word)
            }
        }
    };
}

pub(super) use words;
