//! Import of Markdown: headings and rules part scenes, `NAME:` and bold labels are speakers, lists hold options.

use super::builder::ScriptBuilder;
use super::character_labels::label_characters;
use super::head::HeadSyntax;
use super::leading_settings::take_leading_settings;
use super::markdown_blocks::MarkdownBlocks;
use super::narration_label::add_narrated_blocks;
use super::options::split_emotion;
use super::production_notes::without_production_notes;
use super::script_blocks::{ScriptBlock, is_scene_heading};

/// What parts the scenes of a Markdown text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SceneBoundary {
    /// Headings and rules, and what speaks of another scene.
    Section,
    /// Paragraphs too. A list belongs to the one above.
    Paragraph,
}

/// Reads a Markdown text into a project that is being built.
pub(super) fn read(text: &str, mut builder: ScriptBuilder, part: SceneBoundary) -> ScriptBuilder {
    let body = match split_front_matter(text) {
        Some((head, body)) => {
            HeadSyntax::Yaml.read(&head, &mut builder.project, &mut builder.notes);
            body
        }
        None => text,
    };
    let MarkdownBlocks { mut blocks, title, notes, .. } = MarkdownBlocks::parse(body);
    builder.notes = builder.notes.followed_by(notes);
    match title {
        Some(title) if builder.project.title.is_empty() && !is_scene_heading(split_emotion(&title).0) => {
            builder.project.title = title;
        }
        Some(heading) => blocks.insert(0, ScriptBlock::Section(Some(heading))),
        None => {}
    }
    take_leading_settings(&mut blocks, &mut builder);
    let mut blocks = without_production_notes(blocks, &mut builder);
    label_characters(&mut blocks, &mut builder);
    if part == SceneBoundary::Paragraph {
        blocks = blocks.into_iter().flat_map(with_section_before).collect();
    }
    add_narrated_blocks(&mut builder, blocks);
    builder
}

/// A block, with a section before it where it is a paragraph.
fn with_section_before(block: ScriptBlock) -> impl Iterator<Item = ScriptBlock> {
    let section = matches!(block, ScriptBlock::Paragraph(_)).then_some(ScriptBlock::Section(None));
    section.into_iter().chain([block])
}

/// Whether a text has headings or rules.
pub(super) fn has_sections(text: &str) -> bool {
    let MarkdownBlocks { blocks, title, .. } = MarkdownBlocks::parse(text);
    title.is_some() || blocks.iter().any(|block| matches!(block, ScriptBlock::Section(_)))
}

/// The lines between `---` at the start of a text, and what follows them. A rule above words is no front matter.
fn split_front_matter(text: &str) -> Option<(Vec<&str>, &str)> {
    let rest = text.strip_prefix("---\n")?;
    let mut offset = 0;
    let mut head = Vec::new();
    for line in rest.split_inclusive('\n') {
        offset += line.len();
        let line = line.trim_end();
        match line {
            "---" | "..." => return Some((head, &rest[offset..])),
            _ if line.is_empty() || line.starts_with([' ', '-', '#']) || is_key_line(line) => head.push(line),
            _ => return None,
        }
    }
    None
}

/// Whether a line begins with a key: a word and a colon.
fn is_key_line(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, _)| {
        !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_- ".contains(c))
    })
}
