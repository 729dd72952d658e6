//! `cuecard export PROJECT`: writes a project as Markdown, Fountain or subtitles.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::choice::format_parser;
use super::error::CliError;
use super::output::CommandOutput;
use super::project_file;
use super::requests::CommonArgs;
use super::speech::AccountSpeech;
use crate::domain::{ExportFormat, ExportedScript, export_script};
use crate::store::script_file;

/// Arguments of `cuecard export`.
#[derive(Debug, clap::Args)]
pub(super) struct ExportArgs {
    /// The project
    file: PathBuf,
    /// The format; subtitles have the estimated times
    #[arg(long, value_name = "FORMAT", value_parser = format_parser(ExportFormat::from_extension), ignore_case = true)]
    to: ExportFormat,
    /// Write it into this file [default: print it]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long, requires = "output")]
    force: bool,
    #[command(flatten)]
    pub(super) common: CommonArgs,
}

#[derive(Serialize)]
struct ExportJson<'a> {
    /// The file that was written; none if the text is printed.
    file: Option<&'a Path>,
    text: Option<&'a str>,
    /// What could not be carried.
    notes: &'a [String],
}

pub(super) fn run(args: &ExportArgs, out: &mut CommandOutput) -> Result<(), CliError> {
    let (project, unknown) = project_file::open(&args.file)?;
    project_file::report_unknown_keys(&args.file, &unknown, out);
    let recordings = project_file::read_recordings(&args.file, &project);
    let has_times = matches!(args.to, ExportFormat::Srt | ExportFormat::Vtt);
    let speech =
        if has_times { AccountSpeech::load_offline(&args.common.service) } else { AccountSpeech::default() };
    let paces = speech.paces((&project, &recordings), None);
    let ExportedScript { text, mut notes } = export_script(&project, args.to, &paces);
    if !unknown.is_empty() {
        let names: Vec<&str> = unknown.iter().map(|key| key.name.as_str()).collect();
        notes.push(format!("keys that are not known are not in the export: {}", names.join(", ")));
    }
    let file = args.output.as_deref();
    if let Some(file) = file {
        write(file, &text, args.force)?;
    }
    if out.json {
        out.print_json(&ExportJson { file, text: file.is_none().then_some(&text), notes: &notes });
        return Ok(());
    }
    match file {
        Some(file) => out.print_line(&file.display().to_string()),
        None => out.print_text(&text),
    }
    out.flush();
    for note in &notes {
        out.note(note);
    }
    Ok(())
}

fn write(file: &Path, text: &str, replaces: bool) -> Result<(), CliError> {
    if replaces {
        return Ok(script_file::replace(file, text)?);
    }
    if script_file::create(file, text)? {
        return Ok(());
    }
    let message = format!("{} already exists", file.display());
    Err(CliError::usage(message).with_hint("--force replaces it; nothing was written"))
}
