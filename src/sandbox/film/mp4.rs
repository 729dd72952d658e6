//! A stream in an MP4 file that can be played while it still loads.

use super::h264::{Header, RATE};

/// Ticks a second of the film's clock.
const SCALE: u32 = RATE * 512;
const TICKS: u32 = 512;
const UNITY: [u32; 9] = [0x0001_0000, 0, 0, 0, 0x0001_0000, 0, 0, 0, 0x4000_0000];

/// The file; `frames` are coded pictures without length, the first one a key picture.
pub(super) fn wrap(header: &Header, width: u32, height: u32, frames: &[Vec<u8>]) -> Vec<u8> {
    let stream = Film { header, width, height, frames };
    let mut file = boxed(*b"ftyp", &[b"isom", &numbers(&[0x200])[..], b"isomiso2avc1mp41"].concat());
    // The table of contents says where the pictures begin, which depends on its own length.
    let contents = stream.contents(0).len();
    let begin = file.len() + contents + 8;
    file.extend(stream.contents(count(begin)));
    let length: usize = frames.iter().map(|frame| frame.len() + 4).sum();
    file.extend(numbers(&[count(length + 8)]));
    file.extend(b"mdat");
    file.reserve(length);
    for frame in frames {
        file.extend(numbers(&[count(frame.len())]));
        file.extend(frame);
    }
    file
}

struct Film<'a> {
    header: &'a Header,
    width: u32,
    height: u32,
    frames: &'a [Vec<u8>],
}

impl Film<'_> {
    fn ticks(&self) -> u32 {
        count(self.frames.len()) * TICKS
    }

    fn contents(&self, begin: u32) -> Vec<u8> {
        let mut film = numbers(&[0, 0, 0, SCALE, self.ticks(), 0x0001_0000, 0x0100_0000, 0, 0]);
        film.extend(numbers(&UNITY));
        film.extend(numbers(&[0, 0, 0, 0, 0, 0, 2]));
        boxed(*b"moov", &[boxed(*b"mvhd", &film), self.track(begin)].concat())
    }

    fn track(&self, begin: u32) -> Vec<u8> {
        let mut track = numbers(&[3, 0, 0, 1, 0, self.ticks(), 0, 0, 0, 0]);
        track.extend(numbers(&UNITY));
        track.extend(numbers(&[self.width << 16, self.height << 16]));
        let clock = numbers(&[0, 0, 0, SCALE, self.ticks(), 0x55c4_0000]);
        let kind = [&numbers(&[0, 0])[..], b"vide", &[0; 12], b"VideoHandler\0"].concat();
        let media = [boxed(*b"mdhd", &clock), boxed(*b"hdlr", &kind), self.information(begin)].concat();
        boxed(*b"trak", &[boxed(*b"tkhd", &track), boxed(*b"mdia", &media)].concat())
    }

    fn information(&self, begin: u32) -> Vec<u8> {
        let here = boxed(*b"url ", &numbers(&[1]));
        let sources = boxed(*b"dref", &[numbers(&[0, 1]), here].concat());
        let parts = [boxed(*b"vmhd", &numbers(&[1, 0, 0])), boxed(*b"dinf", &sources), self.table(begin)];
        boxed(*b"minf", &parts.concat())
    }

    fn table(&self, begin: u32) -> Vec<u8> {
        let all = count(self.frames.len());
        let mut sizes = numbers(&[0, 0, all]);
        self.frames.iter().for_each(|frame| sizes.extend(numbers(&[count(frame.len() + 4)])));
        let parts = [
            boxed(*b"stsd", &[numbers(&[0, 1]), self.entry()].concat()),
            boxed(*b"stts", &numbers(&[0, 1, all, TICKS])),
            boxed(*b"stss", &numbers(&[0, 1, 1])),
            boxed(*b"stsc", &numbers(&[0, 1, 1, all, 1])),
            boxed(*b"stsz", &sizes),
            boxed(*b"stco", &numbers(&[0, 1, begin])),
        ];
        boxed(*b"stbl", &parts.concat())
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

fn boxed(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let mut whole = numbers(&[count(content.len() + 8)]);
    whole.extend(name);
    whole.extend(content);
    whole
}

fn numbers(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
