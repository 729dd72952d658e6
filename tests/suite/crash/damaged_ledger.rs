//! A ledger that is really damaged: what it shows as paid is not paid again, and the user is told what to do.

use tokio::runtime::Builder;

use crate::support::calls::SUBMIT_CALL;
use crate::support::cli_harness::CliOutput;
use crate::support::crash_harness::CrashHarness;

const PAGE_BYTES: usize = 4096;
const RENDER_ARGS: [&str; 4] = ["render", "video.toml", "--yes", "--json"];

/// The ways in which a ledger is damaged here.
fn damaged_variants(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut all = vec![("another file".to_owned(), b"no database".to_vec())];
    for page in 0..bytes.len() / PAGE_BYTES {
        let mut damaged = bytes.to_vec();
        damaged[page * PAGE_BYTES..(page + 1) * PAGE_BYTES].fill(0x55);
        all.push((format!("page {page} overwritten"), damaged));
        all.push((format!("cut to {page} pages"), bytes[..page * PAGE_BYTES + 100].to_vec()));
    }
    all
}

#[test]
fn a_render_in_a_damaged_ledger_is_not_paid_again_without_again() {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let harness = CrashHarness::with_small_video(&runtime);
    harness.run_command(&RENDER_ARGS);
    let folder = harness.cli.path(".local/share/cuecard");
    let bytes = std::fs::read(folder.join("cuecard.db")).unwrap();
    let render = || CliOutput::from_output(&harness.cli.command(&RENDER_ARGS).output().unwrap());
    for (about, damaged) in damaged_variants(&bytes) {
        std::fs::remove_dir_all(&folder).unwrap();
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("cuecard.db"), damaged).unwrap();
        let first = render();
        // Some pages can be overwritten without damage.
        if first.exit_code == 1 {
            let error = first.json_error();
            assert_eq!(error["kind"], "damaged", "{about}: {first:?}");
            let what = error["message"].as_str().unwrap();
            assert!(what.contains("is kept as") && what.ends_with("Nothing was sent"), "{about}: {what}");
            assert!(error["hint"].as_str().unwrap().contains("cuecard queue"), "{about}: {first:?}");
        }
        for _ in 0..2 {
            let again = render();
            assert_eq!(
                (again.exit_code, again.json_error()["kind"].as_str()),
                (2, Some("duplicate")),
                "{about}: {again:?}"
            );
        }
    }
    assert_eq!(harness.cli.sandbox.report().requests.of(SUBMIT_CALL).received, 1);
}
