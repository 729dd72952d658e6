//! 1,000 renders in flight, for a minute: what the service is asked, what a frame takes, and what the program needs.
//!
//! `cargo bench --bench flight`; `FLIGHT_SECONDS=600` runs longer. Halfway all videos are finished at once.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "benches")]
#![allow(clippy::cast_precision_loss, reason = "figures for people")]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use cuecard::app::{App, Message, view};
use cuecard::domain::{Money, PhotoId, Project, Scene, Settings, Unit, VideoSpec, VoiceId};
use cuecard::heygen::{Client, Endpoints, Key, Patience};
use cuecard::runtime::{Answer, Runner, Setup};
use cuecard::store::{self, Ledger, NewRender, Paths};
use cuecard::studio::{Account, Effect, Studio};
use cuecard::widgets::Theme;
use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use tempfile::TempDir;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout_at;

const RENDERS: usize = 1_000;
const SCREEN: Rect = Rect { x: 0, y: 0, width: 160, height: 50 };
const ASK: &str = "GET /v1/video_status.get";

/// A sandbox in a process of its own, so that it is not measured.
struct Service {
    child: Child,
    base: String,
}

impl Service {
    fn start(home: &TempDir) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cuecard"));
        command.args(["sandbox", "--port", "0", "--speed", "0", "--credits", "1000000"]);
        command.env("HOME", home.path()).env("XDG_RUNTIME_DIR", home.path()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut base = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut base).unwrap();
        Self { child, base: base.trim().to_owned() }
    }

    async fn lever(&self, method: &str, path: &str, body: &str) -> String {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let host = self.base.trim_start_matches("http://");
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
    async fn asked(&self) -> u64 {
        let books: serde_json::Value =
            serde_json::from_str(&self.lever("GET", "/sandbox/ledger", "").await).unwrap();
        books["requests"][ASK]["received"].as_u64().unwrap_or(0)
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program but for its terminal.
struct Program {
    app: App,
    runner: Runner,
    answers: UnboundedReceiver<Answer>,
    seen: Buffer,
    next: Buffer,
}

impl Program {
    fn start(setup: Setup) -> Self {
        let mut studio = Studio::new(setup.account.clone());
        // The videos are made up: bringing them here would measure the one who makes them.
        studio.download = false;
        let mut app = App::new(studio, Theme::default());
        let effects = app.start(Timestamp::now(), None);
        let (runner, answers) = Runner::new(setup);
        let mut program =
            Self { app, runner, answers, seen: Buffer::empty(SCREEN), next: Buffer::empty(SCREEN) };
        program.runner.run(effects);
        program.send(Message::Resize(SCREEN.width, SCREEN.height));
        program
    }

    fn send(&mut self, message: Message) {
        let effects = self.app.update(Timestamp::now(), message);
        self.runner.run(effects.into_iter().filter(|effect| !matches!(effect, Effect::Quit)).collect());
    }

    fn take(&mut self, answer: Answer) {
        self.send(match answer {
            Answer::Reply(id, reply) => Message::Reply(id, reply),
            Answer::Timer(timer) => Message::Timer(timer),
        });
    }

    fn draw(&mut self) -> usize {
        self.next.reset();
        view(&self.app, Timestamp::now(), SCREEN, &mut self.next);
        let changed = self.seen.diff(&self.next).len();
        std::mem::swap(&mut self.seen, &mut self.next);
        changed
    }

    /// Does what comes in until then; gives what each frame took: all that was waiting, and one drawing.
    async fn run(&mut self, until: Instant) -> Vec<Duration> {
        let mut frames = Vec::new();
        while let Ok(Some(first)) = timeout_at(until.into(), self.answers.recv()).await {
            let began = Instant::now();
            self.take(first);
            while let Ok(more) = self.answers.try_recv() {
                self.take(more);
            }
            self.draw();
            frames.push(began.elapsed());
        }
        frames
    }
}

fn spec() -> VideoSpec {
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
async fn fill(paths: &Paths, base: &str) {
    let client =
        Client::new(Endpoints::new(Some(base), None).unwrap(), Key::new("sandbox").unwrap()).unwrap();
    let (photos, voices) = (client.cast().await.unwrap(), client.voices().await.unwrap());
    let photo = photos.photos[0].id.clone();
    let spec = VideoSpec { photo, voice: voices.voices[0].id.clone(), ..spec() };
    let submission = client.submission(&spec, None);
    let now = Timestamp::now();
    let mut ledger = Ledger::open(&paths.ledger(), &store::Account::sandbox(), now).unwrap().ledger;
    for number in 0..RENDERS {
        let new = NewRender {
            title: format!("In flight {number}"),
            project: None,
            scenes: 1,
            seconds: 4.0,
            cost: Money::new(1.3, Unit::PremiumCredit),
            request: submission.body.clone(),
            generation: client.dialect().word().to_owned(),
            repeatable: false,
            digest: spec.digest(),
            mark: None,
            picture: None,
        };
        let id = ledger.begin(&new, now).unwrap();
        ledger.sending(id, now).unwrap();
        ledger.accepted(id, &client.submit(&submission).await.unwrap(), now).unwrap();
    }
}

fn setup(paths: Paths, base: String) -> Setup {
    Setup {
        paths,
        settings: Settings::default(),
        account: Account::Sandbox,
        key: None,
        endpoints: Endpoints::new(Some(&base), None).unwrap(),
        patience: Patience::default(),
        sandbox: Box::new(move || {
            let base = base.clone();
            Box::pin(async move { Ok(base) })
        }),
        opener: None,
        player: None,
        in_tmux: false,
    }
}

/// Processor time of this process so far.
fn worked() -> Duration {
    let about = std::fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = about.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}

/// A line of `/proc/self/status` in MiB.
fn memory(name: &str) -> f64 {
    let about = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = about.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}

/// A row of the table.
async fn measure(what: &str, program: &mut Program, service: &Service, long: Duration) {
    let (asked, busy, began) = (service.asked().await, worked(), Instant::now());
    let mut frames = program.run(began + long).await;
    let (seconds, cpu) = (began.elapsed().as_secs_f64(), worked().saturating_sub(busy).as_secs_f64());
    let rate = (service.asked().await - asked) as f64 / seconds;
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
        memory("VmRSS"),
        memory("VmHWM"),
        program.app.studio.queue.in_flight(),
    );
}

#[tokio::main]
async fn main() {
    let long = std::env::var("FLIGHT_SECONDS").ok().and_then(|long| long.parse().ok()).unwrap_or(60);
    let half = Duration::from_secs(long) / 2;
    let home = tempfile::tempdir().unwrap();
    let paths = Paths::under(home.path());
    let service = Service::start(&home);
    fill(&paths, &service.base).await;
    let mut program = Program::start(setup(paths, service.base.clone()));
    measure("start", &mut program, &service, Duration::from_secs(3)).await;
    measure("all in flight", &mut program, &service, half).await;
    service.lever("POST", "/sandbox/advance", "{\"seconds\": 1800}").await;
    measure("all finish", &mut program, &service, half).await;
}
