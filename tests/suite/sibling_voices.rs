//! The sibling voice that is offered on the page where v3 loses an emotion.

use cuecard::domain::{
    Dialect, Emotion, Gender, Project, RenderHistory, Scene, SiblingChoice, Speaker, Voice, VoiceCatalog,
    VoiceId,
};
use cuecard::studio::{CatalogReply, CatalogRequest, RenderReply, Reply, Request};

use crate::support::app_harness::AppHarness;

fn family_catalog() -> VoiceCatalog {
    let names = ["Mateo - Friendly", "Mateo - Excited 🤩", "Mateo - Serious", "Rachel"];
    let voice = |name: &&str| Voice {
        id: VoiceId::new(*name),
        name: (*name).to_owned(),
        language: "Spanish".to_owned(),
        gender: Gender::Male,
        sample_url: Some("http://127.0.0.1/a.wav".to_owned()),
        supports_pauses: None,
        supports_emotions: None,
        supports_locales: None,
    };
    VoiceCatalog { voices: names.iter().map(voice).collect(), unreadable_count: 0 }
}

/// A v3 project whose voice is friendly, with two excited scenes and one without an emotion.
fn harness(columns: u16, rows: u16) -> AppHarness {
    let excited = Scene { emotion: Some(Emotion::Excited), ..Scene::new("Hola.") };
    let project = Project {
        voice: Some(VoiceId::new("Mateo - Friendly")),
        scenes: vec![excited.clone(), excited, Scene::new("Adiós.")],
        ..Project::default()
    };
    let mut harness = AppHarness::ready_with_project(columns, rows, &project);
    harness.send_reply(Reply::Catalog(CatalogReply::VoicesLoaded(Ok(family_catalog()))));
    harness.app.studio.account.dialect = Dialect::V3;
    harness.press("3");
    harness
}

fn speakers(harness: &AppHarness) -> Vec<Option<&str>> {
    harness.app.studio.project_state.project.scenes.iter().map(|scene| scene.speaker.as_deref()).collect()
}

#[test]
fn the_voice_that_has_the_emotion_is_offered_played_and_taken_by_one_key() {
    for (columns, rows) in [(80, 24), (120, 36)] {
        let mut harness = harness(columns, rows);
        harness.press("g");
        harness.assert_shows("⚑ v3 has no emotions: Mateo - Excited");
        harness.assert_shows("· Alt-y plays · Alt-a takes");
        harness.press("<A-y>");
        let plays = |request: &Request| matches!(request, Request::Catalog(CatalogRequest::PlaySample { voice, .. }) if voice.as_str() == "Mateo - Excited 🤩");
        assert!(harness.requests().any(plays));
        harness.press("<A-a>");
        assert_eq!(speakers(&harness), [Some("Mateo - Excited"), None, None]);
        assert!(!harness.shows("Alt-a takes"), "the emotion is not lost: {}", harness.screen());
        harness.press("j<A-a>");
        assert_eq!(speakers(&harness), [Some("Mateo - Excited"), Some("Mateo - Excited"), None]);
        let project = &harness.app.studio.project_state.project;
        assert_eq!(project.speakers.len(), 1, "the same speaker again: {:?}", project.speakers);
        assert_eq!(project.speakers[0].voice, Some(VoiceId::new("Mateo - Excited 🤩")));
        assert!(harness.app.studio.losses().iter().all(|loss| !loss.message.contains("no emotions")));
        harness.press("<C-z>");
        assert_eq!(speakers(&harness), [Some("Mateo - Excited"), None, None]);
        harness.press("<C-z>");
        assert!(harness.app.studio.project_state.project.speakers.is_empty());
    }
}

#[test]
fn the_next_scene_with_the_emotion_takes_the_chosen_voice_by_itself() {
    let mut harness = harness(120, 36);
    harness.press("g<A-a>jj");
    assert_eq!(speakers(&harness), [Some("Mateo - Excited"), None, None]);
    harness.press("<A-e>excited<Enter>");
    assert_eq!(speakers(&harness)[2], Some("Mateo - Excited"));
    harness.assert_shows("Scene 3 now has the voice Mateo - Excited 🤩, as chosen before · Ctrl-z undoes it");
    harness.press("<C-z>");
    let scene = &harness.app.studio.project_state.project.scenes[2];
    assert_eq!((&scene.emotion, scene.speaker.as_deref()), (&Some(Emotion::Excited), None));
    harness.press("<A-e>serious<Enter>");
    assert_eq!(speakers(&harness)[2], None, "no voice was chosen for it yet");
}

#[test]
fn an_earlier_choice_of_the_account_is_offered_first_by_its_name() {
    let mut harness = harness(120, 36);
    let mut voices = family_catalog();
    let (id, name) = (VoiceId::new("other"), "Mateo | EXCITED".to_owned());
    let other = Voice { id, name, ..voices.voices[1].clone() };
    voices.voices.push(other.clone());
    harness.send_reply(Reply::Catalog(CatalogReply::VoicesLoaded(Ok(voices))));
    harness.press("g");
    harness.assert_shows("v3 has no emotions: Mateo - Excited 🤩 has this one");
    let chosen = SiblingChoice::new(&other, &Emotion::Excited);
    let sibling_choices = [chosen.clone()].into_iter().collect();
    let history = RenderHistory { sibling_choices, ..RenderHistory::default() };
    harness.send_reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(history)))));
    harness.assert_shows("v3 has no emotions; chosen earlier: Mateo | EXCITED · Alt-y plays");
    harness.press("<A-a>");
    let remembers =
        |request: &Request| *request == Request::Catalog(CatalogRequest::RememberSibling(chosen.clone()));
    assert!(harness.requests().any(remembers));
    assert_eq!(harness.app.studio.project_state.project.speakers[0].voice, Some(other.id));
}

#[test]
fn a_sibling_voice_that_is_cast_by_hand_is_remembered() {
    let remembered = |harness: &AppHarness| -> Vec<SiblingChoice> {
        let choices = harness.requests().filter_map(|request| match request {
            Request::Catalog(CatalogRequest::RememberSibling(choice)) => Some(choice.clone()),
            _ => None,
        });
        choices.collect()
    };
    let excited = SiblingChoice::new(&family_catalog().voices[1], &Emotion::Excited);
    // In the pane of voices, for the scene with the caret.
    let mut harness = harness(120, 36);
    harness.press("g2/mateo serious<Enter>");
    assert_eq!(remembered(&harness), [], "it does not carry the emotion of the scene");
    harness.press("3g2/mateo excited<Enter>");
    assert_eq!(
        harness.app.studio.project_state.project.voice,
        Some(excited.voice.clone()),
        "{}",
        harness.screen()
    );
    assert_eq!(remembered(&harness), std::slice::from_ref(&excited));
    // Offered now in the place of another voice of the family.
    harness.press("2/mateo friendly<Enter>3g");
    harness.assert_shows("v3 has no emotions; chosen earlier: Mateo - Excited");
    // By the speaker who has it.
    let mut harness = self::harness(120, 36);
    let speaker =
        Speaker { name: "Loud Mateo".to_owned(), voice: Some(excited.voice.clone()), ..Speaker::default() };
    harness.app.studio.project_state.project.speakers.push(speaker);
    harness.press("g<A-w>loud<Enter>");
    assert_eq!(speakers(&harness)[0], Some("Loud Mateo"), "{}", harness.screen());
    assert_eq!(remembered(&harness), [excited]);
}

#[test]
fn nothing_is_offered_where_the_emotion_is_sent_or_no_voice_has_it() {
    let mut harness = harness(120, 36);
    harness.app.studio.account.dialect = Dialect::Scenes;
    harness.press("g");
    assert!(!harness.shows("Alt-a takes"), "{}", harness.screen());
    harness.app.studio.account.dialect = Dialect::V3;
    harness.app.studio.project_state.project.voice = Some(VoiceId::new("Rachel"));
    harness.press("jk");
    assert!(!harness.shows("Alt-a takes"), "{}", harness.screen());
    harness.assert_shows("⚑ v3: no emotions; 2 scenes are sent without");
}
