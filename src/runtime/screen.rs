//! The loop of the screen: waits for something to happen, takes all that is there, draws once.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;
use ratatui::{Frame, Terminal};
use tokio::sync::mpsc::UnboundedReceiver;

use super::backend::Surface;
use super::input::{Input, Inputs, joined};
use super::runner::{Answer, Runner};
use super::signals::Word;
use super::{notify, terminal, trap};
use crate::app::{App, Message, view};
use crate::domain::Notify;
use crate::studio::Effect;

/// How much input, and how many answers, are taken before the screen is drawn.
const MOST_INPUTS: usize = 1024;
const MOST_ANSWERS: usize = 256;

/// Why the screen ended.
#[derive(Debug)]
pub enum Ending {
    /// The user wanted it.
    Quit,
    /// A signal, by its number; 1 where the terminal was closed.
    Signal(i32),
    /// The program itself broke; said already.
    Broken,
    /// The terminal could not be written.
    Failed(io::Error),
}

/// The program on a terminal, or on what stands for one in a test.
#[derive(Debug)]
pub struct Screen<S: Surface> {
    app: App,
    terminal: Terminal<S>,
    /// As the window is called now.
    title: String,
    /// Whether tmux stands between.
    in_tmux: bool,
    notify: Notify,
    /// Whether another job has the terminal, so that nothing is drawn.
    away: bool,
}

/// Where things come from that happen.
#[derive(Debug)]
pub struct Sources<I> {
    pub inputs: I,
    pub answers: UnboundedReceiver<Answer>,
    pub words: UnboundedReceiver<Word>,
}

enum Happened {
    Input(Option<Input>),
    Answer(Answer),
    Word(Word),
}

impl<S: Surface> Screen<S>
where
    S::Error: Send + Sync + 'static,
{
    pub fn new(app: App, surface: S, in_tmux: bool) -> io::Result<Self> {
        let terminal = Terminal::new(surface).map_err(io::Error::other)?;
        Ok(Self { app, terminal, title: String::new(), in_tmux, notify: Notify::Bell, away: false })
    }

    /// Tells what happens while nobody looks in this way.
    #[must_use]
    pub fn notifying(self, notify: Notify) -> Self {
        Self { notify, ..self }
    }

    /// Draws the first frame. What the app wants done meanwhile is for the runner, once there is one.
    pub fn open(&mut self) -> Result<Vec<Effect>, Ending> {
        let size = self.terminal.size().map_err(|error| Ending::Failed(io::Error::other(error)))?;
        let effects = self.update(Timestamp::now(), Message::Resize(size.width, size.height))?;
        let drawn = self.draw()?;
        Ok(effects.into_iter().chain(drawn).collect())
    }

    /// Runs until the end. Unsaved work is on its way to the disk then, if the end came against the user's will.
    pub async fn run<I: Inputs>(
        &mut self,
        effects: Vec<Effect>,
        sources: &mut Sources<I>,
        runner: &Runner,
    ) -> Ending {
        let ending = match self.act(effects, runner) {
            Ok(()) => self.repeat(sources, runner).await,
            Err(ending) => ending,
        };
        if !matches!(ending, Ending::Quit) {
            let last = catch_unwind(AssertUnwindSafe(|| self.app.leave(Timestamp::now())));
            runner.run(last.unwrap_or_default());
        }
        ending
    }

    async fn repeat<I: Inputs>(&mut self, sources: &mut Sources<I>, runner: &Runner) -> Ending {
        let mut ended = false;
        loop {
            // What the system says comes first: it may be the last thing that is said.
            let happened = tokio::select! {
                biased;
                Some(word) = sources.words.recv() => Happened::Word(word),
                input = sources.inputs.next(), if !ended && !self.away => Happened::Input(input),
                Some(answer) = sources.answers.recv() => Happened::Answer(answer),
            };
            ended |= matches!(happened, Happened::Input(None));
            let taken = self.take(happened, sources, runner).and_then(|()| self.draw());
            if let Err(ending) = taken.and_then(|effects| self.act(effects, runner)) {
                return ending;
            }
        }
    }

    /// Takes one thing that happened, and all that happened meanwhile.
    fn take<I: Inputs>(
        &mut self,
        happened: Happened,
        sources: &mut Sources<I>,
        runner: &Runner,
    ) -> Result<(), Ending> {
        let mut inputs = Vec::new();
        let mut answers = Vec::new();
        match happened {
            Happened::Word(word) => self.heed(word, runner)?,
            Happened::Input(input) => inputs.extend(input),
            Happened::Answer(answer) => answers.push(answer),
        }
        while !self.away && inputs.len() < MOST_INPUTS {
            let Some(input) = sources.inputs.ready() else { break };
            inputs.push(input);
        }
        while answers.len() < MOST_ANSWERS {
            let Ok(answer) = sources.answers.try_recv() else { break };
            answers.push(answer);
        }
        let now = Timestamp::now();
        let burst = (inputs.len() > 1).then_some(Message::Burst);
        let inputs = burst.into_iter().chain(joined(inputs).into_iter().map(Message::from));
        for message in inputs.chain(answers.into_iter().map(Message::from)) {
            let effects = self.update(now, message)?;
            self.act(effects, runner)?;
        }
        Ok(())
    }

    fn heed(&mut self, word: Word, runner: &Runner) -> Result<(), Ending> {
        match word {
            Word::End(number) => Err(Ending::Signal(number)),
            Word::HungUp => Err(Ending::Signal(1)),
            Word::Suspend => self.suspend(runner),
            Word::Continue => self.come_back(runner),
        }
    }

    fn update(&mut self, now: Timestamp, message: Message) -> Result<Vec<Effect>, Ending> {
        guarded(|| {
            trap::spring("update", matches!(message, Message::Paste(_)));
            self.app.update(now, message)
        })
    }

    fn act(&mut self, effects: Vec<Effect>, runner: &Runner) -> Result<(), Ending> {
        let mut rest = Vec::new();
        for effect in effects {
            match effect {
                Effect::Copy(text) => self.say(&terminal::clipboard(&text, self.in_tmux))?,
                Effect::Notify(text) => self.notify(&text)?,
                Effect::Redraw => self.redraw()?,
                Effect::Suspend => self.suspend(runner)?,
                Effect::Quit => {
                    runner.run(rest);
                    return Err(Ending::Quit);
                }
                other => rest.push(other),
            }
        }
        runner.run(rest);
        Ok(())
    }

    /// Draws what differs from what is there; gives what the app wants done once it is seen.
    fn draw(&mut self) -> Result<Vec<Effect>, Ending> {
        if self.away {
            return Ok(Vec::new());
        }
        let (app, now) = (&self.app, Timestamp::now());
        let terminal = &mut self.terminal;
        guarded(|| {
            trap::spring("view", true);
            let draw = |frame: &mut Frame<'_>| {
                if let Some(caret) = view(app, now, frame.area(), frame.buffer_mut()) {
                    frame.set_cursor_position(caret);
                }
            };
            terminal.draw(draw).map(|_| ())
        })?
        .map_err(|error| Ending::Failed(io::Error::other(error)))?;
        self.terminal.backend_mut().present().map_err(Ending::Failed)?;
        let title = self.app.title();
        if title != self.title {
            self.say(&terminal::title(&title))?;
            self.title = title;
        }
        guarded(|| self.app.drawn())
    }

    fn say(&mut self, sequence: &str) -> Result<(), Ending> {
        self.terminal.backend_mut().say(sequence).map_err(Ending::Failed)
    }

    /// Calls the user, unless the terminal is another job's.
    fn notify(&mut self, text: &str) -> Result<(), Ending> {
        let words = notify::words(self.notify, text, self.in_tmux);
        if words.is_empty() || self.away { Ok(()) } else { self.say(&words) }
    }

    fn redraw(&mut self) -> Result<(), Ending> {
        self.terminal.backend_mut().forget();
        self.terminal.clear().map_err(|error| Ending::Failed(io::Error::other(error)))
    }

    /// Gives the terminal to the shell. The program goes on where its shell continues it.
    fn suspend(&mut self, runner: &Runner) -> Result<(), Ending> {
        self.away = true;
        let _rest = runner.rest();
        self.terminal.backend_mut().suspend().map_err(Ending::Failed)
    }

    /// Takes the terminal again, unless the program was continued behind another job.
    fn come_back(&mut self, runner: &Runner) -> Result<(), Ending> {
        self.away = !self.terminal.backend_mut().resume().map_err(Ending::Failed)?;
        if self.away {
            return Ok(());
        }
        self.redraw()?;
        self.title.clear();
        let size = self.terminal.size().map_err(|error| Ending::Failed(io::Error::other(error)))?;
        let effects = self.update(Timestamp::now(), Message::Resize(size.width, size.height))?;
        self.act(effects, runner)
    }
}

/// Runs what must not break, and says how the screen ends where it does. The panic itself has been told by then.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Ending> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Ending::Broken)
}

impl From<Answer> for Message {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Reply(id, reply) => Self::Reply(id, reply),
            Answer::Timer(timer) => Self::Timer(timer),
        }
    }
}

impl From<Input> for Message {
    fn from(input: Input) -> Self {
        match input {
            Input::Key(key) => Self::Key(key),
            Input::Typed(text) => Self::Typed(text),
            Input::Paste(text) => Self::Paste(text),
            Input::Resize(columns, rows) => Self::Resize(columns, rows),
        }
    }
}
