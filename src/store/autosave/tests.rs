//! Unsaved work: kept, found again, never another's.

use std::os::unix::fs::{PermissionsExt, symlink};

use crate::domain::Scene;

use super::*;

struct AutosaveHarness {
    folder: tempfile::TempDir,
    paths: Paths,
    path: PathBuf,
}

impl AutosaveHarness {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (paths, path) =
            (Paths::with_root(&folder.path().join("home")), folder.path().join("launch.toml"));
        Self { folder, paths, path }
    }

    /// The draft of a program that has the project open.
    fn new_autosave(&self) -> Autosave {
        Autosave::new(&self.paths, Some(&self.path)).unwrap()
    }

    /// What a program is offered that opens the project now.
    fn recover(&self, saved: Option<&Project>) -> RecoveredDrafts {
        Autosave::recover(&self.paths, Some(&self.path), saved).unwrap()
    }

    fn file_names(&self) -> Vec<String> {
        let drafts = fs::read_dir(self.paths.drafts()).unwrap();
        drafts.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

fn project_titled(title: &str) -> Project {
    Project { title: title.into(), scenes: vec![Scene::new("One.\nTwo.\n")], ..Project::default() }
}

fn recover_untitled(harness: &AutosaveHarness) -> Option<(Autosave, Project)> {
    let found = Autosave::recover(&harness.paths, None, None).unwrap();
    assert_eq!(found.quarantined, [] as [PathBuf; 0]);
    found.newest.map(|draft| (draft.autosave, draft.recovered.project))
}

fn recovered_project(found: RecoveredDrafts) -> Option<Project> {
    found.newest.map(|draft| draft.recovered.project)
}

#[test]
fn unsaved_work_of_an_ended_process_is_recovered_if_it_differs() {
    let harness = AutosaveHarness::new();
    assert_eq!(recovered_project(harness.recover(None)), None);
    let own = harness.new_autosave();
    own.save(&project_titled("a")).unwrap();
    own.save(&project_titled("b")).unwrap();
    assert_eq!(fs::metadata(&own.path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::read_to_string(&own.path).unwrap().starts_with("# Unsaved work on /"));
    assert_eq!(fs::read_dir(harness.folder.path()).unwrap().count(), 1, "nothing lies beside the project");
    assert_eq!(recovered_project(harness.recover(None)), None, "its program lives");
    assert_eq!(own.unsaved_work(Some(&project_titled("a"))).unwrap().project, project_titled("b"));
    assert_eq!(own.unsaved_work(Some(&project_titled("b"))), None);
    drop(own);
    let found = harness.recover(Some(&project_titled("a")));
    let work = &found.newest.as_ref().unwrap().recovered;
    assert!(
        work.project == project_titled("b") && work.saved_at > Timestamp::from_second(1_700_000_000).unwrap()
    );
    drop(found);
    assert_eq!(recovered_project(harness.recover(Some(&project_titled("b")))), None);
    assert_eq!(harness.file_names(), [] as [String; 0], "what was saved is lost with nothing");
}

#[test]
fn a_symlink_shares_the_autosave_of_its_target() {
    let harness = AutosaveHarness::new();
    fs::write(&harness.path, "").unwrap();
    let link = harness.folder.path().join("link.toml");
    symlink("launch.toml", &link).unwrap();
    Autosave::new(&harness.paths, Some(&link)).unwrap().save(&project_titled("a")).unwrap();
    let other = harness.folder.path().join("other.toml");
    assert!(recovered_project(Autosave::recover(&harness.paths, Some(&other), None).unwrap()).is_none());
    assert_eq!(recovered_project(harness.recover(None)), Some(project_titled("a")));
}

#[test]
fn a_damaged_autosave_is_quarantined() {
    let harness = AutosaveHarness::new();
    let own = harness.new_autosave();
    own.save(&project_titled("a")).unwrap();
    let (file, bytes) = (own.path.clone(), fs::read(&own.path).unwrap());
    drop(own);
    fs::remove_file(&file).unwrap();
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x81;
        for damaged in [&flipped[..], &bytes[..at]] {
            fs::write(&file, damaged).unwrap();
            let found = harness.recover(None);
            match (found.newest, &found.quarantined[..]) {
                (Some(draft), []) => draft.autosave.discard().unwrap(),
                (None, [quarantined]) => {
                    assert_eq!(fs::read(quarantined).unwrap(), damaged);
                    fs::remove_file(quarantined).unwrap();
                }
                other => panic!("{other:?}"),
            }
        }
    }
    assert_eq!(harness.file_names(), [] as [String; 0]);
}

#[test]
fn a_foreign_autosave_file_is_left_alone() {
    let harness = AutosaveHarness::new();
    let own = harness.new_autosave();
    own.save(&project_titled("a")).unwrap();
    let file = own.path.clone();
    drop(own);
    fs::rename(&file, harness.folder.path().join("elsewhere")).unwrap();
    symlink(harness.folder.path().join("elsewhere"), &file).unwrap();
    let found = harness.recover(None);
    assert!(found.newest.is_none() && found.quarantined.is_empty());
    assert!(found.foreign[0].summary().ends_with("it is left alone"), "{:?}", found.foreign);
    assert!(fs::symlink_metadata(&file).unwrap().is_symlink());
}

#[test]
fn a_draft_of_a_running_process_is_not_recovered() {
    let harness = AutosaveHarness::new();
    assert!(recover_untitled(&harness).is_none());
    let (one, two) =
        (Autosave::new(&harness.paths, None).unwrap(), Autosave::new(&harness.paths, None).unwrap());
    one.save(&project_titled("one")).unwrap();
    two.save(&project_titled("two")).unwrap();
    assert_eq!(harness.file_names().len(), 2);
    assert!(recover_untitled(&harness).is_none());
    drop(one);
    let (own, project) = recover_untitled(&harness).unwrap();
    assert_eq!(project, project_titled("one"));
    assert!(recover_untitled(&harness).is_none(), "it belongs to the one that took it over");
    // Not decided: it is there again.
    drop(own);
    let (own, project) = recover_untitled(&harness).unwrap();
    assert_eq!(project, project_titled("one"));
    own.discard().unwrap();
    drop(own);
    assert!(recover_untitled(&harness).is_none());
    assert_eq!(harness.file_names().len(), 1);
    two.save(&project_titled("two, again")).unwrap();
}

#[test]
fn the_newest_draft_is_recovered_first() {
    let harness = AutosaveHarness::new();
    for (title, second) in [("older", 1_000), ("newest", 3_000), ("old", 2_000)] {
        let draft = Autosave::new(&harness.paths, None).unwrap();
        draft.save(&project_titled(title)).unwrap();
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(second);
        fs::File::open(&draft.path).unwrap().set_modified(time).unwrap();
    }
    fs::write(harness.paths.drafts().join("untitled-x.toml.autosave"), "title = ").unwrap();
    let found = Autosave::recover(&harness.paths, None, None).unwrap();
    assert_eq!((found.quarantined.len(), found.remaining), (1, 2));
    let RecoveredDraft { autosave: first, recovered: work } = found.newest.unwrap();
    assert_eq!((work.project, work.saved_at.as_second()), (project_titled("newest"), 3_000));
    let (second, project) = recover_untitled(&harness).unwrap();
    assert_eq!(project, project_titled("old"));
    first.discard().unwrap();
    second.discard().unwrap();
    assert_eq!(recover_untitled(&harness).unwrap().1, project_titled("older"));
}

#[test]
fn concurrent_autosaves_lose_nothing() {
    let harness = AutosaveHarness::new();
    let titles: Vec<String> = (0..8).map(|number| number.to_string()).collect();
    std::thread::scope(|scope| {
        for title in &titles {
            let harness = &harness;
            scope.spawn(move || {
                let (own, draft) = (harness.new_autosave(), Autosave::new(&harness.paths, None).unwrap());
                for _ in 0..5 {
                    own.save(&project_titled(title)).unwrap();
                    draft.save(&project_titled(title)).unwrap();
                }
                assert_eq!(draft.unsaved_work(None).unwrap().project, project_titled(title));
                draft.discard().unwrap();
            });
        }
    });
    let mut found = Vec::new();
    while let Some(draft) = harness.recover(None).newest {
        found.push(draft.recovered.project.title);
        draft.autosave.discard().unwrap();
    }
    found.sort();
    assert_eq!(found, titles, "none is lost");
}
