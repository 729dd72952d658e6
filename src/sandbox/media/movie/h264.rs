//! H.264 without compression: a raw key frame, then the macroblocks that change.
//!
//! Constrained Baseline. A macroblock is raw (`I_PCM`) or unchanged (`P_Skip`).

use super::bits::Bits;
use super::picture::{BLOCK, VideoFrame};

/// Frames per second.
pub(super) const RATE: u32 = 25;

const PROFILE: u32 = 66;
/// `constraint_set0` and 1: Constrained Baseline.
const CONSTRAINTS: u32 = 0xc0;
/// Level 5.1; level 6.2 for frames of more than 36,864 macroblocks.
const LEVELS: (u32, usize, u32) = (51, 36_864, 62);
const FRAME_NUMBER_BITS: u32 = 16;
const RAW_BLOCK: u32 = 25;

/// Sequence and picture parameter sets.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) sequence: Vec<u8>,
    pub(super) picture: Vec<u8>,
}

pub(super) fn header(of: &VideoFrame) -> Header {
    Header { sequence: sequence(of), picture: picture() }
}

fn sequence(of: &VideoFrame) -> Vec<u8> {
    let mut bits = Bits::default();
    let level = if of.columns * of.rows > LEVELS.1 { LEVELS.2 } else { LEVELS.0 };
    bits.put(PROFILE, 8);
    bits.put(CONSTRAINTS, 8);
    bits.put(level, 8);
    bits.number(0);
    bits.number(FRAME_NUMBER_BITS - 4);
    // Frames are shown in the order of the stream.
    bits.number(2);
    bits.number(1);
    bits.flag(false);
    bits.number(whole(of.columns) - 1);
    bits.number(whole(of.rows) - 1);
    bits.flag(true);
    bits.flag(true);
    crop(&mut bits, of);
    usability(&mut bits);
    bits.unit(0x67)
}

/// The cropping of the padding, in steps of two pixels.
fn crop(bits: &mut Bits, of: &VideoFrame) {
    let (right, bottom) = (of.columns * BLOCK - of.width, of.rows * BLOCK - of.height);
    bits.flag(right + bottom > 0);
    if right + bottom > 0 {
        for side in [0, right, 0, bottom] {
            bits.number(whole(side / 2));
        }
    }
}

/// BT.709 in limited range, at a fixed rate, without reordering.
fn usability(bits: &mut Bits) {
    bits.flag(true);
    bits.put(0b00, 2);
    bits.flag(true);
    bits.put(5, 3);
    bits.flag(false);
    bits.flag(true);
    for bt709 in [1, 1, 1] {
        bits.put(bt709, 8);
    }
    bits.flag(false);
    bits.flag(true);
    bits.put(1, 32);
    bits.put(RATE * 2, 32);
    bits.flag(true);
    bits.put(0b000, 3);
    bits.flag(true);
    bits.flag(true);
    for limit in [0, 0, 9, 9, 0, 1] {
        bits.number(limit);
    }
}

fn picture() -> Vec<u8> {
    let mut bits = Bits::default();
    bits.number(0);
    bits.number(0);
    bits.put(0b00, 2);
    for none in [0, 0, 0] {
        bits.number(none);
    }
    bits.put(0b000, 3);
    for zero in [0, 0, 0] {
        bits.number(zero);
    }
    // Deblocking control is present: raw macroblocks must not be filtered.
    bits.put(0b100, 3);
    bits.unit(0x68)
}

/// A key frame.
pub(super) fn key(picture: &VideoFrame) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.number(0);
    bits.number(7);
    bits.number(0);
    bits.put(0, FRAME_NUMBER_BITS);
    bits.number(0);
    bits.put(0b00, 2);
    end_of_slice_header(&mut bits);
    let mut block = Vec::with_capacity(384);
    for at in 0..picture.columns * picture.rows {
        bits.number(RAW_BLOCK);
        raw(&mut bits, picture, at, &mut block);
    }
    bits.unit(0x65)
}

/// A frame that differs from the one before; `number` counts from the key frame.
pub(super) fn change(number: usize, before: &VideoFrame, picture: &VideoFrame) -> Vec<u8> {
    let mut bits = later(number);
    let mut block = Vec::with_capacity(384);
    let mut skipped = 0;
    for row in 0..picture.rows {
        if before.same_row(picture, row) {
            skipped += whole(picture.columns);
            continue;
        }
        for at in row * picture.columns..(row + 1) * picture.columns {
            if before.same_block(picture, at) {
                skipped += 1;
                continue;
            }
            bits.number(skipped);
            // In P slices the types of I macroblocks follow five others.
            bits.number(5 + RAW_BLOCK);
            raw(&mut bits, picture, at, &mut block);
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
    let mut bits = later(number);
    bits.number(whole(blocks));
    bits.unit(0x41)
}

fn later(number: usize) -> Bits {
    let mut bits = Bits::default();
    bits.number(0);
    bits.number(5);
    bits.number(0);
    bits.put(whole(number % (1 << FRAME_NUMBER_BITS)), FRAME_NUMBER_BITS);
    bits.put(0b000, 3);
    end_of_slice_header(&mut bits);
    bits
}

/// No change of the quantizer, no deblocking.
fn end_of_slice_header(bits: &mut Bits) {
    bits.number(0);
    bits.number(1);
}

fn raw(bits: &mut Bits, picture: &VideoFrame, at: usize, block: &mut Vec<u8>) {
    bits.align();
    block.clear();
    picture.write_block(at, block);
    bits.extend(block);
}

fn whole(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
