//! What comes from the keyboard: one small trait, so that any decoder can be behind it.

use std::collections::VecDeque;
use std::future::Future;

use crate::command::Key;

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
    use crate::command::Code;

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
}
