//! A frame and a key where the queue and the ledger hold thousands of renders.

use cuecard::command::{Key, KeyCode};
use divan::Bencher;

use crate::harness::{BenchHarness, project_with};

const RENDER_COUNTS: [i64; 3] = [20, 1_000, 5_000];

fn harness_with(renders: i64) -> BenchHarness {
    let mut harness = BenchHarness::with(project_with(10, 60), 300);
    harness.fill_queue(renders);
    harness.press(Key::char('4'));
    harness
}

#[divan::bench(args = RENDER_COUNTS)]
fn frame(bencher: Bencher<'_, '_>, renders: i64) {
    let mut harness = harness_with(renders);
    bencher.bench_local(|| harness.draw());
}

#[divan::bench(args = RENDER_COUNTS)]
fn down(bencher: Bencher<'_, '_>, renders: i64) {
    let mut harness = harness_with(renders);
    let mut there = false;
    bencher.bench_local(|| {
        there = !there;
        harness.press(Key::plain(if there { KeyCode::Down } else { KeyCode::Up }))
    });
}

/// The service says how far one of them is.
#[divan::bench(args = RENDER_COUNTS)]
fn status_update(bencher: Bencher<'_, '_>, renders: i64) {
    let mut harness = harness_with(renders);
    bencher.bench_local(|| harness.update_render());
}

/// A letter typed into the filter, and taken back.
#[divan::bench(args = RENDER_COUNTS)]
fn letter_in_the_queue_filter(bencher: Bencher<'_, '_>, renders: i64) {
    let mut harness = harness_with(renders);
    harness.type_text("/teaser ");
    let mut there = false;
    bencher.bench_local(|| {
        there = !there;
        harness.press(if there { Key::char('4') } else { Key::plain(KeyCode::Backspace) })
    });
}

/// Round the orders.
#[divan::bench(args = RENDER_COUNTS)]
fn sort(bencher: Bencher<'_, '_>, renders: i64) {
    let mut harness = harness_with(renders);
    bencher.bench_local(|| harness.press(Key::char('t')));
}

#[divan::bench(args = RENDER_COUNTS)]
fn spend(bencher: Bencher<'_, '_>, renders: i64) {
    let mut harness = harness_with(renders);
    harness.press(Key::char('m'));
    bencher.bench_local(|| harness.draw());
}

/// What was spent is added up.
#[divan::bench(args = RENDER_COUNTS)]
fn history_update(bencher: Bencher<'_, '_>, renders: i64) {
    let mut harness = harness_with(renders);
    bencher.bench_local(|| harness.load_history(renders));
}
