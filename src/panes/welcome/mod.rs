//! The first screen without a key: try the sandbox, give a key, open a project.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::prompt::Ask;
use super::{Deed, DrawContext, Go, Input, Pane, Turn};
use crate::command::{Code, Command, Key, Scope};
use crate::studio::{Account, Studio};
use crate::widgets::{Line, centre, put, width};

/// What can be done, by letter.
const CHOICES: [(char, &str); 4] = [
    ('s', "Try everything in the sandbox: no account, no cost"),
    ('k', "I have a HeyGen API key"),
    ('o', "Open a project"),
    ('q', "Leave"),
];

#[derive(Debug, Default)]
pub struct Welcome {
    chosen: usize,
}

impl Welcome {
    fn choose(letter: char) -> Turn {
        match letter {
            's' => Turn::deed(Deed::Connect(Account::Sandbox)),
            'k' => Turn::go(Go::Prompt(Ask::Key)),
            'o' => Turn::go(Go::Run(Command::Open)),
            _ => Turn::go(Go::Run(Command::Quit)),
        }
    }
}

impl Pane for Welcome {
    fn scope(&self) -> Scope {
        Scope::Welcome
    }

    fn update(&mut self, _: &mut Studio, input: Input) -> Turn {
        match input {
            Input::Command(Command::Up) => self.chosen = self.chosen.saturating_sub(1),
            Input::Command(Command::Down) => self.chosen = (self.chosen + 1).min(CHOICES.len() - 1),
            Input::Command(Command::Leave) => return Turn::go(Go::Close),
            Input::Command(Command::Accept) => return Self::choose(CHOICES[self.chosen].0),
            Input::Key(Key { code: Code::Char(letter), ctrl: false, .. })
                if CHOICES.iter().any(|(own, _)| *own == letter) =>
            {
                return Self::choose(letter);
            }
            _ => {}
        }
        Turn::default()
    }

    fn view(&self, _: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
        let place = centre(area, 60.min(area.width), 11, buf);
        let middle =
            |text: &str| place.x + place.width.saturating_sub(u16::try_from(width(text)).unwrap_or(0)) / 2;
        let title = "cuecard";
        put(buf, middle(title), place.y, place.width, title, ctx.theme.focus());
        let claim = "talking-photo films, from your terminal";
        put(buf, middle(claim), place.y + 1, place.width, claim, ctx.theme.plain());
        for (index, (letter, text)) in CHOICES.iter().enumerate() {
            let y = place.y + 3 + u16::try_from(index).unwrap_or(0);
            let style = if index == self.chosen { ctx.theme.strong() } else { ctx.theme.plain() };
            let lead = if index == self.chosen { ctx.theme.symbol("›", ">") } else { " " };
            let line = Line::new()
                .add(format!("  {lead} "), ctx.theme.focus())
                .add(letter.to_string(), ctx.theme.focus())
                .add(format!("   {text}"), style);
            if y < place.bottom() {
                line.left(Rect { y, height: 1, ..place }, buf);
            }
        }
    }
}
