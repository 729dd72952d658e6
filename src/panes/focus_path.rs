//! The key sequences of hints: which keys to press from the current focus.

use crate::command::Scope;

/// The current focus, for hints that name keys.
#[derive(Debug, Clone, Copy)]
pub struct FocusPath {
    /// The key of the focused pane.
    pub pane_key: char,
    /// The scope of that pane.
    pub scope: Scope,
    /// How often Esc is pressed in the pane until letters are commands.
    pub escape_count: usize,
    /// The number of open overlays.
    pub overlay_count: usize,
}

impl FocusPath {
    /// The keys to press from here, separated by blanks; empty if `keys` is the focused pane.
    ///
    /// `keys` start at the panes. The key of the focused pane is left out. Esc closes each overlay, and leaves a text
    /// field before a key that would be typed there. Enter keeps the filter of the queue before another Enter opens the
    /// selected row.
    pub fn key_sequence(self, keys: &str) -> String {
        let keys = match keys.strip_prefix(self.pane_key) {
            Some("") => return String::new(),
            Some(rest) => rest.strip_prefix(' ').unwrap_or(keys),
            None => keys,
        };
        let first = keys.split(' ').next().unwrap_or_default();
        let leave = match first {
            "Enter" if self.scope == Scope::Filter => "Enter ".to_owned(),
            first if first.chars().count() == 1 => "Esc ".repeat(self.escape_count),
            _ => String::new(),
        };
        format!("{}{leave}{keys}", "Esc ".repeat(self.overlay_count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_sequences_start_from_the_current_focus() {
        let path = |scope: Scope, overlays| FocusPath {
            pane_key: '1',
            scope,
            escape_count: usize::from(scope.takes_text()),
            overlay_count: overlays,
        };
        for (scope, overlays, keys, pressed) in [
            (Scope::Photos, 0, "4 R", "4 R"),
            (Scope::Photos, 0, "1 R", "R"),
            (Scope::Photos, 0, "1", ""),
            (Scope::Photos, 0, "1 Enter", "Enter"),
            (Scope::SceneText, 0, "4 R", "Esc 4 R"),
            (Scope::SceneText, 0, "Ctrl-z", "Ctrl-z"),
            (Scope::SceneText, 2, "4", "Esc Esc Esc 4"),
            (Scope::Filter, 0, "1 Enter", "Enter Enter"),
            (Scope::CatalogFilter, 0, "1 Enter", "Enter"),
            (Scope::CatalogFilter, 0, "1 R", "Esc R"),
            (Scope::Photos, 1, "a", "Esc a"),
        ] {
            assert_eq!(
                path(scope, overlays).key_sequence(keys),
                pressed,
                "{keys} in {scope:?} below {overlays}"
            );
        }
    }
}
