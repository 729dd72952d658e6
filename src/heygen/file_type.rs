//! The type of a file by its first bytes: the service detects it in the same way, and refuses other types.

use crate::domain::{Error, ErrorKind};

/// A type of file that the service accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileType {
    pub(super) content_type: &'static str,
    max_bytes: usize,
}

const MAX_PICTURE_BYTES: usize = 50 << 20;
const MAX_AUDIO_BYTES: usize = 50 << 20;
const MAX_VIDEO_BYTES: usize = 100 << 20;
/// The first bytes of a file in which `webm` stands.
const MAX_SCANNED_BYTES: usize = 64;

/// Refuses a file that the service is known to refuse: of another type, or larger than its type or `max_bytes` allows.
pub(super) fn check_upload(bytes: &[u8], max_bytes: usize) -> Result<FileType, Error> {
    let refused = |message: String| Error::new("the upload", ErrorKind::Refused, message);
    let file_type = detect_file_type(bytes).map_err(refused)?;
    let max_bytes = max_bytes.min(file_type.max_bytes);
    if bytes.len() > max_bytes {
        return Err(refused(format!("it is larger than {} MB", max_bytes >> 20)));
    }
    Ok(file_type)
}

/// The type of a file, or why the service would refuse it.
fn detect_file_type(bytes: &[u8]) -> Result<FileType, String> {
    let known = |content_type, max_bytes| Ok(FileType { content_type, max_bytes });
    match bytes {
        [] => Err("the file is empty".to_owned()),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => known("image/png", MAX_PICTURE_BYTES),
        [0xff, 0xd8, 0xff, ..] => known("image/jpeg", MAX_PICTURE_BYTES),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => {
            known("audio/wav", MAX_AUDIO_BYTES)
        }
        [b'I', b'D', b'3', ..] => known("audio/mpeg", MAX_AUDIO_BYTES),
        // A frame header of MPEG layer III.
        [0xff, second, ..] if second & 0xe6 == 0xe2 => known("audio/mpeg", MAX_AUDIO_BYTES),
        [0x1a, 0x45, 0xdf, 0xa3, rest @ ..] if header_contains(rest, b"webm") => {
            known("video/webm", MAX_VIDEO_BYTES)
        }
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => match brand.first_chunk() {
            Some(b"heic" | b"heix" | b"mif1" | b"msf1") => Err(unsupported_picture_message("HEIC")),
            Some(b"avif" | b"avis") => Err(unsupported_picture_message("AVIF")),
            Some(b"qt  " | b"M4A " | b"M4B ") => Err(ACCEPTED_TYPES_MESSAGE.to_owned()),
            _ => known("video/mp4", MAX_VIDEO_BYTES),
        },
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => {
            Err(unsupported_picture_message("WEBP"))
        }
        [b'G', b'I', b'F', b'8', ..] => Err(unsupported_picture_message("GIF")),
        _ => Err(ACCEPTED_TYPES_MESSAGE.to_owned()),
    }
}

const ACCEPTED_TYPES_MESSAGE: &str =
    "only PNG and JPEG pictures, WAV and MP3 audio, and MP4 and WebM videos are accepted";

fn unsupported_picture_message(kind: &str) -> String {
    format!("{kind} pictures are not accepted: save it as PNG or JPEG")
}

fn header_contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes[..bytes.len().min(MAX_SCANNED_BYTES)].windows(word.len()).any(|window| window == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_type_is_detected_from_the_first_bytes() {
        let cases: [(&[u8], &str); 8] = [
            (b"RIFF\x10\0\0\0WAVEfmt ", "audio/wav"),
            (b"\x89PNG\r\n\x1a\n....", "image/png"),
            (b"\xff\xd8\xff\xe0..JFIF", "image/jpeg"),
            (b"ID3\x04", "audio/mpeg"),
            (b"\xff\xfb\x90", "audio/mpeg"),
            (b"\0\0\0\x18ftypisom", "video/mp4"),
            (b"\0\0\0\x18ftyp", "video/mp4"),
            (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", "video/webm"),
        ];
        for (bytes, content_type) in cases {
            assert_eq!(detect_file_type(bytes).map(|kind| kind.content_type), Ok(content_type));
        }
    }

    #[test]
    fn an_unsupported_type_is_refused_before_it_is_sent() {
        let cases: [(&[u8], &str); 6] = [
            (b"OggS\0\x02", "only PNG"),
            (b"", "empty"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "WEBP"),
            (b"GIF89a", "GIF"),
            (b"\0\0\0\x18ftypheic", "HEIC"),
            (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska", "only PNG"),
        ];
        for (bytes, word) in cases {
            assert!(detect_file_type(bytes).unwrap_err().contains(word), "{word}");
        }
    }
}
