//! What a script says, asked by its text alone.

use cuecard::domain::{Script, ScriptIssue, ScriptLength};

/// The length of a script in a voice whose language is not known.
pub(crate) fn measure_script(script: &str) -> ScriptLength {
    Script::from(script).length(None)
}

/// What of a script would be spoken by mistake.
pub(crate) fn script_issues(script: &str) -> Vec<ScriptIssue> {
    Script::from(script).analysis().issues().to_vec()
}
