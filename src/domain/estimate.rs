//! The estimate: seconds and cost of a scene or a project, computed from its scripts.

use super::{
    Dialect, Money, MultiSceneMode, Pace, Project, Rate, Rounding, Scene, ScenePaces, SceneRates,
    ScriptLength, format_count,
};

/// Stands before a length or a cost that is known, in place of a sign for an estimate.
pub const EXACT_MARK: &str = "=";

/// What scenes last and cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    pub script_length: ScriptLength,
    /// Seconds at the paces of the voices, or the known seconds of recordings and speech.
    pub seconds: f64,
    /// Seconds for a fast and for a slow voice; both equal `seconds` where the estimate is exact.
    pub seconds_range: (f64, f64),
    pub cost: Money,
    /// How the cost of each render is rounded.
    pub rounding: Rounding,
    /// The cost with a fast and with a slow voice.
    pub cost_range: (Money, Money),
}

impl Estimate {
    fn new(length: ScriptLength, rate: Rate) -> Self {
        let (seconds, seconds_range) = (length.total_seconds(), length.seconds_range());
        let cost_range = (rate.cost(seconds_range.0), rate.cost(seconds_range.1));
        let (cost, rounding) = (rate.cost(seconds), rate.rounding);
        Self { script_length: length, seconds, seconds_range, cost, rounding, cost_range }
    }

    /// Whether its length is known: every scene is recorded or spoken.
    pub fn is_exact(&self) -> bool {
        self.seconds > 0.0 && self.script_length.is_exact()
    }

    /// What stands before its figures: [`EXACT_MARK`], or the sign of an estimate.
    pub fn mark(&self) -> &'static str {
        if self.is_exact() { EXACT_MARK } else { "~" }
    }
}

/// The share of a scene in the estimate, at the pace of its voice; not rounded, since only the whole is. `rate` is that
/// of the [scene](SceneRates::of).
pub fn estimate_scene(scene: &Scene, rate: Rate, pace: Pace) -> Estimate {
    Estimate::new(scene.length(pace), rate.with_rounding(Rounding::Exact))
}

/// The estimate of a scene as it is sent: a render of its own is rounded by itself, another scene is a share.
pub fn estimate_sent_scene(
    (project, scene): (&Project, &Scene),
    rates: &SceneRates,
    dialect: Dialect,
    mode: MultiSceneMode,
    paces: &ScenePaces,
) -> Estimate {
    let (rate, pace) = (rates.of(project, scene), paces.of(scene));
    let is_apart = dialect == Dialect::Flat && mode == MultiSceneMode::Separate;
    if is_apart || project.rendered_scenes().nth(1).is_none() {
        return Estimate::new(scene.length(pace), rate);
    }
    estimate_scene(scene, rate, pace)
}

/// The estimate of a project as one video, without its muted scenes.
pub fn estimate_video(project: &Project, rates: &SceneRates, paces: &ScenePaces) -> Estimate {
    let lengths: Vec<ScriptLength> =
        project.rendered_scenes().map(|scene| scene.length(paces.of(scene))).collect();
    let seconds: Vec<f64> = lengths.iter().map(|length| length.total_seconds()).collect();
    let whole = lengths.into_iter().fold(ScriptLength::default(), ScriptLength::combined_with);
    let estimate = Estimate::new(whole, rates.average(project, &seconds));
    let (low, high) = rates.bounds();
    let (shortest, longest) = estimate.seconds_range;
    let cost = |rates: &SceneRates, length| rates.average(project, &seconds).cost(length);
    Estimate { cost_range: (cost(&low, shortest), cost(&high, longest)), ..estimate }
}

/// The estimate of a project as it is sent, with the cost of each render rounded by itself.
pub fn estimate_submission(
    project: &Project,
    rates: &SceneRates,
    dialect: Dialect,
    mode: MultiSceneMode,
    paces: &ScenePaces,
) -> Estimate {
    let whole = estimate_video(project, rates, paces);
    let Some(parts) = estimate_parts(project, rates, dialect, mode, paces) else { return whole };
    let sum = |cost: fn(&Estimate) -> Money| {
        Money::new(parts.iter().map(|part| cost(part).amount).sum(), whole.cost.unit)
    };
    let cost_range = (sum(|part| part.cost_range.0), sum(|part| part.cost_range.1));
    Estimate { cost: sum(|part| part.cost), cost_range, ..whole }
}

/// The estimate of each render of a project that is sent as several; `None` where it
/// is sent as one, or nothing is rounded.
fn estimate_parts(
    project: &Project,
    rates: &SceneRates,
    dialect: Dialect,
    mode: MultiSceneMode,
    paces: &ScenePaces,
) -> Option<Vec<Estimate>> {
    let is_rounded = |scene| rates.of(project, scene).rounding != Rounding::Exact;
    if !project.rendered_scenes().any(is_rounded) {
        return None;
    }
    let parts = dialect.split_scenes(project.rendered_scenes(), mode)?;
    let estimate = |part: &Scene| Estimate::new(part.length(paces.of(part)), rates.of(project, part));
    Some(parts.iter().map(estimate).collect())
}

/// By how much several renders cost more than one, since each is rounded up by itself.
pub fn separate_rounding_note(
    project: &Project,
    rates: &SceneRates,
    dialect: Dialect,
    mode: MultiSceneMode,
    paces: &ScenePaces,
) -> Option<String> {
    let parts = estimate_parts(project, rates, dialect, mode, paces)?;
    let joined = estimate_video(project, rates, paces).cost;
    let separate = Money::new(parts.iter().map(|part| part.cost.amount).sum(), joined.unit);
    (separate.amount > joined.amount + 1e-9).then(|| {
        let renders = format_count(parts.len(), "render");
        format!("{renders}, each rounded up by itself, cost about {separate}; one would cost about {joined}")
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
            estimate_submission(&project, &rate.into(), dialect, mode, &ScenePaces::default())
                .cost
                .to_string()
        };
        assert_eq!(cost(Dialect::Scenes, MultiSceneMode::Separate), "1 credit");
        assert_eq!(cost(Dialect::Flat, MultiSceneMode::Joined), "1 credit");
        assert_eq!(cost(Dialect::Flat, MultiSceneMode::Separate), "2 credits");
        assert_eq!(estimate_scene(&project.scenes[0], rate, Pace::default()).cost.to_string(), "0.3 credits");
        let (mode, paces) = (MultiSceneMode::Separate, ScenePaces::default());
        let (low, high) = estimate_submission(&project, &rate.into(), Dialect::Flat, mode, &paces).cost_range;
        assert_eq!((low.to_string(), high.to_string()), ("2 credits".into(), "2 credits".into()));
    }

    #[test]
    fn a_muted_scene_is_not_estimated() {
        let muted = Scene { is_muted: true, ..Scene::new("word ".repeat(150)) };
        let project = Project { scenes: vec![Scene::new("word ".repeat(150)), muted], ..Project::default() };
        for (dialect, mode) in
            [(Dialect::V3, MultiSceneMode::Joined), (Dialect::Flat, MultiSceneMode::Separate)]
        {
            let rate = WEB_PLAN.with_rounding(Rounding::Whole);
            let estimate = estimate_submission(&project, &rate.into(), dialect, mode, &ScenePaces::default());
            assert_eq!(
                (estimate.script_length.word_count, estimate.cost.to_string()),
                (150, "20 credits".into())
            );
        }
    }

    #[test]
    fn begun_minutes_make_several_renders_more_expensive_than_one() {
        let project =
            Project { scenes: vec![Scene::new("One two."), Scene::new("Three.")], ..Project::default() };
        let today = jiff::civil::date(2026, 11, 30);
        let rate = |rounding| Rate::published(Unit::PremiumCredit, rounding, today);
        let note = |rounding, mode| {
            let paces = ScenePaces::default();
            separate_rounding_note(&project, &rate(rounding).into(), Dialect::Flat, mode, &paces)
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
