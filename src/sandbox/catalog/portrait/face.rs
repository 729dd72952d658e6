//! The head: its shape and skin, eyes, brows, nose, mouth, beard and glasses.

use super::canvas::{Canvas, Color, Mask, Paint, between, darker, lighter, rgb};
use super::path::Path;
use super::sitter::{Beard, Glasses, Hair, Mouth, Sitter};
use crate::sandbox::rng::Rng;

/// The colours of a skin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tone {
    pub(super) base: Color,
    pub(super) shade: Color,
    blush: Color,
    lip: Color,
}

/// Where everything is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub(super) x: f32,
    pub(super) top: f32,
    pub(super) chin: f32,
    /// Half the width at the temples.
    pub(super) half: f32,
    jaw: f32,
    pub(super) neck: f32,
    pub(super) tone: Tone,
    pub(super) hair: Color,
}

const SKINS: [(u32, u32, u32); 8] = [
    (0x00fc_dcc8, 0x00e5_ac92, 0x00f2_8f86),
    (0x00f7_d0b0, 0x00dc_a07c, 0x00ee_8474),
    (0x00ee_bb92, 0x00cd_8f66, 0x00e2_7560),
    (0x00db_a276, 0x00b6_784e, 0x00cf_6450),
    (0x00c1_8558, 0x0098_5f38, 0x00b8_5440),
    (0x00a0_693f, 0x0078_4726, 0x00a0_4a36),
    (0x0080_4f30, 0x005c_341e, 0x008c_3c2c),
    (0x0062_3c28, 0x0043_2517, 0x0074_3026),
];

impl Head {
    pub(super) fn of(sitter: &Sitter) -> Self {
        let mut dice = Rng::new(sitter.seed);
        let mut vary = |low: f32, high: f32| dice.span(low, high);
        let slim = if sitter.feminine { 0.0 } else { 1.0 };
        let (base, shade, blush) = SKINS[sitter.skin.min(SKINS.len() - 1)];
        let tone = Tone {
            base: rgb(base),
            shade: rgb(shade),
            blush: rgb(blush),
            lip: between(rgb(blush), rgb(shade), 0.35),
        };
        Self {
            x: 256.0,
            top: vary(134.0, 144.0),
            chin: vary(386.0, 396.0) + slim * 5.0,
            half: vary(91.0, 97.0) + slim * 4.0,
            jaw: vary(0.52, 0.60) + slim * 0.14,
            neck: 36.0 + slim * 11.0,
            tone,
            hair: rgb(sitter.hair_color),
        }
    }

    /// A height between the top of the head (0) and the chin (1).
    pub(super) fn y(&self, part: f32) -> f32 {
        self.top + (self.chin - self.top) * part
    }

    /// The outline of the face, larger by `grow` and lower by `down`.
    pub(super) fn outline(&self, grow: f32, down: f32) -> Path {
        let half = self.half + grow;
        let y = |part: f32| self.y(part) + down;
        let (top, bottom) = (y(0.0) - grow, y(1.0) + grow);
        let x = |off: f32| self.x + off * half;
        Path::from(x(0.0), top)
            .curve((x(0.66), top), (x(1.0), y(0.20)), (x(1.0), y(0.46)))
            .curve((x(1.0), y(0.72)), (x(self.jaw), bottom), (x(0.0), bottom))
            .curve((x(-self.jaw), bottom), (x(-1.0), y(0.72)), (x(-1.0), y(0.46)))
            .curve((x(-1.0), y(0.20)), (x(-0.66), top), (x(0.0), top))
    }
}

pub(super) fn ears(canvas: &mut Canvas, sitter: &Sitter, head: &Head) {
    if matches!(sitter.hair, Hair::Hijab(_)) {
        return;
    }
    let y = head.y(0.54);
    for side in [-1.0, 1.0] {
        let x = head.x + side * (head.half + 2.0);
        canvas.fill(&Path::ellipse(x, y, 15.0, 25.0), Paint::Flat(head.tone.base), 1.0);
        canvas.fill(&Path::ellipse(x + side * 2.0, y, 8.0, 15.0), Paint::Flat(head.tone.shade), 0.55);
        if let Some(ring) = sitter.rings {
            canvas.fill(&Path::circle(x + side * 2.0, y + 34.0, 9.0), Paint::Flat(rgb(ring)), 1.0);
            canvas.fill(&Path::circle(x + side * 2.0 - 2.0, y + 31.0, 3.0), Paint::Flat([1.0; 3]), 0.7);
        }
    }
}

/// The face without the hair that falls into it.
pub(super) fn draw(canvas: &mut Canvas, sitter: &Sitter, head: &Head) -> Mask {
    let outline = head.outline(0.0, 0.0);
    let mask = canvas.mask(&outline);
    let tone = head.tone;
    canvas.fill(&outline, Paint::Flat(tone.base), 1.0);
    let far = Path::from(head.x + head.half * 0.62, head.top)
        .curve(
            (head.x + head.half * 0.86, head.y(0.4)),
            (head.x + head.half * 0.74, head.y(0.75)),
            (head.x + 6.0, head.chin + 4.0),
        )
        .line(head.x + 130.0, head.chin + 4.0)
        .line(head.x + 130.0, head.top);
    canvas.fill_within(&mask, &far, Paint::Flat(tone.shade), 0.30);
    let glow = (head.x - 34.0, head.y(0.34));
    canvas.fill_within(
        &mask,
        &Path::circle(glow.0, glow.1, 110.0),
        Paint::Glow(glow, 110.0, lighter(tone.base, 0.6)),
        0.4,
    );
    cheeks(canvas, &mask, sitter, head);
    beard(canvas, &mask, sitter, head);
    eyes(canvas, sitter, head);
    brows(canvas, sitter, head);
    nose(canvas, head);
    moustache(canvas, sitter, head);
    mouth(canvas, sitter, head);
    lines(canvas, sitter, head);
    mask
}

fn cheeks(canvas: &mut Canvas, mask: &Mask, sitter: &Sitter, head: &Head) {
    let (y, strength) = (head.y(0.69), if sitter.feminine { 0.42 } else { 0.28 });
    for side in [-1.0, 1.0] {
        let at = (head.x + side * head.half * 0.60, y);
        canvas.fill_within(
            mask,
            &Path::circle(at.0, at.1, 38.0),
            Paint::Glow(at, 38.0, head.tone.blush),
            strength,
        );
    }
    if sitter.freckles {
        let mut dice = Rng::new(sitter.seed);
        for _ in 0..16 {
            let side = if dice.chance(50) { -1.0 } else { 1.0 };
            let x = head.x + side * dice.span(18.0, 66.0);
            let spot = Path::circle(x, head.y(0.63) + dice.span(-9.0, 15.0), 2.4);
            canvas.fill(&spot, Paint::Flat(head.tone.shade), 0.75);
        }
    }
}

fn eyes(canvas: &mut Canvas, sitter: &Sitter, head: &Head) {
    let y = head.y(0.53);
    for side in [-1.0, 1.0] {
        eye(canvas, sitter, head, head.x + side * head.half * 0.43, y, side);
    }
}

/// One eye; `side` is -1 on the left and 1 on the right.
fn eye(canvas: &mut Canvas, sitter: &Sitter, head: &Head, x: f32, y: f32, side: f32) {
    let (wide, high) = (20.0, if sitter.feminine { 13.5 } else { 11.5 });
    let (outer, inner) = (x + side * wide, x - side * wide);
    let almond = Path::from(inner, y + 3.0)
        .curve((inner + side * 8.0, y - high), (outer - side * 8.0, y - high - 2.0), (outer, y - 1.0))
        .curve((outer - side * 8.0, y + high * 0.8), (inner + side * 8.0, y + high * 0.8), (inner, y + 3.0));
    let mask = canvas.mask(&almond);
    canvas.fill(&almond, Paint::Flat([0.99, 0.98, 0.96]), 1.0);
    let iris = rgb(sitter.eyes);
    canvas.fill_within(&mask, &Path::circle(x, y - 0.5, 10.8), Paint::Flat(darker(iris, 0.25)), 1.0);
    canvas.fill_within(&mask, &Path::circle(x, y + 1.0, 8.0), Paint::Flat(lighter(iris, 0.12)), 1.0);
    canvas.fill_within(&mask, &Path::circle(x, y - 0.5, 5.4), Paint::Flat([0.06, 0.05, 0.07]), 1.0);
    canvas.fill(&Path::circle(x - 3.4, y - 4.2, 2.8), Paint::Flat([1.0; 3]), 0.95);
    let ink = between(darker(head.hair, 0.55), [0.13, 0.08, 0.08], 0.75);
    let mut lid = Path::from(inner, y + 2.0).curve(
        (inner + side * 8.0, y - high),
        (outer - side * 8.0, y - high - 2.0),
        (outer, y - 1.0),
    );
    if sitter.feminine {
        lid = lid.bend((outer + side * 3.0, y - 3.0), (outer + side * 6.0, y - 7.0));
    }
    canvas.fill(&lid.stroke(if sitter.feminine { 6.0 } else { 4.6 }, 0.45), Paint::Flat(ink), 0.95);
    let crease = Path::from(inner + side * 5.0, y - high + 1.0).curve(
        (x - 4.0, y - high - 6.0),
        (x + 4.0, y - high - 6.0),
        (outer - side * 1.0, y - high + 4.0),
    );
    canvas.fill(&crease.stroke(2.6, 0.8), Paint::Flat(head.tone.shade), 0.8);
}

fn brows(canvas: &mut Canvas, sitter: &Sitter, head: &Head) {
    let y = head.y(0.415);
    let base = match sitter.hair {
        Hair::Hijab(_) | Hair::Turban(_) => head.hair,
        _ => between(head.hair, head.tone.shade, 0.25),
    };
    let color = darker(base, 0.25);
    let (thick, arch) = if sitter.feminine { (7.0, 12.0) } else { (10.0, 8.0) };
    for side in [-1.0, 1.0] {
        let at = |off: f32| head.x + side * head.half * off;
        let brow = Path::from(at(0.20), y + 3.0).curve(
            (at(0.34), y - arch),
            (at(0.54), y - arch),
            (at(0.70), y + 4.0),
        );
        canvas.fill(&brow.stroke(thick, 0.45), Paint::Flat(color), 0.92);
    }
}

fn nose(canvas: &mut Canvas, head: &Head) {
    let y = head.y(0.71);
    let tip = (head.x - 3.0, y - 6.0);
    canvas.fill(&Path::circle(tip.0, tip.1, 17.0), Paint::Glow(tip, 17.0, lighter(head.tone.base, 0.4)), 0.6);
    let side = Path::from(head.x + 7.0, head.y(0.55))
        .bend((head.x + 13.0, y - 12.0), (head.x + 16.0, y))
        .stroke(5.0, 0.8);
    canvas.fill(&side, Paint::Flat(head.tone.shade), 0.35);
    let under = Path::from(head.x - 16.0, y - 1.0).curve(
        (head.x - 9.0, y + 9.0),
        (head.x + 9.0, y + 9.0),
        (head.x + 16.0, y - 1.0),
    );
    canvas.fill(&under.stroke(5.0, 0.4), Paint::Flat(darker(head.tone.shade, 0.12)), 0.8);
}

fn mouth(canvas: &mut Canvas, sitter: &Sitter, head: &Head) {
    let (x, y) = (head.x, head.y(0.835));
    match sitter.mouth {
        Mouth::Smile => smile(canvas, head, x, y),
        Mouth::Open => laugh(canvas, head, x, y),
        Mouth::Lips(color) => lips(canvas, rgb(color), x, y),
    }
}

fn smile(canvas: &mut Canvas, head: &Head, x: f32, y: f32) {
    let deep = 15.0;
    let dark = darker(head.tone.lip, 0.42);
    let lower = Path::from(x - 19.0, y + 5.0).curve(
        (x - 10.0, y + deep + 6.0),
        (x + 10.0, y + deep + 6.0),
        (x + 19.0, y + 5.0),
    );
    canvas.fill(&lower.stroke(9.0, 0.7), Paint::Flat(head.tone.lip), 0.75);
    let line =
        Path::from(x - 31.0, y - 4.0).curve((x - 16.0, y + deep), (x + 16.0, y + deep), (x + 31.0, y - 4.0));
    canvas.fill(&line.stroke(5.4, 0.35), Paint::Flat(dark), 0.95);
}

fn laugh(canvas: &mut Canvas, head: &Head, x: f32, y: f32) {
    let mouth = Path::from(x - 33.0, y - 7.0)
        .curve((x - 14.0, y - 1.0), (x + 14.0, y - 1.0), (x + 33.0, y - 7.0))
        .curve((x + 26.0, y + 27.0), (x - 26.0, y + 27.0), (x - 33.0, y - 7.0));
    let mask = canvas.mask(&mouth);
    canvas.fill(&mouth, Paint::Flat([0.36, 0.10, 0.11]), 1.0);
    canvas.fill_within(&mask, &Path::ellipse(x, y + 22.0, 17.0, 9.0), Paint::Flat([0.86, 0.42, 0.40]), 1.0);
    let teeth = Path::from(x - 34.0, y - 10.0).line(x + 34.0, y - 10.0).line(x + 28.0, y + 4.0).curve(
        (x + 12.0, y + 9.0),
        (x - 12.0, y + 9.0),
        (x - 28.0, y + 4.0),
    );
    canvas.fill_within(&mask, &teeth, Paint::Flat([0.99, 0.98, 0.95]), 1.0);
    let lip = Path::from(x - 22.0, y + 17.0).curve(
        (x - 10.0, y + 26.0),
        (x + 10.0, y + 26.0),
        (x + 22.0, y + 17.0),
    );
    canvas.fill(&lip.stroke(5.0, 0.5), Paint::Flat(head.tone.lip), 0.9);
}

fn lips(canvas: &mut Canvas, color: Color, x: f32, y: f32) {
    let upper = Path::from(x - 29.0, y - 2.0)
        .curve((x - 16.0, y - 13.0), (x - 8.0, y - 12.0), (x, y - 7.0))
        .curve((x + 8.0, y - 12.0), (x + 16.0, y - 13.0), (x + 29.0, y - 2.0))
        .curve((x + 12.0, y + 8.0), (x - 12.0, y + 8.0), (x - 29.0, y - 2.0));
    let lower = Path::from(x - 28.0, y - 1.0)
        .curve((x - 12.0, y + 7.0), (x + 12.0, y + 7.0), (x + 28.0, y - 1.0))
        .curve((x + 18.0, y + 20.0), (x - 18.0, y + 20.0), (x - 28.0, y - 1.0));
    canvas.fill(&upper, Paint::Flat(darker(color, 0.12)), 1.0);
    canvas.fill(&lower, Paint::Flat(lighter(color, 0.06)), 1.0);
    let line =
        Path::from(x - 29.0, y - 2.0).curve((x - 12.0, y + 8.0), (x + 12.0, y + 8.0), (x + 29.0, y - 2.0));
    canvas.fill(&line.stroke(3.0, 0.4), Paint::Flat(darker(color, 0.5)), 0.9);
    canvas.fill(&Path::ellipse(x - 5.0, y + 10.0, 8.0, 2.6), Paint::Flat([1.0; 3]), 0.35);
}

fn beard(canvas: &mut Canvas, mask: &Mask, sitter: &Sitter, head: &Head) {
    let (low, opacity, high) = match sitter.beard {
        Beard::None | Beard::Moustache => return,
        Beard::Stubble => (0.0, 0.30, 0.66),
        Beard::Short => (5.0, 0.94, 0.66),
        Beard::Full => (26.0, 1.0, 0.62),
    };
    let (x, half) = (head.x, head.half + low * 0.25);
    let y = |part: f32| head.y(part);
    let bottom = head.chin + low;
    let shape = Path::from(x - half - 1.0, y(0.50))
        .curve((x - half, y(0.72)), (x - half * 0.86, bottom), (x, bottom))
        .curve((x + half * 0.86, bottom), (x + half, y(0.72)), (x + half + 1.0, y(0.50)))
        .curve((x + half * 0.92, y(high)), (x + half * 0.72, y(0.74)), (x + half * 0.40, y(0.755)))
        .bend((x, y(0.735)), (x - half * 0.40, y(0.755)))
        .curve((x - half * 0.72, y(0.74)), (x - half * 0.92, y(high)), (x - half - 1.0, y(0.50)));
    let paint = Paint::Blend(
        (x - 60.0, y(0.6)),
        lighter(head.hair, 0.08),
        (x + 70.0, bottom),
        darker(head.hair, 0.25),
    );
    if low > 0.0 {
        canvas.fill(&shape, paint, opacity);
        let lip = Path::ellipse(x, y(0.848), 25.0, 8.5);
        canvas.fill(&lip, Paint::Flat(between(head.tone.base, head.hair, 0.25)), 0.8);
    } else {
        canvas.fill_within(mask, &shape, paint, opacity);
    }
}

fn moustache(canvas: &mut Canvas, sitter: &Sitter, head: &Head) {
    if sitter.beard != Beard::Moustache {
        return;
    }
    let (x, y) = (head.x, head.y(0.775));
    let wing = Path::from(x, y - 5.0)
        .curve((x - 16.0, y - 12.0), (x - 34.0, y + 2.0), (x - 44.0, y + 12.0))
        .curve((x - 26.0, y + 14.0), (x - 8.0, y + 12.0), (x, y + 5.0));
    canvas.fill(&wing.mirrored(x), Paint::Flat(darker(head.hair, 0.1)), 1.0);
    canvas.fill(&wing, Paint::Flat(lighter(head.hair, 0.05)), 1.0);
}

/// What years leave.
fn lines(canvas: &mut Canvas, sitter: &Sitter, head: &Head) {
    if !sitter.lined {
        return;
    }
    let fine = Paint::Flat(darker(head.tone.shade, 0.1));
    for side in [-1.0, 1.0] {
        let at = |off: f32| head.x + side * off;
        let fold =
            Path::from(at(24.0), head.y(0.72)).bend((at(42.0), head.y(0.76)), (at(43.0), head.y(0.82)));
        canvas.fill(&fold.stroke(3.0, 0.7), fine, 0.55);
        for (rise, far) in [(-5.0, 74.0), (4.0, 76.0)] {
            let corner =
                Path::from(at(65.0), head.y(0.53) + rise * 0.5).line(at(far), head.y(0.53) + rise * 1.6);
            canvas.fill(&corner.stroke(2.2, 0.4), fine, 0.5);
        }
    }
    for y in [0.26, 0.31] {
        let brow =
            Path::from(head.x - 36.0, head.y(y)).bend((head.x, head.y(y) - 5.0), (head.x + 36.0, head.y(y)));
        canvas.fill(&brow.stroke(2.4, 0.8), fine, 0.4);
    }
}

pub(super) fn glasses(canvas: &mut Canvas, sitter: &Sitter, head: &Head) {
    let y = head.y(0.535);
    let (color, round) = match sitter.glasses {
        Glasses::None => return,
        Glasses::Round(color) => (rgb(color), true),
        Glasses::Square(color) => (rgb(color), false),
    };
    for side in [-1.0, 1.0] {
        let x = head.x + side * head.half * 0.44;
        let rim = if round { Path::circle(x, y, 33.0) } else { square(x, y) };
        canvas.fill(
            &rim,
            Paint::Blend((x - 30.0, y - 30.0), [1.0; 3], (x + 20.0, y + 30.0), [0.8, 0.9, 1.0]),
            0.16,
        );
        canvas.fill(&rim.closed_stroke(5.0), Paint::Flat(color), 1.0);
        let arm = Path::from(x + side * 33.0, y - 5.0).line(head.x + side * (head.half + 3.0), y - 10.0);
        canvas.fill(&arm.stroke(5.0, 0.0), Paint::Flat(color), 1.0);
    }
    let gap = head.half * 0.44 - 32.0;
    let bridge = Path::from(head.x - gap, y - 3.0).bend((head.x, y - 11.0), (head.x + gap, y - 3.0));
    canvas.fill(&bridge.stroke(5.0, 0.0), Paint::Flat(color), 1.0);
}

fn square(x: f32, y: f32) -> Path {
    Path::from(x - 34.0, y - 16.0)
        .bend((x - 34.0, y - 24.0), (x - 26.0, y - 24.0))
        .line(x + 26.0, y - 24.0)
        .bend((x + 34.0, y - 24.0), (x + 34.0, y - 16.0))
        .line(x + 32.0, y + 12.0)
        .bend((x + 30.0, y + 25.0), (x + 18.0, y + 25.0))
        .line(x - 18.0, y + 25.0)
        .bend((x - 30.0, y + 25.0), (x - 32.0, y + 12.0))
}
