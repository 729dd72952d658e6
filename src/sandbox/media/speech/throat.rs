//! A voice: pulses of a glottis, breath, and a throat that resonates.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "counts of samples in two seconds"
)]

use std::f32::consts::{PI, TAU};

use super::wav::RATE;
use crate::sandbox::rng::Rng;

const STEP: f32 = 1.0 / RATE as f32;
const LOUDEST: f32 = 0.72;
const HISS_SHARE: f32 = 0.30;
/// Formants move slowly: the resonances are tuned once for so many samples.
const TUNING: u8 = 8;

/// Who speaks.
#[derive(Debug, Clone)]
pub(super) struct Throat {
    /// Hertz.
    pub(super) pitch: f32,
    /// How much higher its formants are than a man's.
    pub(super) formants: f32,
    /// Breath against voice.
    pub(super) breath: f32,
    /// How far the pitch wanders, as a share of itself.
    pub(super) lilt: f32,
    pub(super) seed: u64,
}

/// How a syllable begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Onset {
    Open,
    Stop,
    Nasal,
    Hiss,
    Glide,
}

#[derive(Debug, Clone)]
pub(super) struct Syllable {
    pub(super) onset: Onset,
    pub(super) vowel: [f32; 3],
    pub(super) stressed: bool,
    pub(super) seconds: f32,
    /// Silence after it, in seconds.
    pub(super) pause: f32,
}

/// One resonance: rings at a frequency.
#[derive(Debug, Clone, Copy, Default)]
struct Resonance {
    last: f32,
    before: f32,
    /// How much of the last wave, and of the one before it, goes on.
    near: f32,
    far: f32,
}

/// What goes on while a throat speaks.
struct Breath {
    rng: Rng,
    resonances: [Resonance; 4],
    formants: [f32; 3],
    /// Samples since the resonances were tuned.
    untuned: u8,
    phase: f32,
    flow: f32,
    noise: f32,
}

impl Throat {
    /// A phrase with a little silence around it: waves from -1 to 1, at the rate of the file.
    pub(super) fn speak(&self, phrase: &[Syllable]) -> Vec<f32> {
        let silence = |seconds: f32| vec![0.0; (seconds / STEP) as usize];
        [silence(0.04), self.utter(phrase), silence(0.05)].concat()
    }

    /// The phrase alone.
    pub(super) fn utter(&self, phrase: &[Syllable]) -> Vec<f32> {
        let total: f32 = phrase.iter().map(|syllable| syllable.seconds + syllable.pause).sum();
        let mut breath = Breath {
            rng: Rng::new(self.seed),
            resonances: [Resonance::default(); 4],
            formants: phrase.first().map_or([500.0, 1500.0, 2500.0], |syllable| syllable.vowel),
            untuned: 0,
            phase: 0.0,
            flow: 0.0,
            noise: 0.0,
        };
        let mut waves = Vec::new();
        for syllable in phrase {
            for step in 0..((syllable.seconds + syllable.pause) / STEP).round() as usize {
                let time = step as f32 * STEP;
                let gone = waves.len() as f32 * STEP / total;
                waves.push(self.wave(&mut breath, syllable, time, gone));
            }
        }
        let waves = brightened(&waves);
        let peak = waves.iter().fold(0.001_f32, |peak, wave| peak.max(wave.abs()));
        waves.iter().map(|wave| wave / peak * LOUDEST).collect()
    }

    /// One sample, `time` seconds into a syllable, with a share `gone` of the phrase.
    fn wave(&self, breath: &mut Breath, syllable: &Syllable, time: f32, gone: f32) -> f32 {
        let part = time / syllable.seconds;
        let accent = if syllable.stressed { (part.min(1.0) * PI).sin() * self.lilt } else { 0.0 };
        let wander = (gone * 2.6 * TAU).sin() * self.lilt * 0.25;
        let pitch = self.pitch * (1.06 - 0.20 * gone + accent + wander);
        let (voiced, hissing) = syllable.loudness(time);
        breath.reach_for(syllable, part, self.formants);
        let noise = breath.blow();
        let source = breath.pulse(pitch) * voiced + noise * self.breath * voiced;
        let voice = breath.resonate(source, self.formants);
        voice + (noise - breath.noise * 0.5) * hissing * HISS_SHARE
    }
}

/// Lips let high tones out better than low ones.
fn brightened(waves: &[f32]) -> Vec<f32> {
    let before = std::iter::once(&0.0).chain(waves);
    waves.iter().zip(before).map(|(wave, before)| wave - 0.72 * before).collect()
}

impl Syllable {
    /// How loud voice and hiss are, `time` seconds after its beginning.
    fn loudness(&self, time: f32) -> (f32, f32) {
        let rise = |from: f32, to: f32| ((time - from) / (to - from)).clamp(0.0, 1.0);
        let fall = 1.0 - rise(self.seconds - 0.055, self.seconds);
        let bump = |from: f32, to: f32| (rise(from, to) * PI).sin();
        let stress = if self.stressed { 1.0 } else { 0.62 };
        let (voice, hiss) = match self.onset {
            Onset::Open => (rise(0.0, 0.03), 0.0),
            Onset::Stop => (rise(0.042, 0.058), bump(0.032, 0.050) * 0.8),
            Onset::Nasal => (0.30 * rise(0.0, 0.02) + 0.70 * rise(0.05, 0.075), 0.0),
            Onset::Hiss => (rise(0.065, 0.09), bump(0.0, 0.085) * 0.7),
            Onset::Glide => (0.45 * rise(0.0, 0.02) + 0.55 * rise(0.03, 0.08), 0.0),
        };
        (voice * fall * stress, hiss * stress)
    }
}

impl Breath {
    /// The formants move towards those of the syllable, as fast as a tongue does.
    fn reach_for(&mut self, syllable: &Syllable, part: f32, scale: f32) {
        let early = part < 0.3;
        let goal = match syllable.onset {
            Onset::Nasal if early => [260.0, 1100.0, 2300.0],
            Onset::Glide if early => [320.0, 2000.0 - syllable.vowel[1] * 0.4, 2500.0],
            _ => syllable.vowel,
        };
        for (formant, goal) in self.formants.iter_mut().zip(goal) {
            *formant += (goal * scale - *formant) * (STEP / 0.018);
        }
    }

    fn blow(&mut self) -> f32 {
        let noise = self.rng.span(-1.0, 1.0);
        self.noise = self.noise * 0.6 + noise * 0.4;
        noise
    }

    /// The change of the air's flow: slow to open, quick to close.
    fn pulse(&mut self, pitch: f32) -> f32 {
        self.phase = (self.phase + pitch * STEP).fract();
        let flow = match self.phase {
            open if open < 0.42 => 0.5 - 0.5 * (PI * open / 0.42).cos(),
            closing if closing < 0.60 => (PI / 2.0 * (closing - 0.42) / 0.18).cos(),
            _ => 0.0,
        };
        let change = flow - self.flow;
        self.flow = flow;
        change * 6.0
    }

    fn resonate(&mut self, source: f32, scale: f32) -> f32 {
        if self.untuned == 0 {
            let [first, second, third] = self.formants;
            let bands = [(first, 75.0), (second, 100.0), (third, 150.0), (3500.0 * scale, 260.0)];
            self.resonances.iter_mut().zip(bands).for_each(|(resonance, band)| resonance.tune(band));
        }
        self.untuned = (self.untuned + 1) % TUNING;
        self.resonances.iter_mut().fold(source, |wave, resonance| resonance.ring(wave))
    }
}

impl Resonance {
    fn tune(&mut self, (frequency, width): (f32, f32)) {
        let decay = (-PI * width * STEP).exp();
        self.near = 2.0 * decay * (TAU * frequency * STEP).cos();
        self.far = -decay * decay;
    }

    fn ring(&mut self, input: f32) -> f32 {
        let wave = (1.0 - self.near - self.far) * input + self.near * self.last + self.far * self.before;
        self.before = self.last;
        self.last = wave;
        wave
    }
}
