//! 1,000 renders in flight for a minute: status requests, frame times, CPU and memory.
//!
//! `cargo bench --bench flight`; `FLIGHT_SECONDS=600` runs longer. Halfway all videos are finished at once.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "benches")]
#![allow(clippy::cast_precision_loss, reason = "figures for people")]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use cuecard::app::{App, Message, view};
use cuecard::domain::{
    KnownDuplicates, Money, PhotoId, Project, RenderIdempotencyKey, Rounding, Scene, Settings,
    SpendingLimits, Unit, VideoSpec, VoiceId,
};
use cuecard::heygen::{ApiKey, Client, Endpoints, RetryPolicy};
use cuecard::runtime::{Config, Runner, RunnerEvent};
use cuecard::store::{self, Ledger, NewRenderRecord, Paths};
use cuecard::studio::{ActiveAccount, Effect, Studio};
use cuecard::widgets::Theme;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tempfile::TempDir;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout_at;

const RENDER_COUNT: usize = 1_000;
const SCREEN: Rect = Rect { x: 0, y: 0, width: 160, height: 50 };
const STATUS_CALL: &str = "GET /v1/video_status.get";

/// A sandbox in a process of its own, so that it is not measured.
struct SandboxProcess {
    child: Child,
    base_url: String,
}

impl SandboxProcess {
    fn start(home: &TempDir) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cuecard"));
        command.args(["sandbox", "--port", "0", "--speed", "0", "--credits", "1000000"]);
        command.env("HOME", home.path()).env("XDG_RUNTIME_DIR", home.path()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut base = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut base).unwrap();
        Self { child, base_url: base.trim().to_owned() }
    }

    async fn admin_request(&self, method: &str, path: &str, body: &str) -> String {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let host = self.base_url.trim_start_matches("http://");
        let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
        let length = body.len();
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
        let typed = format!("Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}");
        stream.write_all(format!("{head}{typed}").as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    /// How often it was asked how far a video is.
    async fn status_requests(&self) -> u64 {
        let books: serde_json::Value =
            serde_json::from_str(&self.admin_request("GET", "/sandbox/report", "").await).unwrap();
        books["requests"][STATUS_CALL]["received"].as_u64().unwrap_or(0)
    }
}

impl Drop for SandboxProcess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program but for its terminal.
struct HeadlessStudio {
    app: App,
    runner: Runner,
    answers: UnboundedReceiver<RunnerEvent>,
    current_frame: Buffer,
    next_frame: Buffer,
}

impl HeadlessStudio {
    fn start(config: Config) -> Self {
        let mut studio = Studio::new(config.account.clone());
        // Downloads would measure the sandbox's video encoder.
        studio.settings.download = false;
        let mut app = App::new(studio, Theme::default());
        let effects = app.start(Timestamp::now(), None);
        let (runner, answers) = Runner::new(config);
        let mut program = Self {
            app,
            runner,
            answers,
            current_frame: Buffer::empty(SCREEN),
            next_frame: Buffer::empty(SCREEN),
        };
        program.runner.run(effects);
        program.send(Message::Resize(SCREEN.width, SCREEN.height));
        program
    }

    fn send(&mut self, message: Message) {
        let effects = self.app.update(Timestamp::now(), message);
        self.runner.run(effects.into_iter().filter(|effect| !matches!(effect, Effect::Quit)).collect());
    }

    fn handle_answer(&mut self, answer: RunnerEvent) {
        self.send(match answer {
            RunnerEvent::Reply(id, reply) => Message::Reply(id, reply),
            RunnerEvent::Timer(timer) => Message::Timer(timer),
        });
    }

    fn draw(&mut self) -> usize {
        self.next_frame.reset();
        view(&self.app, Timestamp::now(), SCREEN, &mut self.next_frame);
        let changed = self.current_frame.diff(&self.next_frame).len();
        std::mem::swap(&mut self.current_frame, &mut self.next_frame);
        changed
    }

    /// Handles events until `until`; returns the time of each frame.
    async fn run(&mut self, until: Instant) -> Vec<Duration> {
        let mut frames = Vec::new();
        while let Ok(Some(first)) = timeout_at(until.into(), self.answers.recv()).await {
            let began = Instant::now();
            self.handle_answer(first);
            while let Ok(more) = self.answers.try_recv() {
                self.handle_answer(more);
            }
            self.draw();
            frames.push(began.elapsed());
        }
        frames
    }
}

fn video_spec() -> VideoSpec {
    let project = Project {
        title: "In flight".into(),
        photo: Some(PhotoId::new("p")),
        voice: Some(VoiceId::new("v")),
        scenes: vec![Scene::new("Hello and welcome. Today we ship.")],
        ..Project::default()
    };
    project.spec().unwrap()
}

/// Videos that the service works on, and a ledger that knows them.
async fn submit_renders(paths: &Paths, base: &str) {
    let client =
        Client::new(Endpoints::new(Some(base), None).unwrap(), ApiKey::new("sandbox").unwrap()).unwrap();
    let (photos, voices) = (client.photos().await.unwrap(), client.voices().await.unwrap());
    let photo = photos.photos[0].id.clone();
    let spec = VideoSpec { photo, voice: Some(voices.voices[0].id.clone()), ..video_spec() };
    let submission = client.submission(&spec, None);
    let now = Timestamp::now();
    let mut ledger = Ledger::open(&paths.ledger(), &store::AccountId::sandbox(), now).unwrap().ledger;
    for number in 0..RENDER_COUNT {
        let new = NewRenderRecord {
            title: format!("In flight {number}"),
            project_path: None,
            scene_count: 1,
            estimated_seconds: 4.0,
            estimated_cost: Money::new(1.3, Unit::PremiumCredit),
            rounding: Rounding::Exact,
            has_exact_scene: false,
            charged_look: cuecard::domain::ChargedLook::Mixed,
            request_body: submission.body.clone(),
            dialect: client.dialect().as_str().to_owned(),
            idempotency_key: RenderIdempotencyKey::Absent,
            // None is a duplicate of another.
            content_hash: String::new(),
            title_tag: None,
            picture_key: None,
        };
        let limits = SpendingLimits::from_settings(&Settings::default(), TimeZone::UTC);
        let id = ledger.enqueue(&[new], KnownDuplicates::None, &limits, now).unwrap().ids[0];
        ledger.claim(id, 0, &limits, now).unwrap();
        ledger.record_acceptance(id, &client.submit(&submission).await.unwrap(), now).unwrap();
    }
}

fn config(paths: Paths, base: String) -> Config {
    Config {
        paths,
        settings: Settings::default(),
        account: ActiveAccount::Sandbox,
        api_key: None,
        endpoints: Endpoints::new(Some(&base), None).unwrap(),
        retry_policy: RetryPolicy::default(),
        start_sandbox: Box::new(move || {
            let base = base.clone();
            Box::pin(async move { Ok(base) })
        }),
        opener: None,
        player: None,
        in_tmux: false,
    }
}

/// Processor time of this process so far.
fn cpu_time() -> Duration {
    let about = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = about.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}

/// A line of `/proc/self/status` in MiB.
fn memory_mib(name: &str) -> f64 {
    let about = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = about.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}

/// A row of the table.
async fn measure_and_print(
    what: &str,
    program: &mut HeadlessStudio,
    service: &SandboxProcess,
    long: Duration,
) {
    let (asked, busy, began) = (service.status_requests().await, cpu_time(), Instant::now());
    let mut frames = program.run(began + long).await;
    let (seconds, cpu) = (began.elapsed().as_secs_f64(), cpu_time().saturating_sub(busy).as_secs_f64());
    let rate = (service.status_requests().await - asked) as f64 / seconds;
    frames.sort();
    let at = |part: usize| frames.get((frames.len() * part / 100).min(frames.len() - 1)).copied().unwrap();
    println!(
        "{what:<16} {rate:>5.2} requests/s  {:>5} frames  p50 {:>7.2?}  p99 {:>7.2?}  max {:>7.2?}  {:>5.2} % CPU  \
         RSS {:.1} MiB, peak {:.1} MiB  {} in flight",
        frames.len(),
        at(50),
        at(99),
        at(100),
        cpu / seconds * 100.0,
        memory_mib("VmRSS"),
        memory_mib("VmHWM"),
        program.app.studio.queue.in_flight_count(),
    );
}

#[tokio::main]
async fn main() {
    let long = std::env::var("FLIGHT_SECONDS").ok().and_then(|long| long.parse().ok()).unwrap_or(60);
    let half = Duration::from_secs(long) / 2;
    let home = tempfile::tempdir().unwrap();
    let paths = Paths::with_root(home.path());
    let service = SandboxProcess::start(&home);
    submit_renders(&paths, &service.base_url).await;
    let mut program = HeadlessStudio::start(config(paths, service.base_url.clone()));
    measure_and_print("start", &mut program, &service, Duration::from_secs(3)).await;
    measure_and_print("all in flight", &mut program, &service, half).await;
    service.admin_request("POST", "/sandbox/advance", "{\"seconds\": 1800}").await;
    measure_and_print("all finish", &mut program, &service, half).await;
}
