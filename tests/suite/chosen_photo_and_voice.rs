//! The face and the voice of the project: what is browsed and what is chosen are told apart.

use cuecard::domain::{Error, ErrorKind, PhotoId, Project, VoiceId};
use cuecard::studio::{
    CatalogReply, CatalogRequest, LoadedProject, ProjectReply, ProjectRequest, Reply, Request, TerminalCell,
    TerminalPicture,
};

use crate::support::app_harness::AppHarness;

fn shows(stage: &AppHarness, what: &str) -> bool {
    stage.screen().contains(what)
}

/// Opens a project that has this photo, and this voice.
fn open_project(stage: &mut AppHarness, photo: &str, voice: &str) {
    let (photo, voice) = (Some(PhotoId::new(photo)), Some(VoiceId::new(voice)));
    let project = Project { photo, voice, ..Project::default() };
    stage.press("<C-o>other<Enter>");
    stage.answer_requests(|request| match request {
        Request::Project(ProjectRequest::Open(path)) => {
            Some(Reply::Project(ProjectReply::Opened(Ok(Box::new(LoadedProject {
                path: path.clone(),
                project: project.clone(),
                modified_at: None,
                unsaved: None,
                remaining_unsaved: 0,
            })))))
        }
        _ => None,
    });
}

fn requested_pictures(stage: &AppHarness) -> Vec<&str> {
    let picture = |request| {
        let Request::Catalog(CatalogRequest::LoadPicture { photo, .. }): &Request = request else {
            return None;
        };
        Some(photo.as_str())
    };
    stage.requests().filter_map(picture).collect()
}

#[test]
fn the_cursor_and_the_picture_follow_the_opened_project() {
    for (columns, rows) in [(80, 24), (160, 50)] {
        let mut stage = AppHarness::ready(columns, rows);
        stage.answer_requests(|request| match request {
            Request::Catalog(CatalogRequest::LoadPicture { photo, .. }) => {
                Some(Reply::Catalog(CatalogReply::PictureLoaded(photo.clone(), Ok(blank_picture()))))
            }
            _ => None,
        });
        open_project(&mut stage, "photo2", "voice0");
        assert!(shows(&stage, "› Marco") && shows(&stage, "✓ in the video"), "{}", stage.screen());
        assert_eq!(requested_pictures(&stage), ["photo2"]);
        // And back with undo of a choice.
        stage.press("1<Down><Enter>");
        assert!(shows(&stage, "› Yuki"), "{}", stage.screen());
        stage.press("<C-z>");
        assert!(shows(&stage, "› Marco"), "{}", stage.screen());
    }
}

fn blank_picture() -> TerminalPicture {
    TerminalPicture { columns: 1, rows: 0, cells: Vec::new().into() }
}

#[test]
fn the_browsed_photo_and_the_chosen_photo_are_marked_differently() {
    for (columns, rows) in [(80, 24), (160, 50)] {
        let mut stage = AppHarness::ready(columns, rows);
        stage.press("1<Enter>");
        assert!(shows(&stage, "✓ in the video") && !shows(&stage, "not in the video"), "{}", stage.screen());
        stage.press("<Down>");
        let screen = stage.screen();
        assert!(screen.contains("not in the video") && screen.contains("Enter chooses it"), "{screen}");
    }
}

#[test]
fn an_overlay_does_not_change_the_browsed_picture() {
    let mut stage = AppHarness::ready(160, 50);
    stage.press("1<Enter><Down><Down>");
    assert!(shows(&stage, "not in the video"), "{}", stage.screen());
    for window in ["e", "i", "<C-p>"] {
        stage.press(window);
        assert!(shows(&stage, "not in the video"), "{window}: {}", stage.screen());
        stage.press("<Esc>");
    }
    // From another pane the face is the one in the video.
    stage.press("3");
    assert!(shows(&stage, "✓ in the video"), "{}", stage.screen());
}

#[test]
fn a_pane_hint_names_keys_that_work_from_the_focused_field() {
    let mut stage = AppHarness::ready(160, 50);
    assert!(shows(&stage, " Enter chooses it"), "{}", stage.screen());
    stage.press("3");
    assert!(shows(&stage, "1 Enter"), "{}", stage.screen());
    stage.press("<Enter>");
    assert!(shows(&stage, "Esc 1"), "{}", stage.screen());
}

#[test]
fn fields_that_the_voice_does_not_support_are_flagged() {
    for (columns, rows) in [(80, 24), (160, 50)] {
        let mut stage = AppHarness::ready(columns, rows);
        stage.press("2<Enter>3<Tab>Hi. <break time=\"1s\"/><Tab><Right>");
        assert!(shows(&stage, "‹ Excited ›") && !shows(&stage, "⚑"), "{}", stage.screen());
        // Lena has neither emotions nor pauses.
        stage.press("<Esc>2<Down><Enter>3");
        let screen = stage.screen();
        assert!(screen.contains("‹ Excited ›⚑") && screen.contains("Script ⚑"), "{screen}");
        stage.press("<Tab><Tab>");
        assert!(shows(&stage, "Lena has no emotions"), "{}", stage.screen());
        stage.press("<Left>");
        assert!(shows(&stage, "‹ none ›") && !shows(&stage, "›⚑"), "{}", stage.screen());
    }
    let mut stage = AppHarness::ready(40, 10);
    stage.press("2<Down><Enter>3<Tab>Hi<Tab><Right>");
    assert!(shows(&stage, "‹ Excited ›⚑"), "where one field is seen: {}", stage.screen());
    // In the list of scenes, too.
    let mut stage = AppHarness::ready(160, 50);
    stage.press("2<Down><Enter>3<Tab>Hi<Tab><Right><Esc>n");
    assert!(shows(&stage, "Excited ⚑"), "{}", stage.screen());
}

#[test]
fn the_cursors_move_to_the_photo_and_voice_that_a_project_names() {
    for (photo, voice) in [("photo3", "voice3"), ("Yuki", "Mark"), ("yuki", "mark")] {
        let mut stage = AppHarness::ready(160, 50);
        open_project(&mut stage, photo, voice);
        let screen = stage.screen();
        assert!(screen.contains("› Yuki") && screen.contains("› Mark "), "{photo}, {voice}: {screen}");
        // The cursor is moved on, and the same list comes again.
        stage.press("2<Up>R");
        stage.answer_requests(|request| match request {
            Request::Catalog(CatalogRequest::LoadVoices) => Some(Reply::Catalog(CatalogReply::VoicesLoaded(
                Ok(crate::support::app_harness::voice_catalog()),
            ))),
            _ => None,
        });
        assert!(shows(&stage, "› Priya"), "{}", stage.screen());
    }
}

#[test]
fn a_message_of_several_lines_does_not_reload_the_picture() {
    for (columns, rows) in [(80, 24), (100, 40), (160, 50)] {
        let mut stage = AppHarness::ready(columns, rows);
        let picture = |request: &Request| match request {
            Request::Catalog(CatalogRequest::LoadPicture { photo, .. }) => {
                Some(Reply::Catalog(CatalogReply::PictureLoaded(photo.clone(), Ok(blank_picture()))))
            }
            _ => None,
        };
        stage.answer_requests(picture);
        stage.send_reply(Reply::TaskFailed(Error::new("the disk", ErrorKind::TimedOut, "so ".repeat(80))));
        stage.send_reply(Reply::TaskFailed(Error::new("the net", ErrorKind::TimedOut, "so ".repeat(80))));
        stage.press("<Down><Up>");
        assert!(
            requested_pictures(&stage).iter().all(|photo| *photo != "photo0"),
            "{columns}: {:?}",
            stage.effects
        );
    }
}

#[test]
fn the_key_hint_under_a_filter_chooses_the_photo_beside_it() {
    let mut stage = AppHarness::ready(80, 24);
    stage.press("1/priya");
    assert!(shows(&stage, "Enter Enter chooses"), "{}", stage.screen());
    stage.press("<Enter><Enter>");
    assert_eq!(stage.app.studio.photo_name(), Some("Priya, garden"));
}

#[test]
fn a_message_of_several_lines_crops_the_picture_in_place() {
    for (columns, rows) in [(80, 24), (60, 20), (100, 40), (160, 50)] {
        let mut stage = AppHarness::ready(columns, rows);
        stage.answer_requests(|request| match request {
            Request::Catalog(CatalogRequest::LoadPicture { photo, columns, rows, .. }) => {
                let dot = TerminalCell {
                    symbol: "▀".into(),
                    foreground: Some([9, 9, 9]),
                    background: None,
                    skip: false,
                };
                let dots = vec![dot; usize::from(columns * rows)].into();
                let picture = TerminalPicture { columns: *columns, rows: *rows, cells: dots };
                Some(Reply::Catalog(CatalogReply::PictureLoaded(photo.clone(), Ok(picture))))
            }
            _ => None,
        });
        let dots = |stage: &AppHarness| -> Vec<usize> {
            let (buf, _) = stage.draw();
            (0..buf.content.len()).filter(|place| buf.content[*place].symbol() == "▀").collect()
        };
        let before = dots(&stage);
        for what in ["the disk", "the net", "the light", "the wire"] {
            stage.send_reply(Reply::TaskFailed(Error::new(what, ErrorKind::TimedOut, "so ".repeat(80))));
        }
        let after = dots(&stage);
        assert!(!after.is_empty() && before.starts_with(&after), "{columns}: {}", stage.screen());
        let is_cut = |line: &str| line.contains("╰") && line.contains("▀");
        assert!(!stage.screen().lines().any(is_cut), "{columns}: {}", stage.screen());
    }
}
