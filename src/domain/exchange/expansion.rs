//! Scenes in the script of one scene: a script in another format that was pasted as words.

use super::builder::ScriptBuilder;
use super::convert::{ImportedScript, clean_text, import_script, into_script};
use super::format::ImportFormat;
use super::fountain_elements::{FountainElement, parse_elements};
use super::markdown_reader::{self, SceneBoundary, has_sections};
use crate::domain::{Project, Scene, is_same_name};

/// Longer scripts are not read: they are no pasted script, and reading them takes time.
const MAX_BYTES: usize = 200_000;

/// The project with the scenes that the script of one of its scenes reads as, in the place of that scene, and with their
/// speakers; where nothing but blank lines parts it, its paragraphs. `None` where it reads as one scene.
pub fn expand_scene(project: &Project, index: usize) -> Option<ImportedScript> {
    let script = &project.scenes.get(index)?.script;
    let read = read_scenes(script, project).or_else(|| read_paragraphs(script, project))?;
    replace_scene(project, index, read)
}

/// The project with a new script of one of its scenes, if headings or rules part that into scenes, in the place of the scene.
/// Where the scene had such lines before, they are its words.
pub fn expand_sections(project: &Project, index: usize, script: &str) -> Option<ImportedScript> {
    let has_parts = |script: &str| has_sections(&clean_text(script));
    let is_readable = script.len() <= MAX_BYTES && format_of(script) == ImportFormat::Markdown;
    if !is_readable || !has_parts(script) || has_parts(&project.scenes.get(index)?.script) {
        return None;
    }
    replace_scene(project, index, read_scenes(script, project)?)
}

fn replace_scene(project: &Project, index: usize, script: ImportedScript) -> Option<ImportedScript> {
    let ImportedScript { project: read, notes } = script;
    let scene = project.scenes.get(index)?;
    // The settings of a pasted head are those of another project.
    let mut expanded = Project { speakers: read.speakers.clone(), ..project.clone() };
    if expanded.title.is_empty() {
        expanded.title.clone_from(&read.title);
    }
    let as_read = Project { title: expanded.title.clone(), scenes: project.scenes.clone(), ..read.clone() };
    let mut notes = notes;
    if as_read != expanded {
        notes.push("the settings of its head are left out: F4 imports a file with them".to_owned());
    }
    let places = (0..).map(|place| place == 0);
    let scenes =
        read.scenes.into_iter().zip(places).map(|(new, is_first)| with_options_of(new, scene, is_first));
    expanded.scenes.splice(index..=index, scenes);
    Some(ImportedScript { project: expanded, notes })
}

/// The number of scenes that a text reads as beside a project, if it is more than one.
pub fn count_scenes(text: &str, project: &Project) -> Option<usize> {
    Some(read_scenes(text, project)?.project.scenes.len())
}

fn read_scenes(text: &str, project: &Project) -> Option<ImportedScript> {
    if text.len() > MAX_BYTES || !text.trim().contains('\n') {
        return None;
    }
    let script = match format_of(text) {
        ImportFormat::Markdown => return read_markdown(text, project, SceneBoundary::Section),
        format => with_speakers_of(import_script(text, format), project),
    };
    has_several_scenes(&script).then_some(script)
}

/// The paragraphs of a text, if there are several.
fn read_paragraphs(text: &str, project: &Project) -> Option<ImportedScript> {
    let is_readable = text.len() <= MAX_BYTES && format_of(text) == ImportFormat::Markdown;
    is_readable.then(|| read_markdown(text, project, SceneBoundary::Paragraph))?
}

/// The scenes of a Markdown text beside a project, if there are several.
fn read_markdown(text: &str, project: &Project, boundary: SceneBoundary) -> Option<ImportedScript> {
    let builder = ScriptBuilder::revising(project);
    let script = into_script(markdown_reader::read(&clean_text(text), builder, boundary));
    has_several_scenes(&script).then_some(script)
}

fn has_several_scenes(script: &ImportedScript) -> bool {
    script.project.scenes.len() > 1
}

/// The format of a text: subtitles have arrows, Fountain has names on lines of their own.
fn format_of(text: &str) -> ImportFormat {
    if text.trim_start_matches('\u{feff}').starts_with("WEBVTT") {
        return ImportFormat::Vtt;
    }
    let has_times =
        |line: &str| line.split_once("-->").is_some_and(|(start, end)| is_time(start) && is_time(end));
    if text.lines().any(has_times) {
        return ImportFormat::Srt;
    }
    if is_fountain(text) { ImportFormat::Fountain } else { ImportFormat::Markdown }
}

/// Whether a word of a line is a time of subtitles: `00:00:01,000`.
fn is_time(text: &str) -> bool {
    let words = text.split_whitespace();
    words.into_iter().any(|word| word.contains(':') && word.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether names stand on lines of their own: with a scene heading, or one of them twice. Two capital lines are headlines.
fn is_fountain(text: &str) -> bool {
    let elements = parse_elements(&clean_text(text));
    let mut names: Vec<String> = Vec::new();
    let mut is_repeated = false;
    let mut has_heading = false;
    for element in &elements {
        match element {
            FountainElement::Heading(_) => has_heading = true,
            FountainElement::Dialogue { character, .. } => {
                is_repeated |= names.iter().any(|name| is_same_name(name, character));
                names.push(character.clone());
            }
            _ => {}
        }
    }
    is_repeated || (has_heading && names.len() > 1)
}

/// An imported script in a project: with its fields, and the speakers of both.
fn with_speakers_of(script: ImportedScript, project: &Project) -> ImportedScript {
    let mut merged =
        Project { scenes: script.project.scenes, title: script.project.title, ..project.clone() };
    for speaker in script.project.speakers {
        if !merged.speakers.iter().any(|known| is_same_name(&known.name, &speaker.name)) {
            merged.speakers.push(speaker);
        }
    }
    ImportedScript { project: merged, notes: script.notes }
}

/// A new scene with what it leaves open taken from the scene that it was a part of; the motion goes to the first.
fn with_options_of(new: Scene, around: &Scene, is_first: bool) -> Scene {
    let open = Scene::default();
    let takes_motion = is_first && new.motion_prompt.is_empty();
    Scene {
        speaker: new.speaker.or_else(|| around.speaker.clone()),
        emotion: new.emotion.or_else(|| around.emotion.clone()),
        style: if new.style == open.style { around.style.clone() } else { new.style },
        motion_prompt: if takes_motion { around.motion_prompt.clone() } else { new.motion_prompt },
        enhance_motion: new.enhance_motion && around.enhance_motion,
        is_muted: new.is_muted || around.is_muted,
        voice_settings: new.voice_settings.or(&around.voice_settings),
        background: new.background.or_else(|| around.background.clone()),
        ..new
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Emotion, PhotoId, Speaker};

    /// A project with a scene before and behind the one with this text.
    fn project(text: &str) -> Project {
        let pasted =
            Scene { emotion: Some(Emotion::Serious), motion_prompt: "nods".into(), ..Scene::new(text) };
        Project {
            title: "Tea".into(),
            photo: Some(PhotoId::new("p")),
            speakers: vec![Speaker {
                name: "Marco".into(),
                photo: Some(PhotoId::new("m")),
                ..Speaker::default()
            }],
            scenes: vec![Scene::new("Before."), pasted, Scene::new("Behind.")],
            ..Project::default()
        }
    }

    /// Speaker and script of each scene.
    fn scenes(project: &Project) -> Vec<(Option<&str>, &str)> {
        project.scenes.iter().map(|scene| (scene.speaker.as_deref(), scene.script.as_str())).collect()
    }

    #[test]
    fn a_dialog_becomes_scenes_with_their_speakers() {
        let texts = [
            "MARCO: Hello.\n\nIDA: Good day.",
            "**Marco:** Hello.\n\n**Ida:** Good day.",
            "# Tea\n\n## One\n\nMARCO: Hello.\n\n## Two\n\nIDA: Good day.",
        ];
        for text in texts {
            let before = project(text);
            let ImportedScript { project: after, .. } = expand_scene(&before, 1).unwrap();
            let marco = ("Marco", "Hello.");
            assert_eq!(scenes(&after)[1], (Some(marco.0), marco.1), "{text}");
            assert_eq!(scenes(&after)[2].1, "Good day.", "{text}");
            assert_eq!((scenes(&after)[0].1, scenes(&after)[3].1), ("Before.", "Behind."));
            assert_eq!(after.speakers.len(), 2, "{text}");
            assert_eq!((&after.speakers[0], &after.photo), (&before.speakers[0], &before.photo));
            assert_eq!(after.title, "Tea");
            let options = |scene: &Scene| (scene.emotion.clone(), scene.motion_prompt.clone());
            assert_eq!(options(&after.scenes[1]), (Some(Emotion::Serious), "nods".to_owned()));
            assert_eq!(options(&after.scenes[2]), (Some(Emotion::Serious), String::new()));
        }
    }

    #[test]
    fn fountain_and_subtitles_are_recognized() {
        let fountain = "INT. KITCHEN\n\nMARCO\nHello.\n\nIDA\nGood day.\n";
        let subtitles =
            "1\n00:00:00,000 --> 00:00:01,000\nHello.\n\n2\n00:00:09,000 --> 00:00:10,000\nGood day.\n";
        for text in [fountain, subtitles] {
            let after = expand_scene(&project(text), 1).unwrap().project;
            let scripts: Vec<&str> = after.scenes.iter().map(|scene| scene.script.as_str()).collect();
            assert_eq!(scripts, ["Before.", "Hello.", "Good day.", "Behind."], "{text}");
        }
    }

    #[test]
    fn the_settings_of_a_pasted_head_leave_the_project_as_it_is() {
        let text = "---\nsize: 16:9\ntarget: 60s\nphoto: Kenji\n---\n\n## Scene 1\n\nHello.\n\n## Scene 2\n\nGood day.\n";
        let before = project(text);
        let ImportedScript { project: after, notes } = expand_scene(&before, 1).unwrap();
        assert_eq!(Project { scenes: before.scenes.clone(), ..after }, before);
        assert!(
            notes.iter().any(|note| note.starts_with("the settings of its head are left out")),
            "{notes:?}"
        );
    }

    #[test]
    fn arrows_in_prose_are_no_subtitles_and_headlines_no_characters() {
        let text = "Step one --> step two.\n\n**Marco:** Hello.\n\n**Ida:** Good day.";
        assert_eq!(scenes(&expand_scene(&project(text), 1).unwrap().project)[2], (Some("Marco"), "Hello."));
        let headlines = "BREAKING NEWS\nThe lamp works.\n\nMEANWHILE\nNobody knows.";
        assert_eq!(count_scenes(headlines, &project(headlines)), None);
    }

    #[test]
    fn a_pasted_narration_has_one_speaker_and_no_issues() {
        let text = include_str!("../../../tests/scripts/01-narration-markup.md");
        let before = project(text);
        let after = expand_scene(&before, 1).unwrap();
        let of = |scene: &Scene| (scene.speaker.clone(), scene.script.analysis().issues().to_vec());
        assert_eq!(after.project.scenes.iter().map(of).collect::<Vec<_>>(), vec![(None, Vec::new()); 4]);
        assert_eq!(after.project.speakers, before.speakers);
        assert!(
            after.notes.iter().any(|note| note.starts_with("the label HOST is left out")),
            "{:?}",
            after.notes
        );
        assert!(after.project.scenes[2].script.contains("no meetings.\n\nWrite it down.\nPick a date."));
    }

    #[test]
    fn paragraphs_become_scenes_though_they_do_not_read_as_several() {
        let text = "Hello.\nIt is me.\n\nThree things:\n\n- one\n- two\n\n[BEAT]\n\nGood day.";
        let before = project(text);
        assert_eq!(count_scenes(text, &before), None);
        let after = expand_scene(&before, 1).unwrap().project;
        let scripts: Vec<&str> = after.scenes.iter().map(|scene| scene.script.as_str()).collect();
        let beat = "<break time=\"1s\"/>";
        assert_eq!(
            scripts,
            ["Before.", "Hello.\nIt is me.", "Three things:\n\none.\ntwo.", beat, "Good day.", "Behind."]
        );
        assert_eq!(after.scenes[4].emotion, Some(Emotion::Serious));
    }

    #[test]
    fn headings_and_rules_part_a_new_script_and_labels_do_not() {
        let before = project("Hello.");
        for script in ["## One\n\nHello.\n\n## Two\n\nGood day.", "Hello.\n\n---\n\nGood day."] {
            let after = expand_sections(&before, 1, script).unwrap().project;
            assert_eq!((scenes(&after)[1].1, scenes(&after)[2].1), ("Hello.", "Good day."));
        }
        for script in ["Hello.\n\nGood day.", "MARCO: Hello.\n\nIDA: Good day.", "## One\n\nHello."] {
            assert_eq!(expand_sections(&before, 1, script), None, "{script}");
        }
        let had_a_rule = project("Helo.\n\n---\n\nGood day.");
        assert_eq!(expand_sections(&had_a_rule, 1, "Hello.\n\n---\n\nGood day."), None);
    }

    #[test]
    fn words_of_one_scene_stay_one_scene() {
        for text in ["", "Hello.", "Hello.\nGood day.\n\n- one\n- two", "MARCO: Hello. NOTE: no more."] {
            assert_eq!(expand_scene(&project(text), 1), None, "{text}");
        }
        assert_eq!(expand_scene(&project("a"), 7), None);
    }
}
