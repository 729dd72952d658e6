//! Editing a project by keys, with the app alone.

use cuecard::app::Message;
use cuecard::domain::{Emotion, Project, RenderStage, Shape, TalkingStyle, VoiceId};
use cuecard::studio::{
    AccountRequest, ActiveAccount, DownloadReply, DownloadRequest, Effect, LoadedProject, ProjectReply,
    ProjectRequest, RenderRequest, Reply, Request,
};

use crate::support::app_harness::{AppHarness, fixed_now, render};

#[test]
fn the_estimate_is_updated_at_every_keystroke() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>one");
    harness.assert_shows("1 word  0.4 s  0.1 cr");
    harness.press(" two");
    harness.assert_shows("2 words  0.8 s  0.3 cr");
    harness.press(" <break time=\"2s\"/>");
    harness.assert_shows("2 words  2.8 s");
    harness.assert_shows("of 412 cr");
}

#[test]
fn scenes_are_added_moved_duplicated_deleted_and_restored() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>first<Esc>nsecond<Esc>");
    assert_eq!(harness.scripts(), ["first", "second"]);
    harness.press("K");
    assert_eq!(harness.scripts(), ["second", "first"]);
    harness.press("D");
    assert_eq!(harness.scripts(), ["second", "second", "first"]);
    harness.press("xx");
    assert_eq!(harness.scripts(), ["second"]);
    harness.assert_shows("Scene 2 was deleted · Ctrl-z undoes it");
    harness.press("<C-z><C-z><C-z><C-z>");
    assert_eq!(harness.scripts(), ["first", "second"]);
    harness.press("<C-y>");
    assert_eq!(harness.scripts(), ["second", "first"]);
}

#[test]
fn undo_goes_back_word_by_word_in_the_open_field() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>one two three<C-z>");
    assert_eq!(harness.scripts(), ["one two "]);
    harness.press("<C-z>2");
    assert_eq!(harness.scripts(), ["one 2"], "the field goes on where undo left it");
}

#[test]
fn scene_options_change_without_leaving_the_text() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>Hi<A-e>frie<Enter><A-s><Down><Down><Enter><A-h><Tab>Avatar waves");
    let scene = &harness.app.studio.project_state.project.scenes[0];
    assert_eq!(scene.emotion, Some(Emotion::Friendly));
    assert_eq!(scene.style, TalkingStyle::Stable);
    assert_eq!(scene.motion_prompt, "Avatar waves");
    assert!(!scene.enhance_motion);
}

#[test]
fn an_emoji_sequence_is_deleted_as_one_character() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>a");
    harness.send(Message::Paste("👩‍👩‍👧".to_owned()));
    harness.press("<BS>");
    assert_eq!(harness.scripts(), ["a"]);
}

#[test]
fn pasted_text_is_sanitized_and_keeps_its_lines() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>");
    harness.send(Message::Paste("one\r\ntwo\rthree\u{1b}[31m\u{202e}".to_owned()));
    assert_eq!(harness.scripts(), ["one\ntwo\nthree[31m"]);
    assert!(!harness.screen().contains('\u{202e}'));
}

#[test]
fn a_script_of_a_megabyte_is_accepted_but_not_sent() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("<Enter>2<Enter>3<Enter>");
    harness.send(Message::Paste("word ".repeat(200_000)));
    harness.press("!<C-r>");
    harness.assert_shows("a script has at most 5000");
    assert!(!harness.is_submitted());
}

#[test]
fn typed_letters_are_commands_until_a_field_is_open() {
    let mut harness = AppHarness::ready(80, 24);
    harness.send(Message::Typed("3nobody".to_owned()));
    assert_eq!(harness.scripts(), ["nobody"], "the first words of a project are no commands");
    harness.press("<Esc>");
    harness.send(Message::Typed("nHello".to_owned()));
    assert_eq!(harness.scripts(), ["nobody", "Hello"]);
}

#[test]
fn render_lists_the_issues_and_leads_to_the_first_one() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<C-r>");
    let screen = harness.screen();
    for missing in ["no photo is chosen", "no voice is chosen", "scene 1 has no script"] {
        assert!(screen.contains(missing), "{screen}");
    }
    harness.press("<Enter><Enter>");
    assert_eq!(harness.app.studio.photo_name(), Some("Ana, blue suit"), "the photo pane is focused");
}

#[test]
fn render_submits_once_after_the_price_is_confirmed() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("<Enter>2<Enter>3<Enter>Hello there.<C-r>");
    harness.assert_shows("about 0:01");
    harness.press("<Esc>");
    assert!(!harness.is_submitted());
    harness.press("<C-r><Enter><Enter><Enter>");
    let orders: Vec<_> = harness
        .requests()
        .filter(|request| matches!(request, Request::Render(RenderRequest::Submit(_))))
        .collect();
    let [Request::Render(RenderRequest::Submit(order))] = orders[..] else { panic!("{orders:?}") };
    let voice = order.spec.voice.as_ref().map(VoiceId::as_str);
    assert_eq!((order.spec.photo.as_str(), voice), ("photo0", Some("voice0")));
    assert_eq!(order.spec.scenes[0].trimmed_script(), "Hello there.");
}

#[test]
fn the_welcome_screen_takes_its_choices_by_letter() {
    let mut harness = AppHarness::with_account(ActiveAccount::SignedOut, 80, 24);
    harness.press("k");
    harness.assert_shows("HeyGen API key");
    harness.press("<Esc>s");
    assert!(
        harness.requests().any(
            |request| *request == Request::Account(AccountRequest::SwitchAccount(ActiveAccount::Sandbox))
        )
    );
}

#[test]
fn text_typed_before_the_project_is_loaded_is_kept() {
    let none = |unsaved| LoadedProject {
        path: None,
        project: Project::default(),
        modified_at: None,
        unsaved,
        remaining_unsaved: 0,
    };
    let open = |harness: &mut AppHarness, opened: LoadedProject| {
        harness.answer_requests(|request| match request {
            Request::Project(ProjectRequest::Open(_)) => {
                Some(Reply::Project(ProjectReply::Opened(Ok(Box::new(opened.clone())))))
            }
            _ => None,
        });
    };
    let mut harness = AppHarness::loading(80, 24);
    harness.press("3<Enter>quick");
    open(&mut harness, none(None));
    assert_eq!(harness.scripts(), ["quick"]);

    let mut harness = AppHarness::loading(80, 24);
    harness.press("3<Enter>quick");
    let kept = Project { title: "Kept".to_owned(), ..Project::default() };
    open(&mut harness, none(Some((kept, fixed_now()))));
    assert_eq!(harness.app.studio.project_state.project.title, "Kept");
    harness.press("<C-z>");
    assert_eq!(harness.scripts(), ["quick"]);
}

#[test]
fn restored_work_mentions_other_drafts_and_a_newer_file() {
    let minutes = jiff::SignedDuration::from_mins;
    for (written, waiting, text) in [
        (fixed_now() - minutes(1), 2, ", 2 more are kept · Ctrl-z goes to the saved file"),
        (fixed_now() + minutes(1), 0, " ago. The saved file is newer · Alt-r takes it"),
    ] {
        let kept = Project { title: "Kept".to_owned(), ..Project::default() };
        let mut harness = AppHarness::loading(120, 36);
        harness.answer_requests(|request| match request {
            Request::Project(ProjectRequest::Open(path)) => {
                Some(Reply::Project(ProjectReply::Opened(Ok(Box::new(LoadedProject {
                    path: path.clone(),
                    project: Project::default(),
                    modified_at: Some(written),
                    unsaved: Some((kept.clone(), fixed_now())),
                    remaining_unsaved: waiting,
                })))))
            }
            _ => None,
        });
        let screen = harness.screen();
        assert!(screen.contains(text), "{screen}");
        assert_eq!(screen.contains("is newer"), text.contains("is newer"), "{screen}");
    }
}

#[test]
fn quitting_asks_while_a_render_is_in_progress() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("q");
    assert_eq!(harness.effects.last(), Some(&Effect::Quit));
    let mut harness = AppHarness::ready(80, 24);
    harness.load_renders(vec![render(1, "Reel", RenderStage::Processing, 1)]);
    harness.press("q");
    assert!(!harness.effects.contains(&Effect::Quit));
    harness.assert_shows("1 render in progress");
    harness.press("<Enter>");
    assert_eq!(harness.effects.last(), Some(&Effect::Quit));
}

#[test]
fn an_edit_is_autosaved_and_saving_asks_for_a_name_once() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("eLaunch teaser<Enter>");
    assert!(
        harness
            .effects
            .iter()
            .any(|effect| matches!(effect, Effect::StartTimer(_, cuecard::studio::Timer::Autosave)))
    );
    harness.press("<C-s>");
    harness.assert_shows("launch-teaser.toml");
    harness.press("<Enter>");
    let saves: Vec<_> = harness
        .requests()
        .filter(|request| matches!(request, Request::Project(ProjectRequest::Save { .. })))
        .collect();
    assert_eq!(saves.len(), 1);
}

#[test]
fn no_price_is_confirmed_in_a_window_too_small_to_show_it() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("<Enter>2<Enter>3<Enter>Hello there.<C-r>");
    harness.send(Message::Resize(30, 6));
    harness.press("<Enter><C-r><Enter>");
    assert!(!harness.is_submitted());
}

#[test]
fn a_missing_video_file_is_downloaded_again() {
    let mut harness = AppHarness::ready(80, 24);
    harness.load_renders(vec![render(7, "Reel", RenderStage::Completed, 9)]);
    harness.press("4<Enter>");
    let gone = cuecard::domain::Error::new("the video", cuecard::domain::ErrorKind::VideoFileMissing, "");
    harness.answer_requests(|request| match request {
        Request::Download(DownloadRequest::OpenExternally(target)) => {
            Some(Reply::Download(DownloadReply::OpenedExternally(target.clone(), Err(gone.clone()))))
        }
        _ => None,
    });
    assert!(harness.requests().any(
        |request| matches!(request, Request::Download(DownloadRequest::Video { render, .. }) if render.0 == 7)
    ));
}

#[test]
fn a_small_window_shows_the_part_of_the_page_with_the_caret() {
    let mut harness = AppHarness::ready(40, 10);
    harness.press("3<Enter>Hello there.<Tab>Avatar waves<A-n>Next.");
    assert!(harness.shows("Next.") && !harness.shows("Hello there."), "{}", harness.screen());
    harness.press("<Up><Up>");
    assert!(harness.shows("Hello there.") && harness.shows("Avatar waves"), "{}", harness.screen());
}

#[test]
fn the_target_is_set_and_cleared_in_the_video_settings() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>one two three");
    let to_target = "<Esc>e<Tab><Tab><Tab><Tab><Tab>";
    harness.press(to_target).press("1:30");
    assert_eq!(harness.app.studio.project_state.project.target_seconds, Some(90));
    harness.press("<Enter>");
    harness.assert_shows("0:01 of 1:30");
    harness.press("<C-z>");
    assert_eq!(harness.app.studio.project_state.project.target_seconds, None, "one step");
    harness.press("<C-y>").press(to_target);
    harness.assert_shows("90s");
    harness.press("<BS>x<Enter>");
    harness.assert_shows("a length such as 60s, 1:30 or 2m");
    harness.press("<C-u><Enter>");
    assert_eq!(harness.app.studio.project_state.project.target_seconds, None, "an emptied field");
    harness.press(to_target).press("60s<Esc>");
    assert_eq!(harness.app.studio.project_state.project.target_seconds, None, "Esc restores it");
}

#[test]
fn the_shape_of_the_photo_is_chosen_in_the_video_settings() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("e<Tab><Left>");
    assert_eq!(harness.app.studio.project_state.project.shape, Shape::LikePhoto);
    harness.assert_shows("auto is that of the photo");
    harness.press("<Left>");
    assert_eq!(harness.app.studio.project_state.project.shape, Shape::FiveByFour);
    harness.assert_shows("1350x1080");
    harness.press("<Right><Enter>");
    assert!(!harness.shows("Video settings"), "{}", harness.screen());
    assert_eq!(harness.app.studio.project_state.project.shape, Shape::LikePhoto);
    // Typed, it is the same.
    harness.press("e<Tab><Right><Tab><C-u>auto<Enter>");
    assert_eq!(harness.app.studio.project_state.project.shape, Shape::LikePhoto);
}
