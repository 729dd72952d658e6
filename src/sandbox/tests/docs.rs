//! The tables of docs/sandbox.md against the policy.

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
