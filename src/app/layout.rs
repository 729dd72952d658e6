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
        let mut room = area;
        let footer = take_bottom(&mut room, u16::from(area.height >= 3));
        let header = take_top(&mut room, u16::from(area.height >= 5));
        let single = zoomed || area.width < MIN_WIDE_COLUMNS || area.height < 14;
        let tabs = take_top(&mut room, u16::from(single && area.height >= 8));
        let messages = messages.clamp(1, (area.height / 4).max(1));
        let message_area = take_bottom(&mut room, if area.height >= 7 { messages } else { 0 });
        let panes = if single {
            vec![(focus, room)]
        } else {
            wide_panes(room, room.height + message_area.height.saturating_sub(1))
        };
        Self { header, tabs, panes, messages: message_area, footer }
    }

    pub(super) fn pane(&self, id: PaneId) -> Option<Rect> {
        self.panes.iter().find(|(own, _)| *own == id).map(|(_, area)| *area)
    }
}

/// Catalog left, scenes in the middle, queue right; the middle grows most. `usual` is the height beside a message of
/// one row: the photos keep theirs, and with it the size of their picture.
fn wide_panes(room: Rect, usual: u16) -> Vec<(PaneId, Rect)> {
    let left = (room.width / 4).clamp(32, 48);
    let right = (room.width / 4).clamp(34, 50);
    let middle = room.width - left - right;
    let photos = usual / 2;
    let at = |x: u16, y: u16, width: u16, height: u16| Rect { x, y, width, height };
    vec![
        (PaneId::Photos, at(room.x, room.y, left, photos)),
        (PaneId::Voices, at(room.x, room.y + photos, left, room.height - photos)),
        (PaneId::Scenes, at(room.x + left, room.y, middle, room.height)),
        (PaneId::Queue, at(room.x + left + middle, room.y, right, room.height)),
    ]
}

fn take_top(room: &mut Rect, rows: u16) -> Rect {
    let taken = Rect { height: rows, ..*room };
    room.y += rows;
    room.height -= rows;
    taken
}

fn take_bottom(room: &mut Rect, rows: u16) -> Rect {
    room.height -= rows;
    Rect { y: room.bottom(), height: rows, ..*room }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_never_leave_the_screen_or_overlap() {
        for width in (1..=300).step_by(7) {
            for height in 1..=100 {
                let area = Rect::new(0, 0, width, height);
                for (zoomed, messages) in [(false, 0), (true, 1), (false, 3), (true, 9)] {
                    let layout = ScreenLayout::compute(area, PaneId::Scenes, zoomed, messages);
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
