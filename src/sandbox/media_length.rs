//! The length of WAV, MP3 and MP4 files, from their headers.

/// The seconds of a file; none if it is of another kind, or damaged.
pub(super) fn seconds(bytes: &[u8]) -> Option<f64> {
    wav(bytes).or_else(|| mp4(bytes)).or_else(|| mp3(bytes))
}

fn wav(bytes: &[u8]) -> Option<f64> {
    let mut rest = bytes.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WAVE")?;
    let mut bytes_per_second = None;
    loop {
        let (name, size) = (rest.get(..4)?, little_endian(rest.get(4..8)?));
        rest = rest.get(8..)?;
        let length = usize::try_from(size).ok()?;
        match name {
            b"fmt " => bytes_per_second = Some(little_endian(rest.get(8..12)?)).filter(|rate| *rate > 0),
            b"data" => {
                // A header of a stream states more than there is.
                let present = u32::try_from(rest.len()).unwrap_or(u32::MAX).min(size);
                return Some(f64::from(present) / f64::from(bytes_per_second?));
            }
            _ => {}
        }
        // Chunks begin at even places.
        rest = rest.get(length + length % 2..)?;
    }
}

fn little_endian(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// The duration in the movie header, whose first version has 32 bits for each time.
fn mp4(bytes: &[u8]) -> Option<f64> {
    bytes.get(4..)?.strip_prefix(b"ftyp")?;
    let header = bytes.windows(4).position(|name| name == b"mvhd")? + 4;
    let body = bytes.get(header..)?;
    let (scale, duration) = if body.first()? == &0 {
        (body.get(12..16)?, body.get(16..20)?)
    } else {
        (body.get(20..24)?, body.get(28..32)?)
    };
    let scale = Some(big_endian(scale)).filter(|scale| *scale > 0)?;
    Some(f64::from(big_endian(duration)) / f64::from(scale))
}

fn big_endian(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// Kilobits per second of layer III, for MPEG 1 and for MPEG 2.
const BIT_RATES: [[u32; 15]; 2] = [
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];
/// Samples per second of MPEG 1; MPEG 2 has half of them, MPEG 2.5 a quarter.
const SAMPLE_RATES: [u32; 3] = [44_100, 48_000, 32_000];
const TAG_HEADER_BYTES: usize = 10;

fn mp3(bytes: &[u8]) -> Option<f64> {
    let mut rest = bytes.get(tag_bytes(bytes)..)?;
    let mut seconds = 0.0;
    while let Some((length, lasts)) = frame(rest) {
        seconds += lasts;
        rest = rest.get(length..).unwrap_or_default();
    }
    (seconds > 0.0).then_some(seconds)
}

/// The bytes of a tag (ID3 version 2) before the first frame. Its size has seven bits per byte.
fn tag_bytes(bytes: &[u8]) -> usize {
    let Some(size) = bytes.strip_prefix(b"ID3").and_then(|rest| rest.get(3..7)) else { return 0 };
    TAG_HEADER_BYTES + size.iter().fold(0, |number, byte| number << 7 | usize::from(byte & 0x7f))
}

/// The bytes and the seconds of the frame at the start.
fn frame(bytes: &[u8]) -> Option<(usize, f64)> {
    let [0xff, version, rates, ..] = *bytes else { return None };
    // Eleven bits are set, then come the version and layer III.
    if version & 0xe0 != 0xe0 || version & 0x06 != 0x02 {
        return None;
    }
    let (is_old, divisor) = match version >> 3 & 0x03 {
        3 => (false, 1),
        2 => (true, 2),
        0 => (true, 4),
        _ => return None,
    };
    let bit_rate = *BIT_RATES[usize::from(is_old)].get(usize::from(rates >> 4)).filter(|rate| **rate > 0)?;
    let sample_rate = SAMPLE_RATES.get(usize::from(rates >> 2 & 0x03))? / divisor;
    let samples: u32 = if is_old { 576 } else { 1152 };
    let length = samples / 8 * bit_rate * 1000 / sample_rate + u32::from(rates >> 1 & 1);
    Some((usize::try_from(length).ok()?, f64::from(samples) / f64::from(sample_rate)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A WAV file of 8,000 bytes per second.
    fn wav_file(data: usize, stated: u32) -> Vec<u8> {
        let mut file = b"RIFF\0\0\0\0WAVELIST\x03\0\0\0abc\0fmt \x10\0\0\0\x01\0\x01\0".to_vec();
        file.extend(8000_u32.to_le_bytes());
        file.extend(8000_u32.to_le_bytes());
        file.extend(b"\x01\0\x08\0data");
        file.extend(stated.to_le_bytes());
        file.resize(file.len() + data, 128);
        file
    }

    #[test]
    fn a_wav_file_lasts_as_long_as_its_data() {
        assert_eq!(seconds(&wav_file(12_000, 12_000)), Some(1.5));
        assert_eq!(seconds(&wav_file(4000, u32::MAX)), Some(0.5), "the header of a stream");
        assert_eq!(seconds(b"RIFF\0\0\0\0WAVEdata\x04\0\0\0abcd"), None, "no format");
        assert_eq!(seconds(&wav_file(0, 0)[..30]), None);
    }

    #[test]
    fn an_mp4_file_lasts_as_long_as_its_header_says() {
        let file = |version: u8, before: usize, wide: usize| {
            let mut file = b"\0\0\0\x08ftyp\0\0\0\x6cmvhd".to_vec();
            file.push(version);
            file.resize(file.len() + before, 0);
            file.extend(1000_u32.to_be_bytes());
            file.resize(file.len() + wide, 0);
            file.extend(2500_u32.to_be_bytes());
            file
        };
        assert_eq!((seconds(&file(0, 11, 0)), seconds(&file(1, 19, 4))), (Some(2.5), Some(2.5)));
        assert_eq!(seconds(&file(0, 11, 0)[..30]), None);
    }

    #[test]
    fn an_mp3_file_lasts_as_long_as_its_frames() {
        // MPEG 1 layer III, 128 kbit/s, 44,100 Hz: 417 bytes.
        let mut frame = vec![0xff, 0xfb, 0x90, 0x00];
        frame.resize(417, 0);
        let tag = b"ID3\x04\0\0\0\0\x01\x00".iter().copied().chain([0; 128]);
        let file: Vec<u8> = tag.chain(frame.iter().copied().cycle().take(417 * 50)).collect();
        let lasts = seconds(&file).unwrap();
        assert!((lasts - 50.0 * 1152.0 / 44_100.0).abs() < 1e-9, "{lasts}");
        assert_eq!(seconds(b"ID3 but short"), None);
        assert_eq!(seconds(b"\xff\xfb\x00\x00"), None, "free bit rates are not counted");
    }
}
