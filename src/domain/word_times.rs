//! When each word of a script is spoken, and each pause is, by the estimate: for the table read and for subtitles.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::script::{WordTimer, has_glyphs};
use super::spoken_times::align_to_speech;
use super::word_time::{WordTime, WordTimeKind};
use super::{Pace, Scene, ScenePaces, Script, ScriptTokenKind, SpokenLanguage, UnspokenKind};

/// The words of a scene that is rendered, and when it is played.
#[derive(Debug, Clone, PartialEq)]
pub struct SceneTimes {
    /// The index of the scene in the project.
    pub scene: usize,
    /// Seconds from the start of the video.
    pub seconds: Range<f64>,
    pub words: Vec<WordTime>,
}

/// A part of a script without its time: its bytes, its kind, and its share of the spoken seconds or its pause.
type WeightedPart = (Range<usize>, WordTimeKind, f64);

/// The times of all scenes that are not muted, one after the other, as they are spoken where that is known. Their sum is that
/// of the estimate.
pub fn scene_times(scenes: &[Scene], paces: &ScenePaces) -> Vec<SceneTimes> {
    let mut start = 0.0;
    let rendered = scenes.iter().enumerate().filter(|(_, scene)| !scene.is_muted);
    let timed = rendered.map(|(index, scene)| {
        let pace = paces.of(scene);
        // The words of a speech have their own times, and not a share of its length.
        let mut words = word_times(scene, Pace { spoken_seconds: None, ..pace });
        if let Some(speech) = paces.speech_of(scene) {
            align_to_speech(&scene.script, &mut words, speech);
        }
        for word in &mut words {
            word.seconds = start + word.seconds.start..start + word.seconds.end;
        }
        let end = start + scene.length(pace).total_seconds();
        SceneTimes { scene: index, seconds: std::mem::replace(&mut start, end)..end, words }
    });
    timed.collect()
}

/// The words and pauses of a scene that starts at 0, in their order. The last one ends with the estimate of the scene,
/// and a word takes its share of the seconds that all words take. Text that is not spoken, such as a dash, belongs to the
/// word before it.
fn word_times(scene: &Scene, pace: Pace) -> Vec<WordTime> {
    let parts = weighted_parts(&scene.script, pace.language);
    let weights = |kind: WordTimeKind| {
        parts.iter().filter(move |part| part.1 == kind).map(|(_, _, weight)| weight).sum::<f64>()
    };
    let total = scene.length(pace).total_seconds();
    let (spoken, paused) = (weights(WordTimeKind::Word), weights(WordTimeKind::Pause));
    // Nobody knows where a recording pauses: words and pauses have their share of it.
    let (factor, pause_factor) = match pace.recorded_seconds {
        Some(_) if spoken + paused > 0.0 => (total / (spoken + paused), total / (spoken + paused)),
        None if spoken > 0.0 => ((total - paused) / spoken, 1.0),
        Some(_) | None => (0.0, 1.0),
    };
    let mut start = 0.0;
    let time = |(range, kind, weight)| {
        let end = start + weight * if kind == WordTimeKind::Word { factor } else { pause_factor };
        WordTime { range, kind, seconds: std::mem::replace(&mut start, end)..end }
    };
    parts.into_iter().map(time).collect()
}

fn weighted_parts(script: &Script, voice: Option<SpokenLanguage>) -> Vec<WeightedPart> {
    let mut parts = PartList { script, timer: script.word_timer(voice), parts: Vec::new() };
    let mut start = 0;
    for token in script.analysis().tokens() {
        let range = token.range.clone();
        let pause = match token.kind {
            ScriptTokenKind::Pause { seconds, .. } => Some(seconds),
            // It is not sent.
            ScriptTokenKind::Unspoken(UnspokenKind::SpeakTag) => None,
            _ => continue,
        };
        parts.push_words(start..range.start);
        start = range.end;
        parts.parts.extend(pause.map(|seconds| (range, WordTimeKind::Pause, seconds)));
    }
    parts.push_words(start..script.len());
    parts.parts
}

/// The parts of a script that were found so far.
struct PartList<'a> {
    script: &'a str,
    timer: WordTimer,
    parts: Vec<WeightedPart>,
}

impl PartList<'_> {
    /// Adds the words of a text between two breaks.
    fn push_words(&mut self, text: Range<usize>) {
        let (script, first) = (self.script, self.parts.len());
        for (start, run) in runs(&script[text.clone()]) {
            let start = text.start + start;
            if !has_glyphs(run) {
                self.push_word(first, start..start + run.len());
                continue;
            }
            for (offset, word) in run.split_word_bound_indices() {
                self.push_word(first, start + offset..start + offset + word.len());
            }
        }
    }

    /// Adds a word, or lengthens the one before it by what is not spoken; `first` is the first part of this text.
    fn push_word(&mut self, first: usize, range: Range<usize>) {
        let script = self.script;
        let seconds = self.timer.next_seconds(&script[range.clone()]);
        let is_silent = |weight: f64| weight <= 0.0;
        let is_same_line = |before: &Range<usize>| !script[before.end..range.start].contains('\n');
        match self.parts[first..].last_mut() {
            Some((before, _, _)) if is_silent(seconds) && is_same_line(before) => before.end = range.end,
            // An opening quotation mark or bracket belongs to the word after it.
            Some((before, _, weight)) if is_silent(*weight) && is_same_line(before) => {
                before.end = range.end;
                *weight = seconds;
            }
            _ => self.parts.push((range, WordTimeKind::Word, seconds)),
        }
    }
}

/// The runs of text without whitespace, with the byte that each starts at.
fn runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive(char::is_whitespace).filter_map(move |part| {
        let run = (start, part.trim_end());
        start += part.len();
        (!run.1.is_empty()).then_some(run)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::script::tests::measure_script;
    use super::*;

    /// The parts of a script as text, with the tenths of a second that each takes.
    fn timed(script: &str) -> Vec<(&str, i64)> {
        #[expect(clippy::cast_possible_truncation, reason = "a few seconds")]
        let tenths = |part: &WordTime| ((part.seconds.end - part.seconds.start) * 10.0).round() as i64;
        word_times(&Scene::new(script), Pace::default())
            .iter()
            .map(|part| (&script[part.range.clone()], tenths(part)))
            .collect()
    }

    #[test]
    fn words_take_the_standard_rate_and_breaks_their_seconds() {
        assert_eq!(
            timed("Hello, and “welcome”. <break time=\"1.5s\"/> Today\n- we ship -"),
            [
                ("Hello,", 4),
                ("and", 4),
                ("“welcome”.", 4),
                ("<break time=\"1.5s\"/>", 15),
                ("Today", 4),
                ("- we", 4),
                ("ship -", 4),
            ]
        );
    }

    #[test]
    fn words_and_pauses_share_the_seconds_of_a_recording() {
        let pace = Pace { recorded_seconds: Some(4.4), ..Pace::default() };
        let scene = Scene::new("One <break time=\"1s\"/> two three");
        let times = word_times(&scene, pace);
        let ends: Vec<f64> = times.iter().map(|time| time.seconds.end).collect();
        let expected = [0.8, 2.8, 3.6, 4.4];
        assert!(ends.iter().zip(expected).all(|(end, expected)| (end - expected).abs() < 1e-9), "{ends:?}");
        assert_eq!(scene.length(pace).seconds_range(), (4.4, 4.4));
        assert_eq!(word_times(&Scene::new(""), pace), []);
    }

    #[test]
    fn scripts_without_spaces_are_timed_by_character() {
        let times = timed("今天，发布");
        assert_eq!(times.iter().map(|(text, _)| *text).collect::<Vec<_>>(), ["今", "天，", "发", "布"]);
        assert!(times.iter().all(|(_, tenths)| *tenths == 2), "{times:?}");
    }

    #[test]
    fn a_script_without_words_takes_no_time() {
        assert_eq!(timed(""), []);
        assert_eq!(timed(" \n "), []);
        assert_eq!(timed("— …"), [("— …", 0)]);
        assert_eq!(timed("<break time=\"2s\"/>"), [("<break time=\"2s\"/>", 20)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_times_follow_each_other_up_to_the_estimate(
            parts in prop::collection::vec(prop_oneof![
                "\\PC{0,12}", Just(" word ".to_owned()), Just("今日は".to_owned()), Just("<break time=\"700ms\"/>".to_owned()),
                Just("<break ".to_owned()), Just("\n".to_owned()),
            ], 0..20)
        ) {
            let script = parts.concat();
            let times = word_times(&Scene::new(script.as_str()), Pace::default());
            let mut end = (0, 0.0);
            for part in &times {
                prop_assert!(part.range.start >= end.0 && part.range.end > part.range.start, "{script:?}: {times:?}");
                prop_assert!((part.seconds.start - end.1).abs() < 1e-12 && part.seconds.end >= end.1);
                prop_assert!(script[end.0..part.range.start].trim().is_empty(), "no text is left out");
                end = (part.range.end, part.seconds.end);
            }
            prop_assert!(script[end.0..].trim().is_empty());
            let estimate = measure_script(&script).total_seconds();
            prop_assert!((end.1 - estimate).abs() < 1e-6, "{script:?}: {} of {estimate}", end.1);
        }
    }
}
