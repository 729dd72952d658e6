//! The state that all endpoints share: world, clock, policy, faults, signed links.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;

use crate::sandbox::catalog::sibling_voices;
use crate::sandbox::catalog::voices::{self, SandboxVoice};
use crate::sandbox::faults::{InjectedFaultKind, InjectedFaults};
use crate::sandbox::http::ErrorReply;
use crate::sandbox::options::Options;
use crate::sandbox::policy::{PictureKeys, ServicePolicy};
use crate::sandbox::rng::{self, Rng};
use crate::sandbox::world::billing::amount;
use crate::sandbox::world::files::WorldFiles;
use crate::sandbox::world::report::{CallTally, PaidSubmission, SandboxReport};
use crate::sandbox::world::{
    AccountBilling, Clock, Moment, SandboxAccount, StoredLook, WorkSpan, World, clock,
};

const LINK_SECONDS: i64 = 7 * 24 * 3600;

/// The service, as an argument of a handler.
pub(super) type SharedService = State<Arc<Service>>;

/// The service, with its one account.
#[derive(Debug)]
pub(super) struct Service {
    pub(super) options: Options,
    pub(super) clock: Arc<Clock>,
    pub(super) files: WorldFiles,
    pub(super) faults: InjectedFaults,
    pub(super) tally: Mutex<CallTally>,
    /// Held while a video is encoded: one at a time, and each once.
    pub(super) encoder: tokio::sync::Mutex<()>,
    pub(super) damaged_world: Option<PathBuf>,
    world: Mutex<World>,
    policy: Mutex<ServicePolicy>,
    rng: Mutex<Rng>,
    voices: OnceLock<Vec<SandboxVoice>>,
    base: String,
}

impl Service {
    pub(super) fn open(options: Options, base: String) -> anyhow::Result<Self> {
        let (files, world, damaged_world) = WorldFiles::open(options.world.as_deref())?;
        let clock = Clock::new(options.speed);
        clock.advance(Duration::from_millis(u64::try_from(world.skipped()).unwrap_or(0)));
        let seed =
            options.seed.unwrap_or_else(|| rng::hash(format!("{base} {}", clock::real_time()).as_bytes()));
        // A resumed world must not generate its existing ids again.
        let seed = rng::hash(format!("{seed} {}", world.made()).as_bytes());
        Ok(Self {
            clock: Arc::new(clock),
            files,
            faults: InjectedFaults::new(options.faults.clone()),
            tally: Mutex::default(),
            encoder: tokio::sync::Mutex::default(),
            damaged_world,
            world: Mutex::new(world),
            policy: Mutex::new(options.policy),
            rng: Mutex::new(Rng::new(seed)),
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

    /// Changes the world and stores the change before returning. A change that cannot be stored is rolled back.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> Result<T, ErrorReply> {
        let mut world = self.world();
        let changed = change(&mut world);
        self.files.save(&mut world).map_err(|error| {
            ErrorReply::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal_error",
                &format!("The world could not be stored: {error:#}"),
            )
        })?;
        Ok(changed)
    }

    pub(super) fn new_id(&self) -> String {
        self.rng.lock().unwrap_or_else(PoisonError::into_inner).id()
    }

    /// Work that begins now and lasts `seconds` at the service's own pace.
    pub(super) fn work_span(&self, seconds: f64) -> WorkSpan {
        let from = self.now();
        WorkSpan { from, to: self.clock.after(from, seconds) }
    }

    /// All voices: first those of v2.
    pub(super) fn voices(&self) -> &[SandboxVoice] {
        self.voices.get_or_init(|| [voices::voices(self.options.hostile), sibling_voices::voices()].concat())
    }

    /// The voice with this id.
    pub(super) fn voice(&self, id: &str) -> Option<&SandboxVoice> {
        self.voices().iter().find(|voice| voice.id == id)
    }

    /// The account now: its balance, and the videos that it could not pay.
    pub(super) fn account(&self, world: &World) -> SandboxAccount {
        self.billing().account(world.videos.iter(), world.purchases.iter(), self.now())
    }

    /// An error if the balance does not cover this cost and that of unfinished work.
    pub(super) fn check_balance(&self, world: &World, cost: i64) -> Result<(), ErrorReply> {
        let (billing, account) = (self.billing(), self.account(world));
        if account.micros - account.committed - cost >= billing.min_balance {
            return Ok(());
        }
        let text = "Insufficient credit. Add credits or funds to your account.";
        Err(ErrorReply::new(StatusCode::PAYMENT_REQUIRED, "insufficient_credit", text))
    }

    pub(super) fn billing(&self) -> AccountBilling {
        AccountBilling::new(self.policy().billing, self.options.credits)
    }

    pub(super) fn policy(&self) -> ServicePolicy {
        *self.policy.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_policy(&self, policy: ServicePolicy) {
        *self.policy.lock().unwrap_or_else(PoisonError::into_inner) = policy;
    }

    /// Takes a fault of this kind that matches the call (method and path); false if none is active.
    pub(super) fn take_fault(&self, call: &str, kind: InjectedFaultKind) -> bool {
        self.faults.take(call, |active| (active == kind).then_some(())).is_some()
    }

    /// A signed link to a media file, valid for seven days.
    pub(super) fn signed_url(&self, path: &str) -> String {
        let expires = clock::unix(self.now()) + LINK_SECONDS;
        let signature = signature(path, expires);
        format!("{}{path}?Expires={expires}&Signature={signature}&Key-Pair-Id=SANDBOX", self.base)
    }

    /// A signed link to the picture of a look. It contains the picture key, unless the policy hides picture keys.
    pub(super) fn picture_url(&self, look: &StoredLook) -> String {
        if self.policy().picture_keys != PictureKeys::Hidden {
            return self.signed_url(&format!("/media/{}", look.image_key));
        }
        let name = Rng::seeded_by(&format!("processed {}", look.image_key)).id();
        self.signed_url(&format!("/media/talking_photo/{}/{name}.WEBP", look.id))
    }

    /// Whether the signature of a link is right and has not expired.
    pub(super) fn is_valid_link(&self, path: &str, expires: &str, given: &str) -> bool {
        let Ok(expires) = expires.parse::<i64>() else { return false };
        given == signature(path, expires) && clock::unix(self.now()) < expires
    }

    pub(super) fn count(&self, call: &str, accepted: bool) {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner).count(call, accepted);
    }

    pub(super) fn report(&self) -> SandboxReport {
        let requests = self.tally.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (now, world) = (self.now(), self.world());
        let account = self.account(&world);
        let billing = self.billing();
        let price = |video| amount(billing.cost(video));
        let paid =
            world.videos.iter().map(|video| PaidSubmission::of(video, now, &account, price(video))).collect();
        let credits = amount(account.micros);
        SandboxReport { requests, paid, credits }
    }
}

/// The secret is fixed, so that links outlive the sandbox that signed them.
fn signature(path: &str, expires: i64) -> String {
    Rng::seeded_by(&format!("cuecard sandbox {path} {expires}")).id()
}
