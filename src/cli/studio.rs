//! `cuecard [PROJECT]`: the studio on the terminal.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use super::{FAILED, USAGE, config, fail, terminal};
use crate::app::App;
use crate::domain::{Images, Preset};
use crate::runtime::{self, Modes, Screen};
use crate::store;
use crate::store::autosave::Autosave;
use crate::studio::{Studio, Tone};

pub(super) fn open(project: Option<PathBuf>, args: &config::Args) -> u8 {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return fail(
            USAGE,
            "the studio needs a terminal; cuecard --help shows the commands that do without one",
        );
    }
    let unreadable = project.as_deref().and_then(|path| Some((path, unreadable(path)?)));
    let mut told = Vec::new();
    let mut setup = match (config::setup(args, &mut |what| told.push(what)), &unreadable) {
        (Ok(setup), _) => setup,
        (Err(_), Some((_, what))) => return fail(USAGE, what),
        (Err(trouble), None) => return trouble.tell(false),
    };
    // Unsaved work on it is offered all the same.
    if let Some((path, what)) = unreadable
        && !matches!(Autosave::left(&setup.paths, Some(path)), Ok(Some(_)))
    {
        return fail(USAGE, &what);
    }
    setup.settings.images = terminal::images(&setup.settings, config::word);
    let in_tmux = setup.in_tmux;
    let mut studio = Studio::new(setup.account.clone());
    studio.queue.concurrency = setup.settings.concurrency;
    studio.download = setup.settings.download;
    studio.rate = setup.settings.prices(setup.settings.rate.unwrap_or(Preset::Reference));
    studio.rate_follows = setup.settings.rate.is_none();
    studio.folder = std::env::current_dir().unwrap_or_default();
    studio.home = std::env::home_dir();
    studio.drafts = setup.paths.drafts();
    studio.zone = jiff::tz::TimeZone::system();
    studio.caps = setup.settings.caps;
    studio.assumed = setup.settings.assumed();
    studio.dialect = studio.assumed;
    studio.several = setup.settings.several;
    studio.unknown.clone_from(&setup.settings.unknown);
    told.extend(setup.settings.unknown.iter().map(|unknown| format!("{unknown} (config.toml)")));
    if setup.settings.images == Images::Sixel && !cfg!(feature = "sixel") {
        told.push("images = \"sixel\" needs a build with --features sixel; half blocks are used".to_owned());
    }
    if !told.is_empty() {
        studio.tell(Tone::Bad, told.join(" · "));
    }
    let mut app = App::new(studio, terminal::theme(&setup.settings, config::word));
    let effects = app.start(runtime::now(), project);
    let modes = Modes::default();
    match Screen::new(app, runtime::tty(&modes), in_tmux) {
        Ok(screen) => runtime::show(screen.notifying(setup.settings.notify), &modes, effects, setup),
        Err(error) => fail(FAILED, &format!("the terminal failed: {error}")),
    }
}

/// What is wrong with a project file, where it is there and something is.
fn unreadable(path: &Path) -> Option<String> {
    if !path.exists() {
        return None;
    }
    store::project::open(path).err().map(|fault| fault.what())
}
