//! Lenient values: text, a number, a boolean or null, whatever the reference says.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
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
        deserializer.deserialize_any(LenientValueVisitor(PhantomData))
    }
}

struct LenientValueVisitor<'a>(PhantomData<&'a ()>);

impl<'de: 'a, 'a> Visitor<'de> for LenientValueVisitor<'a> {
    type Value = LenientValue<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(LenientValue::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(LenientValue::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(LenientValue::Integer(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(LenientValue::Integer(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(LenientValue::Float(number))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(LenientValue::Bool(value))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(LenientValue::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(LenientValue::Null)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(LenientValue::Null)
    }
}

/// Declares records of the service as `Name { values; [lists]; others: Type }`. Every field may be missing. Values are
/// [`LenientValue`]s, lists are [`RawList`]s.
macro_rules! record {
    ($($(#[$doc:meta])* $name:ident {
        $($(#[$attr:meta])* $value:ident),*
        $(;)? $([$($list:ident),+])?
        $(; $($other:ident: $type:ty),+)?
    })+) => {$(
        $(#[$doc])*
        #[derive(Default, serde::Deserialize)]
        struct $name<'a> {
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

/// A list of raw JSON. Its items are parsed one by one and never kept together, so that a long list costs only the
/// memory of what is made of it.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct RawList<'a>(Option<&'a RawValue>);

impl<'a> RawList<'a> {
    /// Calls `take` with each item in order.
    pub(super) fn for_each(self, take: impl FnMut(&'a RawValue)) {
        let Some(list) = self.0 else { return };
        let mut list = serde_json::Deserializer::from_str(list.get());
        // It cannot fail: the list was parsed once before.
        let _ = list.deserialize_seq(ForEachVisitor(take, PhantomData));
    }

    /// All items of a short list.
    pub(super) fn to_vec(self) -> Vec<&'a RawValue> {
        let mut all = Vec::new();
        self.for_each(|item| all.push(item));
        all
    }
}

/// For `deserialize_with`: `null` is an empty list, unlike a missing one.
pub(super) fn deserialize_list<'de: 'a, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<RawList<'a>>, D::Error> {
    let whole = <&RawValue>::deserialize(deserializer)?;
    match whole.get().as_bytes().first() {
        Some(b'[') => Ok(Some(RawList(Some(whole)))),
        Some(b'n') => Ok(Some(RawList::default())),
        _ => Err(D::Error::custom("not a list")),
    }
}

struct ForEachVisitor<'a, F>(F, PhantomData<&'a ()>);

impl<'de: 'a, 'a, F: FnMut(&'a RawValue)> Visitor<'de> for ForEachVisitor<'a, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        while let Some(item) = seq.next_element()? {
            (self.0)(item);
        }
        Ok(())
    }
}

/// For `deserialize_with`: the number of items; 0 for anything but a list.
pub(super) fn deserialize_item_count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    let whole = <&RawValue>::deserialize(deserializer)?;
    Ok(serde_json::from_str(whole.get()).map_or(0, |ItemCount(count)| count))
}

struct ItemCount(usize);

impl<'de> Deserialize<'de> for ItemCount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ItemCountVisitor)
    }
}

struct ItemCountVisitor;

impl<'de> Visitor<'de> for ItemCountVisitor {
    type Value = ItemCount;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut count = 0;
        while seq.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(ItemCount(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> LenientValue<'_> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn numbers_and_texts_stand_in_for_each_other() {
        assert_eq!(parse("40102").text().unwrap(), "40102");
        assert_eq!(parse("\"40102\"").text().unwrap(), "40102");
        assert_eq!(parse("18.24").number(), Some(18.24));
        assert_eq!(parse("\" 18.24 \"").number(), Some(18.24));
        assert_eq!(parse("\"NaN\"").number(), None);
        assert_eq!(parse("1").boolean(), Some(true));
        assert_eq!(parse("\"False\"").boolean(), Some(false));
    }

    #[test]
    fn what_is_no_plain_value_is_nothing() {
        for odd in ["null", "[1, [2]]", "{\"a\": {}}", "\" \"", "\"\""] {
            assert_eq!(parse(odd).text(), None, "{odd}");
            assert_eq!(parse(odd).number(), None, "{odd}");
        }
    }
}
