//! A small reader of MP4 files: what a player must find in a video, and what is heard in it.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places in files and samples of short videos"
)]

/// What a video says about itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mp4File {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) seconds: f64,
    /// The kind of its one track of pictures.
    pub(crate) codec: String,
    pub(crate) frames: u32,
    pub(crate) audio: Mp4Audio,
}

/// The one track of sound, decoded.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mp4Audio {
    pub(crate) codec: String,
    pub(crate) seconds: f64,
    pub(crate) rate: u32,
    pub(crate) samples: Vec<i16>,
}

impl Mp4Audio {
    /// The loudest sample between two moments.
    pub(crate) fn peak_amplitude(&self, from: f64, to: f64) -> u16 {
        let place = |seconds: f64| (seconds * f64::from(self.rate)).round() as usize;
        let heard = &self.samples[place(from)..place(to).min(self.samples.len())];
        heard.iter().map(|sample| sample.unsigned_abs()).max().unwrap_or(0)
    }
}

/// Reads a video; panics where it is none.
pub(crate) fn read(file: &[u8]) -> Mp4File {
    assert_eq!(parse_boxes(file)[0].0, "ftyp", "a video begins with its kind");
    let movie = box_body(file, &["moov"]);
    let (scale, duration) = timescale_and_duration(box_body(movie, &["mvhd"]));
    let pictures = track(movie, "vide");
    let header = box_body(pictures, &["tkhd"]);
    // Width and height are the last fields, in 65536ths.
    let side = |from_end: usize| read_u32(header, header.len() - from_end) >> 16;
    let (codec, entry) = sample_entry(pictures);
    let drawn = (read_u32(entry, 24) >> 16, read_u32(entry, 24) & 0xffff);
    assert_eq!(drawn, (side(8), side(4)), "the track is as large as its pictures");
    let frames = sample_ranges(file, pictures);
    let sound = decode_audio(file, track(movie, "soun"));
    let mut all = [frames.clone(), sample_ranges(file, track(movie, "soun"))].concat();
    all.sort_unstable();
    let data = box_body(file, &["mdat"]);
    let begin = data.as_ptr() as usize - file.as_ptr() as usize;
    let end = all.iter().fold(begin, |at, (start, length)| {
        assert_eq!(at, *start, "the samples are contiguous");
        start + length
    });
    assert_eq!(end, begin + data.len(), "the samples cover all data");
    let frames = u32::try_from(frames.len()).unwrap();
    Mp4File { width: side(8), height: side(4), seconds: duration / scale, codec, frames, audio: sound }
}

/// The one track of this kind.
fn track<'a>(movie: &'a [u8], kind: &str) -> &'a [u8] {
    let of_kind = |track: &&[u8]| &box_body(track, &["mdia", "hdlr"])[8..12] == kind.as_bytes();
    let tracks = parse_boxes(movie).into_iter().filter(|(name, _)| name == "trak").map(|(_, track)| track);
    let [one] = tracks.filter(of_kind).collect::<Vec<_>>()[..] else { panic!("one track of {kind}") };
    one
}

fn sample_entry(track: &[u8]) -> (String, &[u8]) {
    parse_boxes(&box_body(track, &["mdia", "minf", "stbl", "stsd"])[8..])[0].clone()
}

/// Where each sample of a track begins, and how long it is, as its tables say.
fn sample_ranges(file: &[u8], track: &[u8]) -> Vec<(usize, usize)> {
    let table = box_body(track, &["mdia", "minf", "stbl"]);
    let [sizes, chunks, runs, times] = ["stsz", "stco", "stsc", "stts"].map(|name| box_body(table, &[name]));
    assert_eq!(read_u32(sizes, 4), 0, "each sample has its own size");
    assert_eq!((read_u32(times, 4), read_u32(times, 8)), (1, read_u32(sizes, 8)), "all samples are as long");
    let mut all = Vec::new();
    for chunk in 1..=read_u32(chunks, 4) {
        let run =
            (0..read_u32(runs, 4) as usize).rev().find(|run| read_u32(runs, 8 + 12 * run) <= chunk).unwrap();
        let mut at = read_u32(chunks, 4 + 4 * chunk as usize) as usize;
        for _ in 0..read_u32(runs, 12 + 12 * run) {
            let length = read_u32(sizes, 12 + 4 * all.len()) as usize;
            assert!(at + length <= file.len());
            all.push((at, length));
            at += length;
        }
    }
    assert_eq!(all.len(), read_u32(sizes, 8) as usize);
    all
}

/// Decodes a track of FLAC in which every frame is verbatim or one value.
fn decode_audio(file: &[u8], track: &[u8]) -> Mp4Audio {
    let (codec, entry) = sample_entry(track);
    assert_eq!((read_u32(entry, 16), entry.len() > 28), (0x0001_0010, true), "one channel of 16 bits");
    let rate = read_u32(entry, 24) >> 16;
    let info = &box_body(&entry[28..], &["dfLa"])[8..];
    assert_eq!(read_u32(info, 10) >> 12, rate, "both say the same rate");
    let all = sample_ranges(file, track);
    let decoded: Vec<i16> = all
        .iter()
        .enumerate()
        .flat_map(|(number, (at, length))| decode_frame(&file[*at..at + length], number))
        .collect();
    assert_eq!(read_u32(info, 14) as usize, decoded.len(), "as many samples as were announced");
    let (scale, duration) = timescale_and_duration(box_body(track, &["mdia", "mdhd"]));
    assert_eq!(duration as usize, decoded.len());
    Mp4Audio { codec, seconds: duration / scale, rate, samples: decoded }
}

/// The samples of one frame.
fn decode_frame(frame: &[u8], number: usize) -> Vec<i16> {
    assert_eq!(frame[..4], [0xff, 0xf8, 0x76, 0x08], "22,050 samples a second, one channel, 16 bits");
    let coded = char::from_u32(u32::try_from(number).unwrap()).unwrap().to_string();
    let (count, rest) = frame[4..].strip_prefix(coded.as_bytes()).expect("frames count up").split_at(2);
    let count = usize::from(u16::from_be_bytes(count.try_into().unwrap())) + 1;
    let sample = |bytes: &[u8]| i16::from_be_bytes(bytes.try_into().unwrap());
    match rest[1] {
        0 => vec![sample(&rest[2..4]); count],
        2 => rest[2..2 + 2 * count].chunks(2).map(sample).collect(),
        kind => panic!("a frame of kind {kind}"),
    }
}

/// Units a second, and how many of them it lasts.
fn timescale_and_duration(header: &[u8]) -> (f64, f64) {
    if header[0] == 0 {
        return (f64::from(read_u32(header, 12)), f64::from(read_u32(header, 16)));
    }
    let high = f64::from(read_u32(header, 24)) * 4_294_967_296.0;
    (f64::from(read_u32(header, 20)), high + f64::from(read_u32(header, 28)))
}

/// The body of the first box at the end of this path.
fn box_body<'a>(mut file: &'a [u8], path: &[&str]) -> &'a [u8] {
    for name in path {
        let all = parse_boxes(file);
        let found = all.iter().find(|(kind, _)| kind == name);
        file = found.unwrap_or_else(|| panic!("{name} is missing in {path:?}: {all:?}")).1;
    }
    file
}

/// The boxes that follow each other here: kind and body.
fn parse_boxes(mut rest: &[u8]) -> Vec<(String, &[u8])> {
    let mut all = Vec::new();
    while rest.len() >= 8 {
        let kind = String::from_utf8_lossy(&rest[4..8]).into_owned();
        let (head, length) = match read_u32(rest, 0) {
            0 => (8, rest.len()),
            1 => (
                16,
                usize::try_from(u64::from(read_u32(rest, 8)) << 32 | u64::from(read_u32(rest, 12))).unwrap(),
            ),
            length => (8, length as usize),
        };
        assert!(length >= head && length <= rest.len(), "{kind} of {length} bytes where {} are", rest.len());
        all.push((kind, &rest[head..length]));
        rest = &rest[length..];
    }
    all
}

fn read_u32(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap())
}
