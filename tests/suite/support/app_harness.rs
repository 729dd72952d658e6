//! The app without a runner: scripted replies in, drawn text out.

use std::path::PathBuf;

use cuecard::app::{App, Message, view};
use cuecard::domain::{
    Dialect, FailureReason, Gender, LookProfile, Money, Photo, PhotoCatalog, PhotoId, Project, Render,
    RenderId, RenderStage, Unit, VideoId, Voice, VoiceCatalog, VoiceId,
};
use cuecard::studio::{
    AccountReply, AccountRequest, ActiveAccount, CatalogReply, CatalogRequest, DialectRefusal, Effect,
    LoadedProject, ProjectReply, ProjectRequest, RenderReply, RenderRequest, Reply, Request, RequestId,
    SaveResult, Studio, Timer,
};
use cuecard::widgets::Theme;
use jiff::{SignedDuration, Timestamp};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// The moment that all screens are drawn at.
pub(crate) fn fixed_now() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

pub(crate) struct AppHarness {
    pub(crate) app: App,
    pub(crate) effects: Vec<Effect>,
    pub(crate) now: Timestamp,
    size: (u16, u16),
}

impl AppHarness {
    /// An app that has started and waits for its first replies.
    pub(crate) fn loading(columns: u16, rows: u16) -> Self {
        Self::with_account(ActiveAccount::Sandbox, columns, rows)
    }

    pub(crate) fn with_account(account: ActiveAccount, columns: u16, rows: u16) -> Self {
        Self::new(account, Theme::default(), None, (columns, rows))
    }

    fn new(account: ActiveAccount, theme: Theme, project: Option<PathBuf>, size: (u16, u16)) -> Self {
        let app = App::new(Studio::new(account), theme);
        let mut harness = Self { app, effects: Vec::new(), now: fixed_now(), size };
        harness.effects = harness.app.start(harness.now, project);
        harness.send(Message::Resize(size.0, size.1));
        harness
    }

    /// An app whose lists, balance and queue have arrived.
    pub(crate) fn ready(columns: u16, rows: u16) -> Self {
        Self::with_theme(Theme::default(), columns, rows)
    }

    /// The same with this theme.
    pub(crate) fn with_theme(theme: Theme, columns: u16, rows: u16) -> Self {
        Self::new(ActiveAccount::Sandbox, theme, None, (columns, rows))
            .with_first_replies(&Project::default())
    }

    /// The same, started with the file of this project.
    pub(crate) fn ready_with_project(columns: u16, rows: u16, project: &Project) -> Self {
        Self::loading_project(columns, rows).with_first_replies(project)
    }

    /// An app that was started with the file of a project and waits for its first replies.
    pub(crate) fn loading_project(columns: u16, rows: u16) -> Self {
        let path = Some(PathBuf::from("/home/ada/project.toml"));
        Self::new(ActiveAccount::Sandbox, Theme::default(), path, (columns, rows))
    }

    /// Answers the requests of the start; the file that is opened has this project.
    fn with_first_replies(mut self, project: &Project) -> Self {
        self.answer_requests(|request| match request {
            Request::Project(ProjectRequest::Open(path)) => {
                Some(opened_reply(LoadedProject { path: path.clone(), ..loaded_project(project.clone()) }))
            }
            Request::Catalog(CatalogRequest::LoadPhotos) => {
                Some(Reply::Catalog(CatalogReply::PhotosLoaded(Ok(photo_catalog()))))
            }
            Request::Catalog(CatalogRequest::LoadVoices) => {
                Some(Reply::Catalog(CatalogReply::VoicesLoaded(Ok(voice_catalog()))))
            }
            Request::Account(AccountRequest::LoadBalance) => Some(Reply::Account(
                AccountReply::BalanceLoaded(Ok(Some(Money::new(412.0, Unit::PremiumCredit).into()))),
            )),
            Request::Render(RenderRequest::LoadAll) => {
                Some(Reply::Render(RenderReply::Loaded(Ok(Vec::new()))))
            }
            _ => None,
        });
        self
    }

    /// An app with these renders, whose queue is focused.
    pub(crate) fn with_renders(columns: u16, rows: u16, renders: Vec<Render>) -> Self {
        let mut harness = Self::ready(columns, rows);
        harness.load_renders(renders);
        harness.press("4");
        harness
    }

    /// Replaces the renders of the queue.
    pub(crate) fn load_renders(&mut self, renders: Vec<Render>) {
        self.send_reply(Reply::Render(RenderReply::Loaded(Ok(renders))));
    }

    /// Chooses the first photo and voice, and types a script; the cursor stays in it.
    pub(crate) fn write_project(&mut self, script: &str) -> &mut Self {
        self.press("1<Enter>2<Enter>3<Enter>").press(script)
    }

    /// Gives the screen another size.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.size = (columns, rows);
        self.send(Message::Resize(columns, rows));
    }

    pub(crate) fn send(&mut self, message: Message) {
        let effects = self.app.update(self.now, message);
        self.effects.extend(effects);
    }

    /// Answers the requests that are waiting, as `how` says; the others wait on.
    pub(crate) fn answer_requests(&mut self, how: impl Fn(&Request) -> Option<Reply>) {
        for effect in std::mem::take(&mut self.effects) {
            let answered = match &effect {
                Effect::Request(id, request) => how(request).map(|reply| (*id, reply)),
                _ => None,
            };
            match answered {
                Some((id, reply)) => self.send(Message::Reply(id, reply)),
                None => self.effects.push(effect),
            }
        }
    }

    /// Opens the requested project with this content.
    pub(crate) fn answer_open(&mut self, project: &Project) {
        self.answer_requests(|request| match request {
            Request::Project(ProjectRequest::Open(path)) => {
                Some(opened_reply(LoadedProject { path: path.clone(), ..loaded_project(project.clone()) }))
            }
            _ => None,
        });
    }

    /// Writes the files whose saves are waiting.
    pub(crate) fn answer_saves(&mut self) {
        self.answer_requests(|request| match request {
            Request::Project(ProjectRequest::Save { path, .. }) => {
                Some(Reply::Project(ProjectReply::Saved(path.clone(), Ok(SaveResult::Written))))
            }
            _ => None,
        });
    }

    /// The reply that the service refuses the dialect scenes for the project.
    pub(crate) fn dialect_refused_reply(&self) -> Reply {
        let refused_dialect = Dialect::Scenes;
        let spec = self.app.studio.project_state.project.spec().unwrap();
        Reply::Render(RenderReply::DialectRefused(Box::new(DialectRefusal {
            render: self.app.studio.prepare_render(spec),
            refused_dialect,
            alternatives: refused_dialect.fallbacks().to_vec(),
        })))
    }

    /// Sends a reply that no waiting request asked for.
    pub(crate) fn send_reply(&mut self, reply: Reply) {
        self.send(Message::Reply(RequestId(u64::MAX), reply));
        self.fire_dialog_timers();
    }

    /// The screen is drawn, and no input comes for so long that dialogs take keys.
    pub(crate) fn fire_dialog_timers(&mut self) {
        loop {
            let drawn = self.app.handle_frame_drawn();
            self.effects.extend(drawn);
            let is_dialog = |effect: &Effect| matches!(effect, Effect::StartTimer(_, Timer::Dialog(_)));
            let (timers, rest): (Vec<_>, Vec<_>) =
                std::mem::take(&mut self.effects).into_iter().partition(is_dialog);
            self.effects = rest;
            if timers.is_empty() {
                return;
            }
            for effect in timers {
                let Effect::StartTimer(_, timer) = effect else { unreachable!() };
                self.send(Message::Timer(timer));
            }
        }
    }

    /// Keys that come in one piece, before anything is drawn.
    pub(crate) fn send_burst(&mut self, keys: &str) {
        self.send(Message::InputBurst);
        for key in super::keys::keys(keys) {
            self.send(Message::Key(key));
        }
    }

    /// Presses keys as a person does: a character each, and names in angle brackets.
    pub(crate) fn press(&mut self, keys: &str) -> &mut Self {
        for key in super::keys::keys(keys) {
            self.send(Message::Key(key));
            self.fire_dialog_timers();
        }
        self
    }

    pub(crate) fn requests(&self) -> impl Iterator<Item = &Request> {
        self.effects.iter().filter_map(|effect| match effect {
            Effect::Request(_, request) => Some(request),
            _ => None,
        })
    }

    /// Whether a render was submitted.
    pub(crate) fn is_submitted(&self) -> bool {
        self.requests().any(|request| matches!(request, Request::Render(RenderRequest::Submit(_))))
    }

    /// The scripts of the project's scenes.
    pub(crate) fn scripts(&self) -> Vec<&str> {
        self.app.studio.project_state.project.scenes.iter().map(|scene| scene.script.as_str()).collect()
    }

    pub(crate) fn shows(&self, text: &str) -> bool {
        self.screen().contains(text)
    }

    /// The column and the row of the first cell of a text on the screen.
    pub(crate) fn position_of(&self, text: &str) -> (u16, u16) {
        let screen = self.screen();
        let found = (0..).zip(screen.lines()).find_map(|(row, line)| Some((line.find(text)?, row, line)));
        let (offset, row, line) = found.unwrap_or_else(|| panic!("{text} is not shown:\n{screen}"));
        (cuecard::widgets::width(&line[..offset]).try_into().unwrap(), row)
    }

    /// Panics with the screen if the text is not on it.
    pub(crate) fn assert_shows(&self, text: &str) {
        let screen = self.screen();
        assert!(screen.contains(text), "{text} is not shown:\n{screen}");
    }

    /// The screen as text, blanks at line ends cut.
    pub(crate) fn screen(&self) -> String {
        buffer_text(&self.draw().0)
    }

    /// The screen as cells, and where its caret is.
    pub(crate) fn draw(&self) -> (Buffer, Option<Position>) {
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let mut buf = Buffer::empty(area);
        let caret = view(&self.app, self.now, area, &mut buf);
        (buf, caret)
    }
}

/// A project as it is read from its file.
pub(crate) fn loaded_project(project: Project) -> LoadedProject {
    LoadedProject { path: None, project, modified_at: None, unsaved: None, remaining_unsaved: 0 }
}

pub(crate) fn opened_reply(opened: LoadedProject) -> Reply {
    Reply::Project(ProjectReply::Opened(Ok(Box::new(opened))))
}

/// The characters of a screen that are neither ASCII nor letters; letters are the user's and the service's own.
pub(crate) fn non_ascii_symbols(screen: &str) -> String {
    screen.chars().filter(|c| !c.is_ascii() && !c.is_alphabetic()).collect()
}

pub(crate) fn buffer_text(buf: &Buffer) -> String {
    let mut lines = Vec::new();
    for y in buf.area.rows() {
        let mut line = String::new();
        let mut skip = 0;
        for place in y.positions() {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buf[place].symbol();
            skip = cuecard::widgets::width(symbol).saturating_sub(1);
            line.push_str(symbol);
        }
        lines.push(line.trim_end().to_owned());
    }
    lines.join("\n")
}

pub(crate) fn photo_catalog() -> PhotoCatalog {
    let names = ["Ana, blue suit", "Ana, office", "Marco", "Yuki", "Priya, garden", "Elías"];
    let photo = |(index, name): (usize, &&str)| Photo {
        id: PhotoId::new(format!("photo{index}")),
        name: (*name).to_owned(),
        picture_url: Some(format!("http://127.0.0.1/{index}.png")),
        profile: LookProfile::default(),
        awaits_consent: false,
    };
    PhotoCatalog {
        photos: names.iter().enumerate().map(photo).collect(),
        other_avatar_count: 8,
        ..PhotoCatalog::default()
    }
}

pub(crate) fn voice_catalog() -> VoiceCatalog {
    let rows = [
        ("Rachel", "English", Gender::Female, true, Some(true)),
        ("Lena", "German", Gender::Female, true, Some(false)),
        ("Priya", "Hindi", Gender::Female, false, None),
        ("Mark", "English", Gender::Male, true, Some(true)),
        ("美咲", "Japanese", Gender::Female, true, Some(true)),
    ];
    let voice = |(index, row): (usize, &(&str, &str, Gender, bool, Option<bool>))| Voice {
        id: VoiceId::new(format!("voice{index}")),
        name: row.0.to_owned(),
        language: row.1.to_owned(),
        gender: row.2,
        sample_url: row.3.then(|| format!("http://127.0.0.1/{index}.wav")),
        supports_pauses: row.4,
        supports_emotions: row.4,
        supports_locales: None,
    };
    VoiceCatalog { voices: rows.iter().enumerate().map(voice).collect(), unreadable_count: 0 }
}

/// A render of the queue in this stage, asked for `minutes` ago.
pub(crate) fn render(id: i64, title: &str, stage: RenderStage, minutes: i64) -> Render {
    let asked = fixed_now() - SignedDuration::from_mins(minutes);
    let done = stage == RenderStage::Completed;
    Render {
        id: RenderId(id),
        title: title.to_owned(),
        project_path: None,
        scene_count: 2,
        estimated_seconds: 48.0,
        estimated_cost: Money::new(16.0, Unit::PremiumCredit),
        rounding: cuecard::domain::Rounding::Exact,
        requested_at: asked,
        sent_at: None,
        ended_at: stage.is_terminal().then_some(fixed_now()),
        stage,
        service_status: None,
        video_id: Some(VideoId::new(format!("video{id}"))),
        video_url: done.then(|| "https://files.example/video.mp4?Expires=1".to_owned()),
        video_path: done.then(|| "/videos/launch-teaser.mp4".into()),
        actual_seconds: done.then_some(31.2),
        note: (stage == RenderStage::Failed).then(|| {
            "Credits ran out while rendering. Top up the account or shorten the script, then render again."
                .to_owned()
        }),
        failure_reason: FailureReason::find(Some("insufficient_credit"), "")
            .filter(|_| stage == RenderStage::Failed),
        queue_entry: cuecard::domain::QueueEntry::default(),
        lineage: cuecard::domain::RenderLineage::default(),
        subtitles: cuecard::domain::Subtitles::default(),
        dialect: Some(cuecard::domain::Dialect::Scenes),
        has_idempotency_key: false,
        read_sequence: cuecard::domain::ReadSequence::default(),
        is_unrecorded: false,
    }
}
