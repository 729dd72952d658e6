//! The blocks of a Markdown text: what its markup means for a script.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::directions::emphasized_direction;
use super::markdown_text::InlineText;
use super::notes::ExchangeNotes;
use super::options::SceneOption;
use super::script_blocks::{ListPosition, ScriptBlock};
use crate::domain::script::{NumberedItems, TimeCodeRule};
use crate::domain::strip_breaks;

const COMMENT_START: &str = "<!--";
const COMMENT_END: &str = "-->";
/// A longer line of `-` below words makes them a heading.
const RULE_LENGTH: usize = 3;
const EMPHASIS_NOTE: &str = "emphasis is left out, and its words are kept";

/// What is read of a list that is open.
#[derive(Debug, Clone, Copy)]
enum OpenItem {
    Item(ListPosition),
    /// Words that only begin with a number: `3. of May is the day.`
    Sentence,
}

/// A Markdown text as blocks.
#[derive(Debug, Default)]
pub(super) struct MarkdownBlocks {
    pub(super) blocks: Vec<ScriptBlock>,
    /// The text of the first heading of level one, if nothing stands above it.
    pub(super) title: Option<String>,
    pub(super) notes: ExchangeNotes,
    inline: InlineText,
    /// Where the last text ended in the source.
    text_end: usize,
    /// Lists that are open.
    lists: Vec<OpenItem>,
    /// Whether the last text is a number that is spoken before an item.
    has_spoken_number: bool,
    times: TimeCodeRule,
    /// The lines whose number is the mark of an item.
    numbers: NumberedItems,
    /// A comment that is open: it comes line by line.
    comment: String,
    /// The options in the comments of the open paragraph or heading.
    options: Vec<SceneOption>,
    /// Where the last direction between marks of emphasis ended in the source.
    direction_end: usize,
    /// Pictures that are open: their words are not spoken.
    picture_depth: usize,
}

impl MarkdownBlocks {
    pub(super) fn parse(source: &str) -> Self {
        let (times, numbers) = (TimeCodeRule::detect(source), NumberedItems::detect(source));
        let mut read = Self { times, numbers, ..Self::default() };
        for (event, range) in Parser::new_ext(source, Options::ENABLE_TABLES).into_offset_iter() {
            read.handle(event, &range, source);
        }
        read.end_text();
        read
    }

    fn handle(&mut self, event: Event<'_>, range: &Range<usize>, source: &str) {
        if range.end <= self.direction_end {
            return;
        }
        match event {
            Event::Start(Tag::Emphasis | Tag::Strong) if self.take_direction(range, source) => {}
            Event::Start(Tag::List(_)) => {
                self.end_text();
                self.lists.push(OpenItem::Item(ListPosition::First));
            }
            Event::Start(Tag::Item) => self.start_item(range, source),
            Event::Start(tag) => self.start(tag),
            Event::End(TagEnd::Table) => self.end_table(),
            Event::End(TagEnd::TableCell) => self.inline.push(" | "),
            Event::End(TagEnd::Heading(_)) if is_words_above_rule(&source[range.clone()]) => {
                self.end_text();
                self.blocks.push(ScriptBlock::Section(None));
            }
            Event::End(tag) => self.end(tag),
            _ if self.picture_depth > 0 => {}
            Event::Text(text) => {
                // A backslash that is in no text escapes what follows.
                let is_escaped = source[..range.start].ends_with('\\') && self.text_end != range.start;
                let is_entity = source[range.clone()].starts_with('&') && source[range.clone()] != *text;
                self.text_end = range.end;
                if is_escaped || is_entity {
                    self.inline.push_escaped(&text)
                } else {
                    self.inline.push(&text)
                }
            }
            Event::Code(text) => self.inline.push(&text),
            Event::Html(html) | Event::InlineHtml(html) => self.handle_html(&html),
            Event::SoftBreak | Event::HardBreak => self.inline.push("\n"),
            Event::Rule => {
                self.end_text();
                self.blocks.push(ScriptBlock::Section(None));
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong => self.inline.start_bold(),
            Tag::Emphasis => self.notes.add(EMPHASIS_NOTE, ""),
            Tag::Link { dest_url, .. } => {
                self.notes.add("links are left out, and their words are kept", &dest_url)
            }
            Tag::Image { dest_url, .. } => {
                self.notes.add("pictures are left out", &dest_url);
                self.picture_depth += 1;
            }
            // The first one of an item.
            Tag::Paragraph if std::mem::take(&mut self.has_spoken_number) => {}
            Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Table(_) => {
                self.end_text();
            }
            _ => {}
        }
    }

    /// Begins an item of a list; a number that is none of an item is spoken.
    fn start_item(&mut self, range: &Range<usize>, source: &str) {
        self.end_text();
        // The range may begin with the indent.
        let item = source[range.clone()].trim_start();
        let start = range.end - item.len();
        let line_start = source[..start].rfind('\n').map_or(0, |end| end + 1);
        let digits = item.bytes().take_while(u8::is_ascii_digit).count();
        self.has_spoken_number = digits > 0 && !self.numbers.starts_item(line_start);
        if self.has_spoken_number {
            let delimiter: String = item[digits..].chars().take(1).collect();
            self.inline.push(&format!("{}{delimiter} ", &item[..digits]));
        }
        if let Some(last) = self.lists.last_mut() {
            *last = match (self.has_spoken_number, *last) {
                (true, _) => OpenItem::Sentence,
                (false, OpenItem::Sentence) => OpenItem::Item(ListPosition::First),
                (false, item) => item,
            };
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.inline.end_bold(),
            TagEnd::Image => self.picture_depth = self.picture_depth.saturating_sub(1),
            TagEnd::Heading(level) => self.end_heading(level),
            TagEnd::HtmlBlock => {
                let unclosed = std::mem::take(&mut self.comment);
                self.leave_out_html(&unclosed);
                self.end_text();
            }
            TagEnd::List(_) => {
                self.end_text();
                self.lists.pop();
            }
            TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock => self.end_text(),
            _ => {}
        }
    }

    /// Takes emphasis that is a direction, such as `*laughs*`: it is one in brackets.
    fn take_direction(&mut self, range: &Range<usize>, source: &str) -> bool {
        let direction = if self.picture_depth > 0 { None } else { emphasized_direction(source, range) };
        if let Some(direction) = &direction {
            self.direction_end = range.end;
            self.inline.push(direction);
        }
        direction.is_some()
    }

    fn handle_html(&mut self, html: &str) {
        if self.comment.is_empty() && !html.trim_start().starts_with(COMMENT_START) {
            return self.handle_tags(html);
        }
        self.comment.push_str(html);
        if self.comment.contains(COMMENT_END) {
            let comments = std::mem::take(&mut self.comment);
            self.handle_comments(&comments);
        }
    }

    /// Takes the options in comments such as `<!-- motion: waves -->`, and the words around them.
    fn handle_comments(&mut self, html: &str) {
        let mut rest = html;
        while let Some((words, comment, behind)) = split_comment(rest) {
            self.push_words(words);
            let options = SceneOption::parse_comment(comment);
            if options.is_empty() {
                self.leave_out_html(&format!("{COMMENT_START}{comment}{COMMENT_END}"));
            }
            self.options.extend(options);
            rest = behind;
        }
        self.push_words(rest);
    }

    /// Words beside a comment.
    fn push_words(&mut self, words: &str) {
        if words.contains('<') { self.handle_tags(words) } else { self.inline.push(words) }
    }

    /// Break tags are pauses; other HTML is not spoken.
    fn handle_tags(&mut self, html: &str) {
        if strip_breaks(html).trim().is_empty() {
            self.inline.push(html);
        } else {
            self.leave_out_html(html);
        }
    }

    fn leave_out_html(&mut self, html: &str) {
        if !html.trim().is_empty() {
            self.notes.add("HTML is left out", html);
        }
    }

    /// Ends a paragraph or a list item.
    fn end_text(&mut self) {
        if !self.inline.is_empty() {
            self.push_text();
        }
        self.push_options();
    }

    fn push_options(&mut self) {
        self.blocks.extend(self.options.drain(..).map(ScriptBlock::Option));
    }

    fn push_text(&mut self) {
        if self.inline.has_bold_words(self.times) {
            self.notes.add(EMPHASIS_NOTE, "");
        }
        let lines = std::mem::take(&mut self.inline).into_lines(self.times);
        match self.lists.last_mut() {
            Some(OpenItem::Item(position)) => {
                self.blocks.push(ScriptBlock::ListItem(lines, *position));
                *position = ListPosition::Further;
            }
            _ => self.blocks.push(ScriptBlock::Paragraph(lines)),
        }
    }

    /// A table is not spoken: nobody knows which of its columns would be.
    fn end_table(&mut self) {
        let cells = std::mem::take(&mut self.inline).into_line();
        self.notes.add("tables are left out", cells.trim_end_matches(['|', ' ']));
        self.push_options();
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        let heading = std::mem::take(&mut self.inline).into_line();
        if level == HeadingLevel::H1 && self.blocks.is_empty() && self.title.is_none() {
            self.title = Some(heading);
        } else {
            self.blocks.push(ScriptBlock::Section(Some(heading)));
        }
        self.push_options();
    }
}

/// Whether an underlined heading is rather words above a rule: it is underlined with `---`, or has several lines.
fn is_words_above_rule(heading: &str) -> bool {
    let heading = heading.trim_end();
    let underline = heading.lines().last().unwrap_or_default().trim();
    let is_dashed = !heading.starts_with('#') && underline.starts_with('-');
    is_dashed && (underline.len() <= RULE_LENGTH || heading.lines().count() > 2)
}

/// The words before the first comment, its inside, and what follows it.
fn split_comment(html: &str) -> Option<(&str, &str, &str)> {
    let (words, rest) = html.split_once(COMMENT_START)?;
    let (comment, behind) = rest.split_once(COMMENT_END)?;
    Some((words, comment, behind))
}
