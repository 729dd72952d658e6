//! The loop of the screen, with keys from a script and a screen in memory.

use std::time::Duration;

use cuecard::app::App;
use cuecard::command::Key;
use cuecard::domain::Images;
use cuecard::runtime::{Ending, Input, Screen, Script, Sources, Word};
use cuecard::studio::{Account, Effect, Studio};
use cuecard::widgets::Theme;
use ratatui::backend::TestBackend;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use crate::runner::World;

const PATIENCE: Duration = Duration::from_secs(30);

/// A screen on a runner, and what keeps them both.
struct Stage {
    world: World,
    screen: Screen<TestBackend>,
    effects: Vec<Effect>,
    say: UnboundedSender<Word>,
    sources: Sources<Script>,
}

impl Stage {
    async fn new(keys: Vec<Input>) -> Self {
        let mut world = World::with(|setup| setup.settings.images = Images::Blocks).await;
        let mut app = App::new(Studio::new(Account::Sandbox), Theme::default());
        let mut effects = app.start(cuecard::runtime::now(), None);
        let mut screen = Screen::new(app, TestBackend::new(120, 30), false).unwrap();
        effects.extend(screen.open().unwrap());
        let (say, words) = unbounded_channel();
        let answers = std::mem::replace(&mut world.answers, unbounded_channel().1);
        let sources = Sources { inputs: Script::new(keys), answers, words };
        Self { world, screen, effects, say, sources }
    }

    async fn run(&mut self) -> Ending {
        let effects = std::mem::take(&mut self.effects);
        let run = self.screen.run(effects, &mut self.sources, &self.world.runner);
        tokio::time::timeout(PATIENCE, run).await.expect("it ends")
    }
}

fn typed(text: &str) -> Vec<Input> {
    text.chars().map(|c| Input::Key(Key::char(c))).collect()
}

#[tokio::test]
async fn quitting_ends_it() {
    let mut stage = Stage::new(typed("q")).await;
    assert!(matches!(stage.run().await, Ending::Quit));
}

#[tokio::test]
async fn the_end_of_the_terminal_keeps_the_work() {
    let mut stage = Stage::new(Vec::new()).await;
    stage.say.send(Word::Continue).unwrap();
    stage.say.send(Word::HungUp).unwrap();
    assert!(matches!(stage.run().await, Ending::Signal(1)));
    assert!(stage.world.runner.settle(PATIENCE).await);
}

#[tokio::test]
async fn a_signal_ends_it_whatever_is_typed() {
    let endless = typed(&"j".repeat(100_000));
    let mut stage = Stage::new(endless).await;
    stage.say.send(Word::End(15)).unwrap();
    assert!(matches!(stage.run().await, Ending::Signal(15)));
    assert!(stage.sources.inputs.0.len() > 90_000, "it came before the keys");
}
