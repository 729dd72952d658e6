//! The parser of a script: one pass over its lines, and one over the characters of each.

use std::cell::OnceCell;
use std::ops::Range;

use super::bracket::{BracketPlace, parse_brackets, parse_hash_pause};
use super::break_tag::parse_break_tag;
use super::duration::{MAX_PAUSE_SECONDS, format_break};
use super::emoticon::emoticon_length;
use super::emphasis::{EmphasisPairs, is_emphasis_mark};
use super::label::{LineLabel, is_numbered_heading, name_label, parse_label};
use super::line::{is_cue_number, is_underline, line_mark_length, whole_line_kind};
use super::line_context::LineContext;
use super::numbered_list::NumberMark;
use super::placeholder::parse_placeholder;
use super::stage_direction::{emphasized_kind, is_inserted_direction};
use super::symbol::symbols_at;
use super::tag::{closing_tags_start, is_autolink, is_speak_tag, parse_entity, tag_length, url_length};
use super::token::{ScriptToken, ScriptTokenKind, UnspokenKind};

/// The tokens of a script. They cover it without gaps; the time is linear in its length.
pub fn parse_script(script: &str) -> Vec<ScriptToken> {
    // Most text that is typed has none of this.
    let context = LineContext::read(script);
    if !may_contain_special(script)
        && !context.has_names_or_items()
        && !script.lines().any(is_numbered_heading)
    {
        let text = ScriptToken { range: 0..script.len(), kind: ScriptTokenKind::Text };
        return if script.is_empty() { Vec::new() } else { vec![text] };
    }
    let mut parser = Parser {
        script,
        tokens: Vec::new(),
        text_start: 0,
        context,
        last_comment_end: OnceCell::new(),
        closing_tags: closing_tags_start(script),
    };
    let mut at = 0;
    while at < script.len() {
        at = parser.parse_line(at);
    }
    parser.push_text(script.len());
    parser.tokens
}

/// Whether a text contains a character that may begin anything but text.
fn may_contain_special(text: &str) -> bool {
    let is_plain = |c: char| u8::try_from(c).is_ok_and(is_plain_byte) || matches!(c, '’' | '“' | '”');
    // Bytes are compared faster than characters, and most text is ASCII.
    !text.bytes().all(is_plain_byte) && !text.chars().all(is_plain)
}

/// Whether a byte is an ASCII character that begins nothing but text.
fn is_plain_byte(byte: u8) -> bool {
    PLAIN_BYTES[usize::from(byte)]
}

const PLAIN_BYTES: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        let is_mark = matches!(byte, b' ' | b'.' | b',' | b'\'' | b'?' | b'!' | b'"' | b';' | b'\n');
        table[byte as usize] = byte.is_ascii_alphanumeric() || is_mark;
        byte += 1;
    }
    table
};

struct Parser<'a> {
    script: &'a str,
    tokens: Vec<ScriptToken>,
    /// The start of the text that is not in a token yet.
    text_start: usize,
    context: LineContext<'a>,
    /// Where the last `-->` stands; searched for at the first `<!--`.
    last_comment_end: OnceCell<Option<usize>>,
    /// From here on there is nothing but `</speak>` tags.
    closing_tags: usize,
}

impl Parser<'_> {
    fn push_text(&mut self, end: usize) {
        if self.text_start < end {
            self.tokens.push(ScriptToken { range: self.text_start..end, kind: ScriptTokenKind::Text });
        }
        self.text_start = end;
    }

    fn push(&mut self, range: Range<usize>, kind: ScriptTokenKind) {
        self.push_text(range.start);
        self.text_start = range.end;
        self.tokens.push(ScriptToken { range, kind });
    }

    fn push_unspoken(&mut self, range: Range<usize>, kind: UnspokenKind) {
        self.push(range, ScriptTokenKind::Unspoken(kind));
    }

    /// Pushes a line of which nothing is meant to be spoken. A break in it is a pause all the same.
    fn push_line(&mut self, line: Range<usize>, kind: UnspokenKind) {
        let (mut start, mut at) = (line.start, line.start);
        while let Some(angle) = self.script[at..line.end].find('<').map(|offset| at + offset) {
            at = angle + 1;
            let Some((range, pause @ ScriptTokenKind::Pause { .. })) = self.parse_angle(angle) else {
                continue;
            };
            if start < angle {
                self.push_unspoken(start..angle, kind);
            }
            (start, at) = (range.end, range.end);
            self.push(range, pause);
        }
        if start < line.end {
            self.push_unspoken(start..line.end, kind);
        }
    }

    /// Parses the line at `start`; returns where the next one begins.
    fn parse_line(&mut self, start: usize) -> usize {
        let rest = &self.script[start..];
        let end = rest.find('\n').map_or(self.script.len(), |end| start + end);
        let next = (end + 1).min(self.script.len());
        let line = &self.script[start..end];
        if self.is_underlined(line, start, next) {
            self.push_line(start..end, UnspokenKind::Heading);
            return next;
        }
        if self.context.characters.is_speaker_line(self.script, start, line) {
            self.push_line(start..end, UnspokenKind::SpeakerLabel);
            return next;
        }
        if self.is_plain_line(line, start) {
            return next;
        }
        let following = || self.script[next..].lines().next().unwrap_or("");
        let whole = whole_line_kind(line, start == 0)
            .or_else(|| is_cue_number(line, following).then_some(UnspokenKind::TimeCode));
        if let Some(kind) = whole {
            self.push_line(start..end, kind);
            return next;
        }
        let (first, is_note) = self.parse_line_start(start, line);
        if is_note {
            self.push_line(first..end, UnspokenKind::ProductionNote);
            return next;
        }
        let parsed = self.parse_inline(start..end, first);
        if parsed > end { parsed } else { next }
    }

    /// Whether a line of its own, with `next` behind it, is a heading because of the line below.
    fn is_underlined(&self, line: &str, start: usize, next: usize) -> bool {
        let opens_paragraph = || start == 0 || self.script[..start].trim_end_matches(' ').ends_with("\n\n");
        self.script[next..].starts_with(['=', '-'])
            && !line.trim().is_empty()
            && opens_paragraph()
            && is_underline(self.script[next..].lines().next().unwrap_or(""))
    }

    /// Whether nothing in a line can be anything but text: so are most lines.
    fn is_plain_line(&self, line: &str, start: usize) -> bool {
        let opens_token = |c: char| c.is_ascii_digit() || (c == 'W' && start == 0);
        let words = line.trim_start_matches([' ', '\t']);
        // `INT. OFFICE` is a label too.
        let may_be_label = || line.contains('.') && parse_label(words, &self.context.labels).is_some();
        let may_open_token =
            may_contain_special(line) || words.starts_with(opens_token) || is_numbered_heading(line);
        !may_open_token && !may_be_label()
    }

    /// Parses the marks, the time and the label at the start of a line; returns where its text begins, and whether that
    /// is a note.
    fn parse_line_start(&mut self, start: usize, line: &str) -> (usize, bool) {
        let mut at = self.parse_line_marks(start, line);
        let time = self.context.times.time_code_length(&line[at..]);
        if let Some(length) = time {
            self.push_unspoken(start + at..start + at + length, UnspokenKind::TimeCode);
            at += length;
            at += line[at..].len() - line[at..].trim_start_matches([' ', '\t']).len();
        }
        let mut label = self.label_at(line, at);
        while let Some(LineLabel::Section(length)) = label {
            self.push_unspoken(start + at..start + at + length, UnspokenKind::Heading);
            at += length;
            at += line[at..].len() - line[at..].trim_start().len();
            label = self.label_at(line, at);
        }
        let named = match label {
            Some(LineLabel::Speaker(length)) => Some(length),
            None if time.is_some() && self.context.times.labels_are_speakers() => {
                name_label(&line[at..]).map(|(_, length)| length)
            }
            _ => None,
        };
        if let Some(length) = named {
            self.push_unspoken(start + at..start + at + length, UnspokenKind::SpeakerLabel);
            at += length;
        }
        (start + at, label == Some(LineLabel::Note))
    }

    /// Parses the bullets and the number of an item; returns where the rest of the line begins.
    fn parse_line_marks(&mut self, start: usize, line: &str) -> usize {
        let mut at = line.len() - line.trim_start_matches([' ', '\t']).len();
        let number = |at: usize| Some(NumberMark::parse(&line[at..])?.length);
        let is_item = self.context.numbers.starts_item(start);
        while let Some(length) = line_mark_length(&line[at..]).or_else(|| number(at).filter(|_| is_item)) {
            self.push_unspoken(start + at..start + at + length, UnspokenKind::Markup);
            at += length;
        }
        at
    }

    fn label_at(&self, line: &str, at: usize) -> Option<LineLabel> {
        line.contains([':', '：', '.']).then(|| parse_label(&line[at..], &self.context.labels))?
    }

    /// Parses the text of a line from `at` on; returns where it ends, which a comment may move.
    fn parse_inline(&mut self, line: Range<usize>, mut at: usize) -> usize {
        let (text, mut pairs) = (&self.script[line.clone()], EmphasisPairs::default());
        let rest = &self.script[at..line.end];
        let first = at + rest.len() - rest.trim_start().len();
        while at < line.end {
            let rest = &self.script[at..];
            let Some(c) = rest.chars().next() else { break };
            if is_plain(c) {
                at += 1;
                continue;
            }
            if c.is_ascii() && is_emphasis_mark(c as u8) {
                let (is_mark, run) = pairs.take(text, at - line.start);
                let closer = pairs.closer(text, at - line.start, run).filter(|_| is_mark && c != '`');
                let direction = closer
                    .and_then(|end| self.emphasized_direction(at + run..line.start + end, first, &line));
                let end = direction.as_ref().map_or(at + run, |(range, _)| range.end);
                match direction {
                    Some((range, kind)) => self.push(range, kind),
                    None if is_mark => self.push_unspoken(at..end, UnspokenKind::Markup),
                    None => {}
                }
                at = end;
                continue;
            }
            match self.parse_special(at, c, first, &line) {
                Some((range, kind)) => {
                    at = range.end;
                    self.push(range, kind);
                }
                None => at += c.len_utf8(),
            }
        }
        at.max(line.end)
    }

    /// The token at `at`, where the character `c` stands; `first` is where the words of the line begin.
    fn parse_special(
        &self,
        at: usize,
        c: char,
        first: usize,
        line: &Range<usize>,
    ) -> Option<(Range<usize>, ScriptTokenKind)> {
        let rest = &self.script[at..];
        let unspoken = |length: usize, kind| Some((at..at + length, ScriptTokenKind::Unspoken(kind)));
        if matches!(c, '$' | '[' | '{')
            && let Some((length, kind)) = parse_placeholder(rest)
        {
            return Some((at..at + length, kind));
        }
        match c {
            '<' => self.parse_angle(at),
            ':' | ';' => unspoken(emoticon_length(self.script, at)?, UnspokenKind::Emoji),
            '&' => unspoken(parse_entity(rest)?.0, UnspokenKind::Markup),
            'h' | 'H' if !self.script[..at].ends_with(char::is_alphanumeric) => {
                unspoken(url_length(rest)?, UnspokenKind::Link)
            }
            '!' if rest.starts_with("![") => {
                let (range, kind) = self.parse_bracket(at + 1, first, line)?;
                (kind == ScriptTokenKind::Unspoken(UnspokenKind::Link)).then_some((at..range.end, kind))
            }
            '(' | '[' | '{' | '（' | '［' | '【' | '〔' | '｛' => self.parse_bracket(at, first, line),
            c if !c.is_ascii() => {
                let range = symbols_at(self.script, at, c, self.text_start.max(line.start))?;
                Some((range, ScriptTokenKind::Unspoken(UnspokenKind::Emoji)))
            }
            _ => None,
        }
    }

    /// The token at `at`, where a bracket opens.
    fn parse_bracket(
        &self,
        at: usize,
        first: usize,
        line: &Range<usize>,
    ) -> Option<(Range<usize>, ScriptTokenKind)> {
        let (opens_line, opens_sentence) = (at <= first, self.opens_sentence(at, first, line));
        let (length, kind) = parse_brackets(&self.script[at..], BracketPlace { opens_line, opens_sentence })?;
        Some((at..at + length, kind))
    }

    /// Whether a sentence may begin at `at`.
    fn opens_sentence(&self, at: usize, first: usize, line: &Range<usize>) -> bool {
        const SENTENCE_ENDS: [char; 10] = ['.', '!', '?', '…', '。', '！', '？', ']', ')', '>'];
        let is_direction =
            |token: &ScriptToken| token.kind == ScriptTokenKind::Unspoken(UnspokenKind::StageDirection);
        at <= first
            || self.script[line.start..at].trim_end().ends_with(SENTENCE_ENDS)
            || (self.tokens.last().is_some_and(is_direction)
                && self.script[self.text_start..at].trim().is_empty())
    }

    /// The token of the direction between the marks of emphasis around `inside`.
    fn emphasized_direction(
        &self,
        inside: Range<usize>,
        first: usize,
        line: &Range<usize>,
    ) -> Option<(Range<usize>, ScriptTokenKind)> {
        let mark = self.script[..inside.start].chars().next_back()?;
        let start = self.script[..inside.start].trim_end_matches(mark).len();
        let end = inside.end + inside.start - start;
        let (content_start, content) = (inside.start, &self.script[inside]);
        let kind = emphasized_kind(content, &self.script[end..line.end])?;
        let is_inserted = || {
            let is_pause = matches!(kind, ScriptTokenKind::Pause { .. });
            let (before, after) = (&self.script[line.start..start], &self.script[end..line.end]);
            is_pause || (start + 1 == content_start && is_inserted_direction(content, before, after))
        };
        (self.opens_sentence(start, first, line) || is_inserted()).then_some((start..end, kind))
    }

    /// The token at `at`, where a `<` stands.
    fn parse_angle(&self, at: usize) -> Option<(Range<usize>, ScriptTokenKind)> {
        let rest = &self.script[at..];
        if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?' | '#')) {
            return None;
        }
        let unspoken = |length: usize, kind| Some((at..at + length, ScriptTokenKind::Unspoken(kind)));
        if rest.starts_with("<!--") && self.has_comment_end(at + 2) {
            return unspoken(rest.find("-->")? + 3, UnspokenKind::UnknownTag);
        }
        if let Some((length, seconds)) = parse_hash_pause(rest) {
            return Some(self.pause_token(at..at + length, seconds));
        }
        if let Some(tag) = parse_break_tag(rest) {
            return Some(self.pause_token(at..at + tag.length, tag.seconds));
        }
        let length = tag_length(rest)?;
        let tag = &rest[..length];
        let is_speak = is_speak_tag(tag) && self.is_outermost(at);
        let other = if is_speak { UnspokenKind::SpeakTag } else { UnspokenKind::UnknownTag };
        unspoken(length, if is_autolink(tag) { UnspokenKind::Link } else { other })
    }

    /// Whether a `-->` stands at `from` or behind.
    fn has_comment_end(&self, from: usize) -> bool {
        self.last_comment_end.get_or_init(|| self.script.rfind("-->")).is_some_and(|end| end >= from)
    }

    /// A break; `seconds` is none if its time is not readable.
    fn pause_token(&self, range: Range<usize>, seconds: Option<f64>) -> (Range<usize>, ScriptTokenKind) {
        let kind = match seconds {
            Some(seconds) if seconds > MAX_PAUSE_SECONDS => {
                ScriptTokenKind::Unspoken(UnspokenKind::LongBreak)
            }
            Some(seconds) => {
                let is_normal_form = self.is_normal_break(&range, seconds);
                ScriptTokenKind::Pause { seconds, is_normal_form }
            }
            None => ScriptTokenKind::Unspoken(UnspokenKind::UnreadableBreak),
        };
        (range, kind)
    }

    /// Whether nothing but other `<speak>` tags is before or after a tag.
    fn is_outermost(&self, at: usize) -> bool {
        let is_speak = |token: &ScriptToken| token.kind == ScriptTokenKind::Unspoken(UnspokenKind::SpeakTag);
        let is_first =
            self.tokens.last().is_none_or(is_speak) && self.script[self.text_start..at].trim().is_empty();
        is_first || at >= self.closing_tags
    }

    /// Whether a break is written in the normal form, with a blank or the end of the script on both sides.
    fn is_normal_break(&self, range: &Range<usize>, seconds: f64) -> bool {
        let (before, after) = (&self.script[..range.start], &self.script[range.end..]);
        let is_apart = before.chars().next_back().is_none_or(char::is_whitespace)
            && after.chars().next().is_none_or(char::is_whitespace);
        is_apart && seconds > 0.0 && self.script[range.clone()] == format_break(seconds)
    }
}

/// Whether a character begins no token.
fn is_plain(c: char) -> bool {
    c.is_ascii()
        && !matches!(c, '<' | '[' | '{' | '(' | '$' | ':' | ';' | '&' | 'h' | 'H' | '!')
        && !is_emphasis_mark(c as u8)
}
