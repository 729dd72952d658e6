//! Lenient values: text, a number, a boolean or null, whatever the reference says.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use serde_json::value::RawValue;

/// A field whose type cannot be relied on. Anything but text, a number or a boolean is `Null`.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) enum LenientValue<'a> {
    #[default]
    Null,
    Text(Cow<'a, str>),
    Integer(i128),
    Float(f64),
    Bool(bool),
}

impl LenientValue<'_> {
    /// A text that is not blank, or a number as text; verbatim.
    pub(super) fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) if text.trim().is_empty() => None,
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Integer(number) => Some(Cow::Owned(number.to_string())),
            Self::Float(number) => Some(Cow::Owned(number.to_string())),
            Self::Bool(_) | Self::Null => None,
        }
    }

    /// A finite number, also one in a text.
    pub(super) fn number(&self) -> Option<f64> {
        let number = match self {
            Self::Text(text) => text.trim().parse().ok()?,
            #[expect(clippy::cast_precision_loss, reason = "amounts, seconds and times: far below 2^53")]
            Self::Integer(number) => *number as f64,
            Self::Float(number) => *number,
            Self::Bool(_) | Self::Null => return None,
        };
        number.is_finite().then_some(number)
    }

    /// A number above zero: the service writes 0 for a duration that it does not know.
    pub(super) fn positive_number(&self) -> Option<f64> {
        self.number().filter(|number| *number > 0.0)
    }

    pub(super) fn boolean(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            Self::Integer(number) => Some(*number != 0),
            Self::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Self::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for LenientValue<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        let value = match raw.as_bytes() {
            // Most texts have no escapes, and are borrowed.
            [b'"', ..] if !raw.contains('\\') => Ok(Self::Text(Cow::Borrowed(&raw[1..raw.len() - 1]))),
            [b'"', ..] => serde_json::from_str(raw).map(|text| Self::Text(Cow::Owned(text))),
            [b'-' | b'0'..=b'9', ..] => match raw.parse() {
                Ok(number) => Ok(Self::Integer(number)),
                Err(_) => serde_json::from_str(raw).map(Self::Float),
            },
            b"true" => Ok(Self::Bool(true)),
            b"false" => Ok(Self::Bool(false)),
            _ => Ok(Self::Null),
        };
        value.map_err(D::Error::custom)
    }
}

/// Declares records of the service as `Name { values; [lists]; others: Type }`. Every field may be missing. Values are
/// [`LenientValue`]s, lists are [`RawList`]s.
macro_rules! record {
    ($($(#[$doc:meta])* $vis:vis $name:ident {
        $($(#[$attr:meta])* $value:ident),*
        $(;)? $([$($list:ident),+])?
        $(; $($other:ident: $type:ty),+)?
    })+) => {$(
        $(#[$doc])*
        #[derive(Default, serde::Deserialize)]
        $vis struct $name<'a> {
            $(#[serde(borrow, default)] $(#[$attr])* $value: $crate::heygen::lenient::LenientValue<'a>,)*
            $($(
                #[serde(
                    borrow,
                    default,
                    deserialize_with = "crate::heygen::lenient::deserialize_list"
                )]
                $list: Option<$crate::heygen::lenient::RawList<'a>>,
            )+)?
            $($(#[serde(borrow, default)] $other: $type,)+)?
        }
    )+};
}

pub(super) use record;

/// A list whose items are parsed one by one, so that one bad item costs itself alone.
pub(super) type RawList<'a> = Vec<&'a RawValue>;

/// For `deserialize_with`: `null` is an empty list, unlike a missing one.
pub(super) fn deserialize_list<'de: 'a, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<RawList<'a>>, D::Error> {
    Option::deserialize(deserializer).map(|list: Option<RawList<'a>>| Some(list.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> LenientValue<'_> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn numbers_and_strings_are_interchangeable() {
        assert_eq!(parse("40102").text().unwrap(), "40102");
        assert_eq!(parse("\"40102\"").text().unwrap(), "40102");
        assert_eq!(parse("18.24").number(), Some(18.24));
        assert_eq!(parse("\" 18.24 \"").number(), Some(18.24));
        assert_eq!(parse("\"NaN\"").number(), None);
        assert_eq!(parse("1").boolean(), Some(true));
        assert_eq!(parse("\"False\"").boolean(), Some(false));
    }

    #[test]
    fn a_value_that_is_not_scalar_is_none() {
        for odd in ["null", "[1, [2]]", "{\"a\": {}}", "\" \"", "\"\""] {
            assert_eq!(parse(odd).text(), None, "{odd}");
            assert_eq!(parse(odd).number(), None, "{odd}");
        }
    }
}
