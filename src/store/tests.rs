//! Torn files: each one cut at every byte, and each byte of it flipped. None is lost, and the user is told.

use std::fs;
use std::path::Path;

use super::autosave::Autosave;
use super::project::{OverwriteMode, SaveOutcome};
use super::{AccountId, Paths, api_key, cache::Cache, project, settings};
use crate::domain::{Project, Scene};

/// The bytes cut at every place, and with each byte flipped in three ways.
fn corrupted_copies(whole: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let cut = (0..whole.len()).map(|length| whole[..length].to_vec());
    let flipped = (0..whole.len()).flat_map(move |at| {
        [0xff, 0x01, 0x20].map(|bits| {
            let mut bytes = whole.to_vec();
            bytes[at] ^= bits;
            bytes
        })
    });
    cut.chain(flipped)
}

fn sample_project() -> Project {
    Project { title: "Launch".into(), scenes: vec![Scene::new("One.\nTwo.\n")], ..Project::default() }
}

/// A file that cannot be read is left as it is, and named.
fn check_untouched(path: &Path, bytes: &[u8], error: &crate::domain::Error) {
    let name = path.file_name().unwrap().to_str().unwrap();
    assert!(error.summary().contains(name), "{error}");
    assert_eq!(fs::read(path).unwrap(), bytes);
}

#[test]
fn corrupted_settings_are_reported() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    let text =
        "# mine\ndownload = false\nvideo_name = \"{project}-{title}\"\nconcurrency = 3\ncap_day = 12.5\n";
    let mut error_count = 0;
    for bytes in corrupted_copies(text.as_bytes()) {
        fs::write(&path, &bytes).unwrap();
        if let Err(error) = settings::read(&path) {
            error_count += 1;
            check_untouched(&path, &bytes, &error);
        }
    }
    assert!(error_count > 100, "{error_count}");
}

#[test]
fn a_corrupted_key_file_is_reported_and_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    let text = "sk-51f0c9a7-4b1e\n";
    let mut error_count = 0;
    for bytes in corrupted_copies(text.as_bytes()) {
        fs::write(&path, &bytes).unwrap();
        let read = api_key::read(&path);
        assert!(!format!("{read:?}").contains("51f0"), "{read:?}");
        if let Err(error) = read {
            error_count += 1;
            check_untouched(&path, &bytes, &error);
        }
    }
    assert!(error_count > 10, "{error_count}");
}

#[test]
fn a_corrupted_project_is_reported_and_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("launch.toml");
    project::save(&path, &sample_project(), OverwriteMode::Never).unwrap();
    let found = project::open(&path).unwrap();
    let whole = fs::read(&path).unwrap();
    let mut error_count = 0;
    for bytes in corrupted_copies(&whole) {
        fs::write(&path, &bytes).unwrap();
        if let Err(error) = project::open(&path) {
            error_count += 1;
            check_untouched(&path, &bytes, &error);
        }
        // Whoever has it open sees that it is another file now.
        let saved = project::save(&path, &sample_project(), OverwriteMode::IfUnchanged(found.stamp));
        assert!(!matches!(saved, Ok(SaveOutcome::Saved(_))), "{saved:?}");
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
    assert!(error_count > 50, "{error_count}");
}

#[test]
fn a_corrupted_autosave_is_recovered_or_quarantined() {
    let folder = tempfile::tempdir().unwrap();
    let (paths, path) = (Paths::with_root(&folder.path().join("home")), folder.path().join("launch.toml"));
    let autosave = Autosave::new(&paths, Some(&path)).unwrap();
    autosave.save(&sample_project()).unwrap();
    let file = fs::read_dir(paths.drafts()).unwrap().next().unwrap().unwrap().path();
    drop(autosave);
    let whole = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    let mut quarantined_count = 0;
    for bytes in corrupted_copies(&whole) {
        fs::write(&file, &bytes).unwrap();
        let found = Autosave::recover(&paths, Some(&path), None).unwrap();
        match (found.newest, &found.quarantined[..]) {
            (Some(draft), []) => draft.autosave.discard().unwrap(),
            (None, [damaged]) => {
                quarantined_count += 1;
                assert_eq!(fs::read(damaged).unwrap(), bytes);
                fs::remove_file(damaged).unwrap();
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(quarantined_count > 50, "{quarantined_count}");
}

#[test]
fn a_corrupted_cache_entry_returns_its_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::new(&Paths::with_root(folder.path()), &AccountId::sandbox());
    cache.put("voices", b"{\"voices\": []}").unwrap();
    for bytes in corrupted_copies(b"{\"voices\": []}") {
        fs::write(cache.path("voices"), &bytes).unwrap();
        assert_eq!(cache.get("voices").unwrap().bytes, bytes);
    }
}
