//! The validation of a project: its issues, and the video spec if there are none.

use std::fmt;

use super::locale::{EXAMPLE_LOCALE, is_locale};
use super::text::truncate;
use super::{
    Background, Emotion, LookProfiles, MAX_SCENES, MAX_SCRIPT_CHARS, NamedKind, PhotoId, Project, Recordings,
    Scene, Speaker, TalkingStyle, VideoSpec, VoiceId, VoiceSetting, VoiceSettings, is_same_name,
};

/// Something missing or wrong in a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidationIssue {
    pub location: IssueLocation,
    /// What is missing or wrong; scenes are counted from one.
    message: String,
}

/// Where on the screen an issue is corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueLocation {
    Photos,
    Voices,
    /// The photo or voice of who speaks the scene with this index, counted from zero.
    Speaker(usize, NamedKind),
    /// A field of the scene with this index, counted from zero.
    Scene(usize, SceneField),
    VideoSettings,
}

/// The fields of a scene, in the order of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SceneField {
    Script,
    Speaker,
    Recording,
    VoiceSetting(VoiceSetting),
    Emotion,
    Style,
    Motion,
    Background,
    Enhance,
    Muted,
}

impl fmt::Display for ValidationIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl ValidationIssue {
    pub(super) fn new(location: IssueLocation, message: String) -> Self {
        Self { location, message }
    }

    /// An issue of a field of a scene, which is counted from zero; `what` follows its number.
    pub(super) fn of_scene(index: usize, field: SceneField, what: &str) -> Self {
        Self { location: IssueLocation::Scene(index, field), message: format!("scene {}{what}", index + 1) }
    }
}

impl Project {
    /// The video spec, or all issues in the order of the screen.
    pub fn spec(&self) -> Result<VideoSpec, Vec<ValidationIssue>> {
        let issues = self.issues();
        // Where all scenes have speakers, the project needs no photo and voice of its own.
        let first = self.rendered_scenes().next();
        let photo = self.photo.as_ref().or_else(|| self.photo_of(first?));
        let voice = self.voice.as_ref().or_else(|| self.voice_of(first?));
        match photo {
            Some(photo) if issues.is_empty() => Ok(VideoSpec {
                title: self.display_title().to_owned(),
                photo: photo.clone(),
                voice: voice.cloned(),
                voice_settings: self.voice_settings.clone(),
                shape: self.shape,
                background: self.background.clone(),
                captions: self.captions,
                callback_url: Some(self.callback_url.trim()).filter(|url| !url.is_empty()).map(str::to_owned),
                speakers: self.speakers.clone(),
                looks: LookProfiles::default(),
                voices_without_locale: Vec::new(),
                recordings: Recordings::default(),
                scenes: self.rendered_scenes().cloned().collect(),
            }),
            _ => Err(issues),
        }
    }

    /// What is missing or wrong, in the order of the screen.
    pub fn issues(&self) -> Vec<ValidationIssue> {
        validate(self)
    }
}

fn validate(project: &Project) -> Vec<ValidationIssue> {
    let mut issues = Vec::new();
    let mut report = |location, message: String| issues.push(ValidationIssue { location, message });
    let photo_of = |scene: &Scene| project.photo_of(scene).map(PhotoId::as_str);
    validate_choice(project, NamedKind::Photo, photo_of, &mut report);
    let voice_of = |scene: &Scene| project.voice_of(scene).map(VoiceId::as_str);
    validate_choice(project, NamedKind::Voice, voice_of, &mut report);
    validate_voice_settings("the project", &project.voice_settings, |message| {
        report(IssueLocation::VideoSettings, message);
    });
    validate_speakers(project, &mut report);
    validate_scenes(project, &mut report);
    if !project.shape.is_accepted() {
        let shape = project.shape;
        let message = format!("size {shape}: sides must be even, over 128 and under 4096 pixels");
        report(IssueLocation::VideoSettings, message);
    }
    if let Some(issue) = background_issue(project.background.as_deref()) {
        report(IssueLocation::VideoSettings, issue);
    }
    let url = project.callback_url.trim();
    if !url.is_empty() && !url.starts_with("https://") && !url.starts_with("http://") {
        let message = "the callback URL does not start with https:// or http://";
        report(IssueLocation::VideoSettings, message.to_owned());
    }
    issues
}

/// Reports who has no photo or no voice: the project, where a scene without a speaker needs it, or else each speaker.
fn validate_choice<'a>(
    project: &'a Project,
    kind: NamedKind,
    word_of: impl Fn(&'a Scene) -> Option<&'a str>,
    report: &mut impl FnMut(IssueLocation, String),
) {
    let location = match kind {
        NamedKind::Photo => IssueLocation::Photos,
        NamedKind::Voice => IssueLocation::Voices,
    };
    let noun = kind.as_str();
    let mut silent = Vec::new();
    let scenes = || project.indexed_rendered_scenes();
    // A recording takes the place of a voice.
    let needs = |scene: &Scene| kind == NamedKind::Photo || scene.recording.is_none();
    let lacks = |scene: &'a Scene| needs(scene) && word_of(scene).is_none_or(|word| word.trim().is_empty());
    for (index, scene) in scenes().filter(|(_, scene)| lacks(scene)) {
        match project.speaker_of(scene) {
            // The project's own choice is that of its speakers too.
            None => return report(location, format!("no {noun} is chosen")),
            Some(speaker) if !silent.iter().any(|(_, other)| *other == speaker.name.trim()) => {
                silent.push((index, speaker.name.trim()));
            }
            Some(_) => {}
        }
    }
    if scenes().next().is_none() {
        let own = match kind {
            NamedKind::Photo => project.photo.as_ref().map(PhotoId::as_str),
            NamedKind::Voice => project.voice.as_ref().map(VoiceId::as_str),
        };
        if own.is_none_or(|word| word.trim().is_empty()) {
            report(location, format!("no {noun} is chosen"));
        }
    }
    for (index, name) in silent {
        report(IssueLocation::Speaker(index, kind), format!("{} has no {noun}", truncate(name, 24)));
    }
}

/// Reports numbers outside of their range, and a locale that is none.
fn validate_voice_settings(owner: &str, settings: &VoiceSettings, mut report: impl FnMut(String)) {
    if let Some(locale) = settings.locale.as_deref().filter(|locale| !is_locale(locale)) {
        let locale = truncate(locale, 24);
        report(format!(
            "{owner}: locale \"{locale}\" is none: write a language with its region, such as {EXAMPLE_LOCALE}"
        ));
    }
    for setting in VoiceSetting::ALL {
        let (Some(number), Some(range)) = (settings.number(setting), setting.range()) else { continue };
        if !range.contains(&number) {
            let (name, low, high) = (setting.as_str(), range.start(), range.end());
            report(format!("{owner}: {name} {number} is not between {low} and {high}"));
        }
    }
}

fn validate_speakers(project: &Project, report: &mut impl FnMut(IssueLocation, String)) {
    // Speakers have no place of their own on the screen.
    let mut report = |message| report(IssueLocation::VideoSettings, message);
    for (index, speaker) in project.speakers.iter().enumerate() {
        let (number, name) = (index + 1, speaker.name.trim());
        let has_name = |other: &Speaker| is_same_name(other.name.trim(), name);
        if name.is_empty() {
            report(format!("speaker {number} has no name"));
        } else if project.speakers[..index].iter().any(has_name) {
            report(format!("speaker {number} has the name of another speaker: {}", truncate(name, 24)));
        }
        validate_voice_settings(&format!("speaker {number}"), &speaker.voice_settings, &mut report);
    }
}

fn validate_scenes(project: &Project, report: &mut impl FnMut(IssueLocation, String)) {
    let first = |field| IssueLocation::Scene(0, field);
    match project.rendered_scenes().count() {
        0 if project.scenes.is_empty() => report(first(SceneField::Script), "there are no scenes".to_owned()),
        0 => report(first(SceneField::Muted), "all scenes are muted".to_owned()),
        count if count > MAX_SCENES => {
            report(first(SceneField::Script), format!("{count} scenes; a video has at most {MAX_SCENES}"));
        }
        _ => {}
    }
    for (index, scene) in project.indexed_rendered_scenes() {
        validate_scene(index, scene, report);
        if let Some(name) = scene.speaker.as_deref().filter(|name| project.speaker(name).is_none()) {
            let (number, name) = (index + 1, truncate(name, 24));
            let message = format!("scene {number}: there is no speaker \"{name}\"");
            report(IssueLocation::Scene(index, SceneField::Speaker), message);
        }
    }
}

/// What is wrong with a background.
fn background_issue(background: Option<&str>) -> Option<String> {
    let text = background.filter(|text| Background::parse(text).is_none())?;
    Some(format!(
        "background \"{}\": write a color such as #1b6b93, or the https address of a picture",
        truncate(text, 24)
    ))
}

fn validate_scene(index: usize, scene: &Scene, report: &mut impl FnMut(IssueLocation, String)) {
    let mut report = |field, what: String| {
        let ValidationIssue { location, message } = ValidationIssue::of_scene(index, field, &what);
        report(location, message);
    };
    for setting in VoiceSetting::ALL {
        let mut only = VoiceSettings::default();
        if setting == VoiceSetting::Locale {
            only.locale.clone_from(&scene.voice_settings.locale);
        }
        only.set_number(setting, scene.voice_settings.number(setting));
        validate_voice_settings("", &only, |what| report(SceneField::VoiceSetting(setting), what));
    }
    if let Some(issue) = background_issue(scene.background.as_deref()) {
        report(SceneField::Background, format!(": {issue}"));
    }
    let sent = scene.script.sent();
    if scene.recording.is_none() && scene.script.length(None).is_empty() {
        report(SceneField::Script, " has no script".to_owned());
    } else if has_more_chars(sent, MAX_SCRIPT_CHARS) {
        let characters = sent.chars().count();
        let what = format!(" has {characters} characters; a script has at most {MAX_SCRIPT_CHARS}");
        report(SceneField::Script, what);
    }
    if let Some(Emotion::Other(word)) = &scene.emotion {
        let (word, known) = (truncate(word, 24), "Excited, Friendly, Serious, Soothing or Broadcaster");
        report(SceneField::Emotion, format!(": emotion \"{word}\" is not {known}"));
    }
    if let TalkingStyle::Other(word) = &scene.style {
        let word = truncate(word, 24);
        report(SceneField::Style, format!(": style \"{word}\" is not expressive, medium or stable"));
    }
}

/// Whether a text has more than `max` characters. Most texts have fewer bytes.
fn has_more_chars(text: &str, max: usize) -> bool {
    text.len() > max && text.chars().nth(max).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::Shape;
    use super::*;

    fn complete_project() -> Project {
        Project {
            photo: Some(PhotoId::new("p")),
            voice: Some(VoiceId::new("v")),
            scenes: vec![Scene::new("Hello.")],
            ..Project::default()
        }
    }

    #[test]
    fn a_complete_project_passes_validation() {
        let spec = complete_project().spec().unwrap();
        assert_eq!((spec.title.as_str(), spec.scenes.len()), ("Untitled", 1));
        assert_eq!(spec.callback_url, None);
    }

    #[test]
    fn a_new_project_lists_every_missing_part() {
        let issues = Project::default().spec().unwrap_err();
        let found: Vec<_> = issues.iter().map(|issue| (issue.location, issue.to_string())).collect();
        let expected = [
            (IssueLocation::Photos, "no photo is chosen"),
            (IssueLocation::Voices, "no voice is chosen"),
            (IssueLocation::Scene(0, SceneField::Script), "scene 1 has no script"),
        ];
        assert_eq!(found, expected.map(|(location, message)| (location, message.to_owned())));
    }

    #[test]
    fn each_validation_issue_is_reported() {
        let mut project = complete_project();
        project.scenes = vec![
            Scene::new("x ".repeat(2_501)),
            Scene {
                emotion: Some(Emotion::parse("Happy")),
                style: TalkingStyle::parse("wild"),
                ..Scene::new("Hi.")
            },
            Scene::new("..."),
        ];
        project.shape = Shape::Custom(100, 100);
        project.callback_url = "ftp://x".into();
        let words: Vec<String> = project.spec().unwrap_err().iter().map(ToString::to_string).collect();
        assert!(words[0].contains("5001 characters"), "{words:?}");
        assert!(words[1].contains("\"Happy\"") && words[2].contains("\"wild\""), "{words:?}");
        assert_eq!(words.len(), 6, "{words:?}");
    }

    #[test]
    fn speakers_have_unique_names_that_scenes_refer_to() {
        let speaker = |name: &str, speed| Speaker {
            name: name.into(),
            voice_settings: VoiceSettings { speed, ..VoiceSettings::default() },
            ..Speaker::default()
        };
        let by = |name: &str| Scene { speaker: Some(name.into()), ..Scene::new("Hi.") };
        let mut project = complete_project();
        project.speakers = vec![speaker("Marco", Some(1.05)), speaker("Zoë", None)];
        project.scenes = vec![by("marco"), by("ZOE\u{308}"), Scene::new("Hi.")];
        let spec = project.spec().unwrap();
        assert_eq!((&spec.speakers, &spec.scenes), (&project.speakers, &project.scenes));

        project.speakers.extend([speaker("MARCO ", Some(1.6)), speaker(" ", None)]);
        project.scenes.push(by("Ana"));
        let words: Vec<String> = project.spec().unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(
            words,
            [
                "speaker 3 has the name of another speaker: MARCO",
                "speaker 3: speed 1.6 is not between 0.5 and 1.5",
                "speaker 4 has no name",
                "scene 4: there is no speaker \"Ana\"",
            ]
        );
    }

    #[test]
    fn who_has_no_photo_or_voice_is_named() {
        let cast = |name: &str, photo: Option<&str>| Speaker {
            name: name.into(),
            photo: photo.map(PhotoId::new),
            voice: Some(VoiceId::new("v")),
            ..Speaker::default()
        };
        let by = |name: &str| Scene { speaker: Some(name.into()), ..Scene::new("Hi.") };
        let mut project = Project {
            speakers: vec![cast("Ana", Some("a")), cast("Marco", None), cast("Zoë", None)],
            scenes: vec![by("Ana"), by("Marco"), by("Marco")],
            ..Project::default()
        };
        let issues = project.spec().unwrap_err();
        let found: Vec<_> = issues.iter().map(|issue| (issue.location, issue.to_string())).collect();
        assert_eq!(found, [(IssueLocation::Speaker(1, NamedKind::Photo), "Marco has no photo".to_owned())]);
        project.speakers[1].photo = Some(PhotoId::new("m"));
        let spec = project.spec().unwrap();
        assert_eq!(spec.speaker_of(&project.scenes[1]).photo.as_str(), "m");
        project.scenes.push(Scene::new("Who is it?"));
        let words: Vec<String> = project.spec().unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(words, ["no photo is chosen", "no voice is chosen"]);
    }

    #[test]
    fn a_voice_setting_outside_of_its_range_is_an_issue() {
        let mut project = complete_project();
        project.voice_settings.volume = Some(2.0);
        project.scenes[0].voice_settings.pitch = Some(-60.0);
        let words: Vec<String> = project.spec().unwrap_err().iter().map(ToString::to_string).collect();
        let expected =
            ["the project: volume 2 is not between 0 and 1", "scene 1: pitch -60 is not between -50 and 50"];
        assert_eq!(words, expected);
    }

    #[test]
    fn a_muted_scene_is_neither_validated_nor_part_of_the_video() {
        let muted = Scene { is_muted: true, emotion: Some(Emotion::parse("Happy")), ..Scene::default() };
        let mut project = complete_project();
        project.scenes.push(muted.clone());
        assert_eq!(project.spec().unwrap().scenes, [Scene::new("Hello.")]);
        project.scenes = vec![muted];
        let issues = project.spec().unwrap_err();
        assert_eq!(issues[0].to_string(), "all scenes are muted");
        assert_eq!((issues.len(), issues[0].location), (1, IssueLocation::Scene(0, SceneField::Muted)));
    }
}
