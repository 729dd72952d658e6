//! The mouse reports of terminals in the SGR form: `ESC [ < BUTTON ; COLUMN ; ROW M`.

use crate::command::{MouseEvent, MouseEventKind};

/// Asks the terminal for presses, drags and the wheel, in the SGR form.
pub(super) const CAPTURE_MOUSE: &str = "\x1b[?1002h\x1b[?1006h";
pub(super) const RELEASE_MOUSE: &str = "\x1b[?1006l\x1b[?1002l";

/// The event of a control sequence; `None` if it is no mouse report, or one that means nothing here.
pub(super) fn mouse_event(parameters: &str, end: u8) -> Option<MouseEvent> {
    let mut numbers = parameters.strip_prefix('<')?.split(';').map(str::parse::<u16>);
    let mut next = || numbers.next()?.ok();
    let (button, column, row) = (next()?, next()?.checked_sub(1)?, next()?.checked_sub(1)?);
    let kind = match (button, end) {
        (0, b'M') => MouseEventKind::Press,
        (4, b'M') => MouseEventKind::ShiftPress,
        (32 | 36, b'M') => MouseEventKind::Drag,
        (64, b'M') => MouseEventKind::WheelUp,
        (65, b'M') => MouseEventKind::WheelDown,
        _ => return None,
    };
    Some(MouseEvent { kind, column, row })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_presses_drags_and_the_wheel() {
        let event = |kind| Some(MouseEvent { kind, column: 4, row: 1 });
        for (parameters, kind) in [
            ("<0;5;2", MouseEventKind::Press),
            ("<4;5;2", MouseEventKind::ShiftPress),
            ("<32;5;2", MouseEventKind::Drag),
            ("<36;5;2", MouseEventKind::Drag),
            ("<64;5;2", MouseEventKind::WheelUp),
            ("<65;5;2", MouseEventKind::WheelDown),
        ] {
            assert_eq!(mouse_event(parameters, b'M'), event(kind), "{parameters}");
        }
        for (parameters, end) in
            [("<0;5;2", b'm'), ("<2;5;2", b'M'), ("<0;0;2", b'M'), ("<0;5", b'M'), ("0;5;2", b'M')]
        {
            assert_eq!(mouse_event(parameters, end), None, "{parameters}");
        }
    }
}
