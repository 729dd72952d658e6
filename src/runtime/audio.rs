//! Plays a voice's sample with an installed player.

use std::io::Write;
use std::process::Stdio;

use tempfile::NamedTempFile;

use super::blocking::run_blocking;
use super::child_process;
use super::job::Job;
use super::media_cache;
use crate::domain::{Error, ErrorKind};

/// Bytes of a sample at most.
const MAX_SAMPLE_BYTES: usize = 16 << 20;

/// Players that know every kind of sample, in the order in which they are looked for.
const PLAYERS: [&str; 5] = [
    "mpv --no-video --no-terminal --really-quiet",
    "ffplay -nodisp -autoexit -loglevel quiet",
    "mpg123 -q",
    "afplay",
    "play -q",
];
/// Players of plain sound, for samples of that kind.
const WAV_PLAYERS: [&str; 3] = ["pw-play", "paplay", "aplay -q"];

/// Plays the sample to its end; `started` is called when it begins. Dropped, it stops.
pub(super) async fn play_sample(job: &Job, url: &str, started: impl Fn()) -> Result<(), Error> {
    let sample = media_cache::fetch_cached(job, url, MAX_SAMPLE_BYTES).await?;
    let plain = sample.starts_with(b"RIFF");
    let own = job.context.config.player.clone();
    let command = own.or_else(|| find_player(plain)).ok_or_else(missing_player_error)?;
    let file = run_blocking(move || write_temporary_file(&sample)).await?;
    let (program, arguments) = child_process::split_command(&command).map_err(player_error)?;
    let mut child = child_process::new_command(&program)
        .args(arguments)
        .arg(file.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // Ends the player when the sample is stopped.
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| player_error(format!("{program} cannot be started: {error}")))?;
    started();
    match child.wait().await {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(player_error(format!("{program} cannot play the sample: {status}"))),
        Err(error) => Err(player_error(format!("{program} failed: {error}"))),
    }
}

/// A temporary file with the sample.
fn write_temporary_file(sample: &[u8]) -> Result<NamedTempFile, Error> {
    let end = if sample.starts_with(b"RIFF") { ".wav" } else { ".mp3" };
    let write = || -> std::io::Result<NamedTempFile> {
        let mut file = tempfile::Builder::new().prefix("cuecard-").suffix(end).tempfile()?;
        file.write_all(sample)?;
        Ok(file)
    };
    let unkept = |error| format!("The sample cannot be saved: {error}");
    write().map_err(|error| Error::new("the sample", ErrorKind::File, unkept(error)))
}

fn find_player(plain: bool) -> Option<String> {
    let plain_players = WAV_PLAYERS.iter().filter(|_| plain);
    PLAYERS
        .iter()
        .chain(plain_players)
        .find(|command| child_process::is_installed(command))
        .map(ToString::to_string)
}

fn missing_player_error() -> Error {
    player_error("No audio player was found: install mpv, ffplay (of ffmpeg) or mpg123.")
}

fn player_error(what: impl AsRef<str>) -> Error {
    Error::new("the sample", ErrorKind::Player, what)
}
