//! The layout of the screen, by the size of the terminal.

use ratatui::layout::Rect;

use super::PaneId;

/// Columns from which on all panes are shown side by side.
const MIN_WIDE_COLUMNS: u16 = 120;

/// The areas of a screen. An area without height is not drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ScreenLayout {
    pub(super) header: Rect,
    /// The row of tabs, where one pane is shown at a time.
    pub(super) tabs: Rect,
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
        let single = zoomed || area.width < MIN_WIDE_COLUMNS || area.height < 14;
        let tabs = take_top(&mut rest, u16::from(single && area.height >= 8));
        let messages = messages.clamp(1, (area.height / 4).max(1));
        let message_area = take_bottom(&mut rest, if area.height >= 7 { messages } else { 0 });
        let panes = if single {
            vec![(focus, rest)]
        } else {
            wide_panes(rest, rest.height + message_area.height.saturating_sub(1))
        };
        Self { header, tabs, panes, messages: message_area, footer }
    }

    pub(super) fn pane(&self, id: PaneId) -> Option<Rect> {
        self.panes.iter().find(|(own, _)| *own == id).map(|(_, area)| *area)
    }
}

/// Catalog left, scenes in the middle, queue right; the middle grows most. `usual` is the height beside a message of
/// one row: the photos keep theirs, and with it the size of their picture.
fn wide_panes(rest: Rect, base_height: u16) -> Vec<(PaneId, Rect)> {
    let left = (rest.width / 4).clamp(32, 48);
    let right = (rest.width / 4).clamp(34, 50);
    let middle = rest.width - left - right;
    let photos = base_height / 2;
    let at = |x: u16, y: u16, width: u16, height: u16| Rect { x, y, width, height };
    vec![
        (PaneId::Photos, at(rest.x, rest.y, left, photos)),
        (PaneId::Voices, at(rest.x, rest.y + photos, left, rest.height - photos)),
        (PaneId::Script, at(rest.x + left, rest.y, middle, rest.height)),
        (PaneId::Queue, at(rest.x + left + middle, rest.y, right, rest.height)),
    ]
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
                    let layout = ScreenLayout::compute(area, PaneId::Script, zoomed, messages);
                    let all = layout.panes.iter().map(|(_, rect)| *rect);
                    let all: Vec<Rect> =
                        all.chain([layout.header, layout.tabs, layout.messages, layout.footer]).collect();
                    let cells: u32 = all.iter().map(|rect| rect.area()).sum();
                    assert!(all.iter().all(|rect| rect.is_empty() || area.intersection(*rect) == *rect));
                    assert_eq!(cells, area.area(), "{width}x{height}");
                }
            }
        }
    }
}
