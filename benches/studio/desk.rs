//! A studio full of work, and what is needed to draw it again and again.

use cuecard::app::{App, Message, view};
use cuecard::command::Key;
use cuecard::domain::{
    Cast, Gender, History, Money, Past, Photo, PhotoId, Project, Render, RenderId, Scene, Stage, Unit,
    VideoId, Voice, VoiceId, Voices,
};
use cuecard::studio::{Account, Dot, Effect, Opened, Picture, Reply, Request, RequestId, Studio};
use cuecard::widgets::Theme;
use jiff::{SignedDuration, Timestamp};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(crate) const SCREEN: Rect = Rect { x: 0, y: 0, width: 200, height: 60 };
const LANGUAGES: [&str; 6] = ["English", "German", "Hindi", "Japanese", "Portuguese", "Spanish"];
const NAMES: [&str; 8] = ["Rachel", "Lena", "Priya", "Mark", "Amelia", "João", "Kenji", "Zoë"];

/// Two buffers, as a terminal has them: what is seen, and what is drawn next.
pub(crate) struct Glass {
    seen: Buffer,
    next: Buffer,
}

impl Glass {
    pub(crate) fn new() -> Self {
        Self { seen: Buffer::empty(SCREEN), next: Buffer::empty(SCREEN) }
    }

    /// Draws a frame and finds what changed; gives the number of cells that would be sent.
    pub(crate) fn show(&mut self, draw: impl FnOnce(&mut Buffer)) -> usize {
        self.next.reset();
        draw(&mut self.next);
        let changed = self.seen.diff(&self.next).len();
        std::mem::swap(&mut self.seen, &mut self.next);
        changed
    }
}

/// The app with its screen.
pub(crate) struct Desk {
    pub(crate) app: App,
    pub(crate) now: Timestamp,
    glass: Glass,
}

impl Desk {
    /// A desk with this project, this many voices, 36 photos and 20 renders.
    pub(crate) fn with(project: Project, voices: usize) -> Self {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let mut app = App::new(Studio::new(Account::Sandbox), Theme::default());
        app.start(now, None);
        let mut desk = Self { app, now, glass: Glass::new() };
        desk.send(Message::Resize(SCREEN.width, SCREEN.height));
        let opened =
            Opened { path: Some("launch.toml".into()), project, written: None, unsaved: None, waiting: 0 };
        desk.reply(Reply::Opened(Ok(Box::new(opened))));
        desk.reply(Reply::Cast(Ok(cast())));
        desk.reply(Reply::Voices(Ok(Voices { voices: (0..voices).map(voice).collect(), damaged: 0 })));
        desk.reply(Reply::Balance(Ok(Some(Money::new(412.0, Unit::PremiumCredit).into()))));
        desk.fill_queue(20);
        desk.show();
        desk
    }

    /// This many renders in the queue and in the ledger.
    pub(crate) fn fill_queue(&mut self, renders: i64) {
        let rows: Vec<Render> = (0..renders).map(|id| render(id, self.now)).collect();
        self.reply(Reply::Renders(Ok(rows)));
        self.hear_history(renders);
    }

    pub(crate) fn hear_history(&mut self, renders: i64) {
        let past = (0..renders).map(|id| past(&render(id, self.now))).collect();
        self.reply(Reply::History(Ok(Box::new(History { past }))));
    }

    /// An answer about a render of the queue that has not changed.
    pub(crate) fn answer(&mut self) -> usize {
        self.reply(Reply::Render(Box::new(render(1, self.now))));
        self.show()
    }

    /// A video of ten scenes, and the catalogue of the sandbox.
    pub(crate) fn usual() -> Self {
        Self::with(spec(10, 60), 300)
    }

    fn reply(&mut self, reply: Reply) {
        self.send(Message::Reply(RequestId(u64::MAX), reply));
    }

    /// Takes a message; pictures come at once.
    pub(crate) fn send(&mut self, message: Message) {
        for effect in self.app.update(self.now, message) {
            if let Effect::Request(id, Request::Picture { photo, columns, rows, .. }) = effect {
                let dot = Dot {
                    symbol: "▀".into(),
                    ink: Some([200, 120, 40]),
                    ground: Some([20, 30, 90]),
                    skip: false,
                };
                let dots = vec![dot; usize::from(columns) * usize::from(rows)].into();
                let picture = Picture { columns, rows, dots };
                self.app.update(self.now, Message::Reply(id, Reply::Picture(photo, Ok(picture))));
            }
        }
    }

    pub(crate) fn show(&mut self) -> usize {
        let Self { app, now, glass } = self;
        glass.show(|buf| {
            view(app, *now, SCREEN, buf);
        })
    }

    /// A key from its press to the cells that change.
    pub(crate) fn press(&mut self, key: Key) -> usize {
        self.send(Message::Key(key));
        self.show()
    }

    pub(crate) fn type_all(&mut self, text: &str) {
        for c in text.chars() {
            self.press(Key::char(c));
        }
    }
}

/// A video with this many scenes of this many words.
pub(crate) fn spec(scenes: usize, words: usize) -> Project {
    let scene = |_| Scene::new(text(words));
    Project {
        title: "Launch teaser".to_owned(),
        photo: Some(PhotoId::new("photo1")),
        voice: Some(VoiceId::new("voice1")),
        scenes: (0..scenes).map(scene).collect(),
        ..Project::default()
    }
}

/// Plain words, in lines of some twelve, with a pause now and then.
pub(crate) fn text(words: usize) -> String {
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

fn cast() -> Cast {
    let photo = |at: usize| Photo {
        id: PhotoId::new(format!("photo{at}")),
        name: format!("{}, look {at}", NAMES[at % NAMES.len()]),
        picture: Some(format!("http://127.0.0.1/{at}.png")),
    };
    Cast { photos: (0..36).map(photo).collect(), others: 8, damaged: 0 }
}

fn voice(at: usize) -> Voice {
    Voice {
        id: VoiceId::new(format!("voice{at}")),
        name: format!("{} - Natural {}", NAMES[at % NAMES.len()], at / NAMES.len()),
        language: LANGUAGES[at % LANGUAGES.len()].to_owned(),
        gender: if at.is_multiple_of(2) { Gender::Female } else { Gender::Male },
        sample: Some(format!("http://127.0.0.1/{at}.wav")),
        pauses: Some(true),
        emotions: Some(at.is_multiple_of(3)),
    }
}

fn render(id: i64, now: Timestamp) -> Render {
    let stage = [Stage::Completed, Stage::Processing, Stage::Failed, Stage::Pending]
        [usize::try_from(id % 4).unwrap()];
    let done = stage == Stage::Completed;
    Render {
        id: RenderId(-id),
        title: format!("Launch teaser {id}"),
        project: Some("launch.toml".into()),
        scenes: 10,
        seconds: 48.0,
        cost: Money::new(16.0, Unit::PremiumCredit),
        asked: now - SignedDuration::from_mins(id * 7),
        sent: None,
        ended: stage.is_over().then_some(now),
        stage,
        word: None,
        video: Some(VideoId::new(format!("video{id}"))),
        url: None,
        file: done.then(|| "/films/launch-teaser.mp4".into()),
        duration: done.then_some(31.2),
        note: (stage == Stage::Failed).then(|| "Credits ran out while rendering: top up.".to_owned()),
        wait: cuecard::domain::Wait::default(),
        take: cuecard::domain::Take::default(),
        subtitles: cuecard::domain::Subtitles::default(),
        dialect: Some(cuecard::domain::Dialect::Scenes),
        keyed: false,
        seen: cuecard::domain::Seen::default(),
        is_unrecorded: false,
    }
}

/// What the ledger says of it.
fn past(render: &Render) -> Past {
    Past {
        render: render.id,
        title: render.title.clone(),
        project: render.project.clone(),
        voice: Some(VoiceId::new("voice1")),
        words: None,
        stage: render.stage,
        video: None,
        file: None,
        seconds: render.seconds,
        duration: render.duration,
        cost: render.cost,
        digest: None,
        since: render.since(),
        took: Some(SignedDuration::from_mins(6 + render.id.0 % 7)),
    }
}
