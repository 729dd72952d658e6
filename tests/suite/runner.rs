//! The runner against a real sandbox: requests in, replies out, and what is left on both sides.

mod arrivals;
mod delivery;
mod endless;
mod files;
mod gather;
mod hold;
mod links;
mod looks;
mod parts;
mod picture_keys;
mod queue;
mod renders;
mod settle;
mod shown;
mod studios;
mod subtitles;
mod sunset;
mod things;
mod videos;
mod voices;

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use cuecard::domain::{
    Dialect, Money, PhotoId, Project, RenderId, Scene, Settings, Unit, VideoSpec, VoiceId,
};
use cuecard::heygen::{Client, Endpoints, Key, Patience};
use cuecard::runtime::{Answer, Runner, Setup};
use cuecard::sandbox::{Options, Sandbox};
use cuecard::store::{self, Ledger, NewRender, Paths};
use cuecard::studio::{Account, Order, Reply, Request};
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::sync::mpsc::UnboundedReceiver;

/// A sandbox, a runner that works with it, and the folder that it keeps everything in.
pub(crate) struct World {
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) runner: Runner,
    pub(crate) answers: UnboundedReceiver<Answer>,
    pub(crate) home: TempDir,
}

/// Tries quickly, and not for long.
fn patience() -> Patience {
    Patience {
        tries: 2,
        first_wait: Duration::from_millis(1),
        longest_wait: Duration::from_millis(5),
        answer: Duration::from_secs(5),
        ..Patience::default()
    }
}

pub(crate) fn setup(home: &TempDir, account: Account, base: String) -> Setup {
    Setup {
        paths: Paths::under(home.path()),
        settings: Settings::default(),
        account,
        key: None,
        endpoints: Endpoints::new(Some(&base), None).unwrap(),
        patience: patience(),
        sandbox: Box::new(move || {
            let base = base.clone();
            Box::pin(async move { Ok(base) })
        }),
        opener: None,
        player: None,
        in_tmux: false,
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Setup)) -> Self {
        let sandbox = Arc::new(crate::sandbox::start(Options { speed: 0.0, ..Options::default() }).await);
        let home = tempfile::tempdir().unwrap();
        let mut setup = setup(&home, Account::Sandbox, sandbox.base_url());
        change(&mut setup);
        let (runner, answers) = Runner::new(setup);
        Self { sandbox, runner, answers, home }
    }

    /// The one reply to a request that has but one, beside which dialect is spoken.
    pub(crate) async fn ask(&self, request: Request) -> Reply {
        let mut replies = self.runner.call(request).await;
        replies.retain(|reply| !matches!(reply, Reply::Speaks(..)));
        assert_eq!(replies.len(), 1, "{replies:?}");
        replies.remove(0)
    }

    /// The next answer that comes by itself.
    pub(crate) async fn answer(&mut self) -> Answer {
        tokio::time::timeout(Duration::from_secs(20), self.answers.recv()).await.unwrap().unwrap()
    }

    /// A video with a photo and a voice that the sandbox has.
    pub(crate) async fn order(&self) -> Order {
        let Reply::Cast(Ok(cast)) = self.ask(Request::Cast).await else { panic!("no photos") };
        let Reply::Voices(Ok(voices)) = self.ask(Request::Voices).await else { panic!("no voices") };
        order(cast.photos[0].id.clone(), voices.voices[0].id.clone())
    }

    /// A client of its own for the newer generation.
    fn client(&self) -> Client {
        let endpoints = Endpoints::new(Some(&self.sandbox.base_url()), None).unwrap();
        Client::new(endpoints, Key::new("sandbox").unwrap()).unwrap().with_dialect(Dialect::V3)
    }

    /// The ledger beside the runner's.
    fn ledger(&self, now: Timestamp) -> Ledger {
        let path = Paths::under(self.home.path()).ledger();
        Ledger::open(&path, &store::Account::sandbox(), now).unwrap().ledger
    }

    /// A program that stands in for another one: a script for the shell.
    pub(crate) fn program(&self, name: &str, script: &str) -> PathBuf {
        program(&self.home, name, script)
    }
}

/// A video that goes to the newer generation with this body, as the ledger is told of it.
fn keyed(spec: &VideoSpec, order: &Order, request: String) -> NewRender {
    NewRender {
        title: spec.title.clone(),
        project: None,
        scenes: 1,
        seconds: order.seconds,
        cost: order.cost,
        request,
        generation: Dialect::V3.word().to_owned(),
        repeatable: true,
        digest: spec.digest(),
        mark: None,
        picture: None,
    }
}

pub(crate) fn program(home: &TempDir, name: &str, script: &str) -> PathBuf {
    let path = home.path().join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn order(photo: PhotoId, voice: VoiceId) -> Order {
    Order {
        spec: spec(photo, voice),
        project: None,
        seconds: 4.0,
        cost: Money::new(1.3, Unit::PremiumCredit),
        // As often as a test wants it.
        again: Some(RenderId(i64::MAX)),
        picture: None,
        may_upload: false,
        tried: Vec::new(),
        dialect: None,
        shown: Dialect::Scenes,
    }
}

fn spec(photo: PhotoId, voice: VoiceId) -> VideoSpec {
    let scenes = vec![Scene::new("Hello and welcome. Today we ship.")];
    let project = Project {
        title: "Launch".into(),
        photo: Some(photo),
        voice: Some(voice),
        scenes,
        ..Project::default()
    };
    project.spec().unwrap()
}
