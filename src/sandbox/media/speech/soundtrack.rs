//! The sound of a video: for each syllable of its words a syllable in the tone of the voice's sample.

use std::collections::HashMap;
use std::ops::Range;

use super::throat::{Onset, Syllable, Throat};
use crate::sandbox::media::speech::{VOWELS, wav};
use crate::sandbox::render::script;
use crate::sandbox::world::clock;
use crate::sandbox::world::records::StoredScene;

/// Samples a second.
pub(in crate::sandbox) const RATE: u32 = wav::RATE;
/// A word has no more, however long it is.
const MAX_SYLLABLES: usize = 3;
/// Syllables last so many samples or a multiple: those of about one length are one sound.
const STEP: u32 = 128;
/// Syllables are made once for all words that have them, as long as there are not more.
const MAX_KEPT: usize = 400;

/// When which syllable of whom is heard.
#[derive(Debug, Clone, Copy)]
struct Slot {
    /// The first sample.
    at: u64,
    sound: Sound,
}

/// A syllable, as far as its sound depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Sound {
    voice: usize,
    onset: Onset,
    vowel: usize,
    stressed: bool,
    /// In samples.
    length: u32,
}

/// What is heard in a video, made piece by piece: its memory does not grow with the length.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Soundtrack {
    /// In the order of time; none overlaps another.
    slots: Vec<Slot>,
    voices: Vec<(String, Throat)>,
    /// As bytes, so that a piece is copied and not counted out.
    made: HashMap<Sound, Vec<u8>>,
}

impl Soundtrack {
    /// The sound of scenes that follow each other; `is_female` tells it of a voice's id.
    pub(in crate::sandbox) fn of(scenes: &[StoredScene], is_female: impl Fn(&str) -> bool) -> Self {
        let mut track = Self::default();
        let mut begin = 0.0;
        for scene in scenes {
            if let Some(speech) = &scene.speech {
                let voice = track.voice(&speech.voice, &is_female);
                for word in script::timed(&scene.text, &speech.pauses, speech.pace) {
                    track.say(voice, &word.text, begin + word.start, begin + word.end);
                }
            }
            begin += scene.seconds;
        }
        track
    }

    fn voice(&mut self, id: &str, is_female: impl Fn(&str) -> bool) -> usize {
        let known = self.voices.iter().position(|(voice, _)| voice == id);
        known.unwrap_or_else(|| {
            self.voices.push((id.to_owned(), crate::sandbox::media::speech::throat_of(id, is_female(id)).0));
            self.voices.len() - 1
        })
    }

    /// Shares the time of a word among its syllables.
    fn say(&mut self, voice: usize, word: &str, start: f64, end: f64) {
        let syllables = syllables(word);
        let place = |part: usize| {
            let share = f64::from(u32::try_from(part).unwrap_or(0))
                / f64::from(u32::try_from(syllables.len()).unwrap_or(1));
            u64::try_from(clock::millis(start + (end - start) * share)).unwrap_or(0) * u64::from(RATE) / 1000
        };
        for (part, (onset, vowel)) in syllables.iter().enumerate() {
            let (at, next) = (place(part), place(part + 1));
            let length = u32::try_from(next.saturating_sub(at)).unwrap_or(0) / STEP * STEP;
            let stressed = part == 0 && syllables.len() > 1;
            let sound = Sound { voice, onset: *onset, vowel: *vowel, stressed, length };
            if length > 0 {
                self.slots.push(Slot { at, sound });
            }
        }
    }

    fn slots_in(&self, range: &Range<u64>) -> &[Slot] {
        let end = |slot: &Slot| slot.at + u64::from(slot.sound.length);
        let from = self.slots.partition_point(|slot| end(slot) <= range.start);
        let to = self.slots.partition_point(|slot| slot.at < range.end);
        self.slots.get(from..to).unwrap_or_default()
    }

    /// Whether nobody speaks in these samples.
    pub(in crate::sandbox) fn is_silent(&self, range: &Range<u64>) -> bool {
        self.slots_in(range).is_empty()
    }

    /// Samples of 16 bits, the high byte first.
    pub(in crate::sandbox) fn samples(&mut self, range: &Range<u64>) -> Vec<u8> {
        let bytes = |samples: u64| usize::try_from(samples).unwrap_or(0) * 2;
        let mut piece = vec![0; bytes(range.end - range.start)];
        for slot in self.slots_in(range).to_vec() {
            let sound = self.sound(slot.sound);
            // A slot may begin before this piece, or within it.
            let skip = bytes(range.start.saturating_sub(slot.at)).min(sound.len());
            let place = bytes(slot.at.saturating_sub(range.start)).min(piece.len());
            let length = (sound.len() - skip).min(piece.len() - place);
            piece[place..place + length].copy_from_slice(&sound[skip..skip + length]);
        }
        piece
    }

    fn sound(&mut self, sound: Sound) -> &[u8] {
        if self.made.len() >= MAX_KEPT {
            self.made.clear();
        }
        let throat = &self.voices[sound.voice].1;
        self.made.entry(sound).or_insert_with(|| {
            let syllable = Syllable {
                onset: sound.onset,
                vowel: VOWELS[sound.vowel],
                stressed: sound.stressed,
                seconds: wav::seconds(sound.length),
                pause: 0.0,
            };
            let waves = throat.utter(&[syllable]);
            waves.into_iter().flat_map(|wave| wav::level(wave).to_be_bytes()).collect()
        })
    }
}

/// How each syllable of a word begins, and its vowel. A letter of a script without vowels is one syllable.
fn syllables(word: &str) -> Vec<(Onset, usize)> {
    let mut found = Vec::new();
    let mut onset = Onset::Open;
    let mut after_vowel = false;
    for letter in word.chars().flat_map(char::to_lowercase) {
        match vowel(letter) {
            Some(vowel) if !after_vowel => {
                found.push((onset, vowel));
                // Letters of scripts without spaces are syllables of their own.
                (onset, after_vowel) = (Onset::Open, !script::is_spaceless(letter));
            }
            Some(_) => {}
            None => (onset, after_vowel) = (onset_of(letter), false),
        }
    }
    if found.is_empty() {
        found.push((onset, 2));
    }
    if !word.chars().any(script::is_spaceless) {
        found.truncate(MAX_SYLLABLES);
    }
    found
}

/// The place of a letter's vowel in the table of vowels.
fn vowel(letter: char) -> Option<usize> {
    match letter {
        'a' | 'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' => Some(0),
        'e' | 'é' | 'è' | 'ê' | 'ë' => Some(1),
        'i' | 'í' | 'ì' | 'î' | 'ï' | 'y' => Some(3),
        'o' | 'ó' | 'ò' | 'ô' | 'õ' | 'ö' => Some(4),
        'u' | 'ú' | 'ù' | 'û' | 'ü' => Some(5),
        letter if !letter.is_ascii() && letter.is_alphabetic() => {
            usize::try_from(u32::from(letter)).ok().map(|code| code % VOWELS.len())
        }
        _ => None,
    }
}

fn onset_of(letter: char) -> Onset {
    match letter {
        'b' | 'c' | 'd' | 'g' | 'k' | 'p' | 'q' | 't' => Onset::Stop,
        'm' | 'n' => Onset::Nasal,
        'f' | 'h' | 's' | 'v' | 'x' | 'z' => Onset::Hiss,
        'j' | 'l' | 'r' | 'w' => Onset::Glide,
        _ => Onset::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::world::records::StoredSpeech;

    fn scene(text: &str, seconds: f64, pauses: Vec<(usize, f64)>) -> StoredScene {
        let speech = Some(StoredSpeech { voice: "someone".to_owned(), pace: 1.0, pauses });
        StoredScene { text: text.to_owned(), seconds, speech }
    }

    #[test]
    fn words_have_their_syllables() {
        for (word, count) in [("welcome", 3), ("ship", 1), ("hmm", 1), ("international", 3), ("你好", 2)] {
            assert_eq!(syllables(word).len(), count, "{word}");
        }
    }

    #[test]
    fn pieces_are_together_the_whole_and_silence_is_told() {
        let scenes = [scene("Hello there", 2.0, vec![(1, 0.4)]), scene("you", 1.0, Vec::new())];
        let mut track = Soundtrack::of(&scenes, |_| true);
        let whole = track.samples(&(0..3 * u64::from(RATE)));
        let mut pieces = Vec::new();
        for at in (0..3 * u64::from(RATE)).step_by(441) {
            let piece = track.samples(&(at..at + 441));
            if track.is_silent(&(at..at + 441)) {
                assert!(piece.iter().all(|sample| *sample == 0));
            }
            pieces.extend(piece);
        }
        assert_eq!(pieces, whole);
        let loud = |from: f64, to: f64| {
            let place = |seconds: f64| usize::try_from(clock::millis(seconds)).unwrap() * 22_050 / 1000;
            let heard = whole[2 * place(from)..2 * place(to)].chunks(2);
            heard.map(|two| i16::from_be_bytes([two[0], two[1]])).any(|sample| sample.unsigned_abs() > 3000)
        };
        for (from, to, expected) in [
            (0.0, 0.4, true),
            (0.4, 0.8, false),
            (0.8, 1.2, true),
            (1.2, 2.0, false),
            (2.0, 2.4, true),
            (2.4, 3.0, false),
        ] {
            assert_eq!(loud(from, to), expected, "{from} to {to}");
        }
    }
}
