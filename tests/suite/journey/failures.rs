//! Journeys through failures: nothing is paid twice, nothing is lost, and what happened is said.

use cuecard::domain::{ApiVersion, CreationState, Dialect, ErrorKind, RenderStage};
use cuecard::sandbox::{CallCount, Options};

use crate::support::calls::VOICES_CALL;
use crate::support::dialect_matrix;
use crate::support::end_to_end::{
    API_KEY, EndToEnd, MAX_RENDER_DURATION, api_key_config, sandbox_config, start_paused_sandbox, temp_home,
    with_dialect,
};
use crate::support::scripted_client::sample;
use crate::support::scripted_server::{ScriptedReply, ScriptedServer};

#[test]
fn lists_load_after_a_rate_limit() {
    dialect_matrix::for_each_dialect_async(Dialect::ALL, async |dialect| {
        // In v3 voices come in pages: one of the account's own, four of those for everybody.
        let lists = match dialect.api_version() {
            ApiVersion::V2 => [("GET /v2/avatars", 1), (VOICES_CALL, 1)],
            ApiVersion::V3 => [("GET /v3/avatars/looks", 1), ("GET /v3/voices", 5)],
        };
        let faults = lists.map(|(list, _)| format!("429-retry-after:1@{list}").parse().unwrap());
        let (home, sandbox) = (
            temp_home(),
            start_paused_sandbox(Options { faults: faults.to_vec(), ..Options::default() }).await,
        );
        let studio =
            EndToEnd::ready(with_dialect(dialect, sandbox_config(home.path(), &sandbox)), None).await;
        for (list, pages) in lists {
            let count = CallCount { received: pages + 1, accepted: pages };
            assert_eq!(sandbox.report().requests.of(list), count, "{list}");
        }
        studio.quit().await;
    });
}

#[test]
fn a_lost_response_leaves_a_render_unconfirmed_and_not_resent() {
    // In v3 the render is resent with its idempotency key: see `journey::api_versions`.
    dialect_matrix::for_each_dialect_async(dialect_matrix::V2_DIALECTS, async |dialect| {
        for (fault, made) in [("502:1", 0), ("reset:1", 0), ("reset-recorded:1", 1)] {
            let (home, sandbox) = (temp_home(), start_paused_sandbox(Options::default()).await);
            let mut studio =
                EndToEnd::ready(with_dialect(dialect, sandbox_config(home.path(), &sandbox)), None).await;
            dialect_matrix::inject_submit_error(&sandbox, fault, dialect);
            studio.write_video().press("<C-r><Enter>");
            let row = studio.wait_for_stage(RenderStage::Unconfirmed).await;
            assert!(row.note.as_ref().unwrap().contains("check on the service"), "{fault}: {row:?}");
            assert!(studio.screen().contains("Untitled may have been sent"), "{fault}: {}", studio.screen());
            // The key that opens the dialog does not answer it, however long it is held.
            studio.press("4ssssssss");
            assert!(studio.screen().contains("[ Cancel ]"), "{fault}: {}", studio.screen());
            studio.press("<Esc>");
            assert_eq!(studio.ledger_renders().await, [row], "{fault}");
            studio.quit().await;

            // The next run must not send it either.
            let studio =
                EndToEnd::ready(with_dialect(dialect, sandbox_config(home.path(), &sandbox)), None).await;
            let ledger = sandbox.report();
            assert_eq!(
                (ledger.requests.of(dialect_matrix::submit_call(dialect)).received, ledger.paid.len()),
                (1, made),
                "{fault}"
            );
            assert_eq!(studio.ledger_renders().await.len(), 1, "{fault}");
        }
    });
}

#[test]
fn a_render_without_credit_is_refused_and_nothing_is_created() {
    dialect_matrix::for_each_dialect_async(Dialect::ALL, async |dialect| {
        let (home, sandbox) = (temp_home(), start_paused_sandbox(Options::default()).await);
        let mut studio =
            EndToEnd::ready(with_dialect(dialect, sandbox_config(home.path(), &sandbox)), None).await;
        dialect_matrix::inject_submit_error(&sandbox, "402:1", dialect);
        studio.write_video().press("<C-r><Enter>");
        let row = studio.wait_for_stage(RenderStage::Refused).await;
        let note = row.note.as_ref().unwrap();
        assert!(note.contains("credit") && note.ends_with("No video was created."), "{row:?}");
        assert!(studio.screen().contains("Not enough credits"), "{}", studio.screen());
        assert_eq!(studio.ledger_renders().await, [row]);
        assert_eq!(
            sandbox.report().requests.of(dialect_matrix::submit_call(dialect)),
            CallCount { received: 1, accepted: 0 }
        );
        assert!(sandbox.report().paid.is_empty());

        studio.press("<C-r><Enter>");
        studio.wait_for_stage(RenderStage::Pending).await;
        assert_eq!(
            sandbox.report().requests.of(dialect_matrix::submit_call(dialect)),
            CallCount { received: 2, accepted: 1 }
        );
    });
}

#[test]
fn a_failed_video_says_why_in_plain_words() {
    dialect_matrix::for_each_dialect_async(Dialect::ALL, async |dialect| {
        let (home, sandbox) = (temp_home(), start_paused_sandbox(Options::default()).await);
        let mut studio =
            EndToEnd::ready(with_dialect(dialect, sandbox_config(home.path(), &sandbox)), None).await;
        dialect_matrix::inject_submit_error(&sandbox, "402-at-poll:1", dialect);
        studio.write_video().press("<C-r><Enter>4");
        studio.wait_for_stage(RenderStage::Pending).await;
        sandbox.advance(MAX_RENDER_DURATION);
        let row = studio.wait_for_stage(RenderStage::Failed).await;
        let why =
            "Credits ran out while rendering. Top up the account or shorten the script, then render again.";
        assert_eq!(row.note.as_deref(), Some(why));
        assert!(studio.screen().contains("Credits ran out while rendering"), "{}", studio.screen());
        assert_eq!(studio.ledger_renders().await, [row]);
        assert!(!home.path().join("videos").exists(), "nothing was downloaded");
    });
}

#[test]
fn a_rejected_api_key_is_reported_and_unsaved_work_is_kept() {
    dialect_matrix::for_each_dialect_async(Dialect::ALL, async |dialect| {
        let service =
            ScriptedServer::start(vec![ScriptedReply::json(401, sample("error_v3_unauthorized"))]).await;
        let home = temp_home();
        let mut studio =
            EndToEnd::start(with_dialect(dialect, api_key_config(home.path(), &service.base, None)), None);
        studio.press("3<Enter>Written all the same.");
        studio
            .wait_until("both lists have failed", |app| {
                app.studio.catalog.photos.error().is_some() && app.studio.catalog.voices.error().is_some()
            })
            .await;
        let error = studio.app.studio.catalog.voices.error().unwrap();
        assert_eq!((error.kind, error.creation), (ErrorKind::ApiKey, CreationState::NotRequested));
        assert!(studio.screen().contains("key: Unauthorized"), "{}", studio.screen());
        assert!(studio.screen().contains("Written all the same."), "{}", studio.screen());
        studio.wait_until("the work is kept", |_| home.path().join("data/drafts").exists()).await;
        studio.assert_api_key_absent(API_KEY);
        assert!(service.requests().iter().all(|heard| heard.header("x-api-key") == Some(API_KEY)));
    });
}

#[test]
fn a_typed_api_key_is_shown_nowhere() {
    dialect_matrix::for_each_dialect_async(Dialect::ALL, async |dialect| {
        let (home, service) = (temp_home(), start_paused_sandbox(Options::default()).await);
        let mut config = with_dialect(dialect, api_key_config(home.path(), &service.base_url(), None));
        (config.account, config.api_key) = (cuecard::studio::ActiveAccount::SignedOut, None);
        let mut studio = EndToEnd::start(config, None);
        studio.press("k").press(API_KEY);
        studio.assert_api_key_absent(API_KEY);
        studio.press("<Enter>");
        studio.wait_until("the photos are here", |app| app.studio.catalog.photos.ready().is_some()).await;
        studio.assert_api_key_absent(API_KEY);
    });
}

#[test]
fn retries_without_a_connection_are_counted_in_the_list_panes() {
    dialect_matrix::for_each_dialect_async(&[Dialect::Scenes], async |_| {
        let home = temp_home();
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut studio =
            EndToEnd::start(api_key_config(home.path(), &format!("http://{closed}"), None), None);
        // The first question, which all others wait for, is one of them.
        studio.wait_for_text("No connection; trying again (1)").await;
        studio.wait_for_text("No connection; trying again (2)").await;
        studio.quit().await;
    });
}
