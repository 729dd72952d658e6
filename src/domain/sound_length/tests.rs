//! Tests of the length of sound files: whole, cut, damaged, of constant and of variable bit rate.

use super::*;

/// A WAV file of 16-bit samples of one channel at 8,000 a second, whose `data` chunk states this size.
fn wav(samples: usize, stated: u32) -> Vec<u8> {
    let mut file = b"RIFF\0\0\0\0WAVELIST\x03\0\0\0abc\0fmt \x10\0\0\0\x01\0\x01\0".to_vec();
    file.extend(8_000_u32.to_le_bytes());
    file.extend(16_000_u32.to_le_bytes());
    file.extend(b"\x02\0\x10\0data");
    file.extend(stated.to_le_bytes());
    file.resize(file.len() + 2 * samples, 0);
    file
}

/// A frame of MPEG 1 layer III at 44,100 Hz: bit rate 9 is 128 kbit/s, 5 is 64 kbit/s.
fn frame(bit_rate: u8) -> Vec<u8> {
    let mut frame = vec![0xff, 0xfb, bit_rate << 4, 0x00];
    frame.resize(Mp3Frame::read(&frame).unwrap().byte_count, 0);
    frame
}

/// A frame that states the number of the others.
fn info_frame(name: [u8; 4], frames: u32) -> Vec<u8> {
    let mut info = frame(9);
    info[36..40].copy_from_slice(&name);
    info[40..44].copy_from_slice(&1_u32.to_be_bytes());
    info[44..48].copy_from_slice(&frames.to_be_bytes());
    info
}

fn seconds_of_frames(count: u32) -> f64 {
    f64::from(count) * 1_152.0 / 44_100.0
}

fn assert_mp3(file: &[u8], frames: u32) {
    let (format, seconds) = measure_sound(file).unwrap();
    assert_eq!(format, RecordingFormat::Mp3);
    assert!((seconds - seconds_of_frames(frames)).abs() < 1e-9, "{seconds}");
}

#[test]
fn a_wav_file_lasts_as_long_as_its_samples() {
    assert_eq!(measure_sound(&wav(12_000, 24_000)), Ok((RecordingFormat::Wav, 1.5)));
    assert_eq!(measure_sound(&wav(4_000, u32::MAX)), Ok((RecordingFormat::Wav, 0.5)), "a stream");
}

#[test]
fn a_wav_file_that_is_cut_or_damaged_has_no_length() {
    use RecordingIssue::{Damaged, Empty, Truncated, Unsupported};
    assert_eq!(measure_sound(&wav(4_000, 24_000)), Err(Truncated));
    assert_eq!(measure_sound(&wav(0, 0)), Err(Empty));
    assert_eq!(measure_sound(&wav(100, 200)[..50]), Err(Truncated));
    assert_eq!(measure_sound(b"RIFF\0\0"), Err(Truncated));
    assert_eq!(measure_sound(b"RIFF\0\0\0\0WAVEdata\x04\0\0\0abcd"), Err(Damaged));
    assert_eq!(measure_sound(b""), Err(Empty));
    let mut compressed = wav(100, 200);
    let format = compressed.windows(4).position(|name| name == b"fmt ").unwrap() + 8;
    compressed[format] = 0x11;
    assert_eq!(measure_sound(&compressed), Err(Unsupported(UnsupportedSound::OtherWav)));
}

#[test]
fn an_mp3_file_lasts_as_long_as_its_frames() {
    assert_mp3(&frame(9).repeat(50), 50);
    let tag = b"ID3\x04\0\0\0\0\x01\x00".iter().copied().chain([0; 128]);
    assert_mp3(&tag.chain(frame(9).repeat(10)).chain(*b"TAG").chain([b' '; 125]).collect::<Vec<_>>(), 10);
}

#[test]
fn frames_of_a_variable_bit_rate_last_equally_long() {
    let frames = [frame(9), frame(5), frame(14), frame(1)].concat().repeat(8);
    assert_mp3(&frames, 32);
    for name in [*b"Xing", *b"Info"] {
        assert_mp3(&[info_frame(name, 32), frames.clone()].concat(), 32);
    }
}

#[test]
fn an_mp3_file_whose_end_is_missing_is_incomplete() {
    let half = [info_frame(*b"Xing", 32), frame(9).repeat(16)].concat();
    assert_eq!(measure_sound(&half), Err(RecordingIssue::Truncated));
}

#[test]
fn a_few_bytes_between_frames_are_skipped_and_more_are_damage() {
    let gap = |bytes: usize| [frame(9).repeat(3), vec![0x55; bytes], frame(9).repeat(3)].concat();
    assert_mp3(&gap(100), 6);
    assert_eq!(measure_sound(&gap(9_000)), Err(RecordingIssue::Damaged));
    assert_eq!(measure_sound(b"ID3\x04\0\0\0\0\0\0nothing but words"), Err(RecordingIssue::Damaged));
    assert_eq!(measure_sound(b"ID3\x04\0\0\0\0\x7f\x7f"), Err(RecordingIssue::Truncated));
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_measured_or_refused(head in 0_usize..4, bytes in proptest::collection::vec(0_u8.., 0..600)) {
        let heads: [&[u8]; 4] = [b"", b"RIFF\0\0\0\0WAVE", b"ID3", b"\xff\xfb\x90\0"];
        let file = [heads[head], &bytes].concat();
        if let Ok((_, seconds)) = measure_sound(&file) {
            proptest::prop_assert!(seconds.is_finite() && seconds > 0.0);
        }
    }
}
