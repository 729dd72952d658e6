//! When each word of a project is spoken, by the estimate: for subtitles.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::pauses::{ScriptPiece, script_pieces};
use super::{Project, Scene, measure_script};

/// Columns from which on a word without spaces is split, as in Chinese or Thai.
const MAX_WORD_COLUMNS: usize = 20;

/// A word as it is spoken, or a part of a text without spaces.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SpokenWord {
    pub(super) text: String,
    /// Whether a space separates it from the word before.
    pub(super) has_space_before: bool,
    /// Seconds from the start of the video.
    pub(super) start_seconds: f64,
    pub(super) end_seconds: f64,
}

/// The times of a scene, in seconds from the start of the video. Pauses are where no word is spoken.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SceneTimes {
    /// The index of the scene in the project.
    pub(super) scene: usize,
    pub(super) start_seconds: f64,
    pub(super) end_seconds: f64,
    pub(super) words: Vec<SpokenWord>,
}

/// The times of all scenes that are rendered, one after the other. Their sum is that of the estimate.
pub(super) fn speech_times(project: &Project) -> Vec<SceneTimes> {
    let mut start_seconds = 0.0;
    let scenes = project.scenes.iter().enumerate().filter(|(_, scene)| !scene.is_muted);
    scenes
        .map(|(index, scene)| {
            let times = scene_times(index, scene, start_seconds);
            start_seconds = times.end_seconds;
            times
        })
        .collect()
}

fn scene_times(index: usize, scene: &Scene, start_seconds: f64) -> SceneTimes {
    let length = scene.script.length();
    let pieces: Vec<(ScriptPiece, f64)> =
        script_pieces(&scene.script).into_iter().flat_map(split_into_words).collect();
    let word_seconds = |(piece, weight): &(ScriptPiece, f64)| match piece {
        ScriptPiece::Text(_) => *weight,
        ScriptPiece::Pause(_) => 0.0,
    };
    // The whole may be measured differently from its words.
    let total: f64 = pieces.iter().map(word_seconds).sum();
    let speaking = length.total_seconds() - length.pause_seconds;
    let scale = if total > 0.0 { speaking / total } else { 0.0 };
    let (mut time, mut words) = (start_seconds, Vec::new());
    for (piece, weight) in pieces {
        match piece {
            ScriptPiece::Pause(seconds) => time += seconds,
            ScriptPiece::Text(text) => {
                let end = time + weight * scale;
                let word = text.trim_start();
                words.push(SpokenWord {
                    has_space_before: word.len() < text.len(),
                    text: word.to_owned(),
                    start_seconds: time,
                    end_seconds: end,
                });
                time = end;
            }
        }
    }
    SceneTimes { scene: index, start_seconds, end_seconds: start_seconds + length.total_seconds(), words }
}

/// The words of a text, each with its own seconds, and a leading space if it has one before it.
fn split_into_words(piece: ScriptPiece) -> Vec<(ScriptPiece, f64)> {
    let text = match piece {
        ScriptPiece::Text(text) => text,
        ScriptPiece::Pause(_) => return vec![(piece, 0.0)],
    };
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        for (index, part) in split_long_word(word).into_iter().enumerate() {
            let seconds = measure_script(&part).total_seconds();
            let space = if index == 0 { " " } else { "" };
            words.push((ScriptPiece::Text(format!("{space}{part}")), seconds));
        }
    }
    words
}

/// A word that is wider than usual, split at the word boundaries of Unicode, with punctuation on the part before it.
fn split_long_word(word: &str) -> Vec<String> {
    if word.width() <= MAX_WORD_COLUMNS {
        return vec![word.to_owned()];
    }
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

    use super::super::{Rate, estimate_video};
    use super::*;

    fn project(scripts: &[&str]) -> Project {
        Project { scenes: scripts.iter().map(|script| Scene::new(*script)).collect(), ..Project::default() }
    }

    #[test]
    fn words_and_pauses_follow_each_other() {
        let mut project = project(&["One two. <break time=\"2s\"/> Three", "", "- Four"]);
        project.scenes.insert(1, Scene { is_muted: true, ..Scene::new("Not now.") });
        let times = speech_times(&project);
        let scenes: Vec<_> = times.iter().map(|times| times.scene).collect();
        assert_eq!(scenes, [0, 2, 3]);
        let spoken: Vec<_> = times
            .iter()
            .flat_map(|times| &times.words)
            .map(|word| format!("{} {:.1}-{:.1}", word.text, word.start_seconds, word.end_seconds))
            .collect();
        assert_eq!(spoken, ["One 0.0-0.4", "two. 0.4-0.8", "Three 2.8-3.2", "- 3.2-3.2", "Four 3.2-3.6"]);
    }

    #[test]
    fn a_text_without_spaces_is_split() {
        let text = "今天我们发布了一个新的工具，大家都可以使用它。";
        let words = speech_times(&project(&[text])).remove(0).words;
        assert!(words.len() > 10, "{words:?}");
        assert_eq!(words.iter().map(|word| word.text.as_str()).collect::<String>(), text);
        assert!(words.iter().all(|word| !word.text.starts_with(['，', '。'])), "{words:?}");
        assert!(words[0].has_space_before && words[1..].iter().all(|word| !word.has_space_before));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn words_never_overlap_and_end_with_the_estimate(scripts in prop::collection::vec("([a-zé今日]{1,30}|<break time=\"[0-9]s\"/>|[ .,-]){0,20}", 0..4)) {
            let scripts: Vec<&str> = scripts.iter().map(String::as_str).collect();
            let project = project(&scripts);
            let times = speech_times(&project);
            let mut last = 0.0;
            for word in times.iter().flat_map(|times| &times.words) {
                prop_assert!(word.start_seconds >= last - 1e-9 && word.end_seconds >= word.start_seconds);
                prop_assert!(word.text.width() <= MAX_WORD_COLUMNS);
                last = word.end_seconds;
            }
            let end = times.last().map_or(0.0, |times| times.end_seconds);
            prop_assert!(last <= end + 1e-9);
            prop_assert!((end - estimate_video(&project, Rate::default()).seconds).abs() < 1e-6);
        }
    }
}
