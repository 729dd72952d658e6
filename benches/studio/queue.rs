//! A frame and a key where the queue and the ledger hold thousands of renders.

use cuecard::command::{Code, Key};
use divan::Bencher;

use crate::desk::{Desk, spec};

const RENDERS: [i64; 3] = [20, 1_000, 5_000];

fn desk(renders: i64) -> Desk {
    let mut desk = Desk::with(spec(10, 60), 300);
    desk.fill_queue(renders);
    desk.press(Key::char('4'));
    desk
}

#[divan::bench(args = RENDERS)]
fn frame(bencher: Bencher<'_, '_>, renders: i64) {
    let mut desk = desk(renders);
    bencher.bench_local(|| desk.show());
}

#[divan::bench(args = RENDERS)]
fn down(bencher: Bencher<'_, '_>, renders: i64) {
    let mut desk = desk(renders);
    let mut there = false;
    bencher.bench_local(|| {
        there = !there;
        desk.press(Key::plain(if there { Code::Down } else { Code::Up }))
    });
}

/// The service says how far one of them is.
#[divan::bench(args = RENDERS)]
fn answer(bencher: Bencher<'_, '_>, renders: i64) {
    let mut desk = desk(renders);
    bencher.bench_local(|| desk.answer());
}

/// A letter typed into the filter, and taken back.
#[divan::bench(args = RENDERS)]
fn letter_in_its_filter(bencher: Bencher<'_, '_>, renders: i64) {
    let mut desk = desk(renders);
    desk.type_all("/teaser ");
    let mut there = false;
    bencher.bench_local(|| {
        there = !there;
        desk.press(if there { Key::char('4') } else { Key::plain(Code::Backspace) })
    });
}

/// Round the orders.
#[divan::bench(args = RENDERS)]
fn sort(bencher: Bencher<'_, '_>, renders: i64) {
    let mut desk = desk(renders);
    bencher.bench_local(|| desk.press(Key::char('t')));
}

#[divan::bench(args = RENDERS)]
fn spend(bencher: Bencher<'_, '_>, renders: i64) {
    let mut desk = desk(renders);
    desk.press(Key::char('m'));
    bencher.bench_local(|| desk.show());
}

/// What was spent is added up.
#[divan::bench(args = RENDERS)]
fn history(bencher: Bencher<'_, '_>, renders: i64) {
    let mut desk = desk(renders);
    bencher.bench_local(|| desk.hear_history(renders));
}
