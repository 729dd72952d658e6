//! The "Next:" line: its step is possible and its key works.

use cuecard::domain::{
    Error, ErrorKind, PhotoCatalog, PhotoId, Project, Scene, Speaker, VoiceCatalog, VoiceId,
};
use cuecard::studio::{ActiveAccount, CatalogReply, CatalogRequest, Reply, Request};

use crate::support::app_harness::{AppHarness, photo_catalog, voice_catalog};

/// The shown next step after these results of the two lists.
fn shown_next_step(
    photos: &Result<PhotoCatalog, ErrorKind>,
    speakers: &Result<VoiceCatalog, ErrorKind>,
    keys: &str,
) -> String {
    let mut harness = AppHarness::with_account(ActiveAccount::Live { host: None }, 80, 24);
    let failed = |kind| Error::new("the list", kind, "");
    harness.answer_requests(|request| match request {
        Request::Catalog(CatalogRequest::LoadPhotos) => {
            Some(Reply::Catalog(CatalogReply::PhotosLoaded(photos.clone().map_err(failed))))
        }
        Request::Catalog(CatalogRequest::LoadVoices) => {
            Some(Reply::Catalog(CatalogReply::VoicesLoaded(speakers.clone().map_err(failed))))
        }
        _ => None,
    });
    harness.press(keys);
    let screen = harness.screen();
    let line = screen.lines().find_map(|line| line.trim().strip_prefix("Next: "));
    line.unwrap_or_else(|| panic!("no next step: {screen}")).to_owned()
}

#[test]
fn the_next_step_is_possible_in_the_current_state() {
    let none = || Ok(PhotoCatalog::default());
    let all = || Ok(photo_catalog());
    for (photos, speakers, keys, expected) in [
        (Err(ErrorKind::ApiKey), Err(ErrorKind::ApiKey), "", "a give another API key"),
        (Err(ErrorKind::NoConnection), Err(ErrorKind::NoConnection), "", "R list the photos again"),
        (Err(ErrorKind::NoConnection), Err(ErrorKind::NoConnection), "2", "1 R list the photos again"),
        (none(), Ok(voice_catalog()), "", "w add a photo from a picture file"),
        (none(), Ok(voice_catalog()), "2", "1 w add a photo from a picture file"),
        (all(), Ok(voice_catalog()), "", "Enter choose a photo"),
        (all(), Ok(voice_catalog()), "2", "1 choose a photo"),
        (all(), Ok(voice_catalog()), "3<Enter>Hello", "Esc 1 choose a photo"),
        (all(), Err(ErrorKind::TimedOut), "", "Enter choose a photo"),
    ] {
        assert_eq!(shown_next_step(&photos, &speakers, keys), expected);
    }
}

#[test]
fn the_key_of_the_next_step_works() {
    let mut harness = AppHarness::with_account(ActiveAccount::Live { host: None }, 80, 24);
    harness.answer_requests(|request| match request {
        Request::Catalog(CatalogRequest::LoadPhotos) => {
            Some(Reply::Catalog(CatalogReply::PhotosLoaded(Ok(PhotoCatalog::default()))))
        }
        Request::Catalog(CatalogRequest::LoadVoices) => Some(Reply::Catalog(CatalogReply::VoicesLoaded(
            Err(Error::new("the voices", ErrorKind::ApiKey, "")),
        ))),
        _ => None,
    });
    harness.press("a");
    harness.assert_shows("API key");
    harness.press("<Esc>1w");
    assert!(
        harness.screen().contains("Photo workshop") || harness.screen().contains("picture"),
        "{}",
        harness.screen()
    );
    harness.press("<Esc>2R");
    assert_eq!(
        harness
            .requests()
            .filter(|request| **request == Request::Catalog(CatalogRequest::LoadVoices))
            .count(),
        1
    );
}

#[test]
fn while_the_lists_load_the_next_step_is_to_write_a_scene() {
    let harness = AppHarness::loading(80, 24);
    harness.assert_shows("Next: 3 write a scene");
}

#[test]
fn the_open_settings_hide_the_next_step() {
    let mut harness = AppHarness::ready(80, 24);
    harness.assert_shows("Next: ");
    harness.press("e");
    assert!(!harness.screen().contains("Next: "), "{}", harness.screen());
}

#[test]
fn a_project_whose_speakers_have_all_that_its_scenes_need_can_be_rendered() {
    let speaker = Speaker {
        name: "Ana".to_owned(),
        photo: Some(PhotoId::new("photo1")),
        voice: Some(VoiceId::new("voice1")),
        ..Speaker::default()
    };
    let scene = Scene { speaker: Some("Ana".to_owned()), ..Scene::new("Hello.") };
    let recorded = Scene { recording: Some("take.wav".into()), ..scene.clone() };
    let harness = |speaker: &Speaker, scene: &Scene| {
        let (speakers, scenes) = (vec![speaker.clone()], vec![scene.clone()]);
        AppHarness::ready_with_project(100, 30, &Project { speakers, scenes, ..Project::default() })
    };
    harness(&speaker, &scene).assert_shows("Next: Ctrl-r render the video");
    let silent = Speaker { voice: None, ..speaker.clone() };
    harness(&silent, &recorded).assert_shows("Next: Ctrl-r render the video");
    harness(&silent, &scene).assert_shows("Next: Ctrl-r list what is missing");
}
