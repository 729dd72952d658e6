//! Projects that once were sent otherwise than they were meant, in the requests of every dialect.

use std::path::Path;

use cuecard::domain::{Dialect, Project};
use cuecard::store::project;
use cuecard::studio::{ProjectReply, ProjectRequest, Reply, Request};
use serde_json::Value;

use crate::support::runner_harness::RunnerHarness;

const DIALECTS: [Dialect; 4] = [Dialect::Scenes, Dialect::Flat, Dialect::Generate, Dialect::V3];

async fn harness(dialect: Dialect) -> RunnerHarness {
    RunnerHarness::with_config(|config| {
        config.settings.dialect = Some(dialect);
        config.settings.api_version = Some(dialect.api_version());
    })
    .await
}

/// All texts of the request that would be sent for a project, with a photo and a voice of the sandbox.
async fn sent_texts(harness: &RunnerHarness, project: Project) -> Vec<String> {
    let cast = Project::from(&harness.new_render().await.spec);
    let project = Project { photo: cast.photo, voice: cast.voice, ..project };
    let preview = ProjectRequest::BuildRequestPreview(Box::new(project.spec().unwrap()));
    match harness.request(Request::Project(preview)).await {
        Reply::Project(ProjectReply::RequestPreviewBuilt(text)) => {
            let body = &text[text.find('{').unwrap()..];
            let mut texts = Vec::new();
            collect_texts(&serde_json::from_str(body).unwrap(), &mut texts);
            texts
        }
        other => panic!("{other:?}"),
    }
}

fn collect_texts(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| collect_texts(value, texts)),
        Value::Object(fields) => fields.values().for_each(|value| collect_texts(value, texts)),
        _ => {}
    }
}

fn open(name: &str) -> Project {
    project::open(&Path::new("tests/scripts").join(name)).unwrap().project
}

#[tokio::test]
async fn every_form_of_a_break_is_sent_in_the_normal_form() {
    let files = [
        ("03-smart-quoted-break.toml", &["1", "2", "1", "1", "1.5", "1", "1"][..]),
        ("04-closing-break.toml", &["2", "2"]),
        ("05-break-forms.toml", &["0.5", "2", "1"]),
    ];
    for dialect in DIALECTS {
        let harness = harness(dialect).await;
        for (name, seconds) in files {
            for (scene, seconds) in open(name).scenes.into_iter().zip(seconds) {
                let script = scene.script.as_str().to_owned();
                let texts = sent_texts(&harness, Project { scenes: vec![scene], ..Project::default() }).await;
                let normal = format!("Hello <break time=\"{seconds}s\"/> there.");
                assert!(texts.contains(&normal), "{dialect:?} {script}: {texts:?}");
            }
        }
    }
}

#[tokio::test]
async fn invisible_characters_that_mean_something_are_sent() {
    let flag = "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}";
    for dialect in DIALECTS {
        let texts = sent_texts(&harness(dialect).await, open("16-invisible.toml")).await;
        let script = format!("khmer  split, flag {flag}, kanji 葛\u{e0100}城");
        for text in ["می\u{200c}خواهم بدانم", &script] {
            assert!(texts.iter().any(|sent| sent == text), "{dialect:?}: {texts:?}");
        }
    }
}
