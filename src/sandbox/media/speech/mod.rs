//! Samples of voices: babble that has a voice's pitch, pace and breath, made from its id.

mod soundtrack;
mod throat;
mod wav;

pub(in crate::sandbox) use soundtrack::{RATE, Soundtrack};

use crate::sandbox::rng::Rng;
use throat::{Onset, Syllable, Throat};

/// First to third formant of a man's vowels, in hertz.
const VOWELS: [[f32; 3]; 8] = [
    [730.0, 1090.0, 2440.0],
    [530.0, 1840.0, 2480.0],
    [390.0, 1990.0, 2550.0],
    [270.0, 2290.0, 3010.0],
    [570.0, 840.0, 2410.0],
    [300.0, 870.0, 2240.0],
    [640.0, 1190.0, 2390.0],
    [490.0, 1350.0, 1690.0],
];
const ONSETS: [Onset; 7] =
    [Onset::Stop, Onset::Stop, Onset::Nasal, Onset::Hiss, Onset::Glide, Onset::Glide, Onset::Open];

/// A WAV file of one to two seconds, the same for the same id.
pub(in crate::sandbox) fn sample(id: &str, feminine: bool) -> Vec<u8> {
    wav::file(&waves(id, feminine))
}

/// A WAV file of exactly so many milliseconds: the sample again and again.
pub(in crate::sandbox) fn lasting(id: &str, feminine: bool, millis: u32) -> Vec<u8> {
    let once = waves(id, feminine);
    let samples = u64::from(wav::RATE) * u64::from(millis) / 1000;
    let samples = usize::try_from(samples).unwrap_or(0);
    let waves: Vec<f32> = once.iter().copied().cycle().take(samples).collect();
    wav::file(&waves)
}

fn waves(id: &str, feminine: bool) -> Vec<f32> {
    let (throat, mut rng) = throat_of(id, feminine);
    throat.speak(&phrase(&mut rng))
}

/// The throat of a voice, and the chance that goes on from there.
fn throat_of(id: &str, feminine: bool) -> (Throat, Rng) {
    let mut rng = Rng::seeded_by(&format!("sample {id}"));
    let throat = Throat {
        pitch: if feminine { rng.span(172.0, 236.0) } else { rng.span(88.0, 142.0) },
        // A shorter throat sounds higher.
        formants: if feminine { rng.span(1.10, 1.22) } else { rng.span(0.94, 1.06) },
        breath: rng.span(0.02, 0.10),
        lilt: rng.span(0.08, 0.20),
        seed: rng.next_u64(),
    };
    (throat, rng)
}

/// Five to eight syllables, a stress now and then, and a pause where a comma would be.
fn phrase(rng: &mut Rng) -> Vec<Syllable> {
    let pace = rng.span(0.145, 0.205);
    let count = 5 + rng.below(4);
    let comma = 2 + rng.below(3);
    let mut syllables: Vec<Syllable> = (0..count).map(|at| syllable(rng, pace, at == comma)).collect();
    if let Some(last) = syllables.last_mut() {
        last.seconds *= 1.5;
    }
    syllables
}

fn syllable(rng: &mut Rng, pace: f32, before_pause: bool) -> Syllable {
    let stressed = rng.chance(40);
    Syllable {
        onset: *rng.pick(&ONSETS),
        vowel: *rng.pick(&VOWELS),
        stressed,
        seconds: pace * rng.span(0.8, 1.2) * if stressed { 1.25 } else { 0.95 },
        pause: if before_pause { rng.span(0.09, 0.16) } else { 0.0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_short_and_each_its_own() {
        let samples: Vec<Vec<u8>> = (0..6).map(|id| sample(&id.to_string(), id % 2 == 0)).collect();
        for sample in &samples {
            let seconds = f64::from(u32::try_from(sample.len() - 44).unwrap()) / 2.0 / f64::from(wav::RATE);
            assert!((0.8..2.3).contains(&seconds), "{seconds}");
            assert_eq!((&sample[..4], &sample[8..16]), (b"RIFF".as_slice(), b"WAVEfmt ".as_slice()));
        }
        assert!(samples.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(samples[0], sample("0", true));
    }

    #[test]
    fn a_sample_is_loud_and_has_pauses() {
        let bytes = sample("any", false);
        let waves: Vec<i16> =
            bytes[44..].chunks(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
        let loud = waves.iter().filter(|wave| wave.unsigned_abs() > 3000).count();
        assert!(loud > waves.len() / 20 && waves.iter().all(|wave| wave.unsigned_abs() < 32_000));
        assert!(waves.chunks(400).any(|chunk| chunk.iter().all(|wave| wave.unsigned_abs() < 900)));
    }
}
