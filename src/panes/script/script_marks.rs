//! The marks of a script on the page: its pauses, and what would be spoken though it is not meant to be.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

use crate::domain::{Project, Script, ScriptAnalysis, ScriptIssue, ScriptTokenKind, count_scenes};
use crate::panes::pause_label::pause_label;
use crate::widgets::{TextChip, TextChips};

/// A pause as it is written in a script.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct WrittenPause {
    /// The bytes of its tag or its brackets.
    pub(super) range: Range<usize>,
    pub(super) seconds: f64,
}

/// The marked parts of a script.
#[derive(Debug, Default)]
pub(super) struct ScriptMarks {
    closed_pauses: Vec<WrittenPause>,
    unclosed_pauses: Vec<Range<usize>>,
    chips: TextChips,
    /// None before the first update.
    analysis: Option<Arc<ScriptAnalysis>>,
    /// Whether the script reads as several scenes, once that was asked.
    has_scenes: OnceCell<bool>,
}

impl ScriptMarks {
    /// Whether these are the marks of a script.
    pub(super) fn is_of(&self, script: &Script) -> bool {
        self.analysis.as_ref().is_some_and(|analysis| Arc::ptr_eq(analysis, script.analysis()))
    }

    pub(super) fn update(&mut self, script: &Script) {
        let analysis = Arc::clone(script.analysis());
        let pauses = analysis.tokens().iter().filter_map(|token| match token.kind {
            ScriptTokenKind::Pause { seconds, .. } => {
                Some(WrittenPause { range: token.range.clone(), seconds })
            }
            _ => None,
        });
        let is_closed = |pause: &WrittenPause| script[pause.range.clone()].ends_with(is_closing);
        let (closed, unclosed): (Vec<_>, Vec<_>) = pauses.partition(is_closed);
        let chip =
            |pause: &WrittenPause| TextChip { range: pause.range.clone(), label: pause_label(pause.seconds) };
        self.chips = TextChips::new(script, closed.iter().map(chip).collect());
        self.closed_pauses = closed;
        self.unclosed_pauses = unclosed.into_iter().map(|pause| pause.range).collect();
        self.analysis = Some(analysis);
        self.has_scenes = OnceCell::new();
    }

    /// The pauses whose tag or brackets are closed.
    pub(super) fn closed_pauses(&self) -> &[WrittenPause] {
        &self.closed_pauses
    }

    /// The pauses that are still being typed, or whose end was forgotten.
    pub(super) fn unclosed_pauses(&self) -> &[Range<usize>] {
        &self.unclosed_pauses
    }

    /// The chips of the pauses.
    pub(super) fn chips(&self) -> &TextChips {
        &self.chips
    }

    /// Whether a script with these marks reads as several scenes of a project.
    pub(super) fn has_scenes(&self, script: &str, project: &Project) -> bool {
        let may_have = |issue: &ScriptIssue| issue.kind.is_structure();
        *self
            .has_scenes
            .get_or_init(|| self.issues().iter().any(may_have) && count_scenes(script, project).is_some())
    }

    pub(super) fn issues(&self) -> &[ScriptIssue] {
        self.analysis.as_ref().map_or(&[], |analysis| analysis.issues())
    }
}

/// Whether a character ends a tag or a pair of brackets.
fn is_closing(c: char) -> bool {
    matches!(c, '>' | ']' | ')' | '}' | '］' | '】' | '〕' | '）' | '｝')
}
