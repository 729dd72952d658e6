//! A decoder of terminal input: bytes in, keys and pastes out.
//!
//! It is our own because crossterm's parser keeps an unfinished sequence for ever: after a lone `ESC[200~` or `ESC[<0;`
//! no key is heard any more, not even Ctrl-q. The parsers of termina and termwiz read the same grammar into an event
//! model several times as large as the keys used here, and leave both time-outs and lost paste ends to the caller, which
//! is the part that matters. This one never stops: a control character ends an unfinished sequence and is heard itself,
//! and [`Decoder::patience`] says when to give up waiting.

use std::time::Duration;

use super::input::Input;
use super::sequences::{character, control_sequence, linux_function_key, single_shift};
use crate::command::{Code, Key};

/// How long an Escape may turn out to begin a sequence.
const ESCAPE_WAIT: Duration = Duration::from_millis(30);
/// How long the rest of a sequence is waited for: slow lines deliver it in pieces.
const SEQUENCE_WAIT: Duration = Duration::from_millis(100);
/// How long the rest of a paste is waited for before what there is of it is handed on.
const PASTE_WAIT: Duration = Duration::from_millis(150);
/// How long its end is waited for after that.
const PASTE_END_WAIT: Duration = Duration::from_secs(1);
/// Bytes of a control sequence that are looked at; longer ones mean nothing.
const MAX_SEQUENCE_BYTES: usize = 64;
const PASTE_END: &[u8] = b"\x1b[201~";
/// Ctrl-c and Ctrl-q, which leave the program.
const LEAVING: [u8; 2] = [0x03, 0x11];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Ground,
    Escape,
    /// After `ESC O`.
    SingleShift,
    /// After `ESC [`.
    Control,
    /// After `ESC [ [`, as the Linux console has it.
    Linux,
    /// Bytes of an old mouse report that are still to come.
    Mouse(u8),
    /// A character of this many bytes.
    Utf8(usize),
    Paste,
    /// A paste that has paused; what came of it was handed on.
    Paused,
}

/// Decodes what a terminal sends, in pieces of any size.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    state: State,
    /// The bytes of what is not finished.
    pending: Vec<u8>,
    /// Whether an Escape stands before the character.
    alt: bool,
}

impl Decoder {
    /// How long to wait for more bytes before [`Self::time_out`]; `None` where nothing is unfinished.
    pub(super) fn patience(&self) -> Option<Duration> {
        match self.state {
            State::Ground => None,
            State::Escape => Some(ESCAPE_WAIT),
            State::Paste => Some(PASTE_WAIT),
            State::Paused => Some(PASTE_END_WAIT),
            _ => Some(SEQUENCE_WAIT),
        }
    }

    /// Decodes the bytes of one read.
    pub(super) fn feed(&mut self, mut bytes: &[u8], inputs: &mut Vec<Input>) {
        // A paste whose end is lost does not keep the user from leaving: a key comes in a read of its own.
        if self.is_in_paste() && matches!(bytes, [byte] if LEAVING.contains(byte)) {
            self.end_paste(inputs);
        }
        while let Some((byte, rest)) = bytes.split_first() {
            if self.is_in_paste() {
                bytes = self.paste(bytes, inputs);
            } else {
                self.byte(*byte, inputs);
                bytes = rest;
            }
        }
    }

    fn is_in_paste(&self) -> bool {
        matches!(self.state, State::Paste | State::Paused)
    }

    /// Ends what is unfinished: no more bytes came in time. The text of a paste is kept.
    pub(super) fn time_out(&mut self, inputs: &mut Vec<Input>) {
        match self.state {
            // Whoever types after a paste whose end is lost sees it, and a slow paste does not turn into keys.
            State::Paste => {
                let rest = self.pending.split_off(self.pending.len() - unfinished(&self.pending));
                self.hand_on(inputs);
                self.pending = rest;
                self.state = State::Paused;
            }
            State::Paused => self.end_paste(inputs),
            _ => self.give_up(inputs),
        }
    }

    fn give_up(&mut self, inputs: &mut Vec<Input>) {
        let alone = match self.state {
            State::Escape => Some(Key::plain(Code::Esc)),
            State::SingleShift => Some(Key::alt(Code::Char('O'))),
            State::Control if self.pending.is_empty() => Some(Key::alt(Code::Char('['))),
            _ => None,
        };
        inputs.extend(alone.map(Input::Key));
        self.end(None, inputs);
    }

    fn end_paste(&mut self, inputs: &mut Vec<Input>) {
        self.hand_on(inputs);
        self.end(None, inputs);
    }

    /// Hands on what came of a paste; the room of a large one is given back.
    fn hand_on(&mut self, inputs: &mut Vec<Input>) {
        let text = std::mem::take(&mut self.pending);
        if !text.is_empty() {
            inputs.push(Input::Paste(String::from_utf8_lossy(&text).into_owned()));
        }
    }

    fn go(&mut self, state: State) {
        self.state = state;
        self.pending.clear();
    }

    fn end(&mut self, key: Option<Key>, inputs: &mut Vec<Input>) {
        inputs.extend(key.map(|key| Input::Key(Key { alt: key.alt || self.alt, ..key })));
        self.alt = false;
        self.go(State::Ground);
    }

    fn byte(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        let is_control = byte < 0x20 || byte == 0x7f;
        match self.state {
            State::Ground => self.ground(byte, inputs),
            State::Escape => self.escape(byte, inputs),
            State::Utf8(length) if byte & 0xc0 == 0x80 => self.continuation(byte, length, inputs),
            // The sequence is broken off here; what breaks it off is heard.
            State::Utf8(_) => self.restart(byte, inputs),
            _ if is_control => self.restart(byte, inputs),
            State::SingleShift => self.end(single_shift(byte), inputs),
            State::Linux => self.end(linux_function_key(byte), inputs),
            State::Mouse(1) => self.end(None, inputs),
            State::Mouse(left) => self.state = State::Mouse(left - 1),
            State::Control if byte >= 0x80 => self.restart(byte, inputs),
            State::Control => self.control(byte, inputs),
            // Read by `paste`.
            State::Paste | State::Paused => {}
        }
    }

    fn restart(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        self.end(None, inputs);
        self.ground(byte, inputs);
    }

    fn ground(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        match byte {
            0x1b => self.go(State::Escape),
            0x00..=0x7f => self.end(character(char::from(byte)), inputs),
            _ => {
                let length = match byte {
                    0xc2..=0xdf => 2,
                    0xe0..=0xef => 3,
                    0xf0..=0xf4 => 4,
                    // Bytes that begin no character are dropped.
                    _ => return self.end(None, inputs),
                };
                self.go(State::Utf8(length));
                self.pending.push(byte);
            }
        }
    }

    fn escape(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        match byte {
            b'[' => self.go(State::Control),
            b'O' => self.go(State::SingleShift),
            0x1b => inputs.push(Input::Key(Key::plain(Code::Esc))),
            // Those that are typed with Alt have a key of their own; the others are Escape and then Ctrl and a letter.
            0x00..=0x1f if !matches!(byte, b'\r' | b'\n' | b'\t' | 0x08) => {
                inputs.push(Input::Key(Key::plain(Code::Esc)));
                self.restart(byte, inputs);
            }
            _ => {
                self.alt = true;
                self.ground(byte, inputs);
            }
        }
    }

    fn continuation(&mut self, byte: u8, length: usize, inputs: &mut Vec<Input>) {
        self.pending.push(byte);
        if self.pending.len() == length {
            let decoded = str::from_utf8(&self.pending).ok().and_then(|text| text.chars().next());
            self.end(decoded.and_then(character), inputs);
        }
    }

    fn control(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        match byte {
            0x20..=0x3f => {
                if self.pending.len() < MAX_SEQUENCE_BYTES {
                    self.pending.push(byte);
                }
            }
            b'[' if self.pending.is_empty() => self.go(State::Linux),
            b'M' if self.pending.is_empty() => self.go(State::Mouse(3)),
            b'~' if self.pending == b"200" => self.go(State::Paste),
            _ => {
                let parameters = std::mem::take(&mut self.pending);
                let is_whole = parameters.len() < MAX_SEQUENCE_BYTES;
                let key = str::from_utf8(&parameters).ok().filter(|_| is_whole);
                self.end(key.and_then(|parameters| control_sequence(parameters, byte)), inputs);
            }
        }
    }

    /// Takes bytes of a paste; gives those behind its end.
    fn paste<'a>(&mut self, bytes: &'a [u8], inputs: &mut Vec<Input>) -> &'a [u8] {
        self.state = State::Paste;
        // The end may have begun in an earlier piece.
        let from = self.pending.len().saturating_sub(PASTE_END.len() - 1);
        self.pending.extend_from_slice(bytes);
        let Some(at) = find(&self.pending[from..], PASTE_END) else { return &[] };
        let behind = self.pending.len() - (from + at + PASTE_END.len());
        self.pending.truncate(from + at);
        self.end_paste(inputs);
        &bytes[bytes.len() - behind..]
    }
}

/// How many bytes at the end of a paste that pauses wait for what follows: a character, a line end, or the mark of the
/// end, of which a part has come.
fn unfinished(paste: &[u8]) -> usize {
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

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
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
