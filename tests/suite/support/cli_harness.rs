//! The binary as a command, with its own home folder and sandbox.

pub(crate) use super::API_KEY;
use super::service_policy::picture_key_policy;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use cuecard::domain::Dialect;
use cuecard::sandbox::{Options, PictureKeys, Sandbox, ServicePolicy};
use serde_json::Value;
use tempfile::TempDir;

/// Work that is done as soon as it is asked for.
pub(crate) const INSTANT_SPEED: f64 = 1e12;

/// The divisor of the program's own waits between two tries.
pub(crate) const WAIT_DIVISOR: &str = "20";

pub(crate) struct CliHarness {
    pub(crate) home: TempDir,
    pub(crate) sandbox: Sandbox,
    /// The dialect lines of its settings.
    dialect_settings: String,
}

/// A sandbox where videos are finished at once.
pub(crate) fn instant_options() -> Options {
    Options { speed: INSTANT_SPEED, ..Options::default() }
}

/// A sandbox where videos are finished at once, and that reveals no picture keys.
pub(crate) fn hidden_keys_options() -> Options {
    Options { policy: picture_key_policy(PictureKeys::Hidden), ..instant_options() }
}

/// A sandbox where nothing moves by itself.
pub(crate) fn paused_options() -> Options {
    Options { speed: 0.0, ..Options::default() }
}

/// How a command ended, and what it printed.
#[derive(Debug)]
pub(crate) struct CliOutput {
    pub(crate) exit_code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl CliHarness {
    pub(crate) async fn new(options: Options) -> Self {
        let home = tempfile::tempdir().unwrap();
        let sandbox = super::sandbox::start(options).await;
        Self { home, sandbox, dialect_settings: String::new() }
    }

    /// One where videos are finished at once.
    pub(crate) async fn instant() -> Self {
        Self::new(instant_options()).await
    }

    /// One where videos are finished at once, with this policy.
    pub(crate) async fn with_policy(policy: ServicePolicy) -> Self {
        Self::new(Options { policy, ..instant_options() }).await
    }

    /// A harness with this dialect in its settings.
    pub(crate) async fn with_dialect(dialect: Dialect, options: Options) -> Self {
        let (api, form) = (dialect.api_version().as_str(), dialect.as_str());
        let form = format!("api = \"{api}\"\ndialect = \"{form}\"\n");
        let cli = Self { dialect_settings: form, ..Self::new(options).await };
        cli.write_settings("");
        cli
    }

    /// Sets this, beside the form.
    pub(crate) fn write_settings(&self, text: &str) {
        self.write_file(".config/cuecard/config.toml", &format!("{}{text}", self.dialect_settings));
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// A project file of this text.
    pub(crate) fn write_file(&self, name: &str, text: &str) -> String {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
        self.path(name).to_str().unwrap().to_owned()
    }

    /// Says beforehand which dialect is spoken, so that nothing has to be found out and remembered.
    pub(crate) fn pin_dialect(&self, dialect: Dialect) {
        let (api, form) = (dialect.api_version().as_str(), dialect.as_str());
        let text = format!("api = \"{api}\"\ndialect = \"{form}\"\npicture_key = \"id\"\n");
        self.write_file(".config/cuecard/config.toml", &text);
    }

    /// A project with nothing missing.
    pub(crate) fn write_project(&self) -> String {
        let id = |list: &str| self.run(&[list, "--json"]).json()[0]["id"].as_str().unwrap().to_owned();
        let (photo, voice) = (id("photos"), id("voices"));
        let head = format!("title = \"Launch teaser\"\nphoto = \"{photo}\"\nvoice = \"{voice}\"\n");
        self.write_file(
            "video.toml",
            &format!("{head}[[scene]]\nscript = \"Hello and welcome. Today we ship.\"\n"),
        )
    }

    /// The binary in this home, with a key and the sandbox for a service.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = isolated_command(self.home.path(), words);
        command.env("HEYGEN_API_KEY", API_KEY).env("HEYGEN_API_BASE", self.sandbox.base_url());
        command
    }

    /// Runs a command with another service at this address.
    pub(crate) fn run_against(&self, base: &str, words: &[&str]) -> CliOutput {
        CliOutput::from_output(&self.command(words).env("HEYGEN_API_BASE", base).output().unwrap())
    }

    /// Runs a command that may reach this failpoint; `None` if the failpoint killed it.
    pub(crate) fn run_with_failpoint(&self, failpoint: &str, words: &[&str]) -> Option<CliOutput> {
        let output = self.command(words).env("CUECARD_KILL", failpoint).output().unwrap();
        (output.status.signal() != Some(9)).then(|| CliOutput::from_output(&output))
    }

    /// Runs a command that this failpoint kills.
    pub(crate) fn run_until_failpoint(&self, failpoint: &str, words: &[&str]) {
        let ran = self.run_with_failpoint(failpoint, words);
        assert!(ran.is_none(), "{failpoint} is not reached: {ran:?}");
    }

    pub(crate) fn run(&self, words: &[&str]) -> CliOutput {
        let ran = CliOutput::from_output(&self.command(words).output().unwrap());
        assert!(!contains_text(self.home.path(), API_KEY), "the key is in a file after {words:?}");
        ran
    }
}

/// The binary in a home of its own, with nothing else around it.
pub(crate) fn isolated_command(home: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cuecard"));
    command
        .args(words)
        .env_clear()
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home)
        .env("CUECARD_RETRY_DIVISOR", WAIT_DIVISOR);
    command.current_dir(home).stdin(Stdio::null());
    command
}

impl CliOutput {
    pub(crate) fn from_output(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert!(!format!("{out}{err}").contains(API_KEY), "the key came out: {out}{err}");
        assert!(cuecard::domain::text::is_displayable(&out), "{out:?}");
        assert!(cuecard::domain::text::is_displayable(&err), "{err:?}");
        Self { exit_code: output.status.code().unwrap_or(-1), stdout: out, stderr: err }
    }

    /// The one JSON value on stdout.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The JSON values on stdout, a line each.
    pub(crate) fn json_lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The error on stderr, which has nothing else, nor does stdout.
    pub(crate) fn json_error(&self) -> Value {
        let text: Value =
            serde_json::from_str(&self.stderr).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        for field in ["kind", "code", "status", "doc_url", "response", "message", "hint"] {
            assert!(text["error"].get(field).is_some(), "{field} in {text}");
        }
        text["error"].clone()
    }
}

pub(crate) fn contains_text(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return contains_text(&path, text);
        }
        // Sockets and files that went away meanwhile hold nothing.
        let bytes = fs::read(&path).unwrap_or_default();
        bytes.windows(text.len()).any(|part| part == text.as_bytes())
    })
}
