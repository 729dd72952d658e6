//! Scripts and scenes: their durations, at 150 words per minute, and breaks.

use unicode_segmentation::UnicodeSegmentation;

use crate::sandbox::catalog::voices::SandboxVoice;
use crate::sandbox::world::{StoredAsset, StoredScene, StoredSpeech, VideoOutcome};

pub(crate) const MAX_SCRIPT_CHARS: usize = 5000;
pub(crate) const MAX_SCENES: usize = 50;
const FRAMES_PER_SECOND: f64 = 25.0;
const MIN_SCENE_SECONDS: f64 = 0.4;
const MIN_AUDIO_SECONDS: f64 = 1.0;
/// Longer videos are accepted, and fail.
const MAX_VIDEO_SECONDS: f64 = 3600.0;
/// The assumed duration of audio at a URL, and of a clip whose headers do not say it.
pub(crate) const UNKNOWN_SECONDS: f64 = 10.0;

/// How a render of these scenes ends, unless a fault is injected.
pub(crate) fn outcome(scenes: &[StoredScene], spoken: bool) -> VideoOutcome {
    match scenes.iter().map(|scene| scene.seconds).sum::<f64>() {
        _ if spoken && scenes.iter().all(|scene| scene.text.trim().is_empty()) => VideoOutcome::NoText,
        long if long > MAX_VIDEO_SECONDS => VideoOutcome::FailedNumber,
        _ => VideoOutcome::Video,
    }
}

/// The scene of a script that a voice speaks, `speed` times as fast as usual.
pub(crate) fn spoken_scene(script: &str, voice: &SandboxVoice, speed: f64) -> StoredScene {
    let SpokenScript { text, speech, breaks, pauses } = parse(script);
    let pace = voice.pace() / speed;
    let seconds = whole_frames((speech * pace + breaks).max(MIN_SCENE_SECONDS));
    let speech = Some(StoredSpeech { voice: voice.id.clone(), pace, pauses });
    StoredScene { text, seconds, speech, ..StoredScene::default() }
}

pub(crate) fn whole_frames(seconds: f64) -> f64 {
    (seconds * FRAMES_PER_SECOND).round() / FRAMES_PER_SECOND
}

/// The duration of uploaded audio. If its headers do not say it, it is that of an MP3 of 128 kbit/s.
pub(crate) fn seconds_of_audio(asset: &StoredAsset) -> f64 {
    let kilobytes = u32::try_from(asset.size / 1000).unwrap_or(u32::MAX);
    asset.seconds.unwrap_or(f64::from(kilobytes) / 16.0).max(MIN_AUDIO_SECONDS)
}

const WORDS_PER_MINUTE: f64 = 150.0;
/// For Chinese and Japanese, where a character is about a syllable.
const SYLLABLES_PER_MINUTE: f64 = 250.0;
/// For Thai, Lao, Khmer and Burmese, where a syllable is about three characters.
const LETTERS_PER_MINUTE: f64 = 700.0;
/// A spelled letter, in words.
const SPELLED_LETTER: f64 = 0.7;
const MAX_BREAK_SECONDS: f64 = 60.0;

/// A parsed script.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SpokenScript {
    /// The text without its `<break>` tags.
    pub(crate) text: String,
    /// Seconds of speech.
    pub(crate) speech: f64,
    /// Seconds of its `<break>` tags.
    pub(crate) breaks: f64,
    /// Breaks: after how many words, and their seconds.
    pub(crate) pauses: Vec<(usize, f64)>,
}

pub(crate) fn parse(script: &str) -> SpokenScript {
    let pieces = pieces(script);
    let text = pieces.iter().map(|(text, _)| *text).collect::<Vec<&str>>().join(" ");
    let mut words = 0;
    let mut pauses = Vec::new();
    for (text, pause) in pieces {
        words += text.split_whitespace().count();
        if pause > 0.0 {
            pauses.push((words, pause));
        }
    }
    let speech = seconds_of_speech(&text);
    SpokenScript { text, speech, breaks: pauses.iter().map(|(_, pause)| pause).sum(), pauses }
}

fn seconds_of_speech(text: &str) -> f64 {
    text.split_whitespace().flat_map(|word| word.split(['—', '…', '/'])).map(seconds_of_word).sum()
}

/// Figures are read digit by digit and sign by sign, and short words in capitals letter by letter.
fn seconds_of_word(word: &str) -> f64 {
    let letters = |is_counted: fn(char) -> bool| count(word.chars().filter(|c| is_counted(*c)));
    let unspaced = f64::from(letters(is_ideographic)) / SYLLABLES_PER_MINUTE
        + f64::from(letters(is_southeast_asian)) / LETTERS_PER_MINUTE;
    let digits = letters(|c| c.is_ascii_digit());
    let signs = if digits > 0 { letters(|c| "%$€£¥.:".contains(c)) } else { 0 };
    let spaced = match letters(|c| c.is_alphabetic() && !is_spaceless(c)) {
        0 => 0.0,
        own @ 2..=3 if own == letters(|c| c.is_ascii_uppercase()) => f64::from(own) * SPELLED_LETTER,
        _ => 1.0,
    };
    (unspaced + (f64::from(digits + signs) + spaced) / WORDS_PER_MINUTE) * 60.0
}

fn count(items: impl Iterator) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}

/// Whether the letter belongs to a writing system without spaces between words.
pub(crate) fn is_spaceless(letter: char) -> bool {
    is_ideographic(letter) || is_southeast_asian(letter)
}

fn is_ideographic(letter: char) -> bool {
    matches!(u32::from(letter),
        0x3005..=0x3007 | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF
        | 0xFF66..=0xFF9D | 0x2_0000..=0x3_FFFF)
}

fn is_southeast_asian(letter: char) -> bool {
    matches!(u32::from(letter), 0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF)
}

/// The pieces of text between `<break>` tags, each with the seconds of the break after it.
fn pieces(script: &str) -> Vec<(&str, f64)> {
    let mut pieces = Vec::new();
    let mut rest = script;
    while let Some(at) = rest.find("<break") {
        let Some(length) = rest[at..].find('>') else { break };
        pieces.push((&rest[..at], break_seconds(&rest[at..=at + length])));
        rest = &rest[at + length + 1..];
    }
    pieces.push((rest, 0.0));
    pieces
}

/// A word with its begin and end, in seconds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TimedWord {
    pub(crate) text: String,
    pub(crate) start: f64,
    pub(crate) end: f64,
}

/// The timed words of a script; `pace` multiplies the usual time.
pub(crate) fn timed_words(script: &str, pace: f64) -> Vec<TimedWord> {
    let SpokenScript { text, pauses, .. } = parse(script);
    time_words(&text, &pauses, pace)
}

/// The same for a parsed script.
pub(crate) fn time_words(text: &str, pauses: &[(usize, f64)], pace: f64) -> Vec<TimedWord> {
    let mut pauses = pauses.iter().peekable();
    let mut time = 0.0;
    let mut word = |(at, word): (usize, &str)| {
        while let Some((_, pause)) = pauses.next_if(|(after, _)| *after <= at) {
            time += pause;
        }
        let start = time;
        time += seconds_of_speech(word) * pace;
        TimedWord { text: word.to_owned(), start, end: time }
    };
    text.split_whitespace().enumerate().map(&mut word).collect()
}

fn break_seconds(tag: &str) -> f64 {
    let amount = tag.split_once("time=").map_or("", |(_, after)| after.trim_start_matches(['"', '\'']));
    let end = amount.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(amount.len());
    let number: f64 = amount[..end].parse().unwrap_or(0.0);
    let seconds = if amount[end..].starts_with("ms") { number / 1000.0 } else { number };
    seconds.clamp(0.0, MAX_BREAK_SECONDS)
}

/// Breaks a text into lines of at most `width` graphemes, at spaces if possible.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for word in text.split_whitespace().flat_map(|word| split_word(word, width)) {
        let fits = |piece: &String| piece.graphemes(true).count() + 1 + word.graphemes(true).count() <= width;
        match pieces.last_mut().filter(|piece| fits(piece)) {
            Some(piece) => {
                piece.push(' ');
                piece.push_str(&word);
            }
            None => pieces.push(word),
        }
    }
    pieces
}

/// Splits a word that is longer than a line.
fn split_word(word: &str, width: usize) -> Vec<String> {
    let letters: Vec<&str> = word.graphemes(true).collect();
    letters.chunks(width.max(1)).map(<[&str]>::concat).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_and_fifty_words_last_a_minute() {
        let speech = parse(&"word ".repeat(150)).speech;
        assert!((speech - 60.0).abs() < 0.01, "{speech}");
    }

    #[test]
    fn breaks_add_their_seconds_and_are_not_spoken() {
        let spoken = parse("One <break time=\"1.5s\"/> two <break time='500ms' /> three <break time=\"x\"/>");
        assert!((spoken.breaks - 2.0).abs() < 1e-9);
        assert!((spoken.speech - 1.2).abs() < 1e-9);
        assert!(!spoken.text.contains("break"));
    }

    #[test]
    fn chinese_and_thai_are_timed_by_character() {
        assert!((parse(&"好".repeat(250)).speech - 60.0).abs() < 0.01);
        assert!((parse("สวัสดี").speech - 6.0 * 60.0 / 700.0).abs() < 0.01);
    }

    #[test]
    fn figures_and_initialisms_are_read_out() {
        let words = |text: &str| parse(text).speech * 150.0 / 60.0;
        // Eighteen point four percent; the year; S S O.
        for (text, length) in
            [("18.4%", 5.0), ("2026", 4.0), ("SSO", 2.1), ("ready—ships", 2.0), ("Hello", 1.0)]
        {
            assert!((words(text) - length).abs() < 0.01, "{text}: {}", words(text));
        }
        assert!(words("发布iPhone17，售价9999元") > 9.0);
    }

    #[test]
    fn word_times_are_consecutive_and_include_breaks() {
        let words = timed_words("One two <break time=\"1s\"/> three", 1.5);
        let times: Vec<f64> = words.iter().map(|word| (word.start * 100.0).round() / 100.0).collect();
        assert_eq!(times, [0.0, 0.6, 2.2]);
        assert!((words[2].end - 2.8).abs() < 1e-9);
    }

    #[test]
    fn an_unclosed_tag_is_text() {
        assert!(parse("a <break time=\"1s\" b").breaks < 1e-9);
    }

    #[test]
    fn wrapped_captions_fit_and_keep_every_word() {
        let text = "Hello and welcome to the show, a video about nothing at all.";
        let pieces = wrap(text, 20);
        assert!(pieces.iter().all(|piece| piece.chars().count() <= 20), "{pieces:?}");
        assert_eq!(pieces.join(" ").replace(' ', ""), text.replace(' ', ""));
    }
}
