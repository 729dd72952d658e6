//! The subtitle cues of a project: at most two lines each, timed by the estimate.

use unicode_width::UnicodeWidthStr;

use super::cue_words::{CueWord, cue_words};
use super::{Project, ScenePaces, scene_times};

/// Columns of a subtitle line.
const MAX_LINE_COLUMNS: usize = 42;
const MAX_CUE_LINES: usize = 2;
/// A shorter cue takes the next sentence too, if there is room.
const MIN_CUE_SECONDS: f64 = 1.0;
/// A longer pause ends a cue.
const MAX_PAUSE_WITHIN_CUE_SECONDS: f64 = 0.5;

/// A text of at most two lines of 42 columns, and when it is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct SubtitleCue {
    /// The index of the scene in the project.
    pub scene: usize,
    /// Seconds from the start of the video.
    pub start_seconds: f64,
    pub end_seconds: f64,
    pub lines: Vec<String>,
}

/// The cues of all scenes that are rendered, in order. A cue ends with its last word, so that none is shown in a pause.
pub fn cue_times(project: &Project, paces: &ScenePaces) -> Vec<SubtitleCue> {
    let mut cues = Vec::new();
    for times in scene_times(&project.scenes, paces) {
        let words = cue_words(&project.scenes[times.scene], &times);
        for words in group_words(&words) {
            let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
            cues.push(SubtitleCue {
                scene: times.scene,
                start_seconds: first.seconds.start,
                end_seconds: last.seconds.end,
                lines: wrap_balanced(words).into_iter().map(join_words).collect(),
            });
        }
    }
    // What is not spoken, such as a dash alone, takes no time.
    cues.retain(|cue| cue.end_seconds > cue.start_seconds);
    cues
}

/// The words of each cue: sentences, split where they are long and joined where they are short.
fn group_words(words: &[CueWord]) -> Vec<&[CueWord]> {
    let mut cues = Vec::new();
    let mut cue_start = 0;
    let mut sentence_start = 0;
    for index in 0..words.len() {
        let next = words.get(index + 1);
        let is_pause = next
            .is_none_or(|next| next.seconds.start - words[index].seconds.end > MAX_PAUSE_WITHIN_CUE_SECONDS);
        if !is_pause && !ends_sentence(&words[index].text) {
            continue;
        }
        let end = index + 1;
        if sentence_start > cue_start && !fits_cue(&words[cue_start..end]) {
            cues.push(&words[cue_start..sentence_start]);
            cue_start = sentence_start;
        }
        let cue = &words[cue_start..end];
        let is_long = words[index].seconds.end - words[cue_start].seconds.start >= MIN_CUE_SECONDS;
        sentence_start = end;
        if is_pause || is_long || !fits_cue(cue) {
            cues.extend(split_long_cue(cue));
            cue_start = end;
        }
    }
    cues
}

fn ends_sentence(word: &str) -> bool {
    let bare = word.trim_end_matches(|c: char| "\"'”’»)]」』".contains(c));
    bare.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', '۔'])
}

fn fits_cue(words: &[CueWord]) -> bool {
    wrap(words, MAX_LINE_COLUMNS).len() <= MAX_CUE_LINES
}

/// The words of a long sentence in cues of two lines.
fn split_long_cue(words: &[CueWord]) -> Vec<&[CueWord]> {
    let lines = wrap_balanced(words);
    let mut rest = words;
    let mut cues = Vec::new();
    for lines in lines.chunks(MAX_CUE_LINES) {
        let (cue, behind) = rest.split_at(lines.iter().map(|line| line.len()).sum());
        cues.push(cue);
        rest = behind;
    }
    cues
}

/// Wraps words into the fewest lines, of about the same width.
fn wrap_balanced(words: &[CueWord]) -> Vec<&[CueWord]> {
    let fewest = wrap(words, MAX_LINE_COLUMNS).len();
    let is_enough = |columns: &usize| wrap(words, *columns).len() <= fewest;
    let columns = (1..MAX_LINE_COLUMNS).find(is_enough).unwrap_or(MAX_LINE_COLUMNS);
    wrap(words, columns)
}

/// Wraps words into lines of at most so many columns; a wider word has a line of its own.
fn wrap(words: &[CueWord], columns: usize) -> Vec<&[CueWord]> {
    let (mut lines, mut start, mut used) = (Vec::new(), 0, 0);
    for (index, word) in words.iter().enumerate() {
        let space = usize::from(word.has_space_before && index > start);
        if index > start && used + space + word.text.width() > columns {
            lines.push(&words[start..index]);
            (start, used) = (index, word.text.width());
        } else {
            used += space + word.text.width();
        }
    }
    if start < words.len() {
        lines.push(&words[start..]);
    }
    lines
}

fn join_words(words: &[CueWord]) -> String {
    let mut line = String::new();
    for word in words {
        if word.has_space_before && !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word.text);
    }
    line
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Scene, WordTimeKind};
    use super::*;

    fn cues(script: &str) -> Vec<String> {
        let project = Project { scenes: vec![Scene::new(script)], ..Project::default() };
        let show = |cue: SubtitleCue| {
            format!("{:.1}-{:.1} {}", cue.start_seconds, cue.end_seconds, cue.lines.join(" / "))
        };
        cue_times(&project, &ScenePaces::default()).into_iter().map(show).collect()
    }

    #[test]
    fn sentences_are_cues_and_short_ones_are_joined() {
        assert_eq!(
            cues("Hello and welcome. Today we ship."),
            ["0.0-1.2 Hello and welcome.", "1.2-2.4 Today we ship."]
        );
        assert_eq!(cues("Yes. No. \"Perhaps.\" Good."), ["0.0-1.2 Yes. No. \"Perhaps.\"", "1.2-1.6 Good."]);
    }

    #[test]
    fn a_pause_ends_a_cue_and_moves_the_next() {
        let script = "Wait <break time=\"1.5s\"/> here <break time=\"0.3s\"/> now.";
        assert_eq!(cues(script), ["0.0-0.4 Wait", "1.9-3.0 here now."]);
        assert_eq!(cues("<break time=\"1s\"/> ... <break time=\"1s\"/>"), Vec::<String>::new());
    }

    #[test]
    fn a_long_sentence_is_split_into_cues_of_two_even_lines() {
        let script = "You write a script, choose a face and a voice, and see what it costs before you pay, \
                      which is what every creator wants to know first.";
        assert_eq!(
            cues(script),
            [
                "0.0-6.0 You write a script, choose a face / and a voice, and see what it costs",
                "6.0-10.8 before you pay, which is what / every creator wants to know first."
            ]
        );
    }

    #[test]
    fn a_cue_starts_with_the_word_time_of_its_first_word() {
        let script = "In 2026 we sold 1,284 of them. <break time=\"1s\"/> “So,” she said — and waited. \
                      [PAUSE 2s] Was it $4.27M? It was 18.4% more, which is what nobody had expected of us at all.";
        let marco = Scene {
            speaker: Some("Marco".into()),
            ..Scene::new("我们发布 3 个工具。 Ready? <#0.4#> Go.")
        };
        let project = Project { scenes: vec![Scene::new(script), marco], ..Project::default() };
        let cues = cue_times(&project, &ScenePaces::default());
        let times = scene_times(&project.scenes, &ScenePaces::default());
        let words = times.iter().flat_map(|times| {
            let script = &project.scenes[times.scene].script;
            let words = times.words.iter().filter(|word| word.kind == WordTimeKind::Word);
            words.map(move |word| (&script[word.range.clone()], word.seconds.clone()))
        });
        let words: Vec<_> = words.collect();
        assert!(cues.len() >= 6, "{cues:?}");
        for cue in cues {
            let found = words.iter().find(|(text, seconds)| {
                seconds.start.to_bits() == cue.start_seconds.to_bits() && cue.lines[0].starts_with(*text)
            });
            assert!(found.is_some(), "{cue:?} in {words:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn cues_hold_every_word_in_order(script in "([a-z]{1,12}|[今日は]{1,40}|[a-z]{50}|<break time=\"[0-9]s\"/>|[.!, ]){0,60}") {
            let project = Project { scenes: vec![Scene::new(script.as_str())], ..Project::default() };
            let cues = cue_times(&project, &ScenePaces::default());
            let mut last = 0.0;
            for cue in &cues {
                prop_assert!(cue.lines.len() <= MAX_CUE_LINES && !cue.lines.is_empty());
                prop_assert!(cue.lines.iter().all(|line| line.width() <= MAX_LINE_COLUMNS), "{:?}", cue);
                prop_assert!(cue.start_seconds >= last - 1e-9 && cue.end_seconds > cue.start_seconds);
                last = cue.end_seconds;
            }
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            let shown: String = cues.iter().flat_map(|cue| &cue.lines).map(|line| letters(line)).collect();
            prop_assert_eq!(shown, letters(&super::super::strip_breaks(&script)));
        }
    }
}
