//! What a scene or a film will last and cost, derived anew from the text each time.

use super::{Money, Project, Rate, Scene, Speech, measure};

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

pub fn estimate_scene(scene: &Scene, rate: Rate) -> Estimate {
    Estimate::of(measure(&scene.script), rate)
}

pub fn estimate_film(project: &Project, rate: Rate) -> Estimate {
    let whole = |sum: Speech, scene: &Scene| sum.and(measure(&scene.script));
    Estimate::of(project.scenes.iter().fold(Speech::default(), whole), rate)
}
