//! No sample lies there unread: each is in a test of the client, or the client has no endpoint that could meet it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Samples that the client cannot meet, and why. Those of the asset list, of `/v1/talking_photo`, of voice locales and of
/// webhooks are not kept at all: nothing of ours, the sandbox included, has these endpoints.
const UNMET: &[(&str, &str)] = &[
    ("request_av4_as_reference_project_sends", "another client's request; the sandbox takes it"),
    ("request_av4_flat_audio", "no film of ours brings its own sound; the sandbox takes it"),
    ("user_me_v1", "whose account it is is not asked of the older generation; the sandbox alone serves it"),
    ("video_share", "films are brought here, not shared by a page of the service"),
];

fn root(folder: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

#[test]
fn every_sample_is_read_by_a_test_of_the_client() {
    let files = |folder: &str| fs::read_dir(root(folder)).unwrap().map(|entry| entry.unwrap().path());
    let others =
        files("tests/suite/wire").filter(|file| !file.ends_with(Path::new(file!()).file_name().unwrap()));
    let tests: String = others.map(|file| fs::read_to_string(file).unwrap()).collect();
    let is_read = |name: &str| tests.contains(&format!("\"{name}\""));
    let stem = |file: std::path::PathBuf| file.file_stem().unwrap().to_str().unwrap().to_owned();
    let samples: BTreeSet<String> = files("tests/samples").map(stem).collect();
    assert!(samples.len() > 60, "the samples are where they are looked for");
    for name in &samples {
        let unmet = UNMET.iter().any(|(unmet, _)| unmet == name);
        assert!(is_read(name) != unmet, "{name} is in one of the two, a test or the list above");
    }
    for (name, why) in UNMET {
        assert!(samples.contains(*name) && !why.is_empty(), "{name} is no sample any more");
    }
}
