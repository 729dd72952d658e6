//! Plays sounds with an installed player: samples of voices, and kept speech.

use std::io::Write;
use std::process::Stdio;

use tempfile::NamedTempFile;

use super::audio_player::AudioPlayer;
use super::blocking::run_blocking;
use super::child_process;
use super::job::Job;
use super::media_cache;
use crate::domain::{Error, ErrorKind};

/// Bytes of a sample at most.
const MAX_SAMPLE_BYTES: usize = 16 << 20;
const NORMAL_SPEED_TENTHS: u32 = 10;

/// Plays the sample to its end; `started` is called when it begins. Dropped, it stops.
pub(super) async fn play_sample(job: &Job, url: &str, started: impl Fn()) -> Result<(), Error> {
    let sample = media_cache::fetch_cached(job, url, MAX_SAMPLE_BYTES).await?;
    play_from(job, sample, 0.0, NORMAL_SPEED_TENTHS, |_| started()).await
}

/// Plays a sound to its end. `started` is called with the second at which it begins: 0 where the player cannot begin
/// elsewhere. Dropped, it stops.
pub(super) async fn play_from(
    job: &Job,
    sound: Vec<u8>,
    from_seconds: f64,
    speed_tenths: u32,
    started: impl Fn(f64),
) -> Result<(), Error> {
    let is_plain = sound.starts_with(b"RIFF");
    let own = job.context.config.player.as_deref().map(AudioPlayer::of_command);
    let player = own.or_else(|| AudioPlayer::find(is_plain)).ok_or_else(missing_player_error)?;
    let file = run_blocking(move || write_temporary_file(&sound)).await?;
    let (program, arguments) = child_process::split_command(&player.command).map_err(player_error)?;
    let from_seconds = if player.can_seek() { from_seconds } else { 0.0 };
    let options = player.options(from_seconds, speed_tenths).map_err(player_error)?;
    let mut child = child_process::new_command(&program)
        .args(arguments)
        .args(options.before_file)
        .arg(file.path())
        .args(options.after_file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // Ends the player when the sound is stopped.
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| player_error(format!("{program} cannot be started: {error}")))?;
    started(from_seconds);
    match child.wait().await {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(player_error(format!("{program} cannot play the sound: {status}"))),
        Err(error) => Err(player_error(format!("{program} failed: {error}"))),
    }
}

/// A temporary file with the sound.
fn write_temporary_file(sound: &[u8]) -> Result<NamedTempFile, Error> {
    let end = if sound.starts_with(b"RIFF") { ".wav" } else { ".mp3" };
    let write = || -> std::io::Result<NamedTempFile> {
        let mut file = tempfile::Builder::new().prefix("cuecard-").suffix(end).tempfile()?;
        file.write_all(sound)?;
        Ok(file)
    };
    let unkept = |error| format!("The sound cannot be saved: {error}");
    write().map_err(|error| Error::new("the sound", ErrorKind::File, unkept(error)))
}

fn missing_player_error() -> Error {
    player_error("No audio player was found: install mpv, ffplay (of ffmpeg) or mpg123.")
}

fn player_error(what: impl AsRef<str>) -> Error {
    Error::new("the sound", ErrorKind::Player, what)
}
