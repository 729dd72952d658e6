//! A target length: what says that the video is longer, and where.

use cuecard::domain::{Dialect, Emotion, Project, Scene};
use cuecard::widgets::{Charset, ColorDepth, Theme};

use crate::support::app_harness::AppHarness;

/// A project of scenes of 1.2 seconds each, and a target in seconds.
fn project_of(scenes: usize, target: u32) -> Project {
    let scenes = vec![Scene::new("One two three."); scenes];
    Project { scenes, target_seconds: Some(target), ..Project::default() }
}

fn harness_of(scenes: usize, target: u32) -> AppHarness {
    AppHarness::ready_with_project(80, 24, &project_of(scenes, target))
}

/// The rows of the heads of scenes: those with a cost.
fn heads(harness: &AppHarness) -> Vec<String> {
    let screen = harness.screen();
    screen.lines().filter(|line| line.contains("  +1.2 s  0.")).map(str::to_owned).collect()
}

#[test]
fn the_header_says_by_how_much_the_target_is_passed() {
    harness_of(5, 6).assert_shows("0:06 of 0:06  ");
    let harness = harness_of(1, 1);
    harness.assert_shows("0:01 of 0:01 +0.2 s");
}

#[test]
fn scenes_that_end_after_the_target_are_marked_in_their_heads_and_on_the_timeline() {
    let harness = harness_of(4, 3);
    let marked: Vec<bool> = heads(&harness).iter().map(|head| head.contains("⚑ 0:0")).collect();
    assert_eq!(marked, [false, false, true, true], "{}", harness.screen());
    let screen = harness.screen();
    let timeline = screen.lines().nth(2).unwrap();
    let parts: Vec<&str> = timeline.split(['1', '2', '3', '4']).skip(1).map(str::trim).collect();
    let is_over = |part: &str| part.contains('░');
    assert_eq!(parts.iter().map(|part| is_over(part)).collect::<Vec<_>>(), [false, false, true, true]);
    assert!(parts[2].contains('▆') && !parts[3].contains('▆'), "half of the third one: {timeline}");
    assert!(!harness_of(4, 5).screen().contains(['⚑', '░']), "nothing is too long");
}

#[test]
fn the_note_of_a_scene_says_how_much_of_it_is_over_the_target() {
    let mut harness = harness_of(4, 3);
    harness.press("3<Enter>");
    assert!(!harness.shows("over the target"));
    harness.press("<A-Down><A-Down>");
    harness.assert_shows("0.6 s of this scene are over the target of 0:03");
    harness.press("<A-Down>");
    harness.assert_shows("1.2 s of this scene are over the target of 0:03");
}

#[test]
fn what_is_over_the_target_is_said_before_what_the_dialect_loses() {
    let mut harness = harness_of(4, 3);
    harness.app.studio.account.dialect = Dialect::Flat;
    for scene in &mut harness.app.studio.project_state.project.scenes {
        scene.emotion = Some(Emotion::Friendly);
    }
    harness.press("3<Enter>");
    harness.assert_shows("⚑ av4-flat");
    harness.press("<A-Down><A-Down>");
    harness.assert_shows("0.6 s of this scene are over the target of 0:03");
}

#[test]
fn what_is_over_the_target_is_marked_without_colors_too() {
    for charset in [Charset::Unicode, Charset::AsciiSymbols] {
        let theme = Theme { color_depth: ColorDepth::None, charset };
        let mut harness = AppHarness::with_theme(theme, 80, 24);
        harness.press("3<Enter>One two three.<A-n>One two three.<Esc>e<Tab><Tab><Tab><Tab><Tab>2s<Enter>");
        harness.assert_shows("0:02 of 0:02 +0.4 s");
        let (flag, block) = if charset == Charset::Unicode { ("⚑ ", '░') } else { ("! ", ':') };
        assert!(heads(&harness)[1].contains(flag), "{}", harness.screen());
        assert!(harness.screen().lines().nth(2).unwrap().contains(block), "{}", harness.screen());
    }
}
