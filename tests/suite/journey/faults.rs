//! Journeys through failures: nothing is paid twice, nothing is lost, and what happened is said.

use cuecard::domain::{Api, Certainty, Dialect, FaultKind, Stage};
use cuecard::sandbox::{CallCount, Options};

use super::play::{KEY, LONG, Play, embedded, home, keyed, sandbox, speaking};
use crate::forms;
use crate::wire::sample;
use crate::wire::server::{Reply, Server};

#[test]
fn lists_come_once_the_service_has_time() {
    forms::play(Dialect::ALL, async |dialect| {
        // In v3 voices come in pages: one of the account's own, three of those for everybody.
        let lists = match dialect.api() {
            Api::V2 => [("GET /v2/avatars", 1), ("GET /v2/voices", 1)],
            Api::V3 => [("GET /v3/avatars/looks", 1), ("GET /v3/voices", 4)],
        };
        let faults = lists.map(|(list, _)| format!("429-retry-after:1@{list}").parse().unwrap());
        let (home, sandbox) =
            (home(), sandbox(Options { faults: faults.to_vec(), ..Options::default() }).await);
        let play = Play::ready(speaking(dialect, embedded(home.path(), &sandbox)), None).await;
        for (list, pages) in lists {
            let count = CallCount { received: pages + 1, accepted: pages };
            assert_eq!(sandbox.ledger().requests.of(list), count, "{list}");
        }
        play.leave().await;
    });
}

#[test]
fn a_lost_answer_leaves_a_video_unconfirmed_and_sends_nothing_twice() {
    // In v3 the video is sent once more with its key: `generations` plays that.
    forms::play(forms::OLDER, async |dialect| {
        for (fault, made) in [("502:1", 0), ("reset:1", 0), ("reset-recorded:1", 1)] {
            let (home, sandbox) = (home(), sandbox(Options::default()).await);
            let mut play = Play::ready(speaking(dialect, embedded(home.path(), &sandbox)), None).await;
            forms::fault(&sandbox, fault, dialect);
            play.write_video().press("<C-r><Enter>");
            let row = play.until_stage(Stage::Unconfirmed).await;
            assert!(row.note.as_ref().unwrap().contains("check on the service"), "{fault}: {row:?}");
            assert!(play.screen().contains("Untitled may have been sent"), "{fault}: {}", play.screen());
            // The key that opens the dialog does not answer it, however long it is held.
            play.press("4ssssssss");
            assert!(play.screen().contains("[ Cancel ]"), "{fault}: {}", play.screen());
            play.press("<Esc>");
            assert_eq!(play.rows().await, [row], "{fault}");
            play.leave().await;

            // The next run must not send it either.
            let play = Play::ready(speaking(dialect, embedded(home.path(), &sandbox)), None).await;
            let books = sandbox.ledger();
            assert_eq!(
                (books.requests.of(forms::sending(dialect)).received, books.paid.len()),
                (1, made),
                "{fault}"
            );
            assert_eq!(play.rows().await.len(), 1, "{fault}");
        }
    });
}

#[test]
fn a_video_without_credit_is_refused_and_nothing_is_made() {
    forms::play(Dialect::ALL, async |dialect| {
        let (home, sandbox) = (home(), sandbox(Options::default()).await);
        let mut play = Play::ready(speaking(dialect, embedded(home.path(), &sandbox)), None).await;
        forms::fault(&sandbox, "402:1", dialect);
        play.write_video().press("<C-r><Enter>");
        let row = play.until_stage(Stage::Refused).await;
        assert!(row.note.as_ref().unwrap().ends_with("No video was created."), "{row:?}");
        assert!(play.screen().contains("Not enough credit"), "{}", play.screen());
        assert_eq!(play.rows().await, [row]);
        assert_eq!(
            sandbox.ledger().requests.of(forms::sending(dialect)),
            CallCount { received: 1, accepted: 0 }
        );
        assert!(sandbox.ledger().paid.is_empty());

        play.press("<C-r><Enter>");
        play.until_stage(Stage::Pending).await;
        assert_eq!(
            sandbox.ledger().requests.of(forms::sending(dialect)),
            CallCount { received: 2, accepted: 1 }
        );
    });
}

#[test]
fn a_failed_video_says_why_in_plain_words() {
    forms::play(Dialect::ALL, async |dialect| {
        let (home, sandbox) = (home(), sandbox(Options::default()).await);
        let mut play = Play::ready(speaking(dialect, embedded(home.path(), &sandbox)), None).await;
        forms::fault(&sandbox, "402-at-poll:1", dialect);
        play.write_video().press("<C-r><Enter>4");
        play.until_stage(Stage::Pending).await;
        sandbox.advance(LONG);
        let row = play.until_stage(Stage::Failed).await;
        let why =
            "Credits ran out while rendering. Top up the account or shorten the script, then render again.";
        assert_eq!(row.note.as_deref(), Some(why));
        assert!(play.screen().contains("Credits ran out while rendering"), "{}", play.screen());
        assert_eq!(play.rows().await, [row]);
        assert!(!home.path().join("videos").exists(), "nothing was downloaded");
    });
}

#[test]
fn a_wrong_key_is_said_where_it_matters_and_costs_no_work() {
    forms::play(Dialect::ALL, async |dialect| {
        let service = Server::start(vec![Reply::json(401, sample("error_v3_unauthorized"))]).await;
        let home = home();
        let mut play = Play::open(speaking(dialect, keyed(home.path(), &service.base, None)), None);
        play.press("3<Enter>Written all the same.");
        play.until("both lists have failed", |app| {
            app.studio.cast.fault().is_some() && app.studio.voices.fault().is_some()
        })
        .await;
        let fault = play.app.studio.voices.fault().unwrap();
        assert_eq!((fault.kind, fault.certainty), (FaultKind::Key, Certainty::Asked));
        assert!(play.screen().contains("key: Unauthorized"), "{}", play.screen());
        assert!(play.screen().contains("Written all the same."), "{}", play.screen());
        play.until("the work is kept", |_| home.path().join("data/drafts").exists()).await;
        play.shows_no_key(KEY);
        assert!(service.heard().iter().all(|heard| heard.header("x-api-key") == Some(KEY)));
    });
}

#[test]
fn a_typed_key_is_seen_nowhere() {
    forms::play(Dialect::ALL, async |dialect| {
        let (home, service) = (home(), sandbox(Options::default()).await);
        let mut setup = speaking(dialect, keyed(home.path(), &service.base_url(), None));
        (setup.account, setup.key) = (cuecard::studio::Account::Nobody, None);
        let mut play = Play::open(setup, None);
        play.press("k").press(KEY);
        play.shows_no_key(KEY);
        play.press("<Enter>");
        play.until("the photos are here", |app| app.studio.cast.ready().is_some()).await;
        play.shows_no_key(KEY);
    });
}

#[test]
fn retries_without_a_connection_are_counted_where_the_lists_will_be() {
    forms::play(&[Dialect::Scenes], async |_| {
        let home = home();
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut play = Play::open(keyed(home.path(), &format!("http://{closed}"), None), None);
        // The first question, which all others wait for, is one of them.
        play.until_shown("No connection; trying again (1)").await;
        play.until_shown("No connection; trying again (2)").await;
        play.leave().await;
    });
}
