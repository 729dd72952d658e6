//! Private metadata of picture files: Exif, XMP, IPTC and comments, cut out without touching the pixels.

use crate::domain::PictureFormat;

/// Tag of the GPS directory in the first directory of Exif data.
const EXIF_GPS_TAG: u16 = 0x8825;
/// Name of the latitude in XMP data.
const XMP_LATITUDE: &[u8] = b"GPSLatitude";
const PNG_SIGNATURE_BYTES: usize = 8;

/// PNG chunks that make up the picture and its colors. All others are left out.
const KEPT_PNG_CHUNKS: [&[u8; 4]; 15] = [
    b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs",
    b"bKGD", b"cICP", b"mDCV", b"cLLI",
];

/// The parts of a file.
#[derive(Default)]
pub(super) struct MetadataSplit<'a> {
    /// Those without private metadata; together they are the file that is sent. None for a format that is always encoded
    /// anew.
    kept: Vec<&'a [u8]>,
    /// Whether a place stands in one of the others, apart from Exif data.
    pub(super) has_location: bool,
    /// Exif data that a decoder does not find, since it may stand behind the pixels.
    pub(super) exif: Option<&'a [u8]>,
}

impl MetadataSplit<'_> {
    /// The file without its private metadata, where that has at most `max_bytes`.
    pub(super) fn stripped(&self, max_bytes: usize) -> Option<Vec<u8>> {
        let bytes: usize = self.kept.iter().map(|part| part.len()).sum();
        (bytes > 0 && bytes <= max_bytes).then(|| self.kept.concat())
    }
}

/// Tells the private metadata of a file from the rest; `None` where the end of the file is missing.
pub(super) fn split_metadata(format: PictureFormat, file: &[u8]) -> Option<MetadataSplit<'_>> {
    match format {
        PictureFormat::Jpeg => split_jpeg(file),
        PictureFormat::Png => split_png(file),
        PictureFormat::WebP => {
            let length = u32::from_le_bytes(*file.get(4..8)?.first_chunk()?);
            let is_whole = file.len() as u64 >= u64::from(length) + 8;
            is_whole.then(MetadataSplit::default)
        }
    }
}

/// Whether Exif data has a GPS directory.
pub(super) fn has_gps_directory(exif: &[u8]) -> bool {
    find_gps_directory(exif).unwrap_or(false)
}

fn find_gps_directory(exif: &[u8]) -> Option<bool> {
    let is_little = match exif.first_chunk()? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = *exif.get(at..)?.first_chunk()?;
        Some(if is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let bytes = *exif.get(4..)?.first_chunk()?;
    let start = if is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) } as usize;
    let count = usize::from(short(start)?);
    // An entry has 12 bytes, its tag first.
    let mut tags = (0..count).map(|entry| short(start + 2 + entry * 12));
    Some(tags.any(|tag| tag == Some(EXIF_GPS_TAG)))
}

fn has_xmp_latitude(part: &[u8]) -> bool {
    part.windows(XMP_LATITUDE.len()).any(|window| window == XMP_LATITUDE)
}

/// Keeps the segments that the picture needs, up to its end. What follows is another picture, with metadata of its own.
fn split_jpeg(file: &[u8]) -> Option<MetadataSplit<'_>> {
    let mut parts = MetadataSplit { kept: vec![file.get(..2)?], ..MetadataSplit::default() };
    let mut at = 2;
    loop {
        at += file.get(at..)?.iter().position(|byte| *byte == 0xff)?;
        match *file.get(at + 1)? {
            // A fill byte.
            0xff => at += 1,
            0xd9 => {
                parts.kept.push(&file[at..at + 2]);
                return Some(parts);
            }
            0x00 | 0x01 | 0xd0..=0xd8 => at += 2,
            marker => {
                let length = u16::from_be_bytes(*file.get(at + 2..)?.first_chunk()?);
                let end = at + 2 + usize::from(length.max(2));
                let segment = file.get(at..end)?;
                if is_segment_needed(marker, &segment[4.min(segment.len())..]) {
                    parts.kept.push(segment);
                } else {
                    parts.has_location |= has_xmp_latitude(segment);
                }
                at = end;
                if marker == 0xda {
                    let scan = scan_bytes(&file[at..])?;
                    parts.kept.push(&file[at..at + scan]);
                    at += scan;
                }
            }
        }
    }
}

/// Whether a decoder needs a segment: all but application data and comments, and of those the JFIF head, the color
/// profile, and Adobe's word on the colors.
fn is_segment_needed(marker: u8, data: &[u8]) -> bool {
    match marker {
        0xe0 => data.starts_with(b"JFIF\0"),
        0xe2 => data.starts_with(b"ICC_PROFILE\0"),
        0xee => data.starts_with(b"Adobe"),
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
}

/// Bytes of a scan up to the next marker that is no restart.
fn scan_bytes(data: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += data.get(at..)?.iter().position(|byte| *byte == 0xff)?;
        match *data.get(at + 1)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Some(at),
        }
    }
}

/// Keeps the chunks that the picture needs, up to its end.
fn split_png(file: &[u8]) -> Option<MetadataSplit<'_>> {
    let mut parts =
        MetadataSplit { kept: vec![file.get(..PNG_SIGNATURE_BYTES)?], ..MetadataSplit::default() };
    let mut at = PNG_SIGNATURE_BYTES;
    loop {
        let length = u32::from_be_bytes(*file.get(at..)?.first_chunk()?) as usize;
        let kind = file.get(at + 4..at + 8)?;
        // Around the data stand its length, its kind and its checksum.
        let end = at.checked_add(length)?.checked_add(12)?;
        let chunk = file.get(at..end)?;
        if KEPT_PNG_CHUNKS.iter().any(|needed| *needed == kind) {
            parts.kept.push(chunk);
        } else {
            parts.has_location |= has_xmp_latitude(chunk);
        }
        if kind == b"eXIf" {
            parts.exif = Some(&chunk[8..8 + length]);
        }
        if kind == b"IEND" {
            return Some(parts);
        }
        at = end;
    }
}
