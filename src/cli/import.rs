//! `cuecard import FILE`: makes a project of a script in Markdown, Fountain, plain text or subtitles.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::choice::format_parser;
use super::error::CliError;
use super::output::CommandOutput;
use super::requests::CommonArgs;
use crate::domain::{ImportFormat, ImportedScript, Speaker, format_count};
use crate::store::project::{self, OverwriteMode, SaveOutcome};
use crate::store::script_file;

/// Arguments of `cuecard import`.
#[derive(Debug, clap::Args)]
pub(super) struct ImportArgs {
    /// The script
    file: PathBuf,
    /// The project to create [default: FILE, ending in .toml]
    #[arg(long, value_name = "PROJECT")]
    to: Option<PathBuf>,
    /// The format of the script [default: from the extension of FILE]
    #[arg(long, value_name = "FORMAT", value_parser = format_parser(ImportFormat::from_extension), ignore_case = true)]
    from: Option<ImportFormat>,
    #[command(flatten)]
    pub(super) common: CommonArgs,
}

#[derive(Serialize)]
struct ImportJson<'a> {
    project: &'a Path,
    title: &'a str,
    scenes: usize,
    /// Their names.
    speakers: Vec<&'a str>,
    /// What could not be carried.
    notes: &'a [String],
}

pub(super) fn run(args: &ImportArgs, out: &mut CommandOutput) -> Result<(), CliError> {
    let format = args.from.or_else(|| ImportFormat::of_path(&args.file)).ok_or_else(unknown_format_error)?;
    let path = args.to.clone().unwrap_or_else(|| args.file.with_extension("toml"));
    if path.extension().is_none_or(|extension| extension != "toml") {
        return Err(CliError::usage("a project ends in .toml: name it with --to PROJECT.toml"));
    }
    let script = script_file::import(&args.file, format).map_err(|error| CliError::invalid_input(&error))?;
    match project::save(&path, &script.project, OverwriteMode::Never)? {
        SaveOutcome::Saved(_) => {}
        SaveOutcome::ChangedOnDisk => return Err(file_exists_error(&path)),
    }
    report(&path, &script, out);
    Ok(())
}

fn report(path: &Path, script: &ImportedScript, out: &mut CommandOutput) {
    let ImportedScript { project, notes } = script;
    if out.json {
        return out.print_json(&ImportJson {
            project: path,
            title: project.display_title(),
            scenes: project.scenes.len(),
            speakers: project.speakers.iter().map(|speaker: &Speaker| speaker.name.as_str()).collect(),
            notes,
        });
    }
    out.print_line(&path.display().to_string());
    out.flush();
    let (scenes, speakers) = (project.scenes.len(), project.speakers.len());
    out.note(&format!("{}, {}", format_count(scenes, "scene"), format_count(speakers, "speaker")));
    for note in notes {
        out.note(note);
    }
}

fn unknown_format_error() -> CliError {
    let message = "the format of the script is not known by its extension";
    CliError::usage(message).with_hint("Name it with --from: md, fountain, txt, srt or vtt")
}

fn file_exists_error(path: &Path) -> CliError {
    let message = format!("{} already exists", path.display());
    CliError::usage(message).with_hint("Name another project with --to; nothing was written")
}
