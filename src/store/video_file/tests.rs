//! Names that are never another file's, and downloads that break off and go on.

use super::*;

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Bytes that begin as a video does.
fn video(rest: &str) -> Vec<u8> {
    [b"\0\0\0\x08ftyp", rest.as_bytes()].concat()
}

fn begin(folder: &Path, video: &str) -> Result<Download, Fault> {
    Download::begin(folder, "launch-teaser", video)
}

#[test]
fn a_name_is_never_another_files() {
    let folder = tempfile::tempdir().unwrap();
    let name = |stem: &str| {
        let mut download = Download::begin(folder.path(), stem, "v").unwrap();
        download.append(&video("")).unwrap();
        download.finish(Some(8)).unwrap().settle().file_name().unwrap().to_str().unwrap().to_owned()
    };
    fs::write(folder.path().join("a.mp4"), "").unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path().join("a-2.mp4")).unwrap();
    fs::create_dir(folder.path().join("a-3.mp4")).unwrap();
    assert_eq!(name("a"), "a-4.mp4");
    let longest = "\u{10400}".repeat(50);
    assert_eq!([name(&longest), name(&longest)], [format!("{longest}.mp4"), format!("{longest}-2.mp4")]);
}

#[test]
fn a_download_has_its_name_only_when_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let videos = folder.path().join("new/films");
    let mut download = begin(&videos, "v1").unwrap();
    download.expect(tagged("a", 20)).unwrap();
    download.append(&video("first ")).unwrap();
    assert_eq!(names_in(&videos).len(), 2);
    assert!(names_in(&videos).iter().all(|name| name.starts_with(".launch-teaser-")));
    drop(download);

    let mut download = begin(&videos, "v1").unwrap();
    assert_eq!(download.received(), 14);
    download.append(b"second").unwrap();
    let path = download.finish(Some(20)).unwrap().settle();
    assert_eq!(path, videos.join("launch-teaser.mp4"));
    assert_eq!(fs::read(&path).unwrap(), video("first second"));
    assert_eq!(names_in(&videos).len(), 1);
}

#[test]
fn what_is_not_whole_gets_no_name() {
    let folder = tempfile::tempdir().unwrap();
    let mut download = begin(folder.path(), "v1").unwrap();
    download.version = Some(tagged("a", 8));
    download.version.as_ref().unwrap().note(&download.partial).unwrap();
    download.append(b"half").unwrap();
    assert!(download.finish(Some(8)).unwrap_err().what().ends_with("is not whole: 4 of 8 bytes"));
    let download = begin(folder.path(), "v1").unwrap();
    assert_eq!(download.received(), 4, "to go on with");
    assert!(download.finish(Some(3)).is_err());
    let mut download = begin(folder.path(), "v1").unwrap();
    assert_eq!(download.received(), 0, "more than all of it is nothing to go on with");
    download.append(b"x").unwrap();
    download.restart().unwrap();
    download.restart().unwrap();
    assert!(download.finish(None).is_err(), "nothing at all is no video");
    begin(folder.path(), "v1").unwrap().discard().unwrap();
    assert_eq!(names_in(folder.path()), [] as [String; 0]);
}

#[test]
fn videos_of_one_title_and_day_do_not_meet() {
    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("launch-teaser.mp4");
    let (mut one, mut two) = (begin(folder.path(), "v1").unwrap(), begin(folder.path(), "v2").unwrap());
    one.append(&video("one")).unwrap();
    two.append(&video("two")).unwrap();
    fs::write(&taken, "mine").unwrap();
    let (one, two) = (one.finish(Some(11)).unwrap().settle(), two.finish(Some(11)).unwrap().settle());
    assert_eq!((fs::read(&taken).unwrap(), fs::read(&one).unwrap()), (b"mine".to_vec(), video("one")));
    assert!(two.ends_with("launch-teaser-3.mp4"), "{two:?}");
    assert_eq!(names_in(folder.path()).len(), 3);
}

#[test]
fn one_program_alone_downloads_a_video() {
    let folder = tempfile::tempdir().unwrap();
    let first = begin(folder.path(), "v1").unwrap();
    let fault = begin(folder.path(), "v1").unwrap_err();
    assert!(fault.what().ends_with("is being downloaded by another cuecard"), "{fault}");
    assert_eq!(fault.kind, FaultKind::Elsewhere);
    drop(first);
    begin(folder.path(), "v1").unwrap();
}

#[test]
fn where_files_cannot_be_linked_an_empty_one_holds_the_name() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("a.part"), folder.path().join("a.mp4"));
    fs::write(&from, "video").unwrap();
    rename_over_placeholder(&from, &to).unwrap();
    assert_eq!(fs::read(&to).unwrap(), b"video");
    fs::write(&from, "other").unwrap();
    assert_eq!(rename_over_placeholder(&from, &to).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    assert!(rename_over_placeholder(&folder.path().join("none"), &folder.path().join("b.mp4")).is_err());
    assert_eq!(names_in(folder.path()), ["a.mp4", "a.part"]);
}

#[test]
fn a_full_disk_leaves_what_came_before() {
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut download = begin(tempfile::tempdir().unwrap().path(), "v1").unwrap();
    download.file = full;
    let fault = download.append(b"x").unwrap_err();
    assert!(fault.what().ends_with("cannot be written: no space left on the disk"), "{fault}");
    assert_eq!(download.received(), 0);
}

fn tagged(tag: &str, total: u64) -> Version {
    Version { tag: Some(tag.to_owned()), modified: None, total: Some(total) }
}

#[test]
fn what_is_larger_than_the_disk_is_told_before_and_after() {
    let folder = tempfile::tempdir().unwrap();
    let mut download = begin(folder.path(), "v1").unwrap();
    download.expect(tagged("a", 1004)).unwrap();
    download.append(b"some").unwrap();
    let fault = download.expect(tagged("a", u64::MAX)).unwrap_err();
    assert!(fault.what().starts_with("The video needs 18446744073 GB, "), "{fault}");
    assert!(fault.what().ends_with(&format!(" free in {}", folder.path().display())), "{fault}");
    download.expect(tagged("a", 1004)).unwrap();
    download.file = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let fault = download.append(b"x").unwrap_err();
    assert!(fault.what().ends_with("no space left on the disk"), "there is room for 1 kB: {fault}");
    // As when others filled the disk meanwhile.
    download.reserve = u64::MAX;
    let fault = download.append(b"x").unwrap_err();
    assert!(fault.what().starts_with("The video needs 1 B and 18446744073 GB to spare, "), "{fault}");
    download.reserve = 0;
    download.version = Some(tagged("a", u64::MAX));
    let fault = download.append(b"x").unwrap_err();
    assert!(fault.what().starts_with("The video needs 18446744073 GB, "), "{fault}");
    drop(download);
    assert_eq!(begin(folder.path(), "v1").unwrap().received(), 4, "it is kept for later");
}

#[test]
fn parts_of_two_videos_are_never_joined() {
    let folder = tempfile::tempdir().unwrap();
    let mut download = begin(folder.path(), "v1").unwrap();
    assert!(!download.continues(&tagged("a", 8)), "nothing is known of it");
    download.expect(tagged("a", 8)).unwrap();
    download.append(b"half").unwrap();
    drop(download);

    let mut download = begin(folder.path(), "v1").unwrap();
    assert!(download.continues(&tagged("a", 8)));
    for other in [tagged("b", 8), tagged("a", 9), Version::default()] {
        assert!(!download.continues(&other), "{other:?}");
    }
    download.restart().unwrap();
    download.expect(tagged("b", 13)).unwrap();
    download.append(&video("whole")).unwrap();
    assert_eq!(fs::read(download.finish(None).unwrap().settle()).unwrap(), video("whole"));
    assert_eq!(names_in(folder.path()), ["launch-teaser.mp4"]);
}

#[test]
fn a_video_of_unknown_length_must_look_whole() {
    let folder = tempfile::tempdir().unwrap();
    for (bytes, whole) in [(&b"\0\0\0\x08ftyp\0\0\0\x09moovx"[..], true), (b"\0\0\0\x08ftyp", false)] {
        let mut download = begin(folder.path(), "v1").unwrap();
        download.restart().unwrap();
        download.append(bytes).unwrap();
        assert_eq!(download.finish(None).is_ok(), whole);
    }
}

#[test]
fn a_video_that_nobody_was_told_of_is_known_again() {
    let folder = tempfile::tempdir().unwrap();
    let placed = || Download::placed(folder.path(), "launch-teaser", "v1");
    assert!(placed().is_none());
    let mut download = begin(folder.path(), "v1").unwrap();
    download.append(&video("")).unwrap();
    let first = download.finish(Some(8)).unwrap();
    let path = first.path().to_owned();
    drop(first);
    assert_eq!(placed().unwrap().path(), path);
    assert!(Download::placed(folder.path(), "launch-teaser", "v2").is_none(), "that is another video");
    let aside = folder.path().join("aside.mp4");
    fs::rename(&path, &aside).unwrap();
    assert!(placed().is_none(), "it is gone");
    fs::write(&path, video("")).unwrap();
    assert!(placed().is_none(), "that is another file of the same length");
    fs::rename(&aside, &path).unwrap();
    assert_eq!(placed().unwrap().settle(), path);
    assert_eq!((placed().is_none(), names_in(folder.path())), (true, vec!["launch-teaser.mp4".to_owned()]));
}

#[test]
fn a_page_in_place_of_the_video_is_not_put_in_its_place() {
    let folder = tempfile::tempdir().unwrap();
    for page in ["<html>the service is tired</html>", "{\"error\":\"expired\"}", "short"] {
        let mut download = begin(folder.path(), "v1").unwrap();
        download.append(page.as_bytes()).unwrap();
        let fault = download.finish(Some(page.len() as u64)).unwrap_err();
        assert_eq!((fault.kind, fault.message.as_str()), (FaultKind::Unreadable, "the file is not a video"));
        assert_eq!(begin(folder.path(), "v1").unwrap().received(), 0, "nothing of it is gone on with");
    }
    assert_eq!(names_in(folder.path()).len(), 0, "no part either");
}

#[test]
fn a_folder_that_went_away_is_said_to_have_gone() {
    let folder = tempfile::tempdir().unwrap();
    let videos = folder.path().join("videos");
    let mut download = begin(&videos, "v1").unwrap();
    download.append(&video("")).unwrap();
    fs::remove_dir_all(&videos).unwrap();
    let fault = download.expect(tagged("a", 8)).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Gone);
    let fault = download.finish(Some(8)).unwrap_err();
    assert_eq!(fault.what(), format!("The partial download is gone from {}", videos.display()));
    assert_eq!(begin(&videos, "v1").unwrap().received(), 0, "it can begin anew");
}

#[test]
fn many_at_once_never_write_over_one_another() {
    let folder = tempfile::tempdir().unwrap();
    let mine = |number: usize| match number {
        0 => folder.path().join("launch-teaser.mp4"),
        _ => folder.path().join(format!("launch-teaser-{}.mp4", number + 1)),
    };
    let videos: Vec<(PathBuf, Vec<u8>)> = std::thread::scope(|scope| {
        let downloads = (0..8).map(|number| {
            let folder = folder.path();
            scope.spawn(move || {
                let bytes = video(&format!("{number}"));
                let mut download = begin(folder, &format!("v{number}")).unwrap();
                download.append(&bytes).unwrap();
                (download.finish(Some(9)).unwrap().settle(), bytes)
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
    assert_eq!(names_in(folder.path()).len(), videos.len());
}

#[test]
fn a_video_is_no_longer_than_it_may_be() {
    let folder = tempfile::tempdir().unwrap();
    let mut download = begin(folder.path(), "v1").unwrap();
    download.limit(10);
    download.append(&video("ab")).unwrap();
    let fault = download.append(b"c").unwrap_err();
    let what = "The download is larger than 10 B, and its length was not announced";
    assert_eq!((fault.what().as_str(), download.received()), (what, 0));
    download.expect(tagged("a", 9)).unwrap();
    let fault = download.append(&video("ab")).unwrap_err();
    assert_eq!(fault.what(), "The download is larger than the announced 9 B");
    drop(download);
    assert_eq!(names_in(folder.path()), [] as [String; 0]);
}
