//! The estimate: seconds and cost of a scene or a project, computed from its scripts.

use super::{
    Dialect, Money, MultiSceneMode, Project, Rate, Rounding, Scene, ScriptLength, VoicePaces, format_count,
};

/// Stands before a length or a cost that is known, in place of a sign for an estimate.
pub const EXACT_MARK: &str = "=";

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

    /// Whether all of it was spoken, so that its length is known.
    pub fn is_exact(&self) -> bool {
        self.seconds > 0.0 && self.script_length.is_exact()
    }
}

/// The share of a scene in the estimate, at the pace of its voice; not rounded, since only the whole is. `rate` is that
/// of the [submission](Rate::for_submission).
pub fn estimate_scene(scene: &Scene, rate: Rate, voices: &VoicePaces) -> Estimate {
    Estimate::new(voices.length_of(scene), rate.with_rounding(Rounding::Exact))
}

/// The estimate of a project as one video, without its muted scenes.
pub fn estimate_video(project: &Project, rate: Rate, voices: &VoicePaces) -> Estimate {
    let whole = |sum: ScriptLength, scene: &Scene| sum.combined_with(voices.length_of(scene));
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
    match part_costs(project, rate, dialect, mode, voices) {
        Some(costs) => Estimate { cost: Money::new(costs.iter().sum(), rate.unit), ..whole },
        None => whole,
    }
}

/// The cost of each render of a project that is sent as several; `None` where rounding makes no difference.
fn part_costs(
    project: &Project,
    rate: Rate,
    dialect: Dialect,
    mode: MultiSceneMode,
    voices: &VoicePaces,
) -> Option<Vec<f64>> {
    if rate.rounding == Rounding::Exact {
        return None;
    }
    let parts = dialect.split_scenes(project.rendered_scenes(), mode)?;
    let cost = |part: &Scene| rate.cost(voices.length_of(part).total_seconds()).amount;
    Some(parts.iter().map(cost).collect())
}

/// By how much several renders cost more than one, since each is rounded up by itself.
pub fn separate_rounding_note(
    project: &Project,
    rate: Rate,
    dialect: Dialect,
    mode: MultiSceneMode,
    voices: &VoicePaces,
) -> Option<String> {
    let rate = rate.for_submission(dialect, project.shape);
    let costs = part_costs(project, rate, dialect, mode, voices)?;
    let apart = Money::new(costs.iter().sum(), rate.unit);
    let joined = estimate_video(project, rate, voices).cost;
    (apart.amount > joined.amount + 1e-9).then(|| {
        let renders = format_count(costs.len(), "render");
        format!("{renders}, each rounded up by itself, cost about {apart}; one would cost about {joined}")
    })
}

#[cfg(test)]
mod tests {
    use super::super::Unit;
    use super::*;

    const WEB_PLAN: Rate = Rate::own(Unit::PremiumCredit, 1.0 / 3.0);

    #[test]
    fn each_part_is_rounded_separately_and_a_scene_is_not() {
        let project =
            Project { scenes: vec![Scene::new("One two."), Scene::new("Three.")], ..Project::default() };
        let rate = WEB_PLAN.with_rounding(Rounding::Whole);
        let cost = |dialect, mode| {
            estimate_submission(&project, rate, dialect, mode, &VoicePaces::default()).cost.to_string()
        };
        assert_eq!(cost(Dialect::Scenes, MultiSceneMode::Separate), "1 credit");
        assert_eq!(cost(Dialect::Flat, MultiSceneMode::Joined), "1 credit");
        assert_eq!(cost(Dialect::Flat, MultiSceneMode::Separate), "2 credits");
        assert_eq!(
            estimate_scene(&project.scenes[0], rate, &VoicePaces::default()).cost.to_string(),
            "0.3 credits"
        );
    }

    #[test]
    fn a_muted_scene_is_not_estimated() {
        let muted = Scene { is_muted: true, ..Scene::new("word ".repeat(150)) };
        let project = Project { scenes: vec![Scene::new("word ".repeat(150)), muted], ..Project::default() };
        for (dialect, mode) in
            [(Dialect::V3, MultiSceneMode::Joined), (Dialect::Flat, MultiSceneMode::Separate)]
        {
            let rate = WEB_PLAN.with_rounding(Rounding::Whole);
            let estimate = estimate_submission(&project, rate, dialect, mode, &VoicePaces::default());
            assert_eq!(
                (estimate.script_length.word_count, estimate.cost.to_string()),
                (150, "20 credits".into())
            );
        }
    }

    #[test]
    fn begun_minutes_make_several_renders_dearer_than_one() {
        let project =
            Project { scenes: vec![Scene::new("One two."), Scene::new("Three.")], ..Project::default() };
        let today = jiff::civil::date(2026, 11, 30);
        let rate = |rounding| Rate::published(Unit::PremiumCredit, rounding, today);
        let note = |rounding, mode| {
            let voices = VoicePaces::default();
            separate_rounding_note(&project, rate(rounding), Dialect::Flat, mode, &voices)
        };
        assert_eq!(
            note(Rounding::Minute, MultiSceneMode::Separate).as_deref(),
            Some(
                "2 renders, each rounded up by itself, cost about 46 credits; one would cost about 23 credits"
            )
        );
        assert_eq!(note(Rounding::Minute, MultiSceneMode::Joined), None);
        assert_eq!(note(Rounding::Exact, MultiSceneMode::Separate), None);
    }
}
