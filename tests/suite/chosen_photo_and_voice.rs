//! The photo and the voice of the project: the browsed one and the chosen one are marked differently.

use cuecard::domain::{Error, ErrorKind, PhotoId, Project, Speaker, VoiceId};
use cuecard::studio::{
    CatalogReply, CatalogRequest, Edit, EditKind, Reply, Request, TerminalCell, TerminalPicture,
};

use crate::support::app_harness::AppHarness;

/// Opens a project that has this photo, and this voice.
fn open_project(harness: &mut AppHarness, photo: &str, voice: &str) {
    let (photo, voice) = (Some(PhotoId::new(photo)), Some(VoiceId::new(voice)));
    let project = Project { photo, voice, ..Project::default() };
    harness.press("<C-o>other<Enter>");
    harness.answer_open(&project);
}

fn requested_pictures(harness: &AppHarness) -> Vec<&str> {
    let picture = |request| {
        let Request::Catalog(CatalogRequest::LoadPicture { photo, .. }): &Request = request else {
            return None;
        };
        Some(photo.as_str())
    };
    harness.requests().filter_map(picture).collect()
}

#[test]
fn the_cursor_and_the_picture_follow_the_opened_project() {
    for (columns, rows) in [(80, 24), (160, 50)] {
        let mut harness = AppHarness::ready(columns, rows);
        harness.answer_requests(|request| match request {
            Request::Catalog(CatalogRequest::LoadPicture { photo, .. }) => {
                Some(Reply::Catalog(CatalogReply::PictureLoaded(photo.clone(), Ok(blank_picture()))))
            }
            _ => None,
        });
        open_project(&mut harness, "photo2", "voice0");
        assert!(harness.shows("› Marco") && harness.shows("✓ in the video"), "{}", harness.screen());
        assert_eq!(requested_pictures(&harness), ["photo2"]);
        // And back with undo of a choice.
        harness.press("1<Down><Enter>1");
        harness.assert_shows("› Yuki");
        harness.press("<C-z>");
        harness.assert_shows("› Marco");
    }
}

fn blank_picture() -> TerminalPicture {
    TerminalPicture { columns: 1, rows: 0, cells: Vec::new().into() }
}

#[test]
fn the_browsed_photo_and_the_chosen_photo_are_marked_differently() {
    for (columns, rows) in [(80, 24), (160, 50)] {
        let mut harness = AppHarness::ready(columns, rows);
        harness.press("1<Enter>1");
        assert!(
            harness.shows("✓ in the video") && !harness.shows("not in the video"),
            "{}",
            harness.screen()
        );
        harness.press("<Down>");
        let screen = harness.screen();
        assert!(screen.contains("not in the video") && screen.contains("Enter chooses it"), "{screen}");
    }
}

#[test]
fn an_overlay_does_not_change_the_browsed_picture() {
    let mut harness = AppHarness::ready(160, 50);
    harness.press("1<Enter>1<Down><Down>");
    harness.assert_shows("not in the video");
    for window in ["e", "i", "<C-p>"] {
        harness.press(window);
        assert!(harness.shows("› Marco"), "{window}: {}", harness.screen());
        harness.press("<Esc>");
    }
}

#[test]
fn a_pane_hint_names_keys_that_work_from_the_focused_field() {
    let mut harness = AppHarness::ready(160, 50);
    harness.assert_shows(" Enter chooses it");
    harness.press("3");
    harness.assert_shows(" 1 chooses the photo");
    harness.press("<Enter>");
    harness.assert_shows("Esc 1 chooses the photo");
}

#[test]
fn fields_that_the_voice_does_not_support_are_flagged() {
    for (columns, rows) in [(80, 24), (160, 50)] {
        let mut harness = AppHarness::ready(columns, rows);
        harness.press("2<Enter>3<Enter>Hi. <break time=\"1s\"/><A-e>exc<Enter>");
        assert!(harness.shows("Excited · expressive") && !harness.shows("⚑"), "{}", harness.screen());
        // Lena has neither emotions nor pauses.
        harness.press("<Esc>2<Down><Enter>3");
        let screen = harness.screen();
        assert!(screen.contains("Excited⚑") && screen.contains("pauses⚑"), "{screen}");
        harness.assert_shows("Lena has no pauses and no emotions: both may be");
        harness.assert_shows(" · 2 chooses another voice");
        harness.press("<C-t>");
        assert!(
            harness.shows("Scene 1 of 1") && harness.shows("Excited⚑ · expressive"),
            "{}",
            harness.screen()
        );
        harness.press("<Esc><A-e>no emotion<Enter>");
        assert!(harness.shows("no emotion ·") && !harness.shows("emotion⚑"), "{}", harness.screen());
    }
    let mut harness = AppHarness::ready(40, 10);
    harness.press("2<Down><Enter>3<Enter>Hi<A-e>exc<Enter>");
    assert!(harness.shows("Excited⚑"), "in a small window: {}", harness.screen());
    // In each scene.
    let mut harness = AppHarness::ready(160, 50);
    harness.press("2<Down><Enter>3<Enter>Hi<A-e>exc<Enter><A-n>");
    assert_eq!(harness.screen().matches("Excited⚑").count(), 2, "{}", harness.screen());
}

#[test]
fn the_cursors_move_to_the_photo_and_voice_that_a_project_names() {
    for (photo, voice) in [("photo3", "voice3"), ("Yuki", "Mark"), ("yuki", "mark")] {
        let mut harness = AppHarness::ready(160, 50);
        open_project(&mut harness, photo, voice);
        for (pane, row) in [("1", "› Yuki"), ("2", "› Mark ")] {
            assert!(harness.press(pane).shows(row), "{photo}, {voice}: {}", harness.screen());
        }
        // Moves the cursor, then loads the same list again.
        harness.press("2<Up>R");
        harness.answer_requests(|request| match request {
            Request::Catalog(CatalogRequest::LoadVoices) => Some(Reply::Catalog(CatalogReply::VoicesLoaded(
                Ok(crate::support::app_harness::voice_catalog()),
            ))),
            _ => None,
        });
        harness.assert_shows("› Priya");
    }
}

#[test]
fn a_message_of_several_lines_does_not_reload_the_picture() {
    for (columns, rows) in [(80, 24), (100, 40), (160, 50)] {
        let mut harness = AppHarness::ready(columns, rows);
        let picture = |request: &Request| match request {
            Request::Catalog(CatalogRequest::LoadPicture { photo, .. }) => {
                Some(Reply::Catalog(CatalogReply::PictureLoaded(photo.clone(), Ok(blank_picture()))))
            }
            _ => None,
        };
        harness.answer_requests(picture);
        harness.send_reply(Reply::TaskFailed(Error::new("the disk", ErrorKind::TimedOut, "so ".repeat(80))));
        harness.send_reply(Reply::TaskFailed(Error::new("the net", ErrorKind::TimedOut, "so ".repeat(80))));
        harness.press("<Down><Up>");
        assert!(
            requested_pictures(&harness).iter().all(|photo| *photo != "photo0"),
            "{columns}: {:?}",
            harness.effects
        );
    }
}

#[test]
fn the_key_hint_under_a_filter_chooses_the_photo_beside_it() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("1/priya");
    harness.assert_shows("Enter chooses");
    harness.press("<Enter>");
    assert_eq!(harness.app.studio.photo_name(), Some("Priya, garden"));
    // The filter ends with the choice; Tab keeps it.
    harness.press("1/ana<Tab>");
    assert!(harness.shows("/ ana") && harness.shows("╭ 1 Photos"), "{}", harness.screen());
}

#[test]
fn a_message_of_several_lines_crops_the_picture_in_place() {
    for (columns, rows) in [(80, 24), (60, 20), (100, 40), (160, 50)] {
        let mut harness = AppHarness::ready(columns, rows);
        harness.answer_requests(|request| match request {
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
        let dots = |harness: &AppHarness| -> Vec<usize> {
            let (buf, _) = harness.draw();
            (0..buf.content.len()).filter(|place| buf.content[*place].symbol() == "▀").collect()
        };
        let before = dots(&harness);
        for what in ["the disk", "the net", "the light", "the wire"] {
            harness.send_reply(Reply::TaskFailed(Error::new(what, ErrorKind::TimedOut, "so ".repeat(80))));
        }
        let after = dots(&harness);
        assert!(!after.is_empty() && before.starts_with(&after), "{columns}: {}", harness.screen());
        let is_cut = |line: &str| line.contains("╰") && line.contains("▀");
        assert!(!harness.screen().lines().any(is_cut), "{columns}: {}", harness.screen());
    }
}

#[test]
fn the_language_of_the_voice_sets_the_pace_of_a_script_too_short_to_tell() {
    for (columns, rows) in [(80, 24), (160, 50)] {
        let mut harness = AppHarness::ready(columns, rows);
        harness.write_project("Taxi hotel radio pizza panda sushi banana kimono");
        harness.assert_shows("8 words  3.2 s");
        // German, and then Japanese.
        harness.press("<Esc>2<Down><Enter>3");
        harness.assert_shows("8 words  4.1 s");
        harness.press("2<Down><Down><Down><Enter>3");
        harness.assert_shows("8 words  3.7 s");
        // A script that is clearly English is read as English.
        harness.press("<Enter> and the people of the house");
        harness.assert_shows("14 words  5.6 s");
    }
}

#[test]
fn the_price_names_a_voice_once_with_all_that_it_does_not_support() {
    let mut harness = AppHarness::ready(120, 30);
    harness.press("1<Enter>2<Down><Enter>3<Enter>Hi. <break time=\"1s\"/><Esc>nOh!<A-e>exc<Enter><C-r>");
    harness.assert_shows("Lena has no pauses and no emotions: both may be ignored");
    assert_eq!(harness.screen().matches("! Lena has").count(), 1, "{}", harness.screen());
}

#[test]
fn a_scene_is_flagged_by_the_voice_of_its_speaker() {
    let mut harness = AppHarness::ready(120, 30);
    harness.press("2<Down><Enter>3<Enter>Hi<A-e>exc<Enter>");
    harness.assert_shows("Lena has no emotions: they may be ignored · Esc 2 chooses another voice");
    let rachel =
        Speaker { name: "Marco".to_owned(), voice: Some(VoiceId::new("Rachel")), ..Speaker::default() };
    let mut project = harness.app.studio.project_state.project.clone();
    project.speakers = vec![rachel];
    project.scenes[0].speaker = Some("marco".to_owned());
    harness.app.studio.edit(Edit::ReplaceProject(Box::new(project)), EditKind::SingleStep);
    assert!(!harness.shows("Excited⚑") && !harness.shows("they may be"), "{}", harness.screen());
}
