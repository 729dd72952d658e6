//! A small reader of MP4 files: what a player must find in a film.

/// What a film says about itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Movie {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) seconds: f64,
    /// The kind of its one track of pictures.
    pub(crate) codec: String,
    pub(crate) frames: u32,
}

/// Reads a film; panics where it is none.
pub(crate) fn read(file: &[u8]) -> Movie {
    assert_eq!(boxes(file)[0].0, "ftyp", "a film begins with its kind");
    let movie = inside(file, &["moov"]);
    let (scale, duration) = clock(inside(movie, &["mvhd"]));
    let track = inside(movie, &["trak"]);
    let header = inside(track, &["tkhd"]);
    // Width and height are the last fields, in 65536ths.
    let side = |from_end: usize| word(header, header.len() - from_end) >> 16;
    let table = inside(track, &["mdia", "minf", "stbl"]);
    let (codec, entry) = boxes(&inside(table, &["stsd"])[8..])[0].clone();
    let drawn = (word(entry, 24) >> 16, word(entry, 24) & 0xffff);
    assert_eq!(drawn, (side(8), side(4)), "the track is as large as its pictures");
    let sizes = inside(table, &["stsz"]);
    let frames = word(sizes, 8);
    let bytes: usize = (0..frames as usize).map(|frame| word(sizes, 12 + 4 * frame) as usize).sum();
    assert_eq!(word(sizes, 4), 0, "each frame has its own size");
    assert_eq!(bytes, inside(file, &["mdat"]).len(), "all the pictures are there");
    Movie { width: side(8), height: side(4), seconds: duration / scale, codec, frames }
}

/// Units a second, and how many of them it lasts.
fn clock(header: &[u8]) -> (f64, f64) {
    if header[0] == 0 {
        return (f64::from(word(header, 12)), f64::from(word(header, 16)));
    }
    let high = f64::from(word(header, 24)) * 4_294_967_296.0;
    (f64::from(word(header, 20)), high + f64::from(word(header, 28)))
}

/// The body of the first box at the end of this path.
fn inside<'a>(mut file: &'a [u8], path: &[&str]) -> &'a [u8] {
    for name in path {
        let all = boxes(file);
        let found = all.iter().find(|(kind, _)| kind == name);
        file = found.unwrap_or_else(|| panic!("{name} is missing in {path:?}: {all:?}")).1;
    }
    file
}

/// The boxes that follow each other here: kind and body.
fn boxes(mut rest: &[u8]) -> Vec<(String, &[u8])> {
    let mut all = Vec::new();
    while rest.len() >= 8 {
        let kind = String::from_utf8_lossy(&rest[4..8]).into_owned();
        let (head, length) = match word(rest, 0) {
            0 => (8, rest.len()),
            1 => (16, usize::try_from(u64::from(word(rest, 8)) << 32 | u64::from(word(rest, 12))).unwrap()),
            length => (8, length as usize),
        };
        assert!(length >= head && length <= rest.len(), "{kind} of {length} bytes where {} are", rest.len());
        all.push((kind, &rest[head..length]));
        rest = &rest[length..];
    }
    all
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap())
}
