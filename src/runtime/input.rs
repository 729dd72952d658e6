//! What comes from the keyboard: one small trait, so that any decoder can be behind it.

use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::command::{Code, Key};

/// Events that are handed over in one piece.
const MOST: usize = 1024;

/// One thing that came from the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    Key(Key),
    /// Several characters that were typed in one go.
    Typed(String),
    /// Pasted text as it came; not yet made harmless.
    Paste(String),
    /// Columns and rows.
    Resize(u16, u16),
}

/// A source of input.
pub trait Inputs {
    /// Waits for the next input; `None` when no more can come.
    fn next(&mut self) -> impl Future<Output = Option<Input>>;

    /// What is there already, without waiting.
    fn ready(&mut self) -> Option<Input>;
}

/// The terminal, read by crossterm on a thread of its own: where a terminal is gone, crossterm reads its end for ever,
/// and the screen's thread must be free to keep the work and leave.
#[derive(Debug)]
pub struct Keyboard {
    events: UnboundedReceiver<Vec<Event>>,
    /// What was read and not yet taken.
    kept: VecDeque<Event>,
}

impl Keyboard {
    /// Begins to read. The thread ends with the program, or with the terminal.
    pub fn open() -> io::Result<Self> {
        let (sender, events) = unbounded_channel();
        std::thread::Builder::new().name("keyboard".to_owned()).spawn(move || {
            while let Ok(batch) = read() {
                if sender.send(batch).is_err() {
                    break;
                }
            }
        })?;
        Ok(Self { events, kept: VecDeque::new() })
    }

    fn take(&mut self) -> Option<Input> {
        std::iter::from_fn(|| self.kept.pop_front()).find_map(input)
    }
}

impl Inputs for Keyboard {
    async fn next(&mut self) -> Option<Input> {
        loop {
            if let Some(input) = self.take() {
                return Some(input);
            }
            self.kept = self.events.recv().await?.into();
        }
    }

    fn ready(&mut self) -> Option<Input> {
        loop {
            if let Some(input) = self.take() {
                return Some(input);
            }
            self.kept = self.events.try_recv().ok()?.into();
        }
    }
}

/// Waits for an event, and takes those that came with it.
fn read() -> io::Result<Vec<Event>> {
    let mut batch = vec![crossterm::event::read()?];
    while batch.len() < MOST && crossterm::event::poll(Duration::ZERO)? {
        batch.push(crossterm::event::read()?);
    }
    Ok(batch)
}

fn input(event: Event) -> Option<Input> {
    match event {
        Event::Key(event) => key(event).map(Input::Key),
        Event::Paste(text) => Some(Input::Paste(text)),
        Event::Resize(columns, rows) => Some(Input::Resize(columns, rows)),
        Event::FocusGained | Event::FocusLost | Event::Mouse(_) => None,
    }
}

fn key(event: KeyEvent) -> Option<Key> {
    if event.kind == KeyEventKind::Release {
        return None;
    }
    let held = |modifier| event.modifiers.contains(modifier);
    let (ctrl, alt, shift) =
        (held(KeyModifiers::CONTROL), held(KeyModifiers::ALT), held(KeyModifiers::SHIFT));
    let plain = |code| Some(Key { code, ctrl, alt, shift });
    match event.code {
        // Old terminals: Backspace is Ctrl-h and Enter, where it was not typed but sent, Ctrl-j.
        KeyCode::Char('h') if ctrl => Some(Key { code: Code::Backspace, ctrl: false, alt, shift: false }),
        KeyCode::Char('j') if ctrl => Some(Key { code: Code::Enter, ctrl: false, alt, shift: false }),
        KeyCode::Char(c) => Some(Key { code: Code::Char(c), ctrl, alt, shift: false }),
        KeyCode::Enter => plain(Code::Enter),
        KeyCode::Esc => plain(Code::Esc),
        KeyCode::Tab => plain(Code::Tab),
        KeyCode::BackTab => Some(Key { code: Code::Tab, ctrl, alt, shift: true }),
        KeyCode::Backspace => plain(Code::Backspace),
        KeyCode::Delete => plain(Code::Delete),
        KeyCode::Up => plain(Code::Up),
        KeyCode::Down => plain(Code::Down),
        KeyCode::Left => plain(Code::Left),
        KeyCode::Right => plain(Code::Right),
        KeyCode::Home => plain(Code::Home),
        KeyCode::End => plain(Code::End),
        KeyCode::PageUp => plain(Code::PageUp),
        KeyCode::PageDown => plain(Code::PageDown),
        KeyCode::F(n) => plain(Code::F(n)),
        _ => None,
    }
}

/// Input with characters that were typed in one go as one, and of sizes that follow each other only the last.
pub(super) fn joined(inputs: Vec<Input>) -> Vec<Input> {
    let mut joined: Vec<Input> = Vec::with_capacity(inputs.len().min(16));
    for input in inputs {
        match (joined.last_mut(), input) {
            (Some(Input::Typed(text)), Input::Key(key)) if key.typed().is_some() => text.extend(key.typed()),
            (Some(last @ Input::Key(_)), Input::Key(key)) if is_typed(last) && key.typed().is_some() => {
                let text = [&*last, &Input::Key(key)].into_iter().filter_map(character).collect();
                *last = Input::Typed(text);
            }
            (Some(last @ Input::Resize(..)), size @ Input::Resize(..)) => *last = size,
            (_, input) => joined.push(input),
        }
    }
    joined
}

fn character(input: &Input) -> Option<char> {
    match input {
        Input::Key(key) => key.typed(),
        _ => None,
    }
}

fn is_typed(input: &Input) -> bool {
    character(input).is_some()
}

/// Input that was written down before, for tests; it never ends by itself.
#[derive(Debug, Default)]
pub struct Script(pub VecDeque<Input>);

impl Script {
    pub fn new(inputs: impl IntoIterator<Item = Input>) -> Self {
        Self(inputs.into_iter().collect())
    }
}

impl Inputs for Script {
    async fn next(&mut self) -> Option<Input> {
        match self.0.pop_front() {
            Some(input) => Some(input),
            None => std::future::pending().await,
        }
    }

    fn ready(&mut self) -> Option<Input> {
        self.0.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(code: KeyCode, modifiers: KeyModifiers) -> Option<Key> {
        key(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn what_is_typed_in_one_go_is_one() {
        let typed = |text: &str| text.chars().map(|c| Input::Key(Key::char(c))).collect::<Vec<_>>();
        let enter = || Input::Key(Key::plain(Code::Enter));
        let inputs = [typed("abc"), vec![enter()], typed("d"), vec![Input::Paste("x".into())], typed("e f")];
        let expected = [
            Input::Typed("abc".into()),
            enter(),
            Input::Key(Key::char('d')),
            Input::Paste("x".into()),
            Input::Typed("e f".into()),
        ];
        assert_eq!(joined(inputs.concat()), expected);
        let sizes = vec![Input::Resize(1, 1), Input::Resize(2, 2), enter(), Input::Resize(3, 3)];
        assert_eq!(joined(sizes), [Input::Resize(2, 2), enter(), Input::Resize(3, 3)]);
    }

    #[test]
    fn keys_come_in_one_form() {
        let none = KeyModifiers::NONE;
        assert_eq!(pressed(KeyCode::Char('A'), KeyModifiers::SHIFT), Some(Key::char('A')));
        assert_eq!(pressed(KeyCode::BackTab, KeyModifiers::SHIFT), Some(Key::shift(Code::Tab)));
        assert_eq!(pressed(KeyCode::Char('h'), KeyModifiers::CONTROL), Some(Key::plain(Code::Backspace)));
        assert_eq!(pressed(KeyCode::Char('j'), KeyModifiers::CONTROL), Some(Key::plain(Code::Enter)));
        assert_eq!(pressed(KeyCode::Enter, KeyModifiers::ALT), Some(Key::alt(Code::Enter)));
        assert_eq!(pressed(KeyCode::Char('r'), KeyModifiers::CONTROL), Some(Key::ctrl('r')));
        assert_eq!(pressed(KeyCode::CapsLock, none), None);
        let release = KeyEvent::new_with_kind(KeyCode::Enter, none, KeyEventKind::Release);
        assert_eq!(key(release), None);
    }
}
