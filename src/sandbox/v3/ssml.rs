//! SSML: well-formed XML with `speak` as its root.

use roxmltree::{Document, Node};

/// Converts SSML to a script with `<break>` tags; none if it is not well-formed.
pub(super) fn script(ssml: &str) -> Option<String> {
    let document = Document::parse(ssml.trim()).ok()?;
    let root = document.root_element();
    if root.tag_name().name() != "speak" {
        return None;
    }
    Some(root.descendants().filter_map(said).collect())
}

fn said(node: Node<'_, '_>) -> Option<String> {
    match node.text().filter(|_| node.is_text()) {
        Some(text) => Some(text.to_owned()),
        None => node.has_tag_name("break").then(|| pause(node)),
    }
}

/// A `<break>` tag of a script.
fn pause(node: Node<'_, '_>) -> String {
    match node.attribute("time") {
        Some(time) => format!("<break time=\"{time}\"/>"),
        None => "<break/>".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_well_formed_is_said() {
        for (ssml, said) in [
            ("<speak>R&amp;D <break time=\"1s\"/> now</speak>", "R&D <break time=\"1s\"/> now"),
            ("<speak version='1.0'>3 &lt; 4 &#233;<p>one</p> > two</speak>", "3 < 4 éone > two"),
            ("<speak>a<break time='2s'></break>b</speak>", "a<break time=\"2s\"/>b"),
        ] {
            assert_eq!(script(ssml).as_deref(), Some(said), "{ssml}");
        }
    }

    #[test]
    fn what_is_not_is_refused() {
        for odd in [
            "R&D <break time=\"1s\"/> now",
            "Hello <break time=\"1s\"/> now",
            "<speak>R&D</speak>",
            "<speak>a < b</speak>",
            "<speak>a <b and 3</speak>",
            "<speak>a<break time=1s/></speak>",
            "<speak>a<break time=\"1s\"></speak>",
            "<speak>a",
            "<speak>a</speak> b",
            "<speak>&nope;</speak>",
            "<speak>a</speek>",
            "",
        ] {
            assert_eq!(script(odd), None, "{odd}");
        }
    }
}
