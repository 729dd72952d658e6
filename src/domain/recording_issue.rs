//! Why a sound file cannot be the recording of a scene: missing, damaged, or of a type that the service does not accept.

/// Why a sound file cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordingIssue {
    Missing,
    /// The system's reason.
    Unreadable(String),
    Empty,
    Unsupported(UnsupportedSound),
    /// Its end is missing.
    Truncated,
    Damaged,
    /// Larger than any upload.
    TooLarge,
}

/// The type of a file that the service does not accept as a recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnsupportedSound {
    /// An MP4 file: AAC as phones record it, or a video.
    Mp4,
    Aac,
    Ogg,
    Flac,
    Aiff,
    Amr,
    Wma,
    WebM,
    /// A WAV file that is compressed, or larger than 4 GB.
    OtherWav,
    Unknown,
}

impl UnsupportedSound {
    /// The type of a file by its first bytes.
    pub fn detect(bytes: &[u8]) -> Self {
        match bytes {
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => Self::Mp4,
            [b'O', b'g', b'g', b'S', ..] => Self::Ogg,
            [b'f', b'L', b'a', b'C', ..] => Self::Flac,
            [b'F', b'O', b'R', b'M', _, _, _, _, b'A', b'I', b'F', b'F' | b'C', ..] => Self::Aiff,
            [b'#', b'!', b'A', b'M', b'R', ..] => Self::Amr,
            [0x30, 0x26, 0xb2, 0x75, ..] => Self::Wma,
            [0x1a, 0x45, 0xdf, 0xa3, ..] => Self::WebM,
            [b'A', b'D', b'I', b'F', ..] => Self::Aac,
            // A frame header of AAC: layer 0.
            [0xff, second, ..] if second & 0xf6 == 0xf0 => Self::Aac,
            [b'R', b'F', b'6', b'4', ..] | [b'B', b'W', b'6', b'4', ..] => Self::OtherWav,
            _ => Self::Unknown,
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Mp4 => "an MP4 or M4A file",
            Self::Aac => "an AAC file",
            Self::Ogg => "an Ogg file",
            Self::Flac => "a FLAC file",
            Self::Aiff => "an AIFF file",
            Self::Amr => "an AMR file",
            Self::Wma => "a WMA file",
            Self::WebM => "a WebM file",
            Self::OtherWav => "a compressed or very large WAV file",
            Self::Unknown => "not a sound file that cuecard knows",
        }
    }
}

impl RecordingIssue {
    /// A sentence about the file of this name.
    pub fn describe(&self, name: &str) -> String {
        match self {
            Self::Missing => format!("{name} is missing"),
            Self::Unreadable(reason) => format!("{name} cannot be read: {reason}"),
            Self::Empty => format!("{name} is empty"),
            Self::Unsupported(kind) => format!("{name} is {}: convert it to WAV or MP3", kind.noun()),
            Self::Truncated => format!("{name} is truncated"),
            Self::Damaged => format!("{name} is damaged"),
            Self::TooLarge => format!("{name} is too large for an upload: convert it to MP3"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unsupported_type_says_what_to_convert_to() {
        let describe = |bytes| RecordingIssue::Unsupported(UnsupportedSound::detect(bytes)).describe("a.x");
        let convert = |kind: &str| format!("a.x is {kind}: convert it to WAV or MP3");
        for (bytes, kind) in [
            (&b"\0\0\0\x20ftypM4A "[..], "an MP4 or M4A file"),
            (b"OggS\0\x02", "an Ogg file"),
            (b"fLaC\0\0", "a FLAC file"),
            (b"FORM\0\0\0\0AIFF", "an AIFF file"),
            (b"\xff\xf1\x50\x80", "an AAC file"),
            (b"hello", "not a sound file that cuecard knows"),
        ] {
            assert_eq!(describe(bytes), convert(kind));
        }
    }
}
