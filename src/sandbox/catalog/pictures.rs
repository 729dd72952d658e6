//! Which picture a key or an id stands for.

use std::path::Path;

use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ExtendedColorType, ImageEncoder, ImageReader, Limits, RgbImage};

use super::portrait::{Sitter, cast};
use crate::sandbox::catalog::portrait;
use crate::sandbox::rng::Rng;
use crate::sandbox::world::World;

const MAX_SIDE_PIXELS: u32 = 12_000;

/// Where a picture comes from.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::sandbox) enum PictureSource {
    /// Drawn by the sandbox.
    Drawn(Box<Sitter>),
    /// Uploaded: the asset's id and content type.
    Upload(String, String),
    /// Made from an upload by a prompt: the asset's id, and what makes it differ.
    Made(String, u64),
}

/// The picture behind an `image/…/original` key, a talking photo or an avatar; generated ones once they are done.
pub(in crate::sandbox) fn find(world: &World, key: &str) -> Option<PictureSource> {
    if let Some(look) = world.look(key) {
        return by_key(world, &look.image_key);
    }
    if let Some(sitter) = cast::find(key) {
        return Some(PictureSource::Drawn(Box::new(sitter.clone())));
    }
    by_key(world, key)
}

fn by_key(world: &World, key: &str) -> Option<PictureSource> {
    let bare = key.trim_end_matches(".jpg").trim_end_matches(".png");
    if let Some(asset) = world.picture(bare) {
        return Some(PictureSource::Upload(asset.id.clone(), asset.content_type.clone()));
    }
    if let Some(sitter) = cast::sitters().iter().find(|sitter| sitter.image_key() == bare) {
        return Some(PictureSource::Drawn(Box::new(sitter.clone())));
    }
    let made = world.generation_of(bare)?;
    // The first look of a group has the group's id; it may be deleted while others stay.
    let seed = Rng::seeded_by(&format!("{bare} {}", made.prompt)).next_u64();
    match find_look(world, &made.group_id) {
        Some(PictureSource::Upload(asset, _)) => Some(PictureSource::Made(asset, seed)),
        Some(PictureSource::Drawn(sitter)) => {
            Some(PictureSource::Drawn(Box::new(portrait::dressed_anew(&sitter, seed))))
        }
        other => other,
    }
}

fn find_look(world: &World, group: &str) -> Option<PictureSource> {
    if let Some(sitter) = cast::find(group) {
        return Some(PictureSource::Drawn(Box::new(sitter.clone())));
    }
    let first = world.look(group).or_else(|| world.looks.iter().find(|look| look.group_id == group))?;
    match world.picture(&first.image_key) {
        Some(asset) => Some(PictureSource::Upload(asset.id.clone(), asset.content_type.clone())),
        None => Some(PictureSource::Drawn(Box::new(portrait::anyone(&first.image_key)))),
    }
}

impl PictureSource {
    /// Width and height, as far as the file tells them.
    pub(in crate::sandbox) fn size(&self, upload: impl Fn(&str) -> std::path::PathBuf) -> Option<(u32, u32)> {
        match self {
            Self::Drawn(_) => Some(portrait::SIZE),
            Self::Upload(asset, _) | Self::Made(asset, _) => {
                ImageReader::open(upload(asset)).ok()?.with_guessed_format().ok()?.into_dimensions().ok()
            }
        }
    }

    /// The picture itself. `upload` gives the place of an asset's bytes; a file that is no picture
    /// is replaced by a drawn one.
    pub(in crate::sandbox) fn pixels(&self, upload: impl Fn(&str) -> std::path::PathBuf) -> RgbImage {
        match self {
            Self::Drawn(sitter) => portrait::draw(sitter),
            Self::Upload(asset, _) => decode(&upload(asset)).unwrap_or_else(|| stand_in(asset)),
            Self::Made(asset, seed) => {
                let mut picture = decode(&upload(asset)).unwrap_or_else(|| stand_in(asset));
                portrait::tone(&mut picture, *seed);
                picture
            }
        }
    }
}

/// The picture as a WEBP file.
pub(in crate::sandbox) fn webp(picture: &RgbImage) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let encoder = WebPEncoder::new_lossless(&mut bytes);
    encoder.write_image(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8)?;
    Ok(bytes)
}

fn decode(path: &Path) -> Option<RgbImage> {
    let mut reader = ImageReader::open(path).ok()?.with_guessed_format().ok()?;
    // A small file can claim to be a picture of gigabytes.
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MAX_SIDE_PIXELS), Some(MAX_SIDE_PIXELS));
    reader.limits(limits);
    reader.decode().ok().map(DynamicImage::into_rgb8)
}

fn stand_in(asset: &str) -> RgbImage {
    portrait::draw(&portrait::anyone(asset))
}
