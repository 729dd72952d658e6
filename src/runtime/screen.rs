//! The event loop of the screen: waits for an event, handles all that are there, draws once.

mod editor;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitStatus;

use jiff::Timestamp;
use ratatui::{Frame, Terminal};
use tokio::sync::mpsc::UnboundedReceiver;

use super::backend::TerminalBackend;
use super::editor_session::{self, EditorSession};
use super::input::{InputSource, TerminalInput, coalesce};
use super::mouse_sequence::{CAPTURE_MOUSE, RELEASE_MOUSE};
use super::runner::{Runner, RunnerEvent};
use super::signals::OsSignal;
use super::{clock, notification, terminal};
use crate::app::{App, Message, view};
use crate::domain::{MouseOwner, NotificationMode};
use crate::store::failpoint;
use crate::studio::{EditorText, Effect};

/// Events that are handled before the screen is drawn.
const MAX_INPUTS_PER_FRAME: usize = 1024;
const MAX_RUNNER_EVENTS_PER_FRAME: usize = 256;

/// Why the screen ended.
#[derive(Debug)]
pub enum ExitReason {
    Quit,
    /// A signal, by its number; 1 where the terminal was closed.
    Signal(i32),
    /// The program panicked; the panic was reported already.
    Panicked,
    /// The terminal could not be written.
    TerminalFailed(io::Error),
}

/// The app on a terminal, or on a test backend.
#[derive(Debug)]
pub struct Screen<S: TerminalBackend> {
    app: App,
    terminal: Terminal<S>,
    window_title: String,
    /// Whether the terminal is inside tmux.
    in_tmux: bool,
    notify: NotificationMode,
    /// Whether another program has the terminal, so that nothing is drawn.
    is_in_background: bool,
    /// The text that is to be opened in the user's text editor.
    requested_editor: Option<EditorText>,
    /// The text editor that has the terminal.
    editor: Option<EditorSession>,
}

/// The sources of events.
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
    /// The text editor ended.
    EditorExit(io::Result<ExitStatus>),
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
            requested_editor: None,
            editor: None,
        })
    }

    /// Sets how the user is notified.
    #[must_use]
    pub fn with_notify(self, notify: NotificationMode) -> Self {
        Self { notify, ..self }
    }

    /// Draws the first frame. The effects are for the runner, once there is one.
    pub fn draw_first_frame(&mut self) -> Result<Vec<Effect>, ExitReason> {
        let size =
            self.terminal.size().map_err(|error| ExitReason::TerminalFailed(io::Error::other(error)))?;
        let effects = self.update(clock::now(), Message::Resize(size.width, size.height))?;
        let drawn = self.draw()?;
        self.restore_mouse_capture()?;
        Ok(effects.into_iter().chain(drawn).collect())
    }

    /// Runs the event loop until the end. Unless the user quit, unsaved work is sent to the disk then.
    pub async fn run<I: InputSource>(
        &mut self,
        effects: Vec<Effect>,
        sources: &mut EventSources<I>,
        runner: &Runner,
    ) -> ExitReason {
        let reason = match self.perform(effects, runner) {
            Ok(()) => self.run_event_loop(sources, runner).await,
            Err(reason) => reason,
        };
        if !matches!(reason, ExitReason::Quit) {
            let last = catch_unwind(AssertUnwindSafe(|| self.app.autosave_before_exit(clock::now())));
            runner.run(last.unwrap_or_default());
        }
        reason
    }

    async fn run_event_loop<I: InputSource>(
        &mut self,
        sources: &mut EventSources<I>,
        runner: &Runner,
    ) -> ExitReason {
        let mut ended = false;
        loop {
            // Signals come first: the system may end the program soon.
            let event = tokio::select! {
                biased;
                Some(signal) = sources.signals.recv() => ScreenEvent::Signal(signal),
                exit = editor_session::wait_for_editor(&mut self.editor) => ScreenEvent::EditorExit(exit),
                input = sources.inputs.next(), if !ended && !self.is_in_background => ScreenEvent::Input(input),
                Some(event) = sources.runner_events.recv() => ScreenEvent::Runner(event),
            };
            ended |= matches!(event, ScreenEvent::Input(None));
            if let Err(reason) = self.step(event, sources, runner).await {
                return reason;
            }
        }
    }

    /// Handles an event, draws what changed, and opens the text editor if the user wants it.
    async fn step<I: InputSource>(
        &mut self,
        event: ScreenEvent,
        sources: &mut EventSources<I>,
        runner: &Runner,
    ) -> Result<(), ExitReason> {
        self.handle_events(event, sources, runner).await?;
        self.draw_and_perform(runner)?;
        self.open_requested_editor(&mut sources.inputs, runner).await
    }

    fn draw_and_perform(&mut self, runner: &Runner) -> Result<(), ExitReason> {
        let effects = self.draw()?;
        self.perform(effects, runner)
    }

    /// Handles an event, and all events that are there by now.
    async fn handle_events<I: InputSource>(
        &mut self,
        event: ScreenEvent,
        sources: &mut EventSources<I>,
        runner: &Runner,
    ) -> Result<(), ExitReason> {
        let mut inputs = Vec::new();
        let mut runner_events = Vec::new();
        match event {
            ScreenEvent::Signal(signal) => self.handle_signal(signal, runner)?,
            ScreenEvent::Input(input) => inputs.extend(input),
            ScreenEvent::Runner(event) => runner_events.push(event),
            ScreenEvent::EditorExit(exit) => {
                self.close_editor(exit, &mut sources.inputs, runner).await?;
            }
        }
        while !self.is_in_background && inputs.len() < MAX_INPUTS_PER_FRAME {
            let Some(input) = sources.inputs.try_next() else { break };
            inputs.push(input);
        }
        while runner_events.len() < MAX_RUNNER_EVENTS_PER_FRAME {
            let Ok(event) = sources.runner_events.try_recv() else { break };
            runner_events.push(event);
        }
        let now = clock::now();
        let burst = (inputs.len() > 1).then_some(Message::InputBurst);
        let inputs = burst.into_iter().chain(coalesce(inputs).into_iter().map(Message::from));
        for message in inputs {
            // Keys that were typed before the editor started are dropped: they would change the text that it has.
            if self.requested_editor.is_none() {
                let effects = self.update(now, message)?;
                self.perform(effects, runner)?;
            }
        }
        for event in runner_events {
            let effects = self.update(now, event.into())?;
            self.perform(effects, runner)?;
        }
        Ok(())
    }

    fn handle_signal(&mut self, signal: OsSignal, runner: &Runner) -> Result<(), ExitReason> {
        match signal {
            signal if self.editor.is_some() && editor_session::is_for_editor(signal) => Ok(()),
            OsSignal::Terminate(number) => Err(ExitReason::Signal(number)),
            OsSignal::HangUp => Err(ExitReason::Signal(1)),
            OsSignal::Suspend => self.suspend(runner),
            OsSignal::Continue => self.resume(runner),
        }
    }

    fn update(&mut self, now: Timestamp, message: Message) -> Result<Vec<Effect>, ExitReason> {
        catch_panic(|| {
            if matches!(message, Message::Paste(_)) {
                failpoint::panic_point("update");
            }
            self.app.update(now, message)
        })
    }

    fn perform(&mut self, effects: Vec<Effect>, runner: &Runner) -> Result<(), ExitReason> {
        let mut others = Vec::new();
        for effect in effects {
            match effect {
                Effect::CopyToClipboard(text) => {
                    self.write_clipboard(&text)?;
                    others.push(Effect::CopyToClipboard(text));
                }
                Effect::Notify(text) => self.notify_user(&text)?,
                Effect::CaptureMouse(captures) => self.capture_mouse(captures)?,
                Effect::Redraw => self.redraw()?,
                Effect::OpenEditor(text) => self.requested_editor = Some(text),
                Effect::Suspend => self.suspend(runner)?,
                Effect::Quit => {
                    runner.run(others);
                    return Err(ExitReason::Quit);
                }
                other => others.push(other),
            }
        }
        runner.run(others);
        Ok(())
    }

    /// Takes the mouse, or leaves it to the terminal.
    fn capture_mouse(&mut self, captures: bool) -> Result<(), ExitReason> {
        self.write_sequence(if captures { CAPTURE_MOUSE } else { RELEASE_MOUSE })
    }

    /// Takes the mouse after the terminal was taken, unless the user leaves it to the terminal.
    fn restore_mouse_capture(&mut self) -> Result<(), ExitReason> {
        if self.app.studio.settings.mouse == MouseOwner::Studio { self.capture_mouse(true) } else { Ok(()) }
    }

    /// Draws the changes; gives the effects that follow a drawn frame.
    fn draw(&mut self) -> Result<Vec<Effect>, ExitReason> {
        if self.is_in_background {
            return Ok(Vec::new());
        }
        let (app, now) = (&self.app, clock::now());
        let terminal = &mut self.terminal;
        catch_panic(|| {
            failpoint::panic_point("view");
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

    /// Puts a text on the terminal's clipboard, unless another program has the terminal.
    fn write_clipboard(&mut self, text: &str) -> Result<(), ExitReason> {
        let sequence = terminal::clipboard_sequence(text, self.in_tmux);
        if self.is_in_background { Ok(()) } else { self.write_sequence(&sequence) }
    }

    /// Notifies the user, unless another job has the terminal.
    fn notify_user(&mut self, text: &str) -> Result<(), ExitReason> {
        let words = notification::notification_sequence(self.notify, text, self.in_tmux);
        if words.is_empty() || self.is_in_background { Ok(()) } else { self.write_sequence(&words) }
    }

    fn redraw(&mut self) -> Result<(), ExitReason> {
        self.terminal.backend_mut().invalidate();
        self.terminal.clear().map_err(|error| ExitReason::TerminalFailed(io::Error::other(error)))
    }

    /// Gives the terminal to the shell, and stops the process until the shell continues it.
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
        self.restore_mouse_capture()?;
        self.window_title.clear();
        let size =
            self.terminal.size().map_err(|error| ExitReason::TerminalFailed(io::Error::other(error)))?;
        let effects = self.update(clock::now(), Message::Resize(size.width, size.height))?;
        self.perform(effects, runner)
    }
}

/// Turns a panic into the reason of exit. The panic hook has reported it by then.
fn catch_panic<T>(work: impl FnOnce() -> T) -> Result<T, ExitReason> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| ExitReason::Panicked)
}

impl From<RunnerEvent> for Message {
    fn from(event: RunnerEvent) -> Self {
        match event {
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
            TerminalInput::Mouse(event) => Self::Mouse(event),
            TerminalInput::Resize(columns, rows) => Self::Resize(columns, rows),
        }
    }
}
