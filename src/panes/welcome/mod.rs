//! The welcome overlay: try the sandbox, enter an API key, or open a project.

use ratatui::layout::Rect;

use super::input_dialog::InputKind;
use super::{Action, DrawContext, Navigate, Pane, PaneInput};
use crate::command::{Command, Key, KeyCode, Scope};
use crate::studio::{ActiveAccount, Studio};
use crate::widgets::{ColorDepth, PictureCell, StyledLine, draw_picture, wrap};

/// The choices, by letter.
const CHOICES: [(char, &str); 4] = [
    ('s', "Try everything in the sandbox: no account, no cost"),
    ('k', "I have a HeyGen API key"),
    ('o', "Open a project"),
    ('q', "Quit"),
];

const TAGLINE: &str = "talking-photo videos, from your terminal";
/// Columns of the choices, and of their indent.
const CHOICE_COLUMNS: u16 = 56;
const CHOICE_INDENT_COLUMNS: u16 = 6;
/// The picture: RGB pixels, two per cell, one above the other.
const PICTURE_RGB: &[u8] = include_bytes!("picture.rgb");
const PICTURE_COLUMNS: u16 = 20;
const PICTURE_ROWS: u16 = 12;

#[derive(Debug, Default)]
pub struct WelcomeOverlay {
    selected: usize,
}

impl WelcomeOverlay {
    fn run_choice(letter: char) -> Navigate {
        match letter {
            's' => Navigate::perform(Action::Connect(ActiveAccount::Sandbox)),
            'k' => Navigate::Input(InputKind::ApiKey),
            'o' => Navigate::RunCommand(Command::Open),
            _ => Navigate::RunCommand(Command::Quit),
        }
    }
}

impl Pane for WelcomeOverlay {
    fn scope(&self) -> Scope {
        Scope::Welcome
    }

    fn update(&mut self, _: &mut Studio, input: PaneInput) -> Option<Navigate> {
        match input {
            PaneInput::Command(Command::Up) => self.selected = self.selected.saturating_sub(1),
            PaneInput::Command(Command::Down) => self.selected = (self.selected + 1).min(CHOICES.len() - 1),
            PaneInput::Command(Command::Back) => return Some(Navigate::Close),
            PaneInput::Command(Command::Confirm) => return Some(Self::run_choice(CHOICES[self.selected].0)),
            PaneInput::Key(Key { code: KeyCode::Char(letter), ctrl: false, .. })
                if CHOICES.iter().any(|(own, _)| *own == letter) =>
            {
                return Some(Self::run_choice(letter));
            }
            _ => {}
        }
        None
    }

    fn view(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let screen = area;
        let area = draw_welcome_picture(ctx, screen);
        let has_picture = area != screen;
        let columns = CHOICE_COLUMNS.min(area.width);
        let text_columns = usize::from(columns.saturating_sub(CHOICE_INDENT_COLUMNS));
        let choices: Vec<Vec<String>> = CHOICES.iter().map(|(_, text)| wrap(text, text_columns)).collect();
        let rows = u16::try_from(choices.iter().map(Vec::len).sum::<usize>() + 3).unwrap_or(u16::MAX);
        let choices_area = Rect {
            x: area.x + if has_picture { 0 } else { (area.width - columns) / 2 },
            y: area.y + area.height.saturating_sub(rows) / 2,
            width: columns,
            height: rows.min(area.height),
        };
        ctx.draw_text(
            Rect::new(choices_area.x + 2, choices_area.y, columns.saturating_sub(2), 1),
            "cuecard",
            ctx.theme.focus(),
        );
        if choices_area.height > 1 {
            ctx.draw_text(
                Rect::new(choices_area.x + 2, choices_area.y + 1, columns.saturating_sub(2), 1),
                TAGLINE,
                ctx.theme.plain(),
            );
        }
        // The gap goes first in a small area.
        let mut y = choices_area.y + if choices_area.height < rows { 2 } else { 3 };
        for (index, (lines, (letter, _))) in choices.iter().zip(&CHOICES).enumerate() {
            let is_chosen = index == self.selected && ctx.is_focused;
            let style = if is_chosen { ctx.theme.bold() } else { ctx.theme.plain() };
            let marker = if is_chosen { "›" } else { " " };
            for (nth, text) in lines.iter().enumerate() {
                let head = if nth == 0 {
                    format!("{marker} {letter}   ")
                } else {
                    " ".repeat(CHOICE_INDENT_COLUMNS.into())
                };
                let line = StyledLine::new().add(head, ctx.theme.focus()).add(text.as_str(), style);
                if y < choices_area.bottom() {
                    line.draw_left(Rect { y, height: 1, ..choices_area }, ctx.buf);
                }
                y += 1;
            }
        }
    }
}

/// Draws the picture at the left if it fits; returns the area beside it.
fn draw_welcome_picture(ctx: &mut DrawContext<'_>, area: Rect) -> Rect {
    let is_drawn = ctx.theme.color_depth != ColorDepth::None && ctx.theme.is_unicode();
    let all = PICTURE_COLUMNS + 2 + CHOICE_COLUMNS;
    if !is_drawn || area.width < all || area.height < PICTURE_ROWS + 2 {
        return area;
    }
    let x = area.x + (area.width - all) / 2;
    let y = area.y + (area.height - PICTURE_ROWS) / 2;
    let pixel = |column: u16, row: u16| {
        let offset = 3 * (usize::from(row) * usize::from(PICTURE_COLUMNS) + usize::from(column));
        PICTURE_RGB.get(offset..offset + 3).and_then(|pixel| <[u8; 3]>::try_from(pixel).ok())
    };
    let cells = (0..PICTURE_ROWS).flat_map(|row| (0..PICTURE_COLUMNS).map(move |column| (column, row)));
    let cells = cells.map(|(column, row)| PictureCell {
        symbol: "▀",
        foreground: pixel(column, 2 * row),
        background: pixel(column, 2 * row + 1),
        is_terminal_drawn: false,
    });
    let picture_area = Rect { x, y, width: PICTURE_COLUMNS, height: PICTURE_ROWS };
    draw_picture(cells, PICTURE_COLUMNS, ctx.theme, picture_area, ctx.buf);
    let left = x + PICTURE_COLUMNS + 2;
    Rect { x: left, width: area.right() - left, ..area }
}
