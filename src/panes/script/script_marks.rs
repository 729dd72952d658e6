//! The marks of a script on the page: its pauses, and what would be spoken though it is not meant to be.

use std::ops::Range;
use std::sync::Arc;

use crate::domain::{Script, ScriptAnalysis, ScriptIssue, ScriptTokenKind};

/// The marked parts of a script.
#[derive(Debug, Default)]
pub(super) struct ScriptMarks {
    pauses: Vec<Range<usize>>,
    /// None before the first update.
    analysis: Option<Arc<ScriptAnalysis>>,
}

impl ScriptMarks {
    /// Whether these are the marks of a script.
    pub(super) fn is_of(&self, script: &Script) -> bool {
        self.analysis.as_ref().is_some_and(|analysis| Arc::ptr_eq(analysis, script.analysis()))
    }

    pub(super) fn update(&mut self, script: &Script) {
        let analysis = Arc::clone(script.analysis());
        let pauses = analysis.tokens().iter();
        let pauses = pauses.filter(|token| matches!(token.kind, ScriptTokenKind::Pause { .. }));
        self.pauses = pauses.map(|token| token.range.clone()).collect();
        self.analysis = Some(analysis);
    }

    pub(super) fn pauses(&self) -> &[Range<usize>] {
        &self.pauses
    }

    pub(super) fn issues(&self) -> &[ScriptIssue] {
        self.analysis.as_ref().map_or(&[], |analysis| analysis.issues())
    }
}
