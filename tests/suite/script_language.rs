//! Scripts as people write and paste them: what is a pause, what is spoken, and what would be spoken by mistake.

use std::path::Path;

use cuecard::domain::{
    UnspokenKind, clean_script, measure_script, normalize_breaks, script_issues, strip_breaks, to_ssml,
};
use cuecard::store::project;

/// The text of a file in `tests/scripts`.
fn read_file(name: &str) -> String {
    std::fs::read_to_string(Path::new("tests/scripts").join(name)).unwrap()
}

/// The scripts of a project in `tests/scripts`.
fn read_scripts(name: &str) -> Vec<String> {
    let opened = project::open(&Path::new("tests/scripts").join(name)).unwrap();
    opened.project.scenes.into_iter().map(|scene| scene.script.into()).collect()
}

/// The words of a text, without punctuation.
fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| c.is_whitespace() || c == '—')
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect()
}

#[test]
fn a_pasted_narration_is_cleaned_to_what_is_meant() {
    let (pasted, meant) = (read_file("01-narration-markup.md"), read_file("01-narration-spoken.txt"));
    let clean = clean_script(&pasted);
    assert_eq!(words(&strip_breaks(&clean)), words(&meant));
    assert_eq!(script_issues(&clean), []);
    assert!(measure_script(&clean).pause_seconds >= 2.0, "{clean}");
    let marked: Vec<&str> = script_issues(&pasted).iter().map(|issue| &pasted[issue.range.clone()]).collect();
    for source in
        ["# Video 4: Ship It", "**Tone**: warm", "[BREATHE]", "HOST:", "(smiling)", "[BEAT]", "- ", "✅"]
    {
        assert!(marked.contains(&source), "{source} in {marked:?}");
    }
}

#[test]
fn pasted_subtitles_lose_their_numbers_and_times() {
    let pasted = read_file("01-subtitles-as-script.srt");
    assert_eq!(words(&clean_script(&pasted)).join(" "), "Welcome to the garden Today we plant tomatoes");
    assert!(script_issues(&pasted).iter().all(|issue| issue.kind == UnspokenKind::TimeCode));
    let vtt = "WEBVTT\n\n00:01.000 --> 00:03.500 align:start\nWelcome.\n";
    assert_eq!(clean_script(vtt), "Welcome.\n");
}

#[test]
fn every_form_of_a_break_is_measured_and_sent_alike() {
    let pauses = [
        ("03-smart-quoted-break.toml", vec![1.0, 2.0, 1.0, 1.0, 1.5, 1.0, 1.0]),
        ("04-closing-break.toml", vec![2.0, 2.0, 0.0]),
        ("05-break-forms.toml", vec![0.5, 2.0, 1.0]),
    ];
    for (file, pauses) in pauses {
        let scripts = read_scripts(file);
        assert_eq!(scripts.len(), pauses.len(), "{file}");
        for (script, seconds) in scripts.iter().zip(pauses) {
            let length = measure_script(script);
            assert!((length.pause_seconds - seconds).abs() < 1e-9, "{script}: {length:?}");
            if seconds > 0.0 {
                let sent = format!("Hello <break time=\"{seconds}s\"/> there.");
                assert_eq!(normalize_breaks(script), sent, "{script}");
                assert_eq!(to_ssml(script), Some(format!("<speak>{sent}</speak>")), "{script}");
                assert_eq!((length.word_count, script_issues(script)), (2, Vec::new()), "{script}");
            }
            assert_eq!(measure_script(&normalize_breaks(script)), length, "{script}");
        }
    }
    let emphasis = &read_scripts("04-closing-break.toml")[2];
    assert_eq!(clean_script(emphasis), "Hello there.");
    assert_eq!(script_issues(emphasis).len(), 2);
}

#[test]
fn what_cannot_be_read_as_a_break_is_an_issue() {
    for break_tag in ["<break time=\"soon\"/>", "<break time=\"900s\"/>", "<break", "[pause 3 bars]", "<#x#>"]
    {
        let script = format!("Hello {break_tag} there.");
        let issues = script_issues(&script);
        assert_eq!(issues.len(), 1, "{script}");
        assert_eq!(issues[0].kind, UnspokenKind::UnreadableBreak, "{script}");
        assert!(measure_script(&script).pause_seconds.abs() < 1e-9);
        assert_eq!(clean_script(&script), "Hello <break time=\"1s\"/> there.");
    }
}

#[test]
fn emoji_are_issues() {
    let script = &read_scripts("10-emoji.toml")[0];
    let sources: Vec<&str> = script_issues(script).iter().map(|issue| &script[issue.range.clone()]).collect();
    assert_eq!(sources, ["🎉", "🚀🚀", "✅"]);
    assert_eq!(clean_script(script), "Big news done");
}
