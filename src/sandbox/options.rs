//! How a sandbox is set up.

use std::path::PathBuf;

use crate::sandbox::faults::InjectedFault;
use crate::sandbox::policy::ServicePolicy;

/// What the service takes for a talking photo's training, in seconds.
pub(super) const TRAINING_SECONDS: f64 = 1200.0;
/// The shortest and the longest render, in seconds.
pub(super) const RENDER_SECONDS: (f64, f64) = (400.0, 800.0);
/// What the generation of looks takes, in seconds.
pub(super) const LOOK_GENERATION_SECONDS: f64 = 60.0;
/// What a new look takes until it can be listed, in seconds.
pub(super) const LOOK_SECONDS: f64 = 20.0;

/// How a sandbox is set up. The default is the service's own pace, on a free port, remembering nothing.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "independent switches, each named where it is set")]
pub struct Options {
    /// The port on 127.0.0.1; 0 picks a free one.
    pub port: u16,
    /// A second port, for the role of the upload host; 0 picks a free one. The first is the API host alone then;
    /// without it one port has both roles.
    pub upload_port: Option<u16>,
    /// How much faster than the service it works: at 1 a video takes 7 to 13 minutes, a training 20 and a
    /// generation 1. At 0 nothing moves by itself until the clock is advanced.
    pub speed: f64,
    /// The file where the world is kept and resumed from; a folder beside it has the uploads and videos.
    pub world: Option<PathBuf>,
    /// What goes wrong from the start.
    pub faults: Vec<InjectedFault>,
    /// What the service grants from the start.
    pub policy: ServicePolicy,
    /// Whether `GET /v2/user/remaining_quota` exists.
    pub quota: bool,
    /// Whether `GET /v1/video.list` exists.
    pub video_list: bool,
    /// Whether calls without an `X-VideoApi-Key` are refused.
    pub require_key: bool,
    /// The one key that is good; without it any key is.
    pub key: Option<String>,
    /// Adds photos and voices whose names attack a terminal.
    pub hostile: bool,
    /// What a new account has: premium credits, API credits or US dollars, as its billing is.
    pub credits: u32,
    /// Makes ids and working times repeatable.
    pub seed: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            upload_port: None,
            speed: 1.0,
            world: None,
            faults: Vec::new(),
            policy: ServicePolicy::default(),
            quota: true,
            video_list: true,
            require_key: true,
            key: None,
            hostile: false,
            credits: 412,
            seed: None,
        }
    }
}

impl Options {
    /// The pace of a demonstration: a video takes 20 to 40 seconds, a training 60.
    pub fn studio() -> Self {
        Self { speed: 20.0, ..Self::default() }
    }
}
