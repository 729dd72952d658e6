//! Notes about what an import or export could not carry, each kind once with its first examples.

use crate::domain::Scene;
use crate::domain::pauses::{ScriptPiece, script_pieces};
use crate::domain::text::truncate;

/// Examples of one kind that are named; more are counted.
const MAX_EXAMPLES: usize = 3;
const MAX_EXAMPLE_CHARS: usize = 40;

#[derive(Debug, Default)]
pub(super) struct ExchangeNotes {
    kinds: Vec<(String, Vec<String>)>,
}

impl ExchangeNotes {
    /// Adds an example of a kind of notes, such as `no place in a project: headings`.
    pub(super) fn add(&mut self, kind: impl Into<String>, example: &str) {
        let (kind, example) = (kind.into(), truncate(example, MAX_EXAMPLE_CHARS));
        match self.kinds.iter_mut().find(|(other, _)| *other == kind) {
            Some((_, examples)) => examples.push(example),
            None => self.kinds.push((kind, vec![example])),
        }
    }

    /// These notes, and then others.
    #[must_use]
    pub(super) fn followed_by(mut self, other: Self) -> Self {
        for (kind, examples) in other.kinds {
            for example in &examples {
                self.add(kind.clone(), example);
            }
        }
        self
    }

    /// Adds what of a scene reads back differently from a text.
    pub(super) fn check_scene(&mut self, number: usize, scene: &Scene) {
        let scene_number = format!("scene {number}");
        if script_pieces(&scene.script).contains(&ScriptPiece::Pause(0.0)) {
            self.add("a break without a time becomes a pause of 0 seconds", &scene_number);
        }
        if scene.motion_prompt.trim().contains('\n') {
            self.add("a motion prompt of several lines becomes one line", &scene_number);
        }
    }

    /// One line for each kind, in the order of their first examples.
    pub(super) fn into_lines(self) -> Vec<String> {
        self.kinds.into_iter().map(|(kind, examples)| note_line(&kind, &examples)).collect()
    }
}

fn note_line(kind: &str, examples: &[String]) -> String {
    let named: Vec<&str> = examples
        .iter()
        .map(String::as_str)
        .filter(|example| !example.is_empty())
        .take(MAX_EXAMPLES)
        .collect();
    let more = match examples.len().saturating_sub(MAX_EXAMPLES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    if named.is_empty() { kind.to_owned() } else { format!("{kind}: {}{more}", named.join(" · ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_of_a_kind_are_one_line() {
        let mut notes = ExchangeNotes::default();
        for heading in ["Intro", "Middle", "End", "Credits"] {
            notes.add("headings are left out", heading);
        }
        notes.add("the title is left out", "");
        assert_eq!(
            notes.into_lines(),
            ["headings are left out: Intro · Middle · End and 1 more", "the title is left out"]
        );
    }
}
