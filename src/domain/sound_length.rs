//! The length of a WAV or MP3 file, read from its chunks or its frames.

use super::recording::RecordingFormat;
use super::recording_issue::{RecordingIssue, UnsupportedSound};

/// The format and the seconds of a sound file.
pub fn measure_sound(bytes: &[u8]) -> Result<(RecordingFormat, f64), RecordingIssue> {
    match bytes {
        [] => Err(RecordingIssue::Empty),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', chunks @ ..] => {
            Ok((RecordingFormat::Wav, wav_seconds(chunks)?))
        }
        _ if bytes.starts_with(b"ID3") || Mp3Frame::read(bytes).is_some() => {
            Ok((RecordingFormat::Mp3, mp3_seconds(bytes)?))
        }
        _ if b"RIFF".starts_with(bytes)
            || (bytes.starts_with(b"RIFF") && bytes.len() < RIFF_HEADER_BYTES) =>
        {
            Err(RecordingIssue::Truncated)
        }
        _ => Err(RecordingIssue::Unsupported(UnsupportedSound::detect(bytes))),
    }
}

const RIFF_HEADER_BYTES: usize = 12;
/// The formats of samples that are not compressed: integers, floating-point numbers, and either with an extended header.
const PLAIN_FORMATS: [u16; 3] = [1, 3, 0xfffe];
/// A `data` size from here on is a placeholder: the writer streamed, and never knew the end.
const MIN_STREAM_SIZE: usize = 0x7fff_0000;

/// The format of the samples of a WAV file. A frame has one sample for each channel.
struct WavFormat {
    frames_per_second: u32,
    bytes_per_frame: u16,
}

fn wav_seconds(mut chunks: &[u8]) -> Result<f64, RecordingIssue> {
    let mut format = None;
    while let Some((head, rest)) = chunks.split_at_checked(8) {
        let (name, stated) = (&head[..4], le_usize(&head[4..]));
        let body = &rest[..rest.len().min(stated)];
        match name {
            b"fmt " => format = Some(read_wav_format(body)?),
            b"data" => {
                let format = format.ok_or(RecordingIssue::Damaged)?;
                let is_truncated = body.len() < stated && stated < MIN_STREAM_SIZE;
                return if is_truncated {
                    Err(RecordingIssue::Truncated)
                } else {
                    frames_seconds(body, &format)
                };
            }
            _ => {}
        }
        // Chunks begin at even places.
        chunks = rest.get(stated.saturating_add(stated % 2)..).unwrap_or_default();
    }
    Err(if format.is_some() { RecordingIssue::Truncated } else { RecordingIssue::Damaged })
}

fn read_wav_format(body: &[u8]) -> Result<WavFormat, RecordingIssue> {
    let number = |from: usize| Some(u16::from_le_bytes(*body.get(from..)?.first_chunk()?));
    let rate = body.get(4..).and_then(<[u8]>::first_chunk).copied().map(u32::from_le_bytes);
    let (Some(kind), Some(frames_per_second), Some(bytes_per_frame)) = (number(0), rate, number(12)) else {
        return Err(RecordingIssue::Damaged);
    };
    if !PLAIN_FORMATS.contains(&kind) {
        return Err(RecordingIssue::Unsupported(UnsupportedSound::OtherWav));
    }
    if frames_per_second == 0 || bytes_per_frame == 0 {
        return Err(RecordingIssue::Damaged);
    }
    Ok(WavFormat { frames_per_second, bytes_per_frame })
}

fn frames_seconds(data: &[u8], format: &WavFormat) -> Result<f64, RecordingIssue> {
    let frames = data.len() / usize::from(format.bytes_per_frame);
    let frames = u32::try_from(frames).map_err(|_| RecordingIssue::TooLarge)?;
    if frames == 0 {
        return Err(RecordingIssue::Empty);
    }
    Ok(f64::from(frames) / f64::from(format.frames_per_second))
}

fn le_usize(bytes: &[u8]) -> usize {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
}

/// Kilobits per second of layer III, for MPEG 1, and for MPEG 2 and 2.5.
const BIT_RATES: [[u32; 15]; 2] = [
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];
/// Samples per second of MPEG 1. MPEG 2 has half of them, MPEG 2.5 a quarter.
const SAMPLE_RATES: [u32; 3] = [44_100, 48_000, 32_000];
/// Bytes between two frames, such as padding, that are skipped.
const MAX_SKIPPED_BYTES: usize = 4 << 10;
/// Tags that stand behind the last frame.
const END_TAGS: [&[u8]; 3] = [b"TAG", b"APETAGEX", b"LYRICS"];
/// The part of the stated frames that must be there: players accept a few frames less.
const MIN_PRESENT_FRAMES: f64 = 0.98;

/// A frame of an MP3 file.
#[derive(Debug, Clone, Copy)]
struct Mp3Frame {
    byte_count: usize,
    samples: u32,
    samples_per_second: u32,
}

impl Mp3Frame {
    /// The frame at the start of `bytes`.
    fn read(bytes: &[u8]) -> Option<Self> {
        let [0xff, second, third, ..] = *bytes else { return None };
        // Eleven bits are set; then come the version and layer III.
        if second & 0xe0 != 0xe0 || second & 0x06 != 0x02 {
            return None;
        }
        let (row, divisor) = match second >> 3 & 3 {
            3 => (0, 1),
            2 => (1, 2),
            0 => (1, 4),
            _ => return None,
        };
        let bit_rate = *BIT_RATES[row].get(usize::from(third >> 4)).filter(|rate| **rate > 0)?;
        let samples_per_second = SAMPLE_RATES.get(usize::from(third >> 2 & 3))? / divisor;
        let samples: u32 = if row == 0 { 1_152 } else { 576 };
        let byte_count = samples / 8 * bit_rate * 1_000 / samples_per_second + u32::from(third >> 1 & 1);
        Some(Self { byte_count: usize::try_from(byte_count).ok()?, samples, samples_per_second })
    }

    /// The number of frames that the first frame states in place of sound (`Xing`, `Info` or `VBRI`), if it does.
    fn stated_frames(self, bytes: &[u8]) -> Option<StatedFrames> {
        let frame = &bytes[..bytes.len().min(self.byte_count)];
        let find = |name: &[u8]| frame.windows(name.len()).position(|window| window == name);
        let number = |at: usize| Some(u32::from_be_bytes(*frame.get(at..)?.first_chunk()?));
        if let Some(at) = find(b"Xing").or_else(|| find(b"Info")) {
            let has_count = frame.get(at + 7).is_some_and(|flags| flags & 1 == 1);
            return Some(StatedFrames(if has_count { number(at + 8) } else { None }));
        }
        find(b"VBRI").map(|at| StatedFrames(number(at + 14)))
    }
}

/// What a frame without sound states about the others.
struct StatedFrames(Option<u32>);

fn mp3_seconds(bytes: &[u8]) -> Result<f64, RecordingIssue> {
    let mut rest = bytes.get(start_tag_bytes(bytes)..).ok_or(RecordingIssue::Truncated)?;
    let (mut seconds, mut frames, mut stated) = (0.0, 0_u32, None);
    let mut is_first = true;
    while let Some((skipped, frame)) = next_frame(rest, is_first)? {
        rest = &rest[skipped..];
        let head = if std::mem::take(&mut is_first) { frame.stated_frames(rest) } else { None };
        if let Some(StatedFrames(count)) = head {
            stated = count;
        } else {
            seconds += f64::from(frame.samples) / f64::from(frame.samples_per_second);
            frames += 1;
        }
        rest = rest.get(frame.byte_count..).unwrap_or_default();
    }
    if stated.is_some_and(|stated| f64::from(frames) < f64::from(stated) * MIN_PRESENT_FRAMES) {
        return Err(RecordingIssue::Truncated);
    }
    if frames == 0 { Err(RecordingIssue::Empty) } else { Ok(seconds) }
}

/// The next frame, and the bytes before it; `None` at the end of the sound.
fn next_frame(bytes: &[u8], is_first: bool) -> Result<Option<(usize, Mp3Frame)>, RecordingIssue> {
    let is_end = END_TAGS.iter().any(|tag| bytes.starts_with(tag));
    if is_end || bytes.iter().all(|byte| *byte == 0) {
        return Ok(None);
    }
    if let Some(frame) = Mp3Frame::read(bytes) {
        return Ok(Some((0, frame)));
    }
    // Two frames in a row are no chance.
    let is_frame = |at: &usize| {
        let frame = Mp3Frame::read(&bytes[*at..]);
        frame.is_some_and(|frame| {
            let behind = bytes.get(at + frame.byte_count..).unwrap_or_default();
            behind.is_empty() || Mp3Frame::read(behind).is_some()
        })
    };
    let last = bytes.len().min(MAX_SKIPPED_BYTES);
    let found = (1..last).find(is_frame).and_then(|at| Some((at, Mp3Frame::read(&bytes[at..])?)));
    match found {
        Some(found) => Ok(Some(found)),
        // Less than a frame at the end is what a cut leaves.
        None if bytes.len() < MAX_SKIPPED_BYTES && !is_first => Ok(None),
        None => Err(RecordingIssue::Damaged),
    }
}

/// The bytes of a tag (ID3 version 2) before the first frame. Its size has seven bits per byte.
fn start_tag_bytes(bytes: &[u8]) -> usize {
    let Some(size) = bytes.strip_prefix(b"ID3").and_then(|rest| rest.get(3..7)) else { return 0 };
    10 + size.iter().fold(0, |number, byte| number << 7 | usize::from(byte & 0x7f))
}

#[cfg(test)]
mod tests;
