//! Pictures and sound in an MP4 file: the data first, then the tables that say where each sample lies.

use std::io::{self, Seek, SeekFrom, Write};

use super::flac::{self, FRAME_SAMPLES};
use super::h264::{Header, RATE};
use crate::sandbox::media::speech::{self, Soundtrack};

// Sound and pictures end together: a frame of sound for each frame of pictures.
const _: () = assert!(speech::RATE == FRAME_SAMPLES as u32 * RATE);

/// Ticks per second of the video's clock, and per frame.
const SCALE: u32 = RATE * TICKS;
const TICKS: u32 = 512;
const UNITY: [u32; 9] = [0x0001_0000, 0, 0, 0, 0x0001_0000, 0, 0, 0, 0x4000_0000];

/// The pictures of a video, as units without a length; the first is a key frame.
pub(super) struct Movie<'a> {
    pub(super) header: &'a Header,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) frames: &'a [Vec<u8>],
}

/// Offset and size of each sample of a track.
type Samples = Vec<(u32, u32)>;

/// What one track has of its own.
struct Track {
    id: u32,
    /// In 256ths.
    volume: u32,
    /// Width and height in 65536ths.
    size: [u32; 2],
    /// Ticks per second, and ticks per sample.
    clock: (u32, u32),
    handler: ([u8; 4], &'static [u8]),
    /// The media header box: `vmhd` or `smhd`.
    media: Vec<u8>,
    /// The sample description.
    entry: Vec<u8>,
    /// The `stss` box of key frames; empty if every sample is one.
    keys: Vec<u8>,
    samples: Samples,
}

/// Writes the file; frames of pictures and of sound alternate. Sound is encoded as it is written.
pub(super) fn write(
    out: &mut (impl Write + Seek),
    video: &Movie<'_>,
    soundtrack: &Soundtrack,
) -> io::Result<()> {
    let kind = boxed(*b"ftyp", &[b"isom", &numbers(&[0x200])[..], b"isomiso2avc1mp41"].concat());
    out.write_all(&kind)?;
    out.write_all(&boxed(*b"mdat", &[]))?;
    let start = count(kind.len());
    let mut end = start + 8;
    let mut add = |out: &mut dyn Write, samples: &mut Samples, sample: &[u8]| {
        let size = count(sample.len());
        samples.push((end, size));
        end = end.checked_add(size).ok_or(io::ErrorKind::FileTooLarge)?;
        out.write_all(sample)
    };
    let (mut pictures, mut sound) = (Samples::new(), Samples::new());
    for (number, frame) in (0_u32..).zip(video.frames) {
        add(out, &mut pictures, &[&numbers(&[count(frame.len())])[..], frame].concat())?;
        let first = u64::from(number) * u64::from(FRAME_SAMPLES);
        let heard = soundtrack.samples(&(first..first + u64::from(FRAME_SAMPLES)));
        add(out, &mut sound, &flac::frame(number, &heard))?;
    }
    out.write_all(&video.tables(pictures, sound))?;
    out.seek(SeekFrom::Start(u64::from(start)))?;
    out.write_all(&numbers(&[end - start]))?;
    out.flush()
}

impl Movie<'_> {
    fn ticks(&self) -> u32 {
        count(self.frames.len()) * TICKS
    }

    fn tables(&self, pictures: Samples, sound: Samples) -> Vec<u8> {
        let mut head = numbers(&[0, 0, 0, SCALE, self.ticks(), 0x0001_0000, 0x0100_0000, 0, 0]);
        head.extend(numbers(&UNITY));
        head.extend(numbers(&[0, 0, 0, 0, 0, 0, 3]));
        let pictures = Track {
            id: 1,
            volume: 0,
            size: [self.width << 16, self.height << 16],
            clock: (SCALE, TICKS),
            handler: (*b"vide", b"VideoHandler\0"),
            media: boxed(*b"vmhd", &numbers(&[1, 0, 0])),
            entry: self.entry(),
            keys: boxed(*b"stss", &numbers(&[0, 1, 1])),
            samples: pictures,
        };
        // Every frame of sound can be decoded alone, so there is no table of key frames.
        let sound = Track {
            id: 2,
            volume: 0x0100_0000,
            size: [0, 0],
            clock: (speech::RATE, u32::from(FRAME_SAMPLES)),
            handler: (*b"soun", b"SoundHandler\0"),
            media: boxed(*b"smhd", &numbers(&[0, 0])),
            entry: self.sound_entry(),
            keys: Vec::new(),
            samples: sound,
        };
        let tracks = [pictures, sound].map(|track| track.boxed(self.ticks())).concat();
        boxed(*b"moov", &[boxed(*b"mvhd", &head), tracks].concat())
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
        let head = [1, sequence[1], sequence[2], sequence[3], 0xff, 0xe1];
        [&head[..], &size(sequence), sequence, &[1], &size(picture), picture].concat()
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

impl Track {
    /// The `trak` box, in a movie of this many ticks.
    fn boxed(&self, movie_ticks: u32) -> Vec<u8> {
        let mut head = numbers(&[3, 0, 0, self.id, 0, movie_ticks, 0, 0, 0, self.volume]);
        head.extend(numbers(&UNITY));
        head.extend(numbers(&self.size));
        let (scale, ticks) = self.clock;
        let clock = numbers(&[0, 0, 0, scale, count(self.samples.len()) * ticks, 0x55c4_0000]);
        let (kind, name) = self.handler;
        let handler = [&numbers(&[0, 0])[..], &kind, &[0; 12], name].concat();
        let here = boxed(*b"url ", &numbers(&[1]));
        let sources = boxed(*b"dref", &[numbers(&[0, 1]), here].concat());
        let information = [self.media.clone(), boxed(*b"dinf", &sources), self.table()].concat();
        let media = [boxed(*b"mdhd", &clock), boxed(*b"hdlr", &handler), boxed(*b"minf", &information)];
        boxed(*b"trak", &[boxed(*b"tkhd", &head), boxed(*b"mdia", &media.concat())].concat())
    }

    /// The sample tables; each sample is a chunk of its own.
    fn table(&self) -> Vec<u8> {
        let all = count(self.samples.len());
        let (offsets, sizes): (Vec<u32>, Vec<u32>) = self.samples.iter().copied().unzip();
        let parts = [
            boxed(*b"stsd", &[&numbers(&[0, 1])[..], &self.entry].concat()),
            boxed(*b"stts", &numbers(&[0, 1, all, self.clock.1])),
            self.keys.clone(),
            boxed(*b"stsc", &numbers(&[0, 1, 1, 1, 1])),
            boxed(*b"stsz", &[numbers(&[0, 0, all]), numbers(&sizes)].concat()),
            boxed(*b"stco", &[numbers(&[0, all]), numbers(&offsets)].concat()),
        ];
        boxed(*b"stbl", &parts.concat())
    }
}

fn boxed(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    [&numbers(&[count(content.len() + 8)])[..], &name, content].concat()
}

fn numbers(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
