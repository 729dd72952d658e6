//! The choices of a scene: which comes after which.

use crate::domain::{EMOTIONS, Emotion, STYLES, Scene, SceneField, TalkingStyle};
use crate::studio::Edit;

/// The edit that takes the choice of a field one further, round and round.
pub(super) fn cycle_option(scene: &Scene, at: usize, field: SceneField, by: isize) -> Option<Edit> {
    match field {
        SceneField::Emotion => {
            let all: Vec<Option<Emotion>> = std::iter::once(None).chain(EMOTIONS.map(Some)).collect();
            Some(Edit::Emotion(at, cycle(&all, &scene.emotion, by)))
        }
        SceneField::Style => Some(Edit::Style(at, cycle::<TalkingStyle>(&STYLES, &scene.style, by))),
        SceneField::Enhance => Some(Edit::Enhance(at, !scene.enhance_motion)),
        SceneField::Script | SceneField::Motion => None,
    }
}

/// The neighbour of `current`; the first where `current` is none of them.
fn cycle<T: Clone + PartialEq>(all: &[T], current: &T, by: isize) -> T {
    let Some(index) = all.iter().position(|one| one == current) else { return all[0].clone() };
    let count = all.len();
    let next = if by < 0 { (index + count - 1) % count } else { (index + 1) % count };
    all[next].clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emotions_go_round_and_an_unknown_one_is_left_for_none() {
        let mut scene = Scene { emotion: Some(Emotion::Broadcaster), ..Scene::default() };
        assert_eq!(cycle_option(&scene, 0, SceneField::Emotion, 1), Some(Edit::Emotion(0, None)));
        assert_eq!(
            cycle_option(&scene, 0, SceneField::Emotion, -1),
            Some(Edit::Emotion(0, Some(Emotion::Soothing)))
        );
        scene.emotion = Some(Emotion::parse("Happy"));
        assert_eq!(cycle_option(&scene, 0, SceneField::Emotion, 1), Some(Edit::Emotion(0, None)));
    }
}
