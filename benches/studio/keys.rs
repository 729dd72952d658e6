//! A key, from its press to the cells that change: in lists, in a long script, in a filter.

use std::cell::RefCell;

use cuecard::command::{Code, Key};
use divan::Bencher;
use ratatui::widgets::Widget;
use ratatui_textarea::{Input, TextArea, WrapMode};

use crate::desk::{Desk, Glass, SCREEN, spec, text};
use crate::frames::Bare;

const DOWN: Key = Key::plain(Code::Down);
const ERASE: Key = Key::plain(Code::Backspace);
/// Scenes of at most 5,000 characters.
const SCENES: usize = 13;
const WORDS: usize = 10_000;

/// Down and up again, in turns.
fn turns(key: Key, back: Key) -> impl FnMut() -> Key {
    let mut there = false;
    move || {
        there = !there;
        if there { key } else { back }
    }
}

#[divan::bench]
fn down_in_the_voices(bencher: Bencher<'_, '_>) {
    let mut desk = Desk::usual();
    desk.press(Key::char('2'));
    let mut next = turns(DOWN, Key::plain(Code::Up));
    bencher.bench_local(|| desk.press(next()));
}

#[divan::bench]
fn down_in_a_bare_list(bencher: Bencher<'_, '_>) {
    let mut bare = Bare::new();
    let mut down = false;
    bencher.bench_local(|| {
        down = !down;
        if down {
            bare.state.select_next()
        } else {
            bare.state.select_previous()
        }
        bare.show()
    });
}

/// A letter typed at the end of a scene of a video of 10,000 words, with the estimate live.
#[divan::bench]
fn letter_in_10_000_words(bencher: Bencher<'_, '_>) {
    let mut desk = Desk::with(spec(SCENES, WORDS / SCENES), 300);
    desk.press(Key::char('3'));
    desk.press(Key::plain(Code::Enter));
    let mut next = turns(Key::char('a'), ERASE);
    bencher.bench_local(|| desk.press(next()));
}

/// The same where all the words are in one scene.
#[divan::bench]
fn letter_in_one_scene_of_10_000_words(bencher: Bencher<'_, '_>) {
    let mut desk = Desk::with(spec(1, WORDS), 300);
    desk.press(Key::char('3'));
    desk.press(Key::plain(Code::Enter));
    let mut next = turns(Key::char('a'), ERASE);
    bencher.bench_local(|| desk.press(next()));
}

#[divan::bench(args = [WORDS / SCENES, WORDS])]
fn letter_in_a_bare_textarea(bencher: Bencher<'_, '_>, words: usize) {
    let mut area = TextArea::new(text(words).lines().map(str::to_owned).collect());
    area.set_wrap_mode(WrapMode::WordOrGlyph);
    area.move_cursor(ratatui_textarea::CursorMove::Bottom);
    let mut glass = Glass::new();
    let mut next = turns(Key::char('a'), ERASE);
    bencher.bench_local(|| {
        let key = match next().code {
            Code::Char(c) => ratatui_textarea::Key::Char(c),
            _ => ratatui_textarea::Key::Backspace,
        };
        area.input(Input { key, ctrl: false, alt: false, shift: false });
        glass.show(|buf| (&area).render(SCREEN, buf))
    });
}

/// The last letter of a filter over this many voices.
#[divan::bench(args = [("r", 10_000), ("ra", 10_000), ("rach", 10_000), ("rach", 100_000)])]
fn letter_in_a_filter(bencher: Bencher<'_, '_>, (query, voices): (&str, usize)) {
    let mut desk = Desk::with(spec(10, 60), voices);
    desk.type_all("2/");
    let (before, last) = query.split_at(query.len() - 1);
    desk.type_all(before);
    let desk = RefCell::new(desk);
    let last = Key::char(last.chars().next().unwrap());
    desk.borrow_mut().press(last);
    bencher
        .with_inputs(|| desk.borrow_mut().press(ERASE))
        .bench_local_values(|_| desk.borrow_mut().press(last));
}
