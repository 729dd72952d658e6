//! The difference between two versions of a project, in numbers: what a text editor or another program changed.

use super::project_diff::{MAX_NAMED_CHANGES, changed_settings};
use crate::domain::{Project, Scene, format_count};

/// Says how many scenes changed, or else which settings.
pub(super) fn describe_new_version(before: &Project, after: &Project) -> String {
    let settings: Vec<&str> = changed_settings(before, after).into_iter().map(|(name, _)| name).collect();
    match changed_scenes(&before.scenes, &after.scenes) {
        0 if settings.len() > MAX_NAMED_CHANGES => format!("{} settings changed", settings.len()),
        0 => format!("{} changed", settings.join(", ")),
        count if settings.is_empty() => format!("{} changed", format_count(count, "scene")),
        count => format!("{} and the settings changed", format_count(count, "scene")),
    }
}

/// How many scenes differ, were added or were removed.
fn changed_scenes(before: &[Scene], after: &[Scene]) -> usize {
    let same_start = before.iter().zip(after).take_while(|(old, new)| old == new).count();
    let (before, after) = (&before[same_start..], &after[same_start..]);
    let same_end = before.iter().rev().zip(after.iter().rev()).take_while(|(old, new)| old == new).count();
    let (before, after) = (&before[..before.len() - same_end], &after[..after.len() - same_end]);
    before.len().max(after.len()) - common_subsequence_length(before, after)
}

/// How many scenes stayed, in their order.
fn common_subsequence_length(before: &[Scene], after: &[Scene]) -> usize {
    let mut lengths = vec![0; after.len() + 1];
    for old in before {
        let mut diagonal = 0;
        for (index, new) in after.iter().enumerate() {
            let above = lengths[index + 1];
            lengths[index + 1] = if old == new { diagonal + 1 } else { above.max(lengths[index]) };
            diagonal = above;
        }
    }
    lengths[after.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Captions;

    #[test]
    fn changed_scenes_are_counted() {
        let scenes = |scripts: &[&str]| scripts.iter().map(|script| Scene::new(*script)).collect::<Vec<_>>();
        for (before, after, count) in [
            (&["a", "b", "c"][..], &["a", "b", "c"][..], 0),
            (&["a", "b", "c"], &["a", "x", "c"], 1),
            (&["a", "b", "c"], &["x", "b", "y"], 2),
            (&["a", "c"], &["a", "b", "c"], 1),
            (&["a", "b"], &["x", "a", "y"], 2),
            (&["a", "b", "c"], &["c"], 2),
            (&[], &["a", "b"], 2),
        ] {
            assert_eq!(changed_scenes(&scenes(before), &scenes(after)), count, "{before:?} {after:?}");
        }
        let titled = Project { title: "Tea".into(), ..Project::default() };
        assert_eq!(describe_new_version(&Project::default(), &titled), "title changed");
        let reset = Project {
            captions: Captions::Off,
            target_seconds: Some(60),
            callback_url: "https://example.com".into(),
            ..titled.clone()
        };
        assert_eq!(describe_new_version(&Project::default(), &reset), "4 settings changed");
        let written = Project { scenes: scenes(&["a", "b"]), ..titled };
        let changed = describe_new_version(&Project::default(), &written);
        assert_eq!(changed, "2 scenes and the settings changed");
    }
}
