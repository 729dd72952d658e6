//! A script as SSML, and as words without breaks.

use super::cleaning::normalize_breaks;
use super::duration::format_break;
use super::parser::parse_script;
use super::token::ScriptTokenKind;

/// A script with breaks as SSML, with everything else escaped; `None` if it has no breaks. It is the text that a render
/// sends, so that the service measures what it will speak.
pub fn to_ssml(script: &str) -> Option<String> {
    let script = normalize_breaks(script);
    let (mut marked, mut breaks) = (String::from("<speak>"), 0);
    for token in parse_script(&script) {
        if let ScriptTokenKind::Pause { seconds, .. } = token.kind {
            breaks += 1;
            marked.push_str(&format_break(seconds));
        } else {
            let text = &script[token.range];
            marked.push_str(&text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"));
        }
    }
    (breaks > 0).then(|| marked + "</speak>")
}

/// A script with its breaks replaced by spaces.
pub fn strip_breaks(script: &str) -> String {
    let part = |(range, kind)| match kind {
        ScriptTokenKind::Pause { .. } => " ",
        ScriptTokenKind::Text | ScriptTokenKind::Unspoken(_) => &script[range],
    };
    parse_script(script).into_iter().map(|token| part((token.range, token.kind))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stripping_breaks_keeps_every_word() {
        let read = |script: &str| strip_breaks(script).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(read("I <3 you<break time=\"1s\"/>and 5 > 4"), "I <3 you and 5 > 4");
        assert_eq!(read("a <breakfast> b [PAUSE 2s] <break"), "a <breakfast> b <break");
    }

    #[test]
    fn a_script_with_breaks_becomes_well_formed_ssml() {
        let marked = |script| to_ssml(script);
        assert_eq!(marked("R&D <b> \"now\""), None, "without a break it is text");
        assert_eq!(
            marked("R&D <break time=\"1s\"/> now, 3 < 4 > 2").as_deref(),
            Some("<speak>R&amp;D <break time=\"1s\"/> now, 3 &lt; 4 &gt; 2</speak>")
        );
        assert_eq!(
            marked("<speak>a <break time='500ms' >b<break time=soon/><breakfast></speak>").as_deref(),
            Some("<speak>a <break time=\"0.5s\"/> b&lt;break time=soon/&gt;&lt;breakfast&gt;</speak>")
        );
    }
}
