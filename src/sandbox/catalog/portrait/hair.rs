//! Hair, behind the head and over it, and what is worn instead of it.
#![allow(clippy::cast_precision_loss, reason = "counts of curls: small whole numbers")]

use std::f32::consts::PI;

use super::canvas::{Canvas, Color, Mask, Paint, darker, lighter, rgb};
use super::face::Head;
use super::path::Path;
use super::sitter::{Fringe, Hair, Sitter};
use crate::sandbox::rng::Rng;

/// What is behind neck and shoulders.
pub(super) fn behind(canvas: &mut Canvas, sitter: &Sitter, head: &Head) {
    let (x, half) = (head.x, head.half);
    match sitter.hair {
        Hair::Long => fall(canvas, head, 26.0, 560.0, 0.0),
        Hair::Wavy => fall(canvas, head, 40.0, 470.0, 10.0),
        Hair::Bob => fall(canvas, head, 30.0, 392.0, 0.0),
        Hair::Bun => {
            let bun = Path::ellipse(x, head.top - 44.0, 54.0, 48.0);
            canvas.fill(&bun, shine(head, head.top - 90.0, head.top), 1.0);
            let twist =
                Path::from(x - 34.0, head.top - 50.0).bend((x, head.top - 84.0), (x + 36.0, head.top - 46.0));
            canvas.fill(&twist.stroke(5.0, 0.8), Paint::Flat(lighter(head.hair, 0.25)), 0.5);
        }
        Hair::Ponytail => {
            let tail = Path::from(x + half * 0.4, head.top + 4.0)
                .curve(
                    (x + half + 70.0, head.top - 10.0),
                    (x + half + 84.0, head.y(0.7)),
                    (x + half + 26.0, 500.0),
                )
                .curve(
                    (x + half + 40.0, head.y(0.8)),
                    (x + half + 10.0, head.y(0.4)),
                    (x + half * 0.4, head.top + 60.0),
                );
            canvas.fill(&tail, shine(head, head.top, 500.0), 1.0);
        }
        Hair::Afro => cloud(canvas, sitter, head, 74.0, 30.0),
        Hair::Curls => cloud(canvas, sitter, head, 26.0, 24.0),
        Hair::Hijab(color) => veil(canvas, head, rgb(color)),
        _ => {}
    }
}

/// What falls over the face and the shoulders.
pub(super) fn over(canvas: &mut Canvas, sitter: &Sitter, head: &Head, face: &Mask) {
    let (volume, sides) = match sitter.hair {
        Hair::Bald => return,
        Hair::Hijab(color) => return wrap(canvas, head, rgb(color)),
        Hair::Turban(color) => return turban(canvas, head, rgb(color), face),
        Hair::Beanie(color) => return beanie(canvas, head, rgb(color), face),
        Hair::Buzz => (5.0, 0.42),
        Hair::Short => (20.0, 0.47),
        Hair::Quiff => (44.0, 0.45),
        Hair::Curls => (24.0, 0.50),
        Hair::Afro => (40.0, 0.46),
        Hair::Bun | Hair::Ponytail => (18.0, 0.50),
        Hair::Bob | Hair::Braids => (26.0, 0.66),
        Hair::Long | Hair::Wavy => (28.0, 0.70),
    };
    let cap = cap(sitter, head, volume, sides);
    let mut shadow = cap.clone();
    shadow = shifted(&shadow, 9.0);
    canvas.fill_within(face, &shadow, Paint::Flat(head.tone.shade), 0.55);
    canvas.fill(&cap, shine(head, head.top - volume, head.y(0.7)), 1.0);
    match sitter.hair {
        Hair::Curls | Hair::Afro => tufts(canvas, sitter, head, volume),
        Hair::Braids => braids(canvas, head),
        Hair::Buzz => {}
        _ => strands(canvas, head, volume),
    }
}

fn shine(head: &Head, from: f32, to: f32) -> Paint {
    Paint::Blend(
        (head.x - 110.0, from),
        lighter(head.hair, 0.17),
        (head.x + 110.0, to),
        darker(head.hair, 0.30),
    )
}

fn shifted(path: &Path, down: f32) -> Path {
    // A turn around a far point is as good as a straight step.
    path.turned((-100_000.0, 0.0), down / 100_000.0)
}

/// Hair down to `bottom`, standing off the head by `off`, in waves of `wave`.
fn fall(canvas: &mut Canvas, head: &Head, off: f32, bottom: f32, wave: f32) {
    let (x, half, y) = (head.x, head.half, |part: f32| head.y(part));
    let side = |sign: f32, path: Path| {
        let at = |out: f32| x + sign * (half + out);
        let middle = f32::midpoint(y(0.6), bottom);
        path.curve(
            (at(off + 8.0 + wave), y(0.66)),
            (at(off - wave), middle - 20.0),
            (at(off + 2.0 + wave), middle + 10.0),
        )
        .curve((at(off + 10.0 + wave), bottom - 30.0), (at(off - 6.0), bottom), (at(-26.0), bottom))
    };
    let left = Path::from(x, head.top - 22.0).curve(
        (x - half * 0.7, head.top - 22.0),
        (x - half - off, y(0.1)),
        (x - half - off, y(0.42)),
    );
    let right = Path::from(x, head.top - 22.0).curve(
        (x + half * 0.7, head.top - 22.0),
        (x + half + off, y(0.1)),
        (x + half + off, y(0.42)),
    );
    let shape = side(-1.0, left)
        .line(x, bottom - 20.0)
        .and(side(1.0, right).line(x, bottom - 20.0).mirrored(x).mirrored(x));
    canvas.fill(
        &shape,
        Paint::Blend(
            (x - 120.0, head.top),
            darker(head.hair, 0.10),
            (x + 120.0, bottom),
            darker(head.hair, 0.42),
        ),
        1.0,
    );
}

/// The hair on the skull: outer edge by volume, inner edge by fringe.
fn cap(sitter: &Sitter, head: &Head, volume: f32, sides: f32) -> Path {
    let (x, half, low) = (head.x, head.half, head.y(sides));
    let out = 3.0 + volume * 0.28;
    let high = head.top - volume;
    let lean = if matches!(sitter.hair, Hair::Quiff) { -26.0 } else { 0.0 };
    let outer = Path::from(x - half - out, low)
        .curve((x - half - out - 5.0, head.y(0.12)), (x - half * 0.78 + lean, high), (x + lean, high))
        .curve((x + half * 0.74, high), (x + half + out + 5.0, head.y(0.12)), (x + half + out, low));
    if sides < 0.6 {
        return fringe(sitter, head, outer.line(x + half - 3.0, low), low).line(x - half + 3.0, low);
    }
    // Locks before the ears end in a point.
    let right = outer.bend((x + half + out, low + 16.0), (x + half - 8.0, low + 30.0));
    let right = right.bend((x + half - 10.0, low + 8.0), (x + half - 5.0, low));
    let left = fringe(sitter, head, right, low);
    left.bend((x - half + 10.0, low + 8.0), (x - half + 8.0, low + 30.0))
        .bend((x - half - out, low + 16.0), (x - half - out, low))
}

/// The edge on the forehead, from right to left.
fn fringe(sitter: &Sitter, head: &Head, path: Path, low: f32) -> Path {
    let (x, half, y) = (head.x, head.half, |part: f32| head.y(part));
    let at = |off: f32| x + half * off;
    let side = (low - 24.0).min(y(0.46));
    match sitter.fringe {
        Fringe::Round => path.curve((at(0.98), side - 20.0), (at(0.80), y(0.19)), (at(0.0), y(0.19))).curve(
            (at(-0.80), y(0.19)),
            (at(-0.98), side - 20.0),
            (at(-0.97), low),
        ),
        Fringe::High => path
            .curve((at(0.98), side - 10.0), (at(0.92), y(0.14)), (at(0.55), y(0.10)))
            .bend((at(0.0), y(0.20)), (at(-0.55), y(0.10)))
            .curve((at(-0.92), y(0.14)), (at(-0.98), side - 10.0), (at(-0.97), low)),
        Fringe::Straight => path
            .curve((at(0.99), side), (at(0.94), y(0.36)), (at(0.84), y(0.345)))
            .bend((at(0.0), y(0.385)), (at(-0.84), y(0.345)))
            .curve((at(-0.94), y(0.36)), (at(-0.99), side), (at(-0.97), low)),
        Fringe::Side => path
            .curve((at(1.0), side), (at(0.97), y(0.36)), (at(0.74), y(0.30)))
            .curve((at(0.30), y(0.26)), (at(-0.20), y(0.22)), (at(-0.42), y(0.08)))
            .curve((at(-0.52), y(0.20)), (at(-0.92), y(0.20)), (at(-0.97), low)),
        Fringe::Curtain => path
            .curve((at(1.0), side), (at(0.98), y(0.40)), (at(0.86), y(0.34)))
            .curve((at(0.55), y(0.27)), (at(0.16), y(0.22)), (at(0.02), y(0.05)))
            .curve((at(-0.16), y(0.22)), (at(-0.55), y(0.27)), (at(-0.86), y(0.34)))
            .curve((at(-0.98), y(0.40)), (at(-1.0), side), (at(-0.97), low)),
    }
}

/// A few lighter lines that follow the head.
fn strands(canvas: &mut Canvas, head: &Head, volume: f32) {
    let (x, half) = (head.x, head.half);
    for (off, opacity) in [(0.72, 0.38), (0.5, 0.26)] {
        let strand = Path::from(x - half * off, head.y(0.13) - volume * 0.2).curve(
            (x - half * off * 0.7, head.top - volume * 0.7),
            (x - 10.0, head.top - volume * 0.85),
            (x + half * 0.25, head.top - volume * 0.72),
        );
        canvas.fill(&strand.stroke(6.0, 0.9), Paint::Flat(lighter(head.hair, 0.38)), opacity);
    }
}

/// Many curls around the back of the head.
fn cloud(canvas: &mut Canvas, sitter: &Sitter, head: &Head, off: f32, size: f32) {
    let mut dice = Rng::new(sitter.seed ^ 0x7);
    let center = (head.x, head.y(0.34));
    let core = Path::ellipse(center.0, center.1, head.half + off * 0.8, head.half + off);
    canvas.fill(&core, shine(head, head.top - off, head.y(0.8)), 1.0);
    let count = 22;
    for curl in 0..count {
        let angle = PI * 0.86 + PI * 1.28 * curl as f32 / (count - 1) as f32;
        let reach = dice.span(0.93, 1.03);
        let x = center.0 + (head.half + off * 0.8) * reach * angle.cos();
        let y = center.1 + (head.half + off) * reach * angle.sin();
        let radius = size * dice.span(0.8, 1.15);
        let color = darker(lighter(head.hair, 0.10), (x - center.0 + 150.0) / 300.0 * 0.35);
        canvas.fill(&Path::circle(x, y, radius), Paint::Flat(color), 1.0);
    }
}

/// Curls over the forehead.
fn tufts(canvas: &mut Canvas, sitter: &Sitter, head: &Head, volume: f32) {
    let mut dice = Rng::new(sitter.seed ^ 0xb);
    let count = 9;
    for tuft in 0..count {
        let along = tuft as f32 / (count - 1) as f32 * 2.0 - 1.0;
        let x = head.x + along * head.half * 0.92;
        let y = head.y(0.13 + 0.20 * along * along) - volume * 0.15;
        let radius = dice.span(17.0, 24.0);
        let color = darker(lighter(head.hair, dice.span(0.06, 0.16)), (along + 1.0) * 0.13);
        canvas.fill(&Path::circle(x, y, radius), Paint::Flat(color), 1.0);
        let arc = Path::from(x - radius * 0.5, y - radius * 0.1)
            .bend((x - radius * 0.1, y - radius * 0.8), (x + radius * 0.5, y - radius * 0.2));
        canvas.fill(&arc.stroke(3.4, 0.7), Paint::Flat(lighter(head.hair, 0.35)), 0.45);
    }
}

fn braids(canvas: &mut Canvas, head: &Head) {
    for side in [-1.0, 1.0] {
        for knot in 0..8 {
            let down = knot as f32;
            let x = head.x + side * (head.half + 4.0 + (down * 0.8).sin() * 4.0 + down * 1.6);
            let y = head.y(0.66) + down * 27.0;
            let size = 19.0 - down * 0.7;
            let color = darker(head.hair, if side > 0.0 { 0.28 } else { 0.08 });
            canvas.fill(&Path::ellipse(x, y, size, 20.0), Paint::Flat(color), 1.0);
            let lock = Path::from(x - size * 0.6, y - 6.0).bend((x, y + 4.0), (x + size * 0.6, y - 6.0));
            canvas.fill(&lock.stroke(3.2, 0.6), Paint::Flat(lighter(head.hair, 0.32)), 0.5);
        }
    }
}

/// The cloth behind head and neck.
fn veil(canvas: &mut Canvas, head: &Head, cloth: Color) {
    let x = head.x;
    let shape = Path::from(x, head.top - 34.0)
        .curve(
            (x - 100.0, head.top - 34.0),
            (x - head.half - 38.0, head.y(0.2)),
            (x - head.half - 32.0, head.y(0.6)),
        )
        .curve((x - head.half - 30.0, 420.0), (x - 170.0, 450.0), (x - 176.0, 520.0))
        .line(x + 176.0, 520.0)
        .curve((x + 170.0, 450.0), (x + head.half + 30.0, 420.0), (x + head.half + 32.0, head.y(0.6)))
        .curve((x + head.half + 38.0, head.y(0.2)), (x + 100.0, head.top - 34.0), (x, head.top - 34.0));
    canvas.fill(
        &shape,
        Paint::Blend((x - 120.0, head.top), darker(cloth, 0.1), (x + 140.0, 520.0), darker(cloth, 0.4)),
        1.0,
    );
}

/// The cloth around the face and over the breast.
fn wrap(canvas: &mut Canvas, head: &Head, cloth: Color) {
    let (x, half) = (head.x, head.half);
    let outer = Path::from(x, head.top - 34.0)
        .curve((x - 100.0, head.top - 34.0), (x - half - 36.0, head.y(0.2)), (x - half - 26.0, head.y(0.66)))
        .curve((x - half - 20.0, 430.0), (x - 150.0, 460.0), (x - 158.0, 520.0))
        .curve((x - 80.0, 585.0), (x + 80.0, 585.0), (x + 158.0, 520.0))
        .curve((x + 150.0, 460.0), (x + half + 20.0, 430.0), (x + half + 26.0, head.y(0.66)))
        .curve((x + half + 36.0, head.y(0.2)), (x + 100.0, head.top - 34.0), (x, head.top - 34.0));
    let hole = Path::ellipse(x, head.y(0.535), half - 4.0, (head.chin - head.top) * 0.465);
    // The outline runs against the clock and the hole with it, so that the hole stays open.
    canvas.fill(
        &outer.and(hole),
        Paint::Blend((x - 130.0, head.top), lighter(cloth, 0.14), (x + 140.0, 560.0), darker(cloth, 0.28)),
        1.0,
    );
    let rim = Path::ellipse(x, head.y(0.535), half - 2.0, (head.chin - head.top) * 0.47).closed_stroke(5.0);
    canvas.fill(&rim, Paint::Flat(darker(cloth, 0.3)), 0.5);
    for (from, by, to) in [
        ((x - half - 8.0, head.y(0.72)), (x - 60.0, 470.0), (x + 70.0, 500.0)),
        ((x - half - 16.0, head.y(0.86)), (x - 80.0, 510.0), (x + 40.0, 536.0)),
        ((x + half + 6.0, head.y(0.78)), (x + 80.0, 440.0), (x + 20.0, 470.0)),
    ] {
        let fold = Path::from(from.0, from.1).bend(by, to).stroke(7.0, 0.9);
        canvas.fill(&fold, Paint::Flat(darker(cloth, 0.35)), 0.45);
    }
    let crown = Path::from(x - half * 0.8, head.y(0.2)).curve(
        (x - 60.0, head.top - 20.0),
        (x - 10.0, head.top - 24.0),
        (x + 40.0, head.top - 14.0),
    );
    canvas.fill(&crown.stroke(8.0, 0.9), Paint::Flat(lighter(cloth, 0.4)), 0.4);
}

fn turban(canvas: &mut Canvas, head: &Head, cloth: Color, face: &Mask) {
    let (x, half) = (head.x, head.half);
    let low = head.y(0.36);
    let shape = Path::from(x - half - 10.0, low)
        .curve(
            (x - half - 50.0, head.top - 20.0),
            (x - half * 0.6, head.top - 84.0),
            (x + 6.0, head.top - 84.0),
        )
        .curve((x + half * 0.7, head.top - 84.0), (x + half + 50.0, head.top - 20.0), (x + half + 10.0, low))
        .curve((x + half * 0.7, head.y(0.26)), (x + half * 0.3, head.y(0.16)), (x, head.y(0.10)))
        .curve((x - half * 0.3, head.y(0.16)), (x - half * 0.7, head.y(0.26)), (x - half - 10.0, low));
    canvas.fill_within(face, &shifted(&shape, 10.0), Paint::Flat(head.tone.shade), 0.6);
    canvas.fill(
        &shape,
        Paint::Blend(
            (x - 110.0, head.top - 80.0),
            lighter(cloth, 0.22),
            (x + 110.0, low),
            darker(cloth, 0.22),
        ),
        1.0,
    );
    let mask = canvas.mask(&shape);
    for fold in 0..5 {
        let rise = 22.0 * fold as f32;
        for side in [-1.0, 1.0] {
            let line = Path::from(x + side * (half + 26.0), head.y(0.30) - rise)
                .bend((x + side * half * 0.5, head.y(0.10) - rise * 1.1), (x, head.y(0.06) - rise * 0.9));
            canvas.fill_within(&mask, &line.stroke(4.0, 0.4), Paint::Flat(darker(cloth, 0.4)), 0.5);
        }
    }
}

fn beanie(canvas: &mut Canvas, head: &Head, cloth: Color, face: &Mask) {
    let (x, half) = (head.x, head.half);
    for side in [-1.0, 1.0] {
        let lock = Path::from(x + side * (half + 6.0), head.y(0.28))
            .line(x + side * (half + 5.0), head.y(0.46))
            .line(x + side * (half - 8.0), head.y(0.44))
            .line(x + side * (half - 14.0), head.y(0.28));
        canvas.fill(&lock, Paint::Flat(darker(head.hair, if side > 0.0 { 0.2 } else { 0.0 })), 1.0);
    }
    let dome = Path::from(x - half - 12.0, head.y(0.24))
        .curve((x - half - 16.0, head.top - 66.0), (x - 40.0, head.top - 76.0), (x, head.top - 76.0))
        .curve(
            (x + 40.0, head.top - 76.0),
            (x + half + 16.0, head.top - 66.0),
            (x + half + 12.0, head.y(0.24)),
        );
    canvas.fill(
        &dome,
        Paint::Blend(
            (x - 100.0, head.top - 70.0),
            lighter(cloth, 0.2),
            (x + 110.0, head.y(0.3)),
            darker(cloth, 0.22),
        ),
        1.0,
    );
    let band =
        Path::from(x - half - 14.0, head.y(0.17)).bend((x, head.y(0.08)), (x + half + 14.0, head.y(0.17)));
    let band =
        band.line(x + half + 12.0, head.y(0.33)).bend((x, head.y(0.24)), (x - half - 12.0, head.y(0.33)));
    canvas.fill_within(face, &shifted(&band, 9.0), Paint::Flat(head.tone.shade), 0.6);
    canvas.fill(
        &band,
        Paint::Blend((x - 100.0, 0.0), lighter(cloth, 0.1), (x + 110.0, 0.0), darker(cloth, 0.28)),
        1.0,
    );
    for rib in 0..11 {
        let along = rib as f32 / 10.0 * 2.0 - 1.0;
        let (place, lift) = (x + along * (half + 6.0), 0.09 * (1.0 - along * along));
        let line = Path::from(place, head.y(0.185 - lift)).line(place, head.y(0.315 - lift)).stroke(3.0, 0.0);
        canvas.fill(&line, Paint::Flat(darker(cloth, 0.35)), 0.4);
    }
}
