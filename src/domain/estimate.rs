//! The estimate: seconds and cost of a scene or a project, computed from its scripts.

use super::{
    Dialect, Money, MultiSceneMode, Pace, Project, Rate, Resolution, Rounding, Scene, ScriptLength, Shape,
    VoicePaces,
};

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    pub script_length: ScriptLength,
    /// Seconds at the standard pace.
    pub seconds: f64,
    /// Seconds for a fast and for a slow voice.
    pub seconds_range: (f64, f64),
    pub cost: Money,
}

impl Estimate {
    fn new(speech: ScriptLength, rate: Rate) -> Self {
        let seconds = speech.total_seconds();
        Self {
            script_length: speech,
            seconds,
            seconds_range: speech.seconds_range(),
            cost: rate.cost(seconds),
        }
    }
}

/// The price factor of 4k, which only v3 charges: 6.67 cents a second, not 5.
const UHD_PRICE_FACTOR: f64 = 4.0 / 3.0;

impl Rate {
    /// The rate for videos of a shape in a dialect.
    #[must_use]
    pub fn for_submission(self, dialect: Dialect, shape: Shape) -> Self {
        let factor = if dialect.is_uhd(shape) { UHD_PRICE_FACTOR } else { 1.0 };
        Self { per_second: self.per_second * factor, ..self }
    }
}

impl Dialect {
    /// Whether videos of a shape are rendered in 4k, at a higher price.
    pub fn is_uhd(self, shape: Shape) -> bool {
        self == Self::V3 && Resolution::nearest(shape) == Resolution::Uhd
    }
}

/// The share of a scene in the estimate, at the pace of its voice; not rounded, since only the whole is. `rate` is that
/// of the [submission](Rate::for_submission).
pub fn estimate_scene(scene: &Scene, rate: Rate, pace: Pace) -> Estimate {
    Estimate::new(scene.length(pace), rate.with_rounding(Rounding::Exact))
}

/// The estimate of a project as one video, without its muted scenes.
pub fn estimate_video(project: &Project, rate: Rate, voices: &VoicePaces) -> Estimate {
    let whole = |sum: ScriptLength, scene: &Scene| sum.combined_with(scene.length(voices.of(scene)));
    Estimate::new(project.rendered_scenes().fold(ScriptLength::default(), whole), rate)
}

/// The estimate of a project as it is sent: at the [rate](Rate::for_submission) of its shape, and with the cost of each
/// render rounded by itself.
pub fn estimate_submission(
    project: &Project,
    rate: Rate,
    dialect: Dialect,
    mode: MultiSceneMode,
    voices: &VoicePaces,
) -> Estimate {
    let rate = rate.for_submission(dialect, project.shape);
    let whole = estimate_video(project, rate, voices);
    let parts = match rate.rounding {
        Rounding::Exact => None,
        _ => dialect.split_scenes(project.rendered_scenes(), mode),
    };
    let Some(parts) = parts else { return whole };
    let cost = |part: &Scene| rate.cost(part.length(voices.of(part)).total_seconds()).amount;
    Estimate { cost: Money::new(parts.iter().map(cost).sum(), rate.unit), ..whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_is_rounded_separately_and_a_scene_is_not() {
        let project =
            Project { scenes: vec![Scene::new("One two."), Scene::new("Three.")], ..Project::default() };
        let rate = Rate::WEB_PLAN.with_rounding(Rounding::Whole);
        let cost = |dialect, mode| {
            estimate_submission(&project, rate, dialect, mode, &VoicePaces::default()).cost.to_string()
        };
        assert_eq!(cost(Dialect::Scenes, MultiSceneMode::Separate), "1 credits");
        assert_eq!(cost(Dialect::Flat, MultiSceneMode::Joined), "1 credits");
        assert_eq!(cost(Dialect::Flat, MultiSceneMode::Separate), "2 credits");
        assert_eq!(estimate_scene(&project.scenes[0], rate, Pace::default()).cost.to_string(), "0.3 credits");
    }

    #[test]
    fn a_muted_scene_is_not_estimated() {
        let muted = Scene { is_muted: true, ..Scene::new("word ".repeat(150)) };
        let project = Project { scenes: vec![Scene::new("word ".repeat(150)), muted], ..Project::default() };
        for (dialect, mode) in
            [(Dialect::V3, MultiSceneMode::Joined), (Dialect::Flat, MultiSceneMode::Separate)]
        {
            let rate = Rate::WEB_PLAN.with_rounding(Rounding::Whole);
            let estimate = estimate_submission(&project, rate, dialect, mode, &VoicePaces::default());
            assert_eq!(
                (estimate.script_length.word_count, estimate.cost.to_string()),
                (150, "20 credits".into())
            );
        }
    }

    #[test]
    fn only_v3_costs_a_third_more_in_4k() {
        let project = Project {
            scenes: vec![Scene::new("word ".repeat(150))],
            shape: Shape::Custom(3840, 2160),
            ..Project::default()
        };
        let cost = |dialect, shape| {
            let project = Project { shape, ..project.clone() };
            estimate_submission(
                &project,
                Rate::V3_WALLET,
                dialect,
                MultiSceneMode::Joined,
                &VoicePaces::default(),
            )
            .cost
            .to_string()
        };
        assert_eq!(cost(Dialect::V3, project.shape), "$4.00");
        assert_eq!(cost(Dialect::V3, Shape::Landscape), "$3.00");
        assert_eq!(cost(Dialect::Scenes, project.shape), "$3.00", "the older forms have one price");
        let whole =
            Rate::V3_WALLET.with_rounding(Rounding::HalfMinute).for_submission(Dialect::V3, project.shape);
        assert_eq!(whole.cost(31.0).to_string(), "$4.00", "the rounding stays");
    }
}
