//! The form of the voice settings: what it changes, and what it leaves as it is.

use cuecard::domain::{Project, Speaker, VoiceSettings};
use cuecard::studio::{Edit, EditKind};

use crate::script_page::{harness_with_scenes, project};
use crate::support::app_harness::AppHarness;

/// Replaces the project by a changed one, as another program does.
fn change_project(harness: &mut AppHarness, change: impl FnOnce(&mut Project)) {
    let mut changed = project(harness).clone();
    change(&mut changed);
    harness.app.studio.edit(Edit::ReplaceProject(Box::new(changed)), EditKind::SingleStep);
}

#[test]
fn a_setting_that_is_changed_for_several_scenes_leaves_their_others() {
    let mut harness = harness_with_scenes();
    change_project(&mut harness, |project| {
        project.scenes[1].voice_settings = VoiceSettings { pitch: Some(10.0), ..VoiceSettings::default() };
        project.scenes[2].voice_settings =
            VoiceSettings { locale: Some("en-GB".into()), speed: Some(0.9), ..VoiceSettings::default() };
    });
    harness.press("<Esc><S-Up><S-Up><A-l><Up><Right><Down><Right><Enter>");
    let settings: Vec<String> =
        project(&harness).scenes.iter().map(|scene| scene.voice_settings.to_string()).collect();
    assert_eq!(settings, ["1.05x", "1.05x · pitch +10", "1.05x · en-GB"], "{}", harness.screen());
}

#[test]
fn settings_that_were_changed_for_either_owner_are_stored() {
    let mut harness = harness_with_scenes();
    harness.press("<A-l><Right><Up><Right><Down><Down><Right><Up><Up><Right><Enter>");
    assert_eq!(project(&harness).voice_settings.to_string(), "1.05x");
    assert_eq!(project(&harness).scenes[2].voice_settings.to_string(), "pitch +5");
    harness.press("<C-z>");
    assert_eq!(project(&harness).voice_settings.to_string(), "", "one undo step");
}

#[test]
fn settings_of_a_speaker_who_is_gone_change_nobody_elses() {
    let mut harness = harness_with_scenes();
    change_project(&mut harness, |project| {
        project.speakers = vec![Speaker { name: "Marco".to_owned(), ..Speaker::default() }];
        project.scenes[2].speaker = Some("Marco".to_owned());
    });
    harness.press("<A-l><Right>");
    harness.assert_shows("Marco, in all scenes");
    change_project(&mut harness, |project| project.speakers[0].name = "Mark".to_owned());
    harness.press("<Enter>");
    harness.assert_shows("There is no speaker Marco any more; the settings were not changed");
    assert_eq!(project(&harness).voice_settings, VoiceSettings::default());
    assert_eq!(project(&harness).speakers[0].voice_settings, VoiceSettings::default());
}
