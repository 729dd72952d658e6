//! What an edit changed, by comparing two projects: its name for the user, and the place where it is seen.

use crate::domain::{Field, Project, Scene};

/// Parts that are named one by one; more are several changes.
const MAX_NAMED_CHANGES: usize = 3;

/// The difference between a project before an edit and after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// A noun phrase: "motion of scene 3".
    pub name: String,
    pub spot: Spot,
}

/// Where a change is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    Photos,
    Voices,
    /// A scene, counted from zero, and the one field that changed, where it is one.
    Scene(usize, Option<Field>),
    /// Settings of the whole project: title, shape, captions, callback URL.
    Settings,
}

impl Change {
    /// Compares the project `before` an edit with the one `after` it.
    pub(super) fn between(before: &Project, after: &Project) -> Self {
        let scenes = scenes(&before.scenes, &after.scenes);
        let changed: Vec<(String, Spot)> = [
            (before.photo != after.photo, "photo", Spot::Photos),
            (before.voice != after.voice, "voice", Spot::Voices),
            (before.title != after.title, "title", Spot::Settings),
            (before.shape != after.shape, "shape", Spot::Settings),
            (before.captions != after.captions, "captions", Spot::Settings),
            (before.callback_url != after.callback_url, "callback URL", Spot::Settings),
        ]
        .into_iter()
        .filter(|(changed, ..)| *changed)
        .map(|(_, name, spot)| (name.to_owned(), spot))
        .chain(scenes)
        .collect();
        // What is seen beside the page comes last: several changes are looked at in their scene.
        let in_scene = |(_, spot): &&(String, Spot)| matches!(spot, Spot::Scene(..));
        let first = changed.iter().find(in_scene).or(changed.first());
        let spot = first.map_or(Spot::Settings, |(_, spot)| *spot);
        let name = match changed.len() {
            1..=MAX_NAMED_CHANGES => {
                changed.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
            }
            _ => "several changes".to_owned(),
        };
        Self { name, spot }
    }
}

fn scenes(before: &[Scene], after: &[Scene]) -> Option<(String, Spot)> {
    let same = before.iter().zip(after).take_while(|(old, new)| old == new).count();
    let differ: Vec<usize> =
        (0..before.len().min(after.len())).filter(|at| before[*at] != after[*at]).collect();
    let named = |what: &str| Some((format!("{what} {}", same + 1), Spot::Scene(same, None)));
    if after.len() == before.len() + 1 && before[same..] == after[same + 1..] {
        return named("new scene");
    }
    if before.len() == after.len() + 1 && before[same + 1..] == after[same..] {
        return named("deletion of scene");
    }
    if before.len() != after.len() {
        return Some(("several scenes".to_owned(), Spot::Scene(same, None)));
    }
    match differ[..] {
        [] => None,
        [at] => Some(fields(&before[at], &after[at], at)),
        [one, other] if before[one] == after[other] && before[other] == after[one] => {
            Some((format!("order of scenes {} and {}", one + 1, other + 1), Spot::Scene(one, None)))
        }
        _ => Some(("several scenes".to_owned(), Spot::Scene(same, None))),
    }
}

fn fields(before: &Scene, after: &Scene, at: usize) -> (String, Spot) {
    let fields = [
        (before.script != after.script, "script", Field::Script),
        (before.emotion != after.emotion, "emotion", Field::Emotion),
        (before.style != after.style, "style", Field::Style),
        (before.motion != after.motion, "motion", Field::Motion),
        (before.enhance != after.enhance, "enhance", Field::Enhance),
    ];
    let mut changed = fields.into_iter().filter(|(changed, ..)| *changed);
    match (changed.next(), changed.next()) {
        (Some((_, name, field)), None) => {
            (format!("{name} of scene {}", at + 1), Spot::Scene(at, Some(field)))
        }
        _ => (format!("scene {}", at + 1), Spot::Scene(at, None)),
    }
}
