//! Prepares a picture file for its upload: whole, upright, no larger than needed, without private metadata.

mod metadata;

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::metadata::Orientation;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageError, ImageReader, ImageResult, Limits,
};

use crate::domain::{PictureFormat, PictureIssue, PictureNote};

/// Bytes that a decoded picture of the user's may have: 200 megapixels, as phones take them.
const MAX_DECODED_BYTES: u64 = 640 << 20;
/// Pixels of the longer side that are sent: no video of the service has more.
const MAX_SIDE_PIXELS: u32 = 4096;
/// Bytes that are sent; v3 takes no more.
const MAX_UPLOAD_BYTES: usize = 32 << 20;
const JPEG_QUALITY: u8 = 95;

/// A decoded picture, upright.
pub(super) struct Upright {
    pub(super) image: DynamicImage,
    /// Whether the file holds it in another orientation.
    is_turned: bool,
    /// The color profile, where it is one of the decoded pixels.
    profile: Option<Vec<u8>>,
    exif: Option<Vec<u8>>,
}

/// A picture file as it is uploaded, and what is to be said about it.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) bytes: Vec<u8>,
    pub(super) notes: Vec<PictureNote>,
}

/// Decodes a picture and turns it as its Exif orientation says.
pub(super) fn upright(file: &[u8], max_decoded_bytes: u64) -> ImageResult<Upright> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(max_decoded_bytes);
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format()?;
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder()?;
    limits.reserve(decoder.total_bytes())?;
    let orientation = decoder.orientation()?;
    let exif = decoder.exif_metadata().unwrap_or_default();
    let is_rgb =
        decoder.color_type().has_color() && decoder.original_color_type() != ExtendedColorType::Cmyk8;
    let profile = decoder.icc_profile().unwrap_or_default().filter(|_| is_rgb);
    let mut image = DynamicImage::from_decoder(decoder)?;
    image.apply_orientation(orientation);
    Ok(Upright { image, is_turned: orientation != Orientation::NoTransforms, profile, exif })
}

/// Checks a picture file and makes it fit for an upload. A JPEG or PNG file that is upright and small enough keeps its
/// pixels as they are.
pub(super) fn prepare(file: &[u8]) -> Result<Prepared, PictureIssue> {
    let format = PictureFormat::of(file)?;
    let stripped = metadata::strip(format, file).ok_or(PictureIssue::Cut)?;
    let picture = upright(file, MAX_DECODED_BYTES).map_err(|error| issue(&error))?;
    let (width, height) = (picture.image.width(), picture.image.height());
    let mut notes = PictureNote::of_size(width, height);
    if stripped.had_place || picture.exif.as_deref().is_some_and(metadata::has_place) {
        notes.push(PictureNote::PlaceRemoved);
    }
    let is_large = width.max(height) > MAX_SIDE_PIXELS;
    let as_it_is = stripped.bytes.filter(|bytes| bytes.len() <= MAX_UPLOAD_BYTES);
    if let Some(bytes) = as_it_is.filter(|_| !is_large && !picture.is_turned) {
        return Ok(Prepared { bytes, notes });
    }
    let Upright { mut image, profile, .. } = picture;
    if is_large {
        // Averages without a buffer of its own: a large picture is not kept twice.
        image = image.thumbnail(MAX_SIDE_PIXELS, MAX_SIDE_PIXELS);
        notes.push(PictureNote::Reduced { from: (width, height), to: (image.width(), image.height()) });
    }
    let bytes = encode(image, profile.as_deref()).map_err(|_| PictureIssue::Damaged)?;
    Ok(Prepared { bytes, notes })
}

fn issue(error: &ImageError) -> PictureIssue {
    match error {
        ImageError::Limits(_) => PictureIssue::TooLarge,
        _ => PictureIssue::Damaged,
    }
}

/// As JPEG, or as PNG where parts of it are see-through and it is not too large for that.
fn encode(image: DynamicImage, profile: Option<&[u8]>) -> ImageResult<Vec<u8>> {
    let is_see_through =
        image.color().has_alpha() && image.to_rgba8().pixels().any(|pixel| pixel.0[3] < u8::MAX);
    if is_see_through {
        let mut png = Vec::new();
        let mut encoder = PngEncoder::new(&mut png);
        set_profile(&mut encoder, profile);
        DynamicImage::from(image.to_rgba8()).write_with_encoder(encoder)?;
        if png.len() <= MAX_UPLOAD_BYTES {
            return Ok(png);
        }
    }
    let mut jpeg = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY);
    set_profile(&mut encoder, profile);
    DynamicImage::from(image.into_rgb8()).write_with_encoder(encoder)?;
    Ok(jpeg)
}

fn set_profile(encoder: &mut impl ImageEncoder, profile: Option<&[u8]>) {
    if let Some(profile) = profile {
        // Without it the colors are a little off.
        let _ = encoder.set_icc_profile(profile.to_vec());
    }
}

#[cfg(test)]
mod tests;
