//! Where things are kept: the platform's folders, each with one of ours in it.

use std::env;
use std::path::{Path, PathBuf};

use crate::domain::{Error, ErrorKind};

const APP_FOLDER_NAME: &str = "cuecard";

/// Our own folders. None of them need exist: each is made when something is written to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    pub config: PathBuf,
    pub data: PathBuf,
    /// Safe to delete.
    pub cache: PathBuf,
    /// Where videos of untitled projects go: `cuecard` in the user's videos folder.
    pub videos: PathBuf,
}

impl Paths {
    /// The platform's folders. On Linux `XDG_CONFIG_HOME`, `XDG_DATA_HOME`, `XDG_CACHE_HOME` and `XDG_VIDEOS_DIR` (or
    /// `user-dirs.dirs`) name them, and `HOME` stands for those that are not set; macOS has its own.
    pub fn from_environment() -> Result<Self, Error> {
        let found = (dirs::home_dir(), dirs::config_dir(), dirs::data_dir(), dirs::cache_dir());
        let (Some(home), Some(config), Some(data), Some(cache)) = found else {
            let message = "The home folder is unknown: set HOME";
            return Err(Error::new("the home folder", ErrorKind::File, message));
        };
        let videos = videos_folder(&home).join(APP_FOLDER_NAME);
        Ok(Self {
            config: config.join(APP_FOLDER_NAME),
            data: data.join(APP_FOLDER_NAME),
            cache: cache.join(APP_FOLDER_NAME),
            videos,
        })
    }

    /// All of them under one folder.
    pub fn with_root(folder: &Path) -> Self {
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

    /// The user's own motion prompts.
    pub fn motion_bank(&self) -> PathBuf {
        self.config.join("motions.txt")
    }

    /// The file with the API key.
    pub fn api_key(&self) -> PathBuf {
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

    /// Recordings that are being made, or were when their program was killed.
    pub fn partial_recordings(&self) -> PathBuf {
        self.data.join("recordings")
    }

    /// Texts that are open in the user's text editor, or could not be taken from it.
    pub fn edited_texts(&self) -> PathBuf {
        self.data.join("edited")
    }

    /// The world of the embedded sandbox.
    pub fn sandbox(&self) -> PathBuf {
        self.data.join("sandbox")
    }
}

fn videos_folder(home: &Path) -> PathBuf {
    let named = env::var_os("XDG_VIDEOS_DIR").map(PathBuf::from);
    named
        .filter(|folder| folder.is_absolute())
        .or_else(dirs::video_dir)
        // The home folder itself stands for "none" in `user-dirs.dirs`.
        .filter(|folder| folder != home)
        .unwrap_or_else(|| home.join("Videos"))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// Prints the paths for the test below, which runs it in a process with an environment of its own.
    #[test]
    fn child_process_that_prints_its_paths() {
        if env::var_os("CUECARD_TEST_PATHS").is_some() {
            println!("{:?}", Paths::from_environment().unwrap());
        }
    }

    fn paths_in_child_process(environment: &[(&str, &Path)]) -> String {
        let mut child = Command::new(env::current_exe().unwrap());
        child.args(["--exact", "store::paths::tests::child_process_that_prints_its_paths", "--nocapture"]);
        for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_VIDEOS_DIR"] {
            child.env_remove(name);
        }
        child.env("CUECARD_TEST_PATHS", "1").envs(environment.iter().copied());
        String::from_utf8(child.output().unwrap().stdout).unwrap()
    }

    #[test]
    fn the_environment_determines_the_paths() {
        let home = tempfile::tempdir().unwrap();
        let at = |tail: &str| format!("{:?}", home.path().join(tail));
        let output = paths_in_child_process(&[("HOME", home.path())]);
        for tail in [".config/cuecard", ".local/share/cuecard", ".cache/cuecard", "Videos/cuecard"] {
            assert!(output.contains(&at(tail)), "{tail} in {output}");
        }

        std::fs::create_dir(home.path().join(".config")).unwrap();
        std::fs::write(home.path().join(".config/user-dirs.dirs"), "XDG_VIDEOS_DIR=\"$HOME/Filme\"").unwrap();
        assert!(paths_in_child_process(&[("HOME", home.path())]).contains(&at("Filme/cuecard")));

        let output = paths_in_child_process(&[
            ("HOME", home.path()),
            ("XDG_CONFIG_HOME", Path::new("/c")),
            ("XDG_DATA_HOME", Path::new("/d")),
            ("XDG_CACHE_HOME", Path::new("relative")),
            ("XDG_VIDEOS_DIR", Path::new("/v")),
        ]);
        for path in ["\"/c/cuecard\"", "\"/d/cuecard\"", &at(".cache/cuecard"), "\"/v/cuecard\""] {
            assert!(output.contains(path), "{path} in {output}");
        }
    }
}
