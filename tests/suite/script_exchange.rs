//! Import of a script in another form into the studio, and export of the open one: what keys ask for, and what is shown.

use cuecard::app::Message;
use cuecard::domain::{Error, ErrorKind, ImportFormat, Project, Scene, import_script};
use cuecard::studio::{ProjectReply, ProjectRequest, Reply, Request, SaveMode, SaveResult, ScriptExport};

use crate::support::app_harness::AppHarness;

/// The studio with an unsaved project of one scene.
fn harness() -> AppHarness {
    let mut harness = AppHarness::ready(120, 30);
    harness.app.studio.environment.working_directory = "/home/ada".into();
    harness.app.studio.environment.home_directory = Some("/home/ada".into());
    harness.app.studio.environment.drafts_directory = "/home/ada/drafts".into();
    harness.press("3<Enter>Hello there.<Tab>waves<Esc>");
    harness
}

/// The export that was asked for last.
fn export(harness: &AppHarness) -> Option<ScriptExport> {
    let exports = harness.requests().filter_map(|request| match request {
        Request::Project(ProjectRequest::Export(export)) => Some((**export).clone()),
        _ => None,
    });
    exports.last()
}

/// Answers the export with this result.
fn answer_export(harness: &mut AppHarness, result: &Result<SaveResult, Error>) {
    harness.answer_requests(|request| match request {
        Request::Project(ProjectRequest::Export(export)) => {
            Some(Reply::Project(ProjectReply::Exported(export.clone(), result.clone())))
        }
        _ => None,
    });
    harness.fire_dialog_timers();
}

/// Answers the autosave, then the import with this script.
fn answer_import(harness: &mut AppHarness, text: &str) {
    harness.answer_requests(|request| match request {
        Request::Project(ProjectRequest::Autosave { .. } | ProjectRequest::DeleteAutosave { .. }) => {
            Some(Reply::Project(ProjectReply::Autosaved(Ok(()))))
        }
        _ => None,
    });
    harness.answer_requests(|request| match request {
        Request::Project(ProjectRequest::Import(path)) => {
            let script = Box::new(import_script(text, ImportFormat::Markdown));
            Some(Reply::Project(ProjectReply::Imported(path.clone(), Ok(script))))
        }
        _ => None,
    });
}

fn imports(harness: &AppHarness) -> Vec<&str> {
    let imports = harness.requests().filter_map(|request| match request {
        Request::Project(ProjectRequest::Import(path)) => path.to_str(),
        _ => None,
    });
    imports.collect()
}

#[test]
fn the_script_is_exported_in_the_form_that_the_name_ends_in() {
    let mut harness = harness();
    harness.press("<F2>");
    harness.assert_shows("untitled.md");
    harness.assert_shows(".fountain, .srt or .vtt.");
    harness.press("a.docx<Enter>");
    harness.assert_shows("The file extension is not known.");
    harness.press("<C-u>~/a.SRT<Enter>");
    let asked = export(&harness).unwrap();
    assert_eq!((asked.path.to_str(), asked.mode), (Some("/home/ada/a.SRT"), SaveMode::KeepChangesOnDisk));
    assert!(
        asked.text.starts_with("1\n00:00:00,000 --> ") && asked.text.contains("Hello there."),
        "{asked:?}"
    );
    answer_export(&mut harness, &Ok(SaveResult::Written));
    harness
        .assert_shows("Exported to /home/ada/a.SRT · the motion prompt of 1 scene is not in the subtitles");
    harness.press("<F2><Enter>");
    let text = export(&harness).unwrap().text;
    assert!(text.contains("## Scene 1") && text.contains("- Motion: waves"), "{text}");
    let error = Error::new("untitled.md", ErrorKind::File, "untitled.md cannot be written");
    answer_export(&mut harness, &Err(error));
    harness.assert_shows("untitled.md cannot be written");
}

#[test]
fn an_export_replaces_a_file_only_after_a_question() {
    let mut harness = harness();
    harness.press("<F2><Enter>");
    answer_export(&mut harness, &Ok(SaveResult::FileExists));
    harness.assert_shows("untitled.md already exists. Nothing was written yet.");
    harness.press("<Enter>");
    assert_eq!(export(&harness), None, "Cancel is selected");
    harness.press("<F2><Enter>");
    answer_export(&mut harness, &Ok(SaveResult::FileExists));
    harness.press("<Right>");
    harness.fire_dialog_timers();
    harness.press("<Enter>");
    assert_eq!(export(&harness).map(|export| export.mode), Some(SaveMode::Overwrite));
}

#[test]
fn a_script_is_imported_once_the_unsaved_work_is_kept() {
    for keys in ["<C-o>imp/a.md", "<F4>imp/a.md"] {
        let mut harness = harness();
        harness.press(keys);
        if keys.starts_with("<C-o>") {
            harness.assert_shows("Enter imports it as a new project.");
        }
        harness.press("<Enter>");
        assert_eq!(imports(&harness), [""; 0], "the unsaved work is written first");
        answer_import(&mut harness, "# Tea\n\nOne.\n\n---\n\nTwo.\n\n**Tone:** warm");
        assert_eq!(harness.scripts(), ["One.", "Two."]);
        harness.assert_shows("Imported 2 scenes from a.md · production notes are left out: Tone: warm");
        assert!(
            harness.requests().any(|request| *request == Request::Project(ProjectRequest::SetDraftAside))
        );
        let state = &harness.app.studio.project_state;
        assert!(state.is_unsaved() && state.path.is_none());
        harness.press("<C-z>");
        assert_eq!(harness.scripts(), [""], "one step goes back to an empty project");
    }
}

#[test]
fn a_script_is_not_imported_if_it_cannot_be_read_or_the_work_not_be_kept() {
    let mut harness = harness();
    harness.press("<F4>a.doc<Enter>");
    harness.assert_shows("it ends in .md, .fountain, .txt, .srt");
    harness.press("<C-u>a.txt<Enter>");
    let error = |message: &str| Error::new("a", ErrorKind::File, message);
    harness.answer_requests(|request| match request {
        Request::Project(ProjectRequest::Autosave { .. }) => {
            Some(Reply::Project(ProjectReply::Autosaved(Err(error("the disk is full")))))
        }
        _ => None,
    });
    harness.assert_shows("a.txt is not opened: the unsaved work on Untitled cannot be kept.");
    assert_eq!(imports(&harness), [""; 0]);
    harness.send_reply(Reply::Project(ProjectReply::Imported("a.txt".into(), Err(error("no such file")))));
    harness.assert_shows("no such file");
    assert_eq!(harness.scripts(), ["Hello there."]);
}

#[test]
fn a_saved_project_stays_as_it_is_when_a_script_is_imported() {
    let scenes = vec![Scene::new("Saved.")];
    let project = Project { title: "Tea".into(), scenes, ..Project::default() };
    let mut harness = AppHarness::ready_with_project(120, 30, &project);
    harness.press("<C-o>a.fountain<Enter>");
    answer_import(&mut harness, "One.");
    assert_eq!(harness.scripts(), ["One."]);
    assert!(!harness.requests().any(|request| *request == Request::Project(ProjectRequest::SetDraftAside)));
}

#[test]
fn a_pasted_dialog_becomes_scenes_by_a_key() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>");
    harness.send(Message::Paste("ANNA: Welcome back.\n\nMARCO: Thank you.\n\nANNA: Sit down.".into()));
    harness.assert_shows("The pasted text reads as 3 scenes · Alt-q makes scenes of it");
    harness.press("<Left>");
    harness.assert_shows("It reads as several scenes · Alt-q makes them");
    harness.press("<A-q>");
    assert_eq!(harness.scripts(), ["Welcome back.", "Thank you.", "Sit down."]);
    harness.assert_shows("Made 3 scenes of scene 1");
    let speakers = |harness: &AppHarness| -> Vec<Option<String>> {
        harness.app.studio.project_state.project.scenes.iter().map(|scene| scene.speaker.clone()).collect()
    };
    assert_eq!(speakers(&harness), ["ANNA", "MARCO", "ANNA"].map(|name| Some(name.to_owned())));
    harness.press("!");
    assert_eq!(harness.scripts()[2], "Sit down.!", "the caret is behind the last words");
    harness.press("<C-z><C-z>");
    assert_eq!(
        harness.scripts(),
        ["ANNA: Welcome back.\n\nMARCO: Thank you.\n\nANNA: Sit down."],
        "one step"
    );
    assert!(harness.app.studio.project_state.project.speakers.is_empty());
}

#[test]
fn a_text_of_one_scene_is_not_made_scenes_of() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>Hello there.<A-q>");
    harness.assert_shows("The text reads as one scene");
    assert_eq!(harness.scripts(), ["Hello there."]);
}

#[test]
fn pasted_paragraphs_are_offered_nothing_and_become_scenes_by_the_key() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3<Enter>");
    harness.send(Message::Paste("Welcome back.\nSit down.\n\nToday we ship.".into()));
    assert!(!harness.shows("Alt-q"), "{}", harness.screen());
    harness.press("<A-q>");
    assert_eq!(harness.scripts(), ["Welcome back.\nSit down.", "Today we ship."]);
    harness.assert_shows("Made 2 scenes of scene 1 · Ctrl-z undoes it");
    harness.press("<C-z>");
    assert_eq!(harness.scripts(), ["Welcome back.\nSit down.\n\nToday we ship."]);
}

#[test]
fn a_script_that_is_pasted_into_an_empty_project_leaves_no_empty_scene() {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("3");
    harness.send(Message::Paste("ANNA: Welcome back.\n\nMARCO: Thank you.".into()));
    assert_eq!(harness.scripts(), ["ANNA: Welcome back.\n\nMARCO: Thank you."]);
    harness.press("<A-q>");
    assert_eq!(harness.scripts(), ["Welcome back.", "Thank you."]);
}
