//! Pictures and sound in an MP4 file: the data first, then the tables that say where each sample lies.

use std::io::{self, Seek, SeekFrom, Write};

use super::flac::{self, FRAME_SAMPLES};
use super::h264::{Header, RATE};
use super::track::{Track, boxed, count, numbers};
use crate::sandbox::media::speech::{self, Soundtrack};

// Sound and pictures end together: a frame of sound for each frame of pictures.
const _: () = assert!(speech::RATE == FRAME_SAMPLES as u32 * RATE);

/// Ticks per second of the video's clock.
const SCALE: u32 = RATE * TICKS;
const TICKS: u32 = 512;
const UNITY: [u32; 9] = [0x0001_0000, 0, 0, 0, 0x0001_0000, 0, 0, 0, 0x4000_0000];
/// Chunks of pictures and of sound alternate, a second each.
const CHUNK: usize = RATE as usize;

/// The pictures of a video, as units without a length; the first is a key frame.
pub(super) struct Movie<'a> {
    pub(super) header: &'a Header,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) frames: &'a [Vec<u8>],
}

/// Where the samples of a track lie: their sizes, and the offsets of their chunks.
#[derive(Default)]
struct Samples {
    sizes: Vec<u32>,
    chunks: Vec<u32>,
}

/// Writes the file. Sound is encoded as it is written.
pub(super) fn write(
    out: &mut (impl Write + Seek),
    video: &Movie<'_>,
    soundtrack: &Soundtrack,
) -> io::Result<()> {
    let kind = boxed(*b"ftyp", &[b"isom", &numbers(&[0x200])[..], b"isomiso2avc1mp41"].concat());
    out.write_all(&kind)?;
    out.write_all(&boxed(*b"mdat", &[]))?;
    let mut end = count(kind.len() + 8);
    let (mut pictures, mut sound) = (Samples::default(), Samples::default());
    for (chunk, frames) in video.frames.chunks(CHUNK).enumerate() {
        pictures.chunks.push(end);
        for frame in frames {
            end = pictures.add(out, end, &[&numbers(&[count(frame.len())])[..], frame].concat())?;
        }
        sound.chunks.push(end);
        for number in (chunk * CHUNK..).take(frames.len()) {
            let start = u64::from(count(number)) * u64::from(FRAME_SAMPLES);
            let samples = soundtrack.samples(&(start..start + u64::from(FRAME_SAMPLES)));
            end = sound.add(out, end, &flac::frame(count(number), &samples))?;
        }
    }
    out.write_all(&video.tables(&pictures, &sound))?;
    out.seek(SeekFrom::Start(u64::try_from(kind.len()).unwrap_or(0)))?;
    out.write_all(&numbers(&[end - count(kind.len())]))?;
    out.flush()
}

impl Samples {
    /// Writes a sample at `end`; gives the new end.
    fn add(&mut self, out: &mut impl Write, end: u32, sample: &[u8]) -> io::Result<u32> {
        out.write_all(sample)?;
        self.sizes.push(count(sample.len()));
        end.checked_add(count(sample.len())).ok_or_else(|| io::ErrorKind::FileTooLarge.into())
    }
}

impl Movie<'_> {
    fn ticks(&self) -> u32 {
        count(self.frames.len()) * TICKS
    }

    fn tables(&self, pictures: &Samples, sound: &Samples) -> Vec<u8> {
        let mut head = numbers(&[0, 0, 0, SCALE, self.ticks(), 0x0001_0000, 0x0100_0000, 0, 0]);
        head.extend(numbers(&UNITY));
        head.extend(numbers(&[0, 0, 0, 0, 0, 0, 3]));
        let (pictures, sound) = (self.pictures(pictures).boxed(), self.sound(sound).boxed());
        boxed(*b"moov", &[boxed(*b"mvhd", &head), pictures, sound].concat())
    }

    fn pictures<'s>(&self, samples: &'s Samples) -> Track<'s> {
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
            sizes: &samples.sizes,
            chunks: &samples.chunks,
        }
    }

    /// Every frame of sound can be decoded alone, so there is no table of key frames.
    fn sound<'s>(&self, samples: &'s Samples) -> Track<'s> {
        let mut head = numbers(&[3, 0, 0, 2, 0, self.ticks(), 0, 0, 0, 0x0100_0000]);
        head.extend(numbers(&UNITY));
        head.extend(numbers(&[0, 0]));
        Track {
            head,
            scale: speech::RATE,
            ticks: u32::from(FRAME_SAMPLES),
            handler: (*b"soun", b"SoundHandler\0"),
            media: boxed(*b"smhd", &numbers(&[0, 0])),
            entry: self.sound_entry(),
            keys: Vec::new(),
            per_chunk: CHUNK,
            sizes: &samples.sizes,
            chunks: &samples.chunks,
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

    /// One channel of 16 bits, and the one block of metadata that a decoder needs.
    fn sound_entry(&self) -> Vec<u8> {
        let samples = u64::from(count(self.frames.len())) * u64::from(FRAME_SAMPLES);
        let info = flac::stream_info(samples);
        let block = [&numbers(&[0, 0x8000_0000 | count(info.len())])[..], &info].concat();
        let mut entry = numbers(&[0, 1, 0, 0, 0x0001_0010, 0, speech::RATE << 16]);
        entry.extend(boxed(*b"dfLa", &block));
        boxed(*b"fLaC", &entry)
    }
}
