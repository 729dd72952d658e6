//! Records the microphone with an installed recorder, which writes plain samples to a pipe.
//!
//! The samples are kept in memory. A copy on disk survives a killed program. A recorder whose pipe is closed ends by itself,
//! so that none is left behind, whatever ends this program.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Child;
use tokio_util::sync::CancellationToken;

use super::child_process;
use crate::domain::{ApiVersion, Error, ErrorKind, max_upload_bytes, text};
use crate::studio::RecordedSound;

/// Recorders of signed 16-bit samples in one channel at 44,100 a second, in the order in which they are looked for.
const RECORDERS: [&str; 4] = [
    "arecord -q -t raw -f S16_LE -c 1 -r 44100",
    "parecord --raw --format=s16le --channels=1 --rate=44100 --latency-msec=50",
    FFMPEG_RECORDER,
    "sox -q -d -t raw -e signed -b 16 -L -c 1 -r 44100 -",
];
#[cfg(target_os = "macos")]
const FFMPEG_RECORDER: &str =
    "ffmpeg -hide_banner -loglevel error -nostdin -f avfoundation -i :default -f s16le -ac 1 -ar 44100 -";
#[cfg(not(target_os = "macos"))]
const FFMPEG_RECORDER: &str =
    "ffmpeg -hide_banner -loglevel error -nostdin -f pulse -i default -f s16le -ac 1 -ar 44100 -";

const SAMPLES_PER_SECOND: u32 = 44_100;
const BYTES_PER_SAMPLE: u32 = 2;
const WAV_HEADER_BYTES: u32 = 44;
/// Bytes of sound between two reports: a tenth of a second.
const REPORT_BYTES: usize = (SAMPLES_PER_SECOND * BYTES_PER_SAMPLE / 10) as usize;
/// How long the last words are waited for after a recorder failed.
const ERROR_OUTPUT_TIMEOUT: Duration = Duration::from_secs(1);
/// Columns of a recorder's error output that are shown.
const MAX_ERROR_COLUMNS: usize = 120;
/// Bytes of a recorder's error output that are read.
const MAX_ERROR_BYTES: u64 = 4 << 10;

/// Records until `stop` is canceled, the recorder ends, or the recording is as large as an upload may be; gives a WAV file. An
/// installed recorder without a sound gives way to the next one. `keep` gets the samples as they come. Dropped, it ends the
/// recorder.
pub(super) async fn record(
    progress: impl Fn(RecordedSound),
    keep: impl Fn(&[u8]),
    stop: CancellationToken,
) -> Result<Vec<u8>, Error> {
    let mut first_error = None;
    for command in RECORDERS.into_iter().filter(|command| child_process::is_installed(command)) {
        match record_samples(command, &progress, &keep, &stop).await {
            Ok(samples) => return Ok(wav_file(&samples)),
            Err(error) => first_error = first_error.or(Some(error)),
        }
        if stop.is_cancelled() {
            break;
        }
    }
    Err(first_error.unwrap_or_else(missing_recorder_error))
}

/// The samples of one recorder. What was recorded before it ended by itself counts; without a sample it is an error.
async fn record_samples(
    command: &str,
    progress: &impl Fn(RecordedSound),
    keep: &impl Fn(&[u8]),
    stop: &CancellationToken,
) -> Result<Vec<u8>, Error> {
    let (program, arguments) = child_process::split_command(command).map_err(recorder_error)?;
    let mut child = child_process::new_command(&program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| recorder_error(format!("{program} cannot be started: {error}")))?;
    let mut samples = Vec::new();
    if let Some(output) = child.stdout.take() {
        let reading = read_samples(output, &mut samples, keep, progress);
        // An error of the pipe ends the recording like its end.
        let _ = stop.run_until_cancelled(reading).await;
    }
    if samples.is_empty() {
        return Err(recorder_error(describe_failure(&program, &mut child, stop).await));
    }
    Ok(samples)
}

/// Reads samples until there are as many as an upload may have, or the recorder ends.
async fn read_samples(
    mut output: impl AsyncRead + Unpin,
    samples: &mut Vec<u8>,
    keep: &impl Fn(&[u8]),
    progress: &impl Fn(RecordedSound),
) -> std::io::Result<()> {
    let (mut buffer, mut reported) = (vec![0; REPORT_BYTES], 0);
    while samples.len() < max_sample_bytes() {
        let count = output.read(&mut buffer).await?;
        if count == 0 {
            break;
        }
        samples.extend_from_slice(&buffer[..count]);
        keep(&buffer[..count]);
        if samples.len() - reported >= REPORT_BYTES {
            progress(RecordedSound { seconds: seconds_of(samples), level: peak(&samples[reported..]) });
            reported = samples.len() / 2 * 2;
        }
    }
    samples.truncate(max_sample_bytes());
    Ok(())
}

/// The most bytes of samples that a recording has.
fn max_sample_bytes() -> usize {
    let max = max_upload_bytes(ApiVersion::V3) - u64::from(WAV_HEADER_BYTES);
    usize::try_from(max / 2 * 2).unwrap_or(usize::MAX)
}

fn seconds_of(samples: &[u8]) -> f64 {
    let count = u32::try_from(samples.len() / 2).unwrap_or(u32::MAX);
    f64::from(count) / f64::from(SAMPLES_PER_SECOND)
}

/// The loudest of 16-bit samples, from 0 to 1.
fn peak(samples: &[u8]) -> f64 {
    let pairs = samples.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]]).unsigned_abs());
    f64::from(pairs.max().unwrap_or_default()) / f64::from(i16::MIN.unsigned_abs())
}

/// The samples as a WAV file.
fn wav_file(samples: &[u8]) -> Vec<u8> {
    let samples = &samples[..samples.len() / 2 * 2];
    let mut file = wav_header(u32::try_from(samples.len()).unwrap_or(u32::MAX));
    file.extend(samples);
    file
}

/// What a partial file begins with: a header without the length, which is not known yet.
pub(super) fn partial_header() -> Vec<u8> {
    wav_header(u32::MAX)
}

/// The sound file of a partial one; `None` where it has no sample.
pub(super) fn complete_partial(partial: &[u8]) -> Option<Vec<u8>> {
    let samples = partial.get(WAV_HEADER_BYTES as usize..)?;
    (samples.len() >= BYTES_PER_SAMPLE as usize).then(|| wav_file(samples))
}

/// The header of a WAV file with so many bytes of samples.
fn wav_header(size: u32) -> Vec<u8> {
    let mut file = Vec::new();
    file.extend(b"RIFF");
    file.extend(size.saturating_add(WAV_HEADER_BYTES - 8).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend(SAMPLES_PER_SECOND.to_le_bytes());
    file.extend((SAMPLES_PER_SECOND * BYTES_PER_SAMPLE).to_le_bytes());
    file.extend(b"\x02\0\x10\0data");
    file.extend(size.to_le_bytes());
    file
}

/// Why a recorder delivered no sound, in its own words if it ended by itself.
async fn describe_failure(program: &str, child: &mut Child, stop: &CancellationToken) -> String {
    let mut said = String::new();
    if let Some(output) = child.stderr.take().filter(|_| !stop.is_cancelled()) {
        let mut output = output.take(MAX_ERROR_BYTES);
        // Without its last words, the failure is told all the same.
        let _ = tokio::time::timeout(ERROR_OUTPUT_TIMEOUT, output.read_to_string(&mut said)).await;
    }
    match said.lines().map(str::trim).find(|line| !line.is_empty()) {
        Some(line) => format!("{program} failed: {}", text::truncate(line, MAX_ERROR_COLUMNS)),
        None => format!("{program} delivered no sound"),
    }
}

fn missing_recorder_error() -> Error {
    recorder_error(
        "No recorder was found: install arecord (alsa-utils), parecord (pulseaudio-utils), ffmpeg or sox.",
    )
}

fn recorder_error(what: impl AsRef<str>) -> Error {
    Error::new("the recording", ErrorKind::Recorder, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{RecordingFormat, measure_sound};

    #[test]
    fn a_recording_is_a_wav_file_of_its_samples() {
        let samples = vec![1; 2 * SAMPLES_PER_SECOND as usize + 1];
        let file = wav_file(&samples);
        assert_eq!(measure_sound(&file), Ok((RecordingFormat::Wav, 1.0)));
        assert_eq!(file.len(), 44 + 2 * SAMPLES_PER_SECOND as usize);
    }

    #[test]
    fn the_level_is_that_of_the_loudest_sample() {
        let samples: Vec<u8> = [0, -16_384, 100].map(i16::to_le_bytes).concat();
        assert!((peak(&samples) - 0.5).abs() < 1e-9);
        assert!(peak(&[]).abs() < 1e-9);
    }
}
