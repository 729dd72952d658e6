//! Finished films.

mod cues;

use image::RgbImage;

use super::world::Video;

pub(super) fn make(_video: &Video, _photo: &RgbImage, _captioned: bool) -> anyhow::Result<Vec<u8>> {
    anyhow::bail!("films are not made yet")
}

pub(super) fn thumbnail(_video: &Video, photo: &RgbImage) -> anyhow::Result<Vec<u8>> {
    super::portrait::png(photo)
}

pub(super) fn subtitles(video: &Video) -> String {
    cues::substation(video)
}
