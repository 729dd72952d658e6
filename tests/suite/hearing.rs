//! Hearing scenes in the studio: the price, the sound with its words, and what is known from then on.

use std::collections::BTreeMap;

use cuecard::app::Message;
use cuecard::domain::{
    CreationState, Dialect, Error, ErrorKind, KeptSpeech, Money, OtherVoice, PhotoId, Project, Scene, Speech,
    SpeechAbility, SpeechInput, SpeechVoices, SpokenWord, Unit, VoiceId,
};
use cuecard::studio::{
    AccountReply, Effect, RecordedSound, RecordingReply, RecordingRequest, Reply, Request, RequestId,
    SpeechReply, SpeechRequest, Timer,
};
use jiff::SignedDuration;
use ratatui::style::Modifier;

use crate::support::app_harness::AppHarness;

/// Two scenes on v3, paid from a wallet, with the cursor in the first one.
fn two_scenes(columns: u16, rows: u16) -> AppHarness {
    let mut harness = AppHarness::ready(columns, rows);
    harness.send_reply(Reply::Account(AccountReply::DialectDetected(Dialect::V3, None)));
    let balance = Money::new(20.0, Unit::Usd).into();
    harness.send_reply(Reply::Account(AccountReply::BalanceLoaded(Ok(Some(balance)))));
    harness.write_project("Hello there.<Esc>nToday we ship it.<Esc>g");
    harness
}

fn speech_requests(harness: &AppHarness) -> Vec<(RequestId, SpeechRequest)> {
    let request = |effect: &Effect| match effect {
        Effect::Request(id, Request::Speech(request)) => Some((*id, request.clone())),
        _ => None,
    };
    harness.effects.iter().filter_map(request).collect()
}

/// The scripts of the requests to speak.
fn asked_scripts(harness: &AppHarness) -> Vec<Vec<String>> {
    let scripts = |request: (RequestId, SpeechRequest)| match request.1 {
        SpeechRequest::Speak(inputs) => Some(inputs.into_iter().map(|input| input.script).collect()),
        _ => None,
    };
    speech_requests(harness).into_iter().filter_map(scripts).collect()
}

/// Answers the request for the voices that speak without a video.
fn answer_voices(harness: &mut AppHarness, ids: &[&str]) {
    let able: BTreeMap<VoiceId, String> =
        ids.iter().map(|id| (VoiceId::new(*id), (*id).to_owned())).collect();
    answer_with(harness, &SpeechVoices { able, ..SpeechVoices::default() });
}

/// Answers what is known of a voice that is not among those that speak without a video.
fn answer_other_voice(harness: &mut AppHarness, name: Option<&str>, ability: SpeechAbility) {
    let able = [(VoiceId::new("another"), "Another".to_owned())].into();
    let other = OtherVoice { name: name.map(str::to_owned), ability };
    answer_with(harness, &SpeechVoices { able, others: [(VoiceId::new("voice0"), other)].into() });
}

fn answer_with(harness: &mut AppHarness, voices: &SpeechVoices) {
    harness.answer_requests(|request| match request {
        Request::Speech(SpeechRequest::LoadVoices(_)) => {
            Some(Reply::Speech(SpeechReply::VoicesLoaded(Ok(voices.clone()))))
        }
        _ => None,
    });
    harness.fire_dialog_timers();
}

fn input(script: &str) -> SpeechInput {
    SpeechInput { script: script.into(), voice: VoiceId::new("voice0"), speed: None, locale: None }
}

/// Four seconds: "Hello" for one, silence, and "there." from the third one on.
fn hello_speech() -> Speech {
    let word = |text: &str, start, end| SpokenWord { text: text.to_owned(), start, end };
    Speech { seconds: 4.0, words: vec![word("Hello", 0.0, 1.0), word("there.", 3.0, 3.8)], audio_url: None }
}

/// The first scene was heard before.
fn keep_first_scene(harness: &mut AppHarness) {
    let kept = KeptSpeech::from_iter([(input("Hello there.").key(), hello_speech())]);
    harness.send_reply(Reply::Speech(SpeechReply::KeptLoaded { kept, voices: SpeechVoices::default() }));
}

/// The table read of two scenes, of which the first is kept.
fn read_kept_scene() -> AppHarness {
    let mut harness = two_scenes(80, 24);
    keep_first_scene(&mut harness);
    harness.press("<C-t>");
    harness
}

/// The last request to play: its id, the second that it begins at, and its speed.
fn played(harness: &AppHarness) -> Option<(RequestId, f64, u32)> {
    speech_requests(harness).into_iter().rev().find_map(|(id, request)| match request {
        SpeechRequest::Play { from_seconds, speed_tenths, .. } => Some((id, from_seconds, speed_tenths)),
        _ => None,
    })
}

fn start_sound(harness: &mut AppHarness, from_seconds: f64) {
    let (id, ..) = played(harness).expect("it plays");
    harness.send(Message::Reply(id, Reply::Speech(SpeechReply::PlaybackStarted { from_seconds })));
}

fn end_sound(harness: &mut AppHarness, result: Result<(), Error>) {
    let (id, ..) = played(harness).expect("it plays");
    harness.send(Message::Reply(id, Reply::Speech(SpeechReply::PlaybackEnded(result))));
}

/// Lets the time of the only timer pass, in milliseconds; `None` where none was started.
fn fire_timer(harness: &mut AppHarness) -> Option<i64> {
    let (timers, others): (Vec<Effect>, Vec<Effect>) = std::mem::take(&mut harness.effects)
        .into_iter()
        .partition(|effect| matches!(effect, Effect::StartTimer(_, Timer::TableRead(_))));
    harness.effects = others;
    let Some(Effect::StartTimer(wait, timer)) = timers.into_iter().next_back() else { return None };
    harness.now += SignedDuration::try_from(wait).unwrap();
    harness.send(Message::Timer(timer));
    Some(i64::try_from(wait.as_millis()).unwrap())
}

/// The word that is read, which is bold within the lines of the text.
fn present_word(harness: &AppHarness) -> String {
    let buf = harness.draw().0;
    let screen = harness.screen();
    let is_progress = |line: &str| line.trim_start().starts_with("0:");
    let text_rows = screen.lines().skip(9).take_while(|line| !is_progress(line)).count();
    let mut word = String::new();
    for y in (9..).take(text_rows) {
        for x in 0..buf.area.width {
            if buf[(x, y)].modifier.contains(Modifier::BOLD) {
                word.push_str(buf[(x, y)].symbol());
            }
        }
    }
    word
}

#[test]
fn a_scene_is_heard_after_its_price() {
    let mut harness = two_scenes(80, 24);
    harness.press("<A-i>");
    harness.assert_shows("Asking which voices speak without a video");
    answer_voices(&mut harness, &["voice0"]);
    for line in ["The service speaks 1 scene, about 0:01.", "It costs $0.0005", "hearing it again is free"] {
        harness.assert_shows(line);
    }
    harness.press("<Enter>");
    assert!(asked_scripts(&harness).is_empty(), "it opened by itself: a key for something else pays nothing");
    harness.press("<A-i><Enter>");
    assert_eq!(asked_scripts(&harness), [["Hello there."]]);
    harness.assert_shows("speaking …");
    assert_eq!(fire_timer(&mut harness), None, "time stands still");
    harness.send_reply(Reply::Speech(SpeechReply::Spoken(input("Hello there."), Ok(hello_speech()))));
    assert_eq!(played(&harness).map(|(_, from, speed)| (from, speed)), Some((0.0, 10)));
}

#[test]
fn two_keys_pressed_quickly_have_it_spoken_once() {
    let mut harness = two_scenes(80, 24);
    harness.press("<A-i>");
    answer_voices(&mut harness, &["voice0"]);
    harness.press("<Esc><A-i><Enter>hh<Esc><A-i><Esc><A-i>");
    assert_eq!(asked_scripts(&harness), [["Hello there."]]);
    harness.press("<Esc><A-j>");
    harness.assert_shows("The service speaks 1 scene");
    harness.press("<Enter>");
    assert_eq!(asked_scripts(&harness), [["Hello there."], ["Today we ship it."]]);
}

#[test]
fn words_appear_when_they_are_spoken_and_the_estimate_goes_on_after_them() {
    let mut harness = two_scenes(80, 24);
    keep_first_scene(&mut harness);
    harness.effects.clear();
    harness.press("<C-t>");
    assert_eq!(fire_timer(&mut harness), None, "the words wait for the player");
    start_sound(&mut harness, 0.0);
    harness.assert_shows("♪");
    assert_eq!((present_word(&harness).as_str(), fire_timer(&mut harness)), ("Hello", Some(1_001)));
    while present_word(&harness) == "Hello" {
        fire_timer(&mut harness).expect("it goes on");
    }
    assert_eq!(present_word(&harness), "there.");
    // The end of the scene waits for a player that began late.
    while fire_timer(&mut harness).is_some_and(|wait| wait < 1_500) {}
    assert_eq!(present_word(&harness), "there.");
    end_sound(&mut harness, Ok(()));
    while present_word(&harness) == "there." {
        fire_timer(&mut harness).expect("it goes on");
    }
    assert_eq!(present_word(&harness), "Today");
    harness.assert_shows("Scene 2 of 2");
    while fire_timer(&mut harness).is_some() {}
    harness.assert_shows("0:06   end");
}

#[test]
fn a_player_that_never_ends_holds_the_words_for_a_moment_only() {
    let mut harness = read_kept_scene();
    start_sound(&mut harness, 0.0);
    let mut wakes = 0;
    while present_word(&harness) != "Today" {
        fire_timer(&mut harness).expect("it goes on");
        wakes += 1;
    }
    assert!(wakes < 10, "{wakes}: it is not woken for nothing");
    assert!(harness.effects.contains(&Effect::StopSound), "the player is stopped");
}

#[test]
fn a_pause_stops_the_sound_which_goes_on_from_the_same_word() {
    let mut harness = read_kept_scene();
    start_sound(&mut harness, 0.0);
    while present_word(&harness) == "Hello" {
        fire_timer(&mut harness);
    }
    harness.effects.clear();
    harness.press(" ");
    assert!(harness.effects.contains(&Effect::StopSound));
    assert_eq!(fire_timer(&mut harness), None);
    harness.press(" ");
    let (_, from, _) = played(&harness).unwrap();
    assert!((from - 3.0).abs() < 0.01, "{from}");
    start_sound(&mut harness, 0.0);
    assert_eq!(present_word(&harness), "Hello", "a player that cannot seek begins the scene again");
    harness.press("+");
    assert_eq!(played(&harness).map(|(_, from, speed)| (from, speed)), Some((0.0, 11)));
    harness.effects.clear();
    harness.press("<Esc>");
    assert!(harness.effects.contains(&Effect::StopSound), "it is closed");
}

#[test]
fn without_a_player_the_words_run_at_the_spoken_times() {
    let mut harness = read_kept_scene();
    let missing = "No audio player was found: install mpv, ffplay (of ffmpeg) or mpg123.";
    end_sound(&mut harness, Err(Error::new("the sound", ErrorKind::Player, missing)));
    harness.assert_shows("No audio player was found: install mpv");
    harness.assert_shows("silent");
    let tries = |harness: &AppHarness| {
        let is_play = |request: &(RequestId, SpeechRequest)| matches!(request.1, SpeechRequest::Play { .. });
        speech_requests(harness).into_iter().filter(is_play).count()
    };
    let mut passed = 0;
    while present_word(&harness) == "Hello" {
        passed += fire_timer(&mut harness).expect("it goes on");
    }
    assert!((3_000..3_100).contains(&passed), "{passed}");
    assert_eq!(tries(&harness), 1, "it is not tried again and again");
    harness.press("s");
    assert_eq!(tries(&harness), 1, "the sound is off");
    harness.press("s");
    assert_eq!(tries(&harness), 2);
}

#[test]
fn a_scene_that_is_recorded_is_not_heard_meanwhile() {
    let project = Project {
        photo: Some(PhotoId::new("photo0")),
        voice: Some(VoiceId::new("voice0")),
        scenes: vec![Scene::new("Hello there.")],
        ..Project::default()
    };
    let mut harness = AppHarness::ready_with_project(80, 24, &project);
    harness.send_reply(Reply::Account(AccountReply::DialectDetected(Dialect::V3, None)));
    keep_first_scene(&mut harness);
    harness.press("3<C-t>");
    start_sound(&mut harness, 0.0);
    harness.effects.clear();
    harness.press("r");
    assert!(harness.effects.contains(&Effect::StopSound));
    let recorder = harness.effects.iter().find_map(|effect| match effect {
        Effect::Request(id, Request::Recording(RecordingRequest::Record { .. })) => Some(*id),
        _ => None,
    });
    let sound = RecordedSound { seconds: 0.1, level: 0.5 };
    let reply = Reply::Recording(RecordingReply::Progressed(sound));
    harness.send(Message::Reply(recorder.unwrap(), reply));
    assert!(fire_timer(&mut harness).is_some(), "the words run");
    assert_eq!(played(&harness), None);
}

#[test]
fn a_scene_that_was_heard_is_exact_until_a_word_changes() {
    let mut harness = two_scenes(120, 30);
    harness.assert_shows("~$0.09");
    keep_first_scene(&mut harness);
    harness.assert_shows("=4.0 s  $0.15");
    harness.assert_shows("=4.0 s  $0.15");
    harness.assert_shows("~$0.22");
    let kept = KeptSpeech::from_iter([
        (input("Hello there.").key(), hello_speech()),
        (input("Today we ship it.").key(), Speech { seconds: 2.0, words: Vec::new(), audio_url: None }),
    ]);
    harness.send_reply(Reply::Speech(SpeechReply::KeptLoaded { kept, voices: SpeechVoices::default() }));
    harness.assert_shows("0:06  =$0.23");
    harness.press("<Enter>!<Esc>");
    harness.assert_shows("~$0.");
    assert!(!harness.shows("=0:04"), "{}", harness.screen());
    harness.press("<C-z>");
    harness.assert_shows("0:06  =$0.23");
    harness.send_reply(Reply::Account(AccountReply::DialectDetected(Dialect::Generate, None)));
    assert!(!harness.shows("=$"), "v2 may speak it in another way: {}", harness.screen());
}

#[test]
fn a_price_stays_open_while_nothing_is_found_to_be_kept() {
    let mut harness = two_scenes(120, 30);
    harness.press("<C-r>");
    let before = harness.screen();
    let (kept, voices) = (KeptSpeech::default(), SpeechVoices::default());
    harness.send_reply(Reply::Speech(SpeechReply::KeptLoaded { kept, voices }));
    assert_eq!(harness.screen(), before);
    keep_first_scene(&mut harness);
    harness.assert_shows("The price changed. Nothing was sent.");
}

#[test]
fn what_cannot_be_spoken_is_said_before_the_price() {
    let mut harness = two_scenes(80, 24);
    harness.press("<A-i>");
    answer_other_voice(&mut harness, Some("Rachel"), SpeechAbility::Unable);
    harness.assert_shows("Rachel cannot speak without a video");
    harness.assert_shows("the service speaks Starfish voices only");
    assert!(asked_scripts(&harness).is_empty() && !harness.shows("[ Hear ]"), "{}", harness.screen());

    let mut harness = two_scenes(80, 24);
    harness.send_reply(Reply::Account(AccountReply::DialectDetected(Dialect::Scenes, None)));
    harness.press("<A-i>");
    harness.assert_shows("Scenes can be heard with API v3 only");
    let mut harness = AppHarness::ready(80, 24);
    harness.send_reply(Reply::Account(AccountReply::DialectDetected(Dialect::V3, None)));
    harness.press("3<Enter><Esc><A-i>");
    harness.assert_shows("Nothing to hear");
    harness.press("<Enter>Hello.<Esc><A-i>");
    harness.assert_shows("Choose a voice first");
    harness.press("<A-x><A-i>");
    harness.assert_shows("Nothing to hear");
    assert_eq!(speech_requests(&harness).len(), 1, "only what is kept was asked for, at the start");
}

#[test]
fn speech_whose_reply_was_lost_says_what_it_may_have_cost_and_how_to_ask_again() {
    let mut harness = two_scenes(120, 30);
    harness.press("<A-j>");
    answer_voices(&mut harness, &["voice0"]);
    harness.press("<Esc><A-j><Enter><Esc>");
    let lost = Error::new("the speech", ErrorKind::Interrupted, "");
    let lost = Error { creation: CreationState::Unknown, ..lost };
    for script in ["Hello there.", "Today we ship it."] {
        harness.send_reply(Reply::Speech(SpeechReply::Spoken(input(script), Err(lost.clone()))));
    }
    let screen = harness.screen().split_whitespace().collect::<Vec<_>>().join(" ");
    let told = "The connection broke during the speech. 2 scenes may have been spoken, which costs $0.00";
    assert!(screen.contains(told), "{screen}");
    let next = "Nothing is sent again by itself · Alt-j asks for what is not kept, at its price";
    assert!(screen.contains(next), "{screen}");
    assert_eq!(asked_scripts(&harness).len(), 1);
    harness.press("<A-j>");
    harness.assert_shows("The service speaks 2 scenes");
}

#[test]
fn a_voice_that_may_not_speak_is_offered_with_its_price_and_that_it_is_not_known() {
    let mut harness = two_scenes(80, 24);
    harness.press("<A-i>");
    answer_other_voice(&mut harness, Some("Odile"), SpeechAbility::Unknown);
    harness.assert_shows("It costs $0.0005");
    harness.assert_shows("Not known whether Odile can speak without a video");
    harness.press("<Esc><A-i><Enter>");
    assert_eq!(asked_scripts(&harness), [["Hello there."]]);

    let mut harness = two_scenes(80, 24);
    harness.press("<A-i>");
    answer_voices(&mut harness, &["another"]);
    harness.assert_shows("Not known whether voice0 can speak");

    let mut harness = two_scenes(80, 24);
    harness.press("<A-i>");
    answer_other_voice(&mut harness, None, SpeechAbility::NotFound);
    harness.assert_shows("The service does not know the voice voice0: choose another one");
    assert!(asked_scripts(&harness).is_empty() && !harness.shows("[ Hear ]"), "{}", harness.screen());
}

#[test]
fn a_failure_is_shown_and_the_same_key_tries_again() {
    let mut harness = two_scenes(80, 24);
    harness.press("<A-i>");
    let broken = Error::new("the voices that speak without a video", ErrorKind::NoConnection, "");
    harness.answer_requests(|request| match request {
        Request::Speech(SpeechRequest::LoadVoices(_)) => {
            Some(Reply::Speech(SpeechReply::VoicesLoaded(Err(broken.clone()))))
        }
        _ => None,
    });
    assert!(harness.shows("No connection"), "{}", harness.screen());
    harness.press("<A-i>");
    answer_voices(&mut harness, &["voice0"]);
    harness.press("<Esc><A-i><Enter>");
    let lost = Error::new("the speech", ErrorKind::ServiceFailure, "internal error");
    harness.send_reply(Reply::Speech(SpeechReply::Spoken(input("Hello there."), Err(lost))));
    harness.assert_shows("Not spoken.");
    harness.press("<Esc><A-i><Enter>");
    assert_eq!(asked_scripts(&harness).len(), 2);
}
