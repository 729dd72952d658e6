//! Spend in the overlay and the queue: per day, project and unit, against the caps.

use cuecard::app::Message;
use cuecard::domain::{
    BalanceCharge, ChargedLook, Error, ErrorKind, LookClass, Money, PastRender, PastWork, PricedWork, Rate,
    RateSetting, RenderHistory, RenderId, RenderStage, SpendingCaps, Unit, UnknownSetting,
};
use cuecard::studio::{
    AccountReply, AccountRequest, ActiveAccount, RenderReply, RenderRequest, Reply, Request, Timer,
};
use jiff::SignedDuration;

use crate::support::app_harness::{AppHarness, fixed_now};

pub(crate) fn past_render(days: i64, project: Option<&str>, amount: f64, unit: Unit) -> PastRender {
    PastRender {
        render_id: RenderId(days),
        title: "Video".to_owned(),
        project_path: project.map(Into::into),
        content_hash: None,
        voice_id: None,
        script_excerpt: None,
        video_id: None,
        video_path: None,
        stage: RenderStage::Completed,
        estimated_seconds: amount * 3.0,
        actual_seconds: None,
        estimated_cost: Money::new(amount, unit),
        rounding: cuecard::domain::Rounding::Exact,
        has_exact_scene: false,
        started_at: fixed_now() - SignedDuration::from_hours(24 * days),
        processing_time: None,
        charge: None,
        charged_look: ChargedLook::Class(LookClass::plain_photo()),
        sent_at: None,
        ended_at: None,
    }
}

fn past_render_in_credits(days: i64, project: &str, amount: f64) -> PastRender {
    past_render(days, Some(project), amount, Unit::PremiumCredit)
}

/// A month of renders of four projects, two of them in dollars.
pub(crate) fn month_of_renders() -> Vec<PastRender> {
    let days =
        [(0, 16.0), (0, 15.0), (1, 9.0), (4, 32.0), (5, 6.5), (8, 24.0), (13, 3.0), (21, 48.0), (29, 12.0)];
    let names = ["/home/ada/launch.toml", "/home/ada/reels/reel-7.toml", "/elsewhere/intro.toml"];
    let mut all: Vec<PastRender> = days
        .iter()
        .zip(names.iter().cycle())
        .map(|((day, amount), name)| past_render_in_credits(*day, name, *amount))
        .collect();
    all.push(past_render(40, None, 0.5, Unit::PremiumCredit));
    all.push(past_render(2, Some(names[0]), 4.2, Unit::Usd));
    all.push(past_render(33, Some(names[1]), 1.05, Unit::Usd));
    all
}

pub(crate) fn spend_harness(columns: u16, rows: u16, past: Vec<PastRender>) -> AppHarness {
    let mut harness = AppHarness::ready(columns, rows);
    harness.app.studio.environment.working_directory = "/home/ada".into();
    harness.send_reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(RenderHistory::of(past))))));
    harness
}

/// Three renders of 100 seconds that were each charged this amount.
fn charged_history(unit: Unit, charged: f64) -> RenderHistory {
    let render = |index: i64| PastRender {
        estimated_seconds: 100.0,
        actual_seconds: Some(100.0),
        charge: Some(BalanceCharge::new(Money::new(charged, unit))),
        ..past_render(index, Some("/home/ada/launch.toml"), 33.3, unit)
    };
    RenderHistory::of((1..=3).map(render).collect())
}

#[test]
fn the_rate_that_the_account_paid_is_shown_and_accepted_by_one_key() {
    let mut harness = AppHarness::ready(80, 36);
    let history = charged_history(Unit::PremiumCredit, 40.0);
    harness.send_reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(history.clone())))));
    assert!(harness.screen().contains("This account paid 0.4 credits/s"), "{}", harness.screen());
    let screen = harness.press("m").screen();
    assert!(screen.contains("│ This account paid 0.4 credits/s in 3 renders "), "{screen}");
    assert!(screen.contains("│ the published rate is 20 credits/min · a uses the paid one "), "{screen}");
    harness.press("a");
    let taken = harness.requests().find_map(|request| match request {
        Request::Account(AccountRequest::AcceptRate(rate)) => Some(rate.clone()),
        _ => None,
    });
    let rate = taken.expect("it is kept");
    harness.send_reply(Reply::Account(AccountReply::RateAccepted(Ok(rate.clone()))));
    let history = RenderHistory { accepted_rates: vec![rate], ..history };
    harness.send_reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(history)))));
    let screen = harness.screen();
    assert!(!screen.contains("a uses the paid"), "it is accepted already\n{screen}");
    let screen =
        harness.press("<Esc>").write_project("Hello there, and welcome here.<Esc>").press("<C-r>").screen();
    assert!(screen.contains("at 0.4 credits/s, as this account paid"), "{screen}");
}

#[test]
fn the_rates_of_several_looks_are_accepted_one_after_the_other() {
    let mut harness = AppHarness::ready(100, 36);
    let mut history = charged_history(Unit::PremiumCredit, 40.0);
    let mut new = charged_history(Unit::PremiumCredit, 80.0).renders;
    let class = LookClass::parse("photo on avatar_6").unwrap();
    for past in &mut new {
        past.charged_look = ChargedLook::Class(class.clone());
    }
    history.renders.extend(new);
    let loaded = |history: &RenderHistory| RenderReply::HistoryLoaded(Ok(Box::new(history.clone())));
    harness.send_reply(loaded(&history).into());
    let screen = harness.press("m").screen();
    let paid = |screen: &str| screen.matches("│ This account paid ").count();
    assert_eq!((paid(&screen), screen.matches("· a uses the paid one").count()), (2, 1), "{screen}");
    assert!(
        screen.contains("│ This account paid 0.8 credits/s in 3 renders of a photo on avatar_6 "),
        "{screen}"
    );
    assert!(screen.contains("│ no rate is published, 20 credits/min was counted "), "{screen}");
    for left in [1, 0] {
        let accepted = |request: &Request| match request {
            Request::Account(AccountRequest::AcceptRate(rate)) => Some(rate.clone()),
            _ => None,
        };
        let rate = harness.press("a").requests().filter_map(accepted).last().unwrap();
        harness.send_reply(AccountReply::RateAccepted(Ok(rate.clone())).into());
        history.accepted_rates.push(rate);
        harness.send_reply(loaded(&history).into());
        let screen = harness.screen();
        assert_eq!(
            (paid(&screen), screen.matches("· a uses the paid one").count()),
            (left, left),
            "{screen}"
        );
    }
    assert_eq!(history.accepted_rates[1].class, class);
    let screen = harness.screen();
    assert!(
        screen.contains("Estimates now use 0.8 credits/s, as this account paid for a photo on avatar_6"),
        "{screen}"
    );
}

#[test]
fn the_price_names_the_rate_that_the_account_paid() {
    let mut harness = AppHarness::ready(100, 36);
    let history = charged_history(Unit::PremiumCredit, 40.0);
    harness.send_reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(history)))));
    let screen = harness.write_project("Hello there, and welcome here.<Esc>").press("<C-r>").screen();
    let line = "! This account paid 0.4 credits/s in 3 renders: the spend (m)";
    assert!(screen.contains(line), "{screen}");
}

#[test]
fn a_rate_of_the_settings_comes_before_the_one_that_was_paid() {
    let mut harness = AppHarness::ready(80, 36);
    harness.app.studio.settings.rate = RateSetting::parse("0.5 premium_credit/second");
    let history = charged_history(Unit::PremiumCredit, 40.0);
    harness.send_reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(history)))));
    let screen = harness.press("m").screen();
    assert!(screen.contains("│ your own rate is 0.5 credits/s "), "{screen}");
    assert!(!screen.contains("a uses the paid"), "{screen}");
    harness.press("a");
    let is_taken = |request: &Request| matches!(request, Request::Account(AccountRequest::AcceptRate(_)));
    assert!(!harness.requests().any(is_taken));
}

#[test]
fn photos_and_speech_have_their_row_in_the_spend() {
    let mut harness = AppHarness::ready(80, 50);
    let cost = Some(Money::new(1.0, Unit::Usd));
    let work = PastWork::requested(PricedWork::Photo, 1.0, cost, fixed_now());
    let history = RenderHistory { paid_work: vec![work], ..RenderHistory::default() };
    harness.send_reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(history)))));
    let screen = harness.press("m").screen();
    assert!(line_with(&screen, "photos and speech").contains("~$1.00"), "{screen}");
    assert!(line_with(&screen, "30 days ~$").contains("today ~$1.00"), "{screen}");
}

#[test]
fn beyond_the_credits_the_dollars_are_shown_and_caps_count_the_credits() {
    let mut harness = AppHarness::ready(120, 50);
    harness.app.studio.rate = Rate::own(Unit::ApiCredit, 0.1);
    harness.app.studio.settings.caps = SpendingCaps { day: Some(8.0), project: None };
    let beyond = PastRender {
        charge: Some(BalanceCharge {
            overage: Some(Money::new(3.5, Unit::Usd)),
            ..BalanceCharge::new(Money::new(1.0, Unit::ApiCredit))
        }),
        ..past_render(0, Some("/home/ada/launch.toml"), 8.0, Unit::ApiCredit)
    };
    let rate = harness.app.studio.rate;
    harness.app.studio.settings.rate = Some(RateSetting::Own(rate));
    harness
        .send_reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(RenderHistory::of(vec![beyond]))))));
    harness.load_renders(vec![crate::support::app_harness::render(1, "Video", RenderStage::Completed, 1)]);
    let screen = harness.press("4").screen();
    assert!(screen.contains("spent today ~1 cr + $3.50"), "{screen}");
    let screen = harness.press("m").screen();
    assert!(line_with(&screen, "today ~1 cr").contains("total ~1 cr"), "{screen}");
    assert!(line_with(&screen, "today ~$3.50").contains("total ~$3.50"), "{screen}");
    assert!(line_with(&screen, "daily cap").contains("~8 cr of 8 cr"), "{screen}");
}

#[test]
fn speech_without_a_known_price_is_counted_and_said_to_have_none() {
    let mut harness = AppHarness::ready(80, 50);
    let speech = |seconds| PastWork::requested(PricedWork::Speech, seconds, None, fixed_now());
    let cost = Some(Money::new(1.0, Unit::Usd));
    let photo = PastWork::requested(PricedWork::Photo, 1.0, cost, fixed_now());
    for priced in [Vec::new(), vec![photo]] {
        let paid_work = priced.iter().cloned().chain([speech(3.0), speech(2.06)]).collect();
        let history = RenderHistory { paid_work, ..RenderHistory::default() };
        harness.send_reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(history)))));
        let screen = harness.press("m").screen();
        line_with(&screen, "Price unknown, in no amount above");
        line_with(&screen, "speech: 2 orders, 5.1 s");
        assert_eq!(screen.contains("~$1.00"), !priced.is_empty(), "{screen}");
        harness.press("<Esc>");
    }
}

fn line_with<'a>(screen: &'a str, with: &str) -> &'a str {
    screen.lines().find(|line| line.contains(with)).unwrap_or_else(|| panic!("{with}\n{screen}"))
}

#[test]
fn spend_is_totaled_per_unit() {
    let mut harness = spend_harness(80, 50, month_of_renders());
    let screen = harness.press("m").screen();
    assert!(
        line_with(&screen, "today ~31 cr").contains("7 days ~78.5 cr   30 days ~165.5 cr   total ~166 cr")
    );
    assert!(
        line_with(&screen, "30 days ~$")
            .contains("today ~$0.00   7 days ~$4.20   30 days ~$4.20   total ~$5.25")
    );
    let projects: Vec<&str> = screen.lines().filter(|line| line.contains(".toml  ")).collect();
    assert!(projects[0].contains("reels/reel-7.toml") && projects[0].contains("~69.5 cr"), "{screen}");
    assert_eq!(projects.len(), 5, "{screen}");
    harness.app.studio.rate = Rate::own(Unit::Usd, 0.05);
    let screen = harness.screen();
    let place = |what: &str| screen.lines().position(|line| line.contains(what)).unwrap();
    assert!(place("US dollars") < place("Credits"), "the unit of the next video comes first\n{screen}");
}

#[test]
fn caps_are_shown_with_their_usage() {
    let mut harness = spend_harness(80, 50, month_of_renders());
    let screen = harness.press("m").screen();
    assert!(screen.contains("No caps: cap_day and cap_project in config.toml set them."), "{screen}");
    harness.app.studio.settings.caps = SpendingCaps { day: Some(50.0), project: Some(82.0) };
    let screen = harness.screen();
    assert!(line_with(&screen, "daily cap").contains("~31 cr of 50 cr"), "{screen}");
    assert!(line_with(&screen, "daily cap").contains("62 %"), "{screen}");
    assert!(line_with(&screen, "project cap").contains("82 cr each"), "{screen}");
    harness.app.studio.project_state.path = Some("reels/reel-7.toml".into());
    let screen = harness.screen();
    let cap = line_with(&screen, "project cap");
    assert!(cap.contains("~69.5 cr of 82 cr") && cap.contains("85 % · reels/reel-7.toml"), "{screen}");
    harness.app.studio.settings.caps = SpendingCaps { day: Some(31.0), project: Some(51.0) };
    let screen = harness.screen();
    assert!(line_with(&screen, "daily cap").contains("used up"), "{screen}");
    let is_marked = |project: &str| screen.contains(&format!("⚑ {project}"));
    assert!(is_marked("launch.toml") && !is_marked("elsewhere/intro.toml"), "{screen}");
}

#[test]
fn opening_spend_reloads_the_history_and_shows_it() {
    let mut harness = spend_harness(80, 24, Vec::new());
    harness.effects.clear();
    let screen = harness.press("<C-p>what was spent<Enter>").screen();
    assert!(screen.contains("No spend yet."), "{screen}");
    assert!(harness.requests().any(|request| *request == Request::Render(RenderRequest::LoadHistory)));
    harness.send_reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(RenderHistory::of(
        month_of_renders(),
    ))))));
    harness.assert_shows("total ~166 cr");
    harness.press("m");
    assert!(!harness.screen().contains("total ~"), "any key closes it: {}", harness.screen());
}

#[test]
fn the_spend_scroll_keys_work_and_a_taller_window_shows_more() {
    let all = (0..60)
        .map(|at| past_render_in_credits(0, &format!("/home/ada/video-{at:02}.toml"), f64::from(100 - at)))
        .collect();
    let mut harness = spend_harness(80, 24, all);
    let top = harness.press("m").screen();
    assert!(top.contains("video-00.toml") && !top.contains("video-59.toml"), "{top}");
    assert!(top.contains("↓ more"), "{top}");
    let bottom = harness.press("G").screen();
    assert!(bottom.contains("video-59.toml") && !bottom.contains("↓ more"), "{bottom}");
    assert_eq!(harness.press("g<PgDn><PgDn><PgDn><PgDn><PgDn><PgDn>").screen(), bottom, "no further");
    let page_before = harness.press("<PgUp>").screen();
    assert!(!page_before.contains("video-59.toml") && page_before.contains("↓ more"), "{page_before}");
    assert_eq!(harness.press("g").screen(), top);
    // What was the last page is no longer full: the next key goes on from what is seen.
    harness.press("G").resize(80, 50);
    let higher = harness.screen();
    assert!(higher.contains("video-59.toml") && !higher.contains("↓ more"), "{higher}");
    assert_ne!(harness.press("<Up>").screen(), higher);
    let page = harness.press("g<PgDn>").screen();
    assert!(
        page.contains("video-59.toml") || page.contains("video-40.toml"),
        "a page of the higher window\n{page}"
    );
}

#[test]
fn the_queue_shows_the_spend_of_today() {
    let mut harness = spend_harness(80, 24, month_of_renders());
    harness.load_renders(vec![crate::support::app_harness::render(1, "Video", RenderStage::Completed, 1)]);
    let screen = harness.press("4").screen();
    assert!(line_with(&screen, "spent today ~31 cr").contains("m 7 days ▁▂█▁▁▃█"), "{screen}");
}

#[test]
fn the_spend_of_one_account_is_not_shown_for_another() {
    let mut harness = spend_harness(80, 24, month_of_renders());
    harness.send_reply(Reply::Account(AccountReply::AccountSwitched(Ok(ActiveAccount::Live { host: None }))));
    harness.answer_requests(|request| {
        let broken = Error::new("the ledger", ErrorKind::Internal, "");
        (*request == Request::Render(RenderRequest::LoadHistory))
            .then_some(Reply::Render(RenderReply::HistoryLoaded(Err(broken))))
    });
    let screen = harness.press("m").screen();
    assert!(!screen.contains("total ~") && !screen.contains("launch.toml"), "{screen}");
    assert_eq!(harness.app.studio.spend.history, RenderHistory::default());
}

#[test]
fn a_history_read_error_is_not_shown_as_no_spend() {
    let broken = || {
        let what = "/data/cuecard.db cannot be read: the disk failed, or is full";
        Reply::Render(RenderReply::HistoryLoaded(Err(Error::new("the ledger", ErrorKind::File, what))))
    };
    let mut harness = AppHarness::ready(80, 24);
    harness.send_reply(broken());
    let screen = harness.screen();
    assert!(line_with(&screen, "The spend cannot be read.").contains("⚑"), "{screen}");
    let screen = harness.press("m").screen();
    assert!(screen.contains("the disk failed") && !screen.contains("No spend yet"), "{screen}");
    harness.press("<Esc>").effects.clear();
    harness.send_reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(RenderHistory::of(
        month_of_renders(),
    ))))));
    let screen = harness.press("m").screen();
    assert!(screen.contains("total ~166 cr") && !screen.contains("the disk failed"), "{screen}");
}

#[test]
fn renders_that_finish_together_reload_the_history_once() {
    let mut harness = spend_harness(80, 24, month_of_renders());
    harness.effects.clear();
    let asked = |harness: &AppHarness| {
        harness.requests().filter(|request| **request == Request::Render(RenderRequest::LoadHistory)).count()
    };
    let rows = |range: std::ops::Range<i64>| {
        range.map(|id| crate::support::app_harness::render(id, "Video", RenderStage::Completed, 1))
    };
    for row in rows(1..100) {
        harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(row))));
    }
    assert_eq!(asked(&harness), 1);
    harness.send_reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(RenderHistory::of(
        month_of_renders(),
    ))))));
    assert_eq!(asked(&harness), 1, "not at once again");
    for row in rows(100..200) {
        harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(row))));
    }
    assert_eq!(asked(&harness), 1);
    harness.now += SignedDuration::from_secs(1);
    harness.send(Message::Timer(Timer::Poll));
    assert_eq!(asked(&harness), 2, "the last renders are counted too");
    harness.send_reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(RenderHistory::of(
        month_of_renders(),
    ))))));
    harness.now += SignedDuration::from_secs(2);
    harness.send(Message::Timer(Timer::Poll));
    assert_eq!(asked(&harness), 2, "and then no more");
}

#[test]
fn a_narrow_row_omits_the_least_important_details() {
    let took = |past: PastRender| PastRender {
        processing_time: Some(SignedDuration::from_mins(6)),
        estimated_seconds: 48.0,
        ..past
    };
    let mut harness = spend_harness(34, 36, month_of_renders().into_iter().map(took).collect());
    harness.load_renders(vec![crate::support::app_harness::render(1, "Video", RenderStage::Pending, 3)]);
    let screen = harness.press("4").screen();
    assert!(line_with(&screen, "3 m · ").contains("3 m · ~16 cr · ~3 m left "), "{screen}");
    harness.resize(40, 36);
    let screen = harness.screen();
    assert!(screen.contains("3 m · ~16 cr · ~3 m (3-3) left"), "{screen}");
    harness.resize(200, 60);
    harness.assert_shows("3 m 00 s · ~16 cr · ~3 m (3-3) left");
}

#[test]
fn a_render_far_over_the_usual_time_is_marked_stuck() {
    let took = |past: PastRender| PastRender {
        processing_time: Some(SignedDuration::from_mins(6)),
        estimated_seconds: 48.0,
        ..past
    };
    let mut harness = spend_harness(160, 50, month_of_renders().into_iter().map(took).collect());
    let row = |minutes| crate::support::app_harness::render(1, "Video", RenderStage::Pending, minutes);
    for (minutes, stuck) in [(11, false), (13, true)] {
        harness.load_renders(vec![row(minutes)]);
        let screen = harness.press("4").screen();
        assert_eq!(screen.contains("pending, stuck?"), stuck, "{screen}");
        assert!(line_with(&screen, " · ~16 cr").contains("over the usual 6 m"), "{screen}");
    }
    // A long wait in the queue before the submission does not count.
    let sent = Some(crate::support::app_harness::fixed_now());
    harness.load_renders(vec![cuecard::domain::Render { sent_at: sent, ..row(90) }]);
    let screen = harness.screen();
    assert!(!screen.contains("stuck?") && screen.contains("1 h 30 m · ~16 cr · ~6 m (6-6) left"), "{screen}");
}

#[test]
fn a_misspelled_cap_blocks_rendering_and_is_reported() {
    let mut harness = AppHarness::ready(80, 24);
    harness.app.studio.settings.unknown_settings = vec![UnknownSetting::new("cap_days", &["cap_day"])];
    harness.press("<Enter>2<Enter>3<Enter>Hello there.<C-r>");
    harness.assert_shows("cap_days is not a setting: did you mean cap_day?");
    harness.press("<Enter>");
    assert!(!harness.is_submitted());
}
