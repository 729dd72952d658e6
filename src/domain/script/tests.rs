//! Tests of the script language as a whole: its tokens, its cleaning and its measuring.

use proptest::prelude::*;

use super::*;
use UnspokenKind::{
    Emoji, Heading, Link, Markup, Placeholder, ProductionNote, SpeakTag, SpeakerLabel, StageDirection, Table,
    TimeCode, UnknownTag, UnreadableBreak,
};

/// The length of a script in a voice whose language is not known.
pub(in crate::domain) fn measure_script(script: &str) -> ScriptLength {
    Script::from(script).length(None)
}

pub(in crate::domain) fn script_issues(script: &str) -> Vec<ScriptIssue> {
    Script::from(script).analysis().issues().to_vec()
}

/// The kinds and sources of the issues of a script.
fn issues(script: &str) -> Vec<(UnspokenKind, &str)> {
    script_issues(script).into_iter().map(|issue| (issue.kind, &script[issue.range])).collect()
}

#[test]
fn each_kind_is_found_where_it_stands() {
    for (script, kind, source) in [
        ("A **bold** word", Markup, "**"),
        ("> Quoted", Markup, "> "),
        ("R&amp;D", Markup, "&amp;"),
        ("## Scene 2", Heading, "## Scene 2"),
        ("**Duration**: 1 minute", ProductionNote, "**Duration**: 1 minute"),
        ("The plan\n====\nOne.", Heading, "The plan"),
        ("| shot | words |", Table, "| shot | words |"),
        ("Hello {{first_name}}, welcome.", Placeholder, "{{first_name}}"),
        ("Hello ${name}, welcome.", Placeholder, "${name}"),
        ("Hello [[scene]] there.", StageDirection, "[[scene]]"),
        ("So [BEAT] there", StageDirection, "[BEAT]"),
        ("(smiling) So", StageDirection, "(smiling)"),
        ("HOST: (smiling) So", SpeakerLabel, "HOST:"),
        ("Read [our page](https://a.example).", Link, "[our page](https://a.example)"),
        ("Read https://www.a.example/b.", Link, "https://www.a.example/b"),
        ("Done ✅", Emoji, "✅"),
        ("Hello <emphasis>there", UnknownTag, "<emphasis>"),
        ("Hello <!-- a\nb --> there", UnknownTag, "<!-- a\nb -->"),
        ("[0:20] Hello", TimeCode, "[0:20]"),
        ("Hello <break time=\"soon\"/> there", UnreadableBreak, "<break time=\"soon\"/>"),
    ] {
        assert_eq!(issues(script).first(), Some(&(kind, source)), "{script}");
        assert!(!kind.message().is_empty() && !kind.consequence().is_empty() && !kind.as_str().is_empty());
    }
}

#[test]
fn plain_text_has_no_issues() {
    for script in [
        "",
        "Hello and welcome. <break time=\"1s\"/> Today we ship.",
        "It's 5 * 3 = 15, isn't it? I <3 you & 4 > 2.",
        "Meet at 10:30 (which is early) in room #5: bring a well-known friend — or two…",
        "Note: prices start at $29/mo. for the R&D plan, 24/7.",
        "“Quoted,” she said: ‘yes’.",
        "- 5 degrees outside".trim_start_matches("- "),
        "我们在2026年11月28日发布（详见网站）。",
        "می\u{200c}خواهم بدانم",
        "snake_case and 50% off",
        "WOW\nThat is big.\n\nMARCO\nHi.",
        "WARNING\nIt is hot.\n\nWARNING\nIt is hot.",
    ] {
        assert_eq!(issues(script), [], "{script}");
        assert_eq!(clean_script(script), script);
    }
}

#[test]
fn cleaning_leaves_no_gaps() {
    for (script, clean) in [
        ("A **bold** word", "A bold word"),
        ("So [SFX: whoosh], there", "So, there"),
        ("Hello {{first_name}}, welcome.", "Hello, welcome."),
        ("Hello [[scene]] there.", "Hello there."),
        ("(smiling) So", "So"),
        ("INGRID\nHello.\n\nMARCO (V.O.)\nHi.\n\nINGRID\nBye.", "Hello.\n\nHi.\n\nBye."),
        ("SCENE 1\nHello.\n\nSlide 3\nBye.", "Hello.\n\nBye."),
        ("Visual: a lamp on a desk\nHook: Most teams never ship.", "Most teams never ship."),
        ("V.O. Hello\n(laughs and waves to the camera, then sits down) So.", "Hello\nSo."),
        ("Hi :smile: there :). So: done ;-)", "Hi there. So: done"),
        ("Hello {{first_name}}, welcome.", "Hello, welcome."),
        ("Hello [[scene]] there.", "Hello there."),
        ("Hello ${name}, it is $5.", "Hello, it is $5."),
        ("Wait. [[PAUSE 2s]] Now.", "Wait. <break time=\"2s\"/> Now."),
        ("*laughs* So. _sighs softly_ **nods** It is *really* late.", "So. It is really late."),
        ("*laughs*\n\nHOST: *pause* Hello.", "<break time=\"1s\"/> Hello."),
        ("HOST: Hello.\n\n[B-ROLL: an office]\n\nHOST: Bye.", "Hello.\n\nBye."),
        ("- One\n- Two\n", "One.\nTwo.\n"),
        (
            "So:\n1. Open the lid\n   and wait\n2. Press!\n\n3. of May",
            "So:\nOpen the lid\n   and wait.\nPress!\n\n3. of May",
        ),
        ("3. of May it is.\n\n1. Open", "3. of May it is.\n\n1. Open"),
        (
            "[00:00] Host: Hello.\n00:12 Anna: Hi.\n(0:20) – Anna: So.\n1:05 Anna: Bye.",
            "Hello.\nHi.\nSo.\nBye.",
        ),
        (
            "Hello. [SFX: whoosh\nBye.\n[PAUSE 2s\nSo [MUSIC: soft <break time=\"1s\"/> it is.",
            "Hello.\nBye.\n<break time=\"2s\"/>\nSo <break time=\"1s\"/> it is.",
        ),
        (
            "So *laughs* here we *really* are, and she *laughs* at it.",
            "So here we really are, and she laughs at it.",
        ),
        (
            "* Write it down [BEAT]\n* **Pick** a date ✅\n  and a place\n* Ship it!\n\nSo",
            "Write it down <break time=\"1s\"/>\nPick a date\n  and a place.\nShip it!\n\nSo",
        ),
        ("• 写下来\n- [SFX: whoosh]\n> Quoted\n- Tell one person", "写下来。\nQuoted\nTell one person."),
        ("Read [**our** page](https://a.example) now", "Read our page now"),
        ("Read https://www.a.example/b/.", "Read a.example/b."),
        ("R&amp;D", "R&D"),
        ("Done ✅", "Done"),
        ("🎉 Big news 🚀🚀 ✅ done", "Big news done"),
        ("Wait. [BEAT] Now.", "Wait. <break time=\"1s\"/> Now."),
        ("Wait <break time=\"soon\"/> now", "Wait <break time=\"1s\"/> now"),
        ("Wait[PAUSE 2s]now", "Wait <break time=\"2s\"/> now"),
        ("<speak>Hello <b>there</b></speak>", "Hello there"),
        ("![a picture](a.png)Hello", "Hello"),
        ("Hello\n\n---\n\nBye", "Hello\n\nBye"),
    ] {
        assert_eq!(clean_script(script), clean, "{script}");
    }
}

#[test]
fn breaks_have_one_normal_form() {
    for (script, normal) in [
        ("Hello<break time='500ms' />there.", "Hello <break time=\"0.5s\"/> there."),
        ("Hello <break time=“1s”/> there.", "Hello <break time=\"1s\"/> there."),
        ("Hello <break time=\"2s\"></break> there.", "Hello <break time=\"2s\"/> there."),
        ("<speak>Hello <break time=\"2s\"/> there.</speak>", "Hello <break time=\"2s\"/> there."),
        ("Hello <break time=\"1s\"> there.", "Hello <break time=\"1s\"/> there."),
        ("Hello <break strength=\"none\"/> there.", "Hello there."),
        ("a<break time='1s'/><break time='2s'/>b", "a <break time=\"1s\"/> <break time=\"2s\"/> b"),
        ("a\n<BREAK time=1s>\nb", "a\n<break time=\"1s\"/>\nb"),
        ("a <#1.5#> b [pause: 2s]", "a <break time=\"1.5s\"/> b <break time=\"2s\"/>"),
        ("a **b** <b>c</b> [BEAT]", "a **b** <b>c</b> [BEAT]"),
        ("a <break time=\"soon\"/> b", "a <break time=\"soon\"/> b"),
    ] {
        assert_eq!(normalize_breaks(script), normal, "{script}");
        assert_eq!(normalize_breaks(normal), normal, "{script}");
    }
    let kinds = |script| parse_script(script).iter().map(|token| token.kind).collect::<Vec<_>>();
    let pause = |is_normal_form| ScriptTokenKind::Pause { seconds: 1.0, is_normal_form };
    assert_eq!(kinds("<break time=\"1s\"/>"), [pause(true)]);
    assert_eq!(kinds("a<break time=\"1s\"/>")[1], pause(false));
    assert_eq!(kinds("<break time='1s'/>"), [pause(false)]);
}

#[test]
fn speak_is_unwrapped_only_around_the_script() {
    assert_eq!(issues("<speak>\n<speak>Hello</speak></speak>\n"), []);
    assert_eq!(issues("Hello <speak>there</speak> you").len(), 2);
    assert_eq!(parse_script("<speak>Hi")[0].kind, ScriptTokenKind::Unspoken(SpeakTag));
}

#[test]
fn deeply_nested_marks_are_cleaned() {
    let nested = format!("{}text{}", "[".repeat(2_000), "](u)".repeat(2_000));
    let clean = clean_script(&nested);
    assert_eq!((issues(&clean), clean_script(&clean)), (Vec::new(), clean.clone()));
    assert!(clean.contains("text"), "{}", clean.len());
}

/// Pieces of which scripts are made, hostile ones among them.
fn fragments() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "Hello",
        " ",
        "\n",
        "\r\n",
        ".",
        "one",
        "2026",
        "$4.27M",
        "<",
        ">",
        "/",
        "[",
        "]",
        "{",
        "}",
        "(",
        ")",
        "*",
        "**",
        "_",
        "~~",
        "`",
        "#",
        "# ",
        "- ",
        "> ",
        "---",
        "&",
        "&amp;",
        "&lt;",
        "<break time=\"1s\"/>",
        "<break time=“2s”/>",
        "<break",
        "<BREAK strength=\"none\"/>",
        "</break>",
        "<speak>",
        "</speak>",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<#1.5#>",
        "<#",
        "[PAUSE 2s]",
        "[pause",
        "[BEAT]",
        "(smiling)",
        "*laughs*",
        "{{",
        "Scene 1",
        "Hook: ",
        "V.O. ",
        ":",
        ":)",
        ":smile:",
        "}}",
        "${",
        "[[a",
        "HOST:",
        "Anna:",
        "**Tone**: ",
        "SFX: ",
        "[a](b)",
        "![",
        "](",
        "https://",
        "www.a.example",
        "0:20",
        "[0:20]",
        "1\n00:00:01,000 --> 00:00:03,500\n",
        "🎉",
        "\u{fe0f}",
        "\u{20e3}",
        "\u{200d}",
        "👩",
        "今天",
        "สวัสดี",
        "안녕",
        "—",
        "…",
        "’",
        "\u{301}",
        "time=",
        "\"",
        "：",
        "（",
        "）",
        "【",
        "】",
        "\t",
        "=",
        "+",
        "INT. ",
        "•",
        "\n\nANNA\nwell",
        "\nMARCO (V.O.)\nso",
        "\n- item\n  more",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Whole parts of scripts, as people write them.
fn written_parts() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "Hello there.",
        " ",
        " ",
        "\n",
        "\n\n",
        "one,",
        "2026",
        "$4.27M",
        "(smiling)",
        "[BEAT]",
        "HOST: Hi.",
        "**bold**",
        "# Heading\n",
        "**Tone**: warm\n",
        "SCENE 1\n",
        ":smile:",
        "- item\n",
        "[our page](https://a.example)",
        "🎉",
        "今天",
        "<b>so</b>",
        "[0:20]",
        "</speak>",
        "<speak>",
        "<break time=\"1s\"/>",
        "<break time=“2s”/>",
        "<break time='500ms' />",
        "<BREAK/>",
        "<break strength=\"strong\"/>",
        "<break time=1,5s>",
        "<break time=\"2s\"></break>",
        "<break time=\"soon\"/>",
        "<#1.5#>",
        "[PAUSE 2s]",
        "(pause: 2s)",
        "[pause]",
    ]);
    prop::collection::vec(part, 0..20).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn tokens_cover_the_script(script in fragments()) {
        let mut end = 0;
        for token in parse_script(&script) {
            prop_assert_eq!(token.range.start, end);
            prop_assert!(token.range.end > end && script.is_char_boundary(token.range.end));
            end = token.range.end;
        }
        prop_assert_eq!(end, script.len());
    }

    #[test]
    fn a_clean_script_has_no_issues_and_stays_as_it_is(script in fragments()) {
        let clean = clean_script(&script);
        prop_assert_eq!(script_issues(&clean), Vec::new(), "{:?} of {:?}", &clean, &script);
        prop_assert_eq!(clean_script(&clean), clean.clone());
        prop_assert_eq!(normalize_breaks(&clean), clean);
    }

    #[test]
    fn what_is_sent_is_what_is_measured(script in written_parts()) {
        let sent = normalize_breaks(&script);
        prop_assert_eq!(normalize_breaks(&sent), sent.clone());
        let (written, spoken) = (measure_script(&script), measure_script(&sent));
        prop_assert_eq!(written.word_count, spoken.word_count, "{:?} of {:?}", &sent, &script);
        prop_assert!((written.total_seconds() - spoken.total_seconds()).abs() < 1e-6, "{:?} of {:?}", &sent, &script);
    }

    #[test]
    fn lengths_are_finite_and_within_their_range(script in fragments()) {
        let length = measure_script(&script);
        let (low, high) = length.seconds_range();
        prop_assert!(length.total_seconds().is_finite() && high.is_finite());
        prop_assert!(0.0 <= low && low <= length.total_seconds() + 1e-9 && length.total_seconds() <= high + 1e-9);
    }

    #[test]
    fn a_script_of_words_is_measured_in_proportion(words in 1_usize..200) {
        let once = measure_script(&"we ship it on time and with care. ".repeat(words));
        let twice = measure_script(&"we ship it on time and with care. ".repeat(2 * words));
        prop_assert!((twice.total_seconds() - 2.0 * once.total_seconds()).abs() < 1e-6);
        prop_assert_eq!(twice.word_count, 2 * once.word_count);
    }
}

#[test]
fn emphasized_directions_go_whole_and_emphasized_words_stay() {
    for (script, clean) in [
        ("*laughs* Hello there.", "Hello there."),
        ("Hello. *sighs softly* We wait.", "Hello. We wait."),
        ("_smiling_ Good morning.", "Good morning."),
        ("You *never* laugh.", "You never laugh."),
        ("*Smile* and wave.", "Smile and wave."),
        ("He *laughs* at it.", "He laughs at it."),
        ("*Never* again.", "Never again."),
        ("*laughs and laughs and laughs* no more", "laughs and laughs and laughs no more"),
    ] {
        assert_eq!(clean_script(script), clean, "{script}");
    }
}

#[test]
fn words_behind_the_number_of_a_scene_or_a_length_are_spoken() {
    for (script, clean) in [
        ("Scene 1: Good morning, and welcome to my channel.", "Good morning, and welcome to my channel."),
        ("Duration: it takes two hours to bake.", "Duration: it takes two hours to bake."),
        ("Scene 2: The offer\nHello.", "Hello."),
        ("Duration: 60 seconds\nHello.", "Hello."),
    ] {
        assert_eq!(clean_script(script), clean, "{script}");
    }
}
