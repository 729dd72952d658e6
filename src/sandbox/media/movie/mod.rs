//! Videos: a still picture with captions, a progress bar and speech, as H.264 and FLAC in MP4.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "frames and pixels: small numbers, never negative"
)]

mod cues;
mod flac;
mod h264;
mod mp4;
mod picture;
mod text;

use std::io::{Seek, Write};
use std::ops::Range;

use anyhow::ensure;
use image::RgbImage;
use image::codecs::jpeg::JpegEncoder;
use unicode_segmentation::UnicodeSegmentation;

use super::speech::Soundtrack;
use crate::sandbox::world::{StoredVideo, Tariff};
use cues::Cue;
use picture::{BLOCK, VideoFrame};
use text::TextPlacement;

pub(crate) use cues::{subrip, substation};

/// Longer videos have smaller captions, since captions make most of their size.
const LONG_VIDEO_SECONDS: f64 = 240.0;
const THUMBNAIL_LONGER_SIDE: u32 = 640;

/// The photo of a picture key.
pub(crate) type PhotoLookup<'a> = &'a dyn Fn(&str) -> RgbImage;

/// Writes the video, in which each scene shows its photo. The sound is streamed, so that memory does not grow with it.
pub(crate) fn make(
    video: &StoredVideo,
    photo_of: PhotoLookup<'_>,
    soundtrack: &Soundtrack,
    captioned: bool,
    out: &mut (impl Write + Seek),
) -> anyhow::Result<()> {
    // Chroma is subsampled: width and height are even.
    let (width, height) = (video.width & !1, video.height & !1);
    ensure!(width > 0 && height > 0, "the video has no size");
    let mut pictures = ScenePictures::new(video, photo_of);
    let frames = frames(video, &mut pictures, captioned);
    let header = h264::header(&pictures.frame);
    mp4::write(out, &mp4::Movie { header: &header, width, height, frames: &frames }, soundtrack)?;
    Ok(())
}

/// The pictures of the scenes at the size of the video. One is kept, so that memory does not grow with the scenes.
struct ScenePictures<'a> {
    video: &'a StoredVideo,
    photo_of: PhotoLookup<'a>,
    /// The key of the picture in `frame`.
    key: &'a str,
    frame: VideoFrame,
}

impl<'a> ScenePictures<'a> {
    fn new(video: &'a StoredVideo, photo_of: PhotoLookup<'a>) -> Self {
        let key = video.picture_of(0);
        Self { video, photo_of, key, frame: scaled(video, &photo_of(key)) }
    }

    /// The picture of a scene, counted from 1.
    fn of(&mut self, scene: usize) -> &VideoFrame {
        let key = self.video.picture_of(scene - 1);
        if key != self.key {
            (self.key, self.frame) = (key, scaled(self.video, &(self.photo_of)(key)));
        }
        &self.frame
    }
}

fn scaled(video: &StoredVideo, photo: &RgbImage) -> VideoFrame {
    VideoFrame::of(&picture::fit(photo, video.width & !1, video.height & !1))
}

fn frames(video: &StoredVideo, pictures: &mut ScenePictures<'_>, captioned: bool) -> Vec<Vec<u8>> {
    let cues = cues::cues(video);
    let rate = f64::from(h264::RATE);
    let count = ((video.duration() * rate).round() as usize).max(1);
    let (columns, blocks) = (pictures.frame.columns, pictures.frame.blocks.len());
    let mut frames = Vec::with_capacity(count);
    // The cue, the reach of the progress bar in macroblocks, and the frame with both.
    let mut shown: Option<(&Cue, usize, VideoFrame)> = None;
    for number in 0..count {
        let time = number as f64 / rate;
        let Some(cue) = cues.iter().find(|cue| time < cue.to).or(cues.last()) else { break };
        let reached = (number + 1) * columns / count;
        let (from, mut picture) = match &shown {
            Some((old, from, _)) if *old == cue && *from == reached => {
                frames.push(h264::still(number, blocks));
                continue;
            }
            Some((old, from, before)) if *old == cue => (*from, before.clone()),
            _ => (0, scene_picture(video, pictures.of(cue.scene), cue, captioned)),
        };
        progress_bar(&mut picture, from * BLOCK..reached * BLOCK);
        frames.push(match &shown {
            Some((.., before)) => h264::change(number, before, &picture),
            None => h264::key(&picture),
        });
        shown = Some((cue, reached, picture));
    }
    frames
}

/// The picture with the scene's number, with a watermark if the video is free, and with captions if they are wanted.
fn scene_picture(video: &StoredVideo, base: &VideoFrame, cue: &Cue, captioned: bool) -> VideoFrame {
    let mut picture = base.clone();
    let (wide, high) = (picture.width as f32, picture.height as f32);
    let size = (wide / (cues::LINE as f32 + 3.0)).min(high / 30.0);
    let name = if video.tariff == Tariff::Free { "watermark" } else { "sandbox" };
    let label = format!("{name} {}/{}", cue.scene, video.scenes.len());
    let placement = TextPlacement {
        x: size * 0.6,
        y: size * 0.6,
        size: (size * 0.42).max(8.0),
        centered: false,
        strength: 0.6,
    };
    text::write(&mut picture, &label, placement);
    if captioned {
        let size = if video.duration() > LONG_VIDEO_SECONDS { size * 0.6 } else { size };
        caption(&mut picture, &cue.lines, size);
    }
    picture
}

fn caption(picture: &mut VideoFrame, lines: &[String], size: f32) {
    let (x, low) = (picture.width as f32 / 2.0, picture.height as f32 * 0.88);
    let (pace, margin) = (size * (text::TALL + 0.3), size * 0.6);
    let longest = lines.iter().map(|line| line.graphemes(true).count()).max().unwrap_or(0);
    let (half, top) = (longest as f32 * size / 2.0 + margin, low - lines.len() as f32 * pace - margin * 0.6);
    if longest > 0 {
        text::shade(picture, x - half..x + half, top..low + margin * 0.4);
    }
    for (at, line) in lines.iter().enumerate() {
        let y = low - (lines.len() - at) as f32 * pace;
        text::write(picture, line, TextPlacement { x, y, size, centered: true, strength: 1.0 });
    }
}

/// Draws a part of the progress bar.
fn progress_bar(picture: &mut VideoFrame, columns: Range<usize>) {
    let high = (picture.height / 240).clamp(2, 8);
    for y in picture.height - high..picture.height {
        columns.clone().for_each(|x| picture.blend(x, y, 235, 0.75));
    }
}

/// The photo in the shape of the video, as a small JPEG.
pub(crate) fn thumbnail(video: &StoredVideo, photo: &RgbImage) -> anyhow::Result<Vec<u8>> {
    let longer = video.width.max(video.height).max(1);
    let scaled = |length: u32| (length * THUMBNAIL_LONGER_SIDE / longer).max(1);
    let small = picture::fit(photo, scaled(video.width), scaled(video.height));
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 85).encode_image(&small)?;
    Ok(bytes)
}
