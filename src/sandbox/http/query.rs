//! Reads query strings.

/// The decoded first value of a parameter.
pub(crate) fn value(query: Option<&str>, name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query?.as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_escapes_are_read() {
        let query = Some("a=1&video_id=x%20y+z%zz&a=2&b");
        assert_eq!(value(query, "a").as_deref(), Some("1"));
        assert_eq!(value(query, "video_id").as_deref(), Some("x y z%zz"));
        assert_eq!(value(query, "b").as_deref(), Some(""));
        assert_eq!(value(query, "c"), None);
    }
}
