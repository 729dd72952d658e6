//! The options of a sandbox, and how long the service works.

use std::path::PathBuf;

use crate::sandbox::faults::InjectedFault;
use crate::sandbox::policy::ServicePolicy;

/// Seconds that the training of a group takes.
pub(super) const TRAINING_SECONDS: f64 = 1200.0;
/// Seconds of the shortest and the longest render.
pub(super) const RENDER_SECONDS: (f64, f64) = (400.0, 800.0);
/// Seconds that the generation of looks takes.
pub(super) const LOOK_GENERATION_SECONDS: f64 = 60.0;
/// Seconds until a new look is listed.
pub(super) const LOOK_SECONDS: f64 = 20.0;

/// The options of a sandbox. The default works at the service's own pace, on a free port, and keeps nothing.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "independent switches, each named where it is set")]
pub struct Options {
    /// The port on 127.0.0.1; 0 picks a free one.
    pub port: u16,
    /// A second port, which plays the upload host; 0 picks a free one. Without it one port plays both hosts.
    pub upload_port: Option<u16>,
    /// How many times faster than the service it works. At 1 a video takes 7 to 13 minutes, a training 20 minutes and
    /// a generation of looks 1 minute. At 0 time stands still until the clock is advanced.
    pub speed: f64,
    /// The world file, which is resumed from. A folder beside it holds uploads and videos.
    pub world: Option<PathBuf>,
    /// Faults that are active from the start.
    pub faults: Vec<InjectedFault>,
    /// The policy at the start.
    pub policy: ServicePolicy,
    /// Whether `GET /v2/user/remaining_quota` exists.
    pub quota: bool,
    /// Whether `GET /v1/video.list` exists.
    pub video_list: bool,
    /// Whether calls without an API key are refused.
    pub require_key: bool,
    /// The one valid API key; without it every API key is valid.
    pub key: Option<String>,
    /// Adds photos and voices whose names attack a terminal.
    pub hostile: bool,
    /// The opening balance in the unit of the billing: credits or US dollars.
    pub credits: u32,
    /// Seeds ids and working times, so that they repeat.
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
    /// The options of the embedded sandbox: a video takes 20 to 40 seconds, a training 60.
    pub fn studio() -> Self {
        Self { speed: 20.0, ..Self::default() }
    }
}
