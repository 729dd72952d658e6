//! What is behind a sitter: a wall, its light, and one simple thing to remember it by.
#![allow(clippy::cast_precision_loss, reason = "counts of shapes: small whole numbers")]

use std::f32::consts::TAU;

use super::canvas::{Canvas, Color, HEIGHT, Paint, WIDTH, between, darker, lighter, rgb};
use super::path::Path;
use super::sitter::{Place, Sitter};
use crate::sandbox::rng::Rng;

pub(super) fn draw(canvas: &mut Canvas, sitter: &Sitter) {
    let (wall, light) = (rgb(sitter.wall), rgb(sitter.light));
    let all = Path::rectangle(-2.0, -2.0, WIDTH + 2.0, HEIGHT + 2.0);
    let corner = Paint::Blend((0.0, 0.0), lighter(wall, 0.12), (WIDTH, HEIGHT), darker(wall, 0.22));
    canvas.fill(&all, corner, 1.0);
    match sitter.place {
        Place::Plain => plain(canvas, light),
        Place::Disc => disc(canvas, light),
        Place::Arch => arch(canvas, wall, light),
        Place::Window => window(canvas, light),
        Place::Bokeh => bokeh(canvas, sitter.seed, light),
        Place::Sea => sea(canvas, wall, light),
        Place::Hills => hills(canvas, wall, light),
        Place::Plants => plants(canvas, wall),
        Place::Shelf => shelf(canvas, sitter.seed, wall, light),
        Place::Night => night(canvas, sitter.seed, wall, light),
        Place::Rays => rays(canvas, light),
    }
}

fn glow(canvas: &mut Canvas, x: f32, y: f32, radius: f32, color: Color, opacity: f32) {
    canvas.fill(&Path::circle(x, y, radius), Paint::Glow((x, y), radius, color), opacity);
}

fn plain(canvas: &mut Canvas, light: Color) {
    glow(canvas, 150.0, 190.0, 420.0, light, 0.85);
}

fn disc(canvas: &mut Canvas, light: Color) {
    canvas.fill(&Path::circle(256.0, 270.0, 222.0), Paint::Flat(light), 0.9);
    glow(canvas, 190.0, 170.0, 240.0, lighter(light, 0.7), 0.5);
}

fn arch(canvas: &mut Canvas, wall: Color, light: Color) {
    let door = Path::from(66.0, 660.0)
        .line(66.0, 250.0)
        .curve((66.0, 0.0), (446.0, 0.0), (446.0, 250.0))
        .line(446.0, 660.0);
    canvas.fill(&door.closed_stroke(14.0), Paint::Flat(darker(wall, 0.25)), 0.35);
    canvas.fill(&door, Paint::Blend((60.0, 60.0), light, (460.0, 640.0), between(light, wall, 0.6)), 1.0);
}

fn window(canvas: &mut Canvas, light: Color) {
    for (left, right) in [(36.0, 150.0), (166.0, 280.0)] {
        for (top, bottom) in [(24.0, 170.0), (186.0, 340.0)] {
            let pane =
                Path::from(left, top).line(right, top + 22.0).line(right, bottom + 22.0).line(left, bottom);
            canvas.fill(&pane, Paint::Blend((left, top), light, (right, bottom), lighter(light, 0.4)), 0.8);
        }
    }
    let beam = Path::from(300.0, -10.0).line(430.0, -10.0).line(560.0, 420.0).line(430.0, 660.0);
    canvas.fill(&beam, Paint::Flat(light), 0.22);
    glow(canvas, 120.0, 150.0, 330.0, light, 0.5);
}

fn bokeh(canvas: &mut Canvas, seed: u64, light: Color) {
    let mut dice = Rng::new(seed);
    let mut chance = |low: f32, high: f32| dice.span(low, high);
    glow(canvas, 256.0, 250.0, 330.0, light, 0.35);
    for _ in 0..17 {
        let (x, y, radius) = (chance(0.0, WIDTH), chance(0.0, 520.0), chance(14.0, 52.0));
        canvas.fill(
            &Path::circle(x, y, radius),
            Paint::Flat(lighter(light, chance(0.0, 0.5))),
            chance(0.16, 0.5),
        );
    }
}

fn sea(canvas: &mut Canvas, wall: Color, light: Color) {
    let sky = Path::rectangle(-2.0, -2.0, 514.0, 344.0);
    canvas.fill(&sky, Paint::Blend((0.0, 0.0), wall, (0.0, 344.0), light), 1.0);
    canvas.fill(&Path::circle(402.0, 150.0, 50.0), Paint::Flat(lighter(light, 0.6)), 0.95);
    let water = between(darker(wall, 0.25), rgb(0x002a_6f97), 0.65);
    let sea = Path::rectangle(-2.0, 340.0, 514.0, 642.0);
    canvas.fill(
        &sea,
        Paint::Blend((0.0, 340.0), lighter(water, 0.25), (0.0, 640.0), darker(water, 0.3)),
        1.0,
    );
    for (x, y, wide) in [(60.0, 372.0, 70.0), (430.0, 366.0, 90.0), (470.0, 410.0, 60.0), (20.0, 430.0, 50.0)]
    {
        canvas.fill(&Path::ellipse(x, y, wide, 4.0), Paint::Flat(light), 0.45);
    }
}

fn hills(canvas: &mut Canvas, wall: Color, light: Color) {
    let sky = Path::rectangle(-2.0, -2.0, 514.0, 642.0);
    canvas.fill(&sky, Paint::Blend((0.0, 0.0), wall, (0.0, 420.0), light), 1.0);
    let green = between(rgb(0x0052_8f6b), wall, 0.25);
    let far = Path::from(-5.0, 330.0)
        .curve((120.0, 180.0), (200.0, 330.0), (300.0, 300.0))
        .curve((380.0, 260.0), (440.0, 210.0), (520.0, 270.0))
        .line(520.0, 650.0)
        .line(-5.0, 650.0);
    canvas.fill(&far, Paint::Flat(lighter(green, 0.35)), 0.9);
    let near = Path::from(-5.0, 430.0)
        .curve((100.0, 350.0), (260.0, 420.0), (520.0, 360.0))
        .line(520.0, 650.0)
        .line(-5.0, 650.0);
    canvas.fill(&near, Paint::Blend((0.0, 350.0), green, (0.0, 640.0), darker(green, 0.35)), 1.0);
}

fn plants(canvas: &mut Canvas, wall: Color) {
    glow(canvas, 130.0, 150.0, 380.0, [1.0; 3], 0.7);
    let leaf = between(rgb(0x002f_7d55), darker(wall, 0.2), 0.15);
    for (x, y, angle, size) in [
        (30.0, 470.0, -0.35, 1.25),
        (70.0, 520.0, 0.15, 1.0),
        (0.0, 380.0, 0.2, 1.05),
        (480.0, 430.0, 0.35, 1.2),
        (505.0, 330.0, -0.2, 1.0),
        (450.0, 520.0, -0.1, 0.9),
    ] {
        let shape = Path::from(x, y)
            .curve(
                (x - 62.0 * size, y - 60.0 * size),
                (x - 40.0 * size, y - 160.0 * size),
                (x, y - 210.0 * size),
            )
            .curve((x + 40.0 * size, y - 160.0 * size), (x + 62.0 * size, y - 60.0 * size), (x, y))
            .turned((x, y), angle);
        canvas.fill(
            &shape,
            Paint::Blend((x, y - 200.0), lighter(leaf, 0.22), (x, y), darker(leaf, 0.25)),
            0.95,
        );
        let rib = Path::from(x, y).line(x, y - 180.0 * size).turned((x, y), angle).stroke(3.0, 0.0);
        canvas.fill(&rib, Paint::Flat(lighter(leaf, 0.45)), 0.5);
    }
}

fn shelf(canvas: &mut Canvas, seed: u64, wall: Color, light: Color) {
    glow(canvas, 256.0, 120.0, 360.0, light, 0.75);
    let mut dice = Rng::new(seed);
    let books = [0x00c8_553d, 0x00e9_b44c, 0x003d_6b8c, 0x0058_8b6b, 0x00f0_e6d2, 0x008c_4a6b];
    for floor in [176.0, 368.0] {
        let mut x = -6.0;
        while x < WIDTH {
            let (wide, tall) = (dice.span(16.0, 34.0), dice.span(70.0, 132.0));
            if dice.chance(82) {
                let book = Path::rectangle(x, floor - tall, x + wide - 3.0, floor);
                canvas.fill(&book, Paint::Flat(between(rgb(*dice.pick(&books)), wall, 0.38)), 0.9);
            }
            x += wide;
        }
        canvas.fill(&Path::rectangle(-4.0, floor, 516.0, floor + 13.0), Paint::Flat(darker(wall, 0.35)), 1.0);
    }
    glow(canvas, 256.0, 250.0, 260.0, light, 0.35);
}

fn night(canvas: &mut Canvas, seed: u64, wall: Color, light: Color) {
    glow(canvas, 256.0, 470.0, 420.0, light, 0.6);
    let mut dice = Rng::new(seed);
    let mut x = -10.0;
    while x < WIDTH {
        let (wide, top) = (dice.span(46.0, 82.0), dice.span(190.0, 380.0));
        let tower = Path::rectangle(x, top, x + wide - 5.0, 660.0);
        canvas.fill(
            &tower,
            Paint::Blend((0.0, top), darker(wall, 0.35), (0.0, 640.0), darker(wall, 0.6)),
            0.95,
        );
        let columns = [x + 10.0, x + 24.0, x + 38.0];
        for row in 0..12 {
            let y = top + 14.0 + 22.0 * row as f32;
            for left in columns.iter().filter(|left| **left + 12.0 < x + wide) {
                if dice.chance(45) {
                    canvas.fill(&Path::rectangle(*left, y, left + 8.0, y + 11.0), Paint::Flat(light), 0.75);
                }
            }
        }
        x += wide;
    }
    canvas.fill(&Path::circle(400.0, 92.0, 32.0), Paint::Flat(lighter(light, 0.6)), 0.95);
}

fn rays(canvas: &mut Canvas, light: Color) {
    for ray in 0..14 {
        let angle = TAU * ray as f32 / 14.0;
        let end = |turn: f32| (256.0 + 620.0 * (angle + turn).cos(), 260.0 + 620.0 * (angle + turn).sin());
        let (first, second) = (end(-0.11), end(0.11));
        let wedge = Path::from(256.0, 260.0).line(first.0, first.1).line(second.0, second.1);
        canvas.fill(&wedge, Paint::Flat(light), 0.55);
    }
    glow(canvas, 256.0, 250.0, 290.0, light, 0.9);
}
