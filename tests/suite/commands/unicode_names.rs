//! Names with marks and accents: found and made into file names whatever their composition.

use crate::support::cli_harness::CliHarness;
use crate::support::files::{file_names, write_picture};

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_is_found_by_every_unicode_composition_of_its_name() {
    let cli = CliHarness::instant().await;
    let decomposed = "Mu\u{308}ller.png";
    write_picture(&cli.path(decomposed), 90);
    let added = cli.run(&["photos", "add", decomposed]);
    assert!(added.exit_code == 0 && added.stdout.ends_with("  Müller\n"), "{added:?}");
    let queries = ["Müller", "mu\u{308}ller", "MÜLLER"];
    for query in queries {
        assert_eq!(cli.run(&["photos", query]).stdout.lines().count(), 1, "{query}");
    }
    for query in queries {
        let more = cli.run(&["photos", "add", decomposed, "--to", query, "--name", "Mu\u{308}ller, hat"]);
        assert!(more.exit_code == 0 && more.stdout.ends_with("  Müller, hat\n"), "{query}: {more:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_title_in_any_script_becomes_a_readable_file_name() {
    let cli = CliHarness::instant().await;
    let project = std::fs::read_to_string(cli.write_project()).unwrap();
    for (title, name) in [
        ("नमस्ते दोस्तों", "नमस्ते-दोस्तों-"),
        ("Cafe\u{301} de\u{301}ja\u{300}", "café-déjà-"),
        ("ผู้ใหญ่ลี", "ผู้ใหญ่ลี-"),
        ("İstanbul", "istanbul-"),
    ] {
        let project = cli.write_file("video.toml", &project.replace("Launch teaser", title));
        let ran = cli.run(&["render", &project, "--yes", "--download", "videos"]);
        assert_eq!(ran.exit_code, 0, "{ran:?}");
        let names = file_names(&cli.path("videos"));
        assert!(names.iter().any(|own| own.starts_with(name)), "{name}: {names:?}");
    }
}
