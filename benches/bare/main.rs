//! A minimal asynchronous ratatui program: a list, or a text field.
//!
//! The baseline of the other benches.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a bench")]

use crossterm::event::{Event, EventStream, KeyCode};
use futures_util::StreamExt;
use ratatui::Frame;
use ratatui::style::Modifier;
use ratatui::widgets::{Block, List, ListState};
use ratatui_textarea::{TextArea, WrapMode};

const ROW_COUNT: usize = 300;

fn main() {
    let mut words = std::env::args().skip(1);
    match words.next().as_deref() {
        Some("list") => run(list_screen()),
        Some("text") => run(text_screen(words.next().and_then(|count| count.parse().ok()).unwrap_or(0))),
        // It measures nothing itself.
        _ => {}
    }
}

/// Draws once for each event, as most programs do.
fn run(mut press: impl FnMut(Option<Event>, &mut Frame<'_>) -> bool) {
    let tasks = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let mut terminal = ratatui::init();
    tasks.block_on(async {
        let mut events = EventStream::new();
        let mut event = None;
        let mut goes_on = true;
        while goes_on {
            let happened = event.take();
            terminal.draw(|frame| goes_on = press(happened, frame)).unwrap();
            event = events.next().await.map(Result::unwrap);
        }
    });
    ratatui::restore();
}

fn list_screen() -> impl FnMut(Option<Event>, &mut Frame<'_>) -> bool {
    let rows: Vec<String> = (0..ROW_COUNT).map(|row| format!("Row {row} of a bare list")).collect();
    let mut state = ListState::default().with_selected(Some(0));
    move |event, frame| {
        match event.and_then(|event| event.as_key_press_event()).map(|key| key.code) {
            Some(KeyCode::Down | KeyCode::Char('j')) => state.select_next(),
            Some(KeyCode::Up | KeyCode::Char('k')) => state.select_previous(),
            Some(KeyCode::Char('q')) => return false,
            _ => {}
        }
        let list = List::new(rows.iter().map(String::as_str)).block(Block::bordered().title("Bare"));
        frame.render_stateful_widget(list.highlight_style(Modifier::REVERSED), frame.area(), &mut state);
        true
    }
}

fn text_screen(count: usize) -> impl FnMut(Option<Event>, &mut Frame<'_>) -> bool {
    let mut area = TextArea::from((0..count).map(|_| "words that are there already, ten in a line of text"));
    area.set_block(Block::bordered().title("Bare"));
    area.set_wrap_mode(WrapMode::WordOrGlyph);
    move |event, frame| {
        if let Some(key) = event.and_then(|event| event.as_key_press_event()) {
            if key.code == KeyCode::Esc {
                return false;
            }
            area.input(key);
        }
        frame.render_widget(&area, frame.area());
        true
    }
}
