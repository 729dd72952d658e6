//! Which generation of the API is spoken where the user leaves it open: in every state of the older one.

use std::path::Path;

use cuecard::domain::{ApiVersion, Dialect, PictureKeySource, Settings, Stage, Unit};
use cuecard::runtime::Config;
use cuecard::sandbox::{Billing, Options, Sandbox, ServicePolicy, Sunset};
use cuecard::studio::Remote;

use crate::support::dialect_matrix::submit_call;

use crate::support::end_to_end::{
    EndToEnd, MAX_RENDER_DURATION, api_key_config, start_paused_sandbox, temp_home,
};

async fn start_sandbox(sunset: Sunset) -> Sandbox {
    let policy = ServicePolicy { sunset, ..ServicePolicy::default() };
    start_paused_sandbox(Options { policy, ..Options::default() }).await
}

fn live_config(home: &Path, sandbox: &Sandbox) -> Config {
    api_key_config(home, &sandbox.base_url(), None)
}

fn current_api_version(play: &EndToEnd) -> ApiVersion {
    play.app.studio.account.dialect.api_version()
}

const SUNSET_NOTICE: &str = "HeyGen says that v2 ends on 31 October 2026";
const SERVICE_NOTICE: &str = "“This endpoint is Legacy and will be removed.";
const DOCS_URL: &str = "https://developers.heygen.com/docs/more-legacy-api";
const ENDED_NOTICE: &str = "HeyGen has ended v2 for this account: cuecard speaks v3 from now on";

/// The states of the older generation: what is spoken in each, and what is told of it.
const SUNSET_STATES: [(Sunset, ApiVersion, &[&str]); 7] = [
    (Sunset::Far, ApiVersion::V2, &[]),
    (Sunset::Announced, ApiVersion::V2, &[SUNSET_NOTICE, SERVICE_NOTICE, DOCS_URL]),
    (Sunset::Headers, ApiVersion::V2, &[SUNSET_NOTICE]),
    (Sunset::Warning, ApiVersion::V2, &[SUNSET_NOTICE, SERVICE_NOTICE, DOCS_URL]),
    (Sunset::Gone, ApiVersion::V3, &[ENDED_NOTICE]),
    (Sunset::Code, ApiVersion::V3, &[ENDED_NOTICE]),
    (Sunset::Unknown, ApiVersion::V3, &[ENDED_NOTICE]),
];

#[tokio::test]
async fn in_every_state_of_v2_the_first_start_renders_a_video() {
    assert!(SUNSET_STATES.iter().map(|state| state.0).eq(Sunset::ALL.iter().copied()), "all states are here");
    for (sunset, spoken, told) in SUNSET_STATES {
        let (home, sandbox) = (temp_home(), start_sandbox(sunset).await);
        let mut play = EndToEnd::ready(live_config(home.path(), &sandbox), None).await;
        let screen = play.screen();
        let header = screen.lines().next().unwrap_or_default();
        let end = if told.contains(&SUNSET_NOTICE) { " (end: 31 Oct 2026)" } else { "" };
        let spoken_until = format!(" · {}{end} · 412 credits", spoken.as_str());
        assert!(header.contains(&spoken_until), "{sunset:?}: {header}");
        assert_eq!(play.app.studio.status_line.current.is_some(), !told.is_empty(), "{sunset:?}: {screen}");
        assert!(told.iter().all(|said| screen.contains(said)), "{sunset:?}: {screen}");
        play.write_video().press("<C-r><Enter>");
        play.wait_for_stage(Stage::Pending).await;
        let books = sandbox.ledger();
        assert_eq!(
            (books.paid.len(), books.paid[0].api_version.as_str()),
            (1, spoken.as_str()),
            "{sunset:?}"
        );
        let received = [submit_call(Dialect::Scenes), submit_call(Dialect::V3)]
            .map(|call| books.requests.of(call).received);
        assert_eq!(received, if spoken == ApiVersion::V2 { [1, 0] } else { [0, 1] }, "{sunset:?}");
        play.quit().await;

        // The next start says nothing of it again, but for the date in the header, and asks the older one nothing where that has ended.
        let play = EndToEnd::ready(live_config(home.path(), &sandbox), None).await;
        assert_eq!(
            (current_api_version(&play), play.app.studio.status_line.current.as_ref()),
            (spoken, None),
            "{sunset:?}"
        );
        assert!(play.screen().contains(&spoken_until), "{sunset:?}: {}", play.screen());
        if spoken == ApiVersion::V3 {
            let quota = "GET /v2/user/remaining_quota";
            assert_eq!(sandbox.ledger().requests.of(quota).received, books.requests.of(quota).received);
        }
        play.quit().await;
    }
}

#[tokio::test]
async fn v2_ending_at_the_paid_request_creates_nothing_and_v3_is_used_next() {
    for sunset in Sunset::ALL.iter().copied().filter(|sunset| sunset.is_over()) {
        let (home, sandbox) = (temp_home(), start_sandbox(Sunset::Far).await);
        // Nothing but the paid request is asked for a video.
        let settings = Settings { picture_key_source: Some(PictureKeySource::Id), ..Settings::default() };
        let setup = Config { settings, ..live_config(home.path(), &sandbox) };
        let mut play = EndToEnd::ready(setup, None).await;
        write_friendly(&mut play);
        sandbox.set_policy(ServicePolicy { sunset, ..ServicePolicy::default() });
        play.press("<C-r><Enter>");
        play.wait_until("v3 is spoken", |app| app.studio.account.dialect == Dialect::V3).await;
        let rows = play.ledger_renders().await;
        // A page in place of an answer may come from anywhere.
        let is_page = sunset == Sunset::Unknown;
        let stage = if is_page { Stage::Unconfirmed } else { Stage::Refused };
        assert_eq!((rows.len(), rows[0].stage, rows[0].dialect), (1, stage, Some(Dialect::Scenes)));
        let note = rows[0].note.as_ref().unwrap();
        assert!(note.contains("render the project again"), "{note}");
        assert_eq!(
            (note.contains("No video was created"), note.contains("proves nothing")),
            (!is_page, is_page)
        );
        assert!(play.screen().contains(ENDED_NOTICE), "{sunset:?}: {}", play.screen());
        play.press("<C-r>");
        assert!(play.screen().contains(LOSS_NOTE), "{sunset:?}: {}", play.screen());
        play.confirm_price();
        play.wait_until("the second is accepted", |app| app.studio.queue.renders.len() == 2).await;
        play.wait_for_stage(Stage::Pending).await;
        let books = sandbox.ledger();
        assert_eq!((books.paid.len(), books.paid[0].api_version.as_str()), (1, "v3"), "{sunset:?}");
        assert_eq!(books.requests.of(submit_call(Dialect::Scenes)).received, 1, "{sunset:?}");
        play.quit().await;
    }
}

#[tokio::test]
async fn a_v2_render_finishes_after_the_switch_to_v3() {
    for sunset in Sunset::ALL.iter().copied().filter(|sunset| sunset.is_over()) {
        let (home, sandbox) = (temp_home(), start_sandbox(Sunset::Far).await);
        let mut play = EndToEnd::ready(live_config(home.path(), &sandbox), None).await;
        play.write_video().press("<C-r><Enter>");
        play.wait_for_stage(Stage::Pending).await;
        sandbox.set_policy(ServicePolicy { sunset, ..ServicePolicy::default() });
        sandbox.advance(MAX_RENDER_DURATION);
        let row = play.wait_for_render("the video is here", |row| row.video_path.is_some()).await;
        assert_eq!(row.stage, Stage::Completed);
        // Its end had the balance read, which tells that the generation has ended.
        play.wait_until("v3 is spoken", |app| app.studio.account.dialect == Dialect::V3).await;
        play.press("3<Enter>More.<Esc><C-r><Enter>");
        play.wait_until("the second is accepted", |app| app.studio.queue.renders.len() == 2).await;
        play.wait_for_stage(Stage::Pending).await;
        let generations: Vec<_> = sandbox.ledger().paid.iter().map(|paid| paid.api_version.clone()).collect();
        assert_eq!(generations, ["v2", "v3"], "{sunset:?}");
        play.quit().await;
    }
}

/// Writes a video with an emotion.
fn write_friendly(play: &mut EndToEnd) {
    play.press("1<Enter>2<Enter>3<Enter>Hello there, and welcome.<Tab><Right><Right><Esc>");
    assert!(play.app.studio.project_state.project.scenes[0].emotion.is_some());
}

const LOSS_NOTE: &str = "! v3: no emotions; 1 scene is sent without";

#[tokio::test]
async fn a_video_whose_dialect_has_ended_is_confirmed_again() {
    for sunset in Sunset::ALL.iter().copied().filter(|sunset| sunset.is_over()) {
        let (home, sandbox) = (temp_home(), start_sandbox(Sunset::Far).await);
        let mut play = EndToEnd::ready(live_config(home.path(), &sandbox), None).await;
        write_friendly(&mut play);
        sandbox.set_policy(ServicePolicy { sunset, ..ServicePolicy::default() });
        play.press("<C-r>");
        assert!(!play.screen().contains("no emotions"), "{}", play.screen());
        play.press("<Enter>");
        play.wait_for_text("The dialect is now v3, not scenes. Nothing was sent.").await;
        assert!(play.screen().contains(LOSS_NOTE), "{}", play.screen());
        assert!(play.screen().contains("cuecard speaks v3 from now on"), "{}", play.screen());
        // It comes unasked: a key that was meant for something else pays for nothing.
        play.press("<Enter>");
        assert!(!play.screen().contains(LOSS_NOTE), "{}", play.screen());
        assert!(play.ledger_renders().await.is_empty() && sandbox.ledger().paid.is_empty());
        play.press("<C-r>");
        assert!(play.screen().contains(LOSS_NOTE), "{}", play.screen());
        play.press("<Enter>");
        play.wait_for_stage(Stage::Pending).await;
        let paid = sandbox.ledger().paid;
        assert_eq!((paid.len(), paid[0].api_version.as_str()), (1, "v3"));
        play.quit().await;
    }
}

#[tokio::test]
async fn a_reconfirmed_video_is_sent_in_the_newly_shown_dialect() {
    let (home, sandbox) = (temp_home(), start_sandbox(Sunset::Far).await);
    let mut play = EndToEnd::ready(live_config(home.path(), &sandbox), None).await;
    write_friendly(&mut play);
    sandbox.set_policy(ServicePolicy { sunset: Sunset::Gone, ..ServicePolicy::default() });
    play.press("<C-r><Enter>");
    play.wait_for_text(LOSS_NOTE).await;
    play.press("<Left><Enter>");
    let row = play.wait_for_stage(Stage::Pending).await;
    assert_eq!(row.dialect, Some(Dialect::V3));
    assert_eq!(sandbox.ledger().paid.len(), 1);
    play.quit().await;
}

#[tokio::test]
async fn reloading_a_list_detects_the_end_of_v2_before_a_price_is_shown() {
    for list in ["1R", "2R"] {
        let (home, sandbox) = (temp_home(), start_sandbox(Sunset::Far).await);
        let mut play = EndToEnd::ready(live_config(home.path(), &sandbox), None).await;
        write_friendly(&mut play);
        sandbox.set_policy(ServicePolicy { sunset: Sunset::Gone, ..ServicePolicy::default() });
        play.press(list);
        play.wait_until("v3 is spoken", |app| app.studio.account.dialect == Dialect::V3).await;
        play.press("<C-r>");
        assert!(play.screen().contains(LOSS_NOTE), "{list}: {}", play.screen());
        play.press("<Enter>");
        let row = play.wait_for_stage(Stage::Pending).await;
        assert_eq!(row.dialect, Some(Dialect::V3));
        play.quit().await;
    }
}

#[tokio::test]
async fn a_configured_api_version_is_used_whatever_the_service_offers() {
    let (home, sandbox) = (temp_home(), start_sandbox(Sunset::Far).await);
    let settings = Settings { api_version: Some(ApiVersion::V3), ..Settings::default() };
    let play = EndToEnd::ready(Config { settings, ..live_config(home.path(), &sandbox) }, None).await;
    assert_eq!(current_api_version(&play), ApiVersion::V3);
    play.quit().await;

    let (home, sandbox) = (self::temp_home(), start_sandbox(Sunset::Gone).await);
    let settings = Settings { api_version: Some(ApiVersion::V2), ..Settings::default() };
    let mut play = EndToEnd::start(Config { settings, ..live_config(home.path(), &sandbox) }, None);
    play.wait_until("the voices fail", |app| app.studio.catalog.voices.error().is_some()).await;
    let screen = play.screen();
    assert!(screen.contains("The service has no endpoint for the"), "{screen}");
    assert!(screen.contains("--api auto"), "{screen}");
    play.quit().await;
}

#[tokio::test]
async fn without_any_api_version_the_lists_fail_and_recover_on_reload() {
    let policy = ServicePolicy { sunset: Sunset::Unknown, v3: false, ..ServicePolicy::default() };
    let (home, sandbox) = (temp_home(), start_paused_sandbox(Options { policy, ..Options::default() }).await);
    let mut play = EndToEnd::start(live_config(home.path(), &sandbox), None);
    play.wait_until("the lists fail", |app| {
        app.studio.catalog.voices.error().is_some() && app.studio.catalog.photos.error().is_some()
    })
    .await;
    assert!(play.screen().contains("The service has no endpoint"), "{}", play.screen());
    sandbox.set_policy(ServicePolicy { sunset: Sunset::Unknown, v3: true, ..ServicePolicy::default() });
    play.press("2R1R");
    play.wait_until("the lists are here", |app| {
        app.studio.catalog.voices.ready().is_some() && matches!(app.studio.catalog.photos, Remote::Ready(_))
    })
    .await;
    assert_eq!(play.app.studio.account.dialect, Dialect::V3, "the lists tell what they were asked in");
    play.quit().await;
}

#[tokio::test]
async fn prices_and_missing_amounts_use_the_unit_of_the_account() {
    for (billing, unit) in [
        (Billing::Wallet, Unit::Usd),
        (Billing::Subscription, Unit::PremiumCredit),
        (Billing::UsageBased, Unit::ApiCredit),
    ] {
        let policy = ServicePolicy { sunset: Sunset::Gone, billing, ..ServicePolicy::default() };
        let (home, sandbox) =
            (temp_home(), start_paused_sandbox(Options { policy, ..Options::default() }).await);
        let mut play = EndToEnd::ready(live_config(home.path(), &sandbox), None).await;
        let balance = play.app.studio.account.balance.ready().copied().flatten().unwrap();
        assert_eq!((play.app.studio.rate.unit, balance.remaining.unit), (unit, unit), "{billing:?}");
        sandbox.fault("402:1@POST /v3/videos".parse().unwrap());
        play.write_video().press("<C-r>");
        assert!(play.screen().contains(&format!("balance {balance} → about ")), "{}", play.screen());
        play.press("<Enter>4z");
        let row = play.wait_for_stage(Stage::Refused).await;
        assert_eq!((row.estimated_cost.unit, sandbox.ledger().paid.len()), (unit, 0));
        let figures = format!("The balance is {balance}; about {} needed", row.estimated_cost);
        assert!(play.screen().contains(&figures), "{figures}\n{}", play.screen());
        play.quit().await;
    }
}

#[tokio::test]
async fn an_account_without_credits_renders_within_its_overage_limit() {
    let policy =
        ServicePolicy { sunset: Sunset::Gone, billing: Billing::UsageBased, ..ServicePolicy::default() };
    let options = Options { policy, credits: 0, ..Options::default() };
    let (home, sandbox) = (temp_home(), start_paused_sandbox(options).await);
    let mut play = EndToEnd::ready(live_config(home.path(), &sandbox), None).await;
    play.write_video().press("<C-r>");
    let screen = play.screen();
    assert!(screen.contains("balance 0 API credits, then $10.00"), "{screen}");
    assert!(!screen.contains("not enough") && !screen.contains("may fail"), "{screen}");
    play.press("<Enter>4z");
    play.wait_for_stage(Stage::Pending).await;
    assert_eq!(sandbox.ledger().paid.len(), 1);
    play.quit().await;
}

#[tokio::test]
async fn a_lost_response_is_retried_with_the_same_idempotency_key() {
    for fault in ["reset-recorded:1@POST /v3/videos", "502:1@POST /v3/videos", "reset:1@POST /v3/videos"] {
        let (home, sandbox) = (temp_home(), start_sandbox(Sunset::Gone).await);
        let mut play = EndToEnd::ready(live_config(home.path(), &sandbox), None).await;
        sandbox.fault(fault.parse().unwrap());
        play.write_video().press("<C-r><Enter>");
        play.wait_for_stage(Stage::Unconfirmed).await;
        // By itself, within its first looking after it.
        play.wait_for_stage(Stage::Pending).await;
        sandbox.advance(MAX_RENDER_DURATION);
        play.wait_for_render("the video is here", |row| row.video_path.is_some()).await;
        assert_eq!(sandbox.ledger().paid.len(), 1, "{fault}");
        assert_eq!(sandbox.ledger().requests.of("POST /v3/videos").received, 2, "{fault}");
        play.quit().await;
    }
}

#[tokio::test]
async fn the_api_version_is_detected_once_the_service_is_back() {
    let (home, sandbox) = (temp_home(), start_sandbox(Sunset::Gone).await);
    sandbox.fault("502:1@/v2/user/remaining_quota".parse().unwrap());
    let mut play = EndToEnd::start(live_config(home.path(), &sandbox), None);
    play.wait_until("v3 is spoken", |app| app.studio.account.dialect == Dialect::V3).await;
    play.wait_until("the lists are here", |app| {
        app.studio.catalog.voices.ready().is_some() && app.studio.catalog.photos.ready().is_some()
    })
    .await;
    play.quit().await;
}
