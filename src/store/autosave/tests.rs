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

    /// The draft of a program that has the project open.
    fn own(&self) -> Autosave {
        Autosave::new(&self.paths, Some(&self.path)).unwrap()
    }

    /// What a program is offered that opens the project now.
    fn found(&self, saved: Option<&Project>) -> Found {
        Autosave::take_over(&self.paths, Some(&self.path), saved).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let drafts = fs::read_dir(self.paths.drafts()).unwrap();
        drafts.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

fn titled(title: &str) -> Project {
    Project { title: title.into(), scenes: vec![Scene::new("One.\nTwo.\n")], ..Project::default() }
}

fn untitled(desk: &Desk) -> Option<(Autosave, Project)> {
    let found = Autosave::take_over(&desk.paths, None, None).unwrap();
    assert_eq!(found.damaged, [] as [PathBuf; 0]);
    found.draft.map(|draft| (draft.autosave, draft.work.project))
}

fn project_of(found: Found) -> Option<Project> {
    found.draft.map(|draft| draft.work.project)
}

#[test]
fn work_is_found_where_it_differs_once_its_program_is_gone() {
    let desk = Desk::new();
    assert_eq!(project_of(desk.found(None)), None);
    let own = desk.own();
    own.keep(&titled("a")).unwrap();
    own.keep(&titled("b")).unwrap();
    assert_eq!(fs::metadata(&own.file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::read_to_string(&own.file).unwrap().starts_with("# Unsaved work on /"));
    assert_eq!(fs::read_dir(desk.folder.path()).unwrap().count(), 1, "nothing lies beside the project");
    assert_eq!(project_of(desk.found(None)), None, "its program lives");
    assert_eq!(own.kept(Some(&titled("a"))).unwrap().project, titled("b"));
    assert_eq!(own.kept(Some(&titled("b"))), None);
    drop(own);
    let found = desk.found(Some(&titled("a")));
    let work = &found.draft.as_ref().unwrap().work;
    assert!(work.project == titled("b") && work.written > Timestamp::from_second(1_700_000_000).unwrap());
    drop(found);
    assert_eq!(project_of(desk.found(Some(&titled("b")))), None);
    assert_eq!(desk.names(), [] as [String; 0], "what was saved is lost with nothing");
}

#[test]
fn a_symlink_leads_to_the_work_on_the_real_file() {
    let desk = Desk::new();
    fs::write(&desk.path, "").unwrap();
    let link = desk.folder.path().join("link.toml");
    symlink("launch.toml", &link).unwrap();
    Autosave::new(&desk.paths, Some(&link)).unwrap().keep(&titled("a")).unwrap();
    let other = desk.folder.path().join("other.toml");
    assert!(project_of(Autosave::take_over(&desk.paths, Some(&other), None).unwrap()).is_none());
    assert_eq!(project_of(desk.found(None)), Some(titled("a")));
}

#[test]
fn damaged_work_is_set_aside() {
    let desk = Desk::new();
    let own = desk.own();
    own.keep(&titled("a")).unwrap();
    let (file, bytes) = (own.file.clone(), fs::read(&own.file).unwrap());
    drop(own);
    fs::remove_file(&file).unwrap();
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x81;
        for damaged in [&flipped[..], &bytes[..at]] {
            fs::write(&file, damaged).unwrap();
            let found = desk.found(None);
            match (found.draft, &found.damaged[..]) {
                (Some(draft), []) => draft.autosave.discard().unwrap(),
                (None, [aside]) => {
                    assert_eq!(fs::read(aside).unwrap(), damaged);
                    fs::remove_file(aside).unwrap();
                }
                other => panic!("{other:?}"),
            }
        }
    }
    assert_eq!(desk.names(), [] as [String; 0]);
}

#[test]
fn what_is_no_file_of_ours_is_left_alone() {
    let desk = Desk::new();
    let own = desk.own();
    own.keep(&titled("a")).unwrap();
    let file = own.file.clone();
    drop(own);
    fs::rename(&file, desk.folder.path().join("elsewhere")).unwrap();
    symlink(desk.folder.path().join("elsewhere"), &file).unwrap();
    let found = desk.found(None);
    assert!(found.draft.is_none() && found.damaged.is_empty());
    assert!(found.strange[0].what().ends_with("it is left alone"), "{:?}", found.strange);
    assert!(fs::symlink_metadata(&file).unwrap().is_symlink());
}

#[test]
fn drafts_of_living_programs_are_their_own() {
    let desk = Desk::new();
    assert!(untitled(&desk).is_none());
    let (one, two) = (Autosave::new(&desk.paths, None).unwrap(), Autosave::new(&desk.paths, None).unwrap());
    one.keep(&titled("one")).unwrap();
    two.keep(&titled("two")).unwrap();
    assert_eq!(desk.names().len(), 2);
    assert!(untitled(&desk).is_none());
    drop(one);
    let (own, project) = untitled(&desk).unwrap();
    assert_eq!(project, titled("one"));
    assert!(untitled(&desk).is_none(), "it belongs to the one that took it over");
    // Not decided: it is there again.
    drop(own);
    let (own, project) = untitled(&desk).unwrap();
    assert_eq!(project, titled("one"));
    own.discard().unwrap();
    drop(own);
    assert!(untitled(&desk).is_none());
    assert_eq!(desk.names().len(), 1);
    two.keep(&titled("two, again")).unwrap();
}

#[test]
fn the_newest_draft_is_offered_first() {
    let desk = Desk::new();
    for (title, second) in [("older", 1_000), ("newest", 3_000), ("old", 2_000)] {
        let draft = Autosave::new(&desk.paths, None).unwrap();
        draft.keep(&titled(title)).unwrap();
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(second);
        fs::File::open(&draft.file).unwrap().set_modified(time).unwrap();
    }
    fs::write(desk.paths.drafts().join("untitled-x.toml.autosave"), "title = ").unwrap();
    let found = Autosave::take_over(&desk.paths, None, None).unwrap();
    assert_eq!((found.damaged.len(), found.waiting), (1, 2));
    let Draft { autosave: first, work } = found.draft.unwrap();
    assert_eq!((work.project, work.written.as_second()), (titled("newest"), 3_000));
    let (second, project) = untitled(&desk).unwrap();
    assert_eq!(project, titled("old"));
    first.discard().unwrap();
    second.discard().unwrap();
    assert_eq!(untitled(&desk).unwrap().1, titled("older"));
}

#[test]
fn many_may_write_at_once() {
    let desk = Desk::new();
    let titles: Vec<String> = (0..8).map(|number| number.to_string()).collect();
    std::thread::scope(|scope| {
        for title in &titles {
            let desk = &desk;
            scope.spawn(move || {
                let (own, draft) = (desk.own(), Autosave::new(&desk.paths, None).unwrap());
                for _ in 0..5 {
                    own.keep(&titled(title)).unwrap();
                    draft.keep(&titled(title)).unwrap();
                }
                assert_eq!(draft.kept(None).unwrap().project, titled(title));
                draft.discard().unwrap();
            });
        }
    });
    let mut found = Vec::new();
    while let Some(draft) = desk.found(None).draft {
        found.push(draft.work.project.title);
        draft.autosave.discard().unwrap();
    }
    found.sort();
    assert_eq!(found, titles, "none is lost");
}
