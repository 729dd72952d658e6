//! The options of a scene: the edit that steps to the next one.

use crate::domain::{EMOTIONS, Emotion, STYLES, Scene, SceneField, TalkingStyle};
use crate::panes::cycle::{Direction, cycle};
use crate::studio::Edit;

/// The edit that steps to the option beside the one of `field`; none for text fields and for the speaker.
pub(super) fn cycle_option(
    scene: &Scene,
    index: usize,
    field: SceneField,
    direction: Direction,
) -> Option<Edit> {
    match field {
        SceneField::Emotion => {
            let all: Vec<Option<Emotion>> = std::iter::once(None).chain(EMOTIONS.map(Some)).collect();
            Some(Edit::Emotion(index, cycle(&all, &scene.emotion, direction)))
        }
        SceneField::Style => {
            Some(Edit::Style(index, cycle::<TalkingStyle>(&STYLES, &scene.style, direction)))
        }
        SceneField::Enhance => Some(Edit::Enhance(index, !scene.enhance_motion)),
        SceneField::Muted => Some(Edit::Muted(index, !scene.is_muted)),
        SceneField::Script | SceneField::Speaker | SceneField::Motion => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emotions_cycle_and_an_unknown_one_becomes_none() {
        let mut scene = Scene { emotion: Some(Emotion::Broadcaster), ..Scene::default() };
        assert_eq!(
            cycle_option(&scene, 0, SceneField::Emotion, Direction::Next),
            Some(Edit::Emotion(0, None))
        );
        assert_eq!(
            cycle_option(&scene, 0, SceneField::Emotion, Direction::Previous),
            Some(Edit::Emotion(0, Some(Emotion::Soothing)))
        );
        scene.emotion = Some(Emotion::parse("Happy"));
        assert_eq!(
            cycle_option(&scene, 0, SceneField::Emotion, Direction::Next),
            Some(Edit::Emotion(0, None))
        );
    }
}
