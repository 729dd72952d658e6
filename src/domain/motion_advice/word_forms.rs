//! The base forms of English words, as far as regular spelling leads to them.

use super::lexicon::IRREGULAR_FORMS;

/// The entry of a sorted list that `word` is a form of: `waves`, `waved` and `waving` are forms of `wave`.
pub(super) fn base_form(list: &[&'static str], word: &str) -> Option<&'static str> {
    if !word.is_ascii() {
        return None;
    }
    let find = |form: &str| list.binary_search(&form).ok().map(|index| list[index]);
    if let Some(found) = find(word) {
        return Some(found);
    }
    let irregular = IRREGULAR_FORMS.iter().find(|(form, _)| *form == word);
    irregular
        .and_then(|(_, base)| find(base))
        .or_else(|| inflected_bases(word).iter().find_map(|form| find(form)))
}

/// [`base_form`], also of an adverb: `happily` is a form of `happy`.
pub(super) fn manner_base_form(list: &[&'static str], word: &str) -> Option<&'static str> {
    let adjectives = || {
        let stem = word.strip_suffix("ly")?;
        let bases = [stem.to_owned(), format!("{stem}e"), format!("{stem}le"), ending(stem, "i", "y")];
        let long = word.strip_suffix("ally").map(str::to_owned);
        bases.into_iter().chain(long).find_map(|form| base_form(list, &form))
    };
    base_form(list, word).or_else(adjectives)
}

/// What a word may be an inflection of, most likely first.
fn inflected_bases(word: &str) -> Vec<String> {
    let mut bases = Vec::new();
    if let Some(stem) = word.strip_suffix("'s") {
        bases.push(stem.to_owned());
    }
    if let Some(stem) = word.strip_suffix('s') {
        bases.extend([stem.to_owned(), stem.trim_end_matches('e').to_owned(), ending(stem, "ie", "y")]);
    }
    for suffix in ["ing", "ed"] {
        if let Some(stem) = word.strip_suffix(suffix) {
            bases.extend([stem.to_owned(), format!("{stem}e"), undoubled(stem), ending(stem, "i", "y")]);
        }
    }
    bases
}

/// The form of a verb after `she`: `nods`, `touches`, `carries`.
pub(super) fn third_person(base: &str) -> String {
    let is_hissing = ["s", "sh", "ch", "x", "z", "o"].iter().any(|end| base.ends_with(end));
    match base.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if is_hissing => format!("{base}es"),
        _ => format!("{base}s"),
    }
}

/// Whether a word is spelled like a verb after `she`.
pub(super) fn is_third_person(word: &str) -> bool {
    word.ends_with('s') && !word.ends_with("ss")
}

fn ending(stem: &str, from: &str, to: &str) -> String {
    stem.strip_suffix(from).map_or_else(|| stem.to_owned(), |start| format!("{start}{to}"))
}

/// `nodd` becomes `nod`.
fn undoubled(stem: &str) -> String {
    let bytes = stem.as_bytes();
    match bytes {
        [.., before, last] if before == last => stem[..stem.len() - 1].to_owned(),
        _ => stem.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::{FEELINGS, MOVEMENTS};
    use super::*;

    #[test]
    fn inflected_words_have_the_base_form_of_the_list() {
        for (word, base) in [
            ("waves", "wave"),
            ("waving", "wave"),
            ("nodded", "nod"),
            ("touches", "touch"),
            ("crosses", "cross"),
            ("shook", "shake"),
            ("sitting", "sit"),
            ("raise", "raise"),
        ] {
            assert_eq!(base_form(MOVEMENTS, word), Some(base), "{word}");
        }
        for word in ["wav", "camera", "s", "ing", "ed", "", "grüßt"] {
            assert_eq!(base_form(MOVEMENTS, word), None, "{word}");
        }
    }

    #[test]
    fn verbs_have_a_third_person() {
        for (base, form) in [
            ("nod", "nods"),
            ("touch", "touches"),
            ("press", "presses"),
            ("sway", "sways"),
            ("carry", "carries"),
        ] {
            assert_eq!(third_person(base), form);
        }
    }

    #[test]
    fn adverbs_have_the_base_form_of_their_adjective() {
        for (word, base) in [
            ("happily", "happy"),
            ("gently", "gentle"),
            ("enthusiastically", "enthusiastic"),
            ("excitedly", "excited"),
            ("sincerely", "sincere"),
        ] {
            assert_eq!(manner_base_form(FEELINGS, word), Some(base), "{word}");
        }
    }
}
