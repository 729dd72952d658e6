//! Prepares a picture file for upload: upright, no larger than needed, without private metadata.

mod metadata;

use std::io::Cursor;
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::metadata::Orientation;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageError, ImageReader, ImageResult,
    Limits, Rgb, RgbImage, RgbaImage,
};

use crate::domain::{Error, ErrorKind, PictureFormat, PictureIssue, PictureNote};
use crate::store;

/// Bytes that a decoded picture of the user's may have: 200 megapixels, as phones take them.
const MAX_DECODED_BYTES: u64 = 640 << 20;
/// Pixels of the longer side that are sent: no video of the service has more.
const MAX_SIDE_PIXELS: u32 = 4096;
/// Bytes that are sent; v3 takes no more.
const MAX_UPLOAD_BYTES: usize = 32 << 20;
const JPEG_QUALITY: u8 = 95;

/// A decoded picture as the file holds it.
struct DecodedPicture {
    image: DynamicImage,
    /// What turns it upright.
    orientation: Orientation,
    /// The color profile, where it is one of the decoded pixels.
    profile: Option<Vec<u8>>,
    exif: Option<Vec<u8>>,
}

/// A picture file as it is uploaded, and what is to be said about it.
#[derive(Debug)]
pub(super) struct PreparedPicture {
    pub(super) bytes: Vec<u8>,
    pub(super) notes: Vec<PictureNote>,
}

/// Reads a picture file of the user's: its content hash, and the picture as it is uploaded.
pub(super) fn read_picture(path: &Path) -> Result<(String, PreparedPicture), Error> {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let file = store::picture_file::read(&absolute)
        .map_err(|error| picture_error(PictureIssue::Unreadable, &error.message))?;
    let prepared = prepare_upload(&file)
        .map_err(|issue| picture_error(issue, &issue.describe(&absolute.display().to_string())))?;
    Ok((store::picture_file::content_hash(&file), prepared))
}

pub(super) fn picture_error(issue: PictureIssue, message: &str) -> Error {
    Error::new("the picture", ErrorKind::InvalidPicture(issue), message)
}

/// Decodes a picture and turns it as its Exif orientation says.
pub(super) fn decode_upright(file: &[u8], max_decoded_bytes: u64) -> ImageResult<DynamicImage> {
    let DecodedPicture { mut image, orientation, .. } = decode(file, max_decoded_bytes)?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn decode(file: &[u8], max_decoded_bytes: u64) -> ImageResult<DecodedPicture> {
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
    Ok(DecodedPicture { image: DynamicImage::from_decoder(decoder)?, orientation, profile, exif })
}

/// Checks a picture file and makes it fit for an upload. A JPEG or PNG file that is upright and small enough keeps its
/// pixels as they are.
pub(super) fn prepare_upload(file: &[u8]) -> Result<PreparedPicture, PictureIssue> {
    let format = PictureFormat::detect(file)?;
    let parts = metadata::split_metadata(format, file).ok_or(PictureIssue::Truncated)?;
    let decoded = decode(file, MAX_DECODED_BYTES).map_err(|error| picture_issue(&error))?;
    let DecodedPicture { mut image, mut orientation, profile, exif } = decoded;
    if let Some(exif) = parts.exif.filter(|_| exif.is_none()) {
        orientation = Orientation::from_exif_chunk(exif).unwrap_or(orientation);
    }
    let size = upright_size(&image, orientation);
    let mut notes = PictureNote::of_size(size.0, size.1);
    if parts.has_location || exif.as_deref().or(parts.exif).is_some_and(metadata::has_gps_directory) {
        notes.push(PictureNote::LocationRemoved);
    }
    let is_large = size.0.max(size.1) > MAX_SIDE_PIXELS;
    let is_upright = orientation == Orientation::NoTransforms;
    if let Some(bytes) = parts.stripped(MAX_UPLOAD_BYTES).filter(|_| !is_large && is_upright) {
        return Ok(PreparedPicture { bytes, notes });
    }
    if is_large {
        // Averages without a buffer of its own, and before it is turned: a large picture is not kept twice.
        image = image.thumbnail(MAX_SIDE_PIXELS, MAX_SIDE_PIXELS);
        notes.push(PictureNote::Reduced { from: size, to: upright_size(&image, orientation) });
    }
    image.apply_orientation(orientation);
    let encoded = encode_picture(image, profile.as_deref(), MAX_UPLOAD_BYTES);
    let (bytes, is_on_white) = encoded.map_err(|_| PictureIssue::Damaged)?;
    notes.extend(is_on_white.then_some(PictureNote::TransparencyRemoved));
    Ok(PreparedPicture { bytes, notes })
}

/// Width and height of the picture once it is turned.
fn upright_size(image: &DynamicImage, orientation: Orientation) -> (u32, u32) {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    match orientation {
        Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH => (image.height(), image.width()),
        _ => (image.width(), image.height()),
    }
}

fn picture_issue(error: &ImageError) -> PictureIssue {
    match error {
        ImageError::Limits(_) => PictureIssue::TooLarge,
        _ => PictureIssue::Damaged,
    }
}

/// As JPEG, or as PNG where parts of it are see-through. Where that has more than `max_png_bytes`, it is laid on white
/// as JPEG; the second value says so.
fn encode_picture(
    image: DynamicImage,
    profile: Option<&[u8]>,
    max_png_bytes: usize,
) -> ImageResult<(Vec<u8>, bool)> {
    if !image.color().has_alpha() {
        return Ok((encode_jpeg(&image.into_rgb8(), profile)?, false));
    }
    let image = image.into_rgba8();
    let is_see_through = image.pixels().any(|pixel| pixel.0[3] < u8::MAX);
    if is_see_through {
        let mut png = Vec::new();
        let mut encoder = PngEncoder::new(&mut png);
        set_profile(&mut encoder, profile);
        image.write_with_encoder(encoder)?;
        if png.len() <= max_png_bytes {
            return Ok((png, false));
        }
    }
    Ok((encode_jpeg(&flatten_on_white(&image), profile)?, is_see_through))
}

fn encode_jpeg(image: &RgbImage, profile: Option<&[u8]>) -> ImageResult<Vec<u8>> {
    let mut jpeg = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY);
    set_profile(&mut encoder, profile);
    image.write_with_encoder(encoder)?;
    Ok(jpeg)
}

fn flatten_on_white(image: &RgbaImage) -> RgbImage {
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let [color @ .., alpha] = image.get_pixel(x, y).0;
        let alpha = u16::from(alpha);
        Rgb(color.map(|value| {
            let mixed = (u16::from(value) * alpha + 255 * (255 - alpha)) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        }))
    })
}

fn set_profile(encoder: &mut impl ImageEncoder, profile: Option<&[u8]>) {
    if let Some(profile) = profile {
        // Without it the colors are a little off.
        let _ = encoder.set_icc_profile(profile.to_vec());
    }
}

#[cfg(test)]
mod tests;
