//! Unsaved work: kept, found again, never another's.

use std::os::unix::fs::{PermissionsExt, symlink};

use crate::domain::Scene;

use super::*;

struct Desk {
    folder: tempfile::TempDir,
    paths: Paths,
    path: PathBuf,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (paths, path) = (Paths::under(&folder.path().join("home")), folder.path().join("launch.toml"));
        Self { folder, paths, path }
    }

    fn beside(&self) -> Autosave {
        Autosave::beside(&self.paths, &self.path)
    }

    fn names(&self) -> Vec<String> {
        let drafts = fs::read_dir(self.paths.drafts()).unwrap();
        drafts.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

fn film(title: &str) -> Project {
    Project { title: title.into(), scenes: vec![Scene::new("One.\nTwo.\n")], ..Project::default() }
}

fn untitled(desk: &Desk) -> Option<(Autosave, Project)> {
    let found = Autosave::find_untitled(&desk.paths).unwrap();
    assert_eq!(found.damaged, [] as [PathBuf; 0]);
    found.draft.map(|draft| (draft.autosave, draft.work.project))
}

#[test]
fn work_is_kept_beside_its_project_and_found_where_it_differs() {
    let desk = Desk::new();
    let autosave = desk.beside();
    assert_eq!(autosave.find(None), Ok(Found::default()));
    autosave.keep(&film("a")).unwrap();
    autosave.keep(&film("b")).unwrap();
    let file = desk.folder.path().join(".launch.toml.autosave");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::read_to_string(&file).unwrap().starts_with("# Unsaved work on /"));
    let work = desk.beside().find(Some(&film("a"))).unwrap().work.unwrap();
    assert_eq!(work.project, film("b"));
    assert!(work.written > Timestamp::from_second(1_700_000_000).unwrap());
    assert_eq!(desk.beside().find(Some(&film("b"))), Ok(Found::default()));
    autosave.discard().unwrap();
    autosave.discard().unwrap();
    assert!(!file.exists());
}

#[test]
fn a_symlink_leads_to_the_work_beside_the_real_file() {
    let desk = Desk::new();
    let link = desk.folder.path().join("link.toml");
    symlink("launch.toml", &link).unwrap();
    Autosave::beside(&desk.paths, &link).keep(&film("a")).unwrap();
    assert_eq!(desk.beside().find(None).unwrap().work.unwrap().project, film("a"));
}

#[test]
fn a_folder_that_takes_no_files_is_no_loss() {
    let desk = Desk::new();
    let path = desk.folder.path().join("gone/launch.toml");
    Autosave::beside(&desk.paths, &path).keep(&film("a")).unwrap();
    let autosave = Autosave::beside(&desk.paths, &path);
    assert_eq!(autosave.find(None).unwrap().work.unwrap().project, film("a"));
    assert_eq!(desk.beside().find(None), Ok(Found::default()), "another project's is not found");
    autosave.discard().unwrap();
    assert_eq!(desk.names(), [] as [String; 0]);
}

#[test]
fn damaged_work_is_set_aside() {
    let desk = Desk::new();
    let autosave = desk.beside();
    autosave.keep(&film("a")).unwrap();
    let bytes = fs::read(&autosave.file).unwrap();
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x81;
        fs::write(&autosave.file, &damaged).unwrap();
        let found = autosave.find(None).unwrap();
        assert_ne!(found.work.is_some(), found.damaged.len() == 1);
        for aside in found.damaged {
            assert_eq!(fs::read(&aside).unwrap(), damaged);
            fs::remove_file(aside).unwrap();
        }
        fs::write(&autosave.file, &bytes[..at]).unwrap();
        for aside in autosave.find(None).unwrap().damaged {
            fs::remove_file(aside).unwrap();
        }
    }
    autosave.keep(&film("b")).unwrap();
    assert_eq!(autosave.find(None).unwrap().work.unwrap().project, film("b"));
}

#[test]
fn drafts_of_living_programs_are_their_own() {
    let desk = Desk::new();
    assert!(untitled(&desk).is_none());
    let (one, two) = (Autosave::untitled(&desk.paths).unwrap(), Autosave::untitled(&desk.paths).unwrap());
    one.keep(&film("one")).unwrap();
    two.keep(&film("two")).unwrap();
    assert_eq!(desk.names().len(), 2);
    assert!(untitled(&desk).is_none());
    drop(one);
    let (own, project) = untitled(&desk).unwrap();
    assert_eq!(project, film("one"));
    assert!(untitled(&desk).is_none(), "it belongs to the one that took it over");
    // Not decided: it is there again.
    drop(own);
    let (own, project) = untitled(&desk).unwrap();
    assert_eq!(project, film("one"));
    own.discard().unwrap();
    drop(own);
    assert!(untitled(&desk).is_none());
    assert_eq!(desk.names().len(), 1);
    two.keep(&film("two, again")).unwrap();
}

#[test]
fn the_newest_draft_is_offered_first() {
    let desk = Desk::new();
    for (title, second) in [("older", 1_000), ("newest", 3_000), ("old", 2_000)] {
        let draft = Autosave::untitled(&desk.paths).unwrap();
        draft.keep(&film(title)).unwrap();
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(second);
        fs::File::open(&draft.file).unwrap().set_modified(time).unwrap();
    }
    fs::write(desk.paths.drafts().join("untitled-x.toml.autosave"), "title = ").unwrap();
    let found = Autosave::find_untitled(&desk.paths).unwrap();
    assert_eq!(found.damaged.len(), 1);
    let Draft { autosave: first, work } = found.draft.unwrap();
    assert_eq!((work.project, work.written.as_second()), (film("newest"), 3_000));
    let (second, project) = untitled(&desk).unwrap();
    assert_eq!(project, film("old"));
    first.discard().unwrap();
    second.discard().unwrap();
    assert_eq!(untitled(&desk).unwrap().1, film("older"));
}

#[test]
fn many_may_write_at_once() {
    let desk = Desk::new();
    std::thread::scope(|scope| {
        for number in 0..8 {
            let desk = &desk;
            scope.spawn(move || {
                let draft = Autosave::untitled(&desk.paths).unwrap();
                for _ in 0..5 {
                    desk.beside().keep(&film(&number.to_string())).unwrap();
                    draft.keep(&film(&number.to_string())).unwrap();
                }
                assert_eq!(draft.find(None).unwrap().work.unwrap().project, film(&number.to_string()));
                draft.discard().unwrap();
            });
        }
    });
    assert!(desk.beside().find(None).unwrap().work.is_some());
    let left = fs::read_dir(desk.folder.path()).unwrap().count();
    assert_eq!(left, 2, "the work and the home");
}
