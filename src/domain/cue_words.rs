//! The words of subtitles, with the times of the table read.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::{Scene, SceneTimes, WordTimeKind};

/// The widest word that is not split, in columns; a long address is.
const MAX_WORD_COLUMNS: usize = 20;

/// A word as a subtitle shows it, or a part of a long one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CueWord {
    pub(super) text: String,
    /// Whether a space separates it from the word before.
    pub(super) has_space_before: bool,
    /// Seconds from the start of the video.
    pub(super) seconds: Range<f64>,
}

/// The spoken words of a scene. Pauses are where no word is spoken.
pub(super) fn cue_words(scene: &Scene, times: &SceneTimes) -> Vec<CueWord> {
    let (mut words, mut end) = (Vec::new(), None);
    for time in &times.words {
        let gap = end.map(|end| &scene.script[end..time.range.start]);
        end = (time.kind == WordTimeKind::Word).then_some(time.range.end);
        if time.kind == WordTimeKind::Word {
            let text = scene.script[time.range.clone()].split_whitespace().collect::<Vec<_>>().join(" ");
            let has_space_before = gap.is_none_or(|gap| !gap.is_empty());
            push_parts(&mut words, CueWord { text, has_space_before, seconds: time.seconds.clone() });
        }
    }
    words
}

/// Adds a word, or its parts if it is wider than usual; each has a share of its time by its columns.
fn push_parts(words: &mut Vec<CueWord>, word: CueWord) {
    let columns = word.text.width();
    if columns <= MAX_WORD_COLUMNS {
        return words.push(word);
    }
    let (mut start, mut has_space_before) = (word.seconds.start, word.has_space_before);
    let parts = split_long_word(&word.text);
    for (index, text) in parts.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "columns of a word")]
        let share = text.width() as f64 / columns as f64;
        let length = (word.seconds.end - word.seconds.start) * share;
        let end = if index + 1 == parts.len() { word.seconds.end } else { start + length };
        let shown = text.trim();
        if !shown.is_empty() {
            has_space_before |= text.starts_with(' ');
            words.push(CueWord { text: shown.to_owned(), has_space_before, seconds: start..end });
        }
        has_space_before = text.ends_with(' ');
        start = end;
    }
}

/// A long word, split at the word boundaries of Unicode, with punctuation on the part before it.
fn split_long_word(word: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for part in word.split_word_bounds() {
        let is_punctuation = !part.contains(char::is_alphanumeric);
        match parts.last_mut() {
            Some(before) if is_punctuation && before.width() + part.width() <= MAX_WORD_COLUMNS => {
                before.push_str(part);
            }
            _ => parts.extend(split_columns(part)),
        }
    }
    parts
}

/// A text in parts of at most [`MAX_WORD_COLUMNS`], between graphemes.
fn split_columns(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    for letter in text.graphemes(true) {
        match parts.last_mut() {
            Some(part) if part.is_empty() || part.width() + letter.width() <= MAX_WORD_COLUMNS => {
                part.push_str(letter);
            }
            _ => parts.push(letter.to_owned()),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Project, Rate, ScenePaces, estimate_video, scene_times};
    use super::*;

    fn words_of(scenes: &[Scene]) -> Vec<CueWord> {
        scene_times(scenes, &ScenePaces::default())
            .iter()
            .flat_map(|times| cue_words(&scenes[times.scene], times))
            .collect()
    }

    #[test]
    fn words_and_pauses_follow_each_other() {
        let muted = Scene { is_muted: true, ..Scene::new("Not now.") };
        let scenes = [
            Scene::new("One two. <break time=\"2s\"/> Three"),
            muted,
            Scene::default(),
            Scene::new("- Four  —  so"),
        ];
        assert_eq!(
            scene_times(&scenes, &ScenePaces::default()).iter().map(|times| times.scene).collect::<Vec<_>>(),
            [0, 2, 3]
        );
        let show =
            |word: &CueWord| format!("{} {:.1}-{:.1}", word.text, word.seconds.start, word.seconds.end);
        let spoken: Vec<_> = words_of(&scenes).iter().map(show).collect();
        assert_eq!(
            spoken,
            ["One 0.0-0.4", "two. 0.4-0.8", "Three 2.8-3.2", "- Four — 3.2-3.6", "so 3.6-4.0"]
        );
    }

    #[test]
    fn a_text_without_spaces_is_split() {
        let text = "今天我们发布了一个新的工具，大家都可以使用它。";
        let words = words_of(&[Scene::new(text)]);
        assert!(words.len() > 10, "{words:?}");
        assert_eq!(words.iter().map(|word| word.text.as_str()).collect::<String>(), text);
        assert!(words.iter().all(|word| !word.text.starts_with(['，', '。'])), "{words:?}");
        assert!(words[0].has_space_before && words[1..].iter().all(|word| !word.has_space_before));
    }

    #[test]
    fn the_parts_of_a_long_word_share_its_time() {
        let words = words_of(&[Scene::new("So a-very-long-word-with-many-parts goes.")]);
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["So", "a-", "very-", "long-", "word-", "with-", "many-", "parts", "goes."]);
        let spaced: Vec<bool> = words.iter().map(|word| word.has_space_before).collect();
        assert_eq!(spaced, [true, true, false, false, false, false, false, false, true]);
        assert!((words[1].seconds.start - 0.4).abs() < 1e-9 && (words[7].seconds.end - 0.8).abs() < 1e-9);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn words_never_overlap_and_end_with_the_estimate(scripts in prop::collection::vec("([a-zé今日]{1,30}|<break time=\"[0-9]s\"/>|[ .,-]){0,20}", 0..4)) {
            let scenes: Vec<Scene> = scripts.iter().map(|script| Scene::new(script.as_str())).collect();
            let mut last = 0.0;
            for word in words_of(&scenes) {
                prop_assert!(word.seconds.start >= last - 1e-9 && word.seconds.end >= word.seconds.start);
                prop_assert!(word.text.width() <= MAX_WORD_COLUMNS);
                last = word.seconds.end;
            }
            let end = scene_times(&scenes, &ScenePaces::default()).last().map_or(0.0, |times| times.seconds.end);
            prop_assert!(last <= end + 1e-9);
            let project = Project { scenes, ..Project::default() };
            prop_assert!((end - estimate_video(&project, &Rate::default().into(), &ScenePaces::default()).seconds).abs() < 1e-6);
        }
    }
}
