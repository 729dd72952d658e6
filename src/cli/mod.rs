//! The command line: its arguments and the commands, one file each.

mod account_terms;
mod choice;
mod config;
mod confirmation;
mod duplicate;
mod earlier_render;
mod edit;
mod error;
mod error_kind;
mod estimate;
mod estimate_row;
mod exit_code;
mod export;
mod import;
mod interrupt;
mod interruptible;
mod lease;
mod names;
mod output;
mod photos;
mod price_summary;
mod progress;
mod project_catalog;
mod project_file;
mod project_price;
mod project_remarks;
mod queue;
mod render;
mod render_output;
mod render_row;
mod requests;
mod resume;
mod sandbox;
mod sanitize;
mod script_issue_row;
mod slot;
mod speak;
mod speaker_row;
mod speech;
mod spend;
mod status;
mod stderr;
mod studio;
mod submit;
mod table;
mod target;
mod terminal;
mod voices;
mod wait;

use std::env;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

use crate::domain::text;
use error::CliError;
use exit_code::ExitCode;
use output::CommandOutput;

/// A terminal studio for talking-photo videos (HeyGen Avatar IV).
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<CliCommand>,
    /// The project to open, NAME.toml; created if it does not exist. A script (.md, .fountain, .txt, .srt, .vtt) is imported
    #[arg(value_name = "PROJECT")]
    project: Option<PathBuf>,
    #[command(flatten)]
    service: config::ServiceArgs,
}

/// The commands that do without a screen.
#[derive(Debug, Subcommand)]
enum CliCommand {
    /// List the talking photos of the account, or create new ones
    Photos(photos::PhotosArgs),
    /// List the voices of the account
    Voices(voices::VoicesArgs),
    /// Show the length and the price of a project
    Estimate(estimate::EstimateArgs),
    /// Let the service speak a project before it is rendered, which makes the estimate exact
    Speak(speak::SpeakArgs),
    /// Make a project of a script: Markdown, Fountain, plain text, SRT or VTT
    Import(import::ImportArgs),
    /// Edit the script of a project as Markdown in your text editor ($VISUAL or $EDITOR)
    Edit(edit::EditArgs),
    /// Write a project as Markdown, Fountain, SRT or VTT
    Export(export::ExportArgs),
    /// Render a project
    Render(render::RenderArgs),
    /// Show the status of a render
    Status(status::StatusArgs),
    /// List the renders of the account
    Queue(queue::QueueArgs),
    /// Show the spend by project, and the rate that the account pays
    Spend(spend::SpendArgs),
    /// Run only the sandbox: a stand-in for the service on this machine
    ///
    /// It calls the callback URL of a finished video, and the webhook endpoints registered through v1 or v3, if they
    /// are http URLs of this machine; other hosts are never called. /sandbox/webhooks lists the events and their
    /// deliveries, /sandbox/report the payments.
    Sandbox(sandbox::SandboxArgs),
}

/// Runs the command line of this process; returns its exit code.
pub fn run() -> u8 {
    run_command_line().as_u8()
}

fn run_command_line() -> ExitCode {
    let words: Vec<_> = env::args_os().collect();
    let line = match CommandLine::try_parse_from(&words) {
        Ok(line) => line,
        Err(error) => return report_parse_error(&error, &words[1.min(words.len())..]),
    };
    match line {
        CommandLine { project: Some(word), .. } if !is_project_path(&word) => {
            CliError::usage(unknown_word_message(&word)).report(false)
        }
        CommandLine { project: Some(_), command: Some(_), .. } => {
            CliError::usage("name the project after the command, or alone to open it").report(false)
        }
        CommandLine { command: Some(command), service, .. } => command.run(&service),
        CommandLine { project, service, .. } => studio::run(project, &service),
    }
}

impl CliCommand {
    /// Runs it; `global` are the options before its name.
    fn run(mut self, global: &config::ServiceArgs) -> ExitCode {
        let common = match &mut self {
            Self::Photos(args) => args.common_mut(),
            Self::Voices(args) => &mut args.common,
            Self::Estimate(args) => &mut args.common,
            Self::Speak(args) => &mut args.common,
            Self::Import(args) => &mut args.common,
            Self::Edit(args) => &mut args.common,
            Self::Export(args) => &mut args.common,
            Self::Render(args) => &mut args.common,
            Self::Status(args) => &mut args.common,
            Self::Queue(args) => args.common_mut(),
            Self::Spend(args) => &mut args.common,
            Self::Sandbox(args) => return sandbox::run(args),
        };
        common.service.merge(global);
        common.service.is_quiet = common.json;
        let mut out = CommandOutput::new(common.json);
        // The command reports settings that cannot be read.
        for warning in config::load_settings().map(|settings| settings.warnings()).unwrap_or_default() {
            out.note(&warning);
        }
        let done = match &self {
            Self::Photos(args) => photos::run(args, &mut out),
            Self::Voices(args) => voices::run(args, &mut out),
            Self::Estimate(args) => estimate::run(args, &mut out),
            Self::Speak(args) => speak::run(args, &mut out),
            Self::Import(args) => import::run(args, &mut out),
            Self::Edit(args) => edit::run(args, &mut out),
            Self::Export(args) => export::run(args, &mut out),
            Self::Render(args) => render::run(args, &mut out),
            Self::Status(args) => status::run(args, &mut out),
            Self::Queue(args) => queue::run(args, &mut out),
            Self::Spend(args) => spend::run(args, &mut out),
            Self::Sandbox(_) => Ok(()),
        };
        out.finish(done)
    }
}

/// Prints a parse error, or the requested help.
fn report_parse_error(error: &clap::Error, words: &[std::ffi::OsString]) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::Success;
    }
    let json = words.iter().any(|word| word == "--json");
    let first = words.first().map(Path::new).filter(|word| !word.to_string_lossy().starts_with('-'));
    let is_command = |word: &Path| CommandLine::command().find_subcommand(word).is_some();
    let stray = matches!(error.kind(), ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand);
    match first.filter(|word| stray && !is_command(word) && !is_project_path(word)) {
        Some(word) => CliError::usage(unknown_word_message(word)).report(json),
        None if json => {
            let message = error.render().to_string();
            CliError::usage(text::single_line(message.trim_start_matches("error: "))).report(true)
        }
        None => {
            let _ = write!(io::stderr(), "{}", text::displayable_lines(&error.render().to_string()));
            ExitCode::Usage
        }
    }
}

/// Whether a word of the command line names a project.
fn is_project_path(word: &Path) -> bool {
    word.extension().is_some_and(|end| end == "toml") || word.exists()
}

fn unknown_word_message(word: &Path) -> String {
    let word = text::truncate(&word.to_string_lossy(), 60);
    let line = CommandLine::command();
    let names = line.get_subcommands().map(clap::Command::get_name);
    let nearest = names.min_by_key(|name| strsim::levenshtein(&word, name)).unwrap_or_default();
    format!(
        "{word} is not a command or a project (projects end in .toml). The nearest command is {nearest}; \
         cuecard --help lists all commands"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_definition_is_valid() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn an_unknown_word_suggests_the_nearest_command() {
        assert!(unknown_word_message(Path::new("sanbox")).contains("nearest command is sandbox"));
        assert!(is_project_path(Path::new("new.toml")) && !is_project_path(Path::new("sanbox")));
    }
}
