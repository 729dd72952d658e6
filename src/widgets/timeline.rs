//! The timeline of a video: its scenes side by side, each as wide as it is long.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::cells::fill_row;
use super::styled_line::draw_text;
use super::text::width;
use super::theme::Theme;

/// Columns of a part on average where there are more parts than columns.
const WINDOW_PART_COLUMNS: usize = 2;
/// Columns of a part with a number beside the digits: one of its bar, and the gap.
const LABEL_MARGIN: usize = 2;

/// Numbered parts in proportion to their lengths.
#[derive(Debug, Clone, Copy)]
pub struct Timeline<'a> {
    pub lengths: &'a [f64],
    /// The index of the part that is accented.
    pub chosen: usize,
    pub is_focused: bool,
    /// The sum of lengths behind which the parts are marked.
    pub limit: Option<f64>,
}

impl Timeline<'_> {
    /// Draws the parts in a row. Where there are more than columns, draws those around the chosen one between marks.
    pub fn draw(&self, theme: Theme, area: Rect, buf: &mut Buffer) {
        let (shown, columns) = self.shown_columns(area.width.into());
        let mut rest = area;
        if shown.start > 0 {
            rest = behind(rest, draw_text(buf, rest, "‹", theme.dim()));
        }
        let is_cut_behind = shown.end < self.lengths.len();
        let mut start: f64 = self.lengths[..shown.start].iter().sum();
        for (index, columns) in shown.zip(columns) {
            let end = start + self.lengths[index];
            let width = u16::try_from(columns).unwrap_or(u16::MAX).min(rest.width);
            self.draw_part(index, start..end, theme, Rect { width, ..rest }, buf);
            (start, rest) = (end, behind(rest, width));
        }
        if is_cut_behind {
            draw_text(buf, rest, "›", theme.dim());
        }
    }

    /// The index of the part that [`draw`](Self::draw) puts at a column of a row of `columns` columns.
    pub fn part_at(&self, columns: u16, column: u16) -> Option<usize> {
        let (shown, widths) = self.shown_columns(columns.into());
        let column = usize::from(column).checked_sub(usize::from(shown.start > 0))?;
        let mut end = 0;
        shown.zip(widths).find_map(|(index, width)| {
            end += width;
            (column < end).then_some(index)
        })
    }

    /// The parts that fit in a row between the marks of further ones, and the columns of each.
    fn shown_columns(&self, columns: usize) -> (Range<usize>, Vec<usize>) {
        let shown = self.shown_parts(columns);
        let marks = usize::from(shown.start > 0) + usize::from(shown.end < self.lengths.len());
        let widths = part_columns(&self.lengths[shown.clone()], columns.saturating_sub(marks));
        (shown, widths)
    }

    /// All parts, if each can have a column, or else those around the chosen one.
    fn shown_parts(&self, columns: usize) -> Range<usize> {
        let count = self.lengths.len();
        if count <= columns {
            return 0..count;
        }
        let shown = (columns.saturating_sub(2) / WINDOW_PART_COLUMNS).clamp(1, count);
        let start = self.chosen.saturating_sub(shown / 2).min(count - shown);
        start..start + shown
    }

    /// Draws the number of a part, where there is room, its bar, and a blank behind it.
    fn draw_part(&self, index: usize, span: Range<f64>, theme: Theme, area: Rect, buf: &mut Buffer) {
        let (number_style, bar_style) = match (index == self.chosen, self.is_focused) {
            (true, true) => (theme.cursor(), theme.focus()),
            (true, false) => (theme.bold(), theme.accent()),
            (false, _) => (theme.plain(), theme.dim()),
        };
        let (number, columns) = ((index + 1).to_string(), usize::from(area.width));
        let digits = width(&number);
        let has_number = columns >= digits + LABEL_MARGIN || (index == self.chosen && columns >= digits);
        let mut rest = area;
        if has_number {
            rest = behind(rest, draw_text(buf, rest, &number, number_style));
            rest = behind(rest, u16::from(columns > digits + LABEL_MARGIN));
        }
        rest.width -= u16::from(columns > 1 && rest.width > 0);
        let over = self.columns_over_limit(&span, rest.width);
        let within = rest.width - over;
        fill_row(buf, Rect { width: within, ..rest }, "▆", bar_style);
        fill_row(buf, behind(rest, within), "░", theme.error());
    }

    /// How many columns of a bar are behind the limit: at least one, if any of its part is.
    fn columns_over_limit(&self, span: &Range<f64>, columns: u16) -> u16 {
        let Some(limit) = self.limit.filter(|limit| span.end > *limit) else { return 0 };
        let part = (span.end - limit.max(span.start)) / (span.end - span.start);
        let (whole, rest) = whole_columns(f64::from(columns) * part.clamp(0.0, 1.0));
        let over = (whole + usize::from(rest > 0.0)).max(1);
        u16::try_from(over).unwrap_or(u16::MAX).min(columns)
    }
}

/// Columns of parts in proportion to their lengths. None is without a column; where there is ample room, none is without a
/// number.
fn part_columns(lengths: &[f64], columns: usize) -> Vec<usize> {
    let count = lengths.len();
    let with_number = width(&count.to_string()) + LABEL_MARGIN;
    let minimum = if 2 * count * with_number <= columns { with_number } else { 1 };
    if lengths.iter().all(|length| *length <= 0.0) {
        return vec![(minimum + 1).min(columns / count.max(1)); count];
    }
    let mut short = vec![false; count];
    loop {
        let (free, total) = free_columns(lengths, &short, columns, minimum);
        let share = |index: usize| free * lengths[index] / total;
        let too_short = |index: &usize| !short[*index] && share(*index) < bounded(minimum);
        let found: Vec<usize> = (0..count).filter(too_short).collect();
        // The longest part is never too short, but where there is no room at all.
        if found.is_empty() || found.len() == short.iter().filter(|is_short| !**is_short).count() {
            let shares = (0..count).map(|index| if short[index] { bounded(minimum) } else { share(index) });
            return rounded(&shares.collect::<Vec<f64>>(), columns);
        }
        for index in found {
            short[index] = true;
        }
    }
}

/// The columns that parts share which are not short, and the sum of their lengths.
fn free_columns(lengths: &[f64], short: &[bool], columns: usize, minimum: usize) -> (f64, f64) {
    let short_count = short.iter().filter(|is_short| **is_short).count();
    let long = lengths.iter().zip(short).filter(|(_, is_short)| !**is_short);
    (bounded(columns.saturating_sub(short_count * minimum)), long.map(|(length, _)| length).sum())
}

/// Whole numbers with the same sum: those with the greatest fractions are rounded up, so that a longer part never has fewer
/// columns than a shorter one.
fn rounded(shares: &[f64], columns: usize) -> Vec<usize> {
    let parts: Vec<(usize, f64)> = shares.iter().map(|share| whole_columns(*share)).collect();
    let mut whole: Vec<usize> = parts.iter().map(|(whole, _)| *whole).collect();
    let left = columns.saturating_sub(whole.iter().sum());
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by(|one, other| parts[*other].1.total_cmp(&parts[*one].1));
    order.into_iter().take(left).for_each(|index| whole[index] += 1);
    whole
}

/// The whole columns of a number of them, and the rest.
fn whole_columns(columns: f64) -> (usize, f64) {
    let whole = columns.floor().max(0.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "columns of a screen, not negative"
    )]
    let count = whole as usize;
    (count, columns - whole)
}

fn bounded(columns: usize) -> f64 {
    u32::try_from(columns).map_or(f64::from(u32::MAX), f64::from)
}

/// The part of a row behind its first cells.
fn behind(row: Rect, cells: u16) -> Rect {
    let cells = cells.min(row.width);
    Rect { x: row.x + cells, width: row.width - cells, ..row }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn drawn(lengths: &[f64], chosen: usize, columns: u16, limit: Option<f64>) -> String {
        let area = Rect::new(0, 0, columns, 1);
        let mut buf = Buffer::empty(area);
        Timeline { lengths, chosen, is_focused: false, limit }.draw(Theme::default(), area, &mut buf);
        (0..columns).map(|x| buf[(x, 0)].symbol()).collect()
    }

    #[test]
    fn parts_have_their_numbers_where_there_is_ample_room() {
        assert_eq!(drawn(&[10.0, 0.0, 20.0], 0, 30, None), "1 ▆▆▆▆▆▆ 2▆ 3 ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆ ");
        assert_eq!(drawn(&[0.0, 0.0], 0, 12, None), "1 ▆ 2 ▆     ");
        assert_eq!(drawn(&[], 0, 12, None), " ".repeat(12));
    }

    #[test]
    fn many_parts_are_all_drawn_and_only_the_wide_ones_have_a_number() {
        let lengths: Vec<f64> = (0..12).map(|index| if index == 3 { 6.0 } else { 1.0 }).collect();
        assert_eq!(drawn(&lengths, 0, 34, None), "1 ▆ ▆ 4 ▆▆▆▆▆▆▆▆▆ ▆ ▆ ▆ ▆ ▆ ▆ ▆ ▆ ");
    }

    #[test]
    fn marks_say_that_there_are_more_parts() {
        let lengths = [1.0; 99];
        assert_eq!(drawn(&lengths, 0, 12, None), "1▆ ▆ ▆ ▆ ▆ ›");
        assert_eq!(drawn(&lengths, 49, 12, None), "‹▆ ▆ 50▆ ▆ ›");
        assert_eq!(drawn(&lengths, 98, 12, None), "‹▆▆ ▆ ▆ ▆ 99");
    }

    #[test]
    fn the_part_at_a_column_is_the_one_that_is_drawn_there() {
        let part_at = |lengths: &[f64], chosen, column| {
            Timeline { lengths, chosen, is_focused: false, limit: None }.part_at(12, column)
        };
        assert_eq!([0, 5, 6, 11].map(|column| part_at(&[1.0, 1.0], 0, column)), [0, 0, 1, 1].map(Some));
        // "‹▆ ▆ 50▆ ▆ ›"
        let parts = [0, 1, 3, 5, 10, 11].map(|column| part_at(&[1.0; 99], 49, column));
        assert_eq!(parts, [None, Some(47), Some(48), Some(49), Some(51), None]);
        assert_eq!(part_at(&[], 0, 3), None);
    }

    #[test]
    fn what_is_behind_the_limit_is_marked() {
        assert_eq!(drawn(&[10.0, 10.0], 0, 24, Some(15.0)), "1 ▆▆▆▆▆▆▆▆▆ 2 ▆▆▆▆░░░░░ ");
        assert_eq!(drawn(&[10.0, 10.0], 0, 24, Some(19.9)), "1 ▆▆▆▆▆▆▆▆▆ 2 ▆▆▆▆▆▆▆▆░ ");
        assert_eq!(drawn(&[10.0, 10.0], 0, 24, Some(20.0)), "1 ▆▆▆▆▆▆▆▆▆ 2 ▆▆▆▆▆▆▆▆▆ ");
    }

    proptest! {
        #[test]
        fn a_longer_part_never_has_fewer_columns(
            lengths in proptest::collection::vec(0.01_f64..60.0, 1..60),
            spare in 0_usize..200,
        ) {
            let parts = part_columns(&lengths, lengths.len() + spare);
            prop_assert_eq!(parts.iter().sum::<usize>(), lengths.len() + spare);
            prop_assert!(parts.iter().all(|part| *part >= 1), "{:?}", parts);
            for (one, columns) in lengths.iter().zip(&parts) {
                for (other, others) in lengths.iter().zip(&parts) {
                    prop_assert!(one <= other || columns >= others, "{:?}", parts);
                }
            }
        }
    }
}
