//! The pauses of a script: its text and its breaks in order, and the markers of other formats, such as `[PAUSE 2s]`. What a
//! marker says is read as in a script.

pub(super) use super::script::parse_pause_words;
use super::{ScriptTokenKind, UnspokenKind, format_break, format_seconds, parse_script};

/// The longest marker with its brackets; the limit keeps a text of many brackets fast to read.
const MAX_MARKER_BYTES: usize = 40;

/// A part of a script.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum ScriptPiece {
    Text(String),
    /// Seconds.
    Pause(f64),
}

/// The text and the pauses of a script, in order.
pub(super) fn script_pieces(script: &str) -> Vec<ScriptPiece> {
    let mut pieces = Vec::new();
    for token in parse_script(script) {
        let text = &script[token.range];
        match (token.kind, pieces.last_mut()) {
            (ScriptTokenKind::Pause { seconds, .. }, _) => pieces.push(ScriptPiece::Pause(seconds)),
            // It is not sent.
            (ScriptTokenKind::Unspoken(UnspokenKind::SpeakTag), _) => {}
            (_, Some(ScriptPiece::Text(before))) => before.push_str(text),
            _ => pieces.push(ScriptPiece::Text(text.to_owned())),
        }
    }
    pieces
}

/// The marker of a pause, as people write it.
pub(super) fn pause_marker(seconds: f64) -> String {
    format!("[PAUSE {}]", format_seconds(seconds))
}

/// `text` with its pause markers as break tags. A marker whose bracket is at one of the offsets of `literal`, which are
/// sorted, is text.
pub(super) fn replace_pause_markers(text: &str, literal: &[usize]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut offset = 0;
    while let Some(start) = text[offset..].find('[').map(|found| offset + found) {
        out.push_str(&text[offset..start]);
        let marker = &text[start..text.floor_char_boundary(start + MAX_MARKER_BYTES)];
        let end = marker.find(']').map(|found| start + found);
        let pause = end.filter(|_| literal.binary_search(&start).is_err()).and_then(|end| {
            let seconds = parse_pause_words(&text[start + 1..end])?;
            Some((end + 1, seconds))
        });
        // `[[PAUSE 2s]]`.
        let is_doubled = out.ends_with('[')
            && pause.is_some_and(|(end, _)| text[end..].starts_with(']'))
            && start.checked_sub(1).is_some_and(|outer| literal.binary_search(&outer).is_err());
        if is_doubled {
            out.pop();
        }
        let pause = pause.map(|(end, seconds)| (end + usize::from(is_doubled), seconds));
        if let Some((end, seconds)) = pause {
            out.push_str(&format_break(seconds));
            offset = end;
        } else {
            out.push('[');
            offset = start + 1;
        }
    }
    out + &text[offset..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pause_markers_become_breaks() {
        for (written, script) in [
            ("Hi. [PAUSE 2s] Bye.", "Hi. <break time=\"2s\"/> Bye."),
            ("[pause: 1.5 s]", "<break time=\"1.5s\"/>"),
            ("[Pause 500ms]", "<break time=\"0.5s\"/>"),
            ("[beat]a[a long pause]", "<break time=\"1s\"/>a<break time=\"1s\"/>"),
            ("[PAUSE: 1,5 sec] [2s pause]", "<break time=\"1.5s\"/> <break time=\"2s\"/>"),
            ("[停顿2秒]", "<break time=\"2s\"/>"),
            ("[PAUSE 900] [pause soon] [sic] [", "[PAUSE 900] [pause soon] [sic] ["),
            ("[[PAUSE 1s]]", "<break time=\"1s\"/>"),
        ] {
            assert_eq!(replace_pause_markers(written, &[]), script, "{written}");
        }
        assert_eq!(replace_pause_markers("[PAUSE 1s]", &[0]), "[PAUSE 1s]");
        assert_eq!(pause_marker(0.2504), "[PAUSE 0.25s]");
    }

    #[test]
    fn a_script_is_split_at_its_breaks() {
        let pieces = script_pieces("I <3 you <break time='500ms'/><break/> now");
        let text = |text: &str| ScriptPiece::Text(text.to_owned());
        let pause = ScriptPiece::Pause;
        assert_eq!(pieces, [text("I <3 you "), pause(0.5), pause(0.75), text(" now")]);
    }
}
