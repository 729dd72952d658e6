//! Lines that name the issues of scripts, before a render is paid for.

use super::text::truncate;
use super::{Dialect, Scene, Script, UnspokenKind};

/// Issues that are quoted in a line.
const MAX_QUOTES: usize = 3;
/// Characters of a quotation.
const MAX_QUOTE_CHARS: usize = 28;

/// The script issues of the scenes that a voice speaks in a dialect: `Scene 3: "[BEAT]" would be spoken`, a line for each
/// scene and consequence.
pub fn describe_script_issues(scenes: &[Scene], dialect: Dialect) -> Vec<String> {
    (1..)
        .zip(scenes)
        .filter(|(_, scene)| !scene.is_muted && dialect.speaks(scene))
        .flat_map(|(number, scene)| describe_issues(number, &scene.script))
        .collect()
}

/// The issues of one script; `number` is that of its scene, from one.
fn describe_issues(number: usize, script: &Script) -> Vec<String> {
    let mut groups: Vec<IssueGroup> = Vec::new();
    for issue in script.analysis().issues() {
        let quote = format!("\"{}\"", truncate(&script[issue.range.clone()], MAX_QUOTE_CHARS));
        match groups.iter_mut().find(|group| group.kind.consequence() == issue.kind.consequence()) {
            Some(group) => group.add(quote),
            None => groups.push(IssueGroup { kind: issue.kind, quotes: vec![quote] }),
        }
    }
    groups.iter().map(|group| format!("Scene {number}: {}", group.describe())).collect()
}

/// Issues with the same consequence.
struct IssueGroup {
    kind: UnspokenKind,
    /// Without repetitions; the first ones are shown.
    quotes: Vec<String>,
}

impl IssueGroup {
    fn add(&mut self, quote: String) {
        if !self.quotes.contains(&quote) {
            self.quotes.push(quote);
        }
    }

    fn describe(&self) -> String {
        let (shown, rest) = self.quotes.split_at(self.quotes.len().min(MAX_QUOTES));
        let (quotes, consequence) = (shown.join(", "), self.kind.consequence());
        match rest.len() {
            0 => format!("{quotes} {consequence}"),
            more => format!("{quotes} and {more} more {consequence}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issues_are_named_with_their_scene() {
        let scenes = [
            Scene::new("Hello."),
            Scene::new("HOST: **So** **it** is. [BEAT] (smiling) [SFX: a very long whoosh, then a bang] ✅"),
            Scene::new("Wait <break time=\"soon\"/> now. https://a.example"),
        ];
        assert_eq!(
            describe_script_issues(&scenes, Dialect::V3),
            [
                "Scene 2: \"HOST:\", \"**\", \"[BEAT]\" and 2 more would be spoken",
                "Scene 2: \"✅\" may be read aloud",
                "Scene 3: \"<break time=\"soon\"/>\" is not a readable break",
                "Scene 3: \"https://a.example\" would be spelled out",
            ]
        );
    }

    #[test]
    fn a_recording_speaks_for_itself() {
        let scenes = [Scene { recording: Some("a.wav".into()), ..Scene::new("So it is. [BEAT]") }];
        assert_eq!(describe_script_issues(&scenes, Dialect::V3), Vec::<String>::new());
        let spoken = describe_script_issues(&scenes, Dialect::Scenes);
        assert_eq!(spoken, ["Scene 1: \"[BEAT]\" would be spoken"]);
    }

    #[test]
    fn a_repeated_issue_counts_once() {
        let scenes = [Scene::new("[A b] one [C d] two [E f] three [G h] four [G h] five [A b]")];
        assert_eq!(
            describe_script_issues(&scenes, Dialect::V3),
            ["Scene 1: \"[A b]\", \"[C d]\", \"[E f]\" and 1 more would be spoken"]
        );
    }
}
