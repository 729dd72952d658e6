//! The JSON row of a part of a script that would be spoken by mistake.

use serde::Serialize;

use crate::domain::{Scene, script_issues};

#[derive(Debug, Serialize)]
pub(super) struct ScriptIssueRow<'a> {
    /// The number of the scene, from one.
    scene: usize,
    /// The first byte of the part in the script.
    start: usize,
    text: &'a str,
    kind: &'static str,
    message: &'static str,
    /// What would be put in its place; mostly nothing.
    replacement: String,
}

impl<'a> ScriptIssueRow<'a> {
    /// The issues of all scenes, in their order.
    pub(super) fn list(scenes: &'a [Scene]) -> Vec<Self> {
        let rows = |(scene, script): (usize, &'a str)| {
            script_issues(script).into_iter().map(move |issue| Self {
                scene,
                start: issue.range.start,
                text: &script[issue.range],
                kind: issue.kind.as_str(),
                message: issue.kind.message(),
                replacement: issue.replacement,
            })
        };
        (1..).zip(scenes).map(|(scene, own)| (scene, own.script.as_str())).flat_map(rows).collect()
    }
}
