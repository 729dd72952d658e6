//! Lenient values: text, number, boolean or null, whatever the reference says.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A field whose type cannot be relied on. What is neither text nor number nor truth is nothing.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) enum Loose<'a> {
    #[default]
    Nothing,
    Text(Cow<'a, str>),
    Whole(i128),
    Number(f64),
    Truth(bool),
}

impl Loose<'_> {
    /// A text that is not blank, or a number or truth as text; exactly as it came.
    pub(super) fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) if text.trim().is_empty() => None,
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Whole(number) => Some(Cow::Owned(number.to_string())),
            Self::Number(number) => Some(Cow::Owned(number.to_string())),
            Self::Truth(_) | Self::Nothing => None,
        }
    }

    /// A finite number, also one that came as text.
    pub(super) fn number(&self) -> Option<f64> {
        let number = match self {
            Self::Text(text) => text.trim().parse().ok()?,
            #[expect(clippy::cast_precision_loss, reason = "amounts, seconds and times: far below 2^53")]
            Self::Whole(number) => *number as f64,
            Self::Number(number) => *number,
            Self::Truth(_) | Self::Nothing => return None,
        };
        number.is_finite().then_some(number)
    }

    pub(super) fn truth(&self) -> Option<bool> {
        match self {
            Self::Truth(truth) => Some(*truth),
            Self::Whole(number) => Some(*number != 0),
            Self::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Self::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Loose<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor(PhantomData))
    }
}

struct LooseVisitor<'a>(PhantomData<&'a ()>);

impl<'de: 'a, 'a> Visitor<'de> for LooseVisitor<'a> {
    type Value = Loose<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Loose::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Loose::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Loose::Whole(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Loose::Whole(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Loose::Number(number))
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Self::Value, E> {
        Ok(Loose::Truth(truth))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Loose::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Loose::Nothing)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Loose::Nothing)
    }
}

/// A list as it came. Its items are read one after the other, each by itself, and never all kept: a list of very many
/// costs no more than what is made of it.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Items<'a>(Option<&'a RawValue>);

impl<'a> Items<'a> {
    /// Gives each item, still as it came, in its order.
    pub(super) fn each(self, take: impl FnMut(&'a RawValue)) {
        let Some(list) = self.0 else { return };
        let mut list = serde_json::Deserializer::from_str(list.get());
        // It was read once before: it is a list to its end.
        let _ = list.deserialize_seq(EachVisitor(take, PhantomData));
    }

    /// All items of a short list.
    pub(super) fn all(self) -> Vec<&'a RawValue> {
        let mut all = Vec::new();
        self.each(|item| all.push(item));
        all
    }
}

/// For `deserialize_with`: tells a list that is missing from one that is `null`, which has no items.
pub(super) fn items<'de: 'a, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Items<'a>>, D::Error> {
    let whole = <&RawValue>::deserialize(deserializer)?;
    match whole.get().as_bytes().first() {
        Some(b'[') => Ok(Some(Items(Some(whole)))),
        Some(b'n') => Ok(Some(Items::default())),
        _ => Err(D::Error::custom("it is no list")),
    }
}

struct EachVisitor<'a, F>(F, PhantomData<&'a ()>);

impl<'de: 'a, 'a, F: FnMut(&'a RawValue)> Visitor<'de> for EachVisitor<'a, F> {
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

/// For `deserialize_with`: how many items a list has; what is no list has none.
pub(super) fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    let whole = <&RawValue>::deserialize(deserializer)?;
    Ok(serde_json::from_str(whole.get()).map_or(0, |Count(count)| count))
}

struct Count(usize);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(CountVisitor)
    }
}

struct CountVisitor;

impl<'de> Visitor<'de> for CountVisitor {
    type Value = Count;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut count = 0;
        while seq.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(Count(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Loose<'_> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn numbers_and_texts_stand_in_for_each_other() {
        assert_eq!(read("40102").text().unwrap(), "40102");
        assert_eq!(read("\"40102\"").text().unwrap(), "40102");
        assert_eq!(read("18.24").number(), Some(18.24));
        assert_eq!(read("\" 18.24 \"").number(), Some(18.24));
        assert_eq!(read("\"NaN\"").number(), None);
        assert_eq!(read("1").truth(), Some(true));
        assert_eq!(read("\"False\"").truth(), Some(false));
    }

    #[test]
    fn what_is_no_plain_value_is_nothing() {
        for odd in ["null", "[1, [2]]", "{\"a\": {}}", "\" \"", "\"\""] {
            assert_eq!(read(odd).text(), None, "{odd}");
            assert_eq!(read(odd).number(), None, "{odd}");
        }
    }
}
