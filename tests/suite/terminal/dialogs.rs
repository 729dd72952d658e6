//! Dialogs about money on a real terminal: what is typed blindly pays for nothing.

use super::{ENTER, Program, RENDER, on_desk};
use crate::commands::desk::{Desk, still};

/// The price, in a dialog that takes keys.
fn asked(program: &mut Program) {
    program.wait("the price, and a dialog that takes keys", |screen| {
        let text = screen.contents();
        text.contains("about ") && text.contains("Show request") && !text.contains("wait a moment …")
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_too_many_pays_nothing() {
    let desk = Desk::new(still()).await;
    desk.project();
    let mut program = on_desk(&desk, &[]);
    program.wait_for("Launch teaser");
    // In one write: the price was never drawn.
    program.write("\x12\r\x12r");
    asked(&mut program);
    // A paste that the terminal does not mark, one that it does, and an answer in one piece.
    for keys in ["r\rRender\r", "\rr\r", "\t\r", "\x1b[C\x1b[D\r", "\x1b[200~r\r\x1b[201~"] {
        program.write(keys);
        program.wait_for("wait a moment …");
        asked(&mut program);
    }
    assert_eq!(desk.sandbox.ledger().paid.len(), 0);
    program.type_keys("\x1b");
    program.wait("the dialog is gone", |screen| !screen.contents().contains("Show request"));
    // The key that opens it, held.
    program.write(&RENDER.repeat(40));
    asked(&mut program);
    program.type_keys("\x1b");
    program.wait("the dialog is gone", |screen| !screen.contents().contains("Show request"));
    assert_eq!(desk.sandbox.ledger().paid.len(), 0);
    assert_eq!(desk.run(&["queue", "--offline", "--json"]).json().as_array().unwrap().len(), 0);

    program.type_keys(RENDER);
    program.wait_for("Show request");
    program.type_keys(ENTER);
    program.wait_for(" pending ");
    assert_eq!(desk.sandbox.ledger().paid.len(), 1);
    program.type_keys("q");
    program.wait_for("in progress");
    program.type_keys(ENTER);
    assert_eq!(program.end(), 0);
    assert_eq!(desk.sandbox.ledger().paid.len(), 1);
}
