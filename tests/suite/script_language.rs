//! Scripts as people write and paste them: what is a pause, what is spoken, and what would be spoken by mistake.

use std::path::Path;

use cuecard::domain::text::clean_lines;
use cuecard::domain::{
    Dialect, UnspokenKind, clean_script, describe_script_issues, normalize_breaks, strip_breaks, to_ssml,
};
use cuecard::store::project;

use crate::support::scripts::{measure_script, script_issues};

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
    for break_tag in ["<break time=\"soon\"/>", "<break", "[pause 3 bars]", "<#x#>"] {
        let script = format!("Hello {break_tag} there.");
        let issues = script_issues(&script);
        assert_eq!(issues.len(), 1, "{script}");
        assert_eq!(issues[0].kind, UnspokenKind::UnreadableBreak, "{script}");
        assert!(measure_script(&script).pause_seconds.abs() < 1e-9);
        assert_eq!(clean_script(&script), "Hello <break time=\"1s\"/> there.");
    }
}

#[test]
fn a_break_of_more_than_a_minute_is_cleaned_to_a_minute() {
    for break_tag in
        ["<break time=\"90s\"/>", "<break time=\"900000ms\"/>", "<#61#>", "[PAUSE 90s]", "(pause 90 seconds)"]
    {
        let script = format!("Hello. {break_tag} There.");
        let issues = script_issues(&script);
        assert_eq!(issues.len(), 1, "{script}");
        assert_eq!(
            issues[0].kind.message(),
            "This break is longer than a minute: cleaning makes it 60 seconds"
        );
        assert_eq!(clean_script(&script), "Hello. <break time=\"60s\"/> There.");
    }
}

#[test]
fn pauses_are_read_in_other_languages_and_without_a_word_for_one() {
    for (pause, seconds) in [
        ("[2s]", 2),
        ("(2s)", 2),
        ("[2 sec]", 2),
        ("[PAUSE 2 Sek.]", 2),
        ("[pausa 2s]", 2),
        ("[pausa de 2 segundos]", 2),
        ("(2 Sekunden Pause)", 2),
        ("(pausa)", 1),
        ("(Pause)", 1),
        ("[Pause]", 1),
        ("[kurze Pause]", 1),
        ("(une pause)", 1),
        ("(pausa longa)", 1),
        ("[un temps]", 1),
    ] {
        for script in [format!("Hola {pause} amigos."), format!("Hola. {pause} Amigos.")] {
            let clean = script.replace(pause, &format!("<break time=\"{seconds}s\"/>"));
            assert_eq!(clean_script(&script), clean);
        }
    }
    let spoken = "It takes two blinks (2 seconds), half a minute (30s) or a while (wait).";
    assert_eq!(clean_script(spoken), spoken);
}

#[test]
fn words_that_look_like_marks_are_spoken() {
    for script in [
        "Anna laughs. The dog sings.\nCEO\nwe met her.\n\nNASA\nlaunched it.",
        "VORTEILE\nes ist schnell.\n\nNACHTEILE\nes ist teuer.",
        "09:00 Breakfast: eggs.\n10:30 Meeting: bring the plan.",
        "3. Mai: Start\n4. Mai: Ende",
        "1. Bundesliga beginnt heute.\n2. Bundesliga auch.",
        "[Music is my life, and I love it.",
        "(PAUSE here if you like, and then go on with it.",
    ] {
        assert_eq!(clean_script(script), script);
    }
    let stressed = "This *clears* things up. Anna *laughs* again. The *smiles* matter.";
    assert_eq!(clean_script(stressed), stressed.replace('*', ""));
    for (script, clean) in [
        ("[SFX: whoosh\nand thunder]\nHello.", "Hello."),
        ("So [SFX: whoosh [loud] and thunder] it is.", "So it is."),
        ("Here we are, *laughs* again. This is *clears throat* it.", "Here we are, again. This is it."),
        ("Anna（00:12）：Hello.\nAnna（00:20）：Bye.", "Hello.\nBye."),
        ("Ben [00:15]: Hi.\nBen [00:20]: Bye.", "Hi.\nBye."),
    ] {
        assert_eq!(clean_script(script), clean, "{script}");
    }
}

/// The number of words or characters, and the seconds, of each script of a project.
fn measured(name: &str) -> Vec<(String, f64)> {
    let lengths = read_scripts(name).into_iter().map(|script| measure_script(&script));
    lengths.map(|length| (length.describe_size(), length.total_seconds())).collect()
}

#[test]
fn figures_are_timed_as_they_are_read() {
    let length = measure_script(&read_file("02-numbers.txt"));
    let (low, high) = length.seconds_range();
    assert!((length.total_seconds() / 56.0 - 1.0).abs() < 0.1, "{length:?}");
    assert!(low < 56.0 && 56.0 < high, "{length:?}");
    let words =
        ["twenty twenty-six and more", "2026 & more"].map(|text| measure_script(text).total_seconds());
    assert!((words[0] - words[1]).abs() < 0.5, "{words:?}");
}

#[test]
fn dashes_ellipses_and_slashes_part_words_and_hyphens_do_not() {
    let sizes: Vec<String> = measured("06-em-dash.toml").into_iter().map(|(size, _)| size).collect();
    assert_eq!(sizes, ["13 words", "3 words", "2 words", "4 words"]);
    for (script, words) in [
        ("a well-known state-of-the-art tool", 4),
        ("so--what", 2),
        ("yes...no", 2),
        ("Paris–Berlin", 2),
        ("pages 10–20", 2),
        ("end.Next", 2),
        ("red,green;blue", 3),
        ("salt & pepper", 3),
        ("- dash alone -", 2),
        ("don't", 1),
        ("(one)(two)", 2),
    ] {
        assert_eq!(measure_script(script).word_count, words, "{script}");
    }
}

#[test]
fn figures_and_latin_words_among_chinese_are_timed() {
    let measured = measured("07-mixed-cjk.toml");
    let sizes: Vec<&str> = measured.iter().map(|(size, _)| size.as_str()).collect();
    assert_eq!(
        sizes,
        [
            "5 words, 11 characters",
            "2 words, 6 characters",
            "4 words, 12 characters",
            "2 words, 7 characters"
        ]
    );
    // Read aloud in Chinese, at 250 syllables a minute: 34, 36 and 24 syllables.
    for ((_, seconds), syllables) in measured.iter().zip([34.0, 36.0, 24.0]) {
        assert!((seconds / (syllables * 60.0 / 250.0) - 1.0).abs() < 0.25, "{seconds} for {syllables}");
    }
}

#[test]
fn thai_lao_khmer_and_burmese_have_rates_of_their_own() {
    // Syllables, at about four a second.
    for ((size, seconds), syllables) in
        measured("08-thai-lao-khmer-burmese.toml").iter().zip([12.0, 7.0, 11.0, 16.0])
    {
        assert!(size.ends_with(" characters"), "{size}");
        assert!((seconds / (syllables / 4.0) - 1.0).abs() < 0.2, "{seconds} for {syllables}");
    }
}

#[test]
fn cyrillic_is_counted_by_words() {
    let measured = measured("38-cyrillic.toml");
    assert_eq!(measured[0].0, "29 words");
    assert!((11.0..15.0).contains(&measured[0].1), "{measured:?}");
}

#[test]
fn an_unknown_language_has_a_wider_range() {
    let spread = |script: &str| {
        let (low, high) = measure_script(script).seconds_range();
        high / low
    };
    let english = "We ship the new version to all of our customers today, and it is free for them.";
    let hungarian = "Jó reggelt kívánok, ma bemutatjuk önöknek cégünk új termékét, amelyet régóta vártak.";
    assert!(spread(hungarian) > spread(english) + 0.2, "{} {}", spread(hungarian), spread(english));
}

#[test]
fn hostile_scripts_are_parsed_in_linear_time() {
    for piece in [
        "<",
        "[",
        "(",
        "*a ",
        "[a](",
        "<!--",
        "<break time=\"",
        "`a",
        "HOST: ",
        "http://",
        "🎉",
        "1.",
        "&",
        "\u{fe0f}",
        "<speak>",
    ] {
        let script = format!("x{}", piece.repeat(100_000 / piece.len()));
        assert!(measure_script(&script).total_seconds().is_finite());
        assert_eq!(script_issues(&clean_script(&script)), [], "{piece}");
    }
}

#[test]
fn emoji_are_issues() {
    let script = &read_scripts("10-emoji.toml")[0];
    let sources: Vec<&str> = script_issues(script).iter().map(|issue| &script[issue.range.clone()]).collect();
    assert_eq!(sources, ["🎉", "🚀🚀", "✅"]);
    assert_eq!(clean_script(script), "Big news done");
}

/// A line of `tests/scripts/spoken-lengths.tsv`: its language, the seconds that it takes, and its script.
fn spoken_lines() -> Vec<(String, f64, String)> {
    let file = read_file("spoken-lengths.tsv");
    let lines = file.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let mut fields = line.splitn(3, '\t');
            let mut field = || fields.next().unwrap().to_owned();
            (field(), field().parse().unwrap(), field())
        })
        .collect()
}

#[test]
fn thirty_lines_are_estimated_close_to_their_spoken_length() {
    let lines = spoken_lines();
    assert!(lines.len() >= 30);
    let mut total_error = 0.0;
    for (language, seconds, script) in &lines {
        let length = measure_script(script);
        let (low, high) = length.seconds_range();
        let error = length.total_seconds() / seconds - 1.0;
        println!(
            "{language} {seconds} {:.1} [{low:.1} {high:.1}] {error:+.2} {script}",
            length.total_seconds()
        );
        total_error += error.abs();
    }
    assert!(total_error / 30.0 < 0.1, "{total_error}");
}

#[test]
fn vertical_tabs_and_form_feeds_part_lines() {
    let pasted = read_file("15-vertical-tab.txt");
    assert_eq!(clean_lines(&pasted), "Spring menu\nFrom 1 April\nPage two\nFresh bread");
}

#[test]
fn invisible_characters_stay_where_they_mean_something() {
    let opened = project::open(Path::new("tests/scripts/16-invisible.toml")).unwrap();
    assert_eq!(opened.project.title, "می\u{200c}خواهم بدانم");
    let script = &opened.project.scenes[0].script;
    let flag = "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}";
    assert_eq!(script.as_str(), format!("khmer  split, flag {flag}, kanji 葛\u{e0100}城"));
    assert_eq!(clean_script(script), "khmer  split, flag, kanji 葛\u{e0100}城");
}

#[test]
fn the_examples_have_no_issues() {
    for file in std::fs::read_dir("examples").unwrap().map(|entry| entry.unwrap().path()) {
        let project = project::open(&file).unwrap().project;
        assert_eq!(describe_script_issues(&project.scenes, Dialect::V3), [""; 0], "{file:?}");
        for scene in &project.scenes {
            assert_eq!(
                (clean_script(&scene.script), scene.sent_script()),
                (String::from(scene.script.clone()), scene.script.trim().to_owned())
            );
        }
    }
}
