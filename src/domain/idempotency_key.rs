//! Idempotency keys: one that a user chooses for a video, and that of a render.

/// The most characters that the service takes.
const MAX_KEY_CHARS: usize = 255;

/// An idempotency key that the user chose for a video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenIdempotencyKey(String);

impl ChosenIdempotencyKey {
    /// Fails with the reason if the service does not take the key.
    pub fn parse(key: &str) -> Result<Self, String> {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || "_:.-".contains(c);
        if key.is_empty() || key.len() > MAX_KEY_CHARS || !key.chars().all(is_allowed) {
            return Err(format!("a key has 1 to {MAX_KEY_CHARS} letters, digits and characters of _:.-"));
        }
        Ok(Self(key.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The idempotency key that a new render is sent with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RenderIdempotencyKey {
    /// The dialect has none.
    Absent,
    Random,
    Chosen(ChosenIdempotencyKey),
}

impl RenderIdempotencyKey {
    pub fn chosen(&self) -> Option<&ChosenIdempotencyKey> {
        if let Self::Chosen(key) = self { Some(key) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_the_characters_that_the_service_takes() {
        let longest = "k".repeat(MAX_KEY_CHARS);
        for key in ["a", "order-17:scene_2.v1", &longest] {
            assert_eq!(ChosenIdempotencyKey::parse(key).unwrap().as_str(), key);
        }
        let too_long = "k".repeat(MAX_KEY_CHARS + 1);
        for key in ["", " ", "a b", "clé", "a/b", "a\n", &too_long] {
            assert!(ChosenIdempotencyKey::parse(key).is_err(), "{key:?}");
        }
    }
}
