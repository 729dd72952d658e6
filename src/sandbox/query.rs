//! Reading the part of an address after the question mark.

/// The decoded value of a name, the first time it stands there.
pub(super) fn value(query: Option<&str>, name: &str) -> Option<String> {
    let pairs = query?.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.into_iter().find(|(key, _)| decode(key) == name).map(|(_, value)| decode(value))
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => match escaped(&rest.clone().take(2).collect::<Vec<u8>>()) {
                Some(decoded) => {
                    rest.nth(1);
                    decoded
                }
                None => byte,
            },
            _ => byte,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn escaped(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*digits.get(at)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
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
