//! Pictures: the lookup by picture key or id, and their pixels.

use std::path::{Path, PathBuf};

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::imageops::{self, FilterType as Scaling};
use image::{DynamicImage, ExtendedColorType, ImageEncoder, ImageReader, Limits, Rgb, RgbImage};

use super::people::{self, PEOPLE, PORTRAIT_SIZE, Person};
use crate::sandbox::rng::Rng;
use crate::sandbox::world::World;

const MAX_SIDE_PIXELS: u32 = 12_000;

/// A picture; a seed makes it another look of the same person.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SandboxPicture {
    pub(crate) source: PictureSource,
    pub(crate) seed: Option<u64>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum PictureSource {
    Portrait(&'static Person),
    /// The asset's id and content type.
    Upload(String, String),
}

/// The picture of an `image/…/original` key, a talking photo or a look; of a generated look once it is done.
pub(crate) fn find(world: &World, key: &str) -> Option<SandboxPicture> {
    if let Some(look) = world.look(key) {
        return by_key(world, &look.image_key);
    }
    people::find(key).map(portrait).or_else(|| by_key(world, key))
}

/// A picture of someone, always the same for the same words.
pub(crate) fn of_someone(words: &str) -> SandboxPicture {
    let mut rng = Rng::seeded_by(words);
    let person = rng.pick(PEOPLE);
    SandboxPicture { seed: Some(rng.next_u64()), ..portrait(person) }
}

fn portrait(person: &'static Person) -> SandboxPicture {
    SandboxPicture { source: PictureSource::Portrait(person), seed: None }
}

fn by_key(world: &World, key: &str) -> Option<SandboxPicture> {
    let bare = key.trim_end_matches(".jpg").trim_end_matches(".png");
    if let Some(uploaded) = upload(world, bare) {
        return Some(uploaded);
    }
    if let Some(person) = PEOPLE.iter().find(|person| person.image_key() == bare) {
        return Some(portrait(person));
    }
    let generation = world.generation_of(bare)?;
    let seed = Rng::seeded_by(&format!("{bare} {}", generation.prompt)).next_u64();
    Some(SandboxPicture { seed: Some(seed), ..of_group(world, &generation.group_id)? })
}

fn upload(world: &World, key: &str) -> Option<SandboxPicture> {
    let asset = world.picture(key)?;
    let source = PictureSource::Upload(asset.id.clone(), asset.content_type.clone());
    Some(SandboxPicture { source, seed: None })
}

/// The picture of a group or a look.
fn of_group(world: &World, group: &str) -> Option<SandboxPicture> {
    if let Some(person) = people::find(group) {
        return Some(portrait(person));
    }
    // The first look has the group's id; it may be deleted while others stay.
    let first = world.look(group).or_else(|| world.looks.iter().find(|look| look.group_id == group))?;
    upload(world, &first.image_key).or_else(|| Some(of_someone(&first.image_key)))
}

impl SandboxPicture {
    /// Width and height, as the file's header says; none for a damaged upload.
    pub(crate) fn size(&self, upload: impl Fn(&str) -> PathBuf) -> Option<(u32, u32)> {
        match &self.source {
            PictureSource::Portrait(_) => Some(PORTRAIT_SIZE),
            PictureSource::Upload(asset, _) => {
                ImageReader::open(upload(asset)).ok()?.with_guessed_format().ok()?.into_dimensions().ok()
            }
        }
    }

    /// The decoded picture. `upload` gives the path of an asset; a damaged one is replaced by a portrait.
    pub(crate) fn pixels(&self, upload: &dyn Fn(&str) -> PathBuf) -> RgbImage {
        let picture = match &self.source {
            PictureSource::Portrait(person) => decode_portrait(person),
            PictureSource::Upload(asset, _) => {
                decode(&upload(asset)).unwrap_or_else(|| of_someone(asset).pixels(upload))
            }
        };
        match self.seed {
            Some(seed) => another_look(&picture, seed),
            None => picture,
        }
    }
}

/// The same person: mirrored, closer, and in another light.
fn another_look(picture: &RgbImage, seed: u64) -> RgbImage {
    let mut rng = Rng::new(seed);
    let (width, height) = picture.dimensions();
    let percent = rng.percent(60, 80);
    let (wide, high) = ((width * percent / 100).max(1), (height * percent / 100).max(1));
    let (left, top) = ((width - wide) / 2, (height - high) * rng.percent(20, 60) / 100);
    let crop = imageops::crop_imm(picture, left, top, wide, high).to_image();
    let mut look = imageops::resize(&crop, width, height, Scaling::Triangle);
    imageops::flip_horizontal_in_place(&mut look);
    let light: [u32; 3] = std::array::from_fn(|_| rng.percent(70, 108));
    for Rgb(channels) in look.pixels_mut() {
        for (channel, percent) in channels.iter_mut().zip(light) {
            *channel = u8::try_from(u32::from(*channel) * percent / 100).unwrap_or(u8::MAX);
        }
    }
    look
}

pub(crate) fn png(picture: &RgbImage) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive);
    encoder.write_image(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8)?;
    Ok(bytes)
}

pub(crate) fn webp(picture: &RgbImage) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let encoder = WebPEncoder::new_lossless(&mut bytes);
    encoder.write_image(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8)?;
    Ok(bytes)
}

fn decode_portrait(person: &Person) -> RgbImage {
    let decoded = image::load_from_memory(person.portrait);
    decoded.map_or_else(|_| RgbImage::new(PORTRAIT_SIZE.0, PORTRAIT_SIZE.1), DynamicImage::into_rgb8)
}

fn decode(path: &Path) -> Option<RgbImage> {
    let mut reader = ImageReader::open(path).ok()?.with_guessed_format().ok()?;
    // A small file can claim to be a picture of gigabytes.
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MAX_SIDE_PIXELS), Some(MAX_SIDE_PIXELS));
    reader.limits(limits);
    reader.decode().ok().map(DynamicImage::into_rgb8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The picture at the size of 12 by 8 cells of half blocks.
    fn small(picture: &SandboxPicture) -> RgbImage {
        let pixels = picture.pixels(&|_| PathBuf::new());
        assert_eq!(pixels.dimensions(), PORTRAIT_SIZE);
        imageops::resize(&pixels, 12, 16, Scaling::Triangle)
    }

    /// The mean difference of the channels, from 0 to 255.
    fn difference(a: &RgbImage, b: &RgbImage) -> f64 {
        let pairs = a.as_raw().iter().zip(b.as_raw());
        let sum: u64 = pairs.map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        f64::from(u32::try_from(sum).unwrap()) / f64::from(u32::try_from(a.as_raw().len()).unwrap())
    }

    #[test]
    fn no_two_people_look_alike_at_twelve_by_eight_cells() {
        let portraits: Vec<(&str, RgbImage)> =
            PEOPLE.iter().map(|person| (person.name, small(&portrait(person)))).collect();
        assert_eq!(portraits.len(), 36);
        for (at, (name, first)) in portraits.iter().enumerate() {
            for (other, second) in &portraits[at + 1..] {
                let apart = difference(first, second);
                assert!(apart > 16.0, "{name} and {other} differ by {apart:.1}");
            }
        }
    }

    #[test]
    fn looks_of_one_person_are_different_pictures() {
        let [ana, looks @ ..] = [None, Some(0), Some(1), Some(2), Some(3)]
            .map(|seed| small(&SandboxPicture { seed, ..portrait(&PEOPLE[0]) }));
        assert!(looks.iter().all(|look| difference(look, &ana) > 8.0));
        assert!(looks.windows(2).all(|pair| difference(&pair[0], &pair[1]) > 1.0));
    }
}
