//! `cuecard [PROJECT]`: the studio on the terminal.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use super::error::CliError;
use super::exit_code::ExitCode;
use super::stderr::report_failure;
use super::{config, terminal};
use crate::app::App;
use crate::domain::{ImageMode, ImportFormat, ImportedScript};
use crate::runtime::{self, Screen, TerminalModes};
use crate::store;
use crate::store::autosave::Autosave;
use crate::store::script_file;
use crate::studio::{Environment, Severity, Studio};

pub(super) fn run(project: Option<PathBuf>, args: &config::ServiceArgs) -> ExitCode {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return report_failure(
            ExitCode::Usage,
            "the studio needs a terminal; cuecard --help lists the commands that need none",
        );
    }
    let (project, script) = match project.map(open_script) {
        None => (None, None),
        Some(Ok((project, script))) => (project, script),
        Some(Err(error)) => return error.report(false),
    };
    let unreadable = project.as_deref().and_then(|path| Some((path, project_error_message(path)?)));
    let mut warnings = Vec::new();
    let mut config = match (config::load_config(args, &mut |message| warnings.push(message)), &unreadable) {
        (Ok(config), _) => config,
        (Err(_), Some((_, message))) => return report_failure(ExitCode::Usage, message),
        (Err(error), None) => return error.report(false),
    };
    // Its unsaved work is offered even so.
    if let Some((path, message)) = unreadable
        && !matches!(Autosave::newest_orphan(&config.paths, Some(path)), Ok(Some(_)))
    {
        return report_failure(ExitCode::Usage, &message);
    }
    config.settings.images = terminal::images(&config.settings, config::env_var);
    let in_tmux = config.in_tmux;
    let mut studio = Studio::new(config.account.clone()).with_settings(config.settings.clone());
    studio.clipboard.has_desktop = runtime::has_desktop_clipboard();
    studio.environment = Environment {
        time_zone: jiff::tz::TimeZone::system(),
        working_directory: std::env::current_dir().unwrap_or_default(),
        home_directory: std::env::home_dir(),
        drafts_directory: config.paths.drafts(),
    };
    warnings.extend(config.settings.warnings());
    if config.settings.images == ImageMode::Sixel && !cfg!(feature = "sixel") {
        warnings
            .push("images = \"sixel\" needs a build with --features sixel; half blocks are used".to_owned());
    }
    if !warnings.is_empty() {
        studio.report(Severity::Error, warnings.join(" · "));
    }
    let mut app = App::new(studio, terminal::theme(&config.settings, config::env_var));
    let effects = match script {
        Some((name, script)) => app.start_with_script(runtime::now(), &name, script),
        None => app.start(runtime::now(), project),
    };
    let modes = TerminalModes::default();
    match Screen::new(app, runtime::stdout_backend(&modes), in_tmux) {
        Ok(screen) => {
            let screen = screen.with_notify(config.settings.notify);
            ExitCode::Studio(runtime::run_studio(screen, &modes, effects, config))
        }
        Err(error) => report_failure(ExitCode::Failure, &format!("the terminal failed: {error}")),
    }
}

/// What the command line names: a project, or a script in another format, which is imported, with the name of its file.
type NamedProject = (Option<PathBuf>, Option<(String, ImportedScript)>);

fn open_script(path: PathBuf) -> Result<NamedProject, CliError> {
    let Some(format) = ImportFormat::of_path(&path) else { return Ok((Some(path), None)) };
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let script = script_file::import(&path, format).map_err(|error| CliError::invalid_input(&error))?;
    Ok((None, Some((name, script))))
}

/// The error in an existing project file, if any.
fn project_error_message(path: &Path) -> Option<String> {
    if !path.exists() {
        return None;
    }
    store::project::open(path).err().map(|error| error.summary())
}
