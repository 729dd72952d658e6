//! The script in the user's text editor: what is given to it, and what comes back as one undo step.

use cuecard::app::Message;
use cuecard::domain::{Emotion, Project, Scene};
use cuecard::studio::{
    DiskChange, DiskVersion, EditorOutcome, EditorTarget, EditorText, Effect, FileVersion, LoadedProject,
    ProjectReply, ProjectRequest, Reply, Request,
};

use crate::support::app_harness::{AppHarness, loaded_project, opened_reply};

const FILE: &str = "/data/edited/edit-a1/script.md";

/// The studio on a saved project of two scenes, the second one with options that a text does not show.
fn harness() -> AppHarness {
    let mut harness = AppHarness::ready(120, 30);
    let second =
        Scene { emotion: Some(Emotion::Serious), is_muted: true, ..Scene::new("Two <break/> three. \n") };
    let scenes = vec![Scene::new("One."), second];
    let saved = loaded_project(Project { title: "Tea".into(), scenes, ..Project::default() });
    harness.send_reply(opened_reply(LoadedProject { path: Some("/home/ada/tea.toml".into()), ..saved }));
    harness.press("3<Enter>");
    harness.effects.clear();
    harness
}

/// The text that the editor was asked to open.
fn opened_text(harness: &AppHarness) -> EditorText {
    let opened = harness.effects.iter().find_map(|effect| match effect {
        Effect::OpenEditor(text) => Some(text.clone()),
        _ => None,
    });
    opened.expect("the editor is opened")
}

/// Presses a key that opens the editor, which ends in this way.
fn edit(harness: &mut AppHarness, key: &str, change: impl Fn(&str) -> EditorOutcome) {
    harness.press(key);
    let EditorText { target, text } = opened_text(harness);
    harness.effects.clear();
    let outcome = change(&text);
    harness.send_reply(Reply::Project(ProjectReply::EditorClosed(target, outcome)));
}

fn saved(text: impl Into<String>) -> EditorOutcome {
    EditorOutcome::Saved { text: text.into(), file: FILE.into() }
}

fn is_discarded(harness: &AppHarness) -> bool {
    let discard = Request::Project(ProjectRequest::DiscardEditorFile(FILE.into()));
    harness.requests().any(|request| *request == discard)
}

#[test]
fn one_scene_is_edited_as_its_plain_script() {
    let mut harness = harness();
    edit(&mut harness, "<A-Down><A-o>", |text| {
        assert_eq!(text, "Two <break/> three. \n");
        saved("Two \x1b[31m<break/> four.\n")
    });
    assert_eq!(harness.scripts(), ["One.", "Two [31m<break/> four."]);
    let scene = &harness.app.studio.project_state.project.scenes[1];
    assert!(scene.is_muted && scene.emotion == Some(Emotion::Serious));
    harness.assert_shows("Edited: 1 scene changed · Ctrl-z undoes it");
    assert!(is_discarded(&harness));
    harness.press("<C-z>");
    assert_eq!(harness.scripts(), ["One.", "Two <break/> three. \n"]);
}

#[test]
fn headings_and_rules_in_the_text_of_one_scene_make_scenes_of_it() {
    let mut harness = harness();
    edit(&mut harness, "<A-Down><A-o>", |_| saved("## Tea\n\nTwo.\n\n---\n\n**Ana:** Three. [BEAT]\n"));
    assert_eq!(harness.scripts(), ["One.", "Two.", "Three. <break time=\"1s\"/>"]);
    let scenes = &harness.app.studio.project_state.project.scenes;
    assert!(scenes[2].is_muted && scenes[2].speaker.as_deref() == Some("Ana"), "{scenes:?}");
    harness.assert_shows("Edited: ");
    assert!(is_discarded(&harness));
    harness.press("<C-z>");
    assert_eq!(harness.scripts(), ["One.", "Two <break/> three. \n"], "one step");
    assert!(harness.app.studio.project_state.project.speakers.is_empty());
    edit(&mut harness, "<A-o>", |_| saved("Ana: Two.\n\nThree.\n"));
    assert_eq!(harness.scripts(), ["One.", "Ana: Two.\n\nThree."]);
}

#[test]
fn a_scene_whose_words_hold_a_rule_stays_one_scene() {
    let mut harness = harness();
    harness.press("<A-Down>");
    harness.send(Message::Paste("\n\n---\n\nFor".into()));
    let before: Vec<String> = harness.scripts().into_iter().map(str::to_owned).collect();
    edit(&mut harness, "<A-o>", |text| saved(text.replace("For", "Four")));
    assert_eq!(harness.scripts(), [before[0].as_str(), before[1].replace("For", "Four").trim_end()]);
}

#[test]
fn the_whole_script_is_edited_as_markdown_and_scenes_that_were_not_edited_stay() {
    let mut harness = harness();
    harness.press("!");
    edit(&mut harness, "<A-v>", |text| {
        assert!(text.contains("## Scene 1") && text.contains("One.!"), "{text}");
        saved(text.replace("One.!", "One, edited."))
    });
    assert_eq!(harness.scripts(), ["One, edited.", "Two <break/> three. \n"]);
    assert!(harness.app.studio.project_state.project.scenes[1].is_muted && is_discarded(&harness));
    harness.press("<C-z>");
    assert_eq!(harness.scripts(), ["One.!", "Two <break/> three. \n"]);
}

#[test]
fn unsaved_work_is_kept_before_the_editor_has_the_terminal() {
    let mut harness = harness();
    harness.press("!<A-v>");
    let place = |is_it: &dyn Fn(&Effect) -> bool| harness.effects.iter().position(is_it).unwrap();
    let autosave = |effect: &Effect| {
        matches!(effect, Effect::Request(_, Request::Project(ProjectRequest::Autosave { .. })))
    };
    assert!(place(&autosave) < place(&|effect| matches!(effect, Effect::OpenEditor(_))));
}

#[test]
fn a_text_that_is_not_taken_changes_nothing_and_says_so() {
    let failed = |reason: &str, kept: Option<&str>| EditorOutcome::Failed {
        reason: reason.into(),
        kept: kept.map(Into::into),
    };
    let kept = format!("What you wrote is kept in {FILE}");
    for (key, outcome, shown, discards) in [
        ("<A-v>", EditorOutcome::Unchanged, "Nothing was changed in the editor", false),
        ("<A-v>", saved(" \n"), "The text was empty. Nothing was changed", true),
        ("<A-o>", saved("\n\n"), "The text was empty. Nothing was changed", true),
        ("<A-o>", saved("One.\n\n"), "Nothing was changed in the editor", true),
        ("<A-v>", saved("---\ntitle: Tea\n---\n"), "The text has no scenes. Nothing was changed", false),
        ("<A-v>", saved("---\ntitle: Tea\n---\n"), &kept, false),
        ("<A-v>", failed("The editor vi failed: exit status: 1", None), "exit status: 1. Nothing was", false),
        ("<A-v>", failed("The editor vi failed", Some(FILE)), &kept, false),
    ] {
        let mut harness = harness();
        edit(&mut harness, key, |_| outcome.clone());
        harness.assert_shows(shown);
        assert_eq!(harness.scripts(), ["One.", "Two <break/> three. \n"]);
        assert!(!harness.app.studio.project_state.is_unsaved());
        assert_eq!(is_discarded(&harness), discards, "{outcome:?}");
        harness.press("<C-z>");
        harness.assert_shows("Nothing to undo");
    }
}

#[test]
fn a_project_changed_on_disk_waits_for_the_editor() {
    let theirs =
        Project { title: "Theirs".into(), scenes: vec![Scene::new("Theirs.")], ..Project::default() };
    let version = DiskVersion { project: theirs, version: Some(FileVersion(7)), unknown_keys: Vec::new() };
    let change = DiskChange::Edited(Box::new(version));
    for (outcome, scripts) in [
        (EditorOutcome::Unchanged, &["Theirs."][..]),
        (saved("Edited."), &["Edited.", "Two <break/> three. \n"]),
    ] {
        let mut harness = harness();
        harness.press("<A-o>");
        let path = "/home/ada/tea.toml".into();
        harness.send_reply(Reply::Project(ProjectReply::ChangedOnDisk(path, change.clone())));
        assert_eq!(harness.scripts()[0], "One.");
        harness.send_reply(Reply::Project(ProjectReply::EditorClosed(EditorTarget::Scene(0), outcome)));
        assert_eq!(harness.scripts(), scripts);
    }
}

#[test]
fn a_project_without_scenes_has_no_scene_to_edit() {
    let mut harness = AppHarness::ready(120, 30);
    harness.press("3<Enter>One.<Esc>x<A-o>");
    harness.assert_shows("Add a scene first");
}

#[test]
fn a_text_of_a_project_that_was_closed_meanwhile_is_kept_in_its_file() {
    let kept = format!(
        "Another project was opened meanwhile. Nothing was changed. What you wrote is kept in {FILE}"
    );
    let failed = EditorOutcome::Failed { reason: "The editor vi failed".into(), kept: Some(FILE.into()) };
    for outcome in [saved("Edited."), failed] {
        let mut harness = harness();
        harness.press("<A-v>");
        let target = opened_text(&harness).target;
        let other = loaded_project(Project { scenes: vec![Scene::new("Hi.")], ..Project::default() });
        harness
            .send_reply(opened_reply(LoadedProject { path: Some("/home/ada/other.toml".into()), ..other }));
        harness.effects.clear();
        harness.send_reply(Reply::Project(ProjectReply::EditorClosed(target, outcome)));
        harness.assert_shows(&kept);
        assert!(harness.scripts() == ["Hi."] && !is_discarded(&harness));
    }
}
