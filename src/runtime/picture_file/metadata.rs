//! Private metadata of picture files: Exif, XMP, IPTC and comments, cut out without touching the pixels.

use crate::domain::PictureFormat;

/// Tag of the GPS directory in the first directory of Exif data.
const GPS_TAG: u16 = 0x8825;
/// Name of the latitude in XMP data.
const XMP_LATITUDE: &[u8] = b"GPSLatitude";
const PNG_SIGNATURE: usize = 8;

/// A file without its private metadata.
pub(super) struct Stripped {
    /// `None` for a format that is always encoded anew.
    pub(super) bytes: Option<Vec<u8>>,
    /// Whether a place stood in what was cut out.
    pub(super) had_place: bool,
}

/// Cuts the private metadata out of a file; `None` where the end of the file is missing.
pub(super) fn strip(format: PictureFormat, file: &[u8]) -> Option<Stripped> {
    match format {
        PictureFormat::Jpeg => jpeg(file),
        PictureFormat::Png => png(file),
        PictureFormat::WebP => {
            let length = u32::from_le_bytes(*file.get(4..8)?.first_chunk()?);
            let is_whole = file.len() as u64 >= u64::from(length) + 8;
            is_whole.then_some(Stripped { bytes: None, had_place: false })
        }
    }
}

/// Whether Exif data has a GPS directory.
pub(super) fn has_place(exif: &[u8]) -> bool {
    gps(exif).unwrap_or(false)
}

fn gps(exif: &[u8]) -> Option<bool> {
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
    Some(tags.any(|tag| tag == Some(GPS_TAG)))
}

fn tells_latitude(part: &[u8]) -> bool {
    part.windows(XMP_LATITUDE.len()).any(|window| window == XMP_LATITUDE)
}

/// Keeps the segments that the picture needs, up to its end. What follows is another picture, with metadata of its own.
fn jpeg(file: &[u8]) -> Option<Stripped> {
    let mut kept = file.get(..2)?.to_vec();
    let (mut at, mut had_place) = (2, false);
    loop {
        at += file.get(at..)?.iter().position(|byte| *byte == 0xff)?;
        match *file.get(at + 1)? {
            // A fill byte.
            0xff => at += 1,
            0xd9 => {
                kept.extend([0xff, 0xd9]);
                return Some(Stripped { bytes: Some(kept), had_place });
            }
            0x00 | 0x01 | 0xd0..=0xd8 => at += 2,
            marker => {
                let length = u16::from_be_bytes(*file.get(at + 2..)?.first_chunk()?);
                let end = at + 2 + usize::from(length.max(2));
                let segment = file.get(at..end)?;
                if is_needed(marker, &segment[4.min(segment.len())..]) {
                    kept.extend(segment);
                } else {
                    had_place |= tells_latitude(segment);
                }
                at = end;
                if marker == 0xda {
                    let scan = scan_length(&file[at..])?;
                    kept.extend(&file[at..at + scan]);
                    at += scan;
                }
            }
        }
    }
}

/// Whether a decoder needs a segment: all but application data and comments, and of those the JFIF head, the color
/// profile, and Adobe's word on the colors.
fn is_needed(marker: u8, data: &[u8]) -> bool {
    match marker {
        0xe0 => data.starts_with(b"JFIF\0"),
        0xe2 => data.starts_with(b"ICC_PROFILE\0"),
        0xee => data.starts_with(b"Adobe"),
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
}

/// Bytes of a scan up to the next marker that is no restart.
fn scan_length(data: &[u8]) -> Option<usize> {
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
fn png(file: &[u8]) -> Option<Stripped> {
    let mut kept = file.get(..PNG_SIGNATURE)?.to_vec();
    let (mut at, mut had_place) = (PNG_SIGNATURE, false);
    loop {
        let length = u32::from_be_bytes(*file.get(at..)?.first_chunk()?) as usize;
        let kind = file.get(at + 4..at + 8)?;
        // Around the data stand its length, its kind and its checksum.
        let end = at.checked_add(length)?.checked_add(12)?;
        let chunk = file.get(at..end)?;
        match kind {
            b"eXIf" | b"tEXt" | b"zTXt" | b"iTXt" | b"tIME" => had_place |= tells_latitude(chunk),
            _ => kept.extend(chunk),
        }
        if kind == b"IEND" {
            return Some(Stripped { bytes: Some(kept), had_place });
        }
        at = end;
    }
}
