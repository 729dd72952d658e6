//! The measured length of a video: the service speaks its scenes when the user asks.

use super::{NewRender, ProjectRequest, Remote, SpeechMeasurement, Studio};
use crate::domain::{Error, Money, Project, VideoSpec};

impl Studio {
    /// Has the service speak a video, unless it was measured or is being measured.
    pub fn measure_speech(&mut self, spec: Box<VideoSpec>) {
        if self.measured_scene_seconds(&spec).is_some_and(|scenes| scenes.error().is_none()) {
            return;
        }
        self.speech_measurement =
            Some(SpeechMeasurement { spec: spec.clone(), scene_seconds: Remote::Loading(self.now) });
        self.request(ProjectRequest::MeasureSpeech(spec));
    }

    /// The measured seconds of this very video's scenes; `None` where nobody asked.
    pub fn measured_scene_seconds(&self, spec: &VideoSpec) -> Option<&Remote<Vec<f64>>> {
        self.speech_measurement
            .as_ref()
            .filter(|measured| *measured.spec == *spec)
            .map(|measured| &measured.scene_seconds)
    }

    /// What a video costs whose scenes last so many seconds.
    pub fn cost_of_scenes(&self, render: &NewRender, scene_seconds: &[f64]) -> Money {
        let project = Project::from(&render.spec);
        self.scene_rates_of(&project, render.shown_dialect).cost(&project, scene_seconds)
    }

    pub(super) fn handle_speech_measured(&mut self, spec: &VideoSpec, result: Result<Vec<f64>, Error>) {
        // Another video may be measured by now.
        if let Some(measured) = self.speech_measurement.as_mut().filter(|measured| *measured.spec == *spec) {
            measured.scene_seconds = result.into();
        }
    }
}
