//! Journeys to the details of a render: what went wrong, in plain words and as the service said it, and what to do.

use cuecard::domain::{ApiVersion, Dialect, PictureKeySource, RenderStage, Settings};
use cuecard::runtime::Config;
use cuecard::sandbox::Options;
use cuecard::studio::Remote;

use crate::support::cli_harness::contains_text;
use crate::support::dialect_matrix;
use crate::support::end_to_end::{
    API_KEY, EndToEnd, MAX_RENDER_DURATION, api_key_config, sandbox_config, start_paused_sandbox, temp_home,
    with_dialect,
};
use crate::support::scripted_client::sample;
use crate::support::scripted_server::{ScriptedReply, ScriptedServer};

impl EndToEnd {
    /// Opens the details of the newest render and waits until it is in this stage, and they are of that.
    async fn open_details(&mut self, stage: RenderStage) {
        self.press("4gd");
        self.wait_until("the details are here", |app| {
            let looked = app.studio.open_details.as_ref().and_then(|looked| looked.details.ready());
            let last = looked.and_then(|all| all.events.last()).map(|event| event.kind.as_str());
            let word = match stage {
                RenderStage::Queued => "requeued",
                RenderStage::Pending => "accepted",
                other => other.as_str(),
            };
            app.studio.queue.renders[0].stage == stage && last == Some(word)
        })
        .await;
    }

    fn assert_shows(&self, all: &[&str]) {
        let screen = self.screen();
        for words in all {
            assert!(screen.contains(words), "{words}\n{screen}");
        }
    }
}

#[test]
fn the_details_of_a_credit_failure_show_the_balance_and_the_need() {
    dialect_matrix::for_each_dialect_async(Dialect::ALL, async |dialect| {
        let (home, sandbox) = (temp_home(), start_paused_sandbox(Options::default()).await);
        let mut studio =
            EndToEnd::ready(with_dialect(dialect, sandbox_config(home.path(), &sandbox)), None).await;
        dialect_matrix::inject_submit_error(&sandbox, "402-at-poll:1", dialect);
        studio.write_video().press("<C-r><Enter>");
        let row = studio.wait_for_stage(RenderStage::Pending).await;
        studio.open_details(RenderStage::Pending).await;
        studio.assert_shows(&[
            "It continues on the service",
            "being sent",
            row.video_id.as_ref().unwrap().as_str(),
        ]);

        // The open overlay shows the failure without a key press.
        sandbox.advance(MAX_RENDER_DURATION);
        let events = |app: &cuecard::app::App| {
            let looked = app.studio.open_details.as_ref().and_then(|looked| looked.details.ready());
            looked.is_some_and(|all| all.last_response().is_some())
        };
        studio.wait_until("the failure is among the events", events).await;
        let code = match dialect.api_version() {
            ApiVersion::V2 => "MOVIO_PAYMENT_INSUFFICIENT_CREDIT",
            ApiVersion::V3 => "insufficient_credit",
        };
        studio.assert_shows(&[
            "Credits ran out while rendering.",
            "; it needs about 0.5 credits",
            &format!("failed: {code}: Insufficient credit."),
            "s sends it again, unchanged, as a new render",
            "The service's response at",
            &format!("code\":\"{code}\""),
        ]);
        assert!(
            !studio.screen().contains("Nothing was charged"),
            "it is unknown whether anything was charged"
        );

        // The key for another take asks first, over the details, which are still there afterwards.
        studio.press("s");
        studio.assert_shows(&["is sent again, unchanged, as a new render", "Last time: "]);
        studio.press("<Left><Enter>");
        studio.wait_for_stage(RenderStage::Pending).await;
        studio
            .wait_until("the old row knows its next take", |app| {
                app.studio.queue.renders[1].lineage.resent_as.is_some()
            })
            .await;
        studio.assert_shows(&["It was sent again as render 2"]);
        studio.press("<Esc>");
        assert!(studio.app.studio.open_details.is_none());
        assert_eq!(sandbox.report().requests.of(dialect_matrix::submit_call(dialect)).received, 2);
        studio.quit().await;
    });
}

/// In each dialect: renders with this fault, opens the details, and checks these texts.
fn check_failure_details(dialects: &[Dialect], fault: &str, stage: RenderStage, shown: &[&str]) {
    dialect_matrix::for_each_dialect_async(dialects, async |dialect| {
        let (home, sandbox) = (temp_home(), start_paused_sandbox(Options::default()).await);
        let mut studio =
            EndToEnd::ready(with_dialect(dialect, sandbox_config(home.path(), &sandbox)), None).await;
        dialect_matrix::inject_submit_error(&sandbox, fault, dialect);
        studio.write_video().press("<C-r><Enter>");
        studio.wait_for_stage(stage).await;
        studio.open_details(stage).await;
        studio.assert_shows(shown);
        studio.assert_shows(&[&format!("The request, in the dialect {}", dialect.as_str())]);
        let claimed = studio.screen().contains("Nothing was charged.");
        assert_eq!(claimed, stage != RenderStage::Unconfirmed, "{fault}\n{}", studio.screen());
        studio.press("G").assert_shows(&["\"Hello there, and welcome.\""]);
        studio.quit().await;
    });
}

#[test]
fn the_details_of_a_refusal_say_whether_anything_was_charged() {
    let credit = ["Not enough credits: ", "Insufficient credit.", "\"insufficient_credit\""];
    check_failure_details(Dialect::ALL, "402:1", RenderStage::Refused, &credit);
    for (dialects, code) in
        [(dialect_matrix::V2_DIALECTS, "trial_video_limit_exceeded"), (&[Dialect::V3], "quota_exceeded")]
    {
        let limit = ["The daily limit is reached", "Try again tomorrow", code];
        check_failure_details(dialects, "429-daily-limit:1", RenderStage::Refused, &limit);
    }
    let busy = ["No video was created; it is sent again automatically", "rate_limit_exceeded"];
    check_failure_details(Dialect::ALL, "429-retry-after", RenderStage::Queued, &busy);
    // In v3 it is known a moment later: the video is sent once more with its key.
    let unknown = [
        "It is unknown whether the video was created and charged.",
        "502 Bad Gateway",
        "it may cost twice",
        "an HTML page: 502 Bad Gateway",
    ];
    check_failure_details(dialect_matrix::V2_DIALECTS, "502:1", RenderStage::Unconfirmed, &unknown);
}

#[tokio::test]
async fn the_details_of_a_v3_refusal_show_its_docs_url() {
    let (home, sandbox) = (temp_home(), start_paused_sandbox(Options::default()).await);
    let config = sandbox_config(home.path(), &sandbox);
    let settings = Settings { api_version: Some(ApiVersion::V3), ..Settings::default() };
    let mut studio = EndToEnd::ready(Config { settings, ..config }, None).await;
    sandbox.fault("402:1@POST /v3/videos".parse().unwrap());
    studio.write_video().press("<C-r><Enter>");
    studio.wait_for_stage(RenderStage::Refused).await;
    studio.open_details(RenderStage::Refused).await;
    studio.assert_shows(&[
        "Not enough credits: ",
        "Nothing was charged.",
        "\"doc_url\":\"https://developers.heygen.com/docs/error-codes#",
    ]);
    studio.quit().await;
}

#[test]
fn stored_replies_contain_neither_the_api_key_nor_signatures() {
    dialect_matrix::for_each_dialect_async(Dialect::ALL, async |dialect| {
        let text = format!(
            r#"{{"error":{{"code":"NO_FACE_ERROR","message":"no face for {API_KEY}, see https://f.example/a.webp?Signature=s3cr3t"}}}}"#
        );
        let lists: &[&str] = match dialect.api_version() {
            ApiVersion::V2 => &["avatars_list", "voices_list", "remaining_quota_details"],
            ApiVersion::V3 => &["v3_looks", "v3_asset_upload", "v3_asset_upload", "v3_users_me_subscription"],
        };
        let mut replies: Vec<ScriptedReply> =
            lists.iter().map(|name| ScriptedReply::json(200, sample(name))).collect();
        replies.push(ScriptedReply::json(400, text));
        let service = ScriptedServer::start(replies).await;
        let home = temp_home();
        // Configured, so that only the scripted requests are sent.
        let settings = Settings {
            dialect: Some(dialect),
            picture_key_source: Some(PictureKeySource::Id),
            ..Settings::default()
        };
        let config = Config { settings, ..api_key_config(home.path(), &service.base, None) };
        let mut play = EndToEnd::start(config, None);
        play.wait_until("the lists are here or not", |app| {
            let done = |waits: bool| !waits;
            let studio = &app.studio;
            done(studio.catalog.photos.is_loading())
                && done(studio.catalog.voices.is_loading())
                && done(studio.account.balance.is_loading())
                && studio.queue.ledger_read == Remote::Ready(())
        })
        .await;
        play.press("1iphoto1<Enter>2ivoice1<Enter>3<Enter>Hello.<Esc><C-r><Enter>");
        play.wait_for_stage(RenderStage::Refused).await;
        play.open_details(RenderStage::Refused).await;
        play.assert_shows(&[
            "No face was found in the photo",
            "Ctrl-r renders it again",
            "[key]",
            "a.webp?…",
        ]);
        play.press("y");
        play.assert_api_key_absent(API_KEY);
        play.quit().await;
        for secret in [API_KEY, "s3cr3t"] {
            assert!(!contains_text(home.path(), secret), "{secret} is in a file");
        }
    });
}
