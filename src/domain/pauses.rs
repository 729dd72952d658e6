//! The pauses of a script: its text and its breaks in order.

use super::speech::{ScriptPart, for_each_part};

/// A part of a script.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ScriptPiece {
    Text(String),
    /// Seconds; 0 for a break without a time.
    Pause(f64),
}

/// The text and the breaks of a script, in order.
pub(super) fn script_pieces(script: &str) -> Vec<ScriptPiece> {
    let mut pieces = Vec::new();
    for_each_part(script, |part| match (part, pieces.last_mut()) {
        (ScriptPart::Text(text), Some(ScriptPiece::Text(before))) => before.push_str(text),
        (ScriptPart::Text(text), _) => pieces.push(ScriptPiece::Text(text.to_owned())),
        (ScriptPart::Break(seconds), _) => pieces.push(ScriptPiece::Pause(seconds)),
    });
    pieces.retain(|piece| *piece != ScriptPiece::Text(String::new()));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_split_at_its_breaks() {
        let pieces = script_pieces("I <3 you <break time='500ms'/><break/> now");
        let text = |text: &str| ScriptPiece::Text(text.to_owned());
        let pause = ScriptPiece::Pause;
        assert_eq!(pieces, [text("I <3 you "), pause(0.5), pause(0.0), text(" now")]);
    }
}
