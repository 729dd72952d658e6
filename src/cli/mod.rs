//! The command line: what was asked for, and the commands, one file each.
//!
//! Exit codes: 0 done, 1 the service, the network or the render failed, 2 usage, 3 the key, 4 the wait ended first,
//! 101 the program broke, 128 and more a signal.

mod again;
mod choice;
mod commands;
mod config;
mod consent;
mod error;
mod estimate;
mod interrupt;
mod lease;
mod names;
mod output;
mod photos;
mod progress;
mod queue;
mod render;
mod render_row;
mod sandbox;
mod slot;
mod status;
mod studio;
mod submit;
mod table;
mod terminal;
mod voices;
mod wait;

use std::env;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

use crate::domain::text;
use error::Trouble;
use output::Out;

const DONE: u8 = 0;
const FAILED: u8 = 1;
const USAGE: u8 = 2;
const AUTH: u8 = 3;
const WAITED: u8 = 4;

/// A terminal studio for talking-photo videos (HeyGen Avatar IV).
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
struct Line {
    #[command(subcommand)]
    command: Option<Command>,
    /// The project to open, NAME.toml; created if it does not exist
    #[arg(value_name = "PROJECT")]
    project: Option<PathBuf>,
    #[command(flatten)]
    place: config::Args,
}

/// The commands without a screen.
#[derive(Debug, Subcommand)]
enum Command {
    /// List the talking photos of the account, or create new ones
    Photos(photos::Args),
    /// List the voices of the account
    Voices(voices::Args),
    /// Show the length and the price of a project
    Estimate(estimate::Args),
    /// Render a project
    Render(render::Args),
    /// Show the status of a render
    Status(status::Args),
    /// List the renders of the account
    Queue(queue::Args),
    /// Run only the sandbox: a stand-in for the service, on this machine
    ///
    /// It calls the callback URL of a finished video, and the webhook endpoints registered through v1 or v3, if they
    /// are http URLs of this machine; other hosts are never called. /sandbox/webhooks lists the events and their
    /// deliveries, /sandbox/ledger the payments.
    Sandbox(sandbox::Args),
}

/// Runs the command line of this process; gives its exit code.
pub fn run() -> u8 {
    let words: Vec<_> = env::args_os().collect();
    let line = match Line::try_parse_from(&words) {
        Ok(line) => line,
        Err(error) => return refused(&error, &words[1.min(words.len())..]),
    };
    match line {
        Line { project: Some(word), .. } if !is_project(&word) => Trouble::usage(unknown(&word)).tell(false),
        Line { project: Some(_), command: Some(_), .. } => {
            Trouble::usage("a project is opened alone, or named after the command").tell(false)
        }
        Line { command: Some(command), place, .. } => command.run(&place),
        Line { project, place, .. } => studio::open(project, &place),
    }
}

impl Command {
    /// Runs it; `place` was said before its name.
    fn run(mut self, place: &config::Args) -> u8 {
        let how = match &mut self {
            Self::Photos(args) => args.how(),
            Self::Voices(args) => &mut args.how,
            Self::Estimate(args) => &mut args.how,
            Self::Render(args) => &mut args.how,
            Self::Status(args) => &mut args.how,
            Self::Queue(args) => args.how(),
            Self::Sandbox(args) => return sandbox::run(args),
        };
        how.place.add(place);
        how.place.is_quiet = how.json;
        let mut out = Out::new(how.json);
        // Where they cannot be read at all, the command says so itself.
        for unknown in config::settings().map(|settings| settings.unknown).unwrap_or_default() {
            out.note(&format!("config.toml: {unknown}"));
        }
        let done = match &self {
            Self::Photos(args) => photos::run(args, &mut out),
            Self::Voices(args) => voices::run(args, &mut out),
            Self::Estimate(args) => estimate::run(args, &mut out),
            Self::Render(args) => render::run(args, &mut out),
            Self::Status(args) => status::run(args, &mut out),
            Self::Queue(args) => queue::run(args, &mut out),
            Self::Sandbox(_) => Ok(()),
        };
        out.end(done)
    }
}

/// Says why the words of a command line mean nothing, or prints the help that they ask for.
fn refused(error: &clap::Error, words: &[std::ffi::OsString]) -> u8 {
    if !error.use_stderr() {
        let _ = error.print();
        return DONE;
    }
    let json = words.iter().any(|word| word == "--json");
    let first = words.first().map(Path::new).filter(|word| !word.to_string_lossy().starts_with('-'));
    let is_command = |word: &Path| Line::command().find_subcommand(word).is_some();
    let stray = matches!(error.kind(), ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand);
    match first.filter(|word| stray && !is_command(word) && !is_project(word)) {
        Some(word) => Trouble::usage(unknown(word)).tell(json),
        None if json => {
            let said = error.render().to_string();
            Trouble::usage(text::line(said.trim_start_matches("error: "))).tell(true)
        }
        None => {
            let _ = write!(io::stderr(), "{}", text::shown_lines(&error.render().to_string()));
            USAGE
        }
    }
}

/// Whether a word on the command line means a project.
fn is_project(word: &Path) -> bool {
    word.extension().is_some_and(|end| end == "toml") || word.exists()
}

fn unknown(word: &Path) -> String {
    let word = text::short(&word.to_string_lossy(), 60);
    let line = Line::command();
    let names = line.get_subcommands().map(clap::Command::get_name);
    let nearest = names.min_by_key(|name| strsim::levenshtein(&word, name)).unwrap_or_default();
    format!(
        "{word} is not a command or a project (projects end in .toml). The nearest command is {nearest}; \
         cuecard --help lists all commands"
    )
}

/// Says what went wrong on stderr, made harmless, and gives the exit code back.
fn fail(code: u8, what: &str) -> u8 {
    // Where stderr is gone, nobody is there to be told.
    let _ = writeln!(io::stderr(), "cuecard: {}", text::line(what));
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Line::command().debug_assert();
    }

    #[test]
    fn a_word_that_means_nothing_names_the_nearest_command() {
        assert!(unknown(Path::new("sanbox")).contains("nearest command is sandbox"));
        assert!(is_project(Path::new("new.toml")) && !is_project(Path::new("sanbox")));
    }
}
