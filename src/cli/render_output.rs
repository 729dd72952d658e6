//! Renders on the output: each change while a command waits, and the video ids at its end.

use super::output::CommandOutput;
use super::project_remarks::ProjectRemarks;
use super::render_row::RenderRow;
use super::stderr::print_note;
use crate::domain::{Render, RenderStage, text};

/// Prints a changed render: a line of JSON with the remarks about its project, or a note on stderr.
pub(super) fn print_change(
    out: &mut CommandOutput,
    before: Option<&Render>,
    row: &Render,
    remarks: Option<&ProjectRemarks<'_>>,
) {
    if before == Some(row) {
        return;
    }
    if out.json {
        out.print_json(&RenderRow::from_render(row).with_remarks(remarks));
    } else if row.stage == RenderStage::Queued && row.note.is_some() {
        print_note(&format!("{}: {}", row.title, row.note.as_deref().unwrap_or_default()));
    } else if row.stage != RenderStage::Queued && before.is_none_or(|before| before.stage != row.stage) {
        print_note(&format!("{}: {}", row.title, row.stage.as_str()));
    }
}

/// Prints the video ids; with `--json` the rows with the remarks about their project, unless they were streamed.
pub(super) fn print_video_ids(
    renders: &[Render],
    streamed: bool,
    remarks: Option<&ProjectRemarks<'_>>,
    out: &mut CommandOutput,
) {
    for row in renders {
        match &row.video_id {
            Some(video) if !out.json => out.print_line(&text::single_line(video.as_str())),
            _ if out.json && !streamed => {
                out.print_json(&RenderRow::from_render(row).with_remarks(remarks));
            }
            _ => {}
        }
    }
    out.flush();
}
