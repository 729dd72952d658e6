//! From the start of the program in a terminal to its first screen, and the same of a bare ratatui program.

use divan::Bencher;

use crate::terminal::{TerminalProgram, bare_program_path, studio_path};

/// Letters of the last row that is drawn first, so that all of the frame is there.
const FOOTER_TEXT: &[u8] = b"keys";
/// The corner of the bare program's frame that comes last.
const STUDIO_CORNER: &[u8] = "╯".as_bytes();
const BARE_CORNER: &[u8] = "┘".as_bytes();

#[divan::bench(sample_count = 60, sample_size = 1)]
fn studio(bencher: Bencher<'_, '_>) {
    let home = tempfile::tempdir().unwrap();
    bencher.bench_local(|| {
        let mut program = TerminalProgram::start(&studio_path(), &["--sandbox"], home.path());
        program.wait_for_output(&[STUDIO_CORNER, FOOTER_TEXT]);
        program
    });
}

#[divan::bench(sample_count = 60, sample_size = 1)]
fn bare(bencher: Bencher<'_, '_>) {
    let home = tempfile::tempdir().unwrap();
    let bare = bare_program_path();
    bencher.bench_local(|| {
        let mut program = TerminalProgram::start(&bare, &["list"], home.path());
        program.wait_for_output(&[BARE_CORNER]);
        program
    });
}
