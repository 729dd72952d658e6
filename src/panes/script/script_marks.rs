//! The marks of a script on the page: its pauses, and what would be spoken though it is not meant to be.

use std::ops::Range;

use crate::domain::{ScriptIssue, ScriptTokenKind, parse_script, script_issues};

/// The marked parts of a script. An update parses only a script that changed.
#[derive(Debug, Default)]
pub(super) struct ScriptMarks {
    script: String,
    pauses: Vec<Range<usize>>,
    issues: Vec<ScriptIssue>,
}

impl ScriptMarks {
    pub(super) fn update(&mut self, script: &str) {
        if self.script == script {
            return;
        }
        script.clone_into(&mut self.script);
        let tokens = parse_script(script).into_iter();
        let pauses = tokens.filter(|token| matches!(token.kind, ScriptTokenKind::Pause { .. }));
        self.pauses = pauses.map(|token| token.range).collect();
        self.issues = script_issues(script);
    }

    pub(super) fn pauses(&self) -> &[Range<usize>] {
        &self.pauses
    }

    pub(super) fn issues(&self) -> &[ScriptIssue] {
        &self.issues
    }

    /// The quotation of an issue, in one line.
    pub(super) fn quote(&self, issue: &ScriptIssue) -> String {
        crate::domain::text::truncate(&self.script[issue.range.clone()], 24)
    }
}
