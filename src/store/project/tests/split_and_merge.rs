//! Scenes that were split or joined: which table they keep, and which comments.

use super::*;

#[test]
fn the_first_part_of_a_split_scene_keeps_its_table() {
    let text =
        "# about one\n[[scene]]\nscript = \"One. Two is the longer part.\"\nemotion = \"Friendly\"  # why\n";
    let harness = project_file(text);
    let split = harness.edit(|project| {
        let second = Scene { script: "Two is the longer part.".into(), ..project.scenes[0].clone() };
        project.scenes[0].script = "One. ".into();
        project.scenes.push(second);
    });
    let expected = "# about one\n[[scene]]\nscript = \"One. \"\nemotion = \"Friendly\"  # why\n\n\
                    [[scene]]\nscript = \"Two is the longer part.\"\nemotion = \"Friendly\"\n";
    assert_eq!(split, expected);
    let merged = harness.edit(|project| {
        project.scenes.truncate(1);
        project.scenes[0].script = "One. Two is the longer part.".into();
    });
    assert_eq!(merged, text);
}

#[test]
fn a_merged_scene_has_the_comments_of_both() {
    let text = "title = \"Tea\"\n\n# about one\n[[scene]]\nscript = \"One.\"\n\n# about two\n[[scene]]\nscript = \"Two, which is longer.\"\n";
    let merged = project_file(text).edit(|project| {
        project.scenes.truncate(1);
        project.scenes[0].script = "One. Two, which is longer.".into();
    });
    let expected =
        "title = \"Tea\"\n\n# about one\n# about two\n[[scene]]\nscript = \"One. Two, which is longer.\"\n";
    assert_eq!(merged, expected);
    let removed = project_file(text).edit(|project| drop(project.scenes.remove(1)));
    assert!(!removed.contains("about two"), "{removed}");
}
