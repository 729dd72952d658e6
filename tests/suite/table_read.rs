//! The table read: what it shows and when, its keys, and the timers that it starts.

use cuecard::app::Message;
use cuecard::domain::Speaker;
use cuecard::studio::{Edit, EditKind, Effect, Timer};
use cuecard::widgets::{Charset, Theme};
use jiff::{SignedDuration, Timestamp};
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

use crate::support::app_harness::{AppHarness, non_ascii_symbols};

/// Two scenes: 2.4 seconds with a pause of one second between them and 1.6 seconds.
fn two_scenes(columns: u16, rows: u16) -> AppHarness {
    let mut harness = AppHarness::ready(columns, rows);
    harness.press("<Enter>2<Enter>3<Enter>Hello and welcome. <break time=\"1s\"/>");
    harness.press("<A-e>frie<Enter><Tab>Avatar nods, smiling<Esc>n");
    harness.press("Today we ship it.<Esc>g");
    harness.effects.clear();
    harness
}

/// The wait of each timer of the table read that was started, with the time that it is due at; they are taken.
fn take_timers(harness: &mut AppHarness) -> Vec<(SignedDuration, Timestamp)> {
    let (timers, others) = std::mem::take(&mut harness.effects)
        .into_iter()
        .partition(|effect| matches!(effect, Effect::StartTimer(_, Timer::TableRead(_))));
    harness.effects = others;
    let timers: Vec<Effect> = timers;
    let timer = |effect| match effect {
        Effect::StartTimer(wait, Timer::TableRead(due)) => (SignedDuration::try_from(wait).unwrap(), due),
        other => unreachable!("{other:?}"),
    };
    timers.into_iter().map(timer).collect()
}

/// Lets the time of the only timer pass; false where none was started.
fn fire_timer(harness: &mut AppHarness) -> bool {
    let timers = take_timers(harness);
    assert!(timers.len() <= 1, "one timer at a time: {timers:?}");
    let Some((wait, due)) = timers.first() else { return false };
    harness.now += *wait;
    harness.send(Message::Timer(Timer::TableRead(*due)));
    true
}

/// The words in this style within the lines of the text.
fn words_with(harness: &AppHarness, modifier: Modifier) -> String {
    let (buf, _): (Buffer, _) = harness.draw();
    let area = buf.area;
    let mut words = String::new();
    // Between the facts of the scene and the progress.
    for y in 9..area.height - 3 {
        for x in 0..area.width {
            let cell = &buf[(x, y)];
            let is_styled = cell.modifier.intersection(Modifier::BOLD | Modifier::DIM) == modifier;
            words.push_str(if is_styled { cell.symbol() } else { " " });
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn words_ahead_are_plain_the_present_one_is_bold_and_spoken_ones_are_dim() {
    let mut harness = two_scenes(80, 24);
    harness.press("<C-t>");
    harness.assert_shows("Scene 1 of 2");
    harness.assert_shows("Friendly · expressive");
    harness.assert_shows("↳ Avatar nods, smiling");
    harness.assert_shows("‖ 1s");
    assert_eq!(words_with(&harness, Modifier::BOLD), "Hello");
    assert_eq!(words_with(&harness, Modifier::empty()), "and welcome. ‖ 1s Today we ship it.");
    assert!(fire_timer(&mut harness) && fire_timer(&mut harness));
    assert_eq!(words_with(&harness, Modifier::BOLD), "welcome.");
    assert_eq!(words_with(&harness, Modifier::DIM), "Hello and ── 2 ──");
    assert_eq!(words_with(&harness, Modifier::empty()), "‖ 1s Today we ship it.");
}

#[test]
fn a_pause_is_named_in_the_footer_and_leaves_the_bar_as_long_as_it_is() {
    let mut harness = two_scenes(80, 24);
    let bar = |harness: &AppHarness| harness.screen().matches(['━', '─', '╸']).count();
    harness.press("<C-t>");
    harness.assert_shows("Space pause");
    let length = bar(&harness);
    harness.press("+ ");
    harness.assert_shows("1.1x   paused");
    harness.assert_shows("Space go on");
    assert_eq!(bar(&harness), length, "{}", harness.screen());
    harness.press(" ");
    harness.assert_shows("Space pause");
}

#[test]
fn a_long_pause_is_counted_down() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>One <break time=\"3s\"/> two.<C-t>");
    let mut seen = Vec::new();
    while fire_timer(&mut harness) {
        let screen = harness.screen();
        let note = screen.rsplit_once("0:04").map_or("", |(_, behind)| behind.lines().next().unwrap());
        seen.push(note.trim().to_owned());
    }
    seen.dedup();
    assert_eq!(seen, ["‖ 3", "‖ 2", "‖ 1", "", "end"]);
}

#[test]
fn each_scene_shows_its_speaker() {
    let mut harness = two_scenes(80, 24);
    let studio = &mut harness.app.studio;
    let mut project = studio.project_state.project.clone();
    project.speakers = vec![Speaker { name: "Marco".to_owned(), ..Speaker::default() }];
    project.scenes[1].speaker = Some("marco".to_owned());
    studio.edit(Edit::ReplaceProject(Box::new(project)), EditKind::SingleStep);
    harness.press("<C-t>");
    harness.assert_shows("Ana, blue suit · Rachel");
    harness.press("<Right>");
    harness.assert_shows("Marco");
    assert!(!harness.shows("Rachel"), "{}", harness.screen());
}

#[test]
fn each_wake_up_changes_the_screen_and_the_last_one_is_at_the_end() {
    let mut harness = two_scenes(80, 24);
    let start = harness.now;
    harness.press("<C-t>");
    let mut screens = vec![(harness.screen(), words_with(&harness, Modifier::BOLD))];
    while fire_timer(&mut harness) {
        let shown = (harness.screen(), words_with(&harness, Modifier::BOLD));
        assert_ne!(Some(&shown), screens.last(), "woken for nothing");
        screens.push(shown);
        assert!(screens.len() < 30, "it ends");
    }
    let passed = harness.now.duration_since(start).as_secs_f64();
    assert!((3.8..3.9).contains(&passed), "{passed} of 3.8 seconds");
    harness.assert_shows("0:04   end");
    harness.assert_shows("Space read again");
    assert_eq!(words_with(&harness, Modifier::BOLD), "");
    harness.press(" ");
    assert_eq!(words_with(&harness, Modifier::BOLD), "Hello", "it starts again");
}

#[test]
fn a_paused_or_closed_table_read_starts_no_timer() {
    for keys in [" ", "<Esc>", "q", "<Enter>"] {
        let mut harness = two_scenes(80, 24);
        harness.press("<C-t>");
        let (wait, due) = take_timers(&mut harness)[0];
        harness.press(keys);
        let before = harness.screen();
        harness.now += wait;
        harness.send(Message::Timer(Timer::TableRead(due)));
        assert_eq!(take_timers(&mut harness), [], "{keys}");
        assert_eq!(harness.screen(), before, "{keys}");
    }
}

#[test]
fn an_old_timer_is_no_second_clock() {
    let mut harness = two_scenes(80, 24);
    harness.press("<C-t>");
    let old = take_timers(&mut harness);
    for _ in 0..2 {
        harness.now += SignedDuration::from_millis(100);
        harness.press(" ");
    }
    assert_eq!(take_timers(&mut harness).len(), 1, "it goes on after the pause");
    harness.now = old[0].1;
    harness.send(Message::Timer(Timer::TableRead(old[0].1)));
    assert_eq!(take_timers(&mut harness), [], "the timer of now is still out");
}

#[test]
fn it_waits_while_a_dialog_covers_it() {
    let mut harness = two_scenes(80, 24);
    harness.press("<C-t>");
    let (wait, due) = take_timers(&mut harness)[0];
    harness.press("<C-q>");
    harness.assert_shows("Quit");
    harness.now += wait;
    harness.send(Message::Timer(Timer::TableRead(due)));
    assert_eq!(take_timers(&mut harness), []);
    harness.now += SignedDuration::from_mins(10);
    harness.press("<Esc>");
    assert_eq!(words_with(&harness, Modifier::BOLD), "and", "ten minutes are not read");
    assert_eq!(take_timers(&mut harness).len(), 1, "it goes on");
}

#[test]
fn arrows_go_from_scene_to_scene() {
    let mut harness = two_scenes(80, 24);
    harness.press("<C-t><Right>");
    harness.assert_shows("Scene 2 of 2");
    assert_eq!(words_with(&harness, Modifier::BOLD), "Today");
    harness.press("<Right>");
    harness.assert_shows("Scene 2 of 2");
    harness.effects.clear();
    harness.now += SignedDuration::from_millis(1_200);
    harness.press(" <Left>");
    assert_eq!(words_with(&harness, Modifier::BOLD), "Today", "first to the start of the scene");
    harness.press("<Left>");
    assert_eq!(words_with(&harness, Modifier::BOLD), "Hello");
    harness.assert_shows("paused");
}

#[test]
fn it_starts_at_the_selected_scene_and_leads_to_the_script() {
    let mut harness = two_scenes(80, 24);
    harness.press("G<C-t>");
    assert_eq!(words_with(&harness, Modifier::BOLD), "Today");
    harness.press("<Left><Enter>");
    harness.press("So: ");
    assert!(harness.scripts()[0].contains("So: "), "{:?}", harness.scripts());
}

#[test]
fn plus_and_minus_change_the_speed() {
    let mut harness = two_scenes(80, 24);
    harness.press("<C-t>");
    assert_eq!(take_timers(&mut harness)[0].0.as_millis(), 401);
    harness.press("+++++");
    harness.assert_shows("1.5x");
    assert_eq!(take_timers(&mut harness).last().unwrap().0.as_millis(), 267);
    harness.press(&"-".repeat(20));
    harness.assert_shows("0.5x");
    assert_eq!(take_timers(&mut harness).last().unwrap().0.as_millis(), 801);
    harness.press(&"=".repeat(20));
    harness.assert_shows("2.0x");
}

#[test]
fn without_words_there_is_nothing_to_read() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<C-t>");
    harness.assert_shows("Nothing to read");
    assert!(!harness.shows("Scene 1 of"));
}

#[test]
fn the_palette_opens_it_too() {
    let mut harness = two_scenes(80, 24);
    harness.press("<C-p>teleprompter<Enter>");
    harness.assert_shows("Scene 1 of 2");
}

#[test]
fn it_is_read_on_an_ascii_terminal() {
    for charset in [Charset::Ascii, Charset::AsciiSymbols] {
        let mut harness = AppHarness::with_theme(Theme { charset, ..Theme::default() }, 80, 24);
        harness.press("<Enter>2<Enter>3<Enter>Hi. <break time=\"1s\"/><Tab>nods<Esc><C-t> ");
        harness.assert_shows("| 1s");
        harness.assert_shows("> nods");
        assert_eq!(non_ascii_symbols(&harness.screen()), "", "{}", harness.screen());
    }
}

#[test]
fn a_long_script_follows_the_present_word() {
    let mut harness = AppHarness::ready(80, 24);
    let words: Vec<String> = (0..300).map(|number| format!("word{number}")).collect();
    harness.press("3<Enter>");
    harness.send(Message::Paste(words.join(" ")));
    harness.press("<C-t>");
    for word in &words {
        let shown = words_with(&harness, Modifier::BOLD);
        assert_eq!(shown, *word, "{}", harness.screen());
        while words_with(&harness, Modifier::BOLD) == *word && fire_timer(&mut harness) {}
    }
}

#[test]
fn the_footer_has_the_keys_that_work() {
    let mut harness = two_scenes(80, 24);
    harness.press("<C-t>");
    let footer = harness.screen().lines().last().unwrap().to_owned();
    for hint in ["Space pause", "→ next", "r record", "h hear", "Enter edit", "Esc back", "? keys"] {
        assert!(footer.contains(hint), "{hint}: {footer}");
    }
}

#[test]
fn a_scene_starts_at_the_time_that_its_page_shows() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>One two three four five six seven.<A-n>Eight.");
    harness.assert_shows("0:02  +0.4 s");
    harness.press("<C-t>");
    harness.assert_shows("0:02 ━");
}

/// One scene of 40 words, which are about 16 seconds.
fn long_scene() -> AppHarness {
    let mut harness = AppHarness::ready(80, 24);
    let words: Vec<String> = (1..=40).map(|number| format!("word{number}")).collect();
    harness.press("<Enter>2<Enter>3<Enter>").press(&words.join(" ")).press("<C-t> ");
    harness
}

#[test]
fn keys_go_five_seconds_back_and_on_within_a_scene() {
    let mut harness = long_scene();
    assert_eq!(words_with(&harness, Modifier::BOLD), "word1");
    harness.press(".");
    harness.assert_shows("0:05 ");
    let after_five = words_with(&harness, Modifier::BOLD);
    harness.press("<S-Right><S-Left>");
    assert_eq!(words_with(&harness, Modifier::BOLD), after_five);
    harness.press(",,");
    assert_eq!(words_with(&harness, Modifier::BOLD), "word1", "not before the start");
    harness.press("......");
    harness.assert_shows("paused");
    harness.press(",");
    assert_ne!(words_with(&harness, Modifier::BOLD), "", "back from the end");
}

#[test]
fn a_table_read_begins_without_an_older_message() {
    let mut harness = two_scenes(80, 24);
    harness.press("n");
    harness.assert_shows("has the options of scene");
    harness.press("<C-t>");
    assert!(!harness.shows("has the options of scene"), "{}", harness.screen());
}

#[test]
fn the_keys_of_the_table_read_are_shown_over_it() {
    let mut harness = two_scenes(80, 24);
    harness.press("<C-t>?");
    harness.assert_shows("Go back 5 seconds");
    harness.press("<Esc>");
    harness.assert_shows("Scene 1 of 2");
}

#[test]
fn emoji_families_are_not_torn() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>");
    harness.send(Message::Paste("We are 👨‍👩‍👧 at home.".to_owned()));
    harness.press("<C-t>");
    harness.assert_shows("👨‍👩‍👧");
}
