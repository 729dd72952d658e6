//! Rows as they are read: their order, odd values, and which of two was read later.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use super::*;

#[test]
fn the_list_is_newest_first_and_odd_values_are_kept_or_made_plain() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let odd = NewRender {
        title: "a\u{1b}[31m\u{202e}b".into(),
        project: Some(Path::new(OsStr::from_bytes(b"/films/\xff.toml")).into()),
        seconds: f64::NAN,
        cost: Money::new(f64::INFINITY, Unit::Usd),
        request: "a\0\n\"b".into(),
        ..new_render("")
    };
    let one = ledger.begin(&odd, at(5)).unwrap();
    let two = ledger.begin(&new_render("two"), at(4)).unwrap();
    let three = ledger.begin(&new_render("three"), at(5)).unwrap();
    let renders = ledger.renders().unwrap();
    assert_eq!(renders.iter().map(|render| render.id).collect::<Vec<_>>(), [three, one, two]);
    assert_eq!((renders[1].title.as_str(), renders[1].project.clone()), ("a[31mb", odd.project));
    assert_eq!((renders[1].seconds, renders[1].cost), (0.0, Money::new(0.0, Unit::Usd)));
    assert_eq!(ledger.request(one).unwrap().text, "a\0\n\"b");
}

#[test]
fn what_is_read_later_can_be_told() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let id = ledger.begin(&new_render("x"), at(1)).unwrap();
    let list = ledger.renders().unwrap();
    ledger.cancelled(id, at(2)).unwrap();
    let row = ledger.render(id).unwrap();
    assert!(row.seen.is_after(list[0].seen) && !list[0].seen.is_after(row.seen));
    ledger.forget(id, at(3)).unwrap();
    assert!(ledger.look().is_after(row.seen));
}
