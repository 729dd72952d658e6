//! Times and tags of SRT and VTT.

/// The tags of both; other angle brackets are text.
const TAGS: [&str; 9] = ["i", "b", "u", "font", "c", "v", "lang", "ruby", "rt"];

/// The longest tag; the limit keeps a text of many brackets fast to read.
const MAX_TAG_BYTES: usize = 200;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SubtitleSyntax {
    Srt,
    Vtt,
}

/// Reads `01:02:03,456`, `01:02:03.456` or `02:03.456`, in seconds.
pub(super) fn parse_time(time: &str) -> Option<f64> {
    let mut seconds = 0.0;
    for part in time.trim().replace(',', ".").split(':') {
        let number: f64 = part.trim().parse().ok().filter(|number: &f64| number.is_finite())?;
        seconds = seconds * 60.0 + number;
    }
    Some(seconds)
}

/// A line without tags and entities, and the name in its voice tag.
pub(super) fn strip_tags(line: &str, syntax: SubtitleSyntax) -> (Option<String>, String) {
    let (mut voice, mut text, mut rest) = (None, String::new(), line);
    while let Some(start) = rest.find(['<', '{']) {
        text.push_str(&rest[..start]);
        rest = &rest[start..];
        let length = if let Some(inside) = tag_inside(rest, syntax) {
            voice = voice_name(inside).map(|name| decode(name, syntax)).or(voice);
            inside.len() + 2
        } else {
            text.push_str(&rest[..1]);
            1
        };
        rest = &rest[length..];
    }
    text.push_str(rest);
    (voice, decode(&text, syntax))
}

/// The text between the brackets of the tag at the start: `<i>`, a time within a cue of VTT, or `{\an8}` of SRT.
fn tag_inside(text: &str, syntax: SubtitleSyntax) -> Option<&str> {
    let text = &text[..text.floor_char_boundary(MAX_TAG_BYTES)];
    if let Some(rest) = text.strip_prefix('{') {
        let inside = rest.split_once('}')?.0;
        return (syntax == SubtitleSyntax::Srt && inside.starts_with('\\')).then_some(inside);
    }
    let inside = text.strip_prefix('<')?.split_once('>')?.0;
    let name = inside.trim_start_matches('/').split([' ', '.']).next().unwrap_or_default();
    (TAGS.contains(&name.to_lowercase().as_str()) || parse_time(inside).is_some()).then_some(inside)
}

/// The name in `v Marco` or `v.loud Marco`.
fn voice_name(inside: &str) -> Option<&str> {
    let (tag, name) = inside.split_once(' ')?;
    (tag == "v" || tag.starts_with("v.")).then(|| name.trim())
}

fn decode(text: &str, syntax: SubtitleSyntax) -> String {
    if syntax == SubtitleSyntax::Srt {
        return text.to_owned();
    }
    let spaces = text.replace("&nbsp;", " ").replace("&lrm;", "").replace("&rlm;", "");
    spaces.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
