//! The queue list: filters, sort orders, and the cursor.

use cuecard::app::view;
use cuecard::domain::{
    Money, PastRender, QueueOwner, ReadSequence, Render, RenderHistory, RenderId, RenderStage, Unit, VoiceId,
};
use cuecard::studio::{DownloadRequest, OpenTarget, RenderReply, Reply, Request};
use proptest::prelude::*;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Modifier;

use crate::support::app_harness::{AppHarness, render};

/// A finished video whose file has its number.
fn finished_render(id: i64, title: &str) -> Render {
    let mut row = render(id, title, RenderStage::Completed, 100 - id);
    row.video_path = Some(format!("/videos/video-{id}.mp4").into());
    row
}

fn harness_with_several() -> AppHarness {
    let mut costly = finished_render(1, "Intro");
    costly.estimated_cost = Money::new(40.0, Unit::PremiumCredit);
    let mut left = render(3, "Left", RenderStage::Queued, 97);
    left.queue_entry.owner = QueueOwner::Unowned;
    AppHarness::with_renders(
        80,
        24,
        vec![
            finished_render(6, "Launch teaser"),
            render(5, "Reel 5", RenderStage::Processing, 95),
            render(4, "Reel 4", RenderStage::Failed, 96),
            left,
            finished_render(2, "Álbum"),
            costly,
        ],
    )
}

#[test]
fn a_time_before_a_daylight_saving_change_uses_its_own_offset() {
    // Standard time from the first Sunday of November: `now` is in it, the end of the render is not.
    let new_york = jiff::tz::TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").unwrap();
    let mut row = finished_render(1, "Launch teaser");
    row.ended_at = Some("2026-10-20T12:00:00Z".parse().unwrap());
    let mut harness = AppHarness::with_renders(80, 24, vec![row]);
    harness.app.studio.environment.time_zone = new_york;
    let screen = harness.screen();
    assert!(screen.contains("20 Oct 08:00 · "), "{screen}");
    let details = harness.press("d").screen();
    assert!(details.contains("20 Oct 08:00:00"), "{details}");
}

/// Titles of the list, from above.
fn listed_titles(harness: &AppHarness) -> Vec<String> {
    let known = ["Launch teaser", "Reel 5", "Reel 4", "Left", "Álbum", "Intro"];
    let title = |line: &str| known.iter().find(|title| line.contains(&format!(" {title} "))).copied();
    let screen = harness.screen();
    // Skips the status line and the footer.
    screen.lines().filter(|line| line.starts_with('│')).filter_map(title).map(str::to_owned).collect()
}

fn pane_title(harness: &AppHarness) -> String {
    harness.screen().lines().find(|line| line.contains("4 Queue ─")).unwrap().to_owned()
}

/// The number of the video that Enter opens.
fn open_selected_render(harness: &mut AppHarness) -> Option<i64> {
    harness.effects.clear();
    harness.press("<Enter>");
    harness.requests().find_map(|request| match request {
        Request::Download(DownloadRequest::OpenExternally(OpenTarget::File(path))) => {
            path.to_str()?.strip_prefix("/videos/video-")?.strip_suffix(".mp4")?.parse().ok()
        }
        _ => None,
    })
}

#[test]
fn one_key_cycles_the_sort_orders() {
    let mut harness = harness_with_several();
    let mut next = |keys: &str, note: &str, expected: [&str; 6]| {
        harness.press(keys);
        assert!(pane_title(&harness).contains(note), "{}", pane_title(&harness));
        assert_eq!(listed_titles(&harness), expected);
    };
    let newest = ["Launch teaser", "Reel 5", "Reel 4", "Left", "Álbum", "Intro"];
    next("", "6 · newest first · 1 in progress", newest);
    next(
        "t",
        "6 · by stage · 1 in progress",
        ["Reel 4", "Left", "Reel 5", "Launch teaser", "Álbum", "Intro"],
    );
    next("t", "by title", ["Álbum", "Intro", "Launch teaser", "Left", "Reel 4", "Reel 5"]);
    next("t", "by cost", ["Intro", "Reel 5", "Reel 4", "Left", "Launch teaser", "Álbum"]);
    next("t", "oldest first", ["Intro", "Álbum", "Left", "Reel 4", "Reel 5", "Launch teaser"]);
    next("t", "newest first", newest);
}

#[test]
fn a_moved_cursor_stays_on_its_render_in_every_sort_order() {
    let mut harness = harness_with_several();
    harness.press("<Down><Down><Down><Down>");
    for _ in 0..6 {
        assert_eq!(open_selected_render(&mut harness), Some(2), "{}", harness.screen());
        harness.press("t");
    }
    let mut harness = harness_with_several();
    harness.press("tttt");
    assert_eq!(
        open_selected_render(&mut harness),
        Some(1),
        "one that was not moved is on the first: {}",
        harness.screen()
    );
}

#[test]
fn a_filter_searches_every_text_of_a_row() {
    let mut noted = render(4, "Four", RenderStage::Refused, 4);
    noted.note = Some("The script has words that the service blocks".into());
    let mut project = render(3, "Three", RenderStage::Failed, 5);
    (project.project_path, project.note) = (Some("/home/ada/teaser.toml".into()), None);
    let mut harness = AppHarness::with_renders(
        80,
        24,
        vec![noted, project, render(2, "Two", RenderStage::Pending, 6), finished_render(1, "One")],
    );
    for (query, found) in [
        ("tWo", "Two"),
        ("refused", "Four"),
        ("teaser", "Three"),
        ("video1", "One"),
        ("blocks script", "Four"),
        ("video-1", "One"),
    ] {
        harness.press("/").press(query);
        assert!(pane_title(&harness).contains("1/4"), "{query}: {}", harness.screen());
        assert!(harness.screen().contains(&format!(" {found} ")), "{query}: {}", harness.screen());
        harness.press("<Esc>");
        assert!(pane_title(&harness).contains(" 4 · newest first"), "{}", harness.screen());
    }
    harness.press("/").press("nothing of it");
    harness.assert_shows("Nothing matches. Esc clears the filter.");
    assert_eq!(open_selected_render(&mut harness), None, "Enter keeps the filter");
    assert_eq!(open_selected_render(&mut harness), None, "and there is nothing to open");
}

#[test]
fn matched_letters_of_a_title_are_bold() {
    let mut harness = AppHarness::with_renders(
        80,
        24,
        vec![finished_render(2, "Launch teaser"), finished_render(1, "美咲 tea")],
    );
    harness.press("/TEA video");
    // The row under the cursor is reversed as a whole.
    assert_eq!([4, 6].map(|row| bold_text(&harness, row)), ["", "tea"], "{}", harness.screen());
    harness.press("<Down>");
    assert_eq!([4, 6].map(|row| bold_text(&harness, row)), ["tea", ""], "{}", harness.screen());
}

/// What is bold in a row of the screen, within its frame.
fn bold_text(harness: &AppHarness, row: u16) -> String {
    let area = Rect::new(0, 0, 80, 24);
    let mut buf = Buffer::empty(area);
    view(&harness.app, harness.now, area, &mut buf);
    let cells = (2..60).map(|x| &buf[(x, row)]);
    cells.filter(|cell| cell.modifier.contains(Modifier::BOLD)).map(Cell::symbol).collect()
}

#[test]
fn an_applied_filter_persists_and_clearing_it_keeps_the_cursor() {
    let mut harness = harness_with_several();
    harness.press("ttt/video-<Down>");
    assert_eq!(listed_titles(&harness), ["Intro", "Launch teaser", "Álbum"], "in the order that was chosen");
    assert!(pane_title(&harness).contains("3/6 · by cost · 1 in progress"), "{}", pane_title(&harness));
    assert_eq!(open_selected_render(&mut harness), None, "Enter keeps the filter");
    assert_eq!(open_selected_render(&mut harness), Some(6));
    harness.press("t");
    assert_eq!(listed_titles(&harness), ["Intro", "Álbum", "Launch teaser"]);
    assert_eq!(open_selected_render(&mut harness), Some(6));
    harness.press("<Esc>");
    assert_eq!(listed_titles(&harness).len(), 6);
    assert_eq!(open_selected_render(&mut harness), Some(6), "{}", harness.screen());
    harness.press("<Up><Up><Up><Up>/no such video<Esc>");
    assert_eq!(
        open_selected_render(&mut harness),
        Some(2),
        "where nothing matched, it goes back: {}",
        harness.screen()
    );
}

#[test]
fn escape_without_a_filter_keeps_the_cursor_on_the_newest_render() {
    let mut harness = harness_with_several();
    harness.press("<Esc>4");
    harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(finished_render(7, "Newer")))));
    assert_eq!(open_selected_render(&mut harness), Some(7));
}

#[test]
fn a_row_that_no_longer_matches_the_filter_disappears() {
    let mut harness = AppHarness::with_renders(
        80,
        24,
        vec![
            render(3, "Three", RenderStage::Processing, 1),
            finished_render(2, "Two"),
            render(1, "One", RenderStage::Processing, 3),
        ],
    );
    harness.press("/processing<Enter>");
    assert!(pane_title(&harness).contains("2/3"), "{}", pane_title(&harness));
    harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(finished_render(3, "Three")))));
    assert!(pane_title(&harness).contains("1/3 · newest first · 1 in progress"), "{}", pane_title(&harness));
    harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(finished_render(1, "One")))));
    assert!(pane_title(&harness).contains("0/3"), "{}", pane_title(&harness));
    harness.press("<Esc>");
    assert!(pane_title(&harness).contains(" 3 · newest first ╮"), "{}", pane_title(&harness));
}

#[test]
fn the_pane_title_shortens_when_space_is_short() {
    let mut harness = AppHarness::ready(34, 30);
    harness.press("4");
    harness.load_renders((1..400).map(|id| render(id, "Video", RenderStage::Pending, 1)).collect());
    harness.assert_shows("399 · 399 in progress");
    harness.press("t");
    harness.assert_shows("─ by stage · ◐ 399 ╮");
    harness.press("/video");
    harness.assert_shows("399/399 · ◐ 399");
}

#[derive(Debug, Clone)]
enum QueueEvent {
    Arrived(i64),
    Failed(i64),
    Forgotten(i64),
    Press(&'static str),
}

fn queue_event() -> impl Strategy<Value = QueueEvent> {
    let keys = ["<Up>", "<Down>", "<PgDn>", "g", "G"];
    prop_oneof![
        (0..12_i64).prop_map(QueueEvent::Arrived),
        (0..12_i64).prop_map(QueueEvent::Failed),
        (0..12_i64).prop_map(QueueEvent::Forgotten),
        (0..keys.len()).prop_map(move |at| QueueEvent::Press(keys[at])),
        Just(QueueEvent::Press("t<Down>")),
        Just(QueueEvent::Press("/video-1<Enter>")),
        Just(QueueEvent::Press("<Esc>4")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn only_keys_or_the_end_of_its_render_move_a_moved_cursor(events in proptest::collection::vec(queue_event(), 1..40)) {
        let mut harness = AppHarness::with_renders(80, 24, (0..6).rev().map(|id| finished_render(2 * id, "Video")).collect());
        harness.press("t<Down>");
        for event in events {
            let before = open_selected_render(&mut harness);
            match &event {
                QueueEvent::Arrived(id) => harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(finished_render(*id, "Video"))))),
                QueueEvent::Failed(id) if Some(*id) != before => {
                    harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(render(*id, "Video", RenderStage::Failed, 1)))));
                }
                QueueEvent::Forgotten(id) if Some(*id) != before => {
                    harness.send_reply(Reply::Render(RenderReply::RemovedFromList(RenderId(*id), ReadSequence::default())));
                }
                QueueEvent::Failed(_) | QueueEvent::Forgotten(_) => continue,
                QueueEvent::Press(keys) => {
                    harness.press(keys);
                    harness.screen();
                    continue;
                }
            }
            let after = open_selected_render(&mut harness);
            // In "newest first", a cursor on the first row follows the newest render.
            let head = pane_title(&harness).contains("newest first");
            prop_assert!(after == before || before.is_none() || head, "{event:?}: {before:?}, {after:?}\n{}", harness.screen());
        }
    }
}

#[test]
fn renders_of_one_project_show_what_differs() {
    let of = |id, harness, scenes, digest: &str| {
        let mut row = render(id, "Launch teaser", harness, 10 - id);
        row.project_path = Some("/home/ada/launch.toml".into());
        row.scene_count = scenes;
        row.lineage.content_hash = Some(digest.to_owned());
        row
    };
    let mut harness = AppHarness::with_renders(
        80,
        24,
        vec![
            of(4, RenderStage::Processing, 3, "c"),
            of(3, RenderStage::Pending, 2, "b"),
            of(2, RenderStage::Failed, 2, "a"),
            of(1, RenderStage::Pending, 2, "a"),
            render(9, "Alone", RenderStage::Pending, 30),
        ],
    );
    let words = |id: i64, words: &str, voice: &str| PastRender {
        render_id: RenderId(id),
        script_excerpt: Some(words.to_owned()),
        voice_id: Some(VoiceId::new(voice)),
        ..crate::spend::past_render(0, None, 1.0, Unit::PremiumCredit)
    };
    let past = vec![words(4, "Hello again", "v2"), words(3, "Hello", "v2"), words(2, "Hello", "v1")];
    harness.send_reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(RenderHistory::of(past))))));
    let screen = harness.screen();
    let line = |text: &str| {
        screen.lines().position(|line| line.contains(text)).unwrap_or_else(|| panic!("{screen}"))
    };
    let below = |text: &str| screen.lines().nth(line(text) + 1).unwrap();
    assert!(below("Launch teaser #4").contains("“Hello again” · 3 scenes (was 2)"), "{screen}");
    assert!(below("Launch teaser #3").contains("“Hello” · another voice"), "{screen}");
    assert!(below("Launch teaser #2").contains("12:00 · Credits ran out while rendering."), "{screen}");
    assert!(!below("Launch teaser #1").contains('“'), "there is none before it: {screen}");
    assert!(!screen.contains("Alone #"), "{screen}");
    let screen = harness.press("<Down><Down>").screen();
    assert!(screen.contains("#2 “Hello” · as #1"), "{screen}");
}

#[test]
fn the_shown_difference_is_updated_when_renders_change() {
    let mut harness = AppHarness::ready(80, 24);
    let row = |id, title: &str, project: Option<&str>, scenes| Render {
        project_path: project.map(Into::into),
        scene_count: scenes,
        ..render(id, title, RenderStage::Completed, 0)
    };
    let change = |harness: &AppHarness, id| {
        let studio = &harness.app.studio;
        let found = studio.distinction(studio.queue.render(RenderId(id)).unwrap());
        found.map(|distinction| distinction.difference)
    };
    harness.load_renders(vec![
        row(4, "Reel", None, 3),
        row(3, "Teaser", Some("/a.toml"), 1),
        row(2, "Other", None, 1),
        row(1, "Reel", Some("/a.toml"), 2),
    ]);
    assert_eq!(change(&harness, 4), Some(Some("3 scenes (was 2)".to_owned())));
    assert_eq!(change(&harness, 3), Some(Some("another title".to_owned())), "of the same project");
    assert_eq!(change(&harness, 2), None, "there is no other");
    assert_eq!(change(&harness, 1), Some(None), "the others are newer");
    harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(row(5, "Other", None, 4)))));
    assert_eq!(change(&harness, 5), Some(Some("4 scenes (was 1)".to_owned())));
    assert_eq!(change(&harness, 2), Some(None));
    assert_eq!(change(&harness, 3), Some(Some("another title".to_owned())), "its position has changed");
}
