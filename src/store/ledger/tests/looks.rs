//! Orders for looks: written down, taken up by whoever comes next, added once.

use crate::domain::{Api, AssetKey, GenerationId, GroupId, KeySource, PhotoId};

use super::*;

const NAME: &str = "Ana, in blue";

fn group() -> GroupId {
    GroupId::new("g")
}

fn order(ledger: &mut Ledger) -> LooksId {
    let (id, _) = ledger.order_looks(Some(&group()), NAME, true, Api::V2, at(1)).unwrap();
    ledger.looks_ordered(id, &GenerationId::new("made")).unwrap();
    id
}

#[test]
fn an_order_outlives_its_program_and_ends_with_its_keys() {
    let desk = Desk::new();
    let id = order(&mut desk.open());
    let mut ledger = desk.open();
    let kept = OrderedLooks {
        id,
        group: Some(group()),
        name: NAME.into(),
        api: Api::V2,
        generation: GenerationId::new("made"),
        at: at(1),
    };
    assert_eq!(ledger.ordered_looks().unwrap(), [kept]);
    assert_eq!(ledger.lost_looks().unwrap(), Vec::<String>::new(), "the service took it");
    assert_eq!(ledger.adding_looks(id, &[]), Ok(Adding::First));
    let (photo, key) = (PhotoId::new("p"), AssetKey::new("image/5c1e/original"));
    ledger.looks_added(id, &[(photo.clone(), key.clone())], at(3)).unwrap();
    assert_eq!(ledger.picture_key(&photo).unwrap(), Some((key, KeySource::Upload)));
    assert_eq!(ledger.ordered_looks().unwrap(), []);
    assert_eq!(ledger.adding_looks(id, &[]), Ok(Adding::Elsewhere));
}

#[test]
fn no_two_open_orders_have_one_name() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    let mut name = || ledger.order_looks(None, NAME, true, Api::V3, at(1)).unwrap();
    assert_eq!((name().1, name().1), (NAME.to_owned(), format!("{NAME} (2)")));
    let third = name();
    assert_eq!(third.1, format!("{NAME} (3)"));
    ledger.drop_looks(third.0).unwrap();
    assert_eq!(ledger.order_looks(None, NAME, true, Api::V3, at(1)).unwrap().1, format!("{NAME} (3)"));
}

#[test]
fn an_order_without_an_answer_is_told_once_when_its_program_is_gone() {
    let desk = Desk::new();
    let mut first = desk.open();
    first.order_looks(Some(&group()), NAME, true, Api::V2, at(1)).unwrap();
    let mut second = desk.open();
    assert_eq!(second.lost_looks().unwrap(), Vec::<String>::new(), "it is being ordered");
    assert_eq!(first.ordered_looks().unwrap(), []);
    drop(first);
    assert_eq!(second.lost_looks().unwrap(), [NAME]);
    assert_eq!(second.lost_looks().unwrap(), Vec::<String>::new());
}

#[test]
fn looks_are_added_by_one_who_may_die_at_it() {
    let desk = Desk::new();
    let (mut one, mut other) = (desk.open(), desk.open());
    let id = order(&mut one);
    let there = [PhotoId::new("a"), PhotoId::new("b")];
    assert_eq!(one.adding_looks(id, &there), Ok(Adding::First));
    assert_eq!(other.adding_looks(id, &there), Ok(Adding::Elsewhere));
    assert_eq!(one.adding_looks(id, &[]), Ok(Adding::Again(there.to_vec())), "it does not know how it ended");
    drop(one);
    assert_eq!(
        other.adding_looks(id, &[PhotoId::new("c")]),
        Ok(Adding::Again(there.to_vec())),
        "as at first"
    );
    other.looks_not_added(id).unwrap();
    assert_eq!(other.adding_looks(id, &[]), Ok(Adding::First));
    other.drop_looks(id).unwrap();
    assert_eq!(other.ordered_looks().unwrap(), []);
}

#[test]
fn a_training_is_not_begun_again_while_the_service_may_not_know_it() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    assert_eq!(ledger.begins_training(&group(), at(10_000)), Ok(true));
    assert_eq!(desk.open().begins_training(&group(), at(13_599)), Ok(false), "nor by another program");
    assert_eq!(ledger.begins_training(&group(), at(13_601)), Ok(true));
    assert_eq!(ledger.begins_training(&group(), at(5)), Ok(true), "the clock was set back");
    ledger.ends_training(&group()).unwrap();
    assert_eq!(ledger.begins_training(&group(), at(6)), Ok(true));
}
