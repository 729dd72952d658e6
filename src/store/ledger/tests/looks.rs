//! Orders for looks: written down, taken up by whoever comes next, added once.

use crate::domain::{Api, AssetKey, GenerationId, GroupId, KeySource, PhotoId};

use super::*;

const NAME: &str = "Ana, in blue";

fn order(ledger: &mut Ledger) -> LooksId {
    let id = ledger.order_looks(&GroupId::new("g"), NAME, Api::V2, at(1)).unwrap();
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
        group: GroupId::new("g"),
        name: NAME.into(),
        api: Api::V2,
        generation: GenerationId::new("made"),
        at: at(1),
    };
    assert_eq!(ledger.ordered_looks().unwrap(), [kept]);
    assert_eq!(ledger.lost_looks(at(5)).unwrap(), Vec::<String>::new(), "the service took it");
    assert_eq!(ledger.adding_looks(id, 0, at(2)), Ok(Adding::First));
    let (photo, key) = (PhotoId::new("p"), AssetKey::new("image/5c1e/original"));
    ledger.looks_added(id, &[(photo.clone(), key.clone())], at(3)).unwrap();
    assert_eq!(ledger.picture_key(&photo).unwrap(), Some((key, KeySource::Upload)));
    assert_eq!(ledger.ordered_looks().unwrap(), []);
    assert_eq!(ledger.adding_looks(id, 0, at(3)), Ok(Adding::Elsewhere));
}

#[test]
fn an_order_without_an_answer_is_told_once_when_its_program_is_gone() {
    let desk = Desk::new();
    let mut first = desk.open();
    first.order_looks(&GroupId::new("g"), NAME, Api::V2, at(1)).unwrap();
    let mut second = desk.open();
    assert_eq!(second.lost_looks(at(5)).unwrap(), Vec::<String>::new(), "it is being ordered");
    assert_eq!(first.ordered_looks().unwrap(), []);
    drop(first);
    assert_eq!(second.lost_looks(at(5)).unwrap(), [NAME]);
    assert_eq!(second.lost_looks(at(5)).unwrap(), Vec::<String>::new());
}

#[test]
fn an_order_that_nobody_could_collect_for_a_month_is_let_go_of() {
    let desk = Desk::new();
    let mut ledger = desk.open();
    order(&mut ledger);
    let month = 30 * 24 * 3600;
    assert_eq!(ledger.lost_looks(at(month)).unwrap(), Vec::<String>::new());
    assert_eq!(ledger.lost_looks(at(month + 2)).unwrap(), [NAME]);
    assert_eq!(ledger.ordered_looks().unwrap(), []);
}

#[test]
fn looks_are_added_by_one_who_may_die_at_it() {
    let desk = Desk::new();
    let (mut one, mut other) = (desk.open(), desk.open());
    let id = order(&mut one);
    assert_eq!(one.adding_looks(id, 3, at(1000)), Ok(Adding::First));
    assert_eq!(other.adding_looks(id, 3, at(1001)), Ok(Adding::Elsewhere));
    assert_eq!(other.adding_looks(id, 7, at(1601)), Ok(Adding::Again(3)), "as it was at first");
    assert_eq!(one.adding_looks(id, 7, at(1602)), Ok(Adding::Elsewhere));
    assert_eq!(one.adding_looks(id, 7, at(10)), Ok(Adding::Again(3)), "the clock was set back");
    one.looks_not_added(id).unwrap();
    assert_eq!(one.adding_looks(id, 3, at(1603)), Ok(Adding::First));
    one.drop_looks(id).unwrap();
    assert_eq!(one.ordered_looks().unwrap(), []);
}
