//! What a scene or a film will last and cost, derived anew from the text each time.

use super::{Dialect, Money, Project, Rate, Rounding, Scene, Several, Speech, measure};

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    pub speech: Speech,
    /// Seconds at the usual pace.
    pub seconds: f64,
    /// Seconds for a quick and for a slow voice.
    pub range: (f64, f64),
    pub cost: Money,
}

impl Estimate {
    fn of(speech: Speech, rate: Rate) -> Self {
        let seconds = speech.seconds();
        Self { speech, seconds, range: speech.range(), cost: rate.cost(seconds) }
    }
}

/// A scene's share of the film: only the whole is rounded.
pub fn estimate_scene(scene: &Scene, rate: Rate) -> Estimate {
    Estimate::of(measure(&scene.script), rate.rounded(Rounding::Exact))
}

pub fn estimate_film(project: &Project, rate: Rate) -> Estimate {
    let whole = |sum: Speech, scene: &Scene| sum.and(measure(&scene.script));
    Estimate::of(project.scenes.iter().fold(Speech::default(), whole), rate)
}

/// [`estimate_film`] as the film is sent: where that is in parts, what each of them costs is rounded by itself.
pub fn estimate_sent(project: &Project, rate: Rate, dialect: Dialect, several: Several) -> Estimate {
    let whole = estimate_film(project, rate);
    let parts = match rate.rounding {
        Rounding::Exact => None,
        _ => dialect.split(&project.scenes, several),
    };
    let Some(parts) = parts else { return whole };
    let cost = |part: &Scene| rate.cost(measure(&part.script).seconds()).amount;
    Estimate { cost: Money::new(parts.iter().map(cost).sum(), rate.unit), ..whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_rounded_by_themselves_and_scenes_not_at_all() {
        let project =
            Project { scenes: vec![Scene::new("One two."), Scene::new("Three.")], ..Project::default() };
        let rate = Rate::REFERENCE.rounded(Rounding::Whole);
        let cost = |dialect, several| estimate_sent(&project, rate, dialect, several).cost.to_string();
        assert_eq!(cost(Dialect::Scenes, Several::Apart), "1 credits");
        assert_eq!(cost(Dialect::Flat, Several::Joined), "1 credits");
        assert_eq!(cost(Dialect::Flat, Several::Apart), "2 credits");
        assert_eq!(estimate_scene(&project.scenes[0], rate).cost.to_string(), "0.3 credits");
    }
}
