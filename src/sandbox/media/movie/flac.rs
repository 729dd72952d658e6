//! Sound as a FLAC stream without compression: frames are verbatim, or one constant value.
//!
//! FLAC in MP4 plays in browsers, VLC, mpv and `QuickTime`; PCM in MP4 does not play in browsers, ALAC neither.
//! A verbatim frame is a header, the samples as they are, and a checksum: nothing to predict or code.

/// What an `fLaC` sample entry says of the stream.
pub(super) fn stream_info(rate: u32, frame: u16, samples: u64) -> Vec<u8> {
    let frame = frame.to_be_bytes();
    // The sizes of frames are not told, and neither is the checksum of all samples.
    let mut info = [&frame[..], &frame, &[0; 6]].concat();
    // 20 bits of rate, 3 of channels less one, 5 of sample bits less one, 36 of samples.
    let packed = u64::from(rate) << 44 | u64::from(BITS - 1) << 36 | samples & 0xf_ffff_ffff;
    info.extend(packed.to_be_bytes());
    info.extend([0; 16]);
    info
}

const BITS: u8 = 16;
const CONSTANT: u8 = 0;
const VERBATIM: u8 = 0b10;

/// The frame of this number; samples have their high byte first, and where all are the same they take two.
pub(super) fn frame(number: u32, samples: &[u8]) -> Vec<u8> {
    let mut frame = header(number, samples.len() / 2);
    frame.push(crc8(&frame));
    if is_constant(samples) {
        frame.push(CONSTANT);
        frame.extend_from_slice(&samples[..2]);
    } else {
        frame.push(VERBATIM);
        frame.extend_from_slice(samples);
    }
    frame.extend(crc16(&frame).to_be_bytes());
    frame
}

/// Whether all samples are the same.
pub(super) fn is_constant(samples: &[u8]) -> bool {
    samples.chunks(2).all(|sample| sample == &samples[..2])
}

/// How long [`frame`] is, without its samples.
pub(super) fn frame_bytes(number: u32, samples: usize, is_silent: bool) -> usize {
    let content = if is_silent { 2 } else { samples * 2 };
    header(number, samples).len() + 1 + 1 + content + 2
}

/// Frames of equal length, 22,050 samples a second, one channel, 16 bits.
fn header(number: u32, samples: usize) -> Vec<u8> {
    let mut header = vec![0xff, 0xf8, 0b0111_0110, 0b0000_1000];
    header.extend(coded(number));
    header.extend(u16::try_from(samples.saturating_sub(1)).unwrap_or(u16::MAX).to_be_bytes());
    header
}

/// A number in the way of UTF-8.
fn coded(number: u32) -> Vec<u8> {
    let byte = |shift: u32| u8::try_from(number >> shift & 0x3f).unwrap_or(0) | 0x80;
    let lead = |shift: u32, mark: u8| u8::try_from(number >> shift).unwrap_or(0) | mark;
    match number {
        0..0x80 => vec![lead(0, 0)],
        0x80..0x800 => vec![lead(6, 0xc0), byte(0)],
        0x800..0x1_0000 => vec![lead(12, 0xe0), byte(6), byte(0)],
        _ => vec![lead(18, 0xf0), byte(12), byte(6), byte(0)],
    }
}

fn crc8(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |sum, byte| {
        (0..8).fold(sum ^ byte, |sum: u8, _| if sum & 0x80 == 0 { sum << 1 } else { sum << 1 ^ 0x07 })
    })
}

const CRC16: [u16; 256] = crc16_table();

const fn crc16_table() -> [u16; 256] {
    let mut table = [0; 256];
    let mut at: u16 = 0;
    while at < 256 {
        let mut sum = at << 8;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 0x8000 == 0 { sum << 1 } else { sum << 1 ^ 0x8005 };
            bit += 1;
        }
        table[at as usize] = sum;
        at += 1;
    }
    table
}

fn crc16(bytes: &[u8]) -> u16 {
    let mut sum: u16 = 0;
    for byte in bytes {
        sum = sum << 8 ^ CRC16[usize::from((sum >> 8) ^ u16::from(*byte))];
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_flac() {
        // The check values of CRC-8/SMBUS and CRC-16/UMTS.
        assert_eq!((crc8(b"123456789"), crc16(b"123456789")), (0xf4, 0xfee8));
    }

    #[test]
    fn a_frame_is_as_long_as_was_said() {
        for number in [0, 127, 128, 2047, 2048, 65_535, 65_536] {
            assert_eq!(frame(number, &[0; 1764]).len(), frame_bytes(number, 882, true));
            let mut loud = [0; 1764];
            loud[7] = 1;
            assert_eq!(frame(number, &loud).len(), frame_bytes(number, 882, false));
        }
    }

    #[test]
    fn numbers_are_coded_as_letters_are() {
        for number in [0x41, 0xe9, 0x20ac, 0x1_f600] {
            assert_eq!(coded(number), char::from_u32(number).unwrap().to_string().into_bytes());
        }
    }
}
