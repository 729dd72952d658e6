//! A picture file to upload: its format by content, the issues that stop it, and the notes about it.

use std::fmt;
use std::path::Path;

use super::text;

/// The shorter side that the service advises at least, in pixels.
const MIN_ADVISED_SIDE_PIXELS: u32 = 512;

/// A supported format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureFormat {
    Jpeg,
    Png,
    WebP,
}

/// The format of a file that is not supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnsupportedFormat {
    Heic,
    Avif,
    JpegXl,
    Jpeg2000,
    Gif,
    /// Includes the raw camera formats that are TIFF files.
    Tiff,
    CameraRaw,
    Bmp,
    Icon,
    Photoshop,
    Svg,
    Html,
    Pdf,
    Video,
    Zip,
    Unknown,
}

/// Why a picture file is not uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureIssue {
    /// The file cannot be opened.
    Unreadable,
    Empty,
    Unsupported(UnsupportedFormat),
    /// Its end is missing.
    Truncated,
    Damaged,
    /// More pixels than can be decoded.
    TooLarge,
    /// Its content is not the one that the price was shown for.
    Changed,
}

/// A note about a picture that is uploaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureNote {
    /// The shorter side has fewer pixels than the service advises: width and height.
    Small(u32, u32),
    /// One side is more than 2.5 times the other: width and height.
    Narrow(u32, u32),
    /// It is uploaded with fewer pixels than the file has: width and height of both.
    Reduced { from: (u32, u32), to: (u32, u32) },
    /// Its GPS position is removed.
    LocationRemoved,
    /// Its transparency is removed, since it is too large for a PNG file.
    TransparencyRemoved,
}

impl PictureFormat {
    /// The format of a file by its first bytes.
    pub fn detect(bytes: &[u8]) -> Result<Self, PictureIssue> {
        match bytes {
            [] => Err(PictureIssue::Empty),
            [0xff, 0xd8, 0xff, ..] => Ok(Self::Jpeg),
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Ok(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Self::WebP),
            _ if is_truncated_signature(bytes) => Err(PictureIssue::Truncated),
            _ => Err(PictureIssue::Unsupported(UnsupportedFormat::detect(bytes))),
        }
    }
}

/// Whether a file ends within the signature of a supported format.
fn is_truncated_signature(bytes: &[u8]) -> bool {
    let is_start = |first: &[u8]| bytes.len() >= 2 && first.starts_with(bytes);
    // `WEBP` follows the length.
    let is_riff = bytes.starts_with(b"RIFF") && bytes.len() < 12;
    is_riff || [&b"\xff\xd8\xff"[..], b"\x89PNG\r\n\x1a\n", b"RIFF"].into_iter().any(is_start)
}

impl UnsupportedFormat {
    fn detect(bytes: &[u8]) -> Self {
        match bytes {
            [b'G', b'I', b'F', b'8', ..] => Self::Gif,
            [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Self::Tiff,
            [b'B', b'M', ..] if bytes.len() > 14 && bytes[6..10] == [0; 4] => Self::Bmp,
            [0, 0, 1, 0, ..] => Self::Icon,
            [b'8', b'B', b'P', b'S', ..] => Self::Photoshop,
            [b'%', b'P', b'D', b'F', ..] => Self::Pdf,
            [b'P', b'K', 3 | 5, 4 | 6, ..] => Self::Zip,
            [0xff, 0x0a, ..] | [0, 0, 0, 12, b'J', b'X', b'L', b' ', ..] => Self::JpegXl,
            [0, 0, 0, 12, b'j', b'P', b' ', b' ', ..] | [0xff, 0x4f, 0xff, 0x51, ..] => Self::Jpeg2000,
            [_, _, _, _, b'f', b't', b'y', b'p', brands @ ..] => Self::from_brands(brands),
            [0x1a, 0x45, 0xdf, 0xa3, ..]
            | [b'R', b'I', b'F', b'F', _, _, _, _, b'A', b'V', b'I', b' ', ..] => Self::Video,
            _ => Self::from_markup(bytes),
        }
    }

    /// The format by the brands of an ISO media file.
    fn from_brands(brands: &[u8]) -> Self {
        let all = &brands[..brands.len().min(64)];
        let has = |names: &[&[u8]]| all.chunks_exact(4).any(|brand| names.contains(&brand));
        if has(&[b"avif", b"avis"]) {
            Self::Avif
        } else if has(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"]) {
            Self::Heic
        } else if has(&[b"crx "]) {
            Self::CameraRaw
        } else {
            Self::Video
        }
    }

    fn from_markup(bytes: &[u8]) -> Self {
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(512)]).to_ascii_lowercase();
        let start = start.trim_start_matches('\u{feff}').trim_start();
        if start.starts_with("<svg") || (start.starts_with("<?xml") && start.contains("<svg")) {
            Self::Svg
        } else if start.starts_with("<!doctype html") || start.starts_with("<html") || start.contains("<head")
        {
            Self::Html
        } else {
            Self::Unknown
        }
    }

    /// What the file is, and what the user can do about it.
    fn texts(self) -> (&'static str, &'static str) {
        const SAVE_STEP: &str = "Save it as JPEG or PNG.";
        const FRAME_STEP: &str = "Save one frame of it as PNG or JPEG.";
        match self {
            Self::Heic => (
                "a HEIC picture, which is not supported",
                "Export it as JPEG; on iPhones: Settings, Camera, Formats, Most Compatible.",
            ),
            Self::Avif => ("an AVIF picture, which is not supported", SAVE_STEP),
            Self::JpegXl => ("a JPEG XL picture, which is not supported", SAVE_STEP),
            Self::Jpeg2000 => ("a JPEG 2000 picture, which is not supported", SAVE_STEP),
            Self::Gif => ("a GIF, which is not supported", FRAME_STEP),
            Self::Tiff => ("a TIFF or raw camera picture, which is not supported", SAVE_STEP),
            Self::CameraRaw => ("a raw camera picture, which is not supported", SAVE_STEP),
            Self::Bmp => ("a BMP picture, which is not supported", SAVE_STEP),
            Self::Icon => ("an icon, which is not supported", SAVE_STEP),
            Self::Photoshop => ("a Photoshop file, which is not supported", SAVE_STEP),
            Self::Svg => ("an SVG drawing, which is not supported", "Export it as PNG."),
            Self::Html => {
                ("a web page, not a picture", "Open the picture itself in the browser, and save that.")
            }
            Self::Pdf => ("a PDF document, not a picture", "Export the page as PNG or JPEG."),
            Self::Video => ("a video, not a picture", FRAME_STEP),
            Self::Zip => ("a ZIP archive, not a picture", "Unpack it, and choose the picture in it."),
            Self::Unknown => ("not a picture", CHOOSE_FILE_STEP),
        }
    }
}

const CHOOSE_FILE_STEP: &str = "Choose a PNG, JPEG or WEBP file.";

impl PictureIssue {
    /// The issue as a sentence about the named file, without the next step.
    pub fn describe(self, name: &str) -> String {
        match self {
            Self::Unreadable => format!("{name} cannot be read"),
            Self::Empty => format!("{name} is empty"),
            Self::Unsupported(other) => format!("{name} is {}", other.texts().0),
            Self::Truncated => format!("{name} is truncated"),
            Self::Damaged => format!("{name} is damaged"),
            Self::TooLarge => format!("{name} has too many pixels"),
            Self::Changed => format!("{name} has changed since the price was shown"),
        }
    }

    /// What the user can do about it.
    pub fn next_step(self) -> &'static str {
        match self {
            Self::Unreadable => CHOOSE_FILE_STEP,
            Self::Unsupported(other) => other.texts().1,
            Self::Empty | Self::Truncated | Self::Damaged => {
                "Save or download it again, or choose another one."
            }
            Self::TooLarge => "Save it smaller: 4096 pixels on the longer side are enough.",
            Self::Changed => "Show the price again, then send it. Nothing was sent.",
        }
    }
}

impl PictureNote {
    /// The notes about a picture of this size.
    pub fn of_size(width: u32, height: u32) -> Vec<Self> {
        let (short, long) = (u64::from(width.min(height)), u64::from(width.max(height)));
        let small = (short < u64::from(MIN_ADVISED_SIDE_PIXELS)).then_some(Self::Small(width, height));
        // 21:9 is the widest format of cameras and screens.
        let narrow = (long * 2 > short * 5).then_some(Self::Narrow(width, height));
        small.into_iter().chain(narrow).collect()
    }

    /// Whether the service may refuse the picture because of it.
    pub fn is_warning(self) -> bool {
        matches!(self, Self::Small(..) | Self::Narrow(..))
    }
}

/// All notes about a file in one line.
pub fn format_picture_notes(path: &Path, notes: &[PictureNote]) -> String {
    let name = text::short_file_name(path);
    let all: Vec<String> = notes.iter().map(PictureNote::to_string).collect();
    format!("{name}: {}", all.join("; "))
}

impl fmt::Display for PictureNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Small(width, height) => {
                write!(
                    f,
                    "{width}x{height} pixels are few; the service advises {MIN_ADVISED_SIDE_PIXELS} or more"
                )
            }
            Self::Narrow(width, height) => {
                write!(f, "{width}x{height} is a narrow strip: the service may find no face in it")
            }
            Self::Reduced { from, to } => {
                write!(f, "reduced from {}x{} to {}x{} pixels", from.0, from.1, to.0, to.1)
            }
            Self::LocationRemoved => f.write_str("its GPS position is removed"),
            Self::TransparencyRemoved => {
                f.write_str("its transparent parts become white: it is too large for a PNG file")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_format_is_detected_from_the_content() {
        use UnsupportedFormat::{
            Avif, Bmp, CameraRaw, Gif, Heic, Html, Icon, Jpeg2000, JpegXl, Pdf, Photoshop, Svg, Tiff,
            Unknown, Video, Zip,
        };
        let cases: [(&[u8], UnsupportedFormat); 22] = [
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Heic),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", Heic),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif", Avif),
            (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", Avif),
            (b"\0\0\0\x18ftypcrx \0\0\0\x01crx isom", CameraRaw),
            (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", Video),
            (b"\x1a\x45\xdf\xa3webm", Video),
            (b"GIF89a", Gif),
            (b"II*\0\x08\0\0\0", Tiff),
            (b"MM\0*\0\0\0\x08", Tiff),
            (b"BM\x36\0\x10\0\0\0\0\0\x36\0\0\0\x28", Bmp),
            (b"\0\0\x01\0\x01\0", Icon),
            (b"8BPS\0\x01", Photoshop),
            (b"\xff\x0a\xfa\x1f", JpegXl),
            (b"\0\0\0\x0cjP  \r\n", Jpeg2000),
            (b"%PDF-1.7", Pdf),
            (b"PK\x03\x04", Zip),
            (b"<?xml version='1.0'?>\n<svg>", Svg),
            (b"\n<!DOCTYPE HTML><html>", Html),
            (b"<HTML><head>", Html),
            (b"BMs and other words", Unknown),
            (b"not a picture", Unknown),
        ];
        for (bytes, other) in cases {
            let shown = String::from_utf8_lossy(bytes);
            assert_eq!(PictureFormat::detect(bytes), Err(PictureIssue::Unsupported(other)), "{shown:?}");
        }
        assert_eq!(PictureFormat::detect(b""), Err(PictureIssue::Empty));
        assert_eq!(PictureFormat::detect(b"\xff\xd8"), Err(PictureIssue::Truncated));
        assert_eq!(PictureFormat::detect(b"\x89PNG"), Err(PictureIssue::Truncated));
        assert_eq!(PictureFormat::detect(b"\xff\xd8\xff\xe0"), Ok(PictureFormat::Jpeg));
        assert_eq!(PictureFormat::detect(b"RIFF\x10\0\0\0WEBPVP8 "), Ok(PictureFormat::WebP));
    }

    #[test]
    fn small_and_narrow_pictures_get_a_note() {
        use PictureNote::{Narrow, Small};
        assert_eq!(PictureNote::of_size(512, 512), []);
        assert_eq!(PictureNote::of_size(1080, 1920), []);
        assert_eq!(PictureNote::of_size(511, 800), [Small(511, 800)]);
        assert_eq!(PictureNote::of_size(1200, 3001), [Narrow(1200, 3001)]);
        assert_eq!(PictureNote::of_size(1000, 100), [Small(1000, 100), Narrow(1000, 100)]);
    }
}
