//! Recordings in the studio: the chip in a card's head, the picker, and the recorder of the table read.

use std::path::{Path, PathBuf};

use cuecard::domain::{
    Dialect, Error, ErrorKind, PhotoId, Project, RecordingFile, RecordingFormat, RecordingIssue, Scene,
    VoiceId,
};
use cuecard::studio::{
    AccountReply, Effect, PlayedSound, RecordedSound, RecordingReply, RecordingRequest, Reply, Request,
    RequestId, SpeechReply, SpeechRequest,
};
use insta::assert_snapshot;

use crate::support::app_harness::AppHarness;

fn file(seconds: f64) -> RecordingFile {
    RecordingFile {
        path: PathBuf::from("/home/ada/take.wav"),
        format: RecordingFormat::Wav,
        byte_count: 1_000,
        seconds,
        hash: "ab".into(),
        asset_id: None,
    }
}

/// A project of two scenes in v3; the second has this recording.
fn harness(recording: Option<&str>, (columns, rows): (u16, u16)) -> AppHarness {
    let recorded = Scene { recording: recording.map(str::to_owned), ..Scene::new("In my own voice, it is.") };
    let project = Project {
        title: "Launch".into(),
        photo: Some(PhotoId::new("photo0")),
        voice: Some(VoiceId::new("voice0")),
        scenes: vec![Scene::new("Hello and welcome."), recorded],
        ..Project::default()
    };
    let mut harness = AppHarness::ready_with_project(columns, rows, &project);
    harness.send_reply(Reply::Account(AccountReply::DialectDetected(Dialect::V3, None)));
    harness
}

/// Answers the inspections of recordings: each file is this one.
fn answer_inspections(harness: &mut AppHarness, found: &Result<RecordingFile, RecordingIssue>) {
    harness.answer_requests(|request| match request {
        Request::Recording(RecordingRequest::Inspect(paths)) => {
            let files = paths.iter().map(|(path, _)| (path.clone(), found.clone()));
            Some(Reply::Recording(RecordingReply::Inspected(Ok(files.collect()))))
        }
        _ => None,
    });
    harness.fire_dialog_timers();
}

fn inspected_paths(harness: &AppHarness) -> Vec<PathBuf> {
    let requests = harness.requests().filter_map(|request| match request {
        Request::Recording(RecordingRequest::Inspect(paths)) => Some(paths),
        _ => None,
    });
    requests.flatten().map(|(_, path)| path.clone()).collect()
}

#[test]
fn a_head_shows_the_recording_with_its_length_or_what_is_wrong_with_it() {
    let mut harness = harness(Some("take.wav"), (80, 24));
    assert_eq!(inspected_paths(&harness), [PathBuf::from("/home/ada/take.wav")]);
    answer_inspections(&mut harness, &Ok(file(12.0)));
    harness.assert_shows("♪ take.wav 0:12 · expressive");
    harness.assert_shows("0:01  =12.0 s");
    harness.press("3G");
    assert_eq!(inspected_paths(&harness), Vec::<PathBuf>::new(), "it is read once");
    harness.press("<C-r>");
    answer_inspections(&mut harness, &Err(RecordingIssue::Truncated));
    harness.assert_shows("scene 2: take.wav is truncated");
    harness.press("<Enter>");
    harness.assert_shows("⚑ take.wav is truncated · Alt-u picks another");
    harness.assert_shows("♪ take.wav⚑");
}

#[test]
fn a_dialect_without_recordings_flags_them() {
    let mut harness = harness(Some("take.wav"), (80, 24));
    answer_inspections(&mut harness, &Ok(file(12.0)));
    harness.send_reply(Reply::Account(AccountReply::DialectDetected(Dialect::Scenes, None)));
    harness.assert_shows("♪ take.wav 0:12⚑  no emotion · expressive");
    harness.press("3G");
    harness.assert_shows("the dialect scenes: no recordings; 1 scene is spoken by a voice");
    harness.assert_shows("+2.4 s");
}

#[test]
fn a_recording_is_picked_from_the_files_beside_the_project_or_typed() {
    let mut harness = harness(None, (80, 24));
    harness.press("3G<A-u>");
    let asks = |request: &Request| matches!(request, Request::Recording(RecordingRequest::List(folder)) if folder == Path::new("/home/ada"));
    assert!(harness.requests().any(asks));
    harness.answer_requests(|request| match request {
        Request::Recording(RecordingRequest::List(_)) => {
            let names = ["intro.mp3", "take.wav"].map(str::to_owned).to_vec();
            Some(Reply::Recording(RecordingReply::Listed(names)))
        }
        _ => None,
    });
    harness.assert_shows("intro.mp3");
    harness.press("take<Enter>");
    answer_inspections(&mut harness, &Ok(file(12.0)));
    harness.assert_shows("♪ take.wav 0:12");
    harness.press("<A-u>'~/My takes/b.wav'<Enter>");
    let recording =
        |harness: &AppHarness| harness.app.studio.project_state.project.scenes[1].recording.clone();
    assert_eq!(recording(&harness).as_deref(), Some("~/My takes/b.wav"));
    harness.press("<A-u>no rec<Enter>");
    assert_eq!(recording(&harness), None);
    harness.press("<C-z><C-z>");
    assert_eq!(recording(&harness).as_deref(), Some("take.wav"));
}

/// The request of the recorder.
fn recorder(harness: &AppHarness) -> Option<(RequestId, PathBuf, usize)> {
    harness.effects.iter().find_map(|effect| match effect {
        Effect::Request(id, Request::Recording(RecordingRequest::Record { project, scene_number })) => {
            Some((*id, project.clone(), *scene_number))
        }
        _ => None,
    })
}

fn reply(harness: &mut AppHarness, id: RequestId, reply: RecordingReply) {
    harness.send(cuecard::app::Message::Reply(id, Reply::Recording(reply)));
}

fn progress(seconds: f64) -> RecordingReply {
    RecordingReply::Progressed(RecordedSound { seconds, level: 0.5 })
}

#[test]
fn the_sentence_of_a_recorder_is_shown_whole_in_the_table_read() {
    let mut harness = harness(None, (80, 24));
    harness.press("3G<C-t>r");
    let (id, ..) = recorder(&harness).unwrap();
    let text = "No recorder was found: install arecord (of alsa-utils), parecord (of pulseaudio-utils), ffmpeg or sox.";
    let missing = Error::new("the recording", ErrorKind::Recorder, text);
    reply(&mut harness, id, RecordingReply::Ended(Err(missing.clone())));
    let screen = harness.screen().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(screen.contains(&missing.to_string()), "{screen}");
    harness.assert_shows("Scene 2 of 2");
    harness.assert_shows("In my own voice, it is.");
}

#[test]
fn the_scene_that_is_read_is_recorded() {
    for size in [(80, 24), (120, 36)] {
        let mut harness = harness(None, size);
        harness.press("3G<C-t>");
        harness.assert_shows("Scene 2 of 2");
        harness.press("r");
        let (id, project, scene_number) = recorder(&harness).unwrap();
        assert_eq!((project.parent(), scene_number), (Some(Path::new("/home/ada")), 2));
        assert!(harness.app.studio.project_state.path.as_ref().is_some_and(|path| project.ends_with(path)));
        harness.assert_shows("waiting for the recorder");
        reply(&mut harness, id, progress(0.1));
        harness.assert_shows("● recording 0:00  ━━━━━━━━━━━━━━━───────────────");
        reply(&mut harness, id, progress(7.2));
        harness.assert_shows("● recording 0:07");
        harness.assert_shows("r keep   Esc discard");
        harness.press("q<Right>");
        harness.assert_shows("● recording 0:07");
        harness.press("r");
        assert!(harness.effects.contains(&Effect::StopRecording));
        reply(&mut harness, id, RecordingReply::Ended(Ok("/home/ada/scene-2.wav".into())));
        answer_inspections(&mut harness, &Ok(file(7.2)));
        harness.assert_shows("scene-2.wav is the recording of scene 2");
        harness.assert_shows("♪ scene-2.wav · expressive");
        // It is read again from the start of the scene, at the length of the recording.
        harness.assert_shows(" 0:08   paused");
        harness.press("<Esc><C-z>");
        harness.assert_shows("Undid: recording of scene 2");
    }
}

#[test]
fn a_recording_is_discarded_or_fails_without_a_trace_in_the_project() {
    let mut harness = harness(None, (80, 24));
    harness.press("3<C-t>r");
    let (id, ..) = recorder(&harness).unwrap();
    harness.press("<Esc>");
    assert!(harness.effects.contains(&Effect::Cancel(id)));
    harness.assert_shows("The recording was discarded");
    harness.effects.clear();
    harness.press("r");
    let (id, ..) = recorder(&harness).unwrap();
    let error = Error::new("the recording", ErrorKind::Recorder, "arecord failed: no soundcards found");
    reply(&mut harness, id, RecordingReply::Ended(Err(error)));
    harness.assert_shows("arecord failed: no soundcards found");
    harness.assert_shows("Space go on");
    assert!(harness.app.studio.project_state.project.scenes.iter().all(|scene| scene.recording.is_none()));
}

#[test]
fn a_project_without_a_file_is_saved_first() {
    let mut harness = AppHarness::ready(80, 24);
    harness.write_project("Hello and welcome.").press("<Esc><C-t>r");
    assert_eq!(recorder(&harness), None);
    harness.assert_shows("Recordings are saved beside the project · Esc Ctrl-s saves it");
}

#[test]
fn a_recording_alone_needs_neither_a_voice_nor_words() {
    let mut harness = harness(Some("take.wav"), (80, 24));
    let mut project = harness.app.studio.project_state.project.clone();
    project.voice = None;
    project.scenes.remove(0);
    project.scenes[0].script = "".into();
    let edit = cuecard::studio::Edit::ReplaceProject(Box::new(project));
    harness.app.studio.edit(edit, cuecard::studio::EditKind::SingleStep);
    answer_inspections(&mut harness, &Ok(file(12.0)));
    harness.press("<C-r>");
    answer_inspections(&mut harness, &Ok(file(12.0)));
    harness.assert_shows("exactly 12.0 s");
    assert!(!harness.shows("Measure"), "nothing is spoken: {}", harness.screen());
    assert!(!harness.shows("0:12 to"), "its length is known: {}", harness.screen());
    harness.press("<Esc><C-t>");
    harness.assert_shows("(a recording without a script)");
}

#[test]
fn only_the_last_inspection_counts() {
    let mut harness = harness(Some("take.wav"), (80, 24));
    harness.press("<C-r>");
    let ids: Vec<RequestId> = harness
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Request(id, Request::Recording(RecordingRequest::Inspect(_))) => Some(*id),
            _ => None,
        })
        .collect();
    let inspected = |seconds| RecordingReply::Inspected(Ok(vec![("take.wav".to_owned(), Ok(file(seconds)))]));
    reply(&mut harness, ids[1], inspected(20.0));
    reply(&mut harness, ids[0], inspected(10.0));
    harness.press("<Esc>");
    harness.assert_shows("♪ take.wav 0:20");
}

#[test]
fn recording_snapshots() {
    for (columns, rows) in [(80, 24), (160, 50)] {
        let mut harness = harness(Some("scene-2.wav"), (columns, rows));
        answer_inspections(&mut harness, &Ok(file(12.4)));
        harness.press("3G<A-u>");
        let names = ["intro.mp3", "scene-2.wav"].map(str::to_owned).to_vec();
        harness.send_reply(Reply::Recording(RecordingReply::Listed(names)));
        assert_snapshot!(format!("recording_picker_{columns}x{rows}"), harness.screen());
        harness.press("<Esc><C-t>r");
        let (id, ..) = recorder(&harness).unwrap();
        reply(&mut harness, id, progress(7.2));
        assert_snapshot!(format!("recording_{columns}x{rows}"), harness.screen());
    }
}

#[test]
fn a_recording_follows_its_scene_that_another_program_moves() {
    let mut harness = harness(None, (80, 24));
    harness.press("3G<C-t>r");
    let (id, ..) = recorder(&harness).unwrap();
    reply(&mut harness, id, progress(1.0));
    let mut project = harness.app.studio.project_state.project.clone();
    project.scenes.insert(0, Scene::new("A new beginning."));
    let edit = |harness: &mut AppHarness, project: Project| {
        let edit = cuecard::studio::Edit::ReplaceProject(Box::new(project));
        harness.app.studio.edit(edit, cuecard::studio::EditKind::SingleStep);
    };
    edit(&mut harness, project.clone());
    reply(&mut harness, id, RecordingReply::Ended(Ok("/home/ada/scene-2.wav".into())));
    harness.assert_shows("scene-2.wav is the recording of scene 3");
    harness.press("r");
    let ids: Vec<RequestId> = harness
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Request(id, Request::Recording(RecordingRequest::Record { .. })) => Some(*id),
            _ => None,
        })
        .collect();
    project.scenes = vec![Scene::new("All is new.")];
    edit(&mut harness, project);
    reply(&mut harness, ids[1], RecordingReply::Ended(Ok("/home/ada/scene-3.wav".into())));
    harness.assert_shows("The recording was saved as /home/ada/scene-3.wav");
    harness.press("<Esc>");
    assert!(harness.shows("All is new."), "the table read can be left: {}", harness.screen());
}

/// The last sound that was asked for, with the second that it begins at.
fn played(harness: &AppHarness) -> Option<(RequestId, PlayedSound, f64)> {
    harness.effects.iter().rev().find_map(|effect| match effect {
        Effect::Request(id, Request::Speech(SpeechRequest::Play { sound, from_seconds, .. })) => {
            Some((*id, sound.clone(), *from_seconds))
        }
        _ => None,
    })
}

#[test]
fn the_table_read_plays_a_recording_in_place_of_a_voice() {
    let mut harness = harness(Some("take.wav"), (80, 24));
    answer_inspections(&mut harness, &Ok(file(12.0)));
    harness.press("<C-t>");
    assert!(played(&harness).is_none(), "the first scene has neither a recording nor kept speech");
    harness.press("<Esc>3G<C-t>");
    let (id, sound, from_seconds) = played(&harness).expect("it plays");
    assert_eq!((sound, from_seconds), (PlayedSound::Recording("/home/ada/take.wav".into()), 0.0));
    let started = Reply::Speech(SpeechReply::PlaybackStarted { from_seconds: 0.0 });
    harness.send(cuecard::app::Message::Reply(id, started));
    harness.assert_shows("♪");
    harness.effects.clear();
    harness.press("s");
    harness.assert_shows("silent");
    assert!(harness.effects.iter().any(|effect| matches!(effect, Effect::StopSound)));
    harness.press("s");
    assert!(played(&harness).is_some());
    // Nothing is heard while the scene is recorded.
    harness.effects.clear();
    harness.press("r");
    assert!(played(&harness).is_none());
    assert!(harness.effects.iter().any(|effect| matches!(effect, Effect::StopSound)));
}

#[test]
fn a_recording_that_is_missing_or_not_sent_is_not_played() {
    for (found, dialect) in [(Err(RecordingIssue::Missing), Dialect::V3), (Ok(file(12.0)), Dialect::Scenes)] {
        let mut harness = harness(Some("take.wav"), (80, 24));
        answer_inspections(&mut harness, &found);
        harness.send_reply(Reply::Account(AccountReply::DialectDetected(dialect, None)));
        harness.press("3G<C-t>");
        assert!(played(&harness).is_none());
        assert!(!harness.shows("silent"), "{}", harness.screen());
    }
}
