//! Automatic choice of the API version in every state of v2.

use std::path::Path;

use cuecard::domain::{ApiVersion, Dialect, PictureKeySource, RenderStage, Settings, Unit};
use cuecard::runtime::Config;
use cuecard::sandbox::{Billing, Options, Sandbox, ServicePolicy, Sunset};
use cuecard::studio::Remote;

use crate::support::calls::{BALANCE_CALL, SUBMIT_V3_CALL};
use crate::support::dialect_matrix::submit_call;

use crate::support::end_to_end::{
    EndToEnd, MAX_RENDER_DURATION, api_key_config, start_paused_sandbox, start_sandbox_with_policy, temp_home,
};
use crate::support::service_policy::{
    SUNSET_STATES, SunsetNotice, assert_all_sunset_states, sunset_policy, sunset_year,
};

fn live_config(home: &Path, sandbox: &Sandbox) -> Config {
    api_key_config(home, &sandbox.base_url(), None)
}

fn current_api_version(studio: &EndToEnd) -> ApiVersion {
    studio.app.studio.account.dialect.api_version()
}

const SUNSET_NOTICE: &str = "HeyGen announced the end of v2 for 31 October ";
const SERVICE_NOTICE: &str = "“This endpoint is Legacy and will be removed.";
const DOCS_URL: &str = "https://developers.heygen.com/docs/more-legacy-api";
const ENDED_NOTICE: &str = "HeyGen has ended v2 for this account: cuecard now uses v3";

fn notice_texts(notice: SunsetNotice) -> &'static [&'static str] {
    match notice {
        SunsetNotice::EndDate => &[SUNSET_NOTICE],
        SunsetNotice::ServiceMessage => &[SERVICE_NOTICE, DOCS_URL],
        SunsetNotice::Ended => &[ENDED_NOTICE],
    }
}

#[tokio::test]
async fn in_every_state_of_v2_the_first_start_renders_a_video() {
    assert_all_sunset_states();
    for (sunset, spoken, expected) in SUNSET_STATES {
        let (home, sandbox) = (temp_home(), start_sandbox_with_policy(sunset_policy(sunset)).await);
        let mut studio = EndToEnd::ready(live_config(home.path(), &sandbox), None).await;
        let screen = studio.screen();
        let header = screen.lines().next().unwrap_or_default();
        let date = || format!(" (end: 31 Oct {})", sunset_year(sunset));
        let end = if expected.contains(&SunsetNotice::EndDate) { date() } else { String::new() };
        let spoken_until = format!(" · {}{end}", spoken.as_str());
        assert!(header.contains(" of 412 cr ") && header.ends_with(&spoken_until), "{sunset:?}: {header}");
        assert_eq!(
            studio.app.studio.status_line.current.is_some(),
            !expected.is_empty(),
            "{sunset:?}: {screen}"
        );
        assert!(
            expected.iter().flat_map(|notice| notice_texts(*notice)).all(|text| screen.contains(text)),
            "{sunset:?}: {screen}"
        );
        studio.write_video().press("<C-r><Enter>");
        studio.wait_for_stage(RenderStage::Pending).await;
        let ledger = sandbox.report();
        assert_eq!(
            (ledger.paid.len(), ledger.paid[0].api_version.as_str()),
            (1, spoken.as_str()),
            "{sunset:?}"
        );
        let received = [submit_call(Dialect::Scenes), submit_call(Dialect::V3)]
            .map(|call| ledger.requests.of(call).received);
        assert_eq!(received, if spoken == ApiVersion::V2 { [1, 0] } else { [0, 1] }, "{sunset:?}");
        studio.quit().await;

        // The next start shows only the date in the header, and sends no v2 request after the end of v2.
        let studio = EndToEnd::ready(live_config(home.path(), &sandbox), None).await;
        assert_eq!(
            (current_api_version(&studio), studio.app.studio.status_line.current.as_ref()),
            (spoken, None),
            "{sunset:?}"
        );
        assert!(studio.screen().contains(&spoken_until), "{sunset:?}: {}", studio.screen());
        if spoken == ApiVersion::V3 {
            let quota = BALANCE_CALL;
            assert_eq!(sandbox.report().requests.of(quota).received, ledger.requests.of(quota).received);
        }
        studio.quit().await;
    }
}

/// A studio on v2, whose next request to the service is the paid one.
async fn studio_before_paid_request(home: &Path, sandbox: &Sandbox) -> EndToEnd {
    let settings = Settings { picture_key_source: Some(PictureKeySource::Id), ..Settings::default() };
    let mut studio = EndToEnd::ready(Config { settings, ..live_config(home, sandbox) }, None).await;
    write_friendly(&mut studio);
    studio
}

#[tokio::test]
async fn a_render_whose_version_ended_is_confirmed_in_the_other_version_before_it_failed() {
    for sunset in [Sunset::Gone, Sunset::Code] {
        let (home, sandbox) = (temp_home(), start_sandbox_with_policy(sunset_policy(Sunset::Far)).await);
        let mut studio = studio_before_paid_request(home.path(), &sandbox).await;
        sandbox.set_policy(sunset_policy(sunset));
        studio.press("<C-r><Enter>");
        studio.wait_for_text("The dialect is now v3, not scenes. No video was created.").await;
        let screen = studio.screen();
        assert!(screen.contains(LOSS_NOTE) && screen.contains(ENDED_NOTICE), "{sunset:?}: {screen}");
        assert!(!screen.contains("refused"), "{sunset:?}: {screen}");
        assert!(studio.ledger_renders().await.is_empty() && sandbox.report().paid.is_empty());
        studio.press("<Left><Enter>");
        studio.wait_for_stage(RenderStage::Pending).await;
        let ledger = sandbox.report();
        assert_eq!((ledger.paid.len(), ledger.paid[0].api_version.as_str()), (1, "v3"), "{sunset:?}");
        assert_eq!(ledger.requests.of(submit_call(Dialect::Scenes)).received, 1, "{sunset:?}");
        studio.quit().await;
    }
}

#[tokio::test]
async fn a_remembered_version_is_left_once_its_end_has_passed() {
    let (home, sandbox) = (temp_home(), start_sandbox_with_policy(sunset_policy(Sunset::Far)).await);
    let studio = EndToEnd::ready(live_config(home.path(), &sandbox), None).await;
    assert_eq!(current_api_version(&studio), ApiVersion::V2);
    studio.quit().await;
    sandbox.set_policy(sunset_policy(Sunset::Past));
    let mut studio = EndToEnd::ready(live_config(home.path(), &sandbox), None).await;
    studio.wait_for_text(ENDED_NOTICE).await;
    studio.write_video().press("<C-r><Enter>");
    let row = studio.wait_for_stage(RenderStage::Pending).await;
    assert_eq!((row.dialect, current_api_version(&studio)), (Some(Dialect::V3), ApiVersion::V3));
    assert_eq!(sandbox.report().requests.of(submit_call(Dialect::Scenes)).received, 0);
    studio.quit().await;
}

#[tokio::test]
async fn a_render_whose_endpoint_alone_is_gone_is_confirmed_in_the_other_version() {
    let (home, sandbox) = (temp_home(), start_sandbox_with_policy(sunset_policy(Sunset::Far)).await);
    let mut studio = studio_before_paid_request(home.path(), &sandbox).await;
    sandbox.fault("410@POST /v2/video/av4/generate".parse().unwrap());
    studio.press("<C-r><Enter>");
    studio.wait_for_text("The dialect is now v3, not scenes. No video was created.").await;
    assert!(studio.ledger_renders().await.is_empty() && sandbox.report().paid.is_empty());
    studio.press("<Left><Enter>");
    let row = studio.wait_for_stage(RenderStage::Pending).await;
    assert_eq!((row.dialect, sandbox.report().paid.len()), (Some(Dialect::V3), 1));
    studio.quit().await;
}

#[tokio::test]
async fn a_web_page_in_place_of_the_response_leaves_the_render_unconfirmed_and_v3_is_used_next() {
    let (home, sandbox) = (temp_home(), start_sandbox_with_policy(sunset_policy(Sunset::Far)).await);
    let mut studio = studio_before_paid_request(home.path(), &sandbox).await;
    sandbox.set_policy(sunset_policy(Sunset::Unknown));
    studio.press("<C-r><Enter>");
    studio.wait_until("v3 is spoken", |app| app.studio.account.dialect == Dialect::V3).await;
    let rows = studio.ledger_renders().await;
    assert_eq!(
        (rows.len(), rows[0].stage, rows[0].dialect),
        (1, RenderStage::Unconfirmed, Some(Dialect::Scenes))
    );
    let note = rows[0].note.as_ref().unwrap();
    // It may come from anywhere.
    assert!(
        note.contains("render the project again") && note.contains("The response was a web page"),
        "{note}"
    );
    assert!(studio.screen().contains(ENDED_NOTICE), "{}", studio.screen());
    studio.press("<C-r>");
    assert!(studio.screen().contains(LOSS_NOTE), "{}", studio.screen());
    studio.confirm_price();
    studio.wait_until("the second is accepted", |app| app.studio.queue.renders.len() == 2).await;
    studio.wait_for_stage(RenderStage::Pending).await;
    let ledger = sandbox.report();
    assert_eq!((ledger.paid.len(), ledger.paid[0].api_version.as_str()), (1, "v3"));
    assert_eq!(ledger.requests.of(submit_call(Dialect::Scenes)).received, 1);
    studio.quit().await;
}

/// A configuration whose settings prefer v3, as for HeyGen's own hosts.
fn config_preferring_v3(home: &Path, sandbox: &Sandbox) -> Config {
    let settings = Settings { preferred_api_version: ApiVersion::V3, ..Settings::default() };
    Config { settings, ..live_config(home, sandbox) }
}

#[tokio::test]
async fn v3_is_asked_first_and_v2_where_v3_does_not_take_the_account() {
    let without_v3 = ServicePolicy { v3: false, ..ServicePolicy::default() };
    for (policy, fault, expected) in [
        (ServicePolicy::default(), None, ApiVersion::V3),
        (sunset_policy(Sunset::Announced), None, ApiVersion::V3),
        (ServicePolicy::default(), Some("403@/v3/users/me"), ApiVersion::V2),
        (without_v3, None, ApiVersion::V2),
    ] {
        let (home, sandbox) = (temp_home(), start_sandbox_with_policy(policy).await);
        if let Some(fault) = fault {
            sandbox.fault(fault.parse().unwrap());
        }
        let mut studio = EndToEnd::ready(config_preferring_v3(home.path(), &sandbox), None).await;
        assert_eq!(current_api_version(&studio), expected, "{policy:?} {fault:?}");
        assert_eq!(studio.app.studio.status_line.current, None, "{}", studio.screen());
        let v2_requests = sandbox.report().requests.of(BALANCE_CALL).received;
        assert_eq!(v2_requests > 0, expected == ApiVersion::V2, "{policy:?} {fault:?}");
        studio.write_video().press("<C-r><Enter>");
        studio.wait_for_stage(RenderStage::Pending).await;
        assert_eq!(sandbox.report().paid[0].api_version, expected.as_str());
        studio.quit().await;
    }
}

#[tokio::test]
async fn v3_is_there_for_an_account_whose_balance_is_unreadable() {
    let in_euros = ServicePolicy { billing: Billing::WalletInEuros, ..ServicePolicy::default() };
    let without_v2 = ServicePolicy { billing: Billing::WalletInEuros, ..sunset_policy(Sunset::Gone) };
    for policy in [in_euros, without_v2] {
        let (home, sandbox) = (temp_home(), start_sandbox_with_policy(policy).await);
        let studio = EndToEnd::ready(config_preferring_v3(home.path(), &sandbox), None).await;
        assert_eq!(current_api_version(&studio), ApiVersion::V3, "{policy:?}");
        studio.quit().await;
    }
}

#[tokio::test]
async fn a_render_whose_v3_is_gone_is_confirmed_in_v2() {
    let (home, sandbox) = (temp_home(), start_sandbox_with_policy(ServicePolicy::default()).await);
    let mut studio = EndToEnd::ready(config_preferring_v3(home.path(), &sandbox), None).await;
    write_friendly(&mut studio);
    sandbox.fault("410:1@/v3/videos".parse().unwrap());
    sandbox.set_policy(ServicePolicy { v3: false, ..ServicePolicy::default() });
    studio.press("<C-r><Enter>");
    studio.wait_for_text("The dialect is now scenes, not v3. No video was created.").await;
    assert!(studio.screen().contains("cuecard now uses v2"), "{}", studio.screen());
    assert!(studio.ledger_renders().await.is_empty() && sandbox.report().paid.is_empty());
    studio.press("<Left><Enter>");
    let row = studio.wait_for_stage(RenderStage::Pending).await;
    assert_eq!((row.dialect, sandbox.report().paid.len()), (Some(Dialect::Scenes), 1));
    studio.quit().await;
}

#[tokio::test]
async fn a_v2_render_finishes_after_the_switch_to_v3() {
    for sunset in Sunset::ALL.iter().copied().filter(|sunset| sunset.is_over()) {
        let (home, sandbox) = (temp_home(), start_sandbox_with_policy(sunset_policy(Sunset::Far)).await);
        let mut studio = EndToEnd::ready(live_config(home.path(), &sandbox), None).await;
        studio.write_video().press("<C-r><Enter>");
        studio.wait_for_stage(RenderStage::Pending).await;
        sandbox.set_policy(sunset_policy(sunset));
        sandbox.advance(MAX_RENDER_DURATION);
        let row = studio.wait_for_render("the video is here", |row| row.video_path.is_some()).await;
        assert_eq!(row.stage, RenderStage::Completed);
        // Its completion reloaded the balance, which reveals the end of v2.
        studio.wait_until("v3 is spoken", |app| app.studio.account.dialect == Dialect::V3).await;
        studio.press("3<Enter>More.<Esc><C-r><Enter>");
        studio.wait_until("the second is accepted", |app| app.studio.queue.renders.len() == 2).await;
        studio.wait_for_stage(RenderStage::Pending).await;
        let generations: Vec<_> = sandbox.report().paid.iter().map(|paid| paid.api_version.clone()).collect();
        assert_eq!(generations, ["v2", "v3"], "{sunset:?}");
        studio.quit().await;
    }
}

/// Writes a video with an emotion.
fn write_friendly(studio: &mut EndToEnd) {
    studio.press("1<Enter>2<Enter>3<Enter>Hello there, and welcome.<A-e>friendly<Enter><Esc>");
    assert!(studio.app.studio.project_state.project.scenes[0].emotion.is_some());
}

const LOSS_NOTE: &str = "! v3: no emotions; 1 scene is sent without";

#[tokio::test]
async fn a_video_whose_dialect_has_ended_is_confirmed_again() {
    for sunset in Sunset::ALL.iter().copied().filter(|sunset| sunset.is_over()) {
        let (home, sandbox) = (temp_home(), start_sandbox_with_policy(sunset_policy(Sunset::Far)).await);
        let mut studio = EndToEnd::ready(live_config(home.path(), &sandbox), None).await;
        write_friendly(&mut studio);
        sandbox.set_policy(sunset_policy(sunset));
        studio.press("<C-r>");
        assert!(!studio.screen().contains("no emotions"), "{}", studio.screen());
        studio.press("<Enter>");
        studio.wait_for_text("The dialect is now v3, not scenes. No video was created.").await;
        assert!(studio.screen().contains(LOSS_NOTE), "{}", studio.screen());
        assert!(studio.screen().contains("cuecard now uses v3"), "{}", studio.screen());
        if sunset == Sunset::Gone {
            studio.press("<Left><Enter>");
        } else {
            // The dialog is unsolicited: Enter alone pays for nothing.
            studio.press("<Enter>");
            assert!(!studio.screen().contains(LOSS_NOTE), "{}", studio.screen());
            assert!(studio.ledger_renders().await.is_empty() && sandbox.report().paid.is_empty());
            studio.press("<C-r>");
            assert!(studio.screen().contains(LOSS_NOTE), "{}", studio.screen());
            studio.press("<Enter>");
        }
        let row = studio.wait_for_stage(RenderStage::Pending).await;
        assert_eq!(row.dialect, Some(Dialect::V3), "{sunset:?}");
        let paid = sandbox.report().paid;
        assert_eq!((paid.len(), paid[0].api_version.as_str()), (1, "v3"));
        studio.quit().await;
    }
}

#[tokio::test]
async fn reloading_a_list_detects_the_end_of_v2_before_a_price_is_shown() {
    for list in ["1R", "2R"] {
        let (home, sandbox) = (temp_home(), start_sandbox_with_policy(sunset_policy(Sunset::Far)).await);
        let mut studio = EndToEnd::ready(live_config(home.path(), &sandbox), None).await;
        write_friendly(&mut studio);
        sandbox.set_policy(sunset_policy(Sunset::Gone));
        studio.press(list);
        studio
            .wait_until("v3 is spoken, and its photos are known", |app| {
                app.studio.account.dialect == Dialect::V3 && app.studio.catalog.photos.ready().is_some()
            })
            .await;
        studio.press("<C-r>");
        assert!(studio.screen().contains(LOSS_NOTE), "{list}: {}", studio.screen());
        studio.press("<Enter>");
        let row = studio.wait_for_stage(RenderStage::Pending).await;
        assert_eq!(row.dialect, Some(Dialect::V3));
        studio.quit().await;
    }
}

#[tokio::test]
async fn a_configured_api_version_is_used_whatever_the_service_offers() {
    let (home, sandbox) = (temp_home(), start_sandbox_with_policy(sunset_policy(Sunset::Far)).await);
    let settings = Settings { api_version: Some(ApiVersion::V3), ..Settings::default() };
    let studio = EndToEnd::ready(Config { settings, ..live_config(home.path(), &sandbox) }, None).await;
    assert_eq!(current_api_version(&studio), ApiVersion::V3);
    studio.quit().await;

    let (home, sandbox) = (self::temp_home(), start_sandbox_with_policy(sunset_policy(Sunset::Gone)).await);
    let settings = Settings { api_version: Some(ApiVersion::V2), ..Settings::default() };
    let mut studio = EndToEnd::start(Config { settings, ..live_config(home.path(), &sandbox) }, None);
    studio.wait_until("the voices fail", |app| app.studio.catalog.voices.error().is_some()).await;
    let screen = studio.press("2").screen();
    assert!(screen.contains("The service has no endpoint for the"), "{screen}");
    assert!(screen.contains("--api auto"), "{screen}");
    studio.quit().await;
}

#[tokio::test]
async fn without_any_api_version_the_lists_fail_and_recover_on_reload() {
    let policy = ServicePolicy { sunset: Sunset::Unknown, v3: false, ..ServicePolicy::default() };
    let (home, sandbox) = (temp_home(), start_sandbox_with_policy(policy).await);
    let mut studio = EndToEnd::start(live_config(home.path(), &sandbox), None);
    studio
        .wait_until("the lists fail", |app| {
            app.studio.catalog.voices.error().is_some() && app.studio.catalog.photos.error().is_some()
        })
        .await;
    assert!(studio.screen().contains("The service has no endpoint"), "{}", studio.screen());
    sandbox.set_policy(ServicePolicy { sunset: Sunset::Unknown, v3: true, ..ServicePolicy::default() });
    studio.press("2R1R");
    studio
        .wait_until("the lists are here", |app| {
            app.studio.catalog.voices.ready().is_some()
                && matches!(app.studio.catalog.photos, Remote::Ready(_))
        })
        .await;
    assert_eq!(
        studio.app.studio.account.dialect,
        Dialect::V3,
        "the lists report the API version that they used"
    );
    studio.quit().await;
}

#[tokio::test]
async fn prices_and_missing_amounts_use_the_unit_of_the_account() {
    for (billing, unit) in [
        (Billing::Wallet, Unit::Usd),
        (Billing::Subscription, Unit::PremiumCredit),
        (Billing::UsageBased, Unit::ApiCredit),
    ] {
        let policy = ServicePolicy { sunset: Sunset::Gone, billing, ..ServicePolicy::default() };
        let (home, sandbox) = (temp_home(), start_sandbox_with_policy(policy).await);
        let mut studio = EndToEnd::ready(live_config(home.path(), &sandbox), None).await;
        let balance = studio.app.studio.account.balance.ready().copied().flatten().unwrap();
        assert_eq!((studio.app.studio.rate.unit, balance.remaining.unit), (unit, unit), "{billing:?}");
        sandbox.fault("402:1@POST /v3/videos".parse().unwrap());
        studio.write_video().press("<C-r>");
        assert!(studio.screen().contains(&format!("balance {balance} → about ")), "{}", studio.screen());
        studio.press("<Enter>4z");
        let row = studio.wait_for_stage(RenderStage::Refused).await;
        assert_eq!((row.estimated_cost.unit, sandbox.report().paid.len()), (unit, 0));
        let figures = format!("The balance is {balance}; it needs about {}", row.estimated_cost);
        assert!(studio.screen().contains(&figures), "{figures}\n{}", studio.screen());
        studio.quit().await;
    }
}

#[tokio::test]
async fn an_account_without_credits_renders_within_its_overage_limit() {
    let policy =
        ServicePolicy { sunset: Sunset::Gone, billing: Billing::UsageBased, ..ServicePolicy::default() };
    let options = Options { policy, credits: 0, ..Options::default() };
    let (home, sandbox) = (temp_home(), start_paused_sandbox(options).await);
    let mut studio = EndToEnd::ready(live_config(home.path(), &sandbox), None).await;
    studio.write_video().press("<C-r>");
    let screen = studio.screen();
    assert!(screen.contains("balance 0 API credits, then $10.00"), "{screen}");
    assert!(!screen.contains("does not cover") && !screen.contains("may fail"), "{screen}");
    studio.press("<Enter>4z");
    studio.wait_for_stage(RenderStage::Pending).await;
    assert_eq!(sandbox.report().paid.len(), 1);
    studio.quit().await;
}

#[tokio::test]
async fn a_lost_response_is_retried_with_the_same_idempotency_key() {
    for fault in ["reset-recorded:1@POST /v3/videos", "502:1@POST /v3/videos", "reset:1@POST /v3/videos"] {
        let (home, sandbox) = (temp_home(), start_sandbox_with_policy(sunset_policy(Sunset::Gone)).await);
        let mut studio = EndToEnd::ready(live_config(home.path(), &sandbox), None).await;
        sandbox.fault(fault.parse().unwrap());
        studio.write_video().press("<C-r><Enter>");
        studio.wait_for_stage(RenderStage::Unconfirmed).await;
        // The first automatic reconciliation finds it.
        studio.wait_for_stage(RenderStage::Pending).await;
        sandbox.advance(MAX_RENDER_DURATION);
        studio.wait_for_render("the video is here", |row| row.video_path.is_some()).await;
        assert_eq!(sandbox.report().paid.len(), 1, "{fault}");
        assert_eq!(sandbox.report().requests.of(SUBMIT_V3_CALL).received, 2, "{fault}");
        studio.quit().await;
    }
}

#[tokio::test]
async fn the_api_version_is_detected_once_the_service_is_back() {
    let (home, sandbox) = (temp_home(), start_sandbox_with_policy(sunset_policy(Sunset::Gone)).await);
    sandbox.fault("502:1@/v2/user/remaining_quota".parse().unwrap());
    let mut studio = EndToEnd::start(live_config(home.path(), &sandbox), None);
    studio.wait_until("v3 is spoken", |app| app.studio.account.dialect == Dialect::V3).await;
    studio
        .wait_until("the lists are here", |app| {
            app.studio.catalog.voices.ready().is_some() && app.studio.catalog.photos.ready().is_some()
        })
        .await;
    studio.quit().await;
}
