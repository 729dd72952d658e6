//! What every endpoint shares: the world, the clock, the faults, and the links it signs.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;

use super::billing::Purse;
use super::books::Account;
use super::clock::{self, Clock, Moment};
use super::faults::{FaultKind, Faults};
use super::files::Files;
use super::ledger::{Ledger, Paid, Tally};
use super::options::Options;
use super::policy::{Keys, Terms};
use super::reply::Refusal;
use super::rng::{self, Dice};
use super::voices::{self, Voice};
use super::webhooks::outbox::Outbox;
use super::world::{Span, World};

const LINK_LASTS: i64 = 7 * 24 * 3600;

/// One account of the stand-in service.
#[derive(Debug)]
pub(super) struct Service {
    pub(super) options: Options,
    pub(super) clock: Arc<Clock>,
    pub(super) files: Files,
    pub(super) faults: Faults,
    pub(super) tally: Mutex<Tally>,
    /// Held while a video is made: one at a time, and each once.
    pub(super) studio: tokio::sync::Mutex<()>,
    pub(super) set_aside: Option<PathBuf>,
    /// The videos to be announced, and the webhook deliveries that are due.
    pub(super) outbox: Outbox,
    world: Mutex<World>,
    terms: Mutex<Terms>,
    dice: Mutex<Dice>,
    voices: OnceLock<Vec<Voice>>,
    base: String,
}

impl Service {
    pub(super) fn open(options: Options, base: String) -> anyhow::Result<Self> {
        let (files, world, set_aside) = Files::open(options.world.as_deref())?;
        let clock = Clock::new(options.speed);
        clock.advance(Duration::from_millis(u64::try_from(world.skipped()).unwrap_or(0)));
        let seed =
            options.seed.unwrap_or_else(|| rng::hash(format!("{base} {}", clock::real_time()).as_bytes()));
        // A resumed world must not be given the ids it has already.
        let seed = rng::hash(format!("{seed} {}", world.made()).as_bytes());
        Ok(Self {
            clock: Arc::new(clock),
            files,
            faults: Faults::new(options.faults.clone()),
            tally: Mutex::default(),
            studio: tokio::sync::Mutex::default(),
            set_aside,
            outbox: Outbox::of(&world),
            world: Mutex::new(world),
            terms: Mutex::new(options.terms),
            dice: Mutex::new(Dice::new(seed)),
            voices: OnceLock::new(),
            base,
            options,
        })
    }

    /// `http://127.0.0.1:PORT`
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    pub(super) fn now(&self) -> Moment {
        self.clock.now()
    }

    pub(super) fn is_hostile(&self) -> bool {
        self.options.hostile
    }

    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the world and writes it down before anyone is told. What cannot be written down is taken back.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> Result<T, Refusal> {
        let mut world = self.world();
        let changed = change(&mut world);
        self.files.save(&mut world).map_err(|fault| {
            Refusal::v2(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal_error",
                &format!("The world was not kept: {fault:#}"),
            )
        })?;
        Ok(changed)
    }

    pub(super) fn new_id(&self) -> String {
        self.dice.lock().unwrap_or_else(PoisonError::into_inner).id()
    }

    /// Work that begins now and takes the service `seconds`.
    pub(super) fn work(&self, seconds: f64) -> Span {
        let from = self.now();
        Span { from, to: self.clock.after(from, seconds) }
    }

    pub(super) fn voices(&self) -> &[Voice] {
        self.voices.get_or_init(|| voices::voices(self.options.hostile))
    }

    /// The account now: balance and what it could not pay.
    pub(super) fn account(&self, world: &World) -> Account {
        world.account(self.now(), self.purse())
    }

    pub(super) fn purse(&self) -> Purse {
        Purse::new(self.terms().billing, self.options.credits)
    }

    pub(super) fn terms(&self) -> Terms {
        *self.terms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_terms(&self, terms: Terms) {
        *self.terms.lock().unwrap_or_else(PoisonError::into_inner) = terms;
    }

    /// Whether one of `kinds` waits for this call, method and path; it has then happened.
    pub(super) fn fault(&self, call: &str, kinds: &[FaultKind]) -> Option<FaultKind> {
        self.faults.take(call, kinds)
    }

    /// A link to a medium that is good for seven days.
    pub(super) fn signed(&self, path: &str) -> String {
        let expires = clock::unix(self.now()) + LINK_LASTS;
        let signature = signature(path, expires);
        format!("{}{path}?Expires={expires}&Signature={signature}&Key-Pair-Id=SANDBOX", self.base)
    }

    /// A link to the picture of a look: its key stands in it, unless the terms hide keys.
    pub(super) fn shown(&self, look: &str, image_key: &str) -> String {
        match self.terms().keys {
            Keys::Loose | Keys::Strict | Keys::Id => self.signed(&format!("/media/{image_key}")),
            Keys::Hidden => {
                let name = Dice::of(&format!("processed {image_key}")).id();
                self.signed(&format!("/media/talking_photo/{look}/{name}.WEBP"))
            }
        }
    }

    /// Whether a link that carries a signature is still good.
    pub(super) fn admits(&self, path: &str, expires: &str, given: &str) -> bool {
        let Ok(expires) = expires.parse::<i64>() else { return false };
        given == signature(path, expires) && clock::unix(self.now()) < expires
    }

    pub(super) fn count(&self, call: &str, accepted: bool) {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).count(call, accepted);
    }

    pub(super) fn ledger(&self) -> Ledger {
        let requests = self.tally.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (now, world) = (self.now(), self.world());
        let account = self.account(&world);
        let paid = world.videos.iter().map(|video| Paid::of(video, now, &account)).collect();
        let credits = self.purse().amount(account.units);
        Ledger { requests, paid, credits }
    }
}

/// Links outlive the sandbox that gave them, so the secret is no secret.
fn signature(path: &str, expires: i64) -> String {
    Dice::of(&format!("cuecard sandbox {path} {expires}")).id()
}
