//! Import of SRT and VTT: indices, times and tags are dropped, cues are joined, long gaps part scenes.

use super::builder::ScriptBuilder;
use super::directions::LeftOutDirections;
use super::labels::{LabelCertainty, ScriptLine, SpeakerLabel, find_label};
use super::script_blocks::{ScriptBlock, add_blocks};
use super::subtitle_tags::{SubtitleSyntax, parse_time, strip_tags};

/// A longer gap between two cues parts scenes, in seconds.
const MAX_GAP_SECONDS: f64 = 2.0;
const ARROW: &str = "-->";
/// Blocks of VTT that are no cues.
const VTT_BLOCKS: [&str; 3] = ["NOTE", "STYLE", "REGION"];

/// Reads subtitles.
pub(super) fn read(text: &str, syntax: SubtitleSyntax) -> ScriptBuilder {
    let mut builder = ScriptBuilder::new();
    let mut blocks = Vec::new();
    let mut lines: Vec<ScriptLine> = Vec::new();
    let mut last_end = None;
    for block in text.split("\n\n").map(str::trim).filter(|block| !block.is_empty()) {
        let Some((start, end, words)) = parse_cue(block) else {
            note_other_block(block, &mut builder);
            continue;
        };
        if last_end.is_some_and(|last| start - last > MAX_GAP_SECONDS) {
            blocks.extend([ScriptBlock::Paragraph(std::mem::take(&mut lines)), ScriptBlock::Section(None)]);
        }
        last_end = Some(end);
        for line in words {
            add_line(&mut lines, line, syntax);
        }
    }
    blocks.push(ScriptBlock::Paragraph(lines));
    add_blocks(&mut builder, blocks);
    builder
}

/// The header of VTT is no loss.
fn note_other_block(block: &str, builder: &mut ScriptBuilder) {
    let first = block.split_whitespace().next().unwrap_or_default();
    if first == "WEBVTT" {
        return;
    }
    let kind = if VTT_BLOCKS.contains(&first) {
        "blocks of VTT other than cues are left out"
    } else {
        "text outside of a cue is left out"
    };
    builder.notes.add(kind, block);
}

/// The start and the end of a cue in seconds, and its lines.
fn parse_cue(block: &str) -> Option<(f64, f64, Vec<&str>)> {
    let mut lines = block.lines();
    let times = lines.by_ref().take(2).find(|line| line.contains(ARROW))?;
    let (start, end) = times.split_once(ARROW)?;
    // VTT has settings behind the time.
    let end = end.split_whitespace().next()?;
    Some((parse_time(start)?, parse_time(end)?, lines.collect()))
}

/// Adds a line of a cue: below the others if it has a speaker, else behind them.
fn add_line(lines: &mut Vec<ScriptLine>, line: &str, syntax: SubtitleSyntax) {
    let (voice, text) = strip_tags(line, syntax);
    // What marks a change of speakers.
    let text = text.trim().trim_start_matches(">>").trim_start_matches("- ").trim();
    let named = |name: String| SpeakerLabel {
        name,
        delivery: None,
        words: text.to_owned(),
        certainty: LabelCertainty::Certain,
        left_out: LeftOutDirections::default(),
    };
    let certain = |label: &SpeakerLabel| label.certainty == LabelCertainty::Certain;
    let label = voice.map(named).or_else(|| find_label(text, &[]).filter(certain));
    match (lines.last_mut(), label) {
        (Some(last), Some(label)) if last.label.as_ref().is_some_and(|before| before.name == label.name) => {
            append(last, &label.words);
        }
        (_, Some(label)) => {
            lines.push(ScriptLine { text: text.to_owned(), label: Some(label), ..ScriptLine::default() })
        }
        (Some(last), None) => append(last, text),
        (None, None) => lines.push(ScriptLine { text: text.to_owned(), ..ScriptLine::default() }),
    }
}

fn append(line: &mut ScriptLine, words: &str) {
    let text = line.label.as_mut().map_or(&mut line.text, |label| &mut label.words);
    let is_wide = |c: char| unicode_width::UnicodeWidthChar::width(c) == Some(2);
    let joins = text.ends_with(is_wide) && words.starts_with(is_wide);
    if !text.is_empty() && !words.is_empty() && !joins {
        text.push(' ');
    }
    text.push_str(words);
}
