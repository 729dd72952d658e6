//! How a render in the queue is distinguished from others of its project or title.

use super::Studio;
use super::state::Predecessor;
use crate::domain::{PastRender, Render, format_count};

/// What distinguishes a render from others of its project or title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distinction {
    /// The first words of its script.
    pub first_words: Option<String>,
    /// What differs from the render before it.
    pub difference: Option<String>,
}

impl Distinction {
    /// Both, as one text.
    pub fn text(&self) -> String {
        let words = self.first_words.as_ref().map(|words| format!("\u{201c}{words}\u{201d}"));
        words.into_iter().chain(self.difference.clone()).collect::<Vec<_>>().join(" \u{b7} ")
    }
}

impl Studio {
    /// What distinguishes a render from others of its project or title; `None` where there is no other.
    pub fn distinction(&self, render: &Render) -> Option<Distinction> {
        let rows = &self.queue.renders;
        let earlier = match rows.predecessor(render.id)? {
            Predecessor::None => None,
            Predecessor::At(index) => rows.get(index),
        };
        let past = self.spend.history.find(render.id);
        let before = earlier.and_then(|earlier| self.spend.history.find(earlier.id));
        Some(Distinction {
            first_words: past.and_then(|past| past.script_excerpt.clone()),
            difference: earlier.and_then(|earlier| describe_difference((earlier, before), (render, past))),
        })
    }
}

/// The most telling difference.
fn describe_difference(
    (earlier, before): (&Render, Option<&PastRender>),
    (render, past): (&Render, Option<&PastRender>),
) -> Option<String> {
    let both = earlier.lineage.content_hash.as_ref().zip(render.lineage.content_hash.as_ref());
    if both.is_some_and(|(old, new)| old == new) {
        return Some(format!("as #{}", earlier.id));
    }
    if earlier.title != render.title {
        return Some("another title".to_owned());
    }
    if earlier.scene_count != render.scene_count {
        return Some(format!("{} (was {})", format_count(render.scene_count, "scene"), earlier.scene_count));
    }
    let voices =
        before.and_then(|past| past.voice_id.as_ref()).zip(past.and_then(|past| past.voice_id.as_ref()));
    if voices.is_some_and(|(old, new)| old != new) {
        return Some("another voice".to_owned());
    }
    if (earlier.estimated_seconds - render.estimated_seconds).abs() > 0.05 {
        return Some(format!("{:.0} s (was {:.0} s)", render.estimated_seconds, earlier.estimated_seconds));
    }
    both.map(|_| "other settings".to_owned())
}
