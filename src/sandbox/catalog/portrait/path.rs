//! Outlines made of lines and curves, flattened as they are drawn.
#![allow(clippy::cast_precision_loss, reason = "counts of steps: small whole numbers")]

use std::f32::consts::{PI, TAU};

use super::canvas::Point;

const STEPS: usize = 20;

/// One or more closed outlines.
#[derive(Debug, Clone, Default)]
pub(super) struct Path {
    rings: Vec<Vec<Point>>,
}

impl Path {
    pub(super) fn from(x: f32, y: f32) -> Self {
        Self { rings: vec![vec![(x, y)]] }
    }

    pub(super) fn line(mut self, x: f32, y: f32) -> Self {
        self.push((x, y));
        self
    }

    /// A curve to `to` that leaves towards `first` and arrives from `second`.
    pub(super) fn curve(mut self, first: Point, second: Point, to: Point) -> Self {
        let from = self.pen();
        for step in 1..=STEPS {
            let gone = step as f32 / STEPS as f32;
            let left = 1.0 - gone;
            let pulls = [left.powi(3), 3.0 * left * left * gone, 3.0 * left * gone * gone, gone.powi(3)];
            let ends = [from, first, second, to];
            let sum = |of: fn(Point) -> f32| ends.iter().zip(pulls).map(|(end, pull)| pull * of(*end)).sum();
            self.push((sum(|end| end.0), sum(|end| end.1)));
        }
        self
    }

    /// A curve to `to` that is drawn towards `by`.
    pub(super) fn bend(self, by: Point, to: Point) -> Self {
        let from = self.pen();
        let towards = |end: Point| (end.0 + (by.0 - end.0) * 2.0 / 3.0, end.1 + (by.1 - end.1) * 2.0 / 3.0);
        self.curve(towards(from), towards(to), to)
    }

    pub(super) fn ellipse(x: f32, y: f32, wide: f32, high: f32) -> Self {
        let steps = if wide + high > 200.0 { 96 } else { 40 };
        let point = |step: usize| {
            let angle = TAU * step as f32 / steps as f32;
            (x + wide * angle.cos(), y + high * angle.sin())
        };
        Self { rings: vec![(0..steps).map(point).collect()] }
    }

    pub(super) fn circle(x: f32, y: f32, radius: f32) -> Self {
        Self::ellipse(x, y, radius, radius)
    }

    /// Left, top, right, bottom.
    pub(super) fn rectangle(left: f32, top: f32, right: f32, bottom: f32) -> Self {
        Self::from(left, top).line(right, top).line(right, bottom).line(left, bottom)
    }

    /// The outline of a line of this thickness along the points so far, round at its ends, and thinner
    /// towards them by `taper` from 0 to 1.
    pub(super) fn stroke(&self, thickness: f32, taper: f32) -> Self {
        let mut strokes = Self::default();
        for ring in self.rings.iter().filter(|ring| ring.len() > 1) {
            strokes.rings.push(outline(ring, thickness / 2.0, taper));
        }
        strokes
    }

    /// The ring that is left of an outline when its inner part is taken away.
    pub(super) fn closed_stroke(&self, thickness: f32) -> Self {
        let mut strokes = Self::default();
        for ring in &self.rings {
            let closed: Vec<Point> = ring.iter().chain(ring.iter().take(2)).copied().collect();
            for pair in closed.windows(2) {
                strokes.rings.push(outline(pair, thickness / 2.0, 0.0));
            }
        }
        strokes
    }

    pub(super) fn and(mut self, other: Path) -> Self {
        self.rings.extend(other.rings);
        self
    }

    /// Mirrored at the upright line through `x`.
    pub(super) fn mirrored(&self, x: f32) -> Self {
        let mirror = |ring: &Vec<Point>| ring.iter().rev().map(|p| (2.0 * x - p.0, p.1)).collect();
        Self { rings: self.rings.iter().map(mirror).collect() }
    }

    /// Turned around a point by an angle in radians.
    pub(super) fn turned(&self, around: Point, angle: f32) -> Self {
        let (sin, cos) = angle.sin_cos();
        let turn = |p: &Point| {
            let (x, y) = (p.0 - around.0, p.1 - around.1);
            (around.0 + x * cos - y * sin, around.1 + x * sin + y * cos)
        };
        Self { rings: self.rings.iter().map(|ring| ring.iter().map(turn).collect()).collect() }
    }

    pub(super) fn edges(&self) -> impl Iterator<Item = (Point, Point)> {
        self.rings.iter().flat_map(|ring| {
            let next = ring.iter().cycle().skip(1);
            ring.iter().copied().zip(next.copied())
        })
    }

    fn pen(&self) -> Point {
        self.rings.last().and_then(|ring| ring.last()).copied().unwrap_or_default()
    }

    fn push(&mut self, point: Point) {
        match self.rings.last_mut() {
            Some(ring) => ring.push(point),
            None => self.rings.push(vec![point]),
        }
    }
}

fn outline(points: &[Point], half: f32, taper: f32) -> Vec<Point> {
    let last = points.len() - 1;
    let mut left = Vec::new();
    let mut right = Vec::new();
    for (at, point) in points.iter().enumerate() {
        let (before, after) = (points[at.saturating_sub(1)], points[(at + 1).min(last)]);
        let angle = (after.1 - before.1).atan2(after.0 - before.0);
        let middle = (PI * at as f32 / last as f32).sin();
        let half = half * (1.0 - taper + taper * middle);
        let cap = |turn: f32| (point.0 + half * (angle + turn).cos(), point.1 + half * (angle + turn).sin());
        if at == 0 {
            left.extend((1..6).map(|step| cap(-PI / 2.0 - PI * (6 - step) as f32 / 6.0)));
        }
        left.push(cap(-PI / 2.0));
        right.push(cap(PI / 2.0));
        if at == last {
            left.extend((1..6).map(|step| cap(-PI / 2.0 + PI * step as f32 / 6.0)));
        }
    }
    left.extend(right.into_iter().rev());
    left
}
