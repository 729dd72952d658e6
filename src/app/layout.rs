//! The layout of the screen, by the size of the terminal.

use ratatui::layout::Rect;

use super::PaneId;

/// Columns from which on something stands beside the script: the overview, or the pane that is open.
const MIN_WIDE_COLUMNS: u16 = 120;
/// Rows from which on it does.
const MIN_WIDE_ROWS: u16 = 14;
/// Columns that the script takes before the overview grows.
const SCRIPT_COLUMNS: u16 = 108;
/// The narrowest and the widest overview.
const OVERVIEW_COLUMNS: (u16, u16) = (36, 64);
/// Columns that an open pane leaves to the script, where it can.
const SCRIPT_COLUMNS_BESIDE_PANE: u16 = 82;
/// The narrowest open pane: its picture is at the right of its list.
const MIN_PANE_COLUMNS: u16 = 60;
/// Blank columns between an open pane and the script.
const PANE_GAP_COLUMNS: u16 = 1;

/// The areas of a screen. An area without height or width is not drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ScreenLayout {
    pub(super) header: Rect,
    /// The row of tabs, where one pane is shown at a time.
    pub(super) tabs: Rect,
    /// The timeline of the scenes, where the script is shown.
    pub(super) timeline: Rect,
    /// The column beside the script: the picture of who speaks, the cast, the latest renders.
    pub(super) overview: Rect,
    /// The panes that are shown.
    pub(super) panes: Vec<(PaneId, Rect)>,
    pub(super) messages: Rect,
    pub(super) footer: Rect,
}

impl ScreenLayout {
    /// `messages` is the number of rows that the messages need; the panes keep most of the screen.
    pub(super) fn compute(area: Rect, focus: PaneId, zoomed: bool, messages: u16) -> Self {
        let mut rest = area;
        let footer = take_bottom(&mut rest, u16::from(area.height >= 3));
        let header = take_top(&mut rest, u16::from(area.height >= 5));
        let single = zoomed || area.width < MIN_WIDE_COLUMNS || area.height < MIN_WIDE_ROWS;
        let tabs = take_top(&mut rest, u16::from(single && area.height >= 8));
        let messages = messages.clamp(1, (area.height / 4).max(1));
        let message_area = take_bottom(&mut rest, if area.height >= 7 { messages } else { 0 });
        let shows_script = !single || focus == PaneId::Script;
        let timeline = take_top(&mut rest, u16::from(shows_script && area.height >= 10));
        let mut overview = Rect { width: 0, ..rest };
        let panes = if single {
            vec![(focus, rest)]
        } else if focus == PaneId::Script {
            let (narrowest, widest) = OVERVIEW_COLUMNS;
            let columns = rest.width.saturating_sub(SCRIPT_COLUMNS).clamp(narrowest, widest);
            let (left, right) = split_columns(rest, columns);
            overview = left;
            vec![(PaneId::Script, right)]
        } else {
            let columns = rest.width.saturating_sub(SCRIPT_COLUMNS_BESIDE_PANE);
            let (left, right) = split_columns(rest, columns.clamp(MIN_PANE_COLUMNS, rest.width / 2));
            let (_, script) = split_columns(right, PANE_GAP_COLUMNS);
            vec![(focus, left), (PaneId::Script, script)]
        };
        Self { header, tabs, timeline, overview, panes, messages: message_area, footer }
    }

    /// The timeline without the blank column at each side.
    pub(super) fn timeline_bars(&self) -> Rect {
        let row = self.timeline;
        Rect { x: row.x + 1, width: row.width.saturating_sub(2), ..row }
    }

    pub(super) fn pane(&self, id: PaneId) -> Option<Rect> {
        self.panes.iter().find(|(own, _)| *own == id).map(|(_, area)| *area)
    }
}

/// The first `columns` of an area, and the others.
fn split_columns(area: Rect, columns: u16) -> (Rect, Rect) {
    let columns = columns.min(area.width);
    (Rect { width: columns, ..area }, Rect { x: area.x + columns, width: area.width - columns, ..area })
}

fn take_top(rest: &mut Rect, rows: u16) -> Rect {
    let part = Rect { height: rows, ..*rest };
    rest.y += rows;
    rest.height -= rows;
    part
}

fn take_bottom(rest: &mut Rect, rows: u16) -> Rect {
    rest.height -= rows;
    Rect { y: rest.bottom(), height: rows, ..*rest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_cover_the_screen_and_never_overlap() {
        for width in (1..=300).step_by(7) {
            for height in 1..=100 {
                let area = Rect::new(0, 0, width, height);
                for (zoomed, messages) in [(false, 0), (true, 1), (false, 3), (true, 9)] {
                    for focus in PaneId::ALL {
                        let layout = ScreenLayout::compute(area, focus, zoomed, messages);
                        let panes = layout.panes.iter().map(|(_, rect)| *rect);
                        let fixed = [layout.header, layout.tabs, layout.timeline, layout.overview];
                        let all = panes.chain(fixed).chain([layout.messages, layout.footer]);
                        let all: Vec<Rect> = all.filter(|rect| !rect.is_empty()).collect();
                        let cells: u32 = all.iter().map(|rect| rect.area()).sum();
                        assert!(all.iter().all(|rect| area.intersection(*rect) == *rect));
                        let gap = if layout.panes.len() > 1 { layout.panes[0].1.height } else { 0 };
                        assert_eq!(cells + u32::from(gap), area.area(), "{width}x{height} {focus:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_script_is_the_largest_area_unless_another_pane_is_open() {
        for (width, height) in [(120, 36), (160, 50), (200, 60), (300, 100)] {
            let layout = ScreenLayout::compute(Rect::new(0, 0, width, height), PaneId::Script, false, 1);
            let script = layout.pane(PaneId::Script).unwrap_or_default();
            assert!(script.width > layout.overview.width && script.width >= 80, "{width}");
        }
    }
}
