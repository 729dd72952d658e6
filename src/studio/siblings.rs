//! Renders of one project in the queue: how each is told from the others.

use super::Studio;
use super::render_list::Sibling;
use crate::domain::{Past, Render, plural};

/// How a render is told from others of its project, or with its title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distinction {
    /// The first words of its script.
    pub words: Option<String>,
    /// What is not as it was in the render before it.
    pub change: Option<String>,
}

impl Distinction {
    /// Both, as one text.
    pub fn text(&self) -> String {
        let words = self.words.as_ref().map(|words| format!("\u{201c}{words}\u{201d}"));
        words.into_iter().chain(self.change.clone()).collect::<Vec<_>>().join(" \u{b7} ")
    }
}

impl Studio {
    /// How a render is told from others of its project, or with its title; `None` where there is no other.
    pub fn distinction(&self, render: &Render) -> Option<Distinction> {
        let rows = &self.queue.renders;
        let earlier = match rows.sibling(render.id)? {
            Sibling::Oldest => None,
            Sibling::After(place) => rows.get(place),
        };
        let past = self.past.of_render(render.id);
        let before = earlier.and_then(|earlier| self.past.of_render(earlier.id));
        Some(Distinction {
            words: past.and_then(|past| past.words.clone()),
            change: earlier.and_then(|earlier| change((earlier, before), (render, past))),
        })
    }
}

/// What is not as it was: the first of those that say most.
fn change(
    (earlier, before): (&Render, Option<&Past>),
    (render, past): (&Render, Option<&Past>),
) -> Option<String> {
    let both = earlier.take.digest.as_ref().zip(render.take.digest.as_ref());
    if both.is_some_and(|(old, new)| old == new) {
        return Some(format!("as #{}", earlier.id));
    }
    if earlier.title != render.title {
        return Some("another title".to_owned());
    }
    if earlier.scenes != render.scenes {
        return Some(format!("{}, were {}", plural(render.scenes, "scene"), earlier.scenes));
    }
    let voices = before.and_then(|past| past.voice.as_ref()).zip(past.and_then(|past| past.voice.as_ref()));
    if voices.is_some_and(|(old, new)| old != new) {
        return Some("another voice".to_owned());
    }
    if (earlier.seconds - render.seconds).abs() > 0.05 {
        return Some(format!("{:.0} s (was {:.0} s)", render.seconds, earlier.seconds));
    }
    both.map(|_| "other settings".to_owned())
}
