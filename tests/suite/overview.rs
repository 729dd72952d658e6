//! The overview beside the script: who speaks the scene, the cast, the settings, the latest renders; panes open over it.

use cuecard::command::{MouseEvent, MouseEventKind};
use cuecard::domain::{PhotoId, Project, RenderStage, Scene, Speaker, VoiceId};
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
            voice_settings: cuecard::domain::VoiceSettings::default(),
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
        harness.press("jj1");
        assert!(harness.shows("╭ 1 Photos"), "{}", harness.screen());
        assert_eq!(harness.shows("What changes today?"), columns >= 120, "the script stays in sight");
        harness.press("<Down><Enter>");
        assert!(!harness.shows("╭ 1 Photos") && harness.shows("Ana, office"), "{}", harness.screen());
        harness.press("2<Down><Down><Enter>");
        assert!(!harness.shows("╭ 2 Voices") && harness.shows("scene 3 of 3"), "{}", harness.screen());
        assert_eq!(harness.app.studio.voice_name(), Some("Priya"));
        // Esc comes back without a choice, from the queue too; first it clears a filter.
        for pane in ["1", "2", "4"] {
            harness.press(pane).press("/a<Esc>");
            assert!(harness.shows(&format!("╭ {pane} ")), "{}", harness.screen());
            harness.press("<Esc>");
            assert!(harness.shows("scene 3 of 3") && !harness.shows(&format!("╭ {pane} ")));
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
        ("Ana, blue suit    ", "╭ 1 Photos"),
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

#[test]
fn who_speaks_the_scene_with_the_caret_is_cast() {
    let mut harness = harness_with_dialog(160, 50);
    let speaker = |harness: &AppHarness| harness.app.studio.project_state.project.speakers[0].clone();
    // Scene 2 is Marco's.
    harness.press("j1");
    harness.assert_shows("╭ 1 Photos for Marco");
    assert!(harness.shows("› Marco"), "the cursor is on his photo: {}", harness.screen());
    harness.press("<Down><Enter>");
    harness.assert_shows("Yuki was chosen for Marco");
    assert_eq!(speaker(&harness).photo, Some(PhotoId::new("photo3")));
    assert_eq!(harness.app.studio.project_state.project.photo, Some(PhotoId::new("photo0")));
    harness.press("2").press("<Down><Enter>");
    assert_eq!(speaker(&harness).voice, Some(VoiceId::new("voice4")));
    assert!(harness.shows("Marco · Yuki") && harness.shows("美咲"), "{}", harness.screen());
    harness.press("<C-z>");
    assert_eq!(speaker(&harness).voice, Some(VoiceId::new("voice3")), "one undo step");
    // Scene 3 has the project's own.
    harness.press("j1<Down><Enter>");
    harness.assert_shows("Ana, office was chosen");
    assert_eq!(harness.app.studio.project_state.project.photo, Some(PhotoId::new("photo1")));
    assert_eq!(speaker(&harness).photo, Some(PhotoId::new("photo3")));
}

#[test]
fn a_new_speaker_is_added_by_name_and_cast() {
    let mut harness = AppHarness::ready(160, 50);
    harness.write_project("Hello.").press("<A-n>And good evening.<A-w>");
    harness.assert_shows("type to filter, or a new name");
    harness.press("Kenji");
    harness.assert_shows("new speaker Kenji");
    harness.press("<Enter>");
    harness.assert_shows("Kenji is a new speaker · Esc 1 chooses the photo, 2 the voice");
    let project = harness.app.studio.project_state.project.clone();
    let speakers =
        |project: &Project| project.scenes.iter().map(|scene| scene.speaker.clone()).collect::<Vec<_>>();
    assert_eq!(speakers(&project), [None, Some("Kenji".to_owned())]);
    assert_eq!(project.speakers.len(), 1);
    harness.press("<Esc>1<Down><Enter>");
    harness.assert_shows("Kenji · Ana, office");
    harness.press("<C-z><C-z>");
    assert_eq!(harness.app.studio.project_state.project.speakers, [], "the speaker is one undo step");
    assert_eq!(speakers(&harness.app.studio.project_state.project), [None, None]);
}

#[test]
fn a_click_selects_the_row_of_a_list() {
    let press = |harness: &mut AppHarness, text: &str| {
        let (column, row) = harness.position_of(text);
        harness.send(cuecard::app::Message::Mouse(MouseEvent { kind: MouseEventKind::Press, column, row }));
    };
    for (pane, row, selected) in
        [("1", "Yuki", "› Yuki"), ("2", "Priya", "› Priya"), ("2/e<Tab>", "美咲", "› 美咲")]
    {
        let mut harness = AppHarness::ready(160, 50);
        harness.press(pane);
        press(&mut harness, row);
        harness.assert_shows(selected);
    }
    let mut harness = AppHarness::with_renders(
        160,
        50,
        vec![render(2, "Reel 7", RenderStage::Processing, 1), render(1, "Reel 6", RenderStage::Failed, 90)],
    );
    press(&mut harness, "Reel 6");
    harness.press("d");
    harness.assert_shows("╭ Reel 6 ─");
}

#[test]
fn the_present_choice_chosen_again_changes_nothing() {
    let mut harness = AppHarness::ready_with_project(160, 50, &dialog());
    harness.press("1<Enter>2<Enter>j1<Enter>2<Enter>");
    assert!(!harness.app.studio.project_state.is_unsaved(), "{}", harness.screen());
}
