//! The whole program but for its terminal: the app, the runner and the client, played with keys.

use std::fmt::{Debug, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use cuecard::app::{App, Message, view};
use cuecard::domain::{Dialect, Fault, FaultKind, Render, Secret, Settings, Shape, Stage};
use cuecard::heygen::{Endpoints, Patience};
use cuecard::runtime::{Answer, Runner, Setup, live};
use cuecard::sandbox::{Options, Sandbox};
use cuecard::store::Paths;
use cuecard::studio::{Account, Effect, Loading, Pace, Reply, Request, Studio, Timer};
use cuecard::widgets::Theme;
use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tempfile::TempDir;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::keys::keys;
use crate::stage::text_of;

pub(super) const KEY: &str = "sk-journey-5e1c8a";
/// How long a condition is waited for; it is met in far less.
const PATIENCE: Duration = Duration::from_mins(1);
/// The shape of a small video.
pub(super) const SMALL: Shape = Shape::Own(130, 130);
/// Longer than any render takes.
pub(super) const LONG: Duration = Duration::from_mins(15);

/// A sandbox whose clock stands until a test moves it.
pub(super) async fn sandbox(options: Options) -> Sandbox {
    crate::sandbox::start(Options { speed: 0.0, ..options }).await
}

/// A world on this machine in which the embedded sandbox is this one.
pub(super) fn embedded(home: &Path, sandbox: &Sandbox) -> Setup {
    let base = sandbox.base_url();
    Setup {
        account: Account::Sandbox,
        sandbox: Box::new(move || {
            let base = base.clone();
            Box::pin(async move { Ok(base) })
        }),
        ..nobody(home)
    }
}

/// A world with a key for the service at these bases.
pub(super) fn keyed(home: &Path, api: &str, upload: Option<&str>) -> Setup {
    let endpoints = Endpoints::new(Some(api), upload).unwrap();
    Setup { account: live(&endpoints), key: Some(Secret::new(KEY)), endpoints, ..nobody(home) }
}

/// The same world for somebody who has set in which form videos are sent.
pub(super) fn speaking(dialect: Dialect, setup: Setup) -> Setup {
    let settings = Settings { api: Some(dialect.api()), dialect: Some(dialect), ..setup.settings };
    Setup { settings, ..setup }
}

fn nobody(home: &Path) -> Setup {
    let none = || Fault::new("the sandbox", FaultKind::Internal, "There is none in this test");
    Setup {
        paths: Paths::under(home),
        account: Account::Nobody,
        key: None,
        endpoints: Endpoints::live(),
        patience: Patience::default(),
        sandbox: Box::new(move || Box::pin(async move { Err(none()) })),
        settings: Settings::default(),
        opener: Some("true".to_owned()),
        player: Some("true".to_owned()),
        in_tmux: false,
    }
}

pub(super) fn home() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A run of the program. Dropping it is a crash: nothing is said to anybody.
pub(super) struct Play {
    pub(super) app: Box<App>,
    pub(super) runner: Runner,
    answers: UnboundedReceiver<Answer>,
    /// Timers of dialogs, which fire as soon as the screen is drawn.
    timers: Vec<Timer>,
    /// All effects and answers as text, to look for what must not be there.
    said: String,
}

impl Play {
    pub(super) fn open(setup: Setup, project: Option<PathBuf>) -> Self {
        let mut studio = Studio::new(setup.account.clone());
        studio.queue.pace = Pace { first: Duration::from_millis(5), last: Duration::from_millis(20) };
        let mut app = Box::new(App::new(studio, Theme::default()));
        let effects = app.start(Timestamp::now(), project);
        let (runner, answers) = Runner::new(setup);
        let mut play = Self { app, runner, answers, timers: Vec::new(), said: String::new() };
        play.act(effects);
        play.send(Message::Resize(160, 50));
        play
    }

    /// A run whose lists and ledger have arrived.
    pub(super) async fn ready(setup: Setup, project: Option<PathBuf>) -> Self {
        let mut play = Self::open(setup, project);
        play.until("everything has arrived", |app| {
            let studio = &app.studio;
            studio.cast.ready().is_some()
                && studio.voices.ready().is_some()
                && studio.balance.ready().is_some()
                && studio.queue.ledger == Loading::Ready(())
        })
        .await;
        play
    }

    fn act(&mut self, effects: Vec<Effect>) {
        self.note(&effects);
        let mut rest = Vec::new();
        for effect in effects {
            match effect {
                Effect::Wake(_, timer @ Timer::Dialog(_)) => self.timers.push(timer),
                other => rest.push(other),
            }
        }
        self.runner.run(rest);
    }

    fn note(&mut self, what: &impl Debug) {
        writeln!(self.said, "{what:?}").unwrap();
    }

    fn send(&mut self, message: Message) {
        let effects = self.app.update(Timestamp::now(), message);
        self.act(effects);
    }

    /// Presses keys as a person does, who looks at the screen first.
    pub(super) fn press(&mut self, text: &str) -> &mut Self {
        for key in keys(text) {
            self.send(Message::Key(key));
            self.rest();
        }
        self
    }

    /// Agrees to the price, also of what was rendered before.
    pub(super) fn agree(&mut self) -> &mut Self {
        let is_chosen = self.screen().contains("[ Render ]");
        self.press(if is_chosen { "<Enter>" } else { "<Left><Enter>" })
    }

    /// The screen is drawn, and no input comes for so long that dialogs take keys.
    fn rest(&mut self) {
        loop {
            let drawn = self.app.drawn();
            self.act(drawn);
            if self.timers.is_empty() {
                return;
            }
            for timer in std::mem::take(&mut self.timers) {
                self.send(Message::Timer(timer));
            }
        }
    }

    /// Takes what comes in until the app is as it should be.
    pub(super) async fn until(&mut self, what: &str, is: impl Fn(&App) -> bool) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while !is(&self.app) {
            let answer = tokio::time::timeout_at(deadline, self.answers.recv()).await;
            let answer = answer.unwrap_or_else(|_| panic!("{what}: it did not come\n{}", self.screen()));
            self.note(&answer);
            self.send(match answer.unwrap() {
                Answer::Reply(id, reply) => Message::Reply(id, reply),
                Answer::Timer(timer) => Message::Timer(timer),
            });
            self.rest();
        }
    }

    /// The same for the newest row of the queue.
    pub(super) async fn until_row(&mut self, what: &str, is: impl Fn(&Render) -> bool) -> Render {
        self.until(what, |app| app.studio.queue.renders.first().is_some_and(&is)).await;
        self.app.studio.queue.renders[0].clone()
    }

    pub(super) async fn until_stage(&mut self, stage: Stage) -> Render {
        self.until_row(stage.word(), |row| row.stage == stage).await
    }

    /// What the ledger on disk says, newest first.
    pub(super) async fn rows(&self) -> Vec<Render> {
        match self.runner.call(Request::Renders).await.remove(0) {
            Reply::Renders(rows) => rows.unwrap(),
            other => panic!("{other:?}"),
        }
    }

    /// Neither the screen nor the program's own words about itself have the key.
    pub(super) fn shows_no_key(&self, key: &str) {
        let all = format!("{}{}{:?}{:?}", self.said, self.screen(), self.app, self.runner);
        assert!(!all.contains(key), "{all}");
    }

    pub(super) fn screen(&self) -> String {
        drawn(&self.app)
    }

    /// Takes what comes in until this stands on the screen.
    pub(super) async fn until_shown(&mut self, text: &str) {
        self.until(text, |app| drawn(app).contains(text)).await;
    }

    /// Casts the first photo and voice, and writes one short scene.
    pub(super) fn write_video(&mut self) -> &mut Self {
        self.press("1<Enter>2<Enter>3<Enter>Hello there, and welcome.<Esc>")
    }

    /// The same with few pixels, which are soon made.
    pub(super) fn write_small_video(&mut self) -> &mut Self {
        self.write_video().press("e<Down><Down><C-u>").press(&SMALL.to_string()).press("<Enter>")
    }

    /// Ends the program as its user does; what must not be broken off is waited for.
    pub(super) async fn leave(self) {
        assert!(self.runner.settle(PATIENCE).await);
    }
}

fn drawn(app: &App) -> String {
    let area = Rect::new(0, 0, 160, 50);
    let mut buf = Buffer::empty(area);
    view(app, Timestamp::now(), area, &mut buf);
    text_of(&buf)
}
