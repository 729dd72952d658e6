//! A project: the video that is being written, and the video as it can be sent.

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::{PhotoId, Scene, Shape, VoiceId, nfc};

/// Letters of a file name made of a title.
const MAX_SLUG_GRAPHEMES: usize = 80;

/// The video that is being written; anything may still be missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    pub title: String,
    pub photo: Option<PhotoId>,
    pub voice: Option<VoiceId>,
    pub shape: Shape,
    pub captions: bool,
    /// Where the service tells that the video is done; empty for nowhere.
    pub callback_url: String,
    pub scenes: Vec<Scene>,
}

impl Default for Project {
    /// An untitled video with one empty scene to write in.
    fn default() -> Self {
        Self {
            title: String::new(),
            photo: None,
            voice: None,
            shape: Shape::default(),
            captions: true,
            callback_url: String::new(),
            scenes: vec![Scene::default()],
        }
    }
}

impl Project {
    /// The title as shown and sent; an untitled video has a name too.
    pub fn display_title(&self) -> &str {
        let title = self.title.trim();
        if title.is_empty() { "Untitled" } else { title }
    }
}

/// A video with nothing missing: what a render sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoSpec {
    pub title: String,
    pub photo: PhotoId,
    pub voice: VoiceId,
    pub shape: Shape,
    pub captions: bool,
    pub callback_url: Option<String>,
    /// At least one, and no more than [`super::MAX_SCENES`].
    pub scenes: Vec<Scene>,
}

impl From<&VideoSpec> for Project {
    fn from(spec: &VideoSpec) -> Self {
        Self {
            title: spec.title.clone(),
            photo: Some(spec.photo.clone()),
            voice: Some(spec.voice.clone()),
            shape: spec.shape,
            captions: spec.captions,
            callback_url: spec.callback_url.clone().unwrap_or_default(),
            scenes: spec.scenes.clone(),
        }
    }
}

/// A file name made of a title: lower case, dashes, nothing that a file system or a path could read otherwise.
pub fn slug(title: &str) -> String {
    let line = super::text::single_line(&nfc(title));
    // Lower case would make two characters of it.
    let plain = line.replace('İ', "i").to_lowercase();
    let mut slug = String::new();
    // Marks stay with their letter.
    for letter in nfc(&plain).graphemes(true).take(MAX_SLUG_GRAPHEMES) {
        match letter.find(char::is_alphanumeric) {
            // Some letters take what follows them along, be it a slash.
            Some(start) => slug.extend(letter[start..].chars().filter(|c| is_word_char(*c))),
            None if slug.is_empty() || slug.ends_with('-') => {}
            None => slug.push('-'),
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "untitled".to_owned() } else { slug.to_owned() }
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}')
}

/// A title made of a file's name without its ending: `launch-teaser` is `Launch teaser`.
pub fn title_from_file_stem(stem: &str) -> String {
    let words = super::text::single_line(&nfc(&stem.replace(['-', '_'], " ")));
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_reads_like_its_file_name() {
        assert_eq!(title_from_file_stem("launch-teaser"), "Launch teaser");
        assert_eq!(title_from_file_stem(""), "");
    }

    #[test]
    fn a_slug_is_a_plain_file_name() {
        assert_eq!(slug("Launch teaser, take 3!"), "launch-teaser-take-3");
        assert_eq!(slug("../../etc/passwd"), "etc-passwd");
        assert_eq!(slug("\u{1b}[2J"), "2j");
        assert_eq!(slug("…"), "untitled");
        for odd in ["\u{113d1}:", "\u{113d1}/etc", "\u{d4e}\\x", "a\u{600}/b"] {
            assert!(slug(odd).chars().all(|c| c == '-' || is_word_char(c)), "{odd:?}: {:?}", slug(odd));
        }
        assert_eq!(slug("Grüße 美咲"), "grüße-美咲");
        assert_eq!(slug("Cafe\u{301} de\u{301}ja\u{300}"), "café-déjà");
        assert_eq!(slug("नमस्ते दोस्तों"), "नमस्ते-दोस्तों");
        assert_eq!(slug("ผู้ใหญ่ลี"), "ผู้ใหญ่ลี");
        assert_eq!(slug("İstanbul"), "istanbul");
    }
}
