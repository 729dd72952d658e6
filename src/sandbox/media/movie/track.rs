//! The `trak` box of an MP4 file: header, clock and sample tables.

/// A track. Its samples lie in chunks of `per_chunk`, except the last.
pub(super) struct Track<'a> {
    /// The content of `tkhd`.
    pub(super) head: Vec<u8>,
    /// Ticks per second, and ticks per sample.
    pub(super) scale: u32,
    pub(super) ticks: u32,
    pub(super) handler: ([u8; 4], &'static [u8]),
    /// The media header box: `vmhd` or `smhd`.
    pub(super) media: Vec<u8>,
    pub(super) entry: Vec<u8>,
    /// The `stss` box of key frames; empty if every sample is one.
    pub(super) keys: Vec<u8>,
    pub(super) per_chunk: usize,
    /// In bytes.
    pub(super) sizes: &'a [u32],
    /// Offsets of the chunks in the file.
    pub(super) chunks: &'a [u32],
}

impl Track<'_> {
    /// The `trak` box.
    pub(super) fn boxed(&self) -> Vec<u8> {
        let clock = numbers(&[0, 0, 0, self.scale, count(self.sizes.len()) * self.ticks, 0x55c4_0000]);
        let (kind, name) = self.handler;
        let handler = [&numbers(&[0, 0])[..], &kind, &[0; 12], name].concat();
        let here = boxed(*b"url ", &numbers(&[1]));
        let sources = boxed(*b"dref", &[numbers(&[0, 1]), here].concat());
        let information = [self.media.clone(), boxed(*b"dinf", &sources), self.table()].concat();
        let media = [boxed(*b"mdhd", &clock), boxed(*b"hdlr", &handler), boxed(*b"minf", &information)];
        boxed(*b"trak", &[boxed(*b"tkhd", &self.head), boxed(*b"mdia", &media.concat())].concat())
    }

    fn table(&self) -> Vec<u8> {
        let all = count(self.sizes.len());
        let mut sizes = numbers(&[0, 0, all]);
        sizes.extend(numbers(self.sizes));
        let mut places = numbers(&[0, count(self.chunks.len())]);
        places.extend(numbers(self.chunks));
        let parts = [
            boxed(*b"stsd", &[&numbers(&[0, 1])[..], &self.entry].concat()),
            boxed(*b"stts", &numbers(&[0, 1, all, self.ticks])),
            self.keys.clone(),
            boxed(*b"stsc", &self.samples_per_chunk()),
            boxed(*b"stsz", &sizes),
            boxed(*b"stco", &places),
        ];
        boxed(*b"stbl", &parts.concat())
    }

    fn samples_per_chunk(&self) -> Vec<u8> {
        let (full, rest) = (self.sizes.len() / self.per_chunk, self.sizes.len() % self.per_chunk);
        let mut runs = Vec::new();
        if full > 0 {
            runs.extend([1, count(self.per_chunk), 1]);
        }
        if rest > 0 {
            runs.extend([count(full + 1), count(rest), 1]);
        }
        [numbers(&[0, count(runs.len() / 3)]), numbers(&runs)].concat()
    }
}

pub(super) fn boxed(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let mut whole = numbers(&[count(content.len() + 8)]);
    whole.extend(name);
    whole.extend(content);
    whole
}

pub(super) fn numbers(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_be_bytes()).collect()
}

pub(super) fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
