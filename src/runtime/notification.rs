//! The words that call the user back to a terminal: a bell, or a notification of the desktop.

use super::terminal;
use crate::domain::{NotificationMode, text};

/// Characters of a notification.
const MAX_NOTIFICATION_CHARS: usize = 200;

/// What is written for it; nothing where the user wants none. Through tmux where it stands between.
pub(super) fn notification_sequence(how: NotificationMode, said: &str, in_tmux: bool) -> String {
    let said = text::truncate(said, MAX_NOTIFICATION_CHARS);
    let whole = match how {
        NotificationMode::Off => return String::new(),
        // tmux passes bells on by itself.
        NotificationMode::Bell => return "\x07".to_owned(),
        // With a word before it: some terminals take a number here for a command.
        NotificationMode::Osc9 => format!("\x1b]9;cuecard: {said}\x07"),
        // Semicolons part the fields.
        NotificationMode::Osc777 => format!("\x1b]777;notify;cuecard;{}\x1b\\", said.replace(';', ",")),
        NotificationMode::Osc99 => format!("\x1b]99;;cuecard: {said}\x1b\\"),
    };
    if in_tmux { terminal::wrap_for_tmux(&whole) } else { whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "4;1;\x1b]52;c;eA==\x07\u{202e}Video\n is\u{9c} finished";

    #[test]
    fn each_terminal_is_told_in_its_own_words() {
        for (how, words_of_it) in [
            (NotificationMode::Off, ""),
            (NotificationMode::Bell, "\x07"),
            (NotificationMode::Osc9, "\x1b]9;cuecard: Launch; done\x07"),
            (NotificationMode::Osc777, "\x1b]777;notify;cuecard;Launch, done\x1b\\"),
            (NotificationMode::Osc99, "\x1b]99;;cuecard: Launch; done\x1b\\"),
        ] {
            assert_eq!(notification_sequence(how, "Launch; done", false), words_of_it);
        }
        assert_eq!(notification_sequence(NotificationMode::Bell, "Launch", true), "\x07");
        assert_eq!(
            notification_sequence(NotificationMode::Osc9, "a", true),
            "\x1bPtmux;\x1b\x1b]9;cuecard: a\x07\x1b\\"
        );
    }

    #[test]
    fn a_title_says_nothing_to_the_terminal() {
        for how in [NotificationMode::Osc9, NotificationMode::Osc777, NotificationMode::Osc99] {
            let said = notification_sequence(how, HOSTILE, false);
            let inner = said.trim_start_matches('\x1b').trim_end_matches(['\x07', '\\', '\x1b']);
            assert!(text::is_displayable(inner) && inner.ends_with("Video is finished"), "{said:?}");
        }
        assert!(notification_sequence(NotificationMode::Osc9, &"x".repeat(5000), false).len() < 300);
    }
}
