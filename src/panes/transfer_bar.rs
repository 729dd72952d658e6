//! The bar of a transfer: how much of a file was received or sent.

use crate::domain::format_bytes;
use crate::widgets::{StyledLine, Theme, progress_bar};

/// Adds the bar with its amounts: `━━━━──── 3 MB of 12 MB`.
pub(crate) fn add_transfer_bar(
    line: StyledLine<'_>,
    (done, total): (u64, u64),
    columns: usize,
    theme: Theme,
) -> StyledLine<'_> {
    #[expect(clippy::cast_precision_loss, reason = "a part of a bar")]
    let part = done as f64 / total as f64;
    let (full, empty) = progress_bar(columns, part);
    let text = format!(" {} of {}", format_bytes(done), format_bytes(total));
    line.add(full, theme.accent()).add(empty, theme.dim()).add(text, theme.dim())
}
