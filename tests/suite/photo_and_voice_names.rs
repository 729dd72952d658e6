//! Photos and voices by name, and unknown keys of a project file.

use cuecard::domain::{
    Dialect, Error, ErrorKind, KeyLocation, PhotoId, Project, Scene, UnknownKey, Voice, VoiceId,
};
use cuecard::studio::{
    AccountReply, CatalogReply, CatalogRequest, LoadedProject, ProjectReply, Remote, RenderRequest, Reply,
    Request,
};

use crate::support::app_harness::{AppHarness, fixed_now, loaded_project, opened_reply};

/// A whole project of this photo and voice.
fn project(photo: &str, voice: &str) -> Project {
    Project {
        photo: Some(PhotoId::new(photo)),
        voice: Some(VoiceId::new(voice)),
        scenes: vec![Scene::new("Hello there.")],
        ..Project::default()
    }
}

/// A stage with a whole project of this photo and voice, which came from a file.
fn harness_with_project(photo: &str, voice: &str) -> AppHarness {
    let mut harness = AppHarness::ready(80, 24);
    let (path, modified_at) = (Some("video.toml".into()), Some(fixed_now()));
    let opened = LoadedProject { path, modified_at, ..loaded_project(project(photo, voice)) };
    harness.send_reply(opened_reply(opened));
    harness
}

#[test]
fn a_unique_name_in_a_project_selects_its_photo_or_voice() {
    let mut harness = harness_with_project("marco", "Rachel");
    assert!(!harness.app.studio.project_state.is_unsaved(), "the file keeps the names");
    harness.assert_shows("1 Photo ✓ Marco");
    harness.press("2<Down>");
    let chosen = |screen: &str| screen.lines().any(|line| line.contains("Rachel") && line.contains('✓'));
    assert!(chosen(&harness.screen()), "{}", harness.screen());
    harness.press("<C-r><Enter>");
    let order = harness.requests().find_map(|request| match request {
        Request::Render(RenderRequest::Submit(order)) => Some(order),
        _ => None,
    });
    let project = &order.unwrap().spec;
    let voice = project.voice.as_ref().map(VoiceId::as_str);
    assert_eq!((project.photo.as_str(), voice), ("photo2", Some("voice0")));
}

#[test]
fn an_unknown_photo_name_is_reported_and_nothing_is_sent() {
    let mut harness = harness_with_project("Ingrid, red scarf", "voice0");
    let text = "no photo has the id or name \"Ingrid, red scarf\"";
    let seen = harness.press("1").screen();
    assert!(
        seen.contains("✗ no photo has the id or name \"Ingrid, red") && seen.contains("1 Photo ✗"),
        "{seen}"
    );
    harness.press("2<C-r>");
    harness.assert_shows(&format!("Not sent: {text}"));
    assert!(harness.screen().contains("1 Photos"), "the keys go where it is mended: {}", harness.screen());
    assert!(!harness.is_submitted());
    let mut harness = harness_with_project("0f3a22", "voice0");
    harness.assert_shows("0f3a22 is not in this list");
    harness.press("<C-r><Enter>");
    assert!(harness.is_submitted(), "it may be an id");
    let mut harness = harness_with_project("Marco", "voice0");
    harness.app.studio.catalog.photos = Remote::Idle;
    harness.press("<C-r>");
    let seen = harness.screen();
    assert!(seen.contains("Not sent: \"Marco\" is a name, but the photos are not loaded"), "{seen}");
}

#[test]
fn unknown_keys_of_a_project_file_are_reported() {
    let mut harness = harness_with_project("photo0", "voice0");
    let key = |line, name: &str| UnknownKey {
        line: Some(line),
        name: name.to_owned(),
        location: KeyLocation::Project,
        is_table: false,
    };
    harness.send_reply(Reply::Project(ProjectReply::UnknownKeys(vec![
        key(2, "Title"),
        key(3, "author"),
        key(5, "photos"),
    ])));
    let screen = harness.screen();
    assert!(screen.contains("line 2: unknown key Title: did you mean title?"), "{screen}");
    assert!(screen.contains("1 more"), "{screen}");
}

#[test]
fn unknown_keys_do_not_replace_other_messages_or_their_hints() {
    let mut harness = AppHarness::ready(80, 24);
    let unsaved = Project { title: "Draft".into(), ..project("photo0", "voice0") };
    let opened = LoadedProject {
        path: Some("video.toml".into()),
        project: project("photo0", "voice0"),
        modified_at: Some(fixed_now()),
        unsaved: Some((unsaved, fixed_now())),
        remaining_unsaved: 0,
    };
    harness.send_reply(opened_reply(opened));
    let key = UnknownKey {
        line: Some(2),
        name: "Title".to_owned(),
        location: KeyLocation::Project,
        is_table: false,
    };
    harness.send_reply(Reply::Project(ProjectReply::UnknownKeys(vec![key])));
    let screen = harness.screen();
    assert!(screen.contains("unknown key Title"), "{screen}");
    assert!(screen.contains(" ago · Ctrl-z goes to the saved file"), "{screen}");
}

#[test]
fn ctrl_r_with_an_unknown_name_keeps_the_focus_in_the_text() {
    let mut harness = harness_with_project("Ingrid, red scarf", "voice0");
    harness.press("3<Enter><C-r>");
    let screen = harness.screen();
    assert!(screen.contains("Not sent: no photo has the id or name"), "{screen}");
    assert!(screen.contains("Esc 1 chooses"), "{screen}");
    harness.press(" wq");
    assert_eq!(harness.app.studio.project_state.project.scenes[0].script, "Hello there. wq");
}

#[test]
fn a_voice_that_no_list_has_is_shown_by_the_name_that_the_service_has_for_it() {
    let mut harness = harness_with_project("photo0", "unlisted9");
    harness.press("2");
    harness.assert_shows("unlisted9 is not in this list");
    harness.send_reply(Reply::Account(AccountReply::DialectDetected(Dialect::V3, None)));
    let looked_up = |harness: &AppHarness| {
        let is_lookup =
            |request: &&Request| matches!(request, Request::Catalog(CatalogRequest::LookUpVoice(_)));
        harness.requests().filter(is_lookup).count()
    };
    assert_eq!(looked_up(&harness), 1);
    let listed = harness.app.studio.catalog.voices.ready().unwrap().voices[0].clone();
    let id = VoiceId::new("unlisted9");
    let voice = Voice { id: id.clone(), name: "Odile".to_owned(), ..listed };
    harness.send_reply(Reply::Catalog(CatalogReply::VoiceLookedUp(id.clone(), Ok(voice))));
    harness.assert_shows("Odile is not in this list");
    harness.press("3");
    assert_eq!((looked_up(&harness), harness.app.studio.voice_name()), (1, Some("Odile")));

    let missing = Error::new("the voice", ErrorKind::NotFound, "Voice not found");
    harness.send_reply(Reply::Catalog(CatalogReply::VoiceLookedUp(id, Err(missing))));
    harness.press("2");
    harness.assert_shows("the service does not know the voice unlisted9");
}
