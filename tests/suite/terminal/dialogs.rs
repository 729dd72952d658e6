//! Dialogs about money on a real terminal: keys typed before they are shown pay nothing.

use crate::support::cli_harness::{CliHarness, paused_options};
use crate::support::studio_program::{ENTER_KEY, PtyProgram, RENDER_KEY, start_studio_with};

/// The price, in a dialog that takes keys.
fn wait_for_price_dialog(program: &mut PtyProgram) {
    program.wait_until("the price, and a dialog that takes keys", |screen| {
        let text = screen.contents();
        text.contains("about ") && text.contains("Show request") && !text.contains("wait a moment …")
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_typed_before_the_dialog_is_shown_pay_nothing() {
    let cli = CliHarness::new(paused_options()).await;
    cli.write_project();
    let mut program = start_studio_with(&cli, &[]);
    program.wait_for_text("Launch teaser");
    // In one write: the price was never drawn.
    program.write("\x12\r\x12r");
    wait_for_price_dialog(&mut program);
    // A paste that the terminal does not mark, one that it does, and an answer in one piece.
    for keys in ["r\rRender\r", "\rr\r", "\t\r", "\x1b[C\x1b[D\r", "\x1b[200~r\r\x1b[201~"] {
        program.write(keys);
        program.wait_for_text("wait a moment …");
        wait_for_price_dialog(&mut program);
    }
    assert_eq!(cli.sandbox.report().paid.len(), 0);
    program.type_keys("\x1b");
    program.wait_until("the dialog is gone", |screen| !screen.contents().contains("Show request"));
    // The key that opens it, held.
    program.write(&RENDER_KEY.repeat(40));
    wait_for_price_dialog(&mut program);
    program.type_keys("\x1b");
    program.wait_until("the dialog is gone", |screen| !screen.contents().contains("Show request"));
    assert_eq!(cli.sandbox.report().paid.len(), 0);
    assert_eq!(cli.run(&["queue", "--offline", "--json"]).json().as_array().unwrap().len(), 0);

    program.type_keys(RENDER_KEY);
    program.wait_for_text("Show request");
    program.type_keys(ENTER_KEY);
    program.wait_for_text(" pending ");
    assert_eq!(cli.sandbox.report().paid.len(), 1);
    program.type_keys("q");
    program.wait_for_text("in progress");
    program.type_keys(ENTER_KEY);
    assert_eq!(program.wait_for_exit(), 0);
    assert_eq!(cli.sandbox.report().paid.len(), 1);
}
