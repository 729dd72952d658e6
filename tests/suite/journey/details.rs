//! Journeys to the details of a render: what went wrong, in plain words and as the service said it, and what to do.

use cuecard::domain::{Api, Dialect, KeySource, Settings, Stage};
use cuecard::runtime::Setup;
use cuecard::sandbox::Options;
use cuecard::studio::Loading;

use super::play::{KEY, LONG, Play, embedded, home, keyed, sandbox, speaking};
use crate::forms;
use crate::wire::sample;
use crate::wire::server::{Reply, Server};

impl Play {
    /// Opens the details of the newest render and waits until it is in this stage, and they are of that.
    async fn look_closer(&mut self, stage: Stage) {
        self.press("4gd");
        self.until("the details are here", |app| {
            let looked = app.studio.looked.as_ref().and_then(|looked| looked.details.ready());
            let last = looked.and_then(|all| all.events.last()).map(|event| event.what.as_str());
            let word = match stage {
                Stage::Queued => "requeued",
                Stage::Pending => "accepted",
                other => other.word(),
            };
            app.studio.queue.renders[0].stage == stage && last == Some(word)
        })
        .await;
    }

    fn shows(&self, all: &[&str]) {
        let screen = self.screen();
        for words in all {
            assert!(screen.contains(words), "{words}\n{screen}");
        }
    }
}

#[test]
fn a_video_without_credit_says_what_is_left_and_what_it_needs() {
    forms::play(Dialect::ALL, async |dialect| {
        let (home, sandbox) = (home(), sandbox(Options::default()).await);
        let mut play = Play::ready(speaking(dialect, embedded(home.path(), &sandbox)), None).await;
        forms::fault(&sandbox, "402-at-poll:1", dialect);
        play.write_video().press("<C-r><Enter>");
        let row = play.until_stage(Stage::Pending).await;
        play.look_closer(Stage::Pending).await;
        play.shows(&["It continues on the service", "being sent", row.video.as_ref().unwrap().as_str()]);

        // It is looked at while it fails: the overlay tells without another key.
        sandbox.advance(LONG);
        let events = |app: &cuecard::app::App| {
            let looked = app.studio.looked.as_ref().and_then(|looked| looked.details.ready());
            looked.is_some_and(|all| all.last_reply().is_some())
        };
        play.until("the failure is among the events", events).await;
        let code = match dialect.api() {
            Api::V2 => "MOVIO_PAYMENT_INSUFFICIENT_CREDIT",
            Api::V3 => "insufficient_credit",
        };
        play.shows(&[
            "Credits ran out while rendering.",
            "; about 0.5 credits needed",
            &format!("failed: {code}: Insufficient credit."),
            "s sends it again, unchanged, as a new render",
            "The service's reply at",
            &format!("code\":\"{code}\""),
        ]);
        assert!(!play.screen().contains("Nothing was charged"), "nobody knows that");

        // The key for another take asks first, over the details, which are still there afterwards.
        play.press("s");
        play.shows(&["is sent again, unchanged, as a new render", "Last time: "]);
        play.press("<Left><Enter>");
        play.until_stage(Stage::Pending).await;
        play.until("the old row knows its next take", |app| app.studio.queue.renders[1].take.next.is_some())
            .await;
        play.shows(&["It was sent again as render 2"]);
        play.press("<Esc>");
        assert!(play.app.studio.looked.is_none());
        assert_eq!(sandbox.ledger().requests.of(forms::sending(dialect)).received, 2);
        play.leave().await;
    });
}

/// In each of these forms renders a video that goes wrong, looks closer, and sees this.
fn goes_wrong(forms: &[Dialect], fault: &str, stage: Stage, shown: &[&str]) {
    forms::play(forms, async |dialect| {
        let (home, sandbox) = (home(), sandbox(Options::default()).await);
        let mut play = Play::ready(speaking(dialect, embedded(home.path(), &sandbox)), None).await;
        forms::fault(&sandbox, fault, dialect);
        play.write_video().press("<C-r><Enter>");
        play.until_stage(stage).await;
        play.look_closer(stage).await;
        play.shows(shown);
        play.shows(&[&format!("The request, in the dialect {}", dialect.word())]);
        let claimed = play.screen().contains("Nothing was charged.");
        assert_eq!(claimed, stage != Stage::Unconfirmed, "{fault}\n{}", play.screen());
        play.press("G").shows(&["\"Hello there, and welcome.\""]);
        play.leave().await;
    });
}

#[test]
fn what_was_not_taken_says_whether_anything_was_made_or_charged() {
    let credit = ["Not enough credit: ", "Insufficient credit.", "\"insufficient_credit\""];
    goes_wrong(Dialect::ALL, "402:1", Stage::Refused, &credit);
    for (forms, code) in [(forms::OLDER, "trial_video_limit_exceeded"), (&[Dialect::V3], "quota_exceeded")] {
        let limit = ["The daily limit is reached", "Try again tomorrow", code];
        goes_wrong(forms, "429-daily-limit:1", Stage::Refused, &limit);
    }
    let busy = ["No video was created; it is sent again by itself", "rate_limit_exceeded"];
    goes_wrong(Dialect::ALL, "429-retry-after", Stage::Queued, &busy);
    // In v3 it is known a moment later: the video is sent once more with its key.
    let unknown = [
        "It is unknown whether the video was created and charged.",
        "502 Bad Gateway",
        "it may cost twice",
        "an HTML page: 502 Bad Gateway",
    ];
    goes_wrong(forms::OLDER, "502:1", Stage::Unconfirmed, &unknown);
}

#[tokio::test]
async fn a_refusal_of_the_current_generation_names_its_page() {
    let (home, sandbox) = (home(), sandbox(Options::default()).await);
    let setup = embedded(home.path(), &sandbox);
    let settings = Settings { api: Some(Api::V3), ..Settings::default() };
    let mut play = Play::ready(Setup { settings, ..setup }, None).await;
    sandbox.fault("402:1@POST /v3/videos".parse().unwrap());
    play.write_video().press("<C-r><Enter>");
    play.until_stage(Stage::Refused).await;
    play.look_closer(Stage::Refused).await;
    play.shows(&[
        "Not enough credit: ",
        "Nothing was charged.",
        "\"doc_url\":\"https://developers.heygen.com/docs/error-codes#",
    ]);
    play.leave().await;
}

#[test]
fn neither_the_key_nor_a_signature_is_kept_with_a_reply() {
    forms::play(Dialect::ALL, async |dialect| {
        let said = format!(
            r#"{{"error":{{"code":"NO_FACE_ERROR","message":"no face for {KEY}, see https://f.example/a.webp?Signature=s3cr3t"}}}}"#
        );
        let lists: &[&str] = match dialect.api() {
            Api::V2 => &["avatars_list", "voices_list", "remaining_quota_details"],
            Api::V3 => &["v3_looks", "v3_asset_upload", "v3_asset_upload", "v3_users_me_subscription"],
        };
        let mut replies: Vec<Reply> = lists.iter().map(|name| Reply::json(200, sample(name))).collect();
        replies.push(Reply::json(400, said));
        let service = Server::start(replies).await;
        let home = home();
        // Said beforehand, so that nothing is asked but what is answered here.
        let settings =
            Settings { dialect: Some(dialect), picture_key: Some(KeySource::Id), ..Settings::default() };
        let setup = Setup { settings, ..keyed(home.path(), &service.base, None) };
        let mut play = Play::open(setup, None);
        play.until("the lists are here or not", |app| {
            let done = |waits: bool| !waits;
            let studio = &app.studio;
            done(studio.cast.is_waiting())
                && done(studio.voices.is_waiting())
                && done(studio.balance.is_waiting())
                && studio.queue.ledger == Loading::Ready(())
        })
        .await;
        play.press("1iphoto1<Enter>2ivoice1<Enter>3<Enter>Hello.<Esc><C-r><Enter>");
        play.until_stage(Stage::Refused).await;
        play.look_closer(Stage::Refused).await;
        play.shows(&["No face was found in the photo", "Ctrl-r renders it again", "[key]", "a.webp?…"]);
        play.press("y");
        play.shows_no_key(KEY);
        play.leave().await;
        for file in walk(home.path()) {
            let bytes = std::fs::read(&file).unwrap();
            for secret in [KEY, "s3cr3t"] {
                let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
                assert!(!found, "{secret} is in {}", file.display());
            }
        }
    });
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
