//! Speech that is written as SSML: XML with `speak` around it, and nothing that XML does not take.

/// What is said in it, as a script: the text, and its breaks as they stand. None where it is not well-formed.
pub(super) fn script(ssml: &str) -> Option<String> {
    let mut said = String::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = ssml.trim();
    if !rest.starts_with("<speak") {
        return None;
    }
    while let Some(at) = rest.find('<') {
        said.push_str(&text(&rest[..at])?);
        let end = at + end_of_tag(&rest[at..])?;
        let tag = &rest[at..=end];
        rest = &rest[end + 1..];
        let inside = &tag[1..tag.len() - 1];
        if let Some(name) = inside.strip_prefix('/') {
            if open.pop()? != name.trim_end() {
                return None;
            }
        } else {
            let name = element(inside.strip_suffix('/').unwrap_or(inside))?;
            if name == "break" {
                said.push_str(tag);
            }
            if !inside.ends_with('/') {
                open.push(name);
            }
        }
        if open.is_empty() {
            return rest.is_empty().then_some(said);
        }
    }
    None
}

/// Where a tag ends: at the first `>` that no quotes hold.
fn end_of_tag(tag: &str) -> Option<usize> {
    let mut quote = None;
    tag.char_indices().find_map(|(at, letter)| {
        match quote {
            None if letter == '>' => return Some(at),
            None if matches!(letter, '"' | '\'') => quote = Some(letter),
            Some(open) if open == letter => quote = None,
            _ => {}
        }
        None
    })
}

/// The name of an element whose attributes are as they should be.
fn element(inside: &str) -> Option<&str> {
    let end = inside.find(char::is_whitespace).unwrap_or(inside.len());
    let (name, mut attributes) = (&inside[..end], inside[end..].trim());
    while !attributes.is_empty() {
        let (key, value) = attributes.split_once('=')?;
        let value = value.trim_start();
        let quote = value.chars().next().filter(|letter| matches!(letter, '"' | '\''))?;
        let (value, after) = value[1..].split_once(quote)?;
        let apart = after.is_empty() || after.starts_with(char::is_whitespace);
        if !is_name(key.trim_end()) || value.contains('<') || text(value).is_none() || !apart {
            return None;
        }
        attributes = after.trim();
    }
    is_name(name).then_some(name)
}

fn is_name(name: &str) -> bool {
    let letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '-' | '.');
    name.starts_with(|c: char| c.is_alphabetic() || c == '_') && name.chars().all(letter)
}

/// Text as it is meant; none where an ampersand names nothing.
fn text(raw: &str) -> Option<String> {
    let mut parts = raw.split('&');
    let mut meant = parts.next()?.to_owned();
    for part in parts {
        let (name, after) = part.split_once(';')?;
        meant.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            number => {
                let number = number.strip_prefix('#')?;
                let code = match number.strip_prefix('x') {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)?
            }
        });
        meant.push_str(after);
    }
    Some(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_well_formed_is_said() {
        for (ssml, said) in [
            ("<speak>R&amp;D <break time=\"1s\"/> now</speak>", "R&D <break time=\"1s\"/> now"),
            ("<speak version='1.0'>3 &lt; 4 &#233;<p>one</p> > two</speak>", "3 < 4 éone > two"),
            ("<speak>a<break time='>'></break>b</speak>", "a<break time='>'>b"),
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
