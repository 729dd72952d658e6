//! The loop of the screen: waits for something to happen, takes all that is there, draws once.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;
use ratatui::{Frame, Terminal};
use tokio::sync::mpsc::UnboundedReceiver;

use super::backend::TerminalBackend;
use super::input::{InputSource, TerminalInput, coalesce};
use super::runner::{Runner, RunnerEvent};
use super::signals::OsSignal;
use super::{clock, failpoint, notification, terminal};
use crate::app::{App, Message, view};
use crate::domain::NotificationMode;
use crate::studio::Effect;

/// How much input, and how many answers, are taken before the screen is drawn.
const MAX_INPUTS_PER_FRAME: usize = 1024;
const MAX_RUNNER_EVENTS_PER_FRAME: usize = 256;

/// Why the screen ended.
#[derive(Debug)]
pub enum ExitReason {
    /// The user wanted it.
    Quit,
    /// A signal, by its number; 1 where the terminal was closed.
    Signal(i32),
    /// The program itself broke; said already.
    Panicked,
    /// The terminal could not be written.
    TerminalFailed(io::Error),
}

/// The program on a terminal, or on what stands for one in a test.
#[derive(Debug)]
pub struct Screen<S: TerminalBackend> {
    app: App,
    terminal: Terminal<S>,
    /// As the window is called now.
    window_title: String,
    /// Whether tmux stands between.
    in_tmux: bool,
    notify: NotificationMode,
    /// Whether another job has the terminal, so that nothing is drawn.
    is_in_background: bool,
}

/// Where things come from that happen.
#[derive(Debug)]
pub struct EventSources<I> {
    pub inputs: I,
    pub runner_events: UnboundedReceiver<RunnerEvent>,
    pub signals: UnboundedReceiver<OsSignal>,
}

enum ScreenEvent {
    Input(Option<TerminalInput>),
    Runner(RunnerEvent),
    Signal(OsSignal),
}

impl<S: TerminalBackend> Screen<S>
where
    S::Error: Send + Sync + 'static,
{
    pub fn new(app: App, surface: S, in_tmux: bool) -> io::Result<Self> {
        let terminal = Terminal::new(surface).map_err(io::Error::other)?;
        Ok(Self {
            app,
            terminal,
            window_title: String::new(),
            in_tmux,
            notify: NotificationMode::Bell,
            is_in_background: false,
        })
    }

    /// Tells what happens while nobody looks in this way.
    #[must_use]
    pub fn with_notify(self, notify: NotificationMode) -> Self {
        Self { notify, ..self }
    }

    /// Draws the first frame. What the app wants done meanwhile is for the runner, once there is one.
    pub fn draw_first_frame(&mut self) -> Result<Vec<Effect>, ExitReason> {
        let size =
            self.terminal.size().map_err(|error| ExitReason::TerminalFailed(io::Error::other(error)))?;
        let effects = self.update(clock::now(), Message::Resize(size.width, size.height))?;
        let drawn = self.draw()?;
        Ok(effects.into_iter().chain(drawn).collect())
    }

    /// Runs until the end. Unsaved work is on its way to the disk then, if the end came against the user's will.
    pub async fn run<I: InputSource>(
        &mut self,
        effects: Vec<Effect>,
        sources: &mut EventSources<I>,
        runner: &Runner,
    ) -> ExitReason {
        let ending = match self.perform(effects, runner) {
            Ok(()) => self.run_event_loop(sources, runner).await,
            Err(ending) => ending,
        };
        if !matches!(ending, ExitReason::Quit) {
            let last = catch_unwind(AssertUnwindSafe(|| self.app.autosave_before_exit(clock::now())));
            runner.run(last.unwrap_or_default());
        }
        ending
    }

    async fn run_event_loop<I: InputSource>(
        &mut self,
        sources: &mut EventSources<I>,
        runner: &Runner,
    ) -> ExitReason {
        let mut ended = false;
        loop {
            // What the system says comes first: it may be the last thing that is said.
            let happened = tokio::select! {
                biased;
                Some(word) = sources.signals.recv() => ScreenEvent::Signal(word),
                input = sources.inputs.next(), if !ended && !self.is_in_background => ScreenEvent::Input(input),
                Some(answer) = sources.runner_events.recv() => ScreenEvent::Runner(answer),
            };
            ended |= matches!(happened, ScreenEvent::Input(None));
            let taken = self.handle_events(happened, sources, runner).and_then(|()| self.draw());
            if let Err(ending) = taken.and_then(|effects| self.perform(effects, runner)) {
                return ending;
            }
        }
    }

    /// Takes one thing that happened, and all that happened meanwhile.
    fn handle_events<I: InputSource>(
        &mut self,
        happened: ScreenEvent,
        sources: &mut EventSources<I>,
        runner: &Runner,
    ) -> Result<(), ExitReason> {
        let mut inputs = Vec::new();
        let mut answers = Vec::new();
        match happened {
            ScreenEvent::Signal(word) => self.handle_signal(word, runner)?,
            ScreenEvent::Input(input) => inputs.extend(input),
            ScreenEvent::Runner(answer) => answers.push(answer),
        }
        while !self.is_in_background && inputs.len() < MAX_INPUTS_PER_FRAME {
            let Some(input) = sources.inputs.try_next() else { break };
            inputs.push(input);
        }
        while answers.len() < MAX_RUNNER_EVENTS_PER_FRAME {
            let Ok(answer) = sources.runner_events.try_recv() else { break };
            answers.push(answer);
        }
        let now = clock::now();
        let burst = (inputs.len() > 1).then_some(Message::InputBurst);
        let inputs = burst.into_iter().chain(coalesce(inputs).into_iter().map(Message::from));
        for message in inputs.chain(answers.into_iter().map(Message::from)) {
            let effects = self.update(now, message)?;
            self.perform(effects, runner)?;
        }
        Ok(())
    }

    fn handle_signal(&mut self, word: OsSignal, runner: &Runner) -> Result<(), ExitReason> {
        match word {
            OsSignal::Terminate(number) => Err(ExitReason::Signal(number)),
            OsSignal::HangUp => Err(ExitReason::Signal(1)),
            OsSignal::Suspend => self.suspend(runner),
            OsSignal::Continue => self.resume(runner),
        }
    }

    fn update(&mut self, now: Timestamp, message: Message) -> Result<Vec<Effect>, ExitReason> {
        catch_panic(|| {
            failpoint::trigger("update", matches!(message, Message::Paste(_)));
            self.app.update(now, message)
        })
    }

    fn perform(&mut self, effects: Vec<Effect>, runner: &Runner) -> Result<(), ExitReason> {
        let mut rest = Vec::new();
        for effect in effects {
            match effect {
                Effect::CopyToClipboard(text) => {
                    self.write_sequence(&terminal::clipboard_sequence(&text, self.in_tmux))?
                }
                Effect::Notify(text) => self.notify_user(&text)?,
                Effect::Redraw => self.redraw()?,
                Effect::Suspend => self.suspend(runner)?,
                Effect::Quit => {
                    runner.run(rest);
                    return Err(ExitReason::Quit);
                }
                other => rest.push(other),
            }
        }
        runner.run(rest);
        Ok(())
    }

    /// Draws what differs from what is there; gives what the app wants done once it is seen.
    fn draw(&mut self) -> Result<Vec<Effect>, ExitReason> {
        if self.is_in_background {
            return Ok(Vec::new());
        }
        let (app, now) = (&self.app, clock::now());
        let terminal = &mut self.terminal;
        catch_panic(|| {
            failpoint::trigger("view", true);
            let draw = |frame: &mut Frame<'_>| {
                if let Some(caret) = view(app, now, frame.area(), frame.buffer_mut()) {
                    frame.set_cursor_position(caret);
                }
            };
            terminal.draw(draw).map(|_| ())
        })?
        .map_err(|error| ExitReason::TerminalFailed(io::Error::other(error)))?;
        self.terminal.backend_mut().write_frame().map_err(ExitReason::TerminalFailed)?;
        let title = self.app.window_title();
        if title != self.window_title {
            self.write_sequence(&terminal::title_sequence(&title))?;
            self.window_title = title;
        }
        catch_panic(|| self.app.handle_frame_drawn())
    }

    fn write_sequence(&mut self, sequence: &str) -> Result<(), ExitReason> {
        self.terminal.backend_mut().write_sequence(sequence).map_err(ExitReason::TerminalFailed)
    }

    /// Calls the user, unless the terminal is another job's.
    fn notify_user(&mut self, text: &str) -> Result<(), ExitReason> {
        let words = notification::notification_sequence(self.notify, text, self.in_tmux);
        if words.is_empty() || self.is_in_background { Ok(()) } else { self.write_sequence(&words) }
    }

    fn redraw(&mut self) -> Result<(), ExitReason> {
        self.terminal.backend_mut().invalidate();
        self.terminal.clear().map_err(|error| ExitReason::TerminalFailed(io::Error::other(error)))
    }

    /// Gives the terminal to the shell. The program goes on where its shell continues it.
    fn suspend(&mut self, runner: &Runner) -> Result<(), ExitReason> {
        self.is_in_background = true;
        let _rest = runner.pause_ledger();
        self.terminal.backend_mut().suspend().map_err(ExitReason::TerminalFailed)
    }

    /// Takes the terminal again, unless the program was continued behind another job.
    fn resume(&mut self, runner: &Runner) -> Result<(), ExitReason> {
        self.is_in_background = !self.terminal.backend_mut().resume().map_err(ExitReason::TerminalFailed)?;
        if self.is_in_background {
            return Ok(());
        }
        self.redraw()?;
        self.window_title.clear();
        let size =
            self.terminal.size().map_err(|error| ExitReason::TerminalFailed(io::Error::other(error)))?;
        let effects = self.update(clock::now(), Message::Resize(size.width, size.height))?;
        self.perform(effects, runner)
    }
}

/// Runs what must not break, and says how the screen ends where it does. The panic itself has been told by then.
fn catch_panic<T>(work: impl FnOnce() -> T) -> Result<T, ExitReason> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| ExitReason::Panicked)
}

impl From<RunnerEvent> for Message {
    fn from(answer: RunnerEvent) -> Self {
        match answer {
            RunnerEvent::Reply(id, reply) => Self::Reply(id, reply),
            RunnerEvent::Timer(timer) => Self::Timer(timer),
        }
    }
}

impl From<TerminalInput> for Message {
    fn from(input: TerminalInput) -> Self {
        match input {
            TerminalInput::Key(key) => Self::Key(key),
            TerminalInput::Typed(text) => Self::Typed(text),
            TerminalInput::Paste(text) => Self::Paste(text),
            TerminalInput::Resize(columns, rows) => Self::Resize(columns, rows),
        }
    }
}
