//! The words that call the user back to a terminal: a bell, or a notification of the desktop.

use super::terminal;
use crate::domain::{Notify, text};

/// Characters of a notification.
const MAX_NOTIFICATION_CHARS: usize = 200;

/// What is written for it; nothing where the user wants none. Through tmux where it stands between.
pub(super) fn words(how: Notify, said: &str, in_tmux: bool) -> String {
    let said = text::short(said, MAX_NOTIFICATION_CHARS);
    let whole = match how {
        Notify::Off => return String::new(),
        // tmux passes bells on by itself.
        Notify::Bell => return "\x07".to_owned(),
        // With a word before it: some terminals take a number here for a command.
        Notify::Osc9 => format!("\x1b]9;cuecard: {said}\x07"),
        // Semicolons part the fields.
        Notify::Osc777 => format!("\x1b]777;notify;cuecard;{}\x1b\\", said.replace(';', ",")),
        Notify::Osc99 => format!("\x1b]99;;cuecard: {said}\x1b\\"),
    };
    if in_tmux { terminal::through_tmux(&whole) } else { whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "4;1;\x1b]52;c;eA==\x07\u{202e}Video\n is\u{9c} finished";

    #[test]
    fn each_terminal_is_told_in_its_own_words() {
        for (how, words_of_it) in [
            (Notify::Off, ""),
            (Notify::Bell, "\x07"),
            (Notify::Osc9, "\x1b]9;cuecard: Launch; done\x07"),
            (Notify::Osc777, "\x1b]777;notify;cuecard;Launch, done\x1b\\"),
            (Notify::Osc99, "\x1b]99;;cuecard: Launch; done\x1b\\"),
        ] {
            assert_eq!(words(how, "Launch; done", false), words_of_it);
        }
        assert_eq!(words(Notify::Bell, "Launch", true), "\x07");
        assert_eq!(words(Notify::Osc9, "a", true), "\x1bPtmux;\x1b\x1b]9;cuecard: a\x07\x1b\\");
    }

    #[test]
    fn a_title_says_nothing_to_the_terminal() {
        for how in [Notify::Osc9, Notify::Osc777, Notify::Osc99] {
            let said = words(how, HOSTILE, false);
            let inner = said.trim_start_matches('\x1b').trim_end_matches(['\x07', '\\', '\x1b']);
            assert!(text::is_harmless(inner) && inner.ends_with("Video is finished"), "{said:?}");
        }
        assert!(words(Notify::Osc9, &"x".repeat(5000), false).len() < 300);
    }
}
