//! Pictures and sound in an MP4 file that can be played while it still loads.

use std::io::{self, Write};

use super::h264::{Header, RATE};
use super::sound::{PIECE, Sound};
use super::track::{Track, boxed, count, numbers};
use crate::sandbox::media::speech;

/// Ticks a second of the video's clock.
const SCALE: u32 = RATE * 512;
const TICKS: u32 = 512;
const UNITY: [u32; 9] = [0x0001_0000, 0, 0, 0, 0x0001_0000, 0, 0, 0, 0x4000_0000];
/// Pictures and sound take turns: a second of the one, a second of the other.
const CHUNK: usize = RATE as usize;

/// The pictures of a video, coded without length, the first one a key picture.
pub(super) struct Movie<'a> {
    pub(super) header: &'a Header,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) frames: &'a [Vec<u8>],
}

/// Writes the file; the sound has one piece for each frame, and is made as it is written.
pub(super) fn write(out: &mut dyn Write, video: &Movie<'_>, mut sound: Sound) -> io::Result<()> {
    let kind = boxed(*b"ftyp", &[b"isom", &numbers(&[0x200])[..], b"isomiso2avc1mp41"].concat());
    let layout = Layout::new(video, &sound);
    // The table of contents says where the chunks begin, which depends on its own length.
    let contents = video.contents(&layout, &sound, 0).len();
    let begin = kind.len() + contents + 8;
    out.write_all(&kind)?;
    out.write_all(&video.contents(&layout, &sound, count(begin)))?;
    out.write_all(&numbers(&[count(8).saturating_add(layout.bytes)]))?;
    out.write_all(b"mdat")?;
    for (chunk, frames) in video.frames.chunks(CHUNK).enumerate() {
        for frame in frames {
            out.write_all(&numbers(&[count(frame.len())]))?;
            out.write_all(frame)?;
        }
        for piece in 0..frames.len() {
            out.write_all(&sound.piece(chunk * CHUNK + piece))?;
        }
    }
    out.flush()
}

/// How long everything is, and where the chunks lie from the beginning of the data.
struct Layout {
    pictures: Vec<u32>,
    sound: Vec<u32>,
    picture_chunks: Vec<u32>,
    sound_chunks: Vec<u32>,
    bytes: u32,
}

impl Layout {
    fn new(video: &Movie<'_>, sound: &Sound) -> Self {
        let pictures: Vec<u32> = video.frames.iter().map(|frame| count(frame.len() + 4)).collect();
        let sound = sound.sizes();
        let (mut picture_chunks, mut sound_chunks, mut bytes) = (Vec::new(), Vec::new(), 0_u32);
        for (frames, pieces) in pictures.chunks(CHUNK).zip(sound.chunks(CHUNK)) {
            picture_chunks.push(bytes);
            bytes = frames.iter().fold(bytes, |sum, size| sum.saturating_add(*size));
            sound_chunks.push(bytes);
            bytes = pieces.iter().fold(bytes, |sum, size| sum.saturating_add(*size));
        }
        Self { pictures, sound, picture_chunks, sound_chunks, bytes }
    }
}

impl Movie<'_> {
    fn ticks(&self) -> u32 {
        count(self.frames.len()) * TICKS
    }

    fn contents(&self, layout: &Layout, sound: &Sound, begin: u32) -> Vec<u8> {
        let mut head = numbers(&[0, 0, 0, SCALE, self.ticks(), 0x0001_0000, 0x0100_0000, 0, 0]);
        head.extend(numbers(&UNITY));
        head.extend(numbers(&[0, 0, 0, 0, 0, 0, 3]));
        let pictures = self.pictures(layout).boxed(begin);
        let sound = self.sound(layout, sound).boxed(begin);
        boxed(*b"moov", &[boxed(*b"mvhd", &head), pictures, sound].concat())
    }

    fn pictures<'l>(&self, layout: &'l Layout) -> Track<'l> {
        let mut head = numbers(&[3, 0, 0, 1, 0, self.ticks(), 0, 0, 0, 0]);
        head.extend(numbers(&UNITY));
        head.extend(numbers(&[self.width << 16, self.height << 16]));
        Track {
            head,
            scale: SCALE,
            ticks: TICKS,
            handler: (*b"vide", b"VideoHandler\0"),
            media: boxed(*b"vmhd", &numbers(&[1, 0, 0])),
            entry: self.entry(),
            keys: boxed(*b"stss", &numbers(&[0, 1, 1])),
            per_chunk: CHUNK,
            sizes: &layout.pictures,
            chunks: &layout.picture_chunks,
        }
    }

    /// Every piece of sound can be begun with, so there is no table of keys.
    fn sound<'l>(&self, layout: &'l Layout, sound: &Sound) -> Track<'l> {
        let mut head = numbers(&[3, 0, 0, 2, 0, self.ticks(), 0, 0, 0, 0x0100_0000]);
        head.extend(numbers(&UNITY));
        head.extend(numbers(&[0, 0]));
        Track {
            head,
            scale: speech::RATE,
            ticks: u32::from(PIECE),
            handler: (*b"soun", b"SoundHandler\0"),
            media: boxed(*b"smhd", &numbers(&[0, 0])),
            entry: sound_entry(sound),
            keys: Vec::new(),
            per_chunk: CHUNK,
            sizes: &layout.sound,
            chunks: &layout.sound_chunks,
        }
    }

    fn entry(&self) -> Vec<u8> {
        let mut entry = numbers(&[0, 1, 0, 0, 0, 0, self.width << 16 | self.height]);
        entry.extend(numbers(&[0x0048_0000, 0x0048_0000, 0, 0x0001_0000]));
        entry.extend([0; 30]);
        entry.extend(numbers(&[0x0018_ffff]));
        entry.extend(boxed(*b"avcC", &self.configuration()));
        boxed(*b"avc1", &entry)
    }

    fn configuration(&self) -> Vec<u8> {
        let (sequence, picture) = (&self.header.sequence, &self.header.picture);
        let size = |unit: &[u8]| u16::try_from(unit.len()).unwrap_or(0).to_be_bytes();
        let mut record = vec![1, sequence[1], sequence[2], sequence[3], 0xff, 0xe1];
        record.extend(size(sequence));
        record.extend(sequence);
        record.push(1);
        record.extend(size(picture));
        record.extend(picture);
        record
    }
}

/// One channel of 16 bits, and the one block of metadata that a decoder needs.
fn sound_entry(sound: &Sound) -> Vec<u8> {
    let info = sound.stream_info();
    let block = [&numbers(&[0, 0x8000_0000 | count(info.len())])[..], &info].concat();
    let mut entry = numbers(&[0, 1, 0, 0, 0x0001_0010, 0, speech::RATE << 16]);
    entry.extend(boxed(*b"dfLa", &block));
    boxed(*b"fLaC", &entry)
}
