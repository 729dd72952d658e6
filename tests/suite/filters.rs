//! Filters and the command palette: matches, highlights, and unavailable commands.

use cuecard::app::view;
use cuecard::command::{COMMAND_ROWS, Command};
use cuecard::domain::{Gender, RenderStage, Voice, VoiceCatalog, VoiceId};
use cuecard::studio::{CatalogReply, CatalogRequest, Effect, Reply, Request};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::support::app_harness::{AppHarness, render};

/// A stage with these voices, in the voices pane.
fn harness_with_voices(rows: &[(&str, &str, Gender)]) -> AppHarness {
    let voice = |(name, language, gender): &(&str, &str, Gender)| Voice {
        id: VoiceId::new(*name),
        name: (*name).to_owned(),
        language: (*language).to_owned(),
        gender: *gender,
        sample_url: None,
        supports_pauses: None,
        supports_emotions: None,
        supports_locales: None,
    };
    let mut harness = AppHarness::loading(80, 24);
    let voices = VoiceCatalog { voices: rows.iter().map(voice).collect(), unreadable_count: 0 };
    harness.answer_requests(|request| match request {
        Request::Catalog(CatalogRequest::LoadVoices) => {
            Some(Reply::Catalog(CatalogReply::VoicesLoaded(Ok(voices.clone()))))
        }
        _ => None,
    });
    harness.press("2");
    harness
}

fn harness_with_five_voices() -> AppHarness {
    harness_with_voices(&[
        ("Malena", "Spanish", Gender::Female),
        ("Lucía", "Spanish", Gender::Female),
        ("Jose\u{301}", "Spanish", Gender::Male),
        ("Bruno", "Portuguese", Gender::Male),
        ("Carla Mia", "Italian", Gender::Female),
    ])
}

/// The names that are listed, in their order.
fn listed_voices(harness: &AppHarness) -> Vec<String> {
    let names = ["Malena", "Lucía", "Jose\u{301}", "Bruno", "Carla Mia"];
    let screen = harness.screen();
    screen
        .lines()
        .filter_map(|line| names.iter().find(|name| line.contains(&format!(" {name} "))))
        .map(|name| (*name).to_owned())
        .collect()
}

fn filter_voices(query: &str) -> Vec<String> {
    let mut harness = harness_with_five_voices();
    harness.press("/").press(query);
    listed_voices(&harness)
}

#[test]
fn a_gender_or_language_in_a_filter_matches_as_a_whole_word() {
    assert_eq!(filter_voices("spanish male"), ["Jose\u{301}"]);
    assert_eq!(filter_voices("male"), ["Jose\u{301}", "Bruno"]);
    assert_eq!(filter_voices("italian male"), Vec::<String>::new(), "not letter by letter either");
    assert_eq!(filter_voices("female sp"), ["Malena", "Lucía"]);
    assert_eq!(filter_voices("lucia"), ["Lucía"], "accents never count");
    assert_eq!(filter_voices("bno"), ["Bruno"], "letters stand apart where nothing has the word");
}

#[test]
fn matched_letters_are_highlighted() {
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
        let mut harness = harness_with_five_voices();
        harness.press("/").press(query).press("<Tab>");
        assert_eq!(highlighted_letters(&mut harness, found), shown, "{query}");
    }
}

/// The highlighted letters of the row of this voice.
fn highlighted_letters(harness: &mut AppHarness, name: &str) -> String {
    harness.resize(160, 50);
    let area = Rect::new(0, 0, 160, 50);
    let mut buf = Buffer::empty(area);
    view(&harness.app, harness.now, area, &mut buf);
    let text = |y: u16| (2..40).map(|x| buf[(x, y)].symbol()).collect::<String>();
    let row = (0..50)
        .find(|y| text(*y).contains(&format!(" {name} ")))
        .unwrap_or_else(|| panic!("{name}: {}", harness.screen()));
    let cells = (4..26).map(|x| &buf[(x, row)]).filter(|cell| cell.modifier.contains(Modifier::UNDERLINED));
    cells.map(Cell::symbol).collect()
}

/// What the palette shows for a query, a line each.
fn palette_lines(harness: &mut AppHarness, query: &str) -> Vec<String> {
    harness.press("<C-p>").press(query);
    let screen = harness.screen();
    let inside = screen.lines().skip(5).filter_map(|line| line.split('│').nth(1));
    let lines = inside.map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    harness.press("<Esc>");
    lines
}

#[test]
fn the_palette_finds_commands_by_synonyms() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("2");
    for (word, command) in [
        ("quit", Command::Quit),
        ("exit", Command::Quit),
        ("settings", Command::VideoSettings),
        ("help", Command::Help),
        ("spend", Command::Spend),
        ("play", Command::PlaySample),
        ("undo", Command::Undo),
    ] {
        let found = palette_lines(&mut harness, word);
        let help = COMMAND_ROWS.iter().find(|row| row.command == command).unwrap().help;
        assert!(found.first().is_some_and(|line| line.starts_with(help)), "{word}: {found:?}");
    }
    assert!(
        palette_lines(&mut harness, "svprj")[0].starts_with("Save the project"),
        "letters may stand apart"
    );
    harness.effects.clear();
    harness.press("<C-p>exit<Enter>");
    assert!(harness.effects.contains(&Effect::Quit), "{:?}", harness.effects);
}

#[test]
fn the_palette_lists_unavailable_commands_with_the_reason() {
    let mut harness = AppHarness::ready(80, 24);
    let found = palette_lines(&mut harness, "new scene");
    assert!(
        found[0].starts_with("Add a scene after this one") && found[0].ends_with("only in Script"),
        "{found:?}"
    );
    harness.press("4");
    let found = palette_lines(&mut harness, "cancel");
    assert!(found[0].ends_with("no render here"), "{found:?}");
    harness.load_renders(vec![render(1, "One", RenderStage::Processing, 4)]);
    let found = palette_lines(&mut harness, "cancel");
    assert!(found[0].ends_with("not queued"), "{found:?}");
    harness.press("<C-p>cancel<Enter>");
    let screen = harness.screen();
    assert!(screen.contains("Commands") && screen.contains("is sent: not queued"), "{screen}");
    harness.press("<Esc><C-p>details");
    assert!(
        harness.screen().contains("Show the render's history"),
        "what applies stays as it is: {}",
        harness.screen()
    );
}

#[test]
fn every_command_is_in_the_palette_of_every_pane() {
    for pane in ["1", "2", "3", "4"] {
        let mut harness = AppHarness::ready(80, 24);
        harness.press(pane);
        for row in COMMAND_ROWS.iter().filter(|row| row.scopes.is_empty() && row.command != Command::Palette)
        {
            let found = palette_lines(&mut harness, row.help);
            assert!(
                found.iter().any(|line| line.starts_with(&row.help[..20.min(row.help.len())])),
                "{pane}: {}",
                row.help
            );
        }
        for help in ["Duplicate the scene", "Open the finished video", "Play or stop the voice sample"] {
            assert!(
                palette_lines(&mut harness, help).iter().any(|line| line.starts_with(help)),
                "{pane}: {help}"
            );
        }
    }
}
