//! ASCII terminals: symbols and typed text.

use cuecard::domain::{Error, ErrorKind, RenderStage};
use cuecard::studio::Reply;
use cuecard::widgets::{Charset, Theme};

use crate::support::app_harness::{AppHarness, non_ascii_symbols, render};

const TYPED_TEXT: &str = "She said: “No — … no.” ›";

fn harness_with_charset(charset: Charset, columns: u16, rows: u16) -> AppHarness {
    let mut harness = AppHarness::with_theme(Theme { charset, ..Theme::default() }, columns, rows);
    let stages = [RenderStage::Completed, RenderStage::Failed, RenderStage::Processing, RenderStage::Queued];
    let rows = stages.into_iter().zip(1..).map(|(harness, id)| render(id, "Reel", harness, 9));
    harness.load_renders(rows.collect());
    harness
}

#[test]
fn only_ascii_symbols_are_drawn_on_an_ascii_terminal() {
    for charset in [Charset::Ascii, Charset::AsciiSymbols] {
        for (columns, rows) in [(80, 24), (160, 50)] {
            for keys in [
                "1<Enter>", "2<Enter>", "3n", "4", "?", "1w", "e", "m", "<C-p>", "<C-o>", "4d", "<C-r>",
                "<A-m>",
            ] {
                let mut harness = harness_with_charset(charset, columns, rows);
                harness.press(keys);
                harness.send_reply(Reply::TaskFailed(Error::new("the disk", ErrorKind::File, "is full")));
                assert_eq!(non_ascii_symbols(&harness.screen()), "", "{keys}: {}", harness.screen());
            }
        }
    }
}

#[test]
fn typed_text_is_shown_unchanged_where_the_locale_can_show_it() {
    for keys in ["3<Enter>", "3<Enter>Hi<S-Tab>", "e", "1w", "1/"] {
        let mut harness = harness_with_charset(Charset::AsciiSymbols, 80, 24);
        harness.press(keys).press(TYPED_TEXT);
        assert!(harness.screen().contains(TYPED_TEXT), "{keys}: {}", harness.screen());
    }
    // Behind a window, too.
    let mut ascii_signs = harness_with_charset(Charset::AsciiSymbols, 160, 50);
    ascii_signs.press("3<Enter>").press(TYPED_TEXT).press("<C-p>");
    assert!(ascii_signs.screen().contains(TYPED_TEXT), "{}", ascii_signs.screen());
    let mut ascii = harness_with_charset(Charset::Ascii, 80, 24);
    ascii.press("3<Enter>").press(TYPED_TEXT);
    assert!(ascii.screen().contains("She said: \"No - . no.\" >"), "{}", ascii.screen());
}
