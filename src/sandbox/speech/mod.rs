//! Samples of voices.

pub(super) fn sample(_id: &str, _female: bool) -> Vec<u8> {
    b"RIFF".to_vec()
}
