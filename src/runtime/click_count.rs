//! Counts presses of the mouse button that follow each other in one cell: double and triple presses.

use std::time::{Duration, Instant};

use super::input::TerminalInput;
use crate::command::{MouseEvent, MouseEventKind};

/// The longest time between two presses of a double press.
const MAX_PRESS_INTERVAL: Duration = Duration::from_millis(500);

/// The presses that were counted last.
#[derive(Debug, Default)]
pub(super) struct ClickCount {
    last: Option<(Instant, MouseEvent)>,
}

impl ClickCount {
    /// Turns the second and third press in a cell into double and triple presses. `now` is when the inputs were read.
    pub(super) fn apply(&mut self, inputs: &mut [TerminalInput], now: Instant) {
        for input in inputs {
            match input {
                TerminalInput::Mouse(event) if event.kind == MouseEventKind::Press => self.count(event, now),
                TerminalInput::Mouse(MouseEvent { kind: MouseEventKind::Drag, .. }) => {}
                _ => self.last = None,
            }
        }
    }

    fn count(&mut self, event: &mut MouseEvent, now: Instant) {
        let previous = self.last.filter(|(at, last)| {
            (last.column, last.row) == (event.column, event.row)
                && now.saturating_duration_since(*at) <= MAX_PRESS_INTERVAL
        });
        event.kind = match previous.map(|(_, last)| last.kind) {
            Some(MouseEventKind::Press) => MouseEventKind::DoublePress,
            Some(MouseEventKind::DoublePress) => MouseEventKind::TriplePress,
            _ => MouseEventKind::Press,
        };
        self.last = Some((now, *event));
    }
}

#[cfg(test)]
mod tests {
    use MouseEventKind::{DoublePress, Drag, Press, TriplePress};

    use super::*;
    use crate::command::Key;

    fn mouse(kind: MouseEventKind, column: u16) -> TerminalInput {
        TerminalInput::Mouse(MouseEvent { kind, column, row: 1 })
    }

    #[test]
    fn presses_that_follow_in_a_cell_are_counted_up_to_three() {
        let mut count = ClickCount::default();
        let mut inputs = [1, 1, 1, 1, 2].map(|column| mouse(Press, column));
        count.apply(&mut inputs, Instant::now());
        let kinds = [(Press, 1), (DoublePress, 1), (TriplePress, 1), (Press, 1), (Press, 2)];
        assert_eq!(inputs, kinds.map(|(kind, column)| mouse(kind, column)));
    }

    #[test]
    fn a_late_press_and_one_after_a_key_begin_anew() {
        let (mut count, start) = (ClickCount::default(), Instant::now());
        let mut press_after = |milliseconds, before: Option<TerminalInput>| {
            let mut inputs: Vec<_> = before.into_iter().chain([mouse(Press, 1)]).collect();
            count.apply(&mut inputs, start + Duration::from_millis(milliseconds));
            inputs.pop()
        };
        assert_eq!(press_after(0, None), Some(mouse(Press, 1)));
        assert_eq!(press_after(501, None), Some(mouse(Press, 1)));
        assert_eq!(press_after(900, Some(mouse(Drag, 1))), Some(mouse(DoublePress, 1)));
        assert_eq!(press_after(901, Some(TerminalInput::Key(Key::char('x')))), Some(mouse(Press, 1)));
    }
}
