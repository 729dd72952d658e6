//! A project, the video spec made from it, and names made from titles.

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::speaker::find_speaker;
use super::{
    Background, Captions, LookProfiles, PhotoId, Recordings, Scene, Shape, Speaker, VoiceId, VoiceSettings,
    nfc,
};

/// Letters of a slug.
const MAX_SLUG_GRAPHEMES: usize = 80;

/// The content of a project file, possibly incomplete.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    pub title: String,
    /// The photo of scenes without a speaker.
    pub photo: Option<PhotoId>,
    /// The voice of scenes without a speaker.
    pub voice: Option<VoiceId>,
    /// The settings of all voices that have no others.
    pub voice_settings: VoiceSettings,
    pub shape: Shape,
    /// What is behind the people, a color or an https address; `None` for their own backgrounds.
    pub background: Option<String>,
    pub captions: Captions,
    /// The URL that the service calls when the video is finished; empty for none.
    pub callback_url: String,
    /// The length that the video should have, in seconds.
    pub target_seconds: Option<u32>,
    pub speakers: Vec<Speaker>,
    pub scenes: Vec<Scene>,
}

impl Default for Project {
    /// An untitled project with one empty scene.
    fn default() -> Self {
        Self {
            title: String::new(),
            photo: None,
            voice: None,
            voice_settings: VoiceSettings::default(),
            shape: Shape::default(),
            background: None,
            captions: Captions::default(),
            callback_url: String::new(),
            target_seconds: None,
            speakers: Vec::new(),
            scenes: vec![Scene::default()],
        }
    }
}

impl Project {
    /// The title as shown and sent; `Untitled` if there is none.
    pub fn display_title(&self) -> &str {
        let title = self.title.trim();
        if title.is_empty() { "Untitled" } else { title }
    }

    /// The scenes that are rendered: those that are not muted.
    pub fn rendered_scenes(&self) -> impl Iterator<Item = &Scene> + Clone {
        self.scenes.iter().filter(|scene| !scene.is_muted)
    }

    /// The scenes that are rendered, with their indexes in the project.
    pub fn indexed_rendered_scenes(&self) -> impl Iterator<Item = (usize, &Scene)> + Clone {
        self.scenes.iter().enumerate().filter(|(_, scene)| !scene.is_muted)
    }

    /// The photos of the project and of its speakers, each once.
    pub fn photos(&self) -> Vec<&PhotoId> {
        let speakers = self.speakers.iter().filter_map(|speaker| speaker.photo.as_ref());
        each_once(self.photo.iter().chain(speakers))
    }

    /// The photos that speak the scenes that are rendered, each once.
    pub fn rendered_photos(&self) -> Vec<&PhotoId> {
        each_once(self.rendered_scenes().filter_map(|scene| self.photo_of(scene)))
    }

    /// The photo that speaks a scene: its speaker's, or else the project's.
    pub fn photo_of(&self, scene: &Scene) -> Option<&PhotoId> {
        self.speaker_of(scene).and_then(|speaker| speaker.photo.as_ref()).or(self.photo.as_ref())
    }

    /// The voice that speaks a scene: its speaker's, or else the project's.
    pub fn voice_of(&self, scene: &Scene) -> Option<&VoiceId> {
        self.speaker_of(scene).and_then(|speaker| speaker.voice.as_ref()).or(self.voice.as_ref())
    }

    /// The background of a scene: its own, or else that of the project.
    pub fn background_of<'a>(&'a self, scene: &'a Scene) -> Option<&'a str> {
        scene.background.as_deref().or(self.background.as_deref()).filter(|text| !text.trim().is_empty())
    }

    /// The settings of the voice that speaks a scene: the scene's, then its speaker's, then the project's.
    pub fn voice_settings_of(&self, scene: &Scene) -> VoiceSettings {
        voice_settings(scene, self.speaker_of(scene), &self.voice_settings)
    }

    /// The speaker that a scene names, if the project has it.
    pub fn speaker_of(&self, scene: &Scene) -> Option<&Speaker> {
        self.speaker(scene.speaker.as_deref()?)
    }

    /// The first speaker of this name, regardless of case.
    pub fn speaker(&self, name: &str) -> Option<&Speaker> {
        find_speaker(&self.speakers, name)
    }
}

/// A complete and valid project, as a render sends it.
#[derive(Debug, Clone, PartialEq)]
pub struct VideoSpec {
    pub title: String,
    /// The photo of scenes whose speaker has none.
    pub photo: PhotoId,
    /// The voice of scenes whose speaker has none; `None` where recordings take the place of all voices.
    pub voice: Option<VoiceId>,
    /// The settings of all voices that have no others.
    pub voice_settings: VoiceSettings,
    pub shape: Shape,
    /// The background of scenes that have none of their own.
    pub background: Option<String>,
    pub captions: Captions,
    pub callback_url: Option<String>,
    pub speakers: Vec<Speaker>,
    /// The profiles of its photos, as far as they are known. They follow from the photos: no project file has them.
    pub looks: LookProfiles,
    /// The files of its recordings, as far as they were read. No project file has them.
    pub recordings: Recordings,
    /// Its voices that support no locale, as far as they are known. No project file has them.
    pub voices_without_locale: Vec<VoiceId>,
    /// None of them muted. At least one, and at most [`super::MAX_SCENES`].
    pub scenes: Vec<Scene>,
}

/// Who is seen and heard in a scene.
#[derive(Debug, Clone, PartialEq)]
pub struct SceneSpeaker<'a> {
    /// `None` for the project's own photo and voice.
    pub name: Option<&'a str>,
    pub photo: &'a PhotoId,
    /// `None` where a recording takes its place.
    pub voice: Option<&'a VoiceId>,
    pub voice_settings: VoiceSettings,
}

impl SceneSpeaker<'_> {
    /// The name of the person, that of the voice, and its settings: `Marco · James · 1.1x`.
    pub fn describe(&self, person: &str, voice: &str) -> String {
        let settings = self.voice_settings.to_string();
        let parts = [person, voice, &settings];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

impl VideoSpec {
    /// The background of a scene.
    pub fn background_of(&self, scene: &Scene) -> Option<Background> {
        Background::parse(scene.background.as_deref().or(self.background.as_deref())?)
    }

    /// Who is seen and heard in a scene.
    pub fn speaker_of(&self, scene: &Scene) -> SceneSpeaker<'_> {
        let speaker = scene.speaker.as_deref().and_then(|name| find_speaker(&self.speakers, name));
        SceneSpeaker {
            name: speaker.map(|speaker| speaker.name.trim()),
            photo: speaker.and_then(|speaker| speaker.photo.as_ref()).unwrap_or(&self.photo),
            voice: speaker.and_then(|speaker| speaker.voice.as_ref()).or(self.voice.as_ref()),
            voice_settings: voice_settings(scene, speaker, &self.voice_settings),
        }
    }

    /// Who is seen and heard where a request has one photo and one voice: the speaker of the first scene.
    pub fn first_speaker(&self) -> SceneSpeaker<'_> {
        match self.scenes.first() {
            Some(scene) => self.speaker_of(scene),
            None => self.speaker_of(&Scene::default()),
        }
    }

    /// Who is seen and heard in a scene as it is sent: its own speaker, or that of the first scene.
    pub fn sent_speaker(&self, scene: &Scene, sends_speakers: bool) -> SceneSpeaker<'_> {
        if sends_speakers { self.speaker_of(scene) } else { self.first_speaker() }
    }

    /// The photos of its scenes, each once.
    pub fn photos(&self) -> Vec<&PhotoId> {
        each_once(self.scenes.iter().map(|scene| self.speaker_of(scene).photo))
    }

    /// Replaces the photos that `find` knows another id of.
    pub fn replace_photos(&mut self, find: impl Fn(&PhotoId) -> Option<PhotoId>) {
        let speakers = self.speakers.iter_mut().filter_map(|speaker| speaker.photo.as_mut());
        for photo in speakers.chain([&mut self.photo]) {
            *photo = find(photo).unwrap_or_else(|| photo.clone());
        }
    }

    /// Replaces the voices that `find` knows another id of.
    pub fn replace_voices(&mut self, find: impl Fn(&VoiceId) -> Option<VoiceId>) {
        let speakers = self.speakers.iter_mut().filter_map(|speaker| speaker.voice.as_mut());
        for voice in speakers.chain(&mut self.voice) {
            *voice = find(voice).unwrap_or_else(|| voice.clone());
        }
    }

    /// The speakers of the scenes, each once, in the order in which they speak first.
    pub fn scene_speakers(&self) -> Vec<SceneSpeaker<'_>> {
        let mut speakers: Vec<SceneSpeaker<'_>> = Vec::new();
        for speaker in self.scenes.iter().map(|scene| self.speaker_of(scene)) {
            if !speakers.iter().any(|known| known.name == speaker.name) {
                speakers.push(speaker);
            }
        }
        speakers
    }
}

/// The settings of a voice in a scene: the scene's, then its speaker's, then the project's.
fn voice_settings(scene: &Scene, speaker: Option<&Speaker>, project: &VoiceSettings) -> VoiceSettings {
    let of_speaker = speaker.map_or_else(|| project.clone(), |speaker| speaker.voice_settings.or(project));
    scene.voice_settings.or(&of_speaker)
}

impl From<&VideoSpec> for Project {
    fn from(spec: &VideoSpec) -> Self {
        Self {
            title: spec.title.clone(),
            photo: Some(spec.photo.clone()),
            voice: spec.voice.clone(),
            voice_settings: spec.voice_settings.clone(),
            shape: spec.shape,
            background: spec.background.clone(),
            captions: spec.captions,
            callback_url: spec.callback_url.clone().unwrap_or_default(),
            target_seconds: None,
            speakers: spec.speakers.clone(),
            scenes: spec.scenes.clone(),
        }
    }
}

/// A file name made from a title: lower-case letters, digits and dashes, never a path.
pub fn slug(title: &str) -> String {
    let line = super::text::single_line(&nfc(title));
    // The lower case of `İ` is two characters.
    let plain = line.replace('İ', "i").to_lowercase();
    let mut slug = String::new();
    // Graphemes keep combining marks with their letter.
    for letter in nfc(&plain).graphemes(true).take(MAX_SLUG_GRAPHEMES) {
        match letter.find(char::is_alphanumeric) {
            // A grapheme may include a following character, even a slash.
            Some(start) => slug.extend(letter[start..].chars().filter(|c| is_word_char(*c))),
            None if slug.is_empty() || slug.ends_with('-') => {}
            None => slug.push('-'),
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "untitled".to_owned() } else { slug.to_owned() }
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}')
}

/// A title made from a file stem: `launch-teaser` becomes `Launch teaser`.
pub fn title_from_file_stem(stem: &str) -> String {
    let words = super::text::single_line(&nfc(&stem.replace(['-', '_'], " ")));
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// The values in their order, without repetitions.
pub(super) fn each_once<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut all = Vec::new();
    for value in values {
        if !all.contains(&value) {
            all.push(value);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scene_has_its_own_background_or_that_of_the_project() {
        let own = Scene { background: Some("#000000".into()), ..Scene::new("One.") };
        let project = Project {
            background: Some("#ffffff".into()),
            scenes: vec![own, Scene::new("Two.")],
            ..Project::default()
        };
        let found: Vec<_> = project.scenes.iter().map(|scene| project.background_of(scene)).collect();
        assert_eq!(found, [Some("#000000"), Some("#ffffff")]);
    }

    #[test]
    fn a_title_is_derived_from_the_file_name() {
        assert_eq!(title_from_file_stem("launch-teaser"), "Launch teaser");
        assert_eq!(title_from_file_stem(""), "");
    }

    #[test]
    fn a_slug_is_a_plain_file_name() {
        assert_eq!(slug("Launch teaser, take 3!"), "launch-teaser-take-3");
        assert_eq!(slug("../../etc/passwd"), "etc-passwd");
        assert_eq!(slug("\u{1b}[2J"), "2j");
        assert_eq!(slug("…"), "untitled");
        for odd in ["\u{113d1}:", "\u{113d1}/etc", "\u{d4e}\\x", "a\u{600}/b"] {
            assert!(slug(odd).chars().all(|c| c == '-' || is_word_char(c)), "{odd:?}: {:?}", slug(odd));
        }
        assert_eq!(slug("Grüße 美咲"), "grüße-美咲");
        assert_eq!(slug("Cafe\u{301} de\u{301}ja\u{300}"), "café-déjà");
        assert_eq!(slug("नमस्ते दोस्तों"), "नमस्ते-दोस्तों");
        assert_eq!(slug("ผู้ใหญ่ลี"), "ผู้ใหญ่ลี");
        assert_eq!(slug("İstanbul"), "istanbul");
    }
}
