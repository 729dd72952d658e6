//! A frame of 200x60: the whole studio, and a bare list.

use divan::Bencher;
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;
use ratatui::widgets::{Block, List, ListState, StatefulWidget};

use crate::harness::{BenchHarness, DoubleBuffer, SCREEN};

#[divan::bench]
fn studio(bencher: Bencher<'_, '_>) {
    let mut harness = BenchHarness::standard();
    bencher.bench_local(|| harness.draw());
}

#[divan::bench]
fn bare_list(bencher: Bencher<'_, '_>) {
    let mut bare = BareList::new();
    bencher.bench_local(|| bare.draw());
}

/// A list of 300 rows that fills the screen.
pub(crate) struct BareList {
    rows: Vec<String>,
    pub(crate) state: ListState,
    screen: DoubleBuffer,
}

impl BareList {
    pub(crate) fn new() -> Self {
        let rows = (0..300).map(|row| format!("Row {row} of a bare list")).collect();
        let mut bare =
            Self { rows, state: ListState::default().with_selected(Some(0)), screen: DoubleBuffer::new() };
        bare.draw();
        bare
    }

    pub(crate) fn draw(&mut self) -> usize {
        let Self { rows, state, screen: glass } = self;
        glass.draw(|buf: &mut Buffer| {
            let list = List::new(rows.iter().map(String::as_str)).block(Block::bordered().title("Bare"));
            StatefulWidget::render(list.highlight_style(Modifier::REVERSED), SCREEN, buf, state);
        })
    }
}
