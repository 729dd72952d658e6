//! A decoder of terminal input: bytes in, keys and pastes out.
//!
//! It is our own because crossterm's parser keeps an unfinished sequence for ever: after a lone `ESC[200~` or `ESC[<0;`
//! no key is read any more, not even Ctrl-q. The parsers of termina and termwiz read the same grammar into an event
//! model several times as large as the keys used here, and leave both time-outs and lost paste ends to the caller, which
//! is the part that matters. This one never stops: a control character ends an unfinished sequence and is read itself,
//! and [`InputDecoder::patience`] says when to give up waiting.

use std::time::Duration;

use super::input::TerminalInput;
use super::key_sequences::{control_sequence_key, key_of_character, linux_function_key, single_shift_key};
use super::mouse_sequence::mouse_event;
use crate::command::{Key, KeyCode};

/// How long an Escape waits for the rest of a sequence.
const ESCAPE_TIMEOUT: Duration = Duration::from_millis(30);
/// How long the rest of a sequence is waited for: slow lines deliver it in pieces.
const SEQUENCE_TIMEOUT: Duration = Duration::from_millis(100);
/// How long the rest of a paste is waited for before what there is of it is handed on.
const PASTE_TIMEOUT: Duration = Duration::from_millis(150);
/// How long its end is waited for after that.
const PASTE_END_TIMEOUT: Duration = Duration::from_secs(1);
/// Bytes of a control sequence that are looked at; longer ones mean nothing.
const MAX_SEQUENCE_BYTES: usize = 64;
const PASTE_END: &[u8] = b"\x1b[201~";
/// Ctrl-c and Ctrl-q, which leave the program.
const QUIT_BYTES: [u8; 2] = [0x03, 0x11];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum DecoderState {
    #[default]
    Ground,
    Escape,
    /// After `ESC O`.
    SingleShift,
    /// After `ESC [`.
    ControlSequence,
    /// After `ESC [ [`, as the Linux console has it.
    LinuxFunctionKey,
    /// Bytes of an old mouse report that are still to come.
    MouseReport(u8),
    /// A character of this many bytes.
    Utf8(usize),
    Paste,
    /// A paste that has paused; what came of it was handed on.
    PausedPaste,
}

/// Decodes what a terminal sends, in pieces of any size.
#[derive(Debug, Default)]
pub(super) struct InputDecoder {
    state: DecoderState,
    /// The bytes of what is not finished.
    pending: Vec<u8>,
    /// Whether an Escape stands before the character.
    has_escape_prefix: bool,
}

impl InputDecoder {
    /// How long to wait for more bytes before [`Self::handle_timeout`]; `None` where nothing is unfinished.
    pub(super) fn timeout(&self) -> Option<Duration> {
        match self.state {
            DecoderState::Ground => None,
            DecoderState::Escape => Some(ESCAPE_TIMEOUT),
            DecoderState::Paste => Some(PASTE_TIMEOUT),
            DecoderState::PausedPaste => Some(PASTE_END_TIMEOUT),
            _ => Some(SEQUENCE_TIMEOUT),
        }
    }

    /// Decodes the bytes of one read.
    pub(super) fn feed(&mut self, mut bytes: &[u8], inputs: &mut Vec<TerminalInput>) {
        // A paste whose end is lost does not keep the user from leaving: a key comes in a read of its own.
        if self.is_in_paste() && matches!(bytes, [byte] if QUIT_BYTES.contains(byte)) {
            self.end_paste(inputs);
        }
        while let Some((byte, rest)) = bytes.split_first() {
            if self.is_in_paste() {
                bytes = self.handle_paste(bytes, inputs);
            } else {
                self.handle_byte(*byte, inputs);
                bytes = rest;
            }
        }
    }

    fn is_in_paste(&self) -> bool {
        matches!(self.state, DecoderState::Paste | DecoderState::PausedPaste)
    }

    /// Ends what is unfinished: no more bytes came in time. The text of a paste is kept.
    pub(super) fn handle_timeout(&mut self, inputs: &mut Vec<TerminalInput>) {
        match self.state {
            // Whoever types after a paste whose end is lost sees it, and a slow paste does not turn into keys.
            DecoderState::Paste => {
                let rest = self.pending.split_off(self.pending.len() - incomplete_tail_bytes(&self.pending));
                self.emit_paste(inputs);
                self.pending = rest;
                self.state = DecoderState::PausedPaste;
            }
            DecoderState::PausedPaste => self.end_paste(inputs),
            _ => self.flush_sequence(inputs),
        }
    }

    fn flush_sequence(&mut self, inputs: &mut Vec<TerminalInput>) {
        let alone = match self.state {
            DecoderState::Escape => Some(Key::plain(KeyCode::Esc)),
            DecoderState::SingleShift => Some(Key::alt(KeyCode::Char('O'))),
            DecoderState::ControlSequence if self.pending.is_empty() => Some(Key::alt(KeyCode::Char('['))),
            _ => None,
        };
        inputs.extend(alone.map(TerminalInput::Key));
        self.finish_key(None, inputs);
    }

    fn end_paste(&mut self, inputs: &mut Vec<TerminalInput>) {
        self.emit_paste(inputs);
        self.finish_key(None, inputs);
    }

    /// Emits the received part of a paste; frees the buffer of a large one.
    fn emit_paste(&mut self, inputs: &mut Vec<TerminalInput>) {
        let text = std::mem::take(&mut self.pending);
        if !text.is_empty() {
            inputs.push(TerminalInput::Paste(String::from_utf8_lossy(&text).into_owned()));
        }
    }

    fn enter_state(&mut self, state: DecoderState) {
        self.state = state;
        self.pending.clear();
    }

    fn finish_key(&mut self, key: Option<Key>, inputs: &mut Vec<TerminalInput>) {
        inputs
            .extend(key.map(|key| TerminalInput::Key(Key { alt: key.alt || self.has_escape_prefix, ..key })));
        self.has_escape_prefix = false;
        self.enter_state(DecoderState::Ground);
    }

    fn handle_byte(&mut self, byte: u8, inputs: &mut Vec<TerminalInput>) {
        let is_control = byte < 0x20 || byte == 0x7f;
        match self.state {
            DecoderState::Ground => self.handle_ground(byte, inputs),
            DecoderState::Escape => self.handle_escape(byte, inputs),
            DecoderState::Utf8(length) if byte & 0xc0 == 0x80 => {
                self.handle_continuation(byte, length, inputs)
            }
            // The sequence is broken off here; what breaks it off is heard.
            DecoderState::Utf8(_) => self.abort_sequence(byte, inputs),
            _ if is_control => self.abort_sequence(byte, inputs),
            DecoderState::SingleShift => self.finish_key(single_shift_key(byte), inputs),
            DecoderState::LinuxFunctionKey => self.finish_key(linux_function_key(byte), inputs),
            DecoderState::MouseReport(1) => self.finish_key(None, inputs),
            DecoderState::MouseReport(left) => self.state = DecoderState::MouseReport(left - 1),
            DecoderState::ControlSequence if byte >= 0x80 => self.abort_sequence(byte, inputs),
            DecoderState::ControlSequence => self.handle_control_sequence(byte, inputs),
            // Read by `paste`.
            DecoderState::Paste | DecoderState::PausedPaste => {}
        }
    }

    fn abort_sequence(&mut self, byte: u8, inputs: &mut Vec<TerminalInput>) {
        self.finish_key(None, inputs);
        self.handle_ground(byte, inputs);
    }

    fn handle_ground(&mut self, byte: u8, inputs: &mut Vec<TerminalInput>) {
        match byte {
            0x1b => self.enter_state(DecoderState::Escape),
            0x00..=0x7f => self.finish_key(key_of_character(char::from(byte)), inputs),
            _ => {
                let length = match byte {
                    0xc2..=0xdf => 2,
                    0xe0..=0xef => 3,
                    0xf0..=0xf4 => 4,
                    // Bytes that begin no character are dropped.
                    _ => return self.finish_key(None, inputs),
                };
                self.enter_state(DecoderState::Utf8(length));
                self.pending.push(byte);
            }
        }
    }

    fn handle_escape(&mut self, byte: u8, inputs: &mut Vec<TerminalInput>) {
        match byte {
            b'[' => self.enter_state(DecoderState::ControlSequence),
            b'O' => self.enter_state(DecoderState::SingleShift),
            0x1b => inputs.push(TerminalInput::Key(Key::plain(KeyCode::Esc))),
            // Those that are typed with Alt have a key of their own; the others are Escape and then Ctrl and a letter.
            0x00..=0x1f if !matches!(byte, b'\r' | b'\n' | b'\t' | 0x08) => {
                inputs.push(TerminalInput::Key(Key::plain(KeyCode::Esc)));
                self.abort_sequence(byte, inputs);
            }
            _ => {
                self.has_escape_prefix = true;
                self.handle_ground(byte, inputs);
            }
        }
    }

    fn handle_continuation(&mut self, byte: u8, length: usize, inputs: &mut Vec<TerminalInput>) {
        self.pending.push(byte);
        if self.pending.len() == length {
            let decoded = str::from_utf8(&self.pending).ok().and_then(|text| text.chars().next());
            self.finish_key(decoded.and_then(key_of_character), inputs);
        }
    }

    fn handle_control_sequence(&mut self, byte: u8, inputs: &mut Vec<TerminalInput>) {
        match byte {
            0x20..=0x3f => {
                if self.pending.len() < MAX_SEQUENCE_BYTES {
                    self.pending.push(byte);
                }
            }
            b'[' if self.pending.is_empty() => self.enter_state(DecoderState::LinuxFunctionKey),
            b'M' if self.pending.is_empty() => self.enter_state(DecoderState::MouseReport(3)),
            b'~' if self.pending == b"200" => self.enter_state(DecoderState::Paste),
            _ => {
                let parameters = std::mem::take(&mut self.pending);
                let is_whole = parameters.len() < MAX_SEQUENCE_BYTES;
                let key = str::from_utf8(&parameters).ok().filter(|_| is_whole);
                inputs.extend(
                    key.and_then(|parameters| mouse_event(parameters, byte)).map(TerminalInput::Mouse),
                );
                self.finish_key(key.and_then(|parameters| control_sequence_key(parameters, byte)), inputs);
            }
        }
    }

    /// Takes bytes of a paste; gives those behind its end.
    fn handle_paste<'a>(&mut self, bytes: &'a [u8], inputs: &mut Vec<TerminalInput>) -> &'a [u8] {
        self.state = DecoderState::Paste;
        // The end may have begun in an earlier piece.
        let from = self.pending.len().saturating_sub(PASTE_END.len() - 1);
        self.pending.extend_from_slice(bytes);
        let Some(at) = find_bytes(&self.pending[from..], PASTE_END) else { return &[] };
        let behind = self.pending.len() - (from + at + PASTE_END.len());
        self.pending.truncate(from + at);
        self.end_paste(inputs);
        &bytes[bytes.len() - behind..]
    }
}

/// How many bytes at the end of a paste that pauses wait for what follows: a character, a line end, or the mark of the
/// end, of which a part has come.
fn incomplete_tail_bytes(paste: &[u8]) -> usize {
    let mark = (1..PASTE_END.len()).rev().find(|length| paste.ends_with(&PASTE_END[..*length]));
    let is_continuation = |byte: &u8| *byte & 0xc0 == 0x80;
    let length = 1 + paste.iter().rev().take(3).take_while(|byte| is_continuation(byte)).count();
    let first = paste.len().checked_sub(length).map_or(0, |at| paste[at]);
    let is_cut = first >= 0xc0 && first.leading_ones() as usize > length;
    match paste.last() {
        Some(b'\r') => 1,
        _ => mark.unwrap_or(if is_cut { length } else { 0 }),
    }
}

fn find_bytes(text: &[u8], wanted: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].iter().position(|byte| *byte == wanted[0]) {
        if text[from + at..].starts_with(wanted) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

#[cfg(test)]
mod tests;
