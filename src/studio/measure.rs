//! How long the open video really lasts, as the service said it when the user asked.

use super::{Effect, Loading, Request, Studio};
use crate::domain::{Fault, Money, VideoSpec};

/// A video that was measured, or is being.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    spec: Box<VideoSpec>,
    /// Seconds of each scene.
    scenes: Loading<Vec<f64>>,
}

impl Studio {
    /// Has the service speak a video, unless it does so already.
    pub fn measure(&mut self, spec: Box<VideoSpec>) -> Vec<Effect> {
        if self.measured(&spec).is_some_and(|scenes| scenes.fault().is_none()) {
            return Vec::new();
        }
        self.measured = Some(Measured { spec: spec.clone(), scenes: Loading::Waiting(self.now) });
        vec![self.request(Request::Measure(spec))]
    }

    /// What is known of the length of this very video's scenes; `None` where nobody asked.
    pub fn measured(&self, spec: &VideoSpec) -> Option<&Loading<Vec<f64>>> {
        self.measured.as_ref().filter(|measured| *measured.spec == *spec).map(|measured| &measured.scenes)
    }

    /// What so many seconds cost in one render.
    pub fn price(&self, seconds: f64) -> Money {
        self.prices().cost(seconds)
    }

    pub(super) fn video_measured(&mut self, spec: &VideoSpec, result: Result<Vec<f64>, Fault>) {
        // Another video may be measured by now.
        if let Some(measured) = self.measured.as_mut().filter(|measured| *measured.spec == *spec) {
            measured.scenes = result.into();
        }
    }
}
