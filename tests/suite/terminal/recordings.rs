//! The recorder of the table read, played by a script that is found in its place.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use cuecard::store;
use rustix::process::Signal;

use crate::support::cli_harness::{API_KEY, CliHarness};
use crate::support::studio_program::{PtyProgram, start_studio_with};
use crate::support::wait::wait_for;

/// Writes a recorder that tells its process id and its environment, and delivers a little more than a second of sound.
fn write_recorder(cli: &CliHarness) -> String {
    let bin = cli.path("bin");
    fs::create_dir_all(&bin).unwrap();
    let (seen, sound) = (cli.path("recorder").display().to_string(), cli.path("sound").display().to_string());
    fs::write(cli.path("sound"), vec![64; 2 * 48_000]).unwrap();
    let script = format!(
        "#!/bin/sh\nexport -p > {seen}.part\necho \"pid $$\" >> {seen}.part\n/bin/mv {seen}.part {seen}\n\
         /bin/cat {sound}\nexec /usr/bin/tail -f /dev/null\n"
    );
    fs::write(bin.join("arecord"), script).unwrap();
    fs::set_permissions(bin.join("arecord"), fs::Permissions::from_mode(0o755)).unwrap();
    bin.display().to_string()
}

/// The process id that the recorder told, once it runs.
fn recorder_process(cli: &CliHarness) -> u32 {
    let path = cli.path("recorder");
    wait_for("the recorder", || path.exists());
    let seen = fs::read_to_string(&path).unwrap();
    assert!(!seen.contains(API_KEY) && !seen.contains("HEYGEN_"), "{seen}");
    fs::remove_file(&path).unwrap();
    seen.lines().last().unwrap().strip_prefix("pid ").unwrap().parse().unwrap()
}

fn wait_for_end(process: u32) {
    let is_gone = || {
        let state = fs::read_to_string(format!("/proc/{process}/stat"));
        // One that its parent has not waited for is gone too.
        state.map_or(true, |state| state.contains(") Z "))
    };
    wait_for("the end of the recorder", is_gone);
}

/// The table read of a saved project.
async fn start_table_read() -> (CliHarness, PtyProgram) {
    let cli = CliHarness::instant().await;
    cli.write_project();
    let path = write_recorder(&cli);
    let mut program = start_studio_with(&cli, &[("PATH", &path)]);
    program.wait_for_text("Today we ship.");
    program.type_keys("\x14");
    program.wait_for_text("r record");
    (cli, program)
}

fn recording_of(project: &Path) -> Option<String> {
    store::project::open(project).unwrap().project.scenes[0].recording.clone()
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_scene_is_recorded_from_the_table_read() {
    let (cli, mut program) = start_table_read().await;
    fs::write(cli.path("scene-1.wav"), "another take").unwrap();
    program.type_keys("r");
    program.wait_for_text("● recording 0:01");
    let process = recorder_process(&cli);
    program.type_keys("r");
    program.wait_for_text("scene-1-2.wav is the recording of scene 1");
    wait_for_end(process);
    program.type_keys("\x1b");
    program.wait_for_text("♪ scene-1-2.wav 0:01");
    program.type_keys("\x13");
    program.wait_for_text("Saved");
    let project = cli.path("video.toml");
    assert_eq!(recording_of(&project).as_deref(), Some("scene-1-2.wav"));
    let recorded = store::recording::inspect(&cli.path("scene-1-2.wav")).unwrap();
    assert!((1.0..1.1).contains(&recorded.seconds), "{recorded:?}");
    assert_eq!(fs::read(cli.path("scene-1.wav")).unwrap(), b"another take");
    // Undone, the project has no recording; the file stays.
    program.type_keys("\x1a");
    program.wait_for_text("Undid: recording of scene 1");
    program.type_keys("\x13");
    wait_for("the project without a recording", || recording_of(&project).is_none());
    assert!(cli.path("scene-1-2.wav").exists());
    program.kill();
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_discarded_recording_leaves_no_file_and_no_recorder() {
    let (cli, mut program) = start_table_read().await;
    program.type_keys("r");
    program.wait_for_text("● recording 0:01");
    let process = recorder_process(&cli);
    program.type_keys("\x1b");
    program.wait_for_text("The recording was discarded");
    wait_for_end(process);
    assert!(!cli.path("scene-1.wav").exists());
    let drafts = cli.path(".local/share/cuecard/recordings");
    wait_for("no draft", || fs::read_dir(&drafts).unwrap().count() == 0);
    // The recorder ends with the program, however that ends.
    program.type_keys("r");
    program.wait_for_text("● recording 0:01");
    let process = recorder_process(&cli);
    program.kill();
    wait_for_end(process);
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_recording_survives_a_killed_program() {
    let (cli, mut program) = start_table_read().await;
    program.type_keys("r");
    program.wait_for_text("● recording 0:01");
    let process = recorder_process(&cli);
    program.signal(Signal::KILL);
    program.kill();
    wait_for_end(process);
    let drafts = cli.path(".local/share/cuecard/recordings");
    assert_eq!((fs::read_dir(&drafts).unwrap().count(), cli.path("scene-1.wav").exists()), (1, false));
    let mut program = start_studio_with(&cli, &[]);
    program.wait_for_text("A recording was interrupted: it is kept as scene-1.wav · Alt-u picks");
    let recorded = store::recording::inspect(&cli.path("scene-1.wav")).unwrap();
    assert!((1.0..1.1).contains(&recorded.seconds), "{recorded:?}");
    assert_eq!(fs::read_dir(&drafts).unwrap().count(), 0);
    program.kill();
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_cannot_be_saved_is_saved_when_the_project_is_opened_again() {
    let (cli, mut program) = start_table_read().await;
    // All of the names that are tried are taken.
    let names: Vec<String> = (2..=1_000).map(|count| format!("scene-1-{count}.wav")).collect();
    let taken = || names.iter().map(String::as_str).chain(["scene-1.wav"]).map(|name| cli.path(name));
    taken().for_each(|path| fs::write(path, "another take").unwrap());
    program.type_keys("r");
    program.wait_for_text("● recording 0:01");
    program.type_keys("r");
    program.wait_for_text("Opening the project again saves the");
    program.kill();
    taken().for_each(|path| fs::remove_file(path).unwrap());
    let mut program = start_studio_with(&cli, &[]);
    program.wait_for_text("A recording was interrupted: it is kept as scene-1.wav");
    program.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_recorder_the_line_says_what_to_install() {
    let cli = CliHarness::instant().await;
    cli.write_project();
    let mut program = start_studio_with(&cli, &[("PATH", "/nowhere")]);
    program.wait_for_text("Today we ship.");
    program.type_keys("\x14");
    program.wait_for_text("r record");
    program.type_keys("r");
    program.wait_for_text("No recorder was found: install arecord (alsa-utils)");
    program.wait_for_text("r record");
    program.kill();
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_recorder_without_sound_gives_way_to_the_next_one() {
    let cli = CliHarness::instant().await;
    cli.write_project();
    let path = write_recorder(&cli);
    fs::rename(cli.path("bin/arecord"), cli.path("bin/parecord")).unwrap();
    let mute = "#!/bin/sh\necho 'audio open error: No such file or directory' >&2\nexit 1\n";
    fs::write(cli.path("bin/arecord"), mute).unwrap();
    fs::set_permissions(cli.path("bin/arecord"), fs::Permissions::from_mode(0o755)).unwrap();
    let mut program = start_studio_with(&cli, &[("PATH", &path)]);
    program.wait_for_text("Today we ship.");
    program.type_keys("\x14");
    program.wait_for_text("r record");
    program.type_keys("r");
    program.wait_for_text("● recording 0:01");
    program.type_keys("\x1b");
    program.wait_for_text("The recording was discarded");
    // Without another one, its own words say why.
    fs::remove_file(cli.path("bin/parecord")).unwrap();
    program.type_keys("r");
    program.wait_for_text("arecord failed: audio open error: No such file or directory");
    program.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_recorded_before_the_recorder_ended_is_kept() {
    let cli = CliHarness::instant().await;
    cli.write_project();
    let path = write_recorder(&cli);
    let script = format!("#!/bin/sh\n/bin/cat {}\n", cli.path("sound").display());
    fs::write(cli.path("bin/arecord"), script).unwrap();
    let mut program = start_studio_with(&cli, &[("PATH", &path)]);
    program.wait_for_text("Today we ship.");
    program.type_keys("\x14");
    program.wait_for_text("r record");
    program.type_keys("r");
    program.wait_for_text("scene-1.wav is the recording of scene 1");
    let recorded = store::recording::inspect(&cli.path("scene-1.wav")).unwrap();
    assert!((1.0..1.1).contains(&recorded.seconds), "{recorded:?}");
    program.kill();
}
