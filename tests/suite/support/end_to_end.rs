//! The whole program but for its terminal: the app, the runner and the client, played with keys.

pub(crate) use super::API_KEY;
use std::fmt::{Debug, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use cuecard::app::{App, Message, view};
use cuecard::domain::{Dialect, Error, ErrorKind, Render, RenderStage, Secret, Settings, Shape};
use cuecard::heygen::{Endpoints, RetryPolicy};
use cuecard::runtime::{Config, Runner, RunnerEvent, live_account};
use cuecard::sandbox::{Options, Sandbox, ServicePolicy};
use cuecard::store::Paths;
use cuecard::studio::{ActiveAccount, Effect, PollInterval, Remote, Studio, Timer};
use cuecard::widgets::Theme;
use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tempfile::TempDir;
use tokio::sync::mpsc::UnboundedReceiver;

use super::app_harness::buffer_text;
use super::keys::keys;
use super::wait::WAIT_TIMEOUT;

/// The shape of a small video.
pub(crate) const SMALL_SHAPE: Shape = Shape::Custom(130, 130);
/// Longer than any render takes.
pub(crate) const MAX_RENDER_DURATION: Duration = Duration::from_mins(15);

/// A sandbox whose clock stands until a test moves it.
pub(crate) async fn start_paused_sandbox(options: Options) -> Sandbox {
    super::sandbox::start(Options { speed: 0.0, ..options }).await
}

/// The same with this policy.
pub(crate) async fn start_sandbox_with_policy(policy: ServicePolicy) -> Sandbox {
    start_paused_sandbox(Options { policy, ..Options::default() }).await
}

/// A configuration whose embedded sandbox is this one.
pub(crate) fn sandbox_config(home: &Path, sandbox: &Sandbox) -> Config {
    let base = sandbox.base_url();
    Config {
        account: ActiveAccount::Sandbox,
        start_sandbox: Box::new(move || {
            let base = base.clone();
            Box::pin(async move { Ok(base) })
        }),
        ..config_without_account(home)
    }
}

/// The same with a short polling delay.
pub(crate) fn fast_polling_config(home: &Path, sandbox: &Sandbox) -> Config {
    let retry_policy = RetryPolicy { initial_delay: Duration::from_millis(5), ..RetryPolicy::default() };
    Config { retry_policy, ..sandbox_config(home, sandbox) }
}

/// A configuration with an API key for the service at these bases.
pub(crate) fn api_key_config(home: &Path, api: &str, upload: Option<&str>) -> Config {
    let endpoints = Endpoints::new(Some(api), upload).unwrap();
    Config {
        account: live_account(&endpoints),
        api_key: Some(Secret::new(API_KEY)),
        endpoints,
        ..config_without_account(home)
    }
}

/// The same world for somebody who has set in which form videos are sent.
pub(crate) fn with_dialect(dialect: Dialect, config: Config) -> Config {
    let settings =
        Settings { api_version: Some(dialect.api_version()), dialect: Some(dialect), ..config.settings };
    Config { settings, ..config }
}

fn config_without_account(home: &Path) -> Config {
    let none = || Error::new("the sandbox", ErrorKind::Internal, "There is none in this test");
    Config {
        paths: Paths::with_root(home),
        account: ActiveAccount::SignedOut,
        api_key: None,
        endpoints: Endpoints::new(None, None).unwrap(),
        retry_policy: RetryPolicy::default(),
        start_sandbox: Box::new(move || Box::pin(async move { Err(none()) })),
        settings: Settings::default(),
        opener: Some("true".to_owned()),
        player: Some("true".to_owned()),
        in_tmux: false,
    }
}

pub(crate) fn temp_home() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A run of the program. Dropping it is a crash: nothing is said to anybody.
pub(crate) struct EndToEnd {
    pub(crate) app: Box<App>,
    pub(crate) runner: Runner,
    answers: UnboundedReceiver<RunnerEvent>,
    /// Timers of dialogs, which fire as soon as the screen is drawn.
    timers: Vec<Timer>,
    /// All effects and answers as text, to look for what must not be there.
    log: String,
}

impl EndToEnd {
    pub(crate) fn start(config: Config, project: Option<PathBuf>) -> Self {
        let mut studio = Studio::new(config.account.clone());
        studio.queue.poll_interval =
            PollInterval { min: Duration::from_millis(5), max: Duration::from_millis(20) };
        let mut app = Box::new(App::new(studio, Theme::default()));
        let effects = app.start(Timestamp::now(), project);
        let (runner, answers) = Runner::new(config);
        let mut play = Self { app, runner, answers, timers: Vec::new(), log: String::new() };
        play.run_effects(effects);
        play.send(Message::Resize(160, 50));
        play
    }

    /// A run whose lists and ledger have arrived.
    pub(crate) async fn ready(config: Config, project: Option<PathBuf>) -> Self {
        let mut play = Self::start(config, project);
        play.wait_until("everything has arrived", |app| {
            let studio = &app.studio;
            studio.catalog.photos.ready().is_some()
                && studio.catalog.voices.ready().is_some()
                && studio.account.balance.ready().is_some()
                && studio.queue.ledger_read == Remote::Ready(())
        })
        .await;
        play
    }

    fn run_effects(&mut self, effects: Vec<Effect>) {
        self.record(&effects);
        let mut rest = Vec::new();
        for effect in effects {
            match effect {
                Effect::StartTimer(_, timer @ Timer::Dialog(_)) => self.timers.push(timer),
                other => rest.push(other),
            }
        }
        self.runner.run(rest);
    }

    fn record(&mut self, what: &impl Debug) {
        writeln!(self.log, "{what:?}").unwrap();
    }

    fn send(&mut self, message: Message) {
        let effects = self.app.update(Timestamp::now(), message);
        self.run_effects(effects);
    }

    /// Presses keys as a person does, who looks at the screen first.
    pub(crate) fn press(&mut self, text: &str) -> &mut Self {
        for key in keys(text) {
            self.send(Message::Key(key));
            self.fire_dialog_timers();
        }
        self
    }

    /// Agrees to the price, also of what was rendered before.
    pub(crate) fn confirm_price(&mut self) -> &mut Self {
        let is_chosen = self.screen().contains("[ Render ]");
        self.press(if is_chosen { "<Enter>" } else { "<Left><Enter>" })
    }

    /// The screen is drawn, and no input comes for so long that dialogs take keys.
    fn fire_dialog_timers(&mut self) {
        loop {
            let drawn = self.app.handle_frame_drawn();
            self.run_effects(drawn);
            if self.timers.is_empty() {
                return;
            }
            for timer in std::mem::take(&mut self.timers) {
                self.send(Message::Timer(timer));
            }
        }
    }

    /// Takes what comes in until the app is as it should be.
    pub(crate) async fn wait_until(&mut self, what: &str, is: impl Fn(&App) -> bool) {
        let deadline = tokio::time::Instant::now() + WAIT_TIMEOUT;
        while !is(&self.app) {
            let answer = tokio::time::timeout_at(deadline, self.answers.recv()).await;
            let answer = answer.unwrap_or_else(|_| panic!("{what}: it did not come\n{}", self.screen()));
            self.record(&answer);
            self.send(match answer.unwrap() {
                RunnerEvent::Reply(id, reply) => Message::Reply(id, reply),
                RunnerEvent::Timer(timer) => Message::Timer(timer),
            });
            self.fire_dialog_timers();
        }
    }

    /// The same for the newest row of the queue.
    pub(crate) async fn wait_for_render(&mut self, what: &str, is: impl Fn(&Render) -> bool) -> Render {
        self.wait_until(what, |app| app.studio.queue.renders.first().is_some_and(&is)).await;
        self.app.studio.queue.renders[0].clone()
    }

    pub(crate) async fn wait_for_stage(&mut self, stage: RenderStage) -> Render {
        self.wait_for_render(stage.as_str(), |row| row.stage == stage).await
    }

    /// What the ledger on disk says, newest first.
    pub(crate) async fn ledger_renders(&self) -> Vec<Render> {
        super::runner_harness::ledger_renders(&self.runner).await
    }

    /// Neither the screen nor the program's own words about itself have the key.
    pub(crate) fn assert_api_key_absent(&self, key: &str) {
        let all = format!("{}{}{:?}{:?}", self.log, self.screen(), self.app, self.runner);
        assert!(!all.contains(key), "{all}");
    }

    pub(crate) fn screen(&self) -> String {
        screen_text(&self.app)
    }

    /// Takes what comes in until this stands on the screen.
    pub(crate) async fn wait_for_text(&mut self, text: &str) {
        self.wait_until(text, |app| screen_text(app).contains(text)).await;
    }

    /// Chooses the first photo and voice, and writes one short scene.
    pub(crate) fn write_video(&mut self) -> &mut Self {
        self.press("1<Enter>2<Enter>3<Enter>Hello there, and welcome.<Esc>")
    }

    /// The same with few pixels, which are soon made.
    pub(crate) fn write_small_video(&mut self) -> &mut Self {
        self.write_video().press("e<Down><Down><C-u>").press(&SMALL_SHAPE.to_string()).press("<Enter>")
    }

    /// Ends the program as its user does; what must not be broken off is waited for.
    pub(crate) async fn quit(self) {
        assert!(self.runner.drain(WAIT_TIMEOUT).await);
    }
}

fn screen_text(app: &App) -> String {
    let area = Rect::new(0, 0, 160, 50);
    let mut buf = Buffer::empty(area);
    view(app, Timestamp::now(), area, &mut buf);
    buffer_text(&buf)
}
