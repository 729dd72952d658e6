//! Sound as a FLAC stream without compression: every frame is verbatim, or one constant value.
//!
//! FLAC in MP4 plays in browsers, VLC, mpv and `QuickTime`. PCM in MP4 does not play in browsers, ALAC neither.

use crate::sandbox::media::speech::RATE;

/// Samples of a frame.
pub(super) const FRAME_SAMPLES: u16 = 882;

const BITS: u8 = 16;
const CONSTANT: u8 = 0;
const VERBATIM: u8 = 0b10;

/// The STREAMINFO block of a stream of this many samples.
pub(super) fn stream_info(samples: u64) -> Vec<u8> {
    let frame = FRAME_SAMPLES.to_be_bytes();
    // Frame sizes and the checksum of all samples are optional, and zero.
    let mut info = [&frame[..], &frame, &[0; 6]].concat();
    // 20 bits of rate, 3 of channels less one, 5 of sample bits less one, 36 of samples.
    let packed = u64::from(RATE) << 44 | u64::from(BITS - 1) << 36 | samples & 0xf_ffff_ffff;
    info.extend(packed.to_be_bytes());
    info.extend([0; 16]);
    info
}

/// A frame; `number` counts from 0.
pub(super) fn frame(number: u32, samples: &[i16]) -> Vec<u8> {
    // Frames of equal length, 22,050 samples per second, one channel, 16 bits.
    let mut frame = vec![0xff, 0xf8, 0b0111_0110, 0b0000_1000];
    frame.extend(coded(number));
    frame.extend((FRAME_SAMPLES - 1).to_be_bytes());
    frame.push(crc8(&frame));
    if samples.windows(2).all(|pair| pair[0] == pair[1]) {
        frame.push(CONSTANT);
        frame.extend(samples[..1].iter().flat_map(|sample| sample.to_be_bytes()));
    } else {
        frame.push(VERBATIM);
        frame.extend(samples.iter().flat_map(|sample| sample.to_be_bytes()));
    }
    frame.extend(crc16(&frame).to_be_bytes());
    frame
}

/// A frame number, coded as UTF-8 codes a character.
fn coded(number: u32) -> Vec<u8> {
    let byte = |shift: u32| u8::try_from(number >> shift & 0x3f).unwrap_or(0) | 0x80;
    let lead = |shift: u32, label: u8| u8::try_from(number >> shift).unwrap_or(0) | label;
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

fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |sum, byte| {
        let sum = sum ^ u16::from(*byte) << 8;
        (0..8).fold(sum, |sum, _| if sum & 0x8000 == 0 { sum << 1 } else { sum << 1 ^ 0x8005 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_match_the_published_check_values() {
        // The check values of CRC-8/SMBUS and CRC-16/UMTS.
        assert_eq!((crc8(b"123456789"), crc16(b"123456789")), (0xf4, 0xfee8));
    }

    #[test]
    fn numbers_are_coded_like_utf_8() {
        for number in [0x41, 0xe9, 0x20ac, 0x1_f600] {
            assert_eq!(coded(number), char::from_u32(number).unwrap().to_string().into_bytes());
        }
    }
}
