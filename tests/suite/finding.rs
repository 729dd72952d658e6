//! Filters: what is found, and what is marked.

use cuecard::app::view;
use cuecard::domain::{Gender, Voice, VoiceId, Voices};
use cuecard::studio::{Reply, Request};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Color;

use crate::stage::Stage;

/// A stage with these voices, in the voices pane.
fn with_voices(rows: &[(&str, &str, Gender)]) -> Stage {
    let voice = |(name, language, gender): &(&str, &str, Gender)| Voice {
        id: VoiceId::new(*name),
        name: (*name).to_owned(),
        language: (*language).to_owned(),
        gender: *gender,
        sample: None,
        pauses: None,
        emotions: None,
    };
    let mut stage = Stage::empty(80, 24);
    let voices = Voices { voices: rows.iter().map(voice).collect(), damaged: 0 };
    stage.answer(|request| match request {
        Request::Voices => Some(Reply::Voices(Ok(voices.clone()))),
        _ => None,
    });
    stage.press("2");
    stage
}

fn speakers() -> Stage {
    with_voices(&[
        ("Malena", "Spanish", Gender::Female),
        ("Lucía", "Spanish", Gender::Female),
        ("Jose\u{301}", "Spanish", Gender::Male),
        ("Bruno", "Portuguese", Gender::Male),
        ("Carla Mia", "Italian", Gender::Female),
    ])
}

/// The names that are listed, in their order.
fn listed(stage: &Stage) -> Vec<String> {
    let names = ["Malena", "Lucía", "Jose\u{301}", "Bruno", "Carla Mia"];
    let screen = stage.screen();
    screen
        .lines()
        .filter_map(|line| names.iter().find(|name| line.contains(&format!(" {name} "))))
        .map(|name| (*name).to_owned())
        .collect()
}

fn filtered(query: &str) -> Vec<String> {
    let mut stage = speakers();
    stage.press("/").press(query);
    listed(&stage)
}

#[test]
fn a_gender_or_a_language_in_a_filter_is_a_whole_word() {
    assert_eq!(filtered("spanish male"), ["Jose\u{301}"]);
    assert_eq!(filtered("male"), ["Jose\u{301}", "Bruno"]);
    assert_eq!(filtered("italian male"), Vec::<String>::new(), "not letter by letter either");
    assert_eq!(filtered("female sp"), ["Malena", "Lucía"]);
    assert_eq!(filtered("lucia"), ["Lucía"], "accents never count");
    assert_eq!(filtered("bno"), ["Bruno"], "letters stand apart where nothing has the word");
}

#[test]
fn the_letters_that_matched_are_marked() {
    for (query, found, shown) in [
        ("'uc", "Lucía", "uc"),
        ("^l", "Lucía", "L"),
        ("lucia", "Lucía", "Lucía"),
        ("jose", "Jose\u{301}", "Jose\u{301}"),
        ("!carla", "Bruno", ""),
        ("'mia", "Carla Mia", "Mia"),
        ("bno", "Bruno", "Bno"),
        ("italian", "Carla Mia", ""),
    ] {
        let mut stage = speakers();
        stage.press("/").press(query).press("<Enter>1");
        assert_eq!(marked(&mut stage, found), shown, "{query}");
    }
}

/// The letters with the color of a match, in the row of this voice; a row that has the keys is reversed as a whole.
fn marked(stage: &mut Stage, name: &str) -> String {
    stage.resize(160, 50);
    let area = Rect::new(0, 0, 160, 50);
    let mut buf = Buffer::empty(area);
    view(&stage.app, stage.now, area, &mut buf);
    let text = |y: u16| (2..40).map(|x| buf[(x, y)].symbol()).collect::<String>();
    let row = (0..50)
        .find(|y| text(*y).contains(&format!(" {name} ")))
        .unwrap_or_else(|| panic!("{name}: {}", stage.screen()));
    let cells = (4..26).map(|x| &buf[(x, row)]).filter(|cell| cell.fg == Color::Cyan);
    cells.map(Cell::symbol).collect()
}
