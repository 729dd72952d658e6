//! The price in the confirmation dialog: rounded as configured, or measured by the service.

use std::collections::BTreeMap;

use cuecard::domain::{
    Balance, Dialect, Error, ErrorKind, LookClass, Money, MultiSceneMode, OtherVoice, OwnLookRate,
    PastRender, Project, Rate, RenderHistory, Rounding, Scene, Shape, Speaker, Speech, SpeechAbility,
    SpeechInput, SpeechVoices, SpendingCaps, Unit, VoiceId,
};
use cuecard::studio::{
    AccountReply, Edit, EditKind, Remote, RenderReply, RenderRequest, Reply, Request, SpeechReply,
    SpeechRequest,
};

use crate::spend::{past_render, spend_harness};
use crate::support::app_harness::AppHarness;

/// A video of 5 words, which are 2 seconds.
fn write_project(harness: &mut AppHarness) -> &mut AppHarness {
    harness.write_project("Hello there, and welcome here.<Esc>")
}

fn price_dialog_screen(harness: &mut AppHarness) -> String {
    write_project(harness).press("<C-r>").screen()
}

#[test]
fn a_price_is_rounded_wherever_it_is_shown() {
    for (rounding, price, unit) in [
        (Rounding::Exact, "0.7", "credits"),
        (Rounding::Tenth, "0.7", "credits"),
        (Rounding::Whole, "1", "credit"),
        (Rounding::HalfMinute, "10", "credits"),
    ] {
        let mut harness = AppHarness::ready(120, 30);
        harness.app.studio.rate.rounding = rounding;
        let screen = write_project(&mut harness).screen();
        assert!(screen.contains(&format!("~{price} of 412 cr")), "{rounding:?}\n{screen}");
        let screen = harness.press("<C-r>").screen();
        assert!(screen.contains(&format!("about {price} {unit} (")), "{rounding:?}\n{screen}");
        harness.press("<Enter>");
        let cost = harness.requests().find_map(|request| match request {
            Request::Render(RenderRequest::Submit(order)) => Some(order.estimated_cost.to_string()),
            _ => None,
        });
        assert_eq!(cost, Some(format!("{price} {unit}")), "as the ledger has it");
    }
}

#[test]
fn only_renders_of_an_estimated_length_say_how_fast_a_voice_speaks() {
    for (has_exact_scene, is_calibrated) in [(false, true), (true, false)] {
        let mut harness = AppHarness::ready(120, 30);
        write_project(&mut harness);
        let voice_id = harness.app.studio.project_state.project.voice.clone();
        let render = |days| PastRender {
            has_exact_scene,
            voice_id: voice_id.clone(),
            actual_seconds: Some(18.0),
            ..past_render(days, None, 4.0, Unit::PremiumCredit)
        };
        let history = RenderHistory::of((1..=3).map(render).collect());
        harness.send_reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(history)))));
        let screen = harness.press("<C-r>").screen();
        assert_eq!(screen.contains("from 3 videos with this voice: 0:03, 1 cr"), is_calibrated, "{screen}");
    }
}

#[test]
fn what_would_be_spoken_by_mistake_is_named_with_the_price() {
    let mut harness = AppHarness::ready(120, 30);
    let screen = harness.write_project("Wait. [BEAT] Now.<Esc>").press("<C-r>").screen();
    assert!(screen.contains("! Scene 1: \"[BEAT]\" would be spoken"), "{screen}");
    let mut harness = AppHarness::ready(120, 40);
    for _ in 0..8 {
        harness.app.studio.project_state.project.scenes.push(Scene::new("Wait. [BEAT]"));
    }
    let screen = harness.write_project("Hello.<Esc>").press("<C-r>").screen();
    assert!(screen.contains("! Scene 4: \"[BEAT]\" would be spoken"), "{screen}");
    assert!(screen.contains("! and 2 more lines · c cleans"), "{screen}");
}

#[test]
fn a_key_of_the_price_dialog_cleans_the_scripts_and_shows_the_new_price() {
    let mut harness = AppHarness::ready(80, 24);
    harness.write_project("Wait. [SMILES] Now it is said.<Esc>").press("<C-r>");
    harness.assert_shows("\"[SMILES]\" would be spoken · c cleans");
    harness.press("c");
    assert_eq!(harness.scripts(), ["Wait. Now it is said."]);
    harness.assert_shows("about 0.7 credits");
    assert!(!harness.shows("would be spoken"), "{}", harness.screen());
    harness.assert_shows("Show request");
    harness.press("<Esc><C-z>");
    assert_eq!(harness.scripts(), ["Wait. [SMILES] Now it is said."], "one step");
}

#[test]
fn a_cap_is_compared_with_the_rounded_price() {
    for (rounding, stopped) in [(Rounding::Exact, false), (Rounding::Whole, true)] {
        let mut harness = spend_harness(120, 30, Vec::new());
        harness.send_reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(RenderHistory::default())))));
        harness.app.studio.settings.caps = SpendingCaps { day: Some(0.8), project: None };
        harness.app.studio.rate.rounding = rounding;
        let screen = price_dialog_screen(&mut harness);
        assert_eq!(screen.contains("would exceed the daily cap"), stopped, "{screen}");
        harness.press("<Enter>");
        assert_eq!(harness.is_submitted(), !stopped, "{rounding:?}");
    }
}

#[test]
fn a_cap_that_is_near_is_said_with_the_price() {
    let mut harness = spend_harness(120, 30, Vec::new());
    harness.send_reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(RenderHistory::default())))));
    harness.app.studio.settings.caps = SpendingCaps { day: Some(0.8), project: None };
    let screen = price_dialog_screen(&mut harness);
    assert!(screen.contains("! the daily cap is near: with this video, 0.7 credits of 0.8 "), "{screen}");
}

#[test]
fn a_rate_of_looks_in_another_unit_is_named_once_the_balance_is_known() {
    let mut harness = AppHarness::ready(160, 30);
    let rate = OwnLookRate {
        class: LookClass::parse("photo on avatar_6").unwrap(),
        rate: Rate::own(Unit::PremiumCredit, 0.1),
        line: 7,
    };
    harness.app.studio.settings.look_rates = vec![rate];
    let balance = |unit| Reply::Account(AccountReply::BalanceLoaded(Ok(Some(Money::new(5.0, unit).into()))));
    harness.send_reply(balance(Unit::PremiumCredit));
    assert!(!harness.shows("config.toml"), "{}", harness.screen());
    harness.send_reply(balance(Unit::Usd));
    harness.assert_shows(
        "config.toml, line 7: the rate of a photo on avatar_6 is not used: it is in premium credits",
    );
}

#[test]
fn the_rounding_is_kept_when_the_rate_changes_with_the_balance() {
    let mut harness = AppHarness::ready(120, 30);
    harness.app.studio.settings.rounding = Rounding::Whole;
    harness
        .send_reply(Reply::Account(AccountReply::BalanceLoaded(Ok(Some(Money::new(5.0, Unit::Usd).into())))));
    let rate = harness.app.studio.rate;
    assert_eq!((rate.unit, rate.rounding), (Unit::Usd, Rounding::Whole));
    let screen = price_dialog_screen(&mut harness);
    assert!(screen.contains("about $1.00") && screen.contains("balance $5.00 → about $4.00"), "{screen}");
}

#[test]
fn an_estimate_in_another_unit_is_not_subtracted_from_the_balance() {
    let mut harness = AppHarness::ready(120, 30);
    harness.app.studio.rate = Rate::own(Unit::Usd, 0.05);
    let screen = price_dialog_screen(&mut harness);
    assert!(screen.contains("balance 412 credits") && !screen.contains("412 credits →"), "{screen}");
    assert!(screen.contains("the estimate is in US dollars, the balance in"), "{screen}");
}

#[test]
fn an_empty_credit_balance_is_no_shortage_within_the_overage_limit() {
    let usage = |left, dollars| {
        let beyond = Some(Money::new(dollars, Unit::Usd));
        let mut harness = AppHarness::ready(120, 30);
        let balance = Balance { remaining: Money::new(left, Unit::ApiCredit), overage_limit: beyond };
        harness.send_reply(Reply::Account(AccountReply::BalanceLoaded(Ok(Some(balance)))));
        (price_dialog_screen(&mut harness), harness)
    };
    let (screen, harness) = usage(0.0, 168.6);
    assert!(screen.contains("balance 0 API credits, then $168.60 "), "{screen}");
    assert!(screen.contains("about $0.10 is charged") && !screen.contains("does not cover"), "{screen}");
    assert_eq!(harness.app.studio.rate.unit, Unit::ApiCredit);
    let screen = usage(5.0, 168.6).0;
    assert!(screen.contains("balance 5 API credits, then $168.60 → about 4.8 API credits"), "{screen}");
    let screen = usage(0.0, 0.05).0;
    assert!(screen.contains("balance 0 API credits, then $0.05"), "{screen}");
    assert!(screen.contains("the balance does not cover this video: top up, or shorten it"), "{screen}");
}

#[test]
fn an_alternative_dialect_is_offered_at_its_own_price() {
    let mut harness = AppHarness::ready(120, 40);
    (harness.app.studio.rate.rounding, harness.app.studio.settings.multi_scene_mode) =
        (Rounding::Whole, MultiSceneMode::Separate);
    write_project(&mut harness).press("nOne more.<Esc>");
    let spec = harness.app.studio.project_state.project.spec().unwrap();
    let order = harness.app.studio.prepare_render(spec);
    assert_eq!(order.estimated_cost.to_string(), "1 credit", "as scenes");
    harness.send_reply(harness.dialect_refused_reply());
    let screen = harness.screen();
    assert!(screen.contains("av4-flat: about 2 credits"), "{screen}");
    assert!(screen.contains("v3: nothing is lost, about 1 credit"), "{screen}");
    harness.press("<Right><Enter>");
    let sent = harness.requests().find_map(|request| match request {
        Request::Render(RenderRequest::Submit(order)) => {
            Some((order.dialect_override, order.estimated_cost.to_string()))
        }
        _ => None,
    });
    assert_eq!(sent, Some((Some(Dialect::Flat), "2 credits".to_owned())));
}

fn harness_with_v3_price_dialog() -> AppHarness {
    let mut harness = AppHarness::ready(120, 30);
    harness.send_reply(Reply::Account(AccountReply::DialectDetected(Dialect::V3, None)));
    price_dialog_screen(&mut harness);
    harness
}

/// The scripts that the service was asked to speak, by request.
fn spoken_inputs(harness: &AppHarness) -> Vec<Vec<SpeechInput>> {
    let inputs = |request: &Request| match request {
        Request::Speech(SpeechRequest::Speak(inputs)) => Some(inputs.clone()),
        _ => None,
    };
    harness.requests().filter_map(inputs).collect()
}

/// Answers the request for the voices that speak without a video: those of the catalog, except for some.
fn answer_speech_voices(harness: &mut AppHarness, others: &[(&str, SpeechAbility)]) {
    let listed = harness.app.studio.catalog.voices.ready().unwrap().voices.clone();
    let mut voices = SpeechVoices {
        able: listed.into_iter().map(|voice| (voice.id, voice.name)).collect(),
        others: BTreeMap::new(),
    };
    for (id, ability) in others {
        let id = VoiceId::new(*id);
        let name = voices.able.remove(&id);
        voices.others.insert(id, OtherVoice { name, ability: *ability });
    }
    harness.answer_requests(|request| match request {
        Request::Speech(SpeechRequest::LoadVoices(_)) => {
            Some(Reply::Speech(SpeechReply::VoicesLoaded(Ok(voices.clone()))))
        }
        _ => None,
    });
}

fn spoken_reply(input: &SpeechInput, seconds: f64) -> Reply {
    let speech = Speech { seconds, words: Vec::new(), audio_url: None };
    Reply::Speech(SpeechReply::Spoken(input.clone(), Ok(speech)))
}

#[test]
fn the_service_measures_a_video_when_the_user_asks() {
    let mut harness = harness_with_v3_price_dialog();
    assert!(
        harness.screen().contains("Measure lets the service speak it, which is included in most")
            && spoken_inputs(&harness).is_empty(),
        "{}",
        harness.screen()
    );
    harness.press("<Left><Enter>");
    harness.assert_shows("measuring: the service speaks it");
    harness.press("<Enter>");
    assert!(spoken_inputs(&harness).is_empty(), "not before the voices are known");
    answer_speech_voices(&mut harness, &[]);
    harness.press("<Enter>");
    let inputs = spoken_inputs(&harness);
    assert_eq!(inputs.len(), 1, "not twice");
    harness.send_reply(spoken_reply(&inputs[0][0], 6.0));
    harness.assert_shows("exactly 6.0 s");
    harness.assert_shows("exactly 2 credits");
    harness.assert_shows("=2 of 412 cr");
    assert!(!harness.shows("Measure"), "nothing is left to measure: {}", harness.screen());
    harness.press("<Esc><C-r>");
    assert!(harness.screen().contains("exactly 6.0 s"), "it is known of this video: {}", harness.screen());
    harness.press("<Enter>");
    let order = harness.requests().find_map(|request| match request {
        Request::Render(RenderRequest::Submit(order)) => Some(order),
        _ => None,
    });
    let order = order.expect("it is submitted");
    assert_eq!((order.estimated_seconds, order.estimated_cost.to_string()), (6.0, "2 credits".to_owned()));
    harness.press("<Enter>More<Esc><C-r>");
    assert!(!harness.screen().contains("exactly"), "it is known of no other: {}", harness.screen());
}

#[test]
fn a_voice_that_cannot_speak_alone_is_not_measured() {
    let mut harness = harness_with_v3_price_dialog();
    harness.press("<Left><Enter>");
    answer_speech_voices(&mut harness, &[("voice0", SpeechAbility::Unable)]);
    harness.assert_shows("Not measured. Rachel cannot speak without a video");
    assert!(spoken_inputs(&harness).is_empty());
    harness.press("<Esc><C-r>");
    assert!(!harness.shows("Measure lets"), "it is not offered again: {}", harness.screen());
}

/// A dialog of three voices on v3, with its price open.
fn harness_with_price_of_three_voices() -> AppHarness {
    let mut harness = AppHarness::ready(160, 50);
    harness.send_reply(Reply::Account(AccountReply::DialectDetected(Dialect::V3, None)));
    write_project(&mut harness);
    let mut project = harness.app.studio.project_state.project.clone();
    for voice in 1..3 {
        let name = format!("Speaker {voice}");
        let voice = Some(VoiceId::new(format!("voice{voice}")));
        project.scenes.push(Scene { speaker: Some(name.clone()), ..Scene::new(format!("I am {name}.")) });
        project.speakers.push(Speaker { voice, photo: project.photo.clone(), name, ..Speaker::default() });
    }
    harness.app.studio.edit(Edit::ReplaceProject(Box::new(project)), EditKind::SingleStep);
    harness.press("<C-r>");
    harness
}

fn voice_name(harness: &AppHarness, id: &str) -> String {
    harness.app.studio.voice(&VoiceId::new(id)).unwrap().name.clone()
}

#[test]
fn scenes_whose_voices_can_speak_are_measured_and_all_others_are_named() {
    let mut harness = harness_with_price_of_three_voices();
    let names = ["voice0", "voice1"].map(|id| voice_name(&harness, id));
    harness.press("<Left><Enter>");
    answer_speech_voices(
        &mut harness,
        &[("voice0", SpeechAbility::Unable), ("voice1", SpeechAbility::Unable)],
    );
    let scripts: Vec<Vec<String>> = spoken_inputs(&harness)
        .into_iter()
        .map(|inputs| inputs.into_iter().map(|input| input.script).collect())
        .collect();
    assert_eq!(scripts, [["I am Speaker 2."]]);
    let input = spoken_inputs(&harness)[0][0].clone();
    harness.send_reply(spoken_reply(&input, 2.0));
    harness.assert_shows(&format!("Not measured. {} and {} cannot speak", names[0], names[1]));
}

#[test]
fn a_voice_that_may_not_speak_is_measured_once_the_user_knows() {
    let mut harness = harness_with_price_of_three_voices();
    let name = voice_name(&harness, "voice1");
    harness.press("<Left><Enter>");
    answer_speech_voices(&mut harness, &[("voice1", SpeechAbility::Unknown)]);
    let inputs = spoken_inputs(&harness);
    assert_eq!(inputs[0].len(), 2, "{inputs:?}");
    for input in &inputs[0] {
        harness.send_reply(spoken_reply(input, 2.0));
    }
    harness.assert_shows(&format!("Not known whether {name} can speak without a video"));
    harness.press("<Esc><C-r>");
    harness.assert_shows(&format!("Not known whether {name} can speak without a video"));
    harness.press("<Left><Enter>");
    let inputs = spoken_inputs(&harness);
    assert_eq!((inputs.len(), inputs[1][0].script.as_str()), (2, "I am Speaker 1."));
}

#[test]
fn a_failed_measurement_keeps_the_estimated_price() {
    let mut harness = harness_with_v3_price_dialog();
    harness.press("<Left><Enter>");
    answer_speech_voices(&mut harness, &[]);
    let input = spoken_inputs(&harness)[0][0].clone();
    let fault = Error::new("the speech", ErrorKind::ServiceFailure, "internal error");
    harness.send_reply(Reply::Speech(SpeechReply::Spoken(input, Err(fault))));
    let screen = harness.screen();
    assert!(screen.contains("Not measured.") && screen.contains("about 0.7 credits"), "{screen}");
    harness.press("<Left><Enter>");
    assert_eq!(spoken_inputs(&harness).len(), 2, "measured again on request");
    harness.press("<Right><Enter>");
    assert!(harness.is_submitted());
}

#[test]
fn v2_offers_no_measurement() {
    let mut harness = AppHarness::ready(120, 30);
    let screen = price_dialog_screen(&mut harness);
    assert!(screen.contains("Show request") && !screen.contains("Measure"), "{screen}");
    harness.press("m");
    assert!(spoken_inputs(&harness).is_empty());
}

#[test]
fn without_a_balance_a_cap_uses_the_unit_that_was_paid_last() {
    let past = crate::spend::past_render(0, None, 9.5, Unit::ApiCredit);
    let mut harness = spend_harness(120, 30, vec![past.clone()]);
    let unknown = || Error::new("the balance", ErrorKind::ServiceFailure, "");
    for known in [false, true] {
        harness.app.studio.account.balance = Remote::Idle;
        harness.send_reply(Reply::Account(AccountReply::BalanceLoaded(if known {
            Ok(Some(Money::new(9.0, Unit::Usd).into()))
        } else {
            Err(unknown())
        })));
        harness.send_reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(RenderHistory::of(vec![
            past.clone(),
        ]))))));
        let unit = if known { Unit::Usd } else { Unit::ApiCredit };
        assert_eq!(harness.app.studio.rate.unit, unit);
    }
    let mut harness = spend_harness(120, 30, vec![past]);
    harness.app.studio.account.balance = Remote::Failed(unknown());
    harness.send_reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(RenderHistory::of(
        harness.app.studio.spend.history.renders.clone(),
    ))))));
    harness.app.studio.settings.caps = SpendingCaps { day: Some(9.6), project: None };
    let screen = price_dialog_screen(&mut harness);
    assert!(screen.contains("would exceed the daily cap: 9.5 API credits of 9.6"), "{screen}");
}

#[test]
fn the_price_dialog_counts_renders_being_sent_and_in_progress() {
    let mut harness = AppHarness::ready(160, 50);
    price_dialog_screen(&mut harness);
    let screen = harness.press("<Enter>4").screen();
    assert!(screen.contains("Preparing to send") && !screen.contains("Nothing rendered yet"), "{screen}");
    let flying = crate::support::app_harness::render(1, "Video", cuecard::domain::RenderStage::Pending, 3);
    harness.load_renders(vec![flying]);
    let screen = harness.press("<C-r>").screen();
    assert!(screen.contains("1 render in progress costs about 16 credits more"), "{screen}");
    assert!(screen.contains("This project was rendered before (sending); it costs again."), "{screen}");
}

#[test]
fn the_price_names_the_muted_scenes() {
    let mut harness = AppHarness::ready(120, 30);
    let screen = harness.write_project("Hello there.<A-n>Never said.<A-x><Esc>").press("<C-r>").screen();
    assert!(screen.contains("1 scene (1 muted)"), "{screen}");
}

#[test]
fn the_footer_of_the_price_dialog_has_the_keys_that_work() {
    let mut harness = AppHarness::ready(80, 24);
    write_project(&mut harness).press("<C-r>");
    harness.assert_shows("Enter confirm   → next button   ← previous button   Esc back");
}

#[test]
fn a_video_that_is_longer_than_its_target_says_by_how_much() {
    let mut harness = AppHarness::ready(120, 30);
    harness.write_project(&format!("{}<Esc>", "word ".repeat(25)));
    harness.app.studio.edit(Edit::Target(Some(7)), EditKind::SingleStep);
    let screen = harness.press("<C-r>").screen();
    assert!(screen.contains("), 3.0 s over the target of 0:07"), "{screen}");
    harness.press("<Esc>");
    harness.app.studio.edit(Edit::Target(Some(10)), EditKind::SingleStep);
    let screen = harness.press("<C-r>").screen();
    assert!(!screen.contains("over the target"), "{screen}");
}

#[test]
fn a_price_that_is_asked_about_again_has_nothing_of_another_project() {
    let mut harness = AppHarness::ready(120, 30);
    let screen = write_project(&mut harness).press("<C-r>").screen();
    assert!(!screen.contains("muted"), "{screen}");
    let muted = Scene { is_muted: true, ..Scene::new("Not now.") };
    let other = Project { scenes: vec![muted, Scene::new("Wait. [BEAT]")], ..Project::default() };
    harness.app.studio.edit(Edit::ReplaceProject(Box::new(other)), EditKind::SingleStep);
    harness.app.studio.rate.rounding = Rounding::Whole;
    harness
        .send_reply(Reply::Account(AccountReply::BalanceLoaded(Ok(Some(Money::new(5.0, Unit::Usd).into())))));
    harness.assert_shows("The price changed");
    let screen = harness.screen();
    assert!(!screen.contains("(1 muted)") && !screen.contains("would be spoken"), "{screen}");
}

#[test]
fn a_4k_video_is_offered_in_1080p() {
    let mut harness = AppHarness::ready(120, 40);
    harness.send_reply(Reply::Account(AccountReply::DialectDetected(Dialect::V3, None)));
    harness.app.studio.edit(Edit::Shape(Shape::Custom(3840, 2160)), EditKind::SingleStep);
    let screen = price_dialog_screen(&mut harness);
    assert!(screen.contains("at 0.4444 credits/s, with a third more for 4K"), "{screen}");
    assert!(screen.contains("which costs more and may be refused"), "{screen}");
    let screen = harness.press("<Left><Enter>").screen();
    assert_eq!(harness.app.studio.project_state.project.shape, Shape::Landscape);
    assert!(screen.contains("at 20 credits/min") && !screen.contains("1080p"), "{screen}");
    assert!(!harness.is_submitted());
}

#[test]
fn several_renders_that_are_rounded_apart_are_named_with_their_price() {
    let mut harness = AppHarness::ready(120, 40);
    harness.app.studio.settings.rounding = Rounding::Minute;
    harness.app.studio.settings.multi_scene_mode = MultiSceneMode::Separate;
    harness.send_reply(Reply::Account(AccountReply::DialectDetected(Dialect::Flat, None)));
    let balance = Balance::from(Money::new(412.0, Unit::PremiumCredit));
    harness.send_reply(Reply::Account(AccountReply::BalanceLoaded(Ok(Some(balance)))));
    let screen = write_project(&mut harness).press("nOne more.<Esc><C-r>").screen();
    assert!(screen.contains("about 46 credits"), "{screen}");
    assert!(screen.contains("at 23 credits for each begun minute since 27 Aug 2026"), "{screen}");
    assert!(screen.contains("2 renders, each rounded up by itself, cost about 46 credits"), "{screen}");
}
