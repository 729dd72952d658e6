//! Names that are never another file's, and downloads that break off and go on.

use super::*;

fn file_names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Bytes that begin as a video does.
fn mp4_bytes(rest: &str) -> Vec<u8> {
    [b"\0\0\0\x08ftyp", rest.as_bytes()].concat()
}

fn start_download(folder: &Path, video: &str) -> Result<Download, Error> {
    Download::start_or_resume(folder, "launch-teaser", video)
}

#[test]
fn a_video_gets_a_file_name_that_is_free() {
    let folder = tempfile::tempdir().unwrap();
    let name = |stem: &str| {
        let mut download = Download::start_or_resume(folder.path(), stem, "v").unwrap();
        download.append(&mp4_bytes("")).unwrap();
        download.finish(Some(8)).unwrap().confirm().file_name().unwrap().to_str().unwrap().to_owned()
    };
    fs::write(folder.path().join("a.mp4"), "").unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path().join("a-2.mp4")).unwrap();
    fs::create_dir(folder.path().join("a-3.mp4")).unwrap();
    assert_eq!(name("a"), "a-4.mp4");
    let longest = "\u{10400}".repeat(50);
    assert_eq!([name(&longest), name(&longest)], [format!("{longest}.mp4"), format!("{longest}-2.mp4")]);
}

#[test]
fn a_download_gets_its_name_only_when_it_is_complete() {
    let folder = tempfile::tempdir().unwrap();
    let videos = folder.path().join("new/films");
    let mut download = start_download(&videos, "v1").unwrap();
    download.set_validator(validator_with_etag("a", 20)).unwrap();
    download.append(&mp4_bytes("first ")).unwrap();
    assert_eq!(file_names(&videos).len(), 2);
    assert!(file_names(&videos).iter().all(|name| name.starts_with(".launch-teaser-")));
    drop(download);

    let mut download = start_download(&videos, "v1").unwrap();
    assert_eq!(download.received_bytes(), 14);
    download.append(b"second").unwrap();
    let path = download.finish(Some(20)).unwrap().confirm();
    assert_eq!(path, videos.join("launch-teaser.mp4"));
    assert_eq!(fs::read(&path).unwrap(), mp4_bytes("first second"));
    assert_eq!(file_names(&videos).len(), 1);
}

#[test]
fn an_incomplete_download_gets_no_name() {
    let folder = tempfile::tempdir().unwrap();
    let mut download = start_download(folder.path(), "v1").unwrap();
    download.validator = Some(validator_with_etag("a", 8));
    download.validator.as_ref().unwrap().save(&download.partial).unwrap();
    download.append(b"half").unwrap();
    assert!(download.finish(Some(8)).unwrap_err().summary().ends_with("is incomplete: 4 of 8 bytes"));
    let download = start_download(folder.path(), "v1").unwrap();
    assert_eq!(download.received_bytes(), 4, "to go on with");
    assert!(download.finish(Some(3)).is_err());
    let mut download = start_download(folder.path(), "v1").unwrap();
    assert_eq!(download.received_bytes(), 0, "more than all of it is nothing to go on with");
    download.append(b"x").unwrap();
    download.restart().unwrap();
    download.restart().unwrap();
    assert!(download.finish(None).is_err(), "nothing at all is no video");
    start_download(folder.path(), "v1").unwrap().discard().unwrap();
    assert_eq!(file_names(folder.path()), [] as [String; 0]);
}

#[test]
fn videos_with_the_same_name_do_not_collide() {
    let folder = tempfile::tempdir().unwrap();
    let existing = folder.path().join("launch-teaser.mp4");
    let (mut one, mut two) =
        (start_download(folder.path(), "v1").unwrap(), start_download(folder.path(), "v2").unwrap());
    one.append(&mp4_bytes("one")).unwrap();
    two.append(&mp4_bytes("two")).unwrap();
    fs::write(&existing, "mine").unwrap();
    let (one, two) = (one.finish(Some(11)).unwrap().confirm(), two.finish(Some(11)).unwrap().confirm());
    assert_eq!((fs::read(&existing).unwrap(), fs::read(&one).unwrap()), (b"mine".to_vec(), mp4_bytes("one")));
    assert!(two.ends_with("launch-teaser-3.mp4"), "{two:?}");
    assert_eq!(file_names(folder.path()).len(), 3);
}

#[test]
fn a_video_is_downloaded_by_one_process_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let first = start_download(folder.path(), "v1").unwrap();
    let error = start_download(folder.path(), "v1").unwrap_err();
    assert!(error.summary().ends_with("is being downloaded by another cuecard"), "{error}");
    assert_eq!(error.kind, ErrorKind::InUse);
    drop(first);
    start_download(folder.path(), "v1").unwrap();
}

#[test]
fn without_hard_links_an_empty_file_reserves_the_name() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("a.part"), folder.path().join("a.mp4"));
    fs::write(&from, "video").unwrap();
    rename_over_placeholder(&from, &to).unwrap();
    assert_eq!(fs::read(&to).unwrap(), b"video");
    fs::write(&from, "other").unwrap();
    assert_eq!(rename_over_placeholder(&from, &to).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    assert!(rename_over_placeholder(&folder.path().join("none"), &folder.path().join("b.mp4")).is_err());
    assert_eq!(file_names(folder.path()), ["a.mp4", "a.part"]);
}

#[test]
fn a_write_to_a_full_disk_is_an_error() {
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut download = start_download(tempfile::tempdir().unwrap().path(), "v1").unwrap();
    download.file = full;
    let error = download.append(b"x").unwrap_err();
    assert!(error.summary().ends_with("cannot be written: no space left on the disk"), "{error}");
    assert_eq!(download.received_bytes(), 0);
}

fn validator_with_etag(tag: &str, total: u64) -> DownloadValidator {
    DownloadValidator { etag: Some(tag.to_owned()), last_modified: None, total_bytes: Some(total) }
}

#[test]
fn a_lack_of_disk_space_is_reported_before_and_while_downloading() {
    let folder = tempfile::tempdir().unwrap();
    let mut download = start_download(folder.path(), "v1").unwrap();
    download.set_validator(validator_with_etag("a", 1004)).unwrap();
    download.append(b"some").unwrap();
    let error = download.set_validator(validator_with_etag("a", u64::MAX)).unwrap_err();
    assert!(error.summary().starts_with("The video needs 18446744073 GB; "), "{error}");
    assert!(error.summary().ends_with(&format!(" are free in {}", folder.path().display())), "{error}");
    download.set_validator(validator_with_etag("a", 1004)).unwrap();
    download.file = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let error = download.append(b"x").unwrap_err();
    assert!(error.summary().ends_with("no space left on the disk"), "there is room for 1 kB: {error}");
    // As when others filled the disk meanwhile.
    download.reserve_bytes = u64::MAX;
    let error = download.append(b"x").unwrap_err();
    assert!(error.summary().starts_with("The video needs 1 B and 18446744073 GB to spare; "), "{error}");
    download.reserve_bytes = 0;
    download.validator = Some(validator_with_etag("a", u64::MAX));
    let error = download.append(b"x").unwrap_err();
    assert!(error.summary().starts_with("The video needs 18446744073 GB; "), "{error}");
    drop(download);
    assert_eq!(start_download(folder.path(), "v1").unwrap().received_bytes(), 4, "it is kept for later");
}

#[test]
fn parts_of_two_videos_are_never_joined() {
    let folder = tempfile::tempdir().unwrap();
    let mut download = start_download(folder.path(), "v1").unwrap();
    assert!(!download.can_resume(&validator_with_etag("a", 8)), "nothing is known of it");
    download.set_validator(validator_with_etag("a", 8)).unwrap();
    download.append(b"half").unwrap();
    drop(download);

    let mut download = start_download(folder.path(), "v1").unwrap();
    assert!(download.can_resume(&validator_with_etag("a", 8)));
    for other in [validator_with_etag("b", 8), validator_with_etag("a", 9), DownloadValidator::default()] {
        assert!(!download.can_resume(&other), "{other:?}");
    }
    download.restart().unwrap();
    download.set_validator(validator_with_etag("b", 13)).unwrap();
    download.append(&mp4_bytes("whole")).unwrap();
    assert_eq!(fs::read(download.finish(None).unwrap().confirm()).unwrap(), mp4_bytes("whole"));
    assert_eq!(file_names(folder.path()), ["launch-teaser.mp4"]);
}

#[test]
fn a_video_of_unknown_length_must_be_a_complete_mp4() {
    let folder = tempfile::tempdir().unwrap();
    for (bytes, is_complete) in [(&b"\0\0\0\x08ftyp\0\0\0\x09moovx"[..], true), (b"\0\0\0\x08ftyp", false)] {
        let mut download = start_download(folder.path(), "v1").unwrap();
        download.restart().unwrap();
        download.append(bytes).unwrap();
        assert_eq!(download.finish(None).is_ok(), is_complete);
    }
}

#[test]
fn an_unconfirmed_placement_is_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let placed = || Download::find_placed(folder.path(), "launch-teaser", "v1");
    assert!(placed().is_none());
    let mut download = start_download(folder.path(), "v1").unwrap();
    download.append(&mp4_bytes("")).unwrap();
    let first = download.finish(Some(8)).unwrap();
    let path = first.path().to_owned();
    drop(first);
    assert_eq!(placed().unwrap().path(), path);
    assert!(Download::find_placed(folder.path(), "launch-teaser", "v2").is_none(), "that is another video");
    let moved = folder.path().join("aside.mp4");
    fs::rename(&path, &moved).unwrap();
    assert!(placed().is_none(), "it is gone");
    fs::write(&path, mp4_bytes("")).unwrap();
    assert!(placed().is_none(), "that is another file of the same length");
    fs::rename(&moved, &path).unwrap();
    assert_eq!(placed().unwrap().confirm(), path);
    assert_eq!((placed().is_none(), file_names(folder.path())), (true, vec!["launch-teaser.mp4".to_owned()]));
}

#[test]
fn a_page_instead_of_the_video_is_rejected() {
    let folder = tempfile::tempdir().unwrap();
    for page in ["<html>the service is tired</html>", "{\"error\":\"expired\"}", "short"] {
        let mut download = start_download(folder.path(), "v1").unwrap();
        download.append(page.as_bytes()).unwrap();
        let error = download.finish(Some(page.len() as u64)).unwrap_err();
        assert_eq!(
            (error.kind, error.message.as_str()),
            (ErrorKind::InvalidResponse, "the file is not a video")
        );
        assert_eq!(
            start_download(folder.path(), "v1").unwrap().received_bytes(),
            0,
            "nothing of it is gone on with"
        );
    }
    assert_eq!(file_names(folder.path()).len(), 0, "no part either");
}

#[test]
fn a_removed_videos_folder_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let videos = folder.path().join("videos");
    let mut download = start_download(&videos, "v1").unwrap();
    download.append(&mp4_bytes("")).unwrap();
    fs::remove_dir_all(&videos).unwrap();
    let error = download.set_validator(validator_with_etag("a", 8)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::VideoFileMissing);
    let error = download.finish(Some(8)).unwrap_err();
    assert_eq!(error.summary(), format!("The partial download is missing from {}", videos.display()));
    assert_eq!(start_download(&videos, "v1").unwrap().received_bytes(), 0, "it can begin anew");
}

#[test]
fn concurrent_downloads_never_overwrite_files() {
    let folder = tempfile::tempdir().unwrap();
    let mine = |number: usize| match number {
        0 => folder.path().join("launch-teaser.mp4"),
        _ => folder.path().join(format!("launch-teaser-{}.mp4", number + 1)),
    };
    let videos: Vec<(PathBuf, Vec<u8>)> = std::thread::scope(|scope| {
        let downloads = (0..8).map(|number| {
            let folder = folder.path();
            scope.spawn(move || {
                let bytes = mp4_bytes(&format!("{number}"));
                let mut download = start_download(folder, &format!("v{number}")).unwrap();
                download.append(&bytes).unwrap();
                (download.finish(Some(9)).unwrap().confirm(), bytes)
            })
        });
        let downloads: Vec<_> = downloads.collect();
        // Somebody else's files, which want the same names.
        let others = (0..16).filter_map(|number| {
            let path = mine(number);
            let mut file = OpenOptions::new().write(true).create_new(true).open(&path).ok()?;
            file.write_all(b"mine").unwrap();
            Some((path, b"mine".to_vec()))
        });
        let others: Vec<_> = others.collect();
        downloads.into_iter().map(|download| download.join().unwrap()).chain(others).collect()
    });
    for (path, bytes) in &videos {
        assert_eq!(&fs::read(path).unwrap(), bytes, "{path:?}");
    }
    assert_eq!(file_names(folder.path()).len(), videos.len());
}

#[test]
fn a_download_beyond_its_maximum_length_is_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let mut download = start_download(folder.path(), "v1").unwrap();
    download.set_max_unannounced_bytes(10);
    download.append(&mp4_bytes("ab")).unwrap();
    let error = download.append(b"c").unwrap_err();
    let expected = "The download is larger than 10 B, and its size was not announced";
    assert_eq!((error.summary().as_str(), download.received_bytes()), (expected, 0));
    download.set_validator(validator_with_etag("a", 9)).unwrap();
    let error = download.append(&mp4_bytes("ab")).unwrap_err();
    assert_eq!(error.summary(), "The download is larger than the announced 9 B");
    drop(download);
    assert_eq!(file_names(folder.path()), [] as [String; 0]);
}
