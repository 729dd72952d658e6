//! Plays a voice's sample with an installed player.

use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Mutex, PoisonError};

use tempfile::NamedTempFile;
use tokio_util::sync::CancellationToken;

use super::child;
use super::context::{World, blocking};
use super::media;
use crate::domain::{Fault, FaultKind, VoiceId};
use crate::studio::Reply;

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
const PLAIN_PLAYERS: [&str; 3] = ["pw-play", "paplay", "aplay -q"];

/// The one sample that may play.
#[derive(Debug, Default)]
pub(super) struct Player {
    playing: Mutex<CancellationToken>,
}

impl Player {
    /// Ends what plays, and gives the token that ends what plays next.
    pub(super) fn begin(&self) -> CancellationToken {
        let next = CancellationToken::new();
        let mut playing = self.playing.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *playing, next.clone()).cancel();
        next
    }

    /// Ends what plays.
    pub(super) fn hush(&self) {
        self.playing.lock().unwrap_or_else(PoisonError::into_inner).cancel();
    }
}

/// Plays the sample to its end, or until it is stopped.
pub(super) async fn listen(
    world: &World,
    voice: VoiceId,
    url: &str,
    stop: CancellationToken,
    reply: &impl Fn(Reply),
) {
    let begun = || reply(Reply::Listening(voice.clone()));
    let ended = stop.run_until_cancelled(play(world, url, begun)).await;
    reply(Reply::Listened(voice.clone(), ended.unwrap_or(Ok(()))));
}

async fn play(world: &World, url: &str, begun: impl Fn()) -> Result<(), Fault> {
    let sample = media::fetch(world, url, MAX_SAMPLE_BYTES).await?;
    let plain = sample.starts_with(b"RIFF");
    let own = world.setup.player.clone();
    let command = own.or_else(|| found(plain)).ok_or_else(no_player)?;
    let file = blocking(move || kept(&sample)).await?;
    let (program, arguments) = child::words(&command).map_err(failed)?;
    let mut child = child::command(&program)
        .args(arguments)
        .arg(file.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // When this is dropped because somebody stopped it.
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| failed(format!("{program} cannot be started: {error}")))?;
    begun();
    match child.wait().await {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(format!("{program} cannot play the sample: {status}"))),
        Err(error) => Err(failed(format!("{program} was lost: {error}"))),
    }
}

/// A file that goes away with the sample.
fn kept(sample: &[u8]) -> Result<NamedTempFile, Fault> {
    let end = if sample.starts_with(b"RIFF") { ".wav" } else { ".mp3" };
    let write = || -> std::io::Result<NamedTempFile> {
        let mut file = tempfile::Builder::new().prefix("cuecard-").suffix(end).tempfile()?;
        file.write_all(sample)?;
        Ok(file)
    };
    let unkept = |error| format!("The sample cannot be kept: {error}");
    write().map_err(|error| Fault::new("the sample", FaultKind::File, unkept(error)))
}

fn found(plain: bool) -> Option<String> {
    let plain_players = PLAIN_PLAYERS.iter().filter(|_| plain);
    PLAYERS.iter().chain(plain_players).find(|command| is_here(command)).map(ToString::to_string)
}

/// Whether the command's program is on the path.
fn is_here(command: &str) -> bool {
    let program = command.split_whitespace().next().unwrap_or_default();
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder: std::path::PathBuf| is_program(&folder.join(program)))
}

fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o111 != 0)
}

fn no_player() -> Fault {
    failed("No player for samples is here: install mpv, ffplay (of ffmpeg) or mpg123.")
}

fn failed(what: impl AsRef<str>) -> Fault {
    Fault::new("the sample", FaultKind::Player, what)
}
