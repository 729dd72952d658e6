//! `photos add` on a service that lists a photo after the training of its group.

use std::os::unix::process::ExitStatusExt;
use std::time::Duration;

use cuecard::sandbox::{CallCount, Options, ServicePolicy, TrainingPolicy};

use super::desk::{Desk, quick, still};
use super::looks::interrupted;

const CREATE: &str = "POST /v2/photo_avatar/avatar_group/create";
const TRAIN: &str = "POST /v2/photo_avatar/train";
const UPLOAD: &str = "POST /v1/asset";
const ONCE: CallCount = CallCount { received: 1, accepted: 1 };

async fn desk(options: Options) -> (Desk, String) {
    let terms = ServicePolicy { training: TrainingPolicy::Required, ..ServicePolicy::default() };
    let desk = Desk::new(Options { policy: terms, ..options }).await;
    let path = desk.path("Uncle Bob.png");
    image::RgbImage::from_pixel(64, 64, image::Rgb([40; 3])).save(&path).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (desk, path)
}

fn is_made_once(desk: &Desk, place: &str) {
    let requests = desk.sandbox.ledger().requests;
    for call in [UPLOAD, CREATE, TRAIN] {
        assert_eq!(requests.of(call), ONCE, "{call} {place}");
    }
    let listed = desk.run(&["photos", "uncle", "bob"]);
    assert_eq!(listed.out.lines().count(), 1, "{place}: {listed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_is_trained_after_a_word_and_looks_are_drawn_of_it() {
    let (desk, picture) = desk(quick()).await;
    for _ in 0..2 {
        // The second time goes on with the group of the first.
        let error = desk.run(&["photos", "add", &picture]);
        assert_eq!(error.code, 2, "{error:?}");
        assert!(error.err.contains("Uncle Bob was created (group "), "{error:?}");
        assert!(error.err.contains("Train it with: cuecard photos collect --yes"), "{error:?}");
        assert_eq!(desk.sandbox.ledger().requests.of(TRAIN).received, 0);
        assert_eq!(desk.run(&["photos", "uncle", "bob"]).out, "");
    }
    let made = desk.run(&["photos", "collect", "--yes"]);
    assert_eq!(made.code, 0, "{made:?}");
    assert!(made.out.ends_with("  Uncle Bob\n") && made.err.contains("older API plans charge 4"), "{made:?}");
    is_made_once(&desk, "");
    let none = desk.run(&["photos", "collect"]);
    assert!(none.code == 0 && none.err.contains("No looks are new"), "{none:?}");
    let drawn = desk.run(&["photos", "draw", "uncle bob", "at sea", "--yes"]);
    assert_eq!((drawn.code, drawn.out.lines().count()), (0, 4), "{drawn:?}");
    assert_eq!(desk.sandbox.ledger().requests.of(TRAIN), ONCE);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_training_is_taken_up_again() {
    let (desk, picture) = desk(still()).await;
    let add = ["photos", "add", &picture, "--yes"];
    let is_left = |words: &[&str], said: &str| {
        let left = interrupted(&desk, words, said);
        assert!(left.code == 130 && left.err.contains("cuecard photos collect"), "{left:?}");
    };
    is_left(&add, "made: Uncle Bob (group");
    desk.sandbox.advance(Duration::from_secs(70));
    // The interrupt may come before the request for the training, or while it is on its way.
    is_left(&add, "training: pending");
    if desk.sandbox.ledger().requests.of(TRAIN).received == 0 {
        is_left(&add, "training: begins");
    }
    is_left(&add, "training: pending");
    is_left(&["photos", "collect"], "training: pending");
    desk.sandbox.advance(Duration::from_mins(21));
    let made = desk.run(&["photos", "collect"]);
    assert!(made.code == 0 && made.out.ends_with("  Uncle Bob\n"), "{made:?}");
    is_made_once(&desk, "");
}

/// Runs a command that is killed at this place.
fn killed(desk: &Desk, words: &[&str], place: &str) {
    let ended = desk.command(words).env("CUECARD_TRAP", place).output().unwrap();
    assert_eq!(ended.status.signal(), Some(9), "{place}: {ended:?}");
}

fn ledger(desk: &Desk) -> rusqlite::Connection {
    rusqlite::Connection::open(desk.path(".local/share/cuecard/cuecard.db")).unwrap()
}

/// Lets ten minutes pass for this table of the ledger.
fn ages(desk: &Desk, table: &str) {
    let ledger = ledger(desk);
    assert_eq!(ledger.execute(&format!("UPDATE {table} SET at = at - 600000"), []).unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_killed_makes_no_second_group_and_begins_no_second_training() {
    for place in ["photo.after_answer", "training.after_answer"] {
        for taken_up in [&["photos", "add", "Uncle Bob.png", "--yes"][..], &["photos", "collect", "--yes"]] {
            let (desk, picture) = desk(quick()).await;
            killed(&desk, &["photos", "add", &picture, "--yes"], place);
            let made = desk.run(taken_up);
            assert!(made.code == 0 && made.out.ends_with("  Uncle Bob\n"), "{place}: {made:?}");
            is_made_once(&desk, place);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_that_a_killed_program_added_is_not_added_again() {
    let (desk, picture) = desk(quick()).await;
    let made = desk.run(&["photos", "add", &picture, "--yes"]);
    let (bob, _) = made.out.split_once("  ").unwrap();
    let hat = ["photos", "add", &picture, "--to", bob, "--name", "Bob, hat", "--yes"];
    killed(&desk, &hat, "photo.after_answer");
    let made = desk.run(&hat);
    assert!(made.code == 0 && made.out.ends_with("  Bob, hat\n"), "{made:?}");
    assert_eq!(desk.sandbox.ledger().requests.of("POST /v2/photo_avatar/avatar_group/add"), ONCE);
    assert_eq!(desk.run(&["photos", "bob", "hat"]).out.lines().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_was_never_asked_for_is_made_when_it_is_added_again() {
    let (desk, picture) = desk(quick()).await;
    let add = ["photos", "add", &picture, "--yes"];
    killed(&desk, &add, "photo.before_request");
    ages(&desk, "new_photo");
    let none = desk.run(&["photos", "collect"]);
    assert!(none.code == 1 && none.err.contains("Uncle Bob was not made"), "{none:?}");
    killed(&desk, &add, "photo.before_request");
    ages(&desk, "new_photo");
    let made = desk.run(&add);
    assert!(made.code == 0 && made.out.ends_with("  Uncle Bob\n"), "{made:?}");
    assert_eq!(desk.sandbox.ledger().requests.of(CREATE), ONCE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_training_that_was_never_asked_for_is_begun_after_a_new_word() {
    let (desk, picture) = desk(quick()).await;
    killed(&desk, &["photos", "add", &picture, "--yes"], "training.before_request");
    ages(&desk, "training");
    let asks = desk.run(&["photos", "collect"]);
    assert!(asks.code == 2 && asks.err.contains("photos collect --yes"), "{asks:?}");
    let made = desk.run(&["photos", "collect", "--yes"]);
    assert!(made.code == 0 && made.out.ends_with("  Uncle Bob\n"), "{made:?}");
    is_made_once(&desk, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn looks_are_drawn_after_a_training_that_was_never_asked_for() {
    let (desk, picture) = desk(quick()).await;
    killed(&desk, &["photos", "add", &picture, "--yes"], "training.before_request");
    ages(&desk, "training");
    let id: String = ledger(&desk).query_row("SELECT photo FROM new_photo", [], |row| row.get(0)).unwrap();
    let drawn = desk.run(&["photos", "draw", &id, "at sea", "--yes"]);
    assert!(drawn.code == 0 && drawn.out.lines().count() == 5, "{drawn:?}");
    assert_eq!(desk.sandbox.ledger().requests.of(TRAIN), ONCE);
}
