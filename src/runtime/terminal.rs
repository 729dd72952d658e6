//! Takes the terminal, and gives it back as it was: on quitting, errors, panics, signals and suspension.

use std::io::{self, Write as _};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

use super::lock::lock;
use crate::domain::text;

/// Title kept, other screen, pastes marked, cursor hidden.
const ENTER_SEQUENCE: &str = "\x1b[22;0t\x1b[?1049h\x1b[?2004h\x1b[?25l";
/// All of it back, and what a frame that broke off may have left.
const LEAVE_SEQUENCE: &str =
    "\x1b[?2026l\x1b[?1006l\x1b[?1002l\x1b[?2004l\x1b[?25h\x1b[?1049l\x1b[0m\x1b[23;0t";
/// Characters of a window's title.
const MAX_TITLE_CHARS: usize = 120;

/// The modes of the terminal while the screen is shown. Clones share them; any of them can give the terminal back.
#[derive(Debug, Clone, Default)]
pub struct TerminalModes {
    /// The terminal as it was found, while it is taken.
    saved: Arc<Mutex<Option<Termios>>>,
}

impl TerminalModes {
    /// Takes the terminal: raw, on its other screen. Nothing happens where it is taken already.
    pub fn enter(&self) -> io::Result<()> {
        let mut found = lock(&self.saved);
        if found.is_some() {
            return Ok(());
        }
        let before = tcgetattr(rustix::stdio::stdin())?;
        let mut raw = before.clone();
        raw.make_raw();
        tcsetattr(rustix::stdio::stdin(), OptionalActions::Now, &raw)?;
        *found = Some(before);
        write_sequence(ENTER_SEQUENCE)
    }

    /// Gives the terminal back. Nothing happens where it was given back already, or is gone.
    pub fn leave(&self) {
        let mut found = lock(&self.saved);
        if let Some(before) = found.take() {
            // A terminal that is gone needs nothing any more.
            let _ = write_sequence(LEAVE_SEQUENCE);
            // What was typed ahead was meant for us: a shell would run it.
            let _ = tcsetattr(rustix::stdio::stdin(), OptionalActions::Flush, &before);
        }
    }
}

fn write_sequence(sequence: &str) -> io::Result<()> {
    let mut out = io::stdout();
    out.write_all(sequence.as_bytes())?;
    out.flush()
}

/// Whether keys come to us, and not to another job of the shell.
pub(super) fn is_foreground() -> bool {
    match rustix::termios::tcgetpgrp(rustix::stdio::stdin()) {
        Ok(front) => front == rustix::process::getpgrp(),
        Err(_) => true,
    }
}

/// Stops this program until its shell continues it.
///
/// Called on the main thread: the kernel prefers it for the signal, so that nothing runs on before the stop.
pub(super) fn stop_process() -> io::Result<()> {
    rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP)?;
    Ok(())
}

/// The words that name the window.
pub(super) fn title_sequence(name: &str) -> String {
    format!("\x1b]2;{}\x1b\\", text::truncate(name, MAX_TITLE_CHARS))
}

/// The words that put text on the terminal's clipboard (OSC 52); through tmux where it stands between.
pub(super) fn clipboard_sequence(text: &str, in_tmux: bool) -> String {
    let copy = format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
    if in_tmux { wrap_for_tmux(&copy) } else { copy }
}

/// The same words, which tmux hands on to the terminal that it runs in.
pub(super) fn wrap_for_tmux(words: &str) -> String {
    format!("\x1bPtmux;{}\x1b\\", words.replace('\x1b', "\x1b\x1b"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clipboard_sequence_carries_base64() {
        assert_eq!(clipboard_sequence("Grüße", false), "\x1b]52;c;R3LDvMOfZQ==\x07");
        assert_eq!(clipboard_sequence("foo", false), "\x1b]52;c;Zm9v\x07");
        assert_eq!(clipboard_sequence("foo", true), "\x1bPtmux;\x1b\x1b]52;c;Zm9v\x07\x1b\\");
    }

    #[test]
    fn a_hostile_window_title_is_sanitized() {
        assert_eq!(title_sequence("a\x1b]2;b\x07\u{202e}c"), "\x1b]2;a]2;bc\x1b\\");
    }

    #[test]
    fn leaving_resets_every_mode_that_entering_sets() {
        for mode in ["?1049", "?2004"] {
            assert!(
                ENTER_SEQUENCE.contains(&format!("{mode}h")) && LEAVE_SEQUENCE.contains(&format!("{mode}l")),
                "{mode}"
            );
        }
        assert!(LEAVE_SEQUENCE.contains(super::super::mouse_sequence::RELEASE_MOUSE));
        assert!(ENTER_SEQUENCE.contains("?25l") && LEAVE_SEQUENCE.contains("?25h"));
    }
}
