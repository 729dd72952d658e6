//! Estimates of the open project and of a video, also as corrected by earlier renders.

use super::Studio;
use crate::domain::{Dialect, Estimate, Money, Project, Rate, SceneRates, VideoSpec, estimate_submission};

/// An estimate that is corrected by earlier renders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CalibratedEstimate {
    pub seconds: f64,
    pub cost: Money,
    /// Earlier renders that it is derived from.
    pub sample_count: usize,
    /// Voices that speak in the video.
    pub voice_count: usize,
}

impl Studio {
    /// What the open video will last and cost as it is sent.
    pub fn estimate(&self) -> Estimate {
        self.estimate_in_dialect(self.account.dialect, &self.project_state.project)
    }

    /// What a video will last and cost in this dialect.
    pub fn estimate_in_dialect(&self, dialect: Dialect, project: &Project) -> Estimate {
        let paces = self.paces_of(project, dialect);
        let rates = self.scene_rates_of(project, dialect);
        estimate_submission(project, &rates, dialect, self.settings.multi_scene_mode, &paces)
    }

    /// The rates of the scenes of the open project.
    pub fn scene_rates(&self) -> SceneRates {
        self.scene_rates_of(&self.project_state.project, self.account.dialect)
    }

    /// The rates of the scenes of a project, in its shape and in this dialect.
    pub fn scene_rates_of(&self, project: &Project, dialect: Dialect) -> SceneRates {
        let rates = (self.rate, &self.look_rates);
        SceneRates::new(project, rates, dialect, self, self.today(self.now))
    }

    /// The rate of a whole video in this dialect: that of its looks, or their average.
    pub fn average_rate(&self, project: &Project, dialect: Dialect) -> Rate {
        let paces = self.paces_of(project, dialect);
        self.scene_rates_of(project, dialect).estimated_average(project, &paces)
    }

    /// The estimate of a video, each scene corrected by how fast its voice spoke in earlier renders; `None` if a voice has
    /// no calibration.
    pub fn calibrated_estimate(&self, dialect: Dialect, spec: &VideoSpec) -> Option<CalibratedEstimate> {
        let project = Project::from(spec);
        let paces = self.paces_of(&project, dialect);
        let sends_speakers = dialect.sends_speakers(self.settings.multi_scene_mode);
        let (mut scene_seconds, mut used) = (Vec::new(), Vec::new());
        for scene in &spec.scenes {
            let pace = paces.of(scene);
            if let Some(known) = pace.known_seconds() {
                scene_seconds.push(known);
                continue;
            }
            let speaker = spec.sent_speaker(scene, sends_speakers);
            let own = speaker.voice?;
            let calibration = self.spend.history.calibration(own)?;
            scene_seconds.push(scene.length(pace).total_seconds() * calibration.ratio);
            if !used.iter().any(|(voice, _)| *voice == own) {
                used.push((own, calibration.sample_count));
            }
        }
        if used.is_empty() {
            return None;
        }
        let cost = self.scene_rates_of(&project, dialect).cost(&project, &scene_seconds);
        let seconds = scene_seconds.iter().sum();
        let sample_count = used.iter().map(|(_, count)| count).sum();
        Some(CalibratedEstimate { seconds, cost, sample_count, voice_count: used.len() })
    }
}
