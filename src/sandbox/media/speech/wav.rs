//! Waves in a WAV file: one channel, sixteen bits.

/// Samples a second.
pub(super) const RATE: u32 = 22_050;

/// Waves from -1 to 1.
pub(super) fn file(waves: &[f32]) -> Vec<u8> {
    let data: Vec<u8> = waves.iter().flat_map(|wave| level(*wave).to_le_bytes()).collect();
    let size = u32::try_from(data.len()).unwrap_or(0);
    let mut file = Vec::with_capacity(data.len() + 44);
    file.extend(b"RIFF");
    file.extend((size + 36).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    for (value, bytes) in [(1, 2), (1, 2), (RATE, 4), (RATE * 2, 4), (2, 2), (16, 2)] {
        file.extend(&value.to_le_bytes()[..bytes]);
    }
    file.extend(b"data");
    file.extend(size.to_le_bytes());
    file.extend(data);
    file
}

#[allow(clippy::cast_possible_truncation, reason = "clamped to what sixteen bits hold")]
pub(super) fn level(wave: f32) -> i16 {
    (wave.clamp(-1.0, 1.0) * 32_000.0) as i16
}

/// How long so many samples are heard.
#[allow(clippy::cast_precision_loss, reason = "samples of one syllable")]
pub(super) fn seconds(samples: u32) -> f32 {
    samples as f32 / RATE as f32
}
