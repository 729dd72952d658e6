//! The table of renders, or their JSON array.

use jiff::tz::TimeZone;

use crate::cli::output::CommandOutput;
use crate::cli::render_row::RenderRow;
use crate::cli::table::format_seconds;
use crate::domain::{Render, RenderStage};

/// Prints one JSON array, or a line each.
pub(super) fn print_renders(renders: &[Render], out: &mut CommandOutput) {
    out.print_rows(renders, RenderRow::from_render, table_cells);
}

fn table_cells(render: &Render) -> [String; 7] {
    let requested = render.requested_at.to_zoned(TimeZone::system()).strftime("%F %H:%M").to_string();
    let video = render.video_id.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
    let length = format_seconds(render.plausible_seconds().unwrap_or(render.estimated_seconds));
    let stage = render.stage.as_str().to_owned();
    let is_open = matches!(render.stage, RenderStage::Queued | RenderStage::Unconfirmed);
    let note = render.note.clone().filter(|_| is_open).unwrap_or_default();
    [render.id.to_string(), requested, stage, video, length, render.title.clone(), note]
}
