//! The overview beside the script: who speaks the scene, the cast, the settings, the latest renders; panes open over it.

use cuecard::command::{MouseEvent, MouseEventKind};
use cuecard::domain::{PhotoId, Project, Scene, Speaker, Stage as RenderStage, VoiceId};
use cuecard::studio::{CatalogReply, CatalogRequest, Reply, Request, TerminalCell, TerminalPicture};
use insta::assert_snapshot;

use crate::support::app_harness::{AppHarness, render};

/// A project of three scenes: Ana's, Marco's with a photo and a voice of his own, Ana's.
fn dialog() -> Project {
    let scene = |script: &str, speaker: Option<&str>| Scene {
        speaker: speaker.map(str::to_owned),
        ..Scene::new(script)
    };
    Project {
        title: "A talk".to_owned(),
        photo: Some(PhotoId::new("photo0")),
        voice: Some(VoiceId::new("voice0")),
        speakers: vec![Speaker {
            name: "Marco".to_owned(),
            photo: Some(PhotoId::new("photo2")),
            voice: Some(VoiceId::new("voice3")),
            speed: None,
        }],
        scenes: vec![
            scene("What changes today?", None),
            scene("Everything that you have seen so far.", Some("Marco")),
            scene("Thank you.", None),
        ],
        target_seconds: Some(30),
        ..Project::default()
    }
}

fn harness_with_dialog(columns: u16, rows: u16) -> AppHarness {
    let mut harness = AppHarness::ready(columns, rows);
    harness.press("<C-o>talk<Enter>");
    harness.answer_open(&dialog());
    harness.press("3g");
    harness
}

/// A picture of this many cells, all of one letter.
fn picture_of(letter: &'static str, columns: u16, rows: u16) -> TerminalPicture {
    let cell = TerminalCell { symbol: letter.into(), foreground: None, background: None, skip: false };
    TerminalPicture { columns, rows, cells: vec![cell; usize::from(columns * rows)].into() }
}

/// Answers requests for pictures: one of the letter M for Marco, of A for the others. One picture is loaded at a time,
/// and the next one is requested after it.
fn answer_pictures(harness: &mut AppHarness) {
    for _ in 0..3 {
        answer_picture(harness);
    }
}

fn answer_picture(harness: &mut AppHarness) {
    harness.answer_requests(|request| match request {
        Request::Catalog(CatalogRequest::LoadPicture { photo, columns, rows, .. }) => {
            let letter = if photo.as_str() == "photo2" { "M" } else { "A" };
            let picture = picture_of(letter, *columns, *rows);
            Some(Reply::Catalog(CatalogReply::PictureLoaded(photo.clone(), Ok(picture))))
        }
        _ => None,
    });
}

#[test]
fn the_overview_shows_who_speaks_the_scene_with_the_caret() {
    let mut harness = harness_with_dialog(160, 50);
    answer_pictures(&mut harness);
    assert!(harness.shows("AAAAAAAAAA") && !harness.shows("MMMMMMMMMM"), "{}", harness.screen());
    assert!(harness.shows(" Ana, blue suit") && harness.shows("Marco · Mark"), "{}", harness.screen());
    harness.press("j");
    answer_pictures(&mut harness);
    assert!(harness.shows("MMMMMMMMMM") && !harness.shows("AAAAAAAAAA"), "{}", harness.screen());
    harness.press("j");
    assert!(harness.shows("AAAAAAAAAA"), "the picture is still known: {}", harness.screen());
}

#[test]
fn the_picture_keeps_its_size_beside_a_message_of_several_rows() {
    let mut harness = harness_with_dialog(160, 50);
    answer_pictures(&mut harness);
    let rows = |harness: &AppHarness| harness.screen().lines().filter(|line| line.contains("AAAA")).count();
    let before = rows(&harness);
    assert!(before >= 20, "{before}");
    let long = "The disk is full and nothing can be kept: delete something, please. ".repeat(6);
    harness.app.studio.report(cuecard::studio::Severity::Error, long);
    assert_eq!(rows(&harness), before);
}

#[test]
fn a_pane_opens_over_the_overview_and_comes_back_with_the_choice() {
    for (columns, rows) in [(120, 36), (160, 50), (80, 24)] {
        let mut harness = harness_with_dialog(columns, rows);
        harness.press("j1");
        assert!(harness.shows("╭ 1 Photos"), "{}", harness.screen());
        assert_eq!(harness.shows("What changes today?"), columns >= 120, "the script stays in sight");
        harness.press("<Down><Enter>");
        assert!(!harness.shows("╭ 1 Photos") && harness.shows("Ana, office"), "{}", harness.screen());
        harness.press("2<Down><Down><Enter>");
        assert!(!harness.shows("╭ 2 Voices") && harness.shows("scene 2 of 3"), "{}", harness.screen());
        assert_eq!(harness.app.studio.voice_name(), Some("Priya"));
        // Esc comes back without a choice, from the queue too; first it clears a filter.
        for pane in ["1", "2", "4"] {
            harness.press(pane).press("/a<Enter><Esc>");
            assert!(harness.shows(&format!("╭ {pane} ")), "{}", harness.screen());
            harness.press("<Esc>");
            assert!(harness.shows("scene 2 of 3") && !harness.shows(&format!("╭ {pane} ")));
        }
        assert_eq!(harness.app.studio.voice_name(), Some("Priya"));
    }
}

#[test]
fn a_project_opens_at_its_script_and_a_new_one_at_the_photos() {
    let new = AppHarness::ready(160, 50);
    assert!(new.shows("╭ 1 Photos"), "the first step is to choose who speaks: {}", new.screen());
    let opened = AppHarness::ready_with_project(160, 50, &dialog());
    assert!(!opened.shows("╭ 1 Photos") && opened.shows("scene 1 of 3"), "{}", opened.screen());
}

#[test]
fn a_click_on_the_overview_opens_what_it_is_about() {
    let press = |harness: &mut AppHarness, text: &str| {
        let (column, row) = harness.position_of(text);
        harness.send(cuecard::app::Message::Mouse(MouseEvent { kind: MouseEventKind::Press, column, row }));
    };
    for (text, shown) in [
        ("Ana, blue suit", "╭ 1 Photos"),
        ("Rachel", "╭ 2 Voices"),
        ("9:16", "╭ Video settings"),
        ("Nothing rendered", "╭ 4 Queue"),
    ] {
        let mut harness = harness_with_dialog(160, 50);
        press(&mut harness, text);
        assert!(harness.shows(shown), "{text}: {}", harness.screen());
    }
}

#[test]
fn an_overview_without_a_photo_says_what_to_press() {
    let mut harness = AppHarness::ready(160, 50);
    harness.press("3");
    harness.assert_shows("1 chooses the photo that speaks.");
    harness.assert_shows("no voice yet");
    harness.press("<Enter>");
    harness.assert_shows("Esc 1 chooses the photo that speaks.");
}

#[test]
fn the_overview_lists_the_renders_in_progress_first() {
    let mut harness = harness_with_dialog(160, 50);
    harness.load_renders(vec![
        render(3, "Newest cut", RenderStage::Completed, 2),
        render(2, "Launch teaser", RenderStage::Processing, 4),
        render(1, "Reel 6", RenderStage::Failed, 90),
    ]);
    harness.assert_shows("Queue (3) · ◐ 1");
    let screen = harness.screen();
    let row = |title: &str| screen.lines().position(|line| line.contains(title)).unwrap();
    assert!(row("Launch teaser") < row("Newest cut") && row("Newest cut") < row("Reel 6"), "{screen}");
    assert!(screen.contains("4 m 00 s") && screen.contains("failed"), "{screen}");
}

#[test]
fn overview_snapshots() {
    for (columns, rows) in [(120, 36), (160, 50)] {
        let mut harness = harness_with_dialog(columns, rows);
        harness.load_renders(vec![render(2, "Launch teaser", RenderStage::Processing, 4)]);
        answer_pictures(&mut harness);
        assert_snapshot!(format!("overview_{columns}x{rows}"), harness.screen());
        harness.press("2");
        assert_snapshot!(format!("voices_over_overview_{columns}x{rows}"), harness.screen());
    }
}
