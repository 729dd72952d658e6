//! Speech: recorded syllables at the pitch of a voice, as WAV files and as the sound of a video.

use std::ops::Range;

use crate::sandbox::render::script;
use crate::sandbox::rng::Rng;
use crate::sandbox::world::{StoredScene, clock};

/// Samples per second.
pub(crate) const RATE: u32 = 22_050;

/// Twelve syllables of a low and of a high voice: WAV, 8 bits, half of [`RATE`].
const RECORDINGS: [&[u8]; 2] = [
    include_bytes!("../../../assets/sandbox/low-voice.wav"),
    include_bytes!("../../../assets/sandbox/high-voice.wav"),
];
const WAV_HEADER_BYTES: usize = 44;
const RECORDED_SYLLABLES: usize = 12;
/// The usual length of a syllable that is heard. A recorded one lasts 0.38 s.
const SYLLABLE_SECONDS: f64 = 0.2;
/// Samples over which a syllable fades out.
const FADE: u16 = 400;
/// What a voice says in its sample.
const SAMPLE_TEXT: &str = "Hello there, this is my voice";

/// A voice that speaks: a recording, and how fast it is played.
#[derive(Debug, Clone)]
struct SpeakingVoice {
    voice_id: String,
    recording: &'static [u8],
    step: f64,
}

/// A syllable in its place.
#[derive(Debug, Clone, Copy)]
struct PlacedSyllable {
    speaker: usize,
    /// The index in the recording.
    recorded: usize,
    /// The first sample.
    start: u64,
    /// In samples.
    length: u64,
}

/// The speech of a video. Samples are computed piece by piece, so that memory does not grow with the length.
#[derive(Debug, Default)]
pub(crate) struct Soundtrack {
    /// In the order of time; none overlaps another.
    syllables: Vec<PlacedSyllable>,
    speakers: Vec<SpeakingVoice>,
}

impl Soundtrack {
    /// The speech of scenes that follow each other; `is_female` is asked about the id of a voice.
    pub(crate) fn of(scenes: &[StoredScene], is_female: impl Fn(&str) -> bool) -> Self {
        let mut track = Self::default();
        let mut begin = 0.0;
        for scene in scenes {
            if let Some(speech) = &scene.speech {
                let speaker = track.speaker(&speech.voice, is_female(&speech.voice));
                for word in script::time_words(&scene.text, &speech.pauses, speech.pace) {
                    track.speak(speaker, &word.text, begin + word.start, begin + word.end);
                }
            }
            begin += scene.seconds;
        }
        track
    }

    fn speaker(&mut self, voice_id: &str, is_female: bool) -> usize {
        let known = self.speakers.iter().position(|speaker| speaker.voice_id == voice_id);
        known.unwrap_or_else(|| {
            let pitch = Rng::seeded_by(&format!("sample {voice_id}")).between(0.8, 1.2);
            let recording = &RECORDINGS[usize::from(is_female)][WAV_HEADER_BYTES..];
            self.speakers.push(SpeakingVoice { voice_id: voice_id.to_owned(), recording, step: pitch / 2.0 });
            self.speakers.len() - 1
        })
    }

    /// Fills the time of a word with syllables that its letters choose.
    fn speak(&mut self, speaker: usize, word: &str, start: f64, end: f64) {
        let mut rng = Rng::seeded_by(word);
        let (first, last) = (sample_at(start), sample_at(end));
        let usual = sample_at(SYLLABLE_SECONDS);
        let count = ((last - first + usual / 2) / usual).max(1);
        let place = |at: u64| first + (last - first) * at / count;
        for at in 0..count {
            let (start, length) = (place(at), place(at + 1) - place(at));
            self.syllables.push(PlacedSyllable {
                speaker,
                recorded: rng.below(RECORDED_SYLLABLES),
                start,
                length,
            });
        }
    }

    /// The samples of this range; zero where nobody speaks.
    pub(crate) fn samples(&self, range: &Range<u64>) -> Vec<i16> {
        let mut samples = vec![0; usize::try_from(range.end - range.start).unwrap_or(0)];
        let from = self.syllables.partition_point(|syllable| syllable.start + syllable.length <= range.start);
        let to = self.syllables.partition_point(|syllable| syllable.start < range.end);
        for syllable in self.syllables.get(from..to).unwrap_or_default() {
            let (start, end) =
                (syllable.start.max(range.start), range.end.min(syllable.start + syllable.length));
            let place = |sample: u64| usize::try_from(sample - range.start).unwrap_or(0);
            for (sample, at) in samples[place(start)..place(end)].iter_mut().zip(start..end) {
                *sample = self.sample_of(syllable, at - syllable.start);
            }
        }
        samples
    }

    /// One sample of a syllable: two recorded ones, interpolated.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "places within a recorded syllable, and samples of 16 bits"
    )]
    fn sample_of(&self, syllable: &PlacedSyllable, at: u64) -> i16 {
        let speaker = &self.speakers[syllable.speaker];
        let length = speaker.recording.len() / RECORDED_SYLLABLES;
        let recorded = &speaker.recording[syllable.recorded * length..][..length];
        let place = at as f64 * speaker.step;
        let level = |at: usize| recorded.get(at).map_or(0.0, |byte| (f64::from(*byte) - 128.0) * 220.0);
        let (whole, part) = (place as usize, place.fract());
        let fade = u16::try_from(syllable.length - at).unwrap_or(FADE).min(FADE);
        ((level(whole) * (1.0 - part) + level(whole + 1) * part) * f64::from(fade) / f64::from(FADE)) as i16
    }
}

/// The preview of a voice: a WAV file of one to two seconds, always the same for the same id.
pub(crate) fn sample(voice_id: &str, is_female: bool) -> Vec<u8> {
    wav(&preview(voice_id, is_female))
}

/// A WAV file of what is spoken in a scene.
pub(crate) fn of_scene(scene: &StoredScene, is_female: impl Fn(&str) -> bool) -> Vec<u8> {
    let track = Soundtrack::of(std::slice::from_ref(scene), is_female);
    wav(&track.samples(&(0..sample_at(scene.seconds))))
}

fn preview(voice_id: &str, is_female: bool) -> Vec<i16> {
    let mut track = Soundtrack::default();
    let speaker = track.speaker(voice_id, is_female);
    let pace = Rng::seeded_by(&format!("pace of {voice_id}")).between(0.5, 0.7);
    let words = script::time_words(SAMPLE_TEXT, &[(2, 0.12)], pace);
    for word in &words {
        track.speak(speaker, &word.text, word.start, word.end);
    }
    track.samples(&(0..words.last().map_or(0, |word| sample_at(word.end))))
}

fn sample_at(seconds: f64) -> u64 {
    u64::try_from(clock::millis(seconds)).unwrap_or(0) * u64::from(RATE) / 1000
}

/// A WAV file of one channel and 16 bits.
fn wav(samples: &[i16]) -> Vec<u8> {
    let size = u32::try_from(samples.len() * 2).unwrap_or(0);
    let mut file = Vec::with_capacity(samples.len() * 2 + WAV_HEADER_BYTES);
    file.extend(b"RIFF");
    file.extend((size + 36).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    for (value, bytes) in [(1, 2), (1, 2), (RATE, 4), (RATE * 2, 4), (2, 2), (16, 2)] {
        file.extend(&value.to_le_bytes()[..bytes]);
    }
    file.extend(b"data");
    file.extend(size.to_le_bytes());
    file.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
    file
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::world::records::StoredSpeech;

    #[test]
    fn voice_samples_are_short_and_all_different() {
        let previews: Vec<Vec<u8>> = (0..6).map(|id| sample(&id.to_string(), id % 2 == 0)).collect();
        for preview in &previews {
            let bytes = u32::try_from(preview.len() - WAV_HEADER_BYTES).unwrap();
            let seconds = f64::from(bytes) / 2.0 / f64::from(RATE);
            assert!((0.8..2.3).contains(&seconds), "{seconds}");
            assert_eq!((&preview[..4], &preview[8..16]), (b"RIFF".as_slice(), b"WAVEfmt ".as_slice()));
        }
        assert!(previews.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(previews[0], sample("0", true));
    }

    #[test]
    fn a_voice_sample_is_audible_and_has_a_pause() {
        let samples = preview("any", false);
        let loud = samples.iter().filter(|sample| sample.unsigned_abs() > 3000).count();
        assert!(loud > samples.len() / 20 && samples.iter().all(|sample| sample.unsigned_abs() < 32_000));
        assert!(samples.chunks(400).any(|chunk| chunk.iter().all(|sample| *sample == 0)));
    }

    #[test]
    fn a_soundtrack_in_pieces_equals_the_whole_and_pauses_are_silent() {
        let scene = |text: &str, seconds, pauses| StoredScene {
            text: text.to_owned(),
            seconds,
            speech: Some(StoredSpeech { voice: "someone".to_owned(), pace: 1.0, pauses }),
            ..StoredScene::default()
        };
        let scenes = [scene("Hello there", 2.0, vec![(1, 0.4)]), scene("you", 1.0, Vec::new())];
        let track = Soundtrack::of(&scenes, |_| true);
        let end = 3 * u64::from(RATE);
        let whole = track.samples(&(0..end));
        let pieces: Vec<i16> = (0..end).step_by(441).flat_map(|at| track.samples(&(at..at + 441))).collect();
        assert_eq!(pieces, whole);
        for (from, to, is_loud) in [
            (0.0, 0.4, true),
            (0.4, 0.8, false),
            (0.8, 1.2, true),
            (1.2, 2.0, false),
            (2.0, 2.4, true),
            (2.4, 3.0, false),
        ] {
            let place = |seconds| usize::try_from(sample_at(seconds)).unwrap();
            let peak = whole[place(from)..place(to)].iter().map(|sample| sample.unsigned_abs()).max();
            assert!(if is_loud { peak > Some(3000) } else { peak == Some(0) }, "{from} to {to}: {peak:?}");
        }
    }
}
