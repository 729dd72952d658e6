//! A bit writer for NAL units of H.264.

/// A bit string.
#[derive(Debug, Default)]
pub(super) struct Bits {
    bytes: Vec<u8>,
    /// How many bits of the last byte are used; 0 when all are.
    used: u32,
}

impl Bits {
    /// Appends the lowest `count` bits of a number, the highest first.
    pub(super) fn put(&mut self, value: u32, count: u32) {
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
    pub(super) fn number(&mut self, value: u32) {
        let length = 32 - (value + 1).leading_zeros();
        self.put(0, length - 1);
        self.put(value + 1, length);
    }

    pub(super) fn flag(&mut self, flag: bool) {
        self.put(u32::from(flag), 1);
    }

    /// Appends zero bits to the end of the byte.
    pub(super) fn align(&mut self) {
        self.used = 0;
    }

    /// Appends bytes; only after [`Bits::align`].
    pub(super) fn extend(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The NAL unit without length or start code: header byte, payload, stop bit.
    pub(super) fn unit(mut self, header: u8) -> Vec<u8> {
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
    fn numbers_are_exp_golomb() {
        let mut bits = Bits::default();
        (0..4).for_each(|value| bits.number(value));
        assert_eq!(bits.bytes, [0b1010_0110, 0b0100_0000]);
    }

    #[test]
    fn a_start_code_never_stands_inside() {
        let mut bits = Bits::default();
        bits.extend(&[0, 0, 1, 0, 0, 0, 9]);
        assert_eq!(bits.unit(0x65), [0x65, 0, 0, 3, 1, 0, 0, 3, 0, 9, 0x80]);
    }
}
