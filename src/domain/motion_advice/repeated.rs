//! The same gesture in many scenes running.

use std::ops::Range;

use super::clause::{WordSense, split_clauses};
use crate::domain::Scene;

/// Scenes running from which on a repeated gesture is noticed.
pub const MIN_REPEATED_SCENES: usize = 5;

/// A gesture that the motion prompts of many scenes running begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepeatedMotion {
    /// The indexes of the scenes.
    pub scenes: Range<usize>,
    /// The verb, and the part of the body where one is named: `raise hand`.
    pub gesture: String,
    /// A sentence of at most 60 columns that names the gesture and the scenes.
    pub message: String,
}

/// The gesture that is the same in five or more scenes running, of which `scene` is one.
pub fn repeated_motion(scenes: &[Scene], scene: usize) -> Option<RepeatedMotion> {
    let gesture_of = |scene: &Scene| main_gesture(&scene.motion_prompt);
    let gesture = gesture_of(scenes.get(scene)?)?;
    let is_repeated = |scene: &&Scene| gesture_of(scene).as_ref() == Some(&gesture);
    let before = scenes[..scene].iter().rev().take_while(is_repeated).count();
    let after = scenes[scene + 1..].iter().take_while(is_repeated).count();
    let scenes = scene - before..scene + 1 + after;
    let message = format!("\"{gesture}\" in scenes {} to {}: vary it", scenes.start + 1, scenes.end);
    (scenes.len() >= MIN_REPEATED_SCENES).then_some(RepeatedMotion { scenes, gesture, message })
}

/// The first movement of a prompt, with the first part of the body after it.
fn main_gesture(prompt: &str) -> Option<String> {
    split_clauses(prompt).iter().find_map(|clause| {
        let movement = |word: &super::clause::MotionWord| match word.sense {
            WordSense::Movement(verb) => Some(verb),
            _ => None,
        };
        let index = clause.words.iter().position(|word| movement(word).is_some())?;
        let verb = movement(&clause.words[index])?;
        let part = clause.words[index + 1..].iter().find_map(|word| match word.sense {
            WordSense::Body(part) => Some(part),
            _ => None,
        });
        Some(part.map_or_else(|| verb.to_owned(), |part| format!("{verb} {part}")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenes(prompts: &[&str]) -> Vec<Scene> {
        let scene = |prompt: &&str| Scene { motion_prompt: (*prompt).to_owned(), ..Scene::new("Hello.") };
        prompts.iter().map(scene).collect()
    }

    #[test]
    fn the_same_gesture_in_five_scenes_running_is_noticed() {
        let nods = ["Avatar nods", "nods, smiling", "Nodding", "She nodded slowly", "nod and wave"];
        let page = scenes(&[&["waves"][..], &nods, &["waves"]].concat());
        for scene in 1..6 {
            let found = repeated_motion(&page, scene).unwrap();
            assert_eq!((found.scenes.clone(), found.gesture.as_str()), (1..6, "nod"), "{scene}");
            assert_eq!(found.message, "\"nod\" in scenes 2 to 6: vary it");
        }
        assert_eq!([0, 6, 7].map(|scene| repeated_motion(&page, scene)), [const { None }; 3]);
        assert_eq!(repeated_motion(&scenes(&nods[1..]), 3), None, "four are not many");
    }

    #[test]
    fn another_gesture_or_no_motion_ends_a_run() {
        let raised =
            ["raises a hand", "raises both hands", "raises an eyebrow", "raises a hand", "raises a hand"];
        assert_eq!(repeated_motion(&scenes(&raised), 4), None);
        assert_eq!(repeated_motion(&scenes(&["nods", "nods", "", "nods", "nods", "nods"]), 5), None);
        assert_eq!(repeated_motion(&scenes(&[""; 9]), 8), None);
        assert_eq!(repeated_motion(&[], 0), None);
    }
}
