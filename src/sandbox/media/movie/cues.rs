//! Captions: cues, and their subtitle files.

use std::fmt::Write;

use crate::sandbox::render::script;
use crate::sandbox::world::StoredVideo;

/// Characters per line.
pub(super) const LINE: usize = 24;

/// A caption of up to two lines.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cue {
    /// Seconds from the start of the video.
    pub(super) from: f64,
    pub(super) to: f64,
    /// Counted from 1.
    pub(super) scene: usize,
    pub(super) lines: Vec<String>,
}

/// The captions of a video. Each scene's time is divided by the length of its lines.
pub(super) fn cues(video: &StoredVideo) -> Vec<Cue> {
    let mut cues = Vec::new();
    let mut start = 0.0;
    for (at, scene) in video.scenes.iter().enumerate() {
        let lines = script::wrap(&scene.text, LINE);
        let mut pieces: Vec<Vec<String>> = lines.chunks(2).map(<[String]>::to_vec).collect();
        if pieces.is_empty() {
            pieces.push(Vec::new());
        }
        let total: f64 = pieces.iter().map(|piece| weight(piece)).sum();
        let mut from = start;
        for lines in pieces {
            let to = from + scene.seconds * weight(&lines) / total;
            cues.push(Cue { from, to, scene: at + 1, lines });
            from = to;
        }
        start += scene.seconds;
    }
    cues
}

fn weight(lines: &[String]) -> f64 {
    let text: usize = lines.iter().map(|line| line.chars().count()).sum();
    f64::from(u32::try_from(text).unwrap_or(u32::MAX).max(1))
}

/// Captions as an Advanced `SubStation` file, as in v1.
pub(crate) fn substation(video: &StoredVideo) -> String {
    let mut file = format!(
        "[Script Info]\nScriptType: v4.00+\nPlayResX: {}\nPlayResY: {}\n\n[Events]\nFormat: Layer, Start, End, Style, \
         Name, MarginL, MarginR, MarginV, Effect, Text\n",
        video.width, video.height
    );
    for cue in cues(video).iter().filter(|cue| !cue.lines.is_empty()) {
        let text = cue.lines.join("\\N").replace(['{', '}'], "");
        // Writing to a string cannot fail.
        let _ = writeln!(file, "Dialogue: 0,{},{},Default,,0,0,0,,{text}", time(cue.from), time(cue.to));
    }
    file
}

/// Captions as a `SubRip` file, as in v3.
pub(crate) fn subrip(video: &StoredVideo) -> String {
    let cues = cues(video);
    let spoken = cues.iter().filter(|cue| !cue.lines.is_empty());
    let block = |(at, cue): (usize, &Cue)| {
        let (from, to) = (clock_time(cue.from), clock_time(cue.to));
        format!("{}\n{from} --> {to}\n{}\n\n", at + 1, cue.lines.join("\n"))
    };
    spoken.enumerate().map(block).collect()
}

fn clock_time(seconds: f64) -> String {
    let millis = crate::sandbox::world::clock::millis(seconds);
    let (whole, rest) = (millis / 1000, millis % 1000);
    format!("{:02}:{:02}:{:02},{rest:03}", whole / 3600, whole / 60 % 60, whole % 60)
}

fn time(seconds: f64) -> String {
    let hundredths = crate::sandbox::world::clock::millis(seconds) / 10;
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    format!("{}:{:02}:{:02}.{rest:02}", whole / 3600, whole / 60 % 60, whole % 60)
}
