//! H.264 without compression: a raw key frame, then the macroblocks that change.
//!
//! Constrained Baseline. A macroblock is raw (`I_PCM`) or unchanged (`P_Skip`).

use super::picture::{BLOCK, VideoFrame};

/// Frames per second.
pub(super) const RATE: u32 = 25;

const PROFILE: u32 = 66;
/// `constraint_set0` and 1: Constrained Baseline.
const CONSTRAINTS: u32 = 0xc0;
/// Level 5.1; level 6.2 for frames of more than 36,864 macroblocks.
const LEVELS: (u32, usize, u32) = (51, 36_864, 62);
const FRAME_NUMBER_BITS: u32 = 16;
const KEY_SLICE: u32 = 7;
const PREDICTED_SLICE: u32 = 5;
const RAW_BLOCK: u32 = 25;
/// In predicted slices the types of raw macroblocks follow five others.
const RAW_BLOCK_AMONG_PREDICTED: u32 = 5 + RAW_BLOCK;

/// Sequence and picture parameter sets.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) sequence: Vec<u8>,
    pub(super) picture: Vec<u8>,
}

/// A bit string.
#[derive(Debug, Default)]
struct Bits {
    bytes: Vec<u8>,
    /// How many bits of the last byte are used; 0 when all are.
    used: u32,
}

pub(super) fn header(of: &VideoFrame) -> Header {
    Header { sequence: sequence(of), picture: picture() }
}

fn sequence(of: &VideoFrame) -> Vec<u8> {
    let mut bits = Bits::default();
    let rows = of.blocks.len() / of.columns;
    let level = if of.blocks.len() > LEVELS.1 { LEVELS.2 } else { LEVELS.0 };
    bits.put(PROFILE << 16 | CONSTRAINTS << 8 | level, 24);
    // Frames are shown in the order of the stream (2), and refer to one frame before.
    bits.numbers(&[0, FRAME_NUMBER_BITS - 4, 2, 1]);
    bits.put(0, 1);
    bits.numbers(&[whole(of.columns) - 1, whole(rows) - 1]);
    // Whole frames; the padding is cropped, in steps of two pixels.
    bits.put(0b111, 3);
    let (right, bottom) = (of.columns * BLOCK - of.width, rows * BLOCK - of.height);
    bits.numbers(&[0, whole(right / 2), 0, whole(bottom / 2)]);
    // What helps a player: no aspect ratio or overscan, limited range, BT.709.
    bits.put(0b1_0011_0101, 9);
    bits.put(0x0001_0101, 24);
    // A fixed rate; no buffer model.
    bits.put(0b01, 2);
    bits.put(1, 32);
    bits.put(RATE * 2, 32);
    bits.put(0b1000, 4);
    // Frames are not reordered.
    bits.put(0b11, 2);
    bits.numbers(&[0, 0, 9, 9, 0, 1]);
    bits.unit(0x67)
}

fn picture() -> Vec<u8> {
    let mut bits = Bits::default();
    bits.numbers(&[0, 0]);
    bits.put(0b00, 2);
    bits.numbers(&[0, 0, 0]);
    bits.put(0b000, 3);
    bits.numbers(&[0, 0, 0]);
    // Deblocking control is present: raw macroblocks must not be filtered.
    bits.put(0b100, 3);
    bits.unit(0x68)
}

/// A key frame.
pub(super) fn key(picture: &VideoFrame) -> Vec<u8> {
    let mut bits = slice(KEY_SLICE, 0);
    for block in &picture.blocks {
        bits.raw(RAW_BLOCK, block);
    }
    bits.unit(0x65)
}

/// A frame that differs from the one before; `number` counts from the key frame.
pub(super) fn change(number: usize, before: &VideoFrame, picture: &VideoFrame) -> Vec<u8> {
    let mut bits = slice(PREDICTED_SLICE, number);
    let mut skipped = 0;
    for (old, new) in before.blocks.iter().zip(&picture.blocks) {
        if old == new {
            skipped += 1;
        } else {
            bits.number(skipped);
            bits.raw(RAW_BLOCK_AMONG_PREDICTED, new);
            skipped = 0;
        }
    }
    if skipped > 0 {
        bits.number(skipped);
    }
    bits.unit(0x41)
}

/// A frame that equals the one before.
pub(super) fn still(number: usize, blocks: usize) -> Vec<u8> {
    let mut bits = slice(PREDICTED_SLICE, number);
    bits.number(whole(blocks));
    bits.unit(0x41)
}

/// The header of a slice, which is a whole frame.
fn slice(kind: u32, number: usize) -> Bits {
    let mut bits = Bits::default();
    bits.numbers(&[0, kind, 0]);
    bits.put(whole(number % (1 << FRAME_NUMBER_BITS)), FRAME_NUMBER_BITS);
    if kind == KEY_SLICE {
        bits.number(0);
        bits.put(0b00, 2);
    } else {
        bits.put(0b000, 3);
    }
    // No change of the quantizer, no deblocking.
    bits.numbers(&[0, 1]);
    bits
}

fn whole(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl Bits {
    /// Appends the lowest `count` bits of a number, the highest first.
    fn put(&mut self, value: u32, count: u32) {
        for bit in (0..count).rev() {
            if self.used == 0 {
                self.bytes.push(0);
            }
            if value >> bit & 1 == 1
                && let Some(last) = self.bytes.last_mut()
            {
                *last |= 0x80 >> self.used;
            }
            self.used = (self.used + 1) % 8;
        }
    }

    /// Appends an unsigned Exp-Golomb code, `ue(v)`.
    fn number(&mut self, value: u32) {
        let length = 32 - (value + 1).leading_zeros();
        self.put(0, length - 1);
        self.put(value + 1, length);
    }

    fn numbers(&mut self, values: &[u32]) {
        for value in values {
            self.number(*value);
        }
    }

    /// Appends a raw macroblock: its type, zero bits to the end of the byte, its samples.
    fn raw(&mut self, kind: u32, block: &[u8]) {
        self.number(kind);
        self.used = 0;
        self.bytes.extend_from_slice(block);
    }

    /// The NAL unit without length or start code: header byte, payload, stop bit.
    fn unit(mut self, header: u8) -> Vec<u8> {
        self.put(1, 1);
        let mut unit = Vec::with_capacity(self.bytes.len() + 16);
        unit.push(header);
        let mut zeros = 0;
        for byte in self.bytes {
            // Emulation prevention: no start code may occur in the payload.
            if zeros == 2 && byte <= 3 {
                unit.push(3);
                zeros = 0;
            }
            zeros = if byte == 0 { zeros + 1 } else { 0 };
            unit.push(byte);
        }
        unit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_exp_golomb_code() {
        let mut bits = Bits::default();
        bits.numbers(&[0, 1, 2, 3]);
        assert_eq!(bits.bytes, [0b1010_0110, 0b0100_0000]);
    }

    #[test]
    fn a_unit_contains_no_start_code() {
        let bits = Bits { bytes: vec![0, 0, 1, 0, 0, 0, 9], used: 0 };
        assert_eq!(bits.unit(0x65), [0x65, 0, 0, 3, 1, 0, 0, 3, 0, 9, 0x80]);
    }
}
