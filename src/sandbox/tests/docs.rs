//! The tables of docs/sandbox.md against the policy.

use crate::sandbox::world::billing::amount;
use crate::sandbox::world::rates::{PHOTO_AVATAR, RATES, SPEECH_PER_SECOND};
use crate::sandbox::{Billing, Sunset};

const PAGE: &str = include_str!("../../../docs/sandbox.md");

#[test]
fn the_docs_have_every_billing_and_sunset() {
    let billing = Billing::ALL.iter().map(|word| (word.name(), word.meaning()));
    let sunset = Sunset::ALL.iter().map(|word| (word.name(), word.meaning()));
    for (word, meaning) in billing.chain(sunset) {
        let line = format!("\n| `{word}` | {meaning} |\n");
        assert!(PAGE.contains(&line), "docs/sandbox.md has no line {line}");
    }
}

#[test]
fn the_docs_have_every_price() {
    let table = PAGE.split("| charged |").nth(1).unwrap();
    let prices = table.lines().skip(2).take_while(|line| line.starts_with('|')).map(|line| {
        let (row, _) = line.rsplit_once(" |").unwrap();
        let columns: Vec<&str> = row.rsplitn(3, " | ").collect();
        (columns[1].to_owned(), columns[0].to_owned())
    });
    let speech = (SPEECH_PER_SECOND, 2 * SPEECH_PER_SECOND);
    let rates = RATES.iter().map(|(_, dollars, credits)| (*dollars, *credits));
    let charged = rates.chain([(PHOTO_AVATAR, PHOTO_AVATAR), speech]);
    let expected =
        charged.map(|(dollars, credits)| (amount(dollars).to_string(), amount(credits).to_string()));
    assert!(prices.clone().eq(expected), "{:?}", prices.collect::<Vec<_>>());
}
