//! Where things are kept: the platform's folders, each with one of ours in it.

use std::env;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::domain::{Fault, FaultKind};

use super::files;

const APP: &str = "cuecard";

/// Our own folders. None of them need exist: each is made when something is written to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    pub config: PathBuf,
    pub data: PathBuf,
    /// Safe to delete.
    pub cache: PathBuf,
    /// Where films of untitled projects go: `cuecard` in the user's videos folder.
    pub videos: PathBuf,
}

impl Paths {
    /// From the environment: `XDG_CONFIG_HOME`, `XDG_DATA_HOME`, `XDG_CACHE_HOME`, `XDG_VIDEOS_DIR` (or
    /// `user-dirs.dirs`), and `HOME` for those that are not set.
    pub fn from_environment() -> Result<Self, Fault> {
        let base = etcetera::choose_base_strategy().map_err(|_| {
            Fault::new("the home folder", FaultKind::File, "The home folder is not known: set HOME")
        })?;
        Ok(Self {
            config: base.config_dir().join(APP),
            data: base.data_dir().join(APP),
            cache: base.cache_dir().join(APP),
            videos: videos(&base.config_dir(), base.home_dir()).join(APP),
        })
    }

    /// All of them under one folder.
    pub fn under(folder: &Path) -> Self {
        Self {
            config: folder.join("config"),
            data: folder.join("data"),
            cache: folder.join("cache"),
            videos: folder.join("videos"),
        }
    }

    /// The settings file.
    pub fn settings(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The file with the API key.
    pub fn key(&self) -> PathBuf {
        self.config.join("key")
    }

    /// The SQLite file with every render.
    pub fn ledger(&self) -> PathBuf {
        self.data.join("cuecard.db")
    }

    /// Unsaved work that has no project file, or none that can be written beside it.
    pub fn drafts(&self) -> PathBuf {
        self.data.join("drafts")
    }

    /// The world of the embedded sandbox.
    pub fn sandbox(&self) -> PathBuf {
        self.data.join("sandbox")
    }
}

fn videos(config: &Path, home: &Path) -> PathBuf {
    let named = env::var_os("XDG_VIDEOS_DIR").map(PathBuf::from);
    named
        .filter(|folder| folder.is_absolute())
        .or_else(|| {
            let text = files::read(&config.join("user-dirs.dirs"), 1 << 16).ok()?;
            videos_line(&String::from_utf8_lossy(&text), home)
        })
        // The home folder itself stands for "none" there.
        .filter(|folder| folder != home)
        .unwrap_or_else(|| home.join("Videos"))
}

/// Reads `XDG_VIDEOS_DIR="$HOME/Videos"` or `XDG_VIDEOS_DIR="/absolute"`; the last such line counts.
fn videos_line(text: &str, home: &Path) -> Option<PathBuf> {
    let value = text.lines().filter_map(|line| line.trim().strip_prefix("XDG_VIDEOS_DIR=")).next_back()?;
    let quoted = value.trim().strip_prefix('"')?.strip_suffix('"')?;
    let plain = unescaped(quoted);
    let folder = match plain.strip_prefix("$HOME") {
        Some("") => home.to_owned(),
        Some(rest) => home.join(rest.strip_prefix('/')?),
        None => PathBuf::from(plain),
    };
    // Without a slash at the end, so that `$HOME/` is the home folder.
    folder.is_absolute().then(|| folder.components().collect())
}

/// Without the backslashes of a shell's double quotes.
fn unescaped(quoted: &str) -> String {
    let mut plain = String::new();
    let mut chars = quoted.chars();
    while let Some(c) = chars.next() {
        plain.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    plain
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn user_dirs_are_read_as_a_shell_would() {
        let home = Path::new("/home/ada");
        let read = |text| videos_line(text, home);
        assert_eq!(read("# x\nXDG_VIDEOS_DIR=\"$HOME/Filme\"\n"), Some("/home/ada/Filme".into()));
        assert_eq!(read("XDG_VIDEOS_DIR=\"/mnt/a \\\"b\\\"\""), Some("/mnt/a \"b\"".into()));
        assert_eq!(read("XDG_VIDEOS_DIR=\"$HOME/\""), Some(home.into()));
        assert_eq!(read("XDG_VIDEOS_DIR=\"$HOMES/x\""), None);
        assert_eq!(read("XDG_VIDEOS_DIR=\"Videos\""), None);
        assert_eq!(read("#XDG_VIDEOS_DIR=\"/a\"\nXDG_MUSIC_DIR=\"/b\""), None);
        assert_eq!(read("XDG_VIDEOS_DIR=\""), None);
    }

    /// Prints the paths for the test below, which runs it in a process with an environment of its own.
    #[test]
    fn said_by_a_child() {
        if env::var_os("CUECARD_TEST_PATHS").is_some() {
            println!("{:?}", Paths::from_environment().unwrap());
        }
    }

    fn paths_with(environment: &[(&str, &Path)]) -> String {
        let mut child = Command::new(env::current_exe().unwrap());
        child.args(["--exact", "store::paths::tests::said_by_a_child", "--nocapture"]);
        for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_VIDEOS_DIR"] {
            child.env_remove(name);
        }
        child.env("CUECARD_TEST_PATHS", "1").envs(environment.iter().copied());
        String::from_utf8(child.output().unwrap().stdout).unwrap()
    }

    #[test]
    fn the_environment_decides() {
        let home = tempfile::tempdir().unwrap();
        let at = |tail: &str| format!("{:?}", home.path().join(tail));
        let said = paths_with(&[("HOME", home.path())]);
        for tail in [".config/cuecard", ".local/share/cuecard", ".cache/cuecard", "Videos/cuecard"] {
            assert!(said.contains(&at(tail)), "{tail} in {said}");
        }

        std::fs::create_dir(home.path().join(".config")).unwrap();
        std::fs::write(home.path().join(".config/user-dirs.dirs"), "XDG_VIDEOS_DIR=\"$HOME/Filme\"").unwrap();
        assert!(paths_with(&[("HOME", home.path())]).contains(&at("Filme/cuecard")));

        let said = paths_with(&[
            ("HOME", home.path()),
            ("XDG_CONFIG_HOME", Path::new("/c")),
            ("XDG_DATA_HOME", Path::new("/d")),
            ("XDG_CACHE_HOME", Path::new("relative")),
            ("XDG_VIDEOS_DIR", Path::new("/v")),
        ]);
        for path in ["\"/c/cuecard\"", "\"/d/cuecard\"", &at(".cache/cuecard"), "\"/v/cuecard\""] {
            assert!(said.contains(path), "{path} in {said}");
        }
    }
}
