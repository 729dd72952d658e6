//! Runs the studio: takes the terminal, starts the tasks, and restores the terminal at the end.

use std::io::{self, Stdout, Write};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::UnboundedReceiver;

use super::backend::TtyBackend;
use super::config::Config;
use super::keyboard::Keyboard;
use super::runner::Runner;
use super::screen::{EventSources, ExitReason, Screen};
use super::signals::OsSignal;
use super::terminal::TerminalModes;
use super::{panic_hook, signals};
use crate::studio::Effect;

/// How long quitting waits for writes, and for the response to a video that is being sent.
const QUIT_DRAIN_TIMEOUT: Duration = Duration::from_secs(10);
/// The same after a signal.
const SIGNAL_DRAIN_TIMEOUT: Duration = Duration::from_secs(2);
/// A longer wait is announced.
const SILENT_DRAIN_TIMEOUT: Duration = Duration::from_millis(300);
const THREAD_SHUTDOWN_TIMEOUT: Duration = Duration::from_millis(50);

/// A backend for this process's terminal, which is not in raw mode yet.
pub fn stdout_backend(modes: &TerminalModes) -> TtyBackend<Stdout> {
    TtyBackend::new(io::stdout(), modes.clone())
}

/// Runs the screen on this process's terminal; gives the exit code.
pub fn run_studio(
    mut screen: Screen<TtyBackend<Stdout>>,
    modes: &TerminalModes,
    effects: Vec<Effect>,
    config: Config,
) -> u8 {
    panic_hook::install_panic_hook(modes.clone(), config.paths.data.join(panic_hook::LOG_FILE_NAME));
    // Before the terminal is taken: by its default action, a signal would end the program and leave the terminal raw.
    let (tasks, os_signals) = match listen_on_new_runtime() {
        Ok(listening) => listening,
        Err(error) => return report_exit(&ExitReason::TerminalFailed(error)),
    };
    if let Err(error) = modes.enter() {
        modes.leave();
        return report_exit(&ExitReason::TerminalFailed(error));
    }
    // Before the runner exists, so that the screen appears at once.
    let reason = match screen.draw_first_frame() {
        Ok(first) => {
            let effects = first.into_iter().chain(effects).collect();
            run_screen(screen, modes, effects, config, tasks, os_signals)
        }
        Err(reason) => reason,
    };
    modes.leave();
    report_exit(&reason)
}

fn listen_on_new_runtime() -> io::Result<(Runtime, UnboundedReceiver<OsSignal>)> {
    let tasks = build_tokio_runtime()?;
    let _context = tasks.enter();
    let os_signals = signals::listen_for_signals()?;
    Ok((tasks, os_signals))
}

/// Few threads, and those for blocking work end soon after it.
fn build_tokio_runtime() -> io::Result<Runtime> {
    Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(8)
        .thread_keep_alive(Duration::from_secs(2))
        .enable_all()
        .build()
}

fn run_screen(
    mut screen: Screen<TtyBackend<Stdout>>,
    modes: &TerminalModes,
    effects: Vec<Effect>,
    config: Config,
    tasks: Runtime,
    os_signals: UnboundedReceiver<OsSignal>,
) -> ExitReason {
    let reason = tasks.block_on(async {
        let (runner, answers) = Runner::new(config);
        let inputs = match Keyboard::open() {
            Ok(inputs) => inputs,
            Err(error) => return ExitReason::TerminalFailed(error),
        };
        let mut sources = EventSources { inputs, runner_events: answers, signals: os_signals };
        let reason = as_hang_up(screen.run(effects, &mut sources, &runner).await);
        modes.leave();
        drain(&runner, &reason).await;
        reason
    });
    tasks.shutdown_timeout(THREAD_SHUTDOWN_TIMEOUT);
    reason
}

/// A terminal that fails because it is closed is a hang-up.
fn as_hang_up(reason: ExitReason) -> ExitReason {
    match &reason {
        ExitReason::TerminalFailed(error) if is_terminal_gone(error) => ExitReason::Signal(1),
        _ => reason,
    }
}

fn is_terminal_gone(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<io::Error>());
    inner.unwrap_or(error).raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
}

/// Waits for tasks that must not be interrupted.
async fn drain(runner: &Runner, reason: &ExitReason) {
    let timeout = if matches!(reason, ExitReason::Quit) { QUIT_DRAIN_TIMEOUT } else { SIGNAL_DRAIN_TIMEOUT };
    if runner.drain(SILENT_DRAIN_TIMEOUT).await {
        return;
    }
    print_error("cuecard: waiting for the last responses …");
    if !runner.drain(timeout).await {
        print_error("cuecard: no response in time; the next start checks for it");
    }
}

/// Prints the reason if it is an error; gives the exit code.
fn report_exit(reason: &ExitReason) -> u8 {
    match reason {
        ExitReason::Quit => 0,
        ExitReason::Signal(number) => u8::try_from(128 + number).unwrap_or(1),
        ExitReason::Panicked => {
            print_error(
                "cuecard crashed, which is an error in the program. Unsaved work was kept: the next start restores it.",
            );
            101
        }
        ExitReason::TerminalFailed(error) => {
            print_error(&format!("cuecard: the terminal failed: {error}"));
            1
        }
    }
}

fn print_error(line: &str) {
    // The terminal may be gone.
    let _ = writeln!(io::stderr(), "{line}");
}
