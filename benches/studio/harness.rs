//! A studio full of work, and what is needed to draw it again and again.

use cuecard::app::{App, Message, view};
use cuecard::command::Key;
use cuecard::domain::{
    Gender, LookProfile, Money, PastRender, Photo, PhotoCatalog, PhotoId, Project, Render, RenderHistory,
    RenderId, RenderStage, Scene, Unit, VideoId, Voice, VoiceCatalog, VoiceId,
};
use cuecard::studio::{
    AccountReply, ActiveAccount, CatalogReply, CatalogRequest, Effect, LoadedProject, ProjectReply,
    RenderReply, Reply, Request, RequestId, Studio, TerminalCell, TerminalPicture,
};
use cuecard::widgets::Theme;
use jiff::{SignedDuration, Timestamp};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(crate) const SCREEN: Rect = Rect { x: 0, y: 0, width: 200, height: 60 };
const LANGUAGES: [&str; 6] = ["English", "German", "Hindi", "Japanese", "Portuguese", "Spanish"];
const NAMES: [&str; 8] = ["Rachel", "Lena", "Priya", "Mark", "Amelia", "João", "Kenji", "Zoë"];

/// Two buffers, as a terminal has them: what is seen, and what is drawn next.
pub(crate) struct DoubleBuffer {
    current: Buffer,
    next: Buffer,
}

impl DoubleBuffer {
    pub(crate) fn new() -> Self {
        Self { current: Buffer::empty(SCREEN), next: Buffer::empty(SCREEN) }
    }

    /// Draws a frame and finds what changed; gives the number of cells that would be sent.
    pub(crate) fn draw(&mut self, draw: impl FnOnce(&mut Buffer)) -> usize {
        self.next.reset();
        draw(&mut self.next);
        let changed = self.current.diff(&self.next).len();
        std::mem::swap(&mut self.current, &mut self.next);
        changed
    }
}

/// The app with its screen.
pub(crate) struct BenchHarness {
    pub(crate) app: App,
    pub(crate) now: Timestamp,
    screen: DoubleBuffer,
}

impl BenchHarness {
    /// A desk with this project, this many voices, 36 photos and 20 renders.
    pub(crate) fn with(project: Project, voices: usize) -> Self {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let mut app = App::new(Studio::new(ActiveAccount::Sandbox), Theme::default());
        app.start(now, None);
        let mut harness = Self { app, now, screen: DoubleBuffer::new() };
        harness.send(Message::Resize(SCREEN.width, SCREEN.height));
        let opened = LoadedProject {
            path: Some("launch.toml".into()),
            project,
            modified_at: None,
            unsaved: None,
            remaining_unsaved: 0,
        };
        harness.reply(Reply::Project(ProjectReply::Opened(Ok(Box::new(opened)))));
        harness.reply(Reply::Catalog(CatalogReply::PhotosLoaded(Ok(photo_catalog()))));
        harness.reply(Reply::Catalog(CatalogReply::VoicesLoaded(Ok(VoiceCatalog {
            voices: (0..voices).map(voice).collect(),
            unreadable_count: 0,
        }))));
        harness.reply(Reply::Account(AccountReply::BalanceLoaded(Ok(Some(
            Money::new(412.0, Unit::PremiumCredit).into(),
        )))));
        harness.fill_queue(20);
        harness.draw();
        harness
    }

    /// This many renders in the queue and in the ledger.
    pub(crate) fn fill_queue(&mut self, renders: i64) {
        let rows: Vec<Render> = (0..renders).map(|id| render(id, self.now)).collect();
        self.reply(Reply::Render(RenderReply::Loaded(Ok(rows))));
        self.load_history(renders);
    }

    pub(crate) fn load_history(&mut self, renders: i64) {
        let past = (0..renders).map(|id| past_render(&render(id, self.now))).collect();
        self.reply(Reply::Render(RenderReply::HistoryLoaded(Ok(Box::new(RenderHistory::of(past))))));
    }

    /// An answer about a render of the queue that has not changed.
    pub(crate) fn update_render(&mut self) -> usize {
        self.reply(Reply::Render(RenderReply::Changed(Box::new(render(1, self.now)))));
        self.draw()
    }

    /// A video of ten scenes, and the catalog of the sandbox.
    pub(crate) fn standard() -> Self {
        Self::with(project_with(10, 60), 300)
    }

    fn reply(&mut self, reply: Reply) {
        self.send(Message::Reply(RequestId(u64::MAX), reply));
    }

    /// Takes a message; pictures come at once.
    pub(crate) fn send(&mut self, message: Message) {
        for effect in self.app.update(self.now, message) {
            if let Effect::Request(
                id,
                Request::Catalog(CatalogRequest::LoadPicture { photo, columns, rows, .. }),
            ) = effect
            {
                let dot = TerminalCell {
                    symbol: "▀".into(),
                    foreground: Some([200, 120, 40]),
                    background: Some([20, 30, 90]),
                    skip: false,
                };
                let dots = vec![dot; usize::from(columns) * usize::from(rows)].into();
                let picture = TerminalPicture { columns, rows, cells: dots };
                self.app.update(
                    self.now,
                    Message::Reply(id, Reply::Catalog(CatalogReply::PictureLoaded(photo, Ok(picture)))),
                );
            }
        }
    }

    pub(crate) fn draw(&mut self) -> usize {
        let Self { app, now, screen: glass } = self;
        glass.draw(|buf| {
            view(app, *now, SCREEN, buf);
        })
    }

    /// A key from its press to the cells that change.
    pub(crate) fn press(&mut self, key: Key) -> usize {
        self.send(Message::Key(key));
        self.draw()
    }

    pub(crate) fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            self.press(Key::char(c));
        }
    }
}

/// A video with this many scenes of this many words.
pub(crate) fn project_with(scenes: usize, words: usize) -> Project {
    let scene = |_| Scene::new(script_text(words));
    Project {
        title: "Launch teaser".to_owned(),
        photo: Some(PhotoId::new("photo1")),
        voice: Some(VoiceId::new("voice1")),
        scenes: (0..scenes).map(scene).collect(),
        ..Project::default()
    }
}

/// Plain words, in lines of some twelve, with a pause now and then.
pub(crate) fn script_text(words: usize) -> String {
    let some = ["Hello", "and", "welcome", "today", "we", "ship", "what", "you", "waited", "for"];
    let mut text = String::new();
    for (at, word) in some.iter().cycle().take(words).enumerate() {
        text.push_str(word);
        text.push_str(if at % 12 == 11 { "\n" } else { " " });
        if at % 100 == 99 {
            text.push_str("<break time=\"0.5s\"/> ");
        }
    }
    text
}

fn photo_catalog() -> PhotoCatalog {
    let photo = |at: usize| Photo {
        id: PhotoId::new(format!("photo{at}")),
        name: format!("{}, look {at}", NAMES[at % NAMES.len()]),
        picture_url: Some(format!("http://127.0.0.1/{at}.png")),
        profile: LookProfile::default(),
        awaits_consent: false,
    };
    PhotoCatalog { photos: (0..36).map(photo).collect(), other_avatar_count: 8, ..PhotoCatalog::default() }
}

fn voice(at: usize) -> Voice {
    Voice {
        id: VoiceId::new(format!("voice{at}")),
        name: format!("{} - Natural {}", NAMES[at % NAMES.len()], at / NAMES.len()),
        language: LANGUAGES[at % LANGUAGES.len()].to_owned(),
        gender: if at.is_multiple_of(2) { Gender::Female } else { Gender::Male },
        sample_url: Some(format!("http://127.0.0.1/{at}.wav")),
        supports_pauses: Some(true),
        supports_emotions: Some(at.is_multiple_of(3)),
        supports_locales: None,
    }
}

fn render(id: i64, now: Timestamp) -> Render {
    let stage = [RenderStage::Completed, RenderStage::Processing, RenderStage::Failed, RenderStage::Pending]
        [usize::try_from(id % 4).unwrap()];
    let done = stage == RenderStage::Completed;
    Render {
        id: RenderId(-id),
        title: format!("Launch teaser {id}"),
        project_path: Some("launch.toml".into()),
        scene_count: 10,
        estimated_seconds: 48.0,
        estimated_cost: Money::new(16.0, Unit::PremiumCredit),
        rounding: cuecard::domain::Rounding::Exact,
        requested_at: now - SignedDuration::from_mins(id * 7),
        sent_at: None,
        ended_at: stage.is_terminal().then_some(now),
        stage,
        service_status: None,
        video_id: Some(VideoId::new(format!("video{id}"))),
        video_url: None,
        video_path: done.then(|| "/films/launch-teaser.mp4".into()),
        actual_seconds: done.then_some(31.2),
        note: (stage == RenderStage::Failed).then(|| "Credits ran out while rendering: top up.".to_owned()),
        failure_reason: None,
        queue_entry: cuecard::domain::QueueEntry::default(),
        lineage: cuecard::domain::RenderLineage::default(),
        subtitles: cuecard::domain::Subtitles::default(),
        dialect: Some(cuecard::domain::Dialect::Scenes),
        has_idempotency_key: false,
        read_sequence: cuecard::domain::ReadSequence::default(),
        is_unrecorded: false,
    }
}

/// What the ledger says of it.
fn past_render(render: &Render) -> PastRender {
    PastRender {
        render_id: render.id,
        title: render.title.clone(),
        project_path: render.project_path.clone(),
        voice_id: Some(VoiceId::new("voice1")),
        script_excerpt: None,
        stage: render.stage,
        video_id: None,
        video_path: None,
        estimated_seconds: render.estimated_seconds,
        actual_seconds: render.actual_seconds,
        estimated_cost: render.estimated_cost,
        rounding: render.rounding,
        content_hash: None,
        started_at: render.started_at(),
        processing_time: Some(SignedDuration::from_mins(6 + render.id.0 % 7)),
        charge: None,
        has_exact_scene: false,
        charged_look: cuecard::domain::ChargedLook::Mixed,
        sent_at: render.sent_at,
        ended_at: render.ended_at,
    }
}
