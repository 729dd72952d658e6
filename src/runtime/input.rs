//! Terminal input, as a trait: the keyboard, or a script in tests.

use std::collections::VecDeque;
use std::future::Future;

use crate::command::{Key, MouseEvent, MouseEventKind};

/// One input event of the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TerminalInput {
    Key(Key),
    /// Several characters that were typed in one go.
    Typed(String),
    /// Pasted text, not yet sanitized.
    Paste(String),
    Mouse(MouseEvent),
    /// Columns and rows.
    Resize(u16, u16),
}

/// A source of input.
pub trait InputSource {
    /// Waits for the next input; `None` at the end.
    fn next(&mut self) -> impl Future<Output = Option<TerminalInput>>;

    /// The next input that is already here, without waiting.
    fn try_next(&mut self) -> Option<TerminalInput>;

    /// Reads nothing from now on, since another program has the terminal, and drops what was typed ahead.
    fn pause(&mut self) {}

    /// Reads again.
    fn resume(&mut self) {}
}

/// Joins characters that were typed in one go, and keeps only the last of consecutive sizes and of consecutive drags.
pub(super) fn coalesce(inputs: Vec<TerminalInput>) -> Vec<TerminalInput> {
    let mut joined: Vec<TerminalInput> = Vec::with_capacity(inputs.len().min(16));
    for input in inputs {
        match (joined.last_mut(), input) {
            (Some(TerminalInput::Typed(text)), TerminalInput::Key(key)) if key.typed_char().is_some() => {
                text.extend(key.typed_char())
            }
            (Some(last @ TerminalInput::Key(_)), TerminalInput::Key(key))
                if is_typed(last) && key.typed_char().is_some() =>
            {
                let text =
                    [&*last, &TerminalInput::Key(key)].into_iter().filter_map(typed_character).collect();
                *last = TerminalInput::Typed(text);
            }
            (Some(last), TerminalInput::Mouse(event))
                if is_drag(last) && event.kind == MouseEventKind::Drag =>
            {
                *last = TerminalInput::Mouse(event);
            }
            (Some(last @ TerminalInput::Resize(..)), size @ TerminalInput::Resize(..)) => *last = size,
            (_, input) => joined.push(input),
        }
    }
    joined
}

fn is_drag(input: &TerminalInput) -> bool {
    matches!(input, TerminalInput::Mouse(MouseEvent { kind: MouseEventKind::Drag, .. }))
}

fn typed_character(input: &TerminalInput) -> Option<char> {
    match input {
        TerminalInput::Key(key) => key.typed_char(),
        _ => None,
    }
}

fn is_typed(input: &TerminalInput) -> bool {
    typed_character(input).is_some()
}

/// Scripted input, for tests; it never ends by itself.
#[derive(Debug, Default)]
pub struct ScriptedInput(pub VecDeque<TerminalInput>);

impl ScriptedInput {
    pub fn new(inputs: impl IntoIterator<Item = TerminalInput>) -> Self {
        Self(inputs.into_iter().collect())
    }
}

impl InputSource for ScriptedInput {
    async fn next(&mut self) -> Option<TerminalInput> {
        match self.0.pop_front() {
            Some(input) => Some(input),
            None => std::future::pending().await,
        }
    }

    fn try_next(&mut self) -> Option<TerminalInput> {
        self.0.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::KeyCode;

    #[test]
    fn consecutive_characters_and_resizes_are_merged() {
        let typed = |text: &str| text.chars().map(|c| TerminalInput::Key(Key::char(c))).collect::<Vec<_>>();
        let enter = || TerminalInput::Key(Key::plain(KeyCode::Enter));
        let inputs =
            [typed("abc"), vec![enter()], typed("d"), vec![TerminalInput::Paste("x".into())], typed("e f")];
        let expected = [
            TerminalInput::Typed("abc".into()),
            enter(),
            TerminalInput::Key(Key::char('d')),
            TerminalInput::Paste("x".into()),
            TerminalInput::Typed("e f".into()),
        ];
        assert_eq!(coalesce(inputs.concat()), expected);
        let sizes = vec![
            TerminalInput::Resize(1, 1),
            TerminalInput::Resize(2, 2),
            enter(),
            TerminalInput::Resize(3, 3),
        ];
        assert_eq!(coalesce(sizes), [TerminalInput::Resize(2, 2), enter(), TerminalInput::Resize(3, 3)]);
    }
}
