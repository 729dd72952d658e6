//! Renders on the output: each change while a command waits, and the video ids at its end.

use super::output::CommandOutput;
use super::render_row::RenderRow;
use super::stderr::print_note;
use crate::domain::{Render, Stage, text};

/// Prints a changed render: a line of JSON, or a note on stderr.
pub(super) fn print_change(out: &mut CommandOutput, before: Option<&Render>, row: &Render) {
    if before == Some(row) {
        return;
    }
    if out.json {
        print_row(out, row);
    } else if row.stage == Stage::Queued && row.note.is_some() {
        print_note(&format!("{}: {}", row.title, row.note.as_deref().unwrap_or_default()));
    } else if row.stage != Stage::Queued && before.is_none_or(|before| before.stage != row.stage) {
        print_note(&format!("{}: {}", row.title, row.stage.as_str()));
    }
}

/// Prints a row with the script issues of its project.
fn print_row(out: &mut CommandOutput, row: &Render) {
    let issues = out.script_issues.take();
    out.print_json(&RenderRow::from_render(row).with_script_issues(issues.as_deref()));
    out.script_issues = issues;
}

/// Prints the video ids; with `--json` the rows, unless they were streamed.
pub(super) fn print_video_ids(renders: &[Render], streamed: bool, out: &mut CommandOutput) {
    for row in renders {
        match &row.video_id {
            Some(video) if !out.json => out.print_line(&text::single_line(video.as_str())),
            _ if out.json && !streamed => print_row(out, row),
            _ => {}
        }
    }
    out.flush();
}
