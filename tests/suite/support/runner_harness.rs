//! The runner with a real sandbox: requests in, replies out, no screen.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::scripted_client::instant_retries;
use super::wait::WAIT_TIMEOUT;
use cuecard::domain::{
    ChargedLook, Dialect, KnownDuplicates, Money, PhotoId, Project, Render, RenderIdempotencyKey, Scene,
    ScenePaces, Settings, Unit, VideoSpec, VoiceId,
};
use cuecard::heygen::{ApiKey, Client, Endpoints, RetryPolicy};
use cuecard::runtime::{Config, Runner, RunnerEvent};
use cuecard::sandbox::{Options, Sandbox};
use cuecard::store::{self, Ledger, NewRenderRecord, Paths};
use cuecard::studio::{
    AccountReply, ActiveAccount, CatalogReply, CatalogRequest, NewRender, RenderReply, RenderRequest, Reply,
    Request,
};
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::sync::mpsc::UnboundedReceiver;

/// A sandbox, a runner that works with it, and the folder that it keeps everything in.
pub(crate) struct RunnerHarness {
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) runner: Runner,
    pub(crate) answers: UnboundedReceiver<RunnerEvent>,
    pub(crate) home: TempDir,
}

/// Tries quickly, and not for long.
fn retry_policy() -> RetryPolicy {
    RetryPolicy { max_safe_attempts: 2, response_timeout: Duration::from_secs(5), ..instant_retries() }
}

pub(crate) fn config(home: &TempDir, account: ActiveAccount, base: String) -> Config {
    Config {
        paths: Paths::with_root(home.path()),
        settings: Settings::default(),
        account,
        api_key: None,
        endpoints: Endpoints::new(Some(&base), None).unwrap(),
        retry_policy: retry_policy(),
        start_sandbox: Box::new(move || {
            let base = base.clone();
            Box::pin(async move { Ok(base) })
        }),
        opener: None,
        player: None,
        in_tmux: false,
    }
}

impl RunnerHarness {
    pub(crate) async fn new() -> Self {
        Self::with_config(|_| {}).await
    }

    pub(crate) async fn with_config(change: impl FnOnce(&mut Config)) -> Self {
        let sandbox = Arc::new(super::sandbox::start(Options { speed: 0.0, ..Options::default() }).await);
        let home = tempfile::tempdir().unwrap();
        let mut setup = config(&home, ActiveAccount::Sandbox, sandbox.base_url());
        change(&mut setup);
        let (runner, answers) = Runner::new(setup);
        Self { sandbox, runner, answers, home }
    }

    /// The only reply to a request, apart from `DialectDetected`.
    pub(crate) async fn request(&self, request: Request) -> Reply {
        let mut replies = self.runner.request_to_end(request).await;
        replies.retain(|reply| !matches!(reply, Reply::Account(AccountReply::DialectDetected(..))));
        assert_eq!(replies.len(), 1, "{replies:?}");
        replies.remove(0)
    }

    /// Runs a request to its end: the rows it changes, and its other replies.
    pub(crate) async fn run_request(&self, request: Request) -> (Vec<Render>, Vec<Reply>) {
        run_request(&self.runner, request).await
    }

    /// Submits a render; returns its row in every stage that it passes.
    pub(crate) async fn submit_rows(&self, new_render: NewRender) -> Vec<Render> {
        let submit = Request::Render(RenderRequest::Submit(Box::new(new_render)));
        let (rows, rest) = self.run_request(submit).await;
        assert!(rest.is_empty(), "{rest:?}");
        rows
    }

    /// Submits the render of [`new_render`](Self::new_render); returns its last row.
    pub(crate) async fn submit(&self) -> Render {
        self.submit_rows(self.new_render().await).await.pop().unwrap()
    }

    /// The row of a submitted render after one poll.
    pub(crate) async fn poll(&self, row: &Render) -> Render {
        let poll = RenderRequest::Poll { render: row.id, video: row.video_id.clone().unwrap() };
        match self.request(Request::Render(poll)).await {
            Reply::Render(RenderReply::Changed(row)) => *row,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn ledger_renders(&self) -> Vec<Render> {
        ledger_renders(&self.runner).await
    }

    /// The runner of another program with the same home and sandbox.
    pub(crate) fn second_runner(
        &self,
        change: impl FnOnce(&mut Config),
    ) -> (Runner, UnboundedReceiver<RunnerEvent>) {
        let mut config = config(&self.home, ActiveAccount::Sandbox, self.sandbox.base_url());
        change(&mut config);
        Runner::new(config)
    }

    /// Replaces the runner, as an ended program by a new one.
    pub(crate) fn restart(&mut self) {
        (self.runner, self.answers) = self.second_runner(|_| {});
    }

    /// The next answer that comes by itself.
    pub(crate) async fn next_answer(&mut self) -> RunnerEvent {
        tokio::time::timeout(WAIT_TIMEOUT, self.answers.recv()).await.unwrap().unwrap()
    }

    /// A video with a photo and a voice that the sandbox has.
    pub(crate) async fn new_render(&self) -> NewRender {
        let Reply::Catalog(CatalogReply::PhotosLoaded(Ok(cast))) =
            self.request(Request::Catalog(CatalogRequest::LoadPhotos)).await
        else {
            panic!("no photos")
        };
        let Reply::Catalog(CatalogReply::VoicesLoaded(Ok(voices))) =
            self.request(Request::Catalog(CatalogRequest::LoadVoices)).await
        else {
            panic!("no voices")
        };
        new_render(cast.photos[0].id.clone(), voices.voices[0].id.clone())
    }

    /// A client of its own for the newer generation.
    pub(crate) fn v3_client(&self) -> Client {
        let endpoints = Endpoints::new(Some(&self.sandbox.base_url()), None).unwrap();
        Client::new(endpoints, ApiKey::new("sandbox").unwrap()).unwrap().with_dialect(Dialect::V3)
    }

    /// The ledger beside the runner's.
    pub(crate) fn open_ledger(&self, now: Timestamp) -> Ledger {
        let path = Paths::with_root(self.home.path()).ledger();
        Ledger::open(&path, &store::AccountId::sandbox(), now).unwrap().ledger
    }

    /// A program that stands in for another one: a script for the shell.
    pub(crate) fn write_script(&self, name: &str, script: &str) -> PathBuf {
        write_script(&self.home, name, script)
    }
}

/// Runs a request to its end: the rows it changes, and its other replies.
pub(crate) async fn run_request(runner: &Runner, request: Request) -> (Vec<Render>, Vec<Reply>) {
    let (mut rows, mut rest) = (Vec::new(), Vec::new());
    for reply in runner.request_to_end(request).await {
        match reply {
            Reply::Render(RenderReply::Changed(row)) => rows.push(*row),
            other => rest.push(other),
        }
    }
    (rows, rest)
}

/// The renders in the ledger, newest first.
pub(crate) async fn ledger_renders(runner: &Runner) -> Vec<Render> {
    match runner.request_to_end(Request::Render(RenderRequest::LoadAll)).await.remove(0) {
        Reply::Render(RenderReply::Loaded(rows)) => rows.unwrap(),
        other => panic!("{other:?}"),
    }
}

/// The ledger record of a v3 render with this body.
pub(crate) fn new_v3_render(spec: &VideoSpec, new_render: &NewRender, request: String) -> NewRenderRecord {
    NewRenderRecord {
        title: spec.title.clone(),
        project_path: None,
        scene_count: 1,
        estimated_seconds: new_render.estimated_seconds,
        estimated_cost: new_render.estimated_cost,
        rounding: new_render.rounding,
        has_exact_scene: false,
        charged_look: ChargedLook::Mixed,
        request_body: request,
        dialect: Dialect::V3.as_str().to_owned(),
        idempotency_key: RenderIdempotencyKey::Random,
        content_hash: spec.content_hash(),
        title_tag: None,
        picture_key: None,
    }
}

pub(crate) fn write_script(home: &TempDir, name: &str, script: &str) -> PathBuf {
    let path = home.path().join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

pub(crate) fn new_render(photo: PhotoId, voice: VoiceId) -> NewRender {
    NewRender {
        spec: video_spec(photo, voice),
        project: None,
        estimated_seconds: 4.0,
        estimated_cost: Money::new(1.3, Unit::PremiumCredit),
        rounding: cuecard::domain::Rounding::Exact,
        paces: ScenePaces::default(),
        // As often as a test wants it.
        known_duplicates: KnownDuplicates::All,
        key_choice: None,
        may_upload: false,
        key_attempts: Vec::new(),
        dialect_override: None,
        idempotency_key: None,
        shown_dialect: Dialect::Scenes,
    }
}

fn video_spec(photo: PhotoId, voice: VoiceId) -> VideoSpec {
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
