//! Runs the studio: takes the terminal, starts the tasks, and restores the terminal at the end.

use std::io::{self, Stdout, Write};
use std::time::Duration;

use jiff::Timestamp;
use tokio::runtime::{Builder, Runtime};

use super::backend::Tty;
use super::context::Setup;
use super::keyboard::Keyboard;
use super::screen::{Ending, Screen, Sources};
use super::terminal::Modes;
use super::{Runner, panics, signals};
use crate::studio::Effect;

/// How long the end waits for what is being written, and for the answer to a video that is being sent.
const QUIT_TIMEOUT: Duration = Duration::from_secs(10);
/// The same where the system wants the program gone.
const SIGNAL_TIMEOUT: Duration = Duration::from_secs(2);
/// A wait that is longer than this is told.
const SILENT_WAIT: Duration = Duration::from_millis(300);
/// How long threads may take that nobody needs any more.
const THREAD_SHUTDOWN_TIMEOUT: Duration = Duration::from_millis(50);

/// The time. It is read in this room alone.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// The terminal of this process, not yet taken.
pub fn tty(modes: &Modes) -> Tty<Stdout> {
    Tty::new(io::stdout(), modes.clone())
}

/// Shows the screen on the terminal of this process until it ends; gives the exit code.
pub fn show(mut screen: Screen<Tty<Stdout>>, modes: &Modes, effects: Vec<Effect>, setup: Setup) -> u8 {
    panics::catch(modes.clone(), setup.paths.data.join(panics::LOG));
    if let Err(error) = modes.enter() {
        modes.leave();
        return told(&Ending::Failed(error));
    }
    // Before anything else is begun, so that it is there at once.
    let opened = screen.open();
    let ending = match (opened, tasks()) {
        (Ok(first), Ok(tasks)) => {
            run(screen, modes, first.into_iter().chain(effects).collect(), setup, tasks)
        }
        (Err(ending), _) => ending,
        (_, Err(error)) => Ending::Failed(error),
    };
    modes.leave();
    told(&ending)
}

/// Few threads, and those for blocking work end soon after it.
fn tasks() -> io::Result<Runtime> {
    Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(8)
        .thread_keep_alive(Duration::from_secs(2))
        .enable_all()
        .build()
}

fn run(
    mut screen: Screen<Tty<Stdout>>,
    modes: &Modes,
    effects: Vec<Effect>,
    setup: Setup,
    tasks: Runtime,
) -> Ending {
    let ending = tasks.block_on(async {
        let (runner, answers) = Runner::new(setup);
        let words = match signals::words() {
            Ok(words) => words,
            Err(error) => return Ending::Failed(error),
        };
        let inputs = match Keyboard::open() {
            Ok(inputs) => inputs,
            Err(error) => return Ending::Failed(error),
        };
        let mut sources = Sources { inputs, answers, words };
        let ending = closed(screen.run(effects, &mut sources, &runner).await);
        modes.leave();
        settle(&runner, &ending).await;
        ending
    });
    tasks.shutdown_timeout(THREAD_SHUTDOWN_TIMEOUT);
    ending
}

/// A terminal that cannot be written because it is closed was closed; nothing failed.
fn closed(ending: Ending) -> Ending {
    match &ending {
        Ending::Failed(error) if is_gone(error) => Ending::Signal(1),
        _ => ending,
    }
}

fn is_gone(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<io::Error>());
    inner.unwrap_or(error).raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
}

/// Waits for what must not be broken off.
async fn settle(runner: &Runner, ending: &Ending) {
    let most = if matches!(ending, Ending::Quit) { QUIT_TIMEOUT } else { SIGNAL_TIMEOUT };
    if runner.settle(SILENT_WAIT).await {
        return;
    }
    say("cuecard: waiting for the last answers …");
    if !runner.settle(most).await {
        say("cuecard: no answer came in time; the next start looks for it");
    }
}

/// Says how it ended, where that needs words; gives the exit code.
fn told(ending: &Ending) -> u8 {
    match ending {
        Ending::Quit => 0,
        Ending::Signal(number) => u8::try_from(128 + number).unwrap_or(1),
        Ending::Broken => {
            say(
                "cuecard broke, which is a fault of the program. Unsaved work was kept: the next start brings it back.",
            );
            101
        }
        Ending::Failed(error) => {
            say(&format!("cuecard: the terminal failed: {error}"));
            1
        }
    }
}

fn say(line: &str) {
    // A terminal that is gone reads nothing.
    let _ = writeln!(io::stderr(), "{line}");
}
