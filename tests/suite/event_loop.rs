//! The event loop, with scripted keys and a screen in memory.

use cuecard::app::App;
use cuecard::command::Key;
use cuecard::domain::ImageMode;
use cuecard::runtime::{EventSources, ExitReason, OsSignal, Screen, ScriptedInput, TerminalInput};
use cuecard::studio::{ActiveAccount, Effect, Studio};
use cuecard::widgets::Theme;
use ratatui::backend::TestBackend;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::support::runner_harness::RunnerHarness;
use crate::support::wait::WAIT_TIMEOUT;

/// A screen on a runner, with scripted event sources.
struct EventLoopHarness {
    harness: RunnerHarness,
    screen: Screen<TestBackend>,
    effects: Vec<Effect>,
    signals: UnboundedSender<OsSignal>,
    sources: EventSources<ScriptedInput>,
}

impl EventLoopHarness {
    async fn new(keys: Vec<TerminalInput>) -> Self {
        let mut world = RunnerHarness::with_config(|setup| setup.settings.images = ImageMode::Blocks).await;
        let mut app = App::new(Studio::new(ActiveAccount::Sandbox), Theme::default());
        let mut effects = app.start(cuecard::runtime::now(), None);
        let mut screen = Screen::new(app, TestBackend::new(120, 30), false).unwrap();
        effects.extend(screen.draw_first_frame().unwrap());
        let (say, words) = unbounded_channel();
        let answers = std::mem::replace(&mut world.answers, unbounded_channel().1);
        let sources =
            EventSources { inputs: ScriptedInput::new(keys), runner_events: answers, signals: words };
        Self { harness: world, screen, effects, signals: say, sources }
    }

    async fn run(&mut self) -> ExitReason {
        let effects = std::mem::take(&mut self.effects);
        let run = self.screen.run(effects, &mut self.sources, &self.harness.runner);
        tokio::time::timeout(WAIT_TIMEOUT, run).await.expect("it ends")
    }
}

fn key_inputs(text: &str) -> Vec<TerminalInput> {
    text.chars().map(|c| TerminalInput::Key(Key::char(c))).collect()
}

#[tokio::test]
async fn the_quit_key_ends_the_loop() {
    let mut harness = EventLoopHarness::new(key_inputs("q")).await;
    assert!(matches!(harness.run().await, ExitReason::Quit));
}

#[tokio::test]
async fn a_hang_up_ends_the_loop_and_pending_writes_finish() {
    let mut harness = EventLoopHarness::new(Vec::new()).await;
    harness.signals.send(OsSignal::Continue).unwrap();
    harness.signals.send(OsSignal::HangUp).unwrap();
    assert!(matches!(harness.run().await, ExitReason::Signal(1)));
    assert!(harness.harness.runner.drain(WAIT_TIMEOUT).await);
}

#[tokio::test]
async fn a_signal_ends_the_loop_before_pending_keys() {
    let endless = key_inputs(&"j".repeat(100_000));
    let mut harness = EventLoopHarness::new(endless).await;
    harness.signals.send(OsSignal::Terminate(15)).unwrap();
    assert!(matches!(harness.run().await, ExitReason::Signal(15)));
    assert!(harness.sources.inputs.0.len() > 90_000, "the signal was handled before the keys");
}
