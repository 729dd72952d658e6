//! The sound of a video in pieces that are as long as its frames.

use crate::sandbox::media::movie::{flac, h264};
use crate::sandbox::media::speech::{RATE, Soundtrack};

/// Samples of each piece. They are whole, so that sound and frames stay together to the end.
pub(super) const PIECE: u16 = 882;
const _: () = assert!(RATE == PIECE as u32 * h264::RATE);

/// One coded piece for each frame.
#[derive(Debug)]
pub(super) struct Sound {
    soundtrack: Soundtrack,
    pieces: usize,
}

impl Sound {
    pub(super) fn new(soundtrack: Soundtrack, pieces: usize) -> Self {
        Self { soundtrack, pieces }
    }

    fn range(piece: usize) -> std::ops::Range<u64> {
        let start = u64::try_from(piece).unwrap_or(0) * u64::from(PIECE);
        start..start + u64::from(PIECE)
    }

    /// The length of each piece in bytes; silence is short.
    pub(super) fn sizes(&self) -> Vec<u32> {
        let size = |piece| {
            let silent = self.soundtrack.is_silent(&Self::range(piece));
            let bytes = flac::frame_bytes(number(piece), usize::from(PIECE), silent);
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        (0..self.pieces).map(size).collect()
    }

    /// The piece itself.
    pub(super) fn piece(&mut self, piece: usize) -> Vec<u8> {
        let range = Self::range(piece);
        let mut samples = self.soundtrack.samples(&range);
        if flac::is_constant(&samples) && !self.soundtrack.is_silent(&range) {
            // Where a syllable is that quiet, one sample differs, so that the size is what was said.
            samples[1] ^= 1;
        }
        flac::frame(number(piece), &samples)
    }

    /// What describes the stream.
    pub(super) fn stream_info(&self) -> Vec<u8> {
        flac::stream_info(RATE, PIECE, Self::range(self.pieces).start)
    }
}

fn number(piece: usize) -> u32 {
    u32::try_from(piece).unwrap_or(u32::MAX)
}
