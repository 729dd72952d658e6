//! The real binary killed at chosen and at seeded points: its ledger and the service's agree afterwards.
//!
//! `CUECARD_CRASHES=1000 cargo test --test suite crash` runs that many seeded crashes in place of the usual ones.

mod case;

use std::sync::Mutex;

use case::{Case, Outcome};

/// Cases that run at the same time.
const TOGETHER: usize = 4;
/// Seeded crashes where nobody asks for more.
const USUAL: u64 = 24;

/// Every place where the program can be told to die, in a run that is sent, followed and brought here.
const PLACES: [&str; 17] = [
    "migrate.before_commit",
    "migrate.after_commit",
    "submit.before_begin",
    "ledger.before_commit:1",
    "ledger.before_commit:2",
    "submit.after_begin",
    "ledger.before_commit:3",
    "submit.after_sending",
    "submit.after_answer",
    "ledger.before_commit:4",
    "ledger.after_commit:4",
    "ask.after",
    "ledger.before_commit:5",
    "deliver.piece",
    "deliver.before_rename",
    "deliver.after_rename",
    "ledger.before_commit:6",
];

/// What else goes wrong with the paid request.
const FAULTS: [Option<&str>; 6] =
    [None, None, Some("reset:1"), Some("reset-recorded:1"), Some("timeout-recorded:1"), Some("502:1")];

#[test]
fn killed_at_each_place_nothing_is_lost_and_nothing_paid_twice() {
    let cases: Vec<Case> = PLACES
        .iter()
        .map(|place| Case { trap: (*place).to_owned(), fault: None, list: true, goes_on: true })
        .collect();
    let outcomes = all(&cases);
    for (case, outcome) in cases.iter().zip(&outcomes) {
        assert!(outcome.killed, "{case:?} is a place that is passed");
    }
}

#[test]
fn killed_while_the_service_thinks_the_film_is_found_or_shown() {
    for list in [true, false] {
        let case = Case { trap: "never".to_owned(), fault: Some("timeout-recorded:1"), list, goes_on: false };
        let outcome = &all(&[case])[0];
        assert!(outcome.killed && outcome.paid == 1);
        assert_eq!((outcome.known, outcome.unconfirmed), if list { (1, 0) } else { (0, 1) });
    }
}

#[test]
fn killed_at_seeded_places_nothing_is_lost_and_nothing_paid_twice() {
    let count = std::env::var("CUECARD_CRASHES").ok().and_then(|count| count.parse().ok()).unwrap_or(USUAL);
    let cases: Vec<Case> = (0..count).map(seeded).collect();
    let outcomes = all(&cases);
    let sum = |what: fn(&Outcome) -> usize| outcomes.iter().map(what).sum::<usize>();
    let killed = sum(|outcome| usize::from(outcome.killed));
    let (paid, known) = (sum(|outcome| outcome.paid), sum(|outcome| outcome.known));
    let unconfirmed = sum(|outcome| outcome.unconfirmed);
    println!(
        "{count} runs, {killed} killed: {paid} films paid, {known} of them known by their ids, {unconfirmed} renders \
         shown as unconfirmed, 0 lost, 0 paid twice, 0 films half written"
    );
    assert!(killed * 2 > cases.len(), "{killed} of {count} were killed");
}

/// A case that is another one for each seed, and the same for the same one.
fn seeded(seed: u64) -> Case {
    // SplitMix64, whose first value is well mixed already.
    let mixed = (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let pick = |shift: u32, of: u64| usize::try_from((mixed >> shift) % of).unwrap();
    Case {
        trap: format!("any:{}", 1 + pick(0, 30)),
        fault: FAULTS[pick(16, FAULTS.len() as u64)],
        list: pick(32, 4) > 0,
        goes_on: false,
    }
}

/// Runs the cases, some at a time; gives the outcomes in their order.
fn all(cases: &[Case]) -> Vec<Outcome> {
    let next = Mutex::new(0..cases.len());
    let outcomes: Mutex<Vec<Option<Outcome>>> = Mutex::new(cases.iter().map(|_| None).collect());
    std::thread::scope(|scope| {
        for _ in 0..TOGETHER {
            scope.spawn(|| {
                loop {
                    let Some(index) = next.lock().unwrap().next() else { return };
                    let outcome = case::run(&cases[index]);
                    outcomes.lock().unwrap()[index] = Some(outcome);
                }
            });
        }
    });
    outcomes.into_inner().unwrap().into_iter().map(Option::unwrap).collect()
}
