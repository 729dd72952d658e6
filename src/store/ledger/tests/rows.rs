//! Rows as they are read: their order, odd values, and which of two was read later.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use super::*;

#[test]
fn renders_are_listed_newest_first_and_odd_values_are_sanitized() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let odd = NewRenderRecord {
        title: "a\u{1b}[31m\u{202e}b".into(),
        project_path: Some(Path::new(OsStr::from_bytes(b"/films/\xff.toml")).into()),
        estimated_seconds: f64::NAN,
        estimated_cost: Money::new(f64::INFINITY, Unit::Usd),
        request_body: "a\0\n\"b".into(),
        ..new_render("")
    };
    let one = ledger.enqueue_unchecked(&odd, timestamp(5)).unwrap();
    let two = ledger.enqueue_unchecked(&new_render("two"), timestamp(4)).unwrap();
    let three = ledger.enqueue_unchecked(&new_render("three"), timestamp(5)).unwrap();
    let renders = ledger.renders().unwrap();
    assert_eq!(renders.iter().map(|render| render.id).collect::<Vec<_>>(), [three, one, two]);
    assert_eq!((renders[1].title.as_str(), renders[1].project_path.clone()), ("a[31mb", odd.project_path));
    assert_eq!((renders[1].estimated_seconds, renders[1].estimated_cost), (0.0, Money::new(0.0, Unit::Usd)));
    assert_eq!(ledger.stored_request(one).unwrap().body, "a\0\n\"b");
}

#[test]
fn the_read_sequence_tells_newer_reads_from_older_ones() {
    let harness = LedgerHarness::new();
    let mut ledger = harness.open();
    let id = ledger.enqueue_unchecked(&new_render("x"), timestamp(1)).unwrap();
    let list = ledger.renders().unwrap();
    ledger.cancel(id, timestamp(2)).unwrap();
    let row = ledger.find_render(id).unwrap();
    assert!(
        row.read_sequence.is_newer_than(list[0].read_sequence)
            && !list[0].read_sequence.is_newer_than(row.read_sequence)
    );
    ledger.remove_from_list(id, timestamp(3)).unwrap();
    assert!(ledger.next_snapshot().is_newer_than(row.read_sequence));
}
