//! An API key file that others may read.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use super::desk::{Desk, KEY, Ran, bare};

#[tokio::test(flavor = "multi_thread")]
async fn a_key_file_that_others_may_read_is_narrowed_and_told() {
    let desk = Desk::quick().await;
    let path = desk.path(".config/cuecard/key");
    desk.file(".config/cuecard/key", &format!("{KEY}\n"));
    fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
    let run = || {
        let mut command = bare(desk.home.path(), &["photos"]);
        command.env("HEYGEN_API_BASE", desk.sandbox.base_url());
        Ran::of(&command.output().unwrap())
    };
    let ran = run();
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains("could be read by others") && ran.err.contains("new key"), "{ran:?}");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!run().err.contains("could be read"), "it is told once");
}
