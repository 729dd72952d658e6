//! A frame of 200x60: the whole studio, and a bare list.

use divan::Bencher;
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;
use ratatui::widgets::{Block, List, ListState, StatefulWidget};

use crate::desk::{Desk, Glass, SCREEN};

#[divan::bench]
fn studio(bencher: Bencher<'_, '_>) {
    let mut desk = Desk::usual();
    bencher.bench_local(|| desk.show());
}

#[divan::bench]
fn bare_list(bencher: Bencher<'_, '_>) {
    let mut bare = Bare::new();
    bencher.bench_local(|| bare.show());
}

/// A list of 300 rows that fills the screen.
pub(crate) struct Bare {
    rows: Vec<String>,
    pub(crate) state: ListState,
    glass: Glass,
}

impl Bare {
    pub(crate) fn new() -> Self {
        let rows = (0..300).map(|row| format!("Row {row} of a bare list")).collect();
        let mut bare = Self { rows, state: ListState::default().with_selected(Some(0)), glass: Glass::new() };
        bare.show();
        bare
    }

    pub(crate) fn show(&mut self) -> usize {
        let Self { rows, state, glass } = self;
        glass.show(|buf: &mut Buffer| {
            let list = List::new(rows.iter().map(String::as_str)).block(Block::bordered().title("Bare"));
            StatefulWidget::render(list.highlight_style(Modifier::REVERSED), SCREEN, buf, state);
        })
    }
}
