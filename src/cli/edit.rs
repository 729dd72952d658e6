//! `cuecard edit PROJECT`: opens the script of a project as Markdown in the user's text editor, and saves it back.

use std::path::{Path, PathBuf};

use super::error::CliError;
use super::output::CommandOutput;
use super::project_file;
use super::requests::CommonArgs;
use crate::domain::{ExportFormat, ScenePaces, export_script, import_revision};
use crate::runtime::run_text_editor;
use crate::store::project::{self, OverwriteMode, SaveOutcome};
use crate::store::script_file;

/// Arguments of `cuecard edit`.
#[derive(Debug, clap::Args)]
pub(super) struct EditArgs {
    /// The project
    file: PathBuf,
    #[command(flatten)]
    pub(super) common: CommonArgs,
}

pub(super) fn run(args: &EditArgs, out: &mut CommandOutput) -> Result<(), CliError> {
    let opened = project::open(&args.file).map_err(|error| CliError::invalid_input(&error))?;
    project_file::report_unknown_keys(&args.file, &opened.unknown, out);
    let script = args.file.with_extension("edit.md");
    let before = export_script(&opened.project, ExportFormat::Markdown, &ScenePaces::default()).text;
    if !script_file::create(&script, &before)? {
        let message = format!("{} is left of an earlier edit, or is being edited", script.display());
        return Err(
            CliError::usage(message).with_hint("Import what you need of it, delete it, then edit again")
        );
    }
    run_text_editor(&script).map_err(|why| abandoned_error(&why, &script, &before))?;
    let text = script_file::read(&script).map_err(|error| kept_error(&error.to_string(), &script))?;
    if text != before {
        let revision = import_revision(&text, &opened.project);
        if revision.project.scenes.is_empty() {
            return Err(kept_error("The text has no scenes, and nothing was saved", &script));
        }
        let saved = project::save(&args.file, &revision.project, OverwriteMode::IfUnchanged(opened.stamp))
            .map_err(|error| kept_error(&error.to_string(), &script))?;
        if let SaveOutcome::ChangedOnDisk = saved {
            return Err(kept_error("The project was changed by another program meanwhile", &script));
        }
        revision.notes.iter().for_each(|note| out.note(note));
    }
    out.print_line(if text == before { "unchanged" } else { "saved" });
    script_file::remove(&script)?;
    Ok(())
}

/// An error of the editor: the file goes if nothing was written into it.
fn abandoned_error(why: &str, script: &Path, before: &str) -> CliError {
    if script_file::read(script).is_ok_and(|text| text == before) && script_file::remove(script).is_ok() {
        return CliError::usage(why).with_hint("Set $EDITOR to your editor; nothing was changed");
    }
    kept_error(why, script)
}

/// An error after the editor was opened: what was written there is kept.
fn kept_error(why: &str, script: &Path) -> CliError {
    CliError::usage(why).with_hint(format!("What you wrote is kept in {}", script.display()))
}
