//! A truncated or corrupted WAL after a kill: a paid render stays known or unconfirmed.

use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};

use tokio::runtime::Builder;

use crate::support::calls::SUBMIT_CALL;
use crate::support::crash_harness::CrashHarness;

/// Kills after the intent was written down, and after the answer was.
const FAILPOINTS: [&str; 2] = ["submit.after_answer", "ledger.after_commit:4"];
/// Sizes of a WAL frame and of the WAL header.
const WAL_FRAME_BYTES: usize = 24 + 4096;
const WAL_HEADER_BYTES: usize = 32;

/// The data folder's files and what they hold.
fn read_files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_file()).map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

fn restore(folder: &Path, kept: &[(PathBuf, Vec<u8>)]) {
    for (path, _) in read_files(folder) {
        std::fs::remove_file(path).unwrap();
    }
    for (path, bytes) in kept {
        std::fs::write(path, bytes).unwrap();
    }
}

/// The bytes as they are, cut at each frame and within it, and with one byte of each frame flipped.
fn torn_variants(bytes: &[u8]) -> Vec<Vec<u8>> {
    let spots = || {
        (0..=bytes.len() / WAL_FRAME_BYTES)
            .flat_map(|frame| [0, 20, 2000].map(|at| WAL_HEADER_BYTES + frame * WAL_FRAME_BYTES + at))
    };
    let cut = spots()
        .chain([0, 1, WAL_HEADER_BYTES])
        .filter(|at| *at <= bytes.len())
        .map(|at| bytes[..at].to_vec());
    let flipped = spots().filter(|at| *at < bytes.len()).map(|at| {
        let mut bytes = bytes.to_vec();
        bytes[at] ^= 0xff;
        bytes
    });
    std::iter::once(bytes.to_vec()).chain(cut).chain(flipped).collect()
}

#[test]
fn a_paid_render_is_known_whatever_part_of_the_wal_is_torn() {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    for kill in FAILPOINTS {
        let harness = CrashHarness::with_small_video(&runtime);
        let status = harness.render_command().env("CUECARD_KILL", kill).status().unwrap();
        assert_eq!(status.signal(), Some(9), "{kill}");
        let folder = harness.cli.path(".local/share/cuecard");
        let kept = read_files(&folder);
        let beside = kept.iter().filter(|(path, _)| path.to_str().unwrap().contains("cuecard.db-"));
        let mut cases = vec![None];
        cases.extend(beside.flat_map(|(path, bytes)| {
            torn_variants(bytes).into_iter().map(|torn| Some((path.clone(), torn)))
        }));
        for case in cases {
            restore(&folder, &kept);
            if let Some((path, torn)) = &case {
                std::fs::write(path, torn).unwrap();
            }
            let about = format!("{kill}: {:?}", case.map(|(path, torn)| (path, torn.len())));
            let rows = harness.run_command(&["queue", "--offline", "--json"]).json();
            let row = &rows[0];
            let paid = &harness.cli.sandbox.report().paid[0].video_id;
            let known = row["video_id"] == paid.as_str() || row["status"] == "unconfirmed";
            assert!(known, "{about}: {rows}");
            assert!(
                !harness.cli.command(&["render", "video.toml", "--yes"]).status().unwrap().success(),
                "{about}"
            );
        }
        assert_eq!(harness.cli.sandbox.report().requests.of(SUBMIT_CALL).received, 1, "{kill}");
    }
}
