//! FIFOs, sockets, devices and folders in place of files: an error, never a hang.

use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::support::calls::SUBMIT_CALL;
use crate::support::cli_harness::CliOutput;
use crate::support::cli_harness::{CliHarness, instant_options};

/// Files that a render reads or locks, as their names in the home.
const PROGRAM_FILES: [&str; 6] = [
    ".local/share/cuecard/cuecard.db",
    ".local/share/cuecard/cuecard.db-journal",
    ".local/share/cuecard/running/gate",
    ".config/cuecard/config.toml",
    ".config/cuecard/key",
    "video.toml",
];

/// What stands there in their place.
const SPECIAL_FILE_MAKERS: [fn(&Path); 4] = [
    |path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success()),
    |path| drop(UnixListener::bind(path).unwrap()),
    |path| symlink("/dev/zero", path).unwrap(),
    |path| std::fs::create_dir(path).unwrap(),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_special_file_is_refused_without_blocking() {
    let cli = CliHarness::new(instant_options()).await;
    cli.write_project();
    assert_eq!(cli.run(&["render", "video.toml", "--yes"]).exit_code, 0);
    for file in PROGRAM_FILES {
        let (path, kept) = (cli.path(file), cli.path("kept"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let had = std::fs::rename(&path, &kept).is_ok();
        for make in SPECIAL_FILE_MAKERS {
            make(&path);
            let mut command = cli.command(&["render", "video.toml", "--yes", "--again"]);
            if file.ends_with("key") {
                command.env_remove("HEYGEN_API_KEY");
            }
            let child = tokio::process::Command::from(command).kill_on_drop(true).output();
            let output = tokio::time::timeout(Duration::from_mins(1), child).await;
            let ran =
                CliOutput::from_output(&output.unwrap_or_else(|_| panic!("{file} is waited for")).unwrap());
            let is_reported = ["is not a regular file", "is a folder, not a file"]
                .iter()
                .any(|is_reported| ran.stderr.contains(is_reported));
            assert!(is_reported && ran.stderr.contains(file), "{file}: {ran:?}");
            assert!(ran.exit_code == 1 || ran.exit_code == 2, "{file}: {ran:?}");
            std::fs::remove_file(&path).or_else(|_| std::fs::remove_dir(&path)).unwrap();
        }
        if had {
            std::fs::rename(&kept, &path).unwrap();
        }
    }
    assert_eq!(cli.sandbox.report().requests.of(SUBMIT_CALL).received, 1);
}
