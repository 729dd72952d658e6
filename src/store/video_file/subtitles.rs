//! Subtitle files: kept beside their video, under its name and with the ending of what came.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::domain::{Error, ErrorKind};

use super::files::{self, FileAccess};
use super::rename_to_first_free;

/// The forms that are known, by their endings.
const SUBTITLE_EXTENSIONS: [&str; 3] = ["ass", "srt", "vtt"];

/// What came as a video's subtitles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubtitleFile {
    bytes: Vec<u8>,
    extension: &'static str,
}

impl SubtitleFile {
    /// Takes what came from `link`; an error where it is none.
    pub fn parse(bytes: Vec<u8>, link: &str) -> Result<Self, Error> {
        let text = String::from_utf8_lossy(&bytes);
        let ending = detect_extension(text.trim_start_matches('\u{feff}').trim_start(), link);
        let strange = || Error::new("the subtitles", ErrorKind::InvalidResponse, "it is not a subtitle file");
        Ok(Self { extension: ending.ok_or_else(strange)?, bytes })
    }

    /// Puts them beside the video, never over another file; where they are then.
    pub fn save(&self, video: &Path) -> Result<PathBuf, Error> {
        let folder = files::parent_folder(video);
        let stem = video.file_stem().unwrap_or_default().to_string_lossy();
        let write = || {
            let mut part = files::create_temporary(folder, FileAccess::Inherited)?;
            part.write_all(&self.bytes)?;
            part.as_file().sync_all()?;
            Ok(part.into_temp_path())
        };
        // Dropped without a name it is gone: it is small enough to be fetched anew.
        let part = write().map_err(|error| files::io_error(video, "cannot get a subtitle file", &error))?;
        rename_to_first_free(&part, folder, &stem, self.extension, |name| Ok(name.to_owned()))
    }
}

/// What the text itself says, or else the link.
fn detect_extension(text: &str, link: &str) -> Option<&'static str> {
    if text.get(..13).is_some_and(|head| head.eq_ignore_ascii_case("[script info]")) {
        return Some("ass");
    }
    if text.starts_with("WEBVTT") {
        return Some("vtt");
    }
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default().trim();
    let is_number = !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && lines.next().is_some_and(|times| times.contains("-->")) {
        return Some("srt");
    }
    // A page of a service that is tired begins with one of these.
    let is_other = text.is_empty() || text.starts_with(['<', '{']);
    let path = link.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let named = path.rsplit('/').next()?.rsplit_once('.')?.1;
    SUBTITLE_EXTENSIONS.into_iter().find(|ending| !is_other && *ending == named)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://files.example/caption/a.srt?Signature=x.vtt";

    fn detected_extension(text: &str, link: &str) -> Option<&'static str> {
        SubtitleFile::parse(text.as_bytes().to_vec(), link).ok().map(|subtitles| subtitles.extension)
    }

    #[test]
    fn the_subtitle_extension_follows_the_content() {
        assert_eq!(detected_extension("[Script Info]\nScriptType: v4.00+\n", LINK), Some("ass"));
        assert_eq!(detected_extension("\u{feff}[script info]\n", LINK), Some("ass"));
        assert_eq!(detected_extension("WEBVTT\n\n", LINK), Some("vtt"));
        assert_eq!(
            detected_extension("1\r\n00:00:00,000 --> 00:00:01,000\r\nHello\r\n", "https://x/a.ass"),
            Some("srt")
        );
        assert_eq!(detected_extension("NOTE one\n", LINK), Some("srt"), "the link says so");
        for strange in ["", "  \n", "<html>no</html>", "<?xml version=\"1.0\"?><Error/>", "{\"error\":1}"] {
            assert_eq!(detected_extension(strange, LINK), None, "{strange}");
        }
        assert_eq!(detected_extension("Hello", "https://x/a.exe"), None);
        assert_eq!(detected_extension("Hello", "https://x.srt/a"), None);
    }

    #[test]
    fn subtitles_are_saved_beside_the_video_without_overwriting() {
        let folder = tempfile::tempdir().unwrap();
        let video = folder.path().join("launch-2.mp4");
        let subtitles = SubtitleFile::parse(b"WEBVTT\n".to_vec(), "").unwrap();
        assert_eq!(subtitles.save(&video).unwrap(), folder.path().join("launch-2.vtt"));
        std::fs::write(folder.path().join("launch-2.vtt"), "mine").unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("launch-2-2.vtt")).unwrap();
        let path = subtitles.save(&video).unwrap();
        assert_eq!(path, folder.path().join("launch-2-3.vtt"));
        assert_eq!(std::fs::read(path).unwrap(), b"WEBVTT\n");
        assert_eq!(std::fs::read(folder.path().join("launch-2.vtt")).unwrap(), b"mine");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3, "no part stays");
        assert!(subtitles.save(Path::new("/nowhere/at/all/film.mp4")).is_err());
    }
}
