//! Kills the binary at chosen and at seeded points; its ledger must then agree with the service's.
//!
//! `CUECARD_CRASHES=1000 cargo test --test suite crash` runs that many seeded crashes in place of the usual ones.

mod damaged_ledger;
mod failed_reads;
mod looks;
mod picture_keys;
mod repeated_kills;
mod special_files;
mod strace;
mod torn_wal;

use std::sync::Mutex;

use cuecard::domain::Dialect;

use crate::support::crash_harness::{self as harness, CrashCase, CrashOutcome, CrashTrigger, VideoSize};
use crate::support::proxy::{BreakMode, ProxyPoint};

/// Cases that run concurrently; they are mostly waiting.
const MAX_PARALLEL_CASES: usize = 10;
/// Seeded crashes if `CUECARD_CRASHES` is not set.
const DEFAULT_CRASHES: u64 = 200;
/// Seeded crashes in v3 if `CUECARD_CRASHES` is not set.
const DEFAULT_V3_CRASHES: u64 = 40;

/// Every failpoint that a submitted, polled and downloaded render passes.
const FAILPOINTS: [&str; 17] = [
    "migrate.before_commit",
    "migrate.after_commit",
    "submit.before_begin",
    "ledger.before_commit:1",
    "ledger.before_commit:2",
    "submit.after_begin",
    "ledger.before_commit:3",
    "submit.after_claim",
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

/// Faults of the paid request.
const INJECTED_ERRORS: [Option<&str>; 6] =
    [None, None, Some("reset:1"), Some("reset-recorded:1"), Some("timeout-recorded:1"), Some("502:1")];

#[test]
fn a_kill_at_any_failpoint_loses_nothing_and_pays_nothing_twice() {
    let cases: Vec<CrashCase> = FAILPOINTS
        .iter()
        .map(|place| CrashCase {
            renders_again: true,
            size: VideoSize::Standard,
            ..small_case(CrashTrigger::Failpoint((*place).to_owned()))
        })
        .collect();
    let outcomes = run_all(&cases);
    for (case, outcome) in cases.iter().zip(&outcomes) {
        assert_eq!(outcome.kills, 1, "{case:?} is a place that is passed");
    }
}
#[test]
fn a_kill_during_an_idempotent_resend_pays_nothing_twice() {
    let mut cases = Vec::new();
    for place in ["repeat.after_claim", "repeat.after_answer"] {
        for fault in ["reset:1", "reset-recorded:1", "502:1"] {
            // No video list is needed: the idempotency key identifies the video.
            let end = CrashTrigger::Failpoint(place.to_owned());
            cases.push(CrashCase {
                dialect: Dialect::V3,
                fault: Some(fault),
                lists_videos: false,
                ..small_case(end)
            });
        }
    }
    for (case, outcome) in cases.iter().zip(run_all(&cases)) {
        assert_eq!((outcome.kills, outcome.paid, outcome.identified), (1, 1, 1), "{case:?}");
        assert_eq!(outcome.unconfirmed, 0, "{case:?}");
    }
}

#[test]
fn a_kill_before_the_response_leaves_the_video_found_or_unconfirmed() {
    for list in [true, false] {
        let case = CrashCase {
            fault: Some("timeout-recorded:1"),
            lists_videos: list,
            ..small_case(CrashTrigger::NoResponse)
        };
        let outcome = &run_all(&[case])[0];
        assert_eq!((outcome.kills, outcome.paid), (1, 1));
        assert_eq!((outcome.identified, outcome.unconfirmed), if list { (1, 0) } else { (0, 1) });
    }
}

#[test]
fn a_kill_at_a_seeded_point_loses_nothing_and_pays_nothing_twice() {
    let count =
        std::env::var("CUECARD_CRASHES").ok().and_then(|count| count.parse().ok()).unwrap_or(DEFAULT_CRASHES);
    let cases: Vec<CrashCase> = (0..count).map(seeded_case).collect();
    let outcomes = run_all(&cases);
    let sum = |what: fn(&CrashOutcome) -> usize| outcomes.iter().map(what).sum::<usize>();
    let killed = sum(|outcome| outcome.kills);
    let (paid, known) = (sum(|outcome| outcome.paid), sum(|outcome| outcome.identified));
    let (unconfirmed, projects) = (sum(|outcome| outcome.unconfirmed), sum(|outcome| outcome.videos));
    println!(
        "{count} runs, {killed} killed: {paid} videos paid, {known} of them known by their ids, {unconfirmed} renders \
         shown as unconfirmed, {projects} videos here, 0 lost, 0 paid twice, 0 videos half written"
    );
    assert!(killed * 2 > cases.len(), "{killed} of {count} were killed");
}

#[test]
fn a_kill_in_v3_leaves_nothing_unconfirmed() {
    let count = std::env::var("CUECARD_CRASHES")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(DEFAULT_V3_CRASHES);
    let newer = |seed: u64| {
        let end = CrashTrigger::Failpoint(format!("any:{}", 1 + seeded_number(seed, 3, 24)));
        // No video list is needed: the idempotency key identifies the video.
        CrashCase {
            dialect: Dialect::V3,
            fault: INJECTED_ERRORS[seeded_number(seed, 5, INJECTED_ERRORS.len())],
            lists_videos: false,
            ..small_case(end)
        }
    };
    let cases: Vec<CrashCase> = (0..count).map(newer).collect();
    let outcomes = run_all(&cases);
    let sum = |what: fn(&CrashOutcome) -> usize| outcomes.iter().map(what).sum::<usize>();
    let (killed, paid) = (sum(|outcome| outcome.kills), sum(|outcome| outcome.paid));
    println!(
        "{count} runs, {killed} killed: {paid} videos paid, all of them known, none unconfirmed, 0 paid twice"
    );
    assert!(killed * 2 > cases.len(), "{killed} of {count} were killed");
}

/// A case without other faults and without a second render.
fn small_case(end: CrashTrigger) -> CrashCase {
    CrashCase {
        trigger: end,
        fault: None,
        dialect: Dialect::Scenes,
        lists_videos: true,
        size: VideoSize::Small,
        renders_again: false,
    }
}

/// A deterministic number below `of` for this seed and purpose `what`.
fn seeded_number(seed: u64, what: u64, of: usize) -> usize {
    // One step of SplitMix64.
    let mixed = (seed * 16 + what + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((mixed ^ (mixed >> 31)) % of as u64).unwrap()
}

/// The case of a seed: a kill at the nth failpoint, request or byte.
fn seeded_case(seed: u64) -> CrashCase {
    let pick = |what, of| seeded_number(seed, what, of);
    let size = if pick(0, 12) == 0 { VideoSize::Standard } else { VideoSize::Small };
    let (requests, bytes) = harness::measure_traffic(size);
    let how = if pick(1, 4) == 0 { BreakMode::Disconnect } else { BreakMode::Stall };
    let end = match pick(2, 20) {
        0..8 => CrashTrigger::Failpoint(format!("any:{}", 1 + pick(3, 34))),
        8..11 => CrashTrigger::Connection(ProxyPoint::Request(1 + pick(3, requests)), how),
        11..14 => CrashTrigger::Connection(ProxyPoint::Response(1 + pick(3, requests)), how),
        14..19 => CrashTrigger::Connection(ProxyPoint::ResponseByte(pick(3, bytes)), how),
        _ => CrashTrigger::Studio(1 + pick(3, 20), 1 + pick(4, 20)),
    };
    let fault =
        INJECTED_ERRORS[pick(5, INJECTED_ERRORS.len())].filter(|_| matches!(end, CrashTrigger::Failpoint(_)));
    CrashCase { fault, lists_videos: pick(6, 4) > 0, size, ..small_case(end) }
}

/// Runs the cases concurrently; returns the outcomes in order.
fn run_all(cases: &[CrashCase]) -> Vec<CrashOutcome> {
    let next = Mutex::new(0..cases.len());
    let outcomes: Mutex<Vec<Option<CrashOutcome>>> = Mutex::new(cases.iter().map(|_| None).collect());
    std::thread::scope(|scope| {
        for _ in 0..MAX_PARALLEL_CASES {
            scope.spawn(|| {
                loop {
                    let Some(index) = next.lock().unwrap().next() else { return };
                    let outcome = harness::run_case(&cases[index]);
                    outcomes.lock().unwrap()[index] = Some(outcome);
                }
            });
        }
    });
    outcomes.into_inner().unwrap().into_iter().map(Option::unwrap).collect()
}
