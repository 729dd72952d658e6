//! The state of the work: replies in, effects out; nothing here waits, reads or draws.

mod account;
mod change;
mod delivery;
mod details;
mod edit;
mod effect;
mod history;
mod polling;
mod reconfirm;

mod looks;
mod measure;
mod names;
mod picture;
mod queue;
mod remote;
mod render_list;
mod schedule;
mod send_queue;
mod siblings;
mod spend_history;
mod status_line;
mod voice;
mod work;

use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::{
    Balance, Caps, Cast, Dialect, Fault, History, KeyChoice, Loss, PhotoId, Rate, Several, Stage, Sums,
    Sunset, UnknownSetting, VoiceId, Voices,
};

pub use account::Account;
pub use change::{Change, Spot};
pub use delivery::LinkWish;
pub use details::Looked;
pub use edit::Edit;
pub use effect::{
    Effect, Misfit, Move, Notice, Opened, Order, Reply, Request, RequestId, Saved, Settled, Target, Timer,
    UnknownPicture, UnsavedWork, UntrainedPhoto,
};
pub use history::Stroke;
pub use looks::Making;
pub use measure::Measured;
pub use picture::{Dot, Fit, Picture, Pictures};
pub use queue::{Pace, Queue};
pub use remote::Loading;
pub use render_list::Rows;
pub use siblings::Distinction;
pub use status_line::{About, Ends, Hint, News, Tone};
pub use work::Work;

/// All that the panes show and change.
#[derive(Debug)]
pub struct Studio {
    pub account: Account,
    pub work: Work,
    pub cast: Loading<Cast>,
    pub voices: Loading<Voices>,
    /// `None` inside: the service does not tell.
    pub balance: Loading<Option<Balance>>,
    pub queue: Queue,
    pub pictures: Pictures,
    /// The voice whose sample plays.
    pub listening: Option<VoiceId>,
    pub news: Option<News>,
    /// Warnings and errors that came before it and that nobody could read yet, the oldest first.
    pub unread_news: Vec<News>,
    /// Counts what was told.
    told: u64,
    /// The message that the timer which is out will end.
    news_timer: Option<u64>,
    pub rate: Rate,
    /// Whether the rate follows the unit of the balance, because the user set none.
    pub rate_follows: bool,
    /// The dialect of the API that videos are sent in.
    pub dialect: Dialect,
    /// When its generation of the API ends, where the service said so.
    pub sunset: Option<Sunset>,
    /// The dialect of an account that was not heard yet.
    pub assumed: Dialect,
    /// How several scenes are sent where the dialect holds but one.
    pub several: Several,
    /// A render whose picture keys were all refused; the user decides how to continue.
    pub unknown_picture: Option<UnknownPicture>,
    /// A new photo that waits for the user to agree to its training.
    pub untrained: Option<UntrainedPhoto>,
    /// A video that waits for the user to see what it loses and costs in the form that is spoken by now.
    pub unseen: Option<Order>,
    /// A video that waits for the user to say in which other form it is to be sent.
    pub misfit: Option<Misfit>,
    /// What may be spent at most.
    pub caps: Caps,
    /// Keys of the settings file that do nothing; a misspelled cap among them stops what is sent.
    pub unknown: Vec<UnknownSetting>,
    /// Earlier renders, as the ledger knows them.
    pub past: History,
    /// Why they could not be read the last time.
    pub past_fault: Option<Fault>,
    /// What they cost together.
    pub sums: Sums,
    /// Where the user is in time: what a day is.
    pub zone: TimeZone,
    /// Where relative paths begin; told beside them.
    pub folder: PathBuf,
    /// What a `~` stands for.
    pub home: Option<PathBuf>,
    /// Whether finished videos are brought here by themselves.
    pub download: bool,
    /// The request of the open video, as it would be sent.
    pub preview: Option<String>,
    /// The video whose length was asked for last.
    pub measured: Option<Measured>,
    /// The render whose details are looked at.
    pub looked: Option<Looked>,
    /// Project files near, as they were found last.
    pub projects: Vec<PathBuf>,
    /// Work that no file has, as it was found with them.
    pub unsaved_work: Vec<UnsavedWork>,
    /// The folder in which such work is kept.
    pub drafts: PathBuf,
    /// How often the service is asked once more now, since there is no connection.
    pub retries: usize,
    /// New looks that are on their way.
    pub making: Vec<Making>,
    /// Pictures that are being read, before anything is sent of them.
    pub reading_pictures: Option<RequestId>,
    /// Why they could not be read.
    pub unread: Option<Fault>,
    /// What was written of looks that were not asked for yet.
    pub prompt: String,
    /// The looks that came last.
    pub newest: Vec<PhotoId>,
    /// Grows with each list of photos or voices that arrives.
    pub lists: u64,
    known: names::KnownNames,
    /// The project that is opened once the draft of this request is written.
    opening: Option<(RequestId, Option<PathBuf>)>,
    reading: spend_history::Reading,
    now: Timestamp,
    requests: u64,
    /// Replies to requests before this one belong to another account.
    epoch: u64,
    ticking: bool,
}

impl Studio {
    pub fn new(account: Account) -> Self {
        Self {
            account,
            work: Work::default(),
            cast: Loading::Idle,
            voices: Loading::Idle,
            balance: Loading::Idle,
            queue: Queue::default(),
            pictures: Pictures::default(),
            listening: None,
            news: None,
            unread_news: Vec::new(),
            told: 0,
            news_timer: None,
            rate: Rate::default(),
            rate_follows: true,
            dialect: Dialect::Scenes,
            sunset: None,
            assumed: Dialect::Scenes,
            several: Several::Joined,
            unknown_picture: None,
            untrained: None,
            unseen: None,
            misfit: None,
            caps: Caps::default(),
            unknown: Vec::new(),
            past: History::default(),
            past_fault: None,
            sums: Sums::default(),
            zone: TimeZone::UTC,
            folder: PathBuf::new(),
            home: None,
            download: true,
            preview: None,
            measured: None,
            looked: None,
            projects: Vec::new(),
            unsaved_work: Vec::new(),
            drafts: PathBuf::new(),
            retries: 0,
            making: Vec::new(),
            reading_pictures: None,
            unread: None,
            prompt: String::new(),
            newest: Vec::new(),
            lists: 0,
            known: names::KnownNames::default(),
            opening: None,
            reading: spend_history::Reading::default(),
            now: Timestamp::UNIX_EPOCH,
            requests: 0,
            epoch: 0,
            ticking: false,
        }
    }

    /// The first effects: everything that the panes want, and the project that was named.
    pub fn start(&mut self, now: Timestamp, project: Option<PathBuf>) -> Vec<Effect> {
        self.now = now;
        // What was told before there was a clock is read from now on.
        self.unread_news.iter_mut().chain(&mut self.news).for_each(|news| news.since = now);
        let mut effects = vec![self.request(Request::Open(project))];
        effects.extend(self.load_account());
        effects
    }

    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Sets the time; everything that is told or compared after it happens then.
    pub fn at(&mut self, now: Timestamp) {
        self.now = now;
    }

    /// A path as it was typed, with the user's home in place of its `~`.
    pub fn at_home(&self, typed: PathBuf) -> PathBuf {
        match (typed.strip_prefix("~"), &self.home) {
            (Ok(rest), Some(home)) => home.join(rest),
            _ => typed,
        }
    }

    /// Asks for a request to be done.
    pub fn request(&mut self, request: Request) -> Effect {
        self.requests += 1;
        Effect::Request(RequestId(self.requests), request)
    }

    /// Asks for a photo's picture in this size, unless it is here or another is on its way.
    pub fn want_picture(&mut self, photo: &PhotoId, fit: Fit) -> Vec<Effect> {
        if self.pictures.fetching.is_some()
            || fit.0 == 0
            || fit.1 == 0
            || self.pictures.get(photo, fit).is_some()
        {
            return Vec::new();
        }
        let Some(url) = self.photo(photo).and_then(|photo| photo.picture.clone()) else { return Vec::new() };
        self.pictures.fetching = Some((photo.clone(), fit));
        vec![self.request(Request::Picture { photo: photo.clone(), url, columns: fit.0, rows: fit.1 })]
    }

    /// What of the video the dialect does not carry.
    pub fn losses(&self) -> Vec<Loss> {
        self.dialect.losses(&self.work.project, self.several)
    }

    /// Whether something on the screen shows time that passes.
    pub fn is_moving(&self) -> bool {
        self.queue.is_moving() || !self.making.is_empty()
    }

    fn tick(&mut self) -> Vec<Effect> {
        if !self.is_moving() || std::mem::replace(&mut self.ticking, true) {
            return Vec::new();
        }
        vec![Effect::Wake(Duration::from_secs(1), Timer::Tick)]
    }

    pub fn timer(&mut self, now: Timestamp, timer: Timer) -> Vec<Effect> {
        self.at(now);
        match timer {
            Timer::Tick => {
                self.ticking = false;
                let mut effects = self.wake();
                effects.extend(self.tick());
                effects
            }
            Timer::Poll => self.poll(),
            Timer::Autosave => self.autosave(),
            Timer::News(number) => {
                self.news_due(number);
                Vec::new()
            }
            // The app's own.
            Timer::Dialog(_) => Vec::new(),
        }
    }

    /// Takes an answer of the world.
    pub fn reply(&mut self, now: Timestamp, id: RequestId, reply: Reply) -> Vec<Effect> {
        self.at(now);
        // A reply to no request belongs to no account either.
        if id != RequestId::NONE && id.0 <= self.epoch {
            return Vec::new();
        }
        self.submitted(id, &reply);
        match reply {
            Reply::Cast(result) => self.cast_read(result),
            Reply::Voices(result) => {
                self.voices = result.into();
                self.lists += 1;
            }
            Reply::Balance(result) => self.balance_read(result),
            Reply::Renders(result) => {
                let again = self.queue.ledger.ready().is_some();
                let mut effects = self.renders(result);
                effects.extend(self.tick());
                // What others sent was spent too.
                if again {
                    effects.extend(self.read_past());
                }
                return effects;
            }
            Reply::Picture(photo, result) => {
                if let Some((_, fit)) = self.pictures.fetching.take() {
                    self.pictures.keep(photo, fit, result.ok());
                }
            }
            Reply::Listening(voice) => self.listening = Some(voice),
            Reply::Listened(voice, result) => self.listened(&voice, result),
            Reply::Opened(found) => return self.opened(found),
            Reply::Projects(projects) => self.projects = projects,
            Reply::UnsavedWork(found) => self.unsaved_work = found,
            Reply::Saved(path, outcome) => return self.saved(path, outcome),
            Reply::Autosaved(result) => return self.autosaved(id, result),
            Reply::Looked(..) => {}
            Reply::Details(render, read) => self.details_read(render, read),
            Reply::History(read) => return self.past_read(read),
            Reply::Render(render) => {
                let mut effects = self.render_changed(&render);
                // What was spent, and how long it took, is told from the ledger.
                if render.stage != Stage::Sending && !render.stage.is_running() {
                    effects.extend(self.read_past());
                }
                return effects;
            }
            Reply::NotSent(render, fault) => return self.not_sent(render, &fault),
            Reply::Forgotten(render, seen) => self.queue.renders.remove(render, seen),
            Reply::Settled(outcome) => return self.settled(&outcome),
            Reply::Stirred => return self.stirred(),
            Reply::Watched(turn) => return self.watched(turn),
            Reply::Speaks(dialect, notice) => return self.speaks(dialect, notice),
            Reply::Sunset(sunset) => self.sunset = sunset,
            Reply::PictureKey(unknown) => self.picture_unknown(*unknown),
            Reply::NotAsShown(order, spoken) => return self.not_as_shown(*order, spoken),
            Reply::Misfit(misfit) => self.misfit = Some(*misfit),
            Reply::NotSubmitted(fault) => self.tell(Tone::Bad, format!("Not sent. {fault}")),
            Reply::NotAsked(render, fault) => return self.not_asked(render, fault),
            Reply::Delivery(render, delivery) => {
                self.queue.deliveries.insert(render, delivery);
            }
            Reply::NotDelivered(render, fault) => return self.not_delivered(render, &fault),
            Reply::Shown(target, Ok(())) => {
                let opened = News::new(Tone::Good, format!("Opened {}", target.text()));
                self.announce(opened.ends(Ends::Time));
            }
            Reply::Shown(target, Err(fault)) => return self.not_shown(&target, &fault),
            Reply::Preview(text) => self.preview = Some(text),
            Reply::Measured(spec, result) => self.video_measured(&spec, result),
            Reply::PictureNotes(path, notes) => self.picture_noted(id, &path, &notes),
            Reply::Retrying(count) => self.retrying(count),
            Reply::LooksAt(at) => return self.looks_at(id, at),
            Reply::Trained(photo, result) => return self.trained(id, &photo, result),
            Reply::LooksOrdered(result) => return self.looks_ordered(id, result),
            Reply::NewLooks(result) => return self.new_looks(id, result),
            Reply::TrainingNeeded(photo) => self.training_needed(id, *photo),
            Reply::LooksEnd => self.looks_end(id),
            Reply::Connected(result) => return self.connected(result),
            Reply::NotDone(render, fault) => return self.not_done(render, &fault),
            Reply::UnknownKeys(keys) => self.unknown_keys(&keys),
            Reply::Broken(fault) => self.tell(Tone::Bad, fault.to_string()),
        }
        Vec::new()
    }

    /// A dialog opens only where the user has a choice.
    fn picture_unknown(&mut self, unknown: UnknownPicture) {
        if unknown.awaits_upload || unknown.choice != KeyChoice::Auto {
            self.unknown_picture = Some(unknown);
        } else {
            self.tell(Tone::Bad, format!("Not sent. {}", unknown.fault));
        }
    }
}
