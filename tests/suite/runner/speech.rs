//! Speech that is paid for once: kept, played, and refused before it is paid for.

use cuecard::domain::{
    ApiVersion, Dialect, ErrorKind, Settings, Speech, SpeechAbility, SpeechInput, VoiceId,
};
use cuecard::runtime::{Config, Runner};
use cuecard::store::cache::Cache;
use cuecard::store::{AccountId, Paths};
use cuecard::studio::{
    CatalogReply, CatalogRequest, PlayedSound, Reply, Request, SpeechReply, SpeechRequest,
};

use crate::support::calls::SPEECH_CALL;
use crate::support::files::{file_names, wav_file};
use crate::support::runner_harness::RunnerHarness;

fn use_v3(config: &mut Config) {
    config.settings =
        Settings { api_version: Some(ApiVersion::V3), dialect: Some(Dialect::V3), ..Settings::default() };
}

async fn harness() -> RunnerHarness {
    RunnerHarness::with_config(use_v3).await
}

async fn first_voice(harness: &RunnerHarness) -> VoiceId {
    let Reply::Catalog(CatalogReply::VoicesLoaded(Ok(voices))) =
        harness.request(Request::Catalog(CatalogRequest::LoadVoices)).await
    else {
        panic!("no voices")
    };
    voices.voices.iter().find(|voice| voice.id.as_str().len() == 32).unwrap().id.clone()
}

async fn input(harness: &RunnerHarness, script: &str) -> SpeechInput {
    SpeechInput { script: script.into(), voice: first_voice(harness).await, speed: None, locale: None }
}

/// What each input became.
async fn speak(runner: &Runner, inputs: &[&SpeechInput]) -> Vec<Result<Speech, ErrorKind>> {
    let inputs = inputs.iter().map(|input| (*input).clone()).collect();
    let outcome = |reply| match reply {
        Reply::Speech(SpeechReply::Spoken(_, spoken)) => Some(spoken.map_err(|error| error.kind)),
        Reply::Speech(SpeechReply::NotSpoken(_, error)) => Some(Err(error.kind)),
        _ => None,
    };
    runner.request_to_end(SpeechRequest::Speak(inputs)).await.into_iter().filter_map(outcome).collect()
}

fn received(harness: &RunnerHarness) -> u64 {
    harness.sandbox.report().requests.of(SPEECH_CALL).received
}

/// Whether each input is kept.
async fn are_kept(runner: &Runner, inputs: &[&SpeechInput]) -> Vec<bool> {
    let replies = runner.request_to_end(SpeechRequest::LoadKept).await;
    let [Reply::Speech(SpeechReply::KeptLoaded { kept, .. })] = &replies[..] else { panic!("{replies:?}") };
    inputs.iter().map(|input| kept.get(input.key()).is_some()).collect()
}

#[tokio::test]
async fn speech_is_paid_for_once_and_kept_with_its_words_and_its_sound() {
    let harness = harness().await;
    let (hello, other) = (input(&harness, "Hello and welcome.").await, input(&harness, "Hello, all.").await);
    let first = speak(&harness.runner, &[&hello, &hello]).await;
    let [Ok(speech)] = &first[..] else { panic!("{first:?}") };
    assert_eq!(
        speech.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>(),
        ["Hello", "and", "welcome."]
    );
    assert_eq!(received(&harness), 1, "two scenes that say the same are spoken once");
    let (again, _) = harness.second_runner(use_v3);
    assert_eq!(speak(&again, &[&hello]).await, first);
    assert_eq!(received(&harness), 1);
    assert_eq!(are_kept(&again, &[&hello, &other]).await, [true, false]);
    speak(&again, &[&hello, &other]).await;
    assert_eq!(received(&harness), 2, "a changed word was not heard yet");
}

#[tokio::test]
async fn two_programs_at_once_pay_once() {
    let harness = harness().await;
    let inputs =
        [input(&harness, "One.").await, input(&harness, "Two.").await, input(&harness, "Three.").await];
    let all: Vec<&SpeechInput> = inputs.iter().collect();
    let (other, _) = harness.second_runner(use_v3);
    let (one, two, three) =
        tokio::join!(speak(&harness.runner, &all), speak(&harness.runner, &all), speak(&other, &all),);
    assert!(
        [&one, &two, &three].into_iter().all(|spoken| spoken.len() == 3 && spoken.iter().all(Result::is_ok))
    );
    assert_eq!(received(&harness), 3);
}

#[tokio::test]
async fn a_voice_of_another_engine_is_refused_before_it_is_paid_for() {
    let harness = harness().await;
    let spoken = input(&harness, "Hello.").await;
    let client = harness.v3_client();
    let able = client.speech_voices().await.unwrap().voices;
    let all = client.voices().await.unwrap().voices;
    let voice = all.into_iter().find(|voice| !able.contains(voice)).unwrap().id;
    let refused = SpeechInput { voice, ..spoken.clone() };
    let outcome = speak(&harness.runner, &[&refused, &spoken]).await;
    assert_eq!(
        outcome.iter().map(|one| one.as_ref().err().copied()).collect::<Vec<_>>(),
        [Some(ErrorKind::Refused), None]
    );
    assert_eq!(received(&harness), 1);
    let lists = "GET /v3/voices";
    let before = harness.sandbox.report().requests.of(lists).received;
    speak(&harness.runner, &[&SpeechInput { script: "Hello again.".into(), ..spoken }]).await;
    assert_eq!(harness.sandbox.report().requests.of(lists).received, before, "the list is asked for once");
}

#[tokio::test]
async fn a_voice_that_no_list_has_is_asked_for_by_its_id_once() {
    let harness = harness().await;
    let unlisted = VoiceId::new("7e02b6d1c4f94a3c8d15a90be637f248");
    let request =
        SpeechRequest::LoadVoices(vec![unlisted.clone(), VoiceId::new("00000000000000000000000000000009")]);
    let by_id = "GET /v3/voices/<id>";
    for _ in 0..2 {
        let replies = harness.runner.request_to_end(request.clone()).await;
        let [Reply::Speech(SpeechReply::VoicesLoaded(Ok(voices)))] = &replies[..] else {
            panic!("{replies:?}")
        };
        assert_eq!(voices.ability_of(&unlisted), Some(SpeechAbility::Unknown));
        assert_eq!(voices.name_of(&unlisted), Some("Odile"));
        assert_eq!(
            voices.ability_of(&VoiceId::new("00000000000000000000000000000009")),
            Some(SpeechAbility::NotFound)
        );
        assert_eq!(harness.sandbox.report().requests.of(by_id).received, 2);
    }
    let request = Request::Catalog(CatalogRequest::LookUpVoice(unlisted.clone()));
    let Reply::Catalog(CatalogReply::VoiceLookedUp(id, Ok(voice))) = harness.request(request).await else {
        panic!("no voice")
    };
    assert_eq!((id, voice.name.as_str(), voice.language.as_str()), (unlisted, "Odile", "English"));
}

#[tokio::test]
async fn a_failure_keeps_nothing_and_the_next_attempt_pays() {
    let harness = harness().await;
    let hello = input(&harness, "Hello.").await;
    harness.sandbox.fault(format!("500@{SPEECH_CALL}").parse().unwrap());
    assert_eq!(speak(&harness.runner, &[&hello]).await, [Err(ErrorKind::ServiceFailure)]);
    assert_eq!(received(&harness), 1, "it may have been paid for: it is not sent again by itself");
    assert_eq!(are_kept(&harness.runner, &[&hello]).await, [false]);
}

#[tokio::test]
async fn v2_speaks_nothing_without_a_video() {
    let harness = RunnerHarness::with_config(|config| {
        config.settings = Settings {
            api_version: Some(ApiVersion::V2),
            dialect: Some(Dialect::Scenes),
            ..Settings::default()
        };
    })
    .await;
    let hello = input(&harness, "Hello.").await;
    assert_eq!(speak(&harness.runner, &[&hello]).await, [Err(ErrorKind::Refused)]);
    assert_eq!(received(&harness), 0);
}

#[tokio::test]
async fn speech_that_the_disk_does_not_take_is_known_until_the_program_ends() {
    let harness = harness().await;
    let hello = input(&harness, "Hello.").await;
    // A file stands where the folder would be.
    let cache = Cache::new(&Paths::with_root(harness.home.path()), &AccountId::sandbox());
    let folder = cache.path("speech");
    std::fs::create_dir_all(folder.parent().unwrap()).unwrap();
    std::fs::write(&folder, "in the way").unwrap();
    let replies = harness.runner.request_to_end(SpeechRequest::Speak(vec![hello.clone()])).await;
    assert!(
        matches!(&replies[..], [Reply::Speech(SpeechReply::NotKept(error)), Reply::Speech(SpeechReply::Spoken(_, Ok(_)))]
            if error.kind == ErrorKind::File),
        "{replies:?}"
    );
    assert!(speak(&harness.runner, &[&hello]).await[0].is_ok());
    assert_eq!(received(&harness), 1, "it is not paid for again");
}

#[tokio::test]
async fn kept_speech_is_played_from_a_second_on_by_a_player_that_can() {
    let harness = RunnerHarness::with_config(|config| {
        use_v3(config);
        let home = config.paths.data.parent().unwrap().to_owned();
        config.player = Some(home.join("mpv").display().to_string());
    })
    .await;
    let heard = harness.home.path().join("heard");
    harness.write_script("mpv", &format!("echo \"$1 $2\" > {0}; head -c 4 \"$3\" >> {0}", heard.display()));
    let hello = input(&harness, "Hello and welcome.").await;
    speak(&harness.runner, &[&hello]).await;
    let play = SpeechRequest::Play {
        sound: PlayedSound::Speech(hello.clone()),
        from_seconds: 0.5,
        speed_tenths: 12,
    };
    let replies = harness.runner.request_to_end(play).await;
    let started = |from_seconds| Reply::Speech(SpeechReply::PlaybackStarted { from_seconds });
    assert_eq!(replies, [started(0.5), Reply::Speech(SpeechReply::PlaybackEnded(Ok(())))]);
    assert_eq!(std::fs::read_to_string(&heard).unwrap(), "--start=0.500 --speed=1.2\nRIFF");

    // Another player begins at the start, and plays at one speed.
    let (other, _) = harness.second_runner(|config| {
        use_v3(config);
        config.player = Some("true".to_owned());
    });
    let play = |speed_tenths| SpeechRequest::Play {
        sound: PlayedSound::Speech(hello.clone()),
        from_seconds: 0.5,
        speed_tenths,
    };
    assert_eq!(other.request_to_end(play(10)).await[0], started(0.0));
    let replies = other.request_to_end(play(12)).await;
    let [Reply::Speech(SpeechReply::PlaybackEnded(Err(error)))] = &replies[..] else { panic!("{replies:?}") };
    assert!(error.to_string().contains("true plays at 1.0x only"), "{error}");
    assert_eq!(file_names(&harness.home.path().join("cache")).len(), 1, "one account");
}

#[tokio::test]
async fn a_recording_is_played_from_its_file_and_named_if_it_is_gone() {
    let harness = RunnerHarness::with_config(|config| {
        let home = config.paths.data.parent().unwrap().to_owned();
        config.player = Some(home.join("mpv").display().to_string());
    })
    .await;
    let heard = harness.home.path().join("heard");
    harness.write_script("mpv", &format!("cat \"$2\" > {}", heard.display()));
    let file = harness.home.path().join("take.wav");
    std::fs::write(&file, wav_file(1.5)).unwrap();
    let sound = PlayedSound::Recording(file.clone());
    let play = SpeechRequest::Play { sound, from_seconds: 0.5, speed_tenths: 10 };
    let replies = harness.runner.request_to_end(play.clone()).await;
    let started = Reply::Speech(SpeechReply::PlaybackStarted { from_seconds: 0.5 });
    assert_eq!(replies, [started, Reply::Speech(SpeechReply::PlaybackEnded(Ok(())))]);
    assert_eq!(std::fs::read(&heard).unwrap(), wav_file(1.5));
    std::fs::remove_file(&file).unwrap();
    let replies = harness.runner.request_to_end(play).await;
    let [Reply::Speech(SpeechReply::PlaybackEnded(Err(error)))] = &replies[..] else { panic!("{replies:?}") };
    assert!(error.to_string().contains("take.wav"), "{error}");
}
