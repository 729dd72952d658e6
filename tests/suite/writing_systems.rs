//! Writing systems on the script page: every grapheme has cells of its own, in the order of the text, and the caret stands
//! before the one that it is before in the text.

use cuecard::app::Message;
use cuecard::widgets::width;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use unicode_segmentation::UnicodeSegmentation;

use crate::support::app_harness::AppHarness;

const TEXTS: [&str; 12] = [
    "مرحبا بالعالم",
    "سلام لا إله",
    "שלום עולם",
    "Hello שלום 123 مرحبا (world) 45%.",
    "今天我们发布。",
    "cafe\u{301} de\u{301}ja\u{300}",
    "👩\u{200d}👩\u{200d}👧\u{200d}👦 👍🏽 🇩🇪🇫🇷",
    "ผู้ใหญ่ลี กำลังมา",
    "नमस्ते दोस्तों क्षेत्र",
    "한국어 \u{1112}\u{1161}\u{11ab}",
    "নমস্কার বিশ্ব",
    "ကျေးဇူးတင်ပါတယ်",
];

fn harness_with_script(script: &str, columns: u16) -> AppHarness {
    let mut harness = AppHarness::ready(columns, 24);
    harness.press("3<Enter>").send(Message::Paste(script.to_owned()));
    harness
}

/// The graphemes from a cell on, to the end of the row, as the cells have them.
fn graphemes_from(buf: &Buffer, (column, row): (u16, u16)) -> Vec<String> {
    let mut symbols = Vec::new();
    let mut x = column;
    while x < buf.area.width {
        let symbol = buf[(x, row)].symbol().to_owned();
        x += u16::try_from(width(&symbol)).unwrap().max(1);
        symbols.push(symbol);
    }
    symbols
}

#[test]
fn each_grapheme_is_drawn_whole_and_the_caret_stands_before_the_next_one() {
    for text in TEXTS {
        let mut harness = harness_with_script(text, 80);
        let graphemes: Vec<&str> = text.graphemes(true).collect();
        harness.press("<Home>");
        for index in 0..graphemes.len() {
            let (buf, caret) = harness.draw();
            let caret = caret.unwrap();
            let shown = graphemes_from(&buf, (caret.x, caret.y));
            assert_eq!(shown[..graphemes.len() - index], graphemes[index..], "{text}: {}", harness.screen());
            harness.press("<Right>");
        }
        harness.press("<BS>");
        let rest: String = graphemes[..graphemes.len() - 1].concat();
        assert_eq!(harness.scripts(), [rest], "Backspace deletes a whole grapheme");
    }
}

#[test]
fn typed_right_to_left_letters_follow_each_other_in_the_order_of_the_keys() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>");
    for letter in "שלום".chars() {
        harness.send(Message::Typed(letter.to_string()));
    }
    harness.press("<Left><BS>");
    assert_eq!(harness.scripts(), ["שלם"], "Left goes back in the text, Backspace deletes the letter before");
    harness.assert_shows("שלם");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn no_grapheme_is_torn_at_any_width(
        words in proptest::collection::vec(proptest::sample::select(TEXTS.to_vec()), 1..5),
        columns in 24_u16..110,
    ) {
        let text = words.join(" ");
        let mut harness = harness_with_script(&text, columns);
        harness.press("<C-Home>");
        for grapheme in text.graphemes(true) {
            let (buf, caret) = harness.draw();
            let caret = caret.unwrap();
            // A blank at the end of a row hangs over it.
            let symbol = buf[(caret.x, caret.y)].symbol();
            prop_assert!(symbol == grapheme || grapheme == " ", "{:?} at {:?}", symbol, grapheme);
            harness.press("<Right>");
        }
    }
}
