//! Shoulders, neck, and what is worn on them.
#![allow(clippy::cast_precision_loss, reason = "counts of stripes: small whole numbers")]

use super::canvas::{Canvas, Color, Mask, Paint, darker, lighter, rgb};
use super::face::Head;
use super::path::Path;
use super::sitter::{Clothes, Sitter};

const MIDDLE: f32 = 256.0;

pub(super) fn draw(canvas: &mut Canvas, sitter: &Sitter, head: &Head) {
    let (cloth, accent) = (rgb(sitter.cloth), rgb(sitter.accent));
    let body = body(sitter);
    let mask = canvas.mask(&body);
    if sitter.clothes == Clothes::Hoodie {
        hood(canvas, cloth);
    }
    canvas.fill(
        &body,
        Paint::Blend((90.0, 440.0), lighter(cloth, 0.10), (430.0, 640.0), darker(cloth, 0.22)),
        1.0,
    );
    match sitter.clothes {
        Clothes::Suit | Clothes::Blazer | Clothes::Coat => under(canvas, &mask, sitter, head),
        Clothes::Shirt => opening(canvas, &mask, head, 34.0, 70.0),
        Clothes::Dress => opening(canvas, &mask, head, 92.0, 112.0),
        Clothes::Tee | Clothes::Stripes | Clothes::Dungarees => opening(canvas, &mask, head, 50.0, 44.0),
        _ => opening(canvas, &mask, head, 40.0, 34.0),
    }
    neck(canvas, head);
    match sitter.clothes {
        Clothes::Suit => jacket(canvas, &mask, cloth, accent, sitter.feminine),
        Clothes::Blazer | Clothes::Coat => lapels(canvas, &mask, cloth),
        Clothes::Shirt => shirt(canvas, &mask, cloth, accent),
        Clothes::Hoodie => strings(canvas, &mask, cloth, accent),
        Clothes::Turtleneck => next_u64(canvas, &mask, cloth, accent),
        Clothes::Tee => rib(canvas, 50.0, 44.0, accent),
        Clothes::Stripes => stripes(canvas, &mask, cloth, accent),
        Clothes::Dress => straps(canvas, &mask, accent),
        Clothes::Dungarees => dungarees(canvas, &mask, cloth, accent, head),
        Clothes::Scarf => scarf(canvas, accent),
        Clothes::Pullover => pullover(canvas, &mask, cloth, accent),
    }
    arms(canvas, &mask, cloth);
}

/// The outline of shoulders and upper body.
fn body(sitter: &Sitter) -> Path {
    let wide = if sitter.feminine { 0.93 } else { 1.06 };
    let x = |off: f32| MIDDLE + off * wide;
    Path::from(x(-52.0), 436.0)
        .curve((x(-70.0), 474.0), (x(-128.0), 472.0), (x(-168.0), 506.0))
        .curve((x(-196.0), 532.0), (x(-208.0), 590.0), (x(-212.0), 652.0))
        .line(x(212.0), 652.0)
        .curve((x(208.0), 590.0), (x(196.0), 532.0), (x(168.0), 506.0))
        .curve((x(128.0), 472.0), (x(70.0), 474.0), (x(52.0), 436.0))
}

/// Skin below the neck, as wide and as deep as the collar lets it show.
fn opening(canvas: &mut Canvas, mask: &Mask, head: &Head, wide: f32, deep: f32) {
    let skin = Path::from(MIDDLE - wide - 14.0, 430.0).curve(
        (MIDDLE - wide, 440.0 + deep),
        (MIDDLE + wide, 440.0 + deep),
        (MIDDLE + wide + 14.0, 430.0),
    );
    canvas.fill_within(mask, &skin, Paint::Flat(head.tone.base), 1.0);
}

fn neck(canvas: &mut Canvas, head: &Head) {
    let half = head.neck;
    let bottom = 446.0;
    let neck = Path::from(MIDDLE - half, head.chin - 70.0)
        .curve(
            (MIDDLE - half, bottom - 40.0),
            (MIDDLE - half - 4.0, bottom - 8.0),
            (MIDDLE - half - 22.0, bottom + 6.0),
        )
        .curve(
            (MIDDLE - 24.0, bottom + 34.0),
            (MIDDLE + 24.0, bottom + 34.0),
            (MIDDLE + half + 22.0, bottom + 6.0),
        )
        .curve(
            (MIDDLE + half + 4.0, bottom - 8.0),
            (MIDDLE + half, bottom - 40.0),
            (MIDDLE + half, head.chin - 70.0),
        );
    canvas.fill(&neck, Paint::Flat(head.tone.base), 1.0);
    let mask = canvas.mask(&neck);
    let shadow = head.outline(4.0, 34.0);
    canvas.fill_within(&mask, &shadow, Paint::Flat(head.tone.shade), 0.85);
}

/// What shows between the two halves of a jacket.
fn under(canvas: &mut Canvas, mask: &Mask, sitter: &Sitter, head: &Head) {
    let (accent, white) = (rgb(sitter.accent), rgb(0x00fb_faf7));
    let tied = sitter.clothes == Clothes::Suit && !sitter.feminine;
    let color = if tied { white } else { accent };
    let gap = Path::from(196.0, 425.0).line(316.0, 425.0).line(258.0, 628.0).line(254.0, 628.0);
    canvas.fill_within(
        mask,
        &gap,
        Paint::Blend((200.0, 430.0), color, (320.0, 640.0), darker(color, 0.15)),
        1.0,
    );
    if !tied {
        opening(canvas, mask, head, 40.0, 52.0);
    }
}

fn jacket(canvas: &mut Canvas, mask: &Mask, cloth: Color, accent: Color, feminine: bool) {
    if !feminine {
        let tie = Path::from(246.0, 470.0)
            .line(266.0, 470.0)
            .line(274.0, 600.0)
            .line(256.0, 624.0)
            .line(238.0, 600.0);
        canvas.fill_within(
            mask,
            &tie,
            Paint::Blend((238.0, 470.0), accent, (274.0, 620.0), darker(accent, 0.3)),
            1.0,
        );
        let knot = Path::from(240.0, 452.0).line(272.0, 452.0).line(265.0, 478.0).line(247.0, 478.0);
        canvas.fill_within(mask, &knot, Paint::Flat(lighter(accent, 0.08)), 1.0);
        collar(canvas, rgb(0x00ff_ffff));
    }
    lapels(canvas, mask, cloth);
}

fn collar(canvas: &mut Canvas, color: Color) {
    let wing = Path::from(202.0, 424.0).line(256.0, 462.0).line(228.0, 492.0).line(194.0, 446.0);
    canvas.fill(&wing, Paint::Flat(lighter(color, 0.15)), 1.0);
    canvas.fill(&wing.mirrored(MIDDLE), Paint::Flat(darker(color, 0.08)), 1.0);
}

fn lapels(canvas: &mut Canvas, mask: &Mask, cloth: Color) {
    let lapel = Path::from(198.0, 424.0)
        .line(170.0, 456.0)
        .line(160.0, 512.0)
        .line(186.0, 512.0)
        .line(176.0, 528.0)
        .line(256.0, 640.0)
        .line(256.0, 622.0)
        .curve((226.0, 560.0), (204.0, 500.0), (206.0, 436.0));
    canvas.fill_within(mask, &lapel, Paint::Flat(lighter(cloth, 0.13)), 1.0);
    canvas.fill_within(mask, &lapel.mirrored(MIDDLE), Paint::Flat(darker(cloth, 0.16)), 1.0);
    let seam = Path::from(256.0, 622.0).line(256.0, 652.0).stroke(3.0, 0.0);
    canvas.fill_within(mask, &seam, Paint::Flat(darker(cloth, 0.4)), 0.8);
}

fn shirt(canvas: &mut Canvas, mask: &Mask, cloth: Color, accent: Color) {
    let placket = Path::rectangle(246.0, 482.0, 266.0, 652.0);
    canvas.fill_within(mask, &placket, Paint::Flat(accent), 0.55);
    for y in [520.0, 566.0, 612.0] {
        canvas.fill(&Path::circle(256.0, y, 4.5), Paint::Flat(lighter(accent, 0.6)), 0.95);
    }
    let wing = Path::from(200.0, 420.0).line(250.0, 486.0).line(212.0, 508.0).line(184.0, 446.0);
    canvas.fill(&wing, Paint::Flat(lighter(cloth, 0.18)), 1.0);
    canvas.fill(&wing.mirrored(MIDDLE), Paint::Flat(darker(cloth, 0.12)), 1.0);
}

fn hood(canvas: &mut Canvas, cloth: Color) {
    let hood = Path::from(150.0, 500.0).curve((130.0, 400.0), (180.0, 372.0), (256.0, 372.0)).curve(
        (332.0, 372.0),
        (382.0, 400.0),
        (362.0, 500.0),
    );
    canvas.fill(&hood, Paint::Flat(darker(cloth, 0.28)), 1.0);
}

fn strings(canvas: &mut Canvas, mask: &Mask, cloth: Color, accent: Color) {
    let edge =
        Path::from(190.0, 432.0).curve((206.0, 498.0), (306.0, 498.0), (322.0, 432.0)).stroke(20.0, 0.0);
    canvas.fill(&edge, Paint::Flat(darker(cloth, 0.14)), 1.0);
    for x in [226.0, 286.0] {
        let string = Path::from(x, 476.0).bend((x - 5.0, 530.0), (x + 2.0, 566.0)).stroke(6.0, 0.0);
        canvas.fill_within(mask, &string, Paint::Flat(accent), 1.0);
    }
}

fn next_u64(canvas: &mut Canvas, mask: &Mask, cloth: Color, accent: Color) {
    let roll = Path::from(196.0, 398.0)
        .curve((220.0, 420.0), (292.0, 420.0), (316.0, 398.0))
        .curve((322.0, 430.0), (324.0, 452.0), (322.0, 466.0))
        .curve((292.0, 492.0), (220.0, 492.0), (190.0, 466.0))
        .curve((188.0, 452.0), (190.0, 430.0), (196.0, 398.0));
    canvas.fill(&roll, Paint::Blend((200.0, 400.0), lighter(cloth, 0.15), (310.0, 490.0), accent), 1.0);
    for x in [206.0, 230.0, 256.0, 282.0, 306.0] {
        let rib = Path::from(x, 414.0).line(x, 480.0).stroke(2.5, 0.2);
        canvas.fill(&rib, Paint::Flat(accent), 0.55);
    }
    let fold =
        Path::from(190.0, 466.0).curve((220.0, 494.0), (292.0, 494.0), (322.0, 466.0)).stroke(5.0, 0.4);
    canvas.fill_within(mask, &fold, Paint::Flat(darker(cloth, 0.45)), 0.6);
}

fn rib(canvas: &mut Canvas, wide: f32, deep: f32, color: Color) {
    let edge = Path::from(MIDDLE - wide - 14.0, 432.0)
        .curve((MIDDLE - wide, 440.0 + deep), (MIDDLE + wide, 440.0 + deep), (MIDDLE + wide + 14.0, 432.0))
        .stroke(11.0, 0.0);
    canvas.fill(&edge, Paint::Flat(color), 1.0);
}

fn stripes(canvas: &mut Canvas, mask: &Mask, cloth: Color, accent: Color) {
    for stripe in 0..4 {
        let y = 520.0 + 36.0 * stripe as f32;
        let band = Path::from(30.0, y).bend((256.0, y + 22.0), (482.0, y)).stroke(15.0, 0.0);
        canvas.fill_within(mask, &band, Paint::Flat(accent), 0.95);
    }
    rib(canvas, 50.0, 44.0, darker(cloth, 0.1));
}

fn straps(canvas: &mut Canvas, mask: &Mask, accent: Color) {
    let edge =
        Path::from(150.0, 430.0).curve((164.0, 552.0), (348.0, 552.0), (362.0, 430.0)).stroke(9.0, 0.0);
    canvas.fill_within(mask, &edge, Paint::Flat(accent), 1.0);
}

fn dungarees(canvas: &mut Canvas, mask: &Mask, cloth: Color, accent: Color, head: &Head) {
    let shirt = Path::rectangle(0.0, 420.0, 512.0, 660.0);
    canvas.fill_within(
        mask,
        &shirt,
        Paint::Blend((90.0, 440.0), accent, (430.0, 640.0), darker(accent, 0.22)),
        1.0,
    );
    opening(canvas, mask, head, 44.0, 40.0);
    neck(canvas, head);
    rib(canvas, 44.0, 40.0, darker(accent, 0.1));
    let bib = Path::from(176.0, 556.0).line(336.0, 556.0).line(352.0, 660.0).line(160.0, 660.0);
    canvas.fill_within(mask, &bib, Paint::Flat(cloth), 1.0);
    for side in [-1.0, 1.0] {
        let strap =
            Path::from(MIDDLE + side * 66.0, 566.0).line(MIDDLE + side * 98.0, 452.0).stroke(26.0, 0.0);
        canvas.fill_within(mask, &strap, Paint::Flat(darker(cloth, 0.1)), 1.0);
        canvas.fill(&Path::circle(MIDDLE + side * 66.0, 572.0, 8.0), Paint::Flat(rgb(0x00f0_d27a)), 1.0);
    }
}

fn scarf(canvas: &mut Canvas, accent: Color) {
    let tail = Path::from(226.0, 470.0).line(274.0, 470.0).line(284.0, 652.0).line(214.0, 652.0);
    canvas.fill(
        &tail,
        Paint::Blend((214.0, 480.0), darker(accent, 0.08), (284.0, 640.0), darker(accent, 0.35)),
        1.0,
    );
    let low =
        Path::from(172.0, 440.0).curve((200.0, 508.0), (312.0, 508.0), (340.0, 440.0)).stroke(46.0, 0.25);
    canvas.fill(&low, Paint::Flat(darker(accent, 0.12)), 1.0);
    let high =
        Path::from(184.0, 418.0).curve((206.0, 470.0), (306.0, 470.0), (328.0, 418.0)).stroke(44.0, 0.25);
    canvas.fill(&high, Paint::Blend((190.0, 400.0), lighter(accent, 0.16), (320.0, 470.0), accent), 1.0);
}

fn pullover(canvas: &mut Canvas, mask: &Mask, cloth: Color, accent: Color) {
    let gap = Path::from(200.0, 425.0).line(312.0, 425.0).line(256.0, 540.0);
    canvas.fill_within(mask, &gap, Paint::Flat(accent), 1.0);
    let edge = Path::from(196.0, 440.0).line(256.0, 546.0).line(316.0, 440.0).stroke(13.0, 0.0);
    canvas.fill_within(mask, &edge, Paint::Flat(darker(cloth, 0.2)), 1.0);
    collar(canvas, accent);
}

/// The folds where the arms begin, and the shade on the far side.
fn arms(canvas: &mut Canvas, mask: &Mask, cloth: Color) {
    let fold = Path::from(128.0, 560.0).bend((122.0, 610.0), (126.0, 652.0)).stroke(5.0, 0.5);
    for fold in [fold.mirrored(MIDDLE), fold] {
        canvas.fill_within(mask, &fold, Paint::Flat(darker(cloth, 0.5)), 0.4);
    }
    let far = Path::from(360.0, 440.0)
        .curve((400.0, 520.0), (390.0, 600.0), (400.0, 660.0))
        .line(520.0, 660.0)
        .line(520.0, 440.0);
    canvas.fill_within(mask, &far, Paint::Flat(darker(cloth, 0.6)), 0.18);
}
