//! The JSON row of a part of a script that would be spoken by mistake.

use serde::Serialize;

use crate::domain::{Dialect, Scene, ScriptIssue};

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
    replacement: &'a str,
}

impl<'a> ScriptIssueRow<'a> {
    /// The issues of all scenes that a voice speaks in a dialect, in their order.
    pub(super) fn list(scenes: &'a [Scene], dialect: Dialect) -> Vec<Self> {
        let rows = |(number, scene): (usize, &'a Scene)| {
            let row = move |issue: &'a ScriptIssue| Self {
                scene: number,
                start: issue.range.start,
                text: &scene.script[issue.range.clone()],
                kind: issue.kind.as_str(),
                message: issue.kind.message(),
                replacement: &issue.replacement,
            };
            scene.script.analysis().issues().iter().map(row)
        };
        (1..)
            .zip(scenes)
            .filter(|(_, scene)| !scene.is_muted && dialect.speaks(scene))
            .flat_map(rows)
            .collect()
    }
}
