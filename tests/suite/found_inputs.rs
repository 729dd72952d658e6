//! Inputs of people that once failed on the script page, from `tests/scripts`, with others of their kind.

use cuecard::app::Message;
use cuecard::domain::{normalize_breaks, strip_breaks};
use unicode_segmentation::UnicodeSegmentation;

use crate::support::app_harness::AppHarness;
use crate::support::scripts::measure_script;

fn read_file(name: &str) -> String {
    std::fs::read_to_string(format!("tests/scripts/{name}")).unwrap()
}

/// The studio with a pasted script; the caret is at its end.
fn harness_with(pasted: &str) -> AppHarness {
    let mut harness = AppHarness::ready(120, 30);
    harness.press("1<Enter>2<Enter>3<Enter>");
    harness.send(Message::Paste(pasted.to_owned()));
    harness
}

fn script(harness: &AppHarness) -> String {
    harness.scripts()[0].to_owned()
}

/// The words of a text, without punctuation.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || c == '—');
    let words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned());
    words.filter(|word| !word.is_empty()).collect()
}

#[test]
fn pasted_markup_is_named_on_the_page_and_before_the_price_and_cleaned_by_one_key() {
    let mut harness = harness_with(&read_file("01-narration-markup.md"));
    harness.assert_shows("It reads as several scenes · Alt-q makes them · Alt-c cleans the text");
    harness.press("<C-r>");
    harness.assert_shows("Scene 1: \"");
    harness.press("<Esc><A-c>");
    let clean = script(&harness);
    assert_eq!(words(&strip_breaks(&clean)), words(&read_file("01-narration-spoken.txt")));
    assert!(measure_script(&clean).pause_seconds >= 2.0, "{clean}");
    assert!(!harness.shows("would be spoken"));
    harness.press("<C-r>");
    assert!(!harness.shows("Scene 1: \""), "{}", harness.screen());
}

#[test]
fn pause_marks_of_other_programs_are_breaks() {
    for (mark, seconds) in [
        ("[PAUSE 2s]", 2.0),
        ("[pause: 2s]", 2.0),
        ("<#1.5#>", 1.5),
        ("(pause 3 seconds)", 3.0),
        ("[Pause 0.5s]", 0.5),
    ] {
        let harness = harness_with(&format!("One. {mark} Two."));
        assert!(!harness.shows("would be spoken"), "{}", harness.screen());
        let script = script(&harness);
        assert!((measure_script(&script).pause_seconds - seconds).abs() < 1e-9, "{mark}");
        assert_eq!(normalize_breaks(&script), format!("One. <break time=\"{seconds}s\"/> Two."), "{mark}");
    }
}

#[test]
fn subtitles_pasted_as_a_script_lose_their_numbers_and_times_by_the_cleaning_key() {
    let mut harness = harness_with(&read_file("01-subtitles-as-script.srt"));
    harness.assert_shows("would be spoken");
    harness.press("<A-c>");
    assert_eq!(words(&script(&harness)).join(" "), "Welcome to the garden Today we plant tomatoes");
}

#[test]
fn emoji_are_named_before_the_price_and_object_characters_are_dropped() {
    let mut harness = harness_with("🎉 Big news\u{fffc} 🚀🚀 ✅ done");
    assert_eq!(script(&harness), "🎉 Big news 🚀🚀 ✅ done");
    harness.press("<C-r>");
    harness.assert_shows("Scene 1: \"🎉\"");
    harness.press("<Esc><A-c>");
    assert_eq!(script(&harness), "Big news done");
}

/// Types a mark at each place that a vertical motion reaches, and checks that it tears no grapheme.
fn assert_no_cluster_is_torn(text: &str) {
    let whole: Vec<&str> = text.graphemes(true).collect();
    for from_top in [true, false] {
        let (start, motion) = if from_top { ("<C-Home>", "<Down>") } else { ("<C-End><Up>", "<Up>") };
        for column in 0..12 {
            let mut harness = harness_with(text);
            // The motion prompt is the end of the page.
            harness.press(start).press(if from_top { "" } else { "<End>" });
            harness.press(&"<Right>".repeat(if from_top { column } else { 0 }));
            harness.press(&"<Left>".repeat(if from_top { 0 } else { column }));
            harness.press(motion).press("X");
            let typed = script(&harness);
            let left: Vec<&str> = typed.graphemes(true).filter(|grapheme| *grapheme != "X").collect();
            assert_eq!(left, whole, "{start} {column} {motion}: {typed}");
            harness.press("<C-z>Y");
            let typed = script(&harness);
            let left: Vec<&str> = typed.graphemes(true).filter(|grapheme| *grapheme != "Y").collect();
            assert_eq!(left, whole, "undo after {start} {column} {motion}: {typed}");
        }
    }
}

#[test]
fn vertical_motions_and_undo_tear_no_cluster() {
    for name in ["12-clusters-emoji.txt", "12-clusters-hindi.txt", "12-clusters-thai.txt"] {
        assert_no_cluster_is_torn(read_file(name).trim_end());
    }
    for text in [
        "abcdefghij\ne\u{301}e\u{301}o\u{308}n\u{303}",
        "abcdefghij\n🇩🇪🇫🇷👍🏽🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
        "abcdefghij\n\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}",
        "abcdefghij\nשָׁלוֹם עֲלֵיכֶם",
        "abcdefghij\nவணக்கம் நண்பர்களே",
    ] {
        assert_no_cluster_is_torn(text);
    }
}

#[test]
fn a_word_is_deleted_or_passed_in_writing_without_blanks() {
    let chinese = read_file("13-ctrl-w-chinese.txt");
    for text in [
        chinese.trim_end(),
        "今日は新しい製品を発表します。どうぞよろしくお願いします",
        "สวัสดีครับ ยินดีต้อนรับสู่ช่องของเรา",
        "我们在2026年发布iPhone17ProMax，售价9999元",
    ] {
        let mut harness = harness_with(text);
        harness.press("<C-w>");
        let kept = script(&harness);
        let deleted = text.strip_prefix(kept.as_str()).unwrap_or_else(|| panic!("{text} -> {kept}"));
        assert!(!deleted.is_empty() && !kept.is_empty(), "{text} -> {kept}");
        assert!(!deleted.contains(['，', '。', ' ']), "{deleted} goes over a mark");

        let mut harness = harness_with(text);
        harness.press("<C-Left>X");
        let (before, after) = text.split_at(kept.len());
        assert_eq!(script(&harness), format!("{before}X{after}"), "a motion stops where a deletion does");

        let mut harness = harness_with(text);
        harness.press("<C-Home><C-Del>");
        let kept = script(&harness);
        assert!(!kept.is_empty() && text.ends_with(&kept) && kept != text, "{text} -> {kept}");
    }
}

#[test]
fn pasted_line_breaks_of_all_kinds_part_lines() {
    let lines = "Spring menu\nFrom 1 April\nPage two\nFresh bread";
    assert_eq!(script(&harness_with(&read_file("15-vertical-tab.txt"))), lines);
    for mark in ["\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}", "\r\n", "\r"] {
        assert_eq!(script(&harness_with(&lines.replace('\n', mark))), lines, "{mark:?}");
    }
}
