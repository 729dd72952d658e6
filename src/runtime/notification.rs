//! Escape sequences that notify the user: a bell, or a desktop notification.

use super::terminal;
use crate::domain::{NotificationMode, text};

const MAX_NOTIFICATION_CHARS: usize = 200;

/// The sequence for a notification; empty if the user wants none. Wrapped for tmux if the program runs in it.
pub(super) fn notification_sequence(mode: NotificationMode, message: &str, in_tmux: bool) -> String {
    let message = text::truncate(message, MAX_NOTIFICATION_CHARS);
    let sequence = match mode {
        NotificationMode::Off => return String::new(),
        // tmux passes bells on by itself.
        NotificationMode::Bell => return "\x07".to_owned(),
        // With a word first: some terminals take a leading number for a command.
        NotificationMode::Osc9 => format!("\x1b]9;cuecard: {message}\x07"),
        // Semicolons separate the fields.
        NotificationMode::Osc777 => format!("\x1b]777;notify;cuecard;{}\x1b\\", message.replace(';', ",")),
        NotificationMode::Osc99 => format!("\x1b]99;;cuecard: {message}\x1b\\"),
    };
    if in_tmux { terminal::wrap_for_tmux(&sequence) } else { sequence }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "4;1;\x1b]52;c;eA==\x07\u{202e}Video\n is\u{9c} finished";

    #[test]
    fn each_notification_mode_has_its_own_sequence() {
        for (mode, words_of_it) in [
            (NotificationMode::Off, ""),
            (NotificationMode::Bell, "\x07"),
            (NotificationMode::Osc9, "\x1b]9;cuecard: Launch; done\x07"),
            (NotificationMode::Osc777, "\x1b]777;notify;cuecard;Launch, done\x1b\\"),
            (NotificationMode::Osc99, "\x1b]99;;cuecard: Launch; done\x1b\\"),
        ] {
            assert_eq!(notification_sequence(mode, "Launch; done", false), words_of_it);
        }
        assert_eq!(notification_sequence(NotificationMode::Bell, "Launch", true), "\x07");
        assert_eq!(
            notification_sequence(NotificationMode::Osc9, "a", true),
            "\x1bPtmux;\x1b\x1b]9;cuecard: a\x07\x1b\\"
        );
    }

    #[test]
    fn a_hostile_title_is_sanitized_in_a_notification() {
        for mode in [NotificationMode::Osc9, NotificationMode::Osc777, NotificationMode::Osc99] {
            let message = notification_sequence(mode, HOSTILE, false);
            let inner = message.trim_start_matches('\x1b').trim_end_matches(['\x07', '\\', '\x1b']);
            assert!(text::is_displayable(inner) && inner.ends_with("Video is finished"), "{message:?}");
        }
        assert!(notification_sequence(NotificationMode::Osc9, &"x".repeat(5000), false).len() < 300);
    }
}
