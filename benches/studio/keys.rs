//! A key, from its press to the cells that change: in lists, in a long script, in a filter.

use std::cell::RefCell;

use cuecard::app::Message;
use cuecard::command::{Key, KeyCode};
use divan::Bencher;
use ratatui::widgets::Widget;
use ratatui_textarea::{Input, TextArea, WrapMode};

use crate::frames::BareList;
use crate::harness::{BenchHarness, DoubleBuffer, SCREEN, project_with, script_text};

const DOWN: Key = Key::plain(KeyCode::Down);
const BACKSPACE: Key = Key::plain(KeyCode::Backspace);
/// Scenes of at most 5,000 characters.
const SCENE_COUNT: usize = 13;
const WORD_COUNT: usize = 10_000;
const PASTED_BYTES: usize = 1_000_000;

/// Down and up again, in turns.
fn alternate(key: Key, back: Key) -> impl FnMut() -> Key {
    let mut there = false;
    move || {
        there = !there;
        if there { key } else { back }
    }
}

#[divan::bench]
fn down_in_the_voice_list(bencher: Bencher<'_, '_>) {
    let mut harness = BenchHarness::standard();
    harness.press(Key::char('2'));
    let mut next = alternate(DOWN, Key::plain(KeyCode::Up));
    bencher.bench_local(|| harness.press(next()));
}

#[divan::bench]
fn down_in_a_bare_list(bencher: Bencher<'_, '_>) {
    let mut bare = BareList::new();
    let mut down = false;
    bencher.bench_local(|| {
        down = !down;
        if down {
            bare.state.select_next()
        } else {
            bare.state.select_previous()
        }
        bare.draw()
    });
}

/// A letter typed at the end of a scene of a video of 10,000 words, with the estimate live.
#[divan::bench]
fn letter_in_10_000_words(bencher: Bencher<'_, '_>) {
    let mut harness = BenchHarness::with(project_with(SCENE_COUNT, WORD_COUNT / SCENE_COUNT), 300);
    harness.press(Key::char('3'));
    harness.press(Key::plain(KeyCode::Enter));
    let mut next = alternate(Key::char('a'), BACKSPACE);
    bencher.bench_local(|| harness.press(next()));
}

/// The same where all the words are in one scene.
#[divan::bench]
fn letter_in_one_scene_of_10_000_words(bencher: Bencher<'_, '_>) {
    let mut harness = BenchHarness::with(project_with(1, WORD_COUNT), 300);
    harness.press(Key::char('3'));
    harness.press(Key::plain(KeyCode::Enter));
    let mut next = alternate(Key::char('a'), BACKSPACE);
    bencher.bench_local(|| harness.press(next()));
}

/// The same in the first of many short scenes.
#[divan::bench]
fn letter_in_50_scenes(bencher: Bencher<'_, '_>) {
    let mut harness = BenchHarness::with(project_with(50, WORD_COUNT / 50), 300);
    harness.press(Key::char('3'));
    harness.press(Key::plain(KeyCode::Enter));
    let mut next = alternate(Key::char('a'), BACKSPACE);
    bencher.bench_local(|| harness.press(next()));
}

/// The same in three scenes, whose words fill the screen: what the scenes beyond it cost is the difference.
#[divan::bench]
fn letter_on_a_full_screen(bencher: Bencher<'_, '_>) {
    let mut harness = BenchHarness::with(project_with(3, WORD_COUNT / 50), 300);
    harness.press(Key::char('3'));
    harness.press(Key::plain(KeyCode::Enter));
    let mut next = alternate(Key::char('a'), BACKSPACE);
    bencher.bench_local(|| harness.press(next()));
}

/// The same in an empty project.
#[divan::bench]
fn letter_in_an_empty_project(bencher: Bencher<'_, '_>) {
    let mut harness = BenchHarness::with(project_with(1, 0), 300);
    harness.press(Key::char('3'));
    harness.press(Key::plain(KeyCode::Enter));
    let mut next = alternate(Key::char('a'), BACKSPACE);
    bencher.bench_local(|| harness.press(next()));
}

/// A megabyte pasted into an empty project, in lines or as one line.
#[divan::bench(args = ["lines", "one line"], sample_count = 10)]
fn paste_of_a_megabyte(bencher: Bencher<'_, '_>, form: &str) {
    let mut text = script_text(PASTED_BYTES / 5);
    text.truncate(PASTED_BYTES);
    let text = if form == "lines" { text } else { text.replace('\n', " ") };
    bencher
        .with_inputs(|| {
            let mut harness = BenchHarness::with(project_with(1, 0), 300);
            harness.press(Key::char('3'));
            harness.press(Key::plain(KeyCode::Enter));
            (harness, text.clone())
        })
        .bench_local_values(|(mut harness, text)| {
            harness.send(Message::Paste(text));
            harness.draw();
            harness
        });
}

#[divan::bench(args = [WORD_COUNT / SCENE_COUNT, WORD_COUNT])]
fn letter_in_a_bare_textarea(bencher: Bencher<'_, '_>, words: usize) {
    let mut area = TextArea::new(script_text(words).lines().map(str::to_owned).collect());
    area.set_wrap_mode(WrapMode::WordOrGlyph);
    area.move_cursor(ratatui_textarea::CursorMove::Bottom);
    let mut glass = DoubleBuffer::new();
    let mut next = alternate(Key::char('a'), BACKSPACE);
    bencher.bench_local(|| {
        let key = match next().code {
            KeyCode::Char(c) => ratatui_textarea::Key::Char(c),
            _ => ratatui_textarea::Key::Backspace,
        };
        area.input(Input { key, ctrl: false, alt: false, shift: false });
        glass.draw(|buf| (&area).render(SCREEN, buf))
    });
}

/// The last letter of a filter over this many voices.
#[divan::bench(args = [("r", 10_000), ("ra", 10_000), ("rach", 10_000), ("rach", 100_000)])]
fn letter_in_a_filter(bencher: Bencher<'_, '_>, (query, voices): (&str, usize)) {
    let mut harness = BenchHarness::with(project_with(10, 60), voices);
    harness.type_text("2/");
    let (before, last) = query.split_at(query.len() - 1);
    harness.type_text(before);
    let harness = RefCell::new(harness);
    let last = Key::char(last.chars().next().unwrap());
    harness.borrow_mut().press(last);
    bencher
        .with_inputs(|| harness.borrow_mut().press(BACKSPACE))
        .bench_local_values(|_| harness.borrow_mut().press(last));
}
