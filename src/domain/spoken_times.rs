//! The times of a script's words as the service spoke them: its words are found in the script by their letters.

use std::ops::Range;

use super::Speech;
use super::word_time::{WordTime, WordTimeKind};

/// How far the script and the spoken words may differ in one place: figures are spoken as words.
const MAX_SKIPPED_LETTERS: usize = 80;
/// Letters in a row that must agree after a difference.
const MIN_AGREEING_LETTERS: usize = 3;

/// A letter of the script or of the speech, with its place.
#[derive(Debug, Clone, Copy)]
struct Letter {
    character: char,
    /// The index of its word, in the script or in the speech.
    word: usize,
    /// Its share of the word: 0 to 1.
    start: f64,
    end: f64,
}

/// Moves the parts of a scene from the times of the estimate, which start at 0, to those of its speech. What the service
/// did not name keeps its share between the words around it.
pub(super) fn align_to_speech(script: &str, parts: &mut [WordTime], speech: &Speech) {
    let Some(estimated_end) = parts.last().map(|last| last.seconds.end).filter(|end| *end > 0.0) else {
        return;
    };
    let mut anchors = vec![(0.0, 0.0)];
    for (estimated, spoken) in find_anchors(script, parts, speech) {
        let is_first = anchors.len() == 1;
        let Some(last) = anchors.last_mut() else { continue };
        if spoken < last.1 || spoken > speech.seconds {
            continue;
        }
        if estimated > last.0 {
            anchors.push((estimated, spoken));
        } else if !is_first {
            // A word ends where the next one starts.
            last.1 = spoken;
        }
    }
    anchors.retain(|(at, _)| *at < estimated_end);
    anchors.push((estimated_end, speech.seconds));
    for part in parts {
        part.seconds = interpolate(&anchors, part.seconds.start)..interpolate(&anchors, part.seconds.end);
    }
}

/// The moments that the estimate and the speech have in common: the starts and the ends of words.
fn find_anchors(script: &str, parts: &[WordTime], speech: &Speech) -> Vec<(f64, f64)> {
    let is_word = |part: &&WordTime| part.kind == WordTimeKind::Word;
    let words: Vec<&WordTime> = parts.iter().filter(is_word).collect();
    let written = letters(words.iter().map(|part| &script[part.range.clone()]));
    let spoken = letters(speech.words.iter().map(|word| word.text.as_str()));
    let mut anchors = Vec::new();
    for (written, spoken) in agreeing_letters(&written, &spoken) {
        let (word, heard) = (words[written.word], &speech.words[spoken.word]);
        let moment = |share: f64| heard.start + (heard.end - heard.start) * share;
        if written.start <= 0.0 {
            anchors.push((word.seconds.start, moment(spoken.start)));
        }
        if written.end >= 1.0 {
            anchors.push((word.seconds.end, moment(spoken.end)));
        }
    }
    anchors
}

fn letters<'a>(words: impl Iterator<Item = &'a str>) -> Vec<Letter> {
    let mut letters = Vec::new();
    for (index, word) in words.enumerate() {
        let own: Vec<char> = word.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect();
        let share = 1.0 / f64::from(u32::try_from(own.len().max(1)).unwrap_or(u32::MAX));
        let mut start = 0.0;
        for (place, letter) in own.iter().enumerate() {
            let end = if place + 1 == own.len() { 1.0 } else { start + share };
            letters.push(Letter { character: *letter, word: index, start, end });
            start = end;
        }
    }
    letters
}

/// The letters of both that are the same, in their order.
fn agreeing_letters(written: &[Letter], spoken: &[Letter]) -> Vec<(Letter, Letter)> {
    let (mut at, mut pairs) = ((0, 0), Vec::new());
    while let (Some(own), Some(other)) = (written.get(at.0), spoken.get(at.1)) {
        if own.character == other.character {
            pairs.push((*own, *other));
            at = (at.0 + 1, at.1 + 1);
            continue;
        }
        match next_agreement(&written[at.0..], &spoken[at.1..]) {
            Some((own, other)) => at = (at.0 + own, at.1 + other),
            None => break,
        }
    }
    pairs
}

/// The nearest place where both agree again, as the letters that each skips.
fn next_agreement(written: &[Letter], spoken: &[Letter]) -> Option<(usize, usize)> {
    let agree = |own: usize, other: usize| {
        let (own, other) = (written.get(own..).unwrap_or_default(), spoken.get(other..).unwrap_or_default());
        let needed = MIN_AGREEING_LETTERS.min(own.len()).min(other.len());
        needed > 0 && own.iter().zip(other).take(needed).all(|(own, other)| own.character == other.character)
    };
    let skips = |total: usize| Range { start: total.saturating_sub(MAX_SKIPPED_LETTERS), end: total + 1 };
    (1..=2 * MAX_SKIPPED_LETTERS)
        .flat_map(|total| skips(total).map(move |own| (own, total - own)))
        .find(|(own, other)| *own <= MAX_SKIPPED_LETTERS && agree(*own, *other))
}

/// The second of the speech at a second of the estimate, between the anchors around it.
fn interpolate(anchors: &[(f64, f64)], at: f64) -> f64 {
    let next = anchors.partition_point(|(estimated, _)| *estimated < at).min(anchors.len() - 1);
    let (before, after) = (anchors[next.saturating_sub(1)], anchors[next]);
    let length = after.0 - before.0;
    if length <= 0.0 {
        return after.1;
    }
    (before.1 + (after.1 - before.1) * ((at - before.0) / length).clamp(0.0, 1.0)).max(before.1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{KeptSpeech, Project, Scene, ScenePaces, SpokenWord, VoiceId, scene_times};
    use super::*;

    fn speech(seconds: f64, words: &[(&str, f64, f64)]) -> Speech {
        let word = |(text, start, end): &(&str, f64, f64)| SpokenWord {
            text: (*text).to_owned(),
            start: *start,
            end: *end,
        };
        Speech { seconds, words: words.iter().map(word).collect(), audio_url: None }
    }

    /// The times of a script whose speech is kept.
    fn times(script: &str, speech: Speech) -> Vec<WordTime> {
        let project = Project {
            voice: Some(VoiceId::new("v")),
            scenes: vec![Scene::new(script)],
            ..Project::default()
        };
        let paces = ScenePaces::without_languages(&project, None);
        let input = paces.speech_input(&project.scenes[0]).unwrap();
        let paces = paces.with_kept_speech(KeptSpeech::from_iter([(input.key(), speech)]));
        scene_times(&project.scenes, &paces).remove(0).words
    }

    fn starts(script: &str, speech: Speech) -> Vec<(&str, f64)> {
        let start = |part: WordTime| (&script[part.range], (part.seconds.start * 100.0).round() / 100.0);
        times(script, speech).into_iter().map(start).collect()
    }

    #[test]
    fn words_start_when_they_are_spoken_and_pauses_when_the_word_before_ends() {
        let spoken = speech(5.0, &[("Hello,", 0.1, 0.6), ("dear", 0.6, 1.0), ("friends", 3.2, 4.4)]);
        assert_eq!(
            starts("Hello, dear <break time=\"2s\"/> “friends”.", spoken),
            [("Hello,", 0.0), ("dear", 0.6), ("<break time=\"2s\"/>", 1.0), ("“friends”.", 3.2)]
        );
    }

    #[test]
    fn figures_that_are_spoken_as_words_do_not_move_the_words_behind_them() {
        let spoken = speech(
            6.0,
            &[
                ("in", 0.0, 0.5),
                ("twenty", 0.5, 1.5),
                ("twenty-six", 1.5, 3.0),
                ("we", 3.0, 3.5),
                ("ship", 3.5, 4.5),
            ],
        );
        assert_eq!(
            starts("In 2026 we ship today", spoken),
            [("In", 0.0), ("2026", 0.5), ("we", 3.0), ("ship", 3.5), ("today", 4.5)]
        );
    }

    #[test]
    fn characters_take_their_share_of_a_spoken_word() {
        let spoken = speech(4.0, &[("今天", 0.0, 1.0), ("发布", 2.0, 4.0)]);
        assert_eq!(starts("今天，发布", spoken), [("今", 0.0), ("天，", 0.5), ("发", 2.0), ("布", 3.0)]);
    }

    #[test]
    fn speech_without_words_stretches_the_estimate() {
        assert_eq!(starts("one two", speech(3.0, &[])), [("one", 0.0), ("two", 1.5)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_times_of_the_service_keep_the_parts_in_order(
            script in "([a-z]{1,6}|[今日]{1,3}|<break time=\"1s\"/>|[0-9]{1,3}| |\n){1,30}",
            words in prop::collection::vec(("[a-z今日 ]{0,6}", -1.0..30.0_f64, -1.0..30.0_f64), 0..20),
            seconds in 0.4..30.0_f64,
        ) {
            let words: Vec<(&str, f64, f64)> =
                words.iter().map(|(text, start, end)| (text.as_str(), *start, *end)).collect();
            let has_words = |word: &str| word.chars().any(char::is_alphanumeric);
            prop_assume!(script.replace("<break time=\"1s\"/>", " ").split_whitespace().any(has_words));
            let mut end = 0.0;
            for part in times(&script, speech(seconds, &words)) {
                prop_assert!((part.seconds.start - end).abs() < 1e-9 && part.seconds.end >= end - 1e-9, "{part:?}");
                end = part.seconds.end;
            }
            prop_assert!((end - seconds).abs() < 1e-6, "{end} of {seconds}");
        }
    }
}
