//! Letters that are spelled: initialisms, single letters with points, and the words of names such as `iPhone`.

use unicode_width::UnicodeWidthChar;

/// Short words that are written in capitals for emphasis, and not spelled.
const SHORT_WORDS: &str =
    "OK NO SO IT IS TO GO AND THE YES NOW NEW YOU ALL NOT FOR ONE TWO OUR ARE BIG TOP END";

/// The number of letters if they are spelled: two or three capitals, or four and five without a vowel.
pub(super) fn initialism_letters(letters: &str) -> Option<f64> {
    let capitals = letters.strip_suffix('s').unwrap_or(letters);
    let length = capitals.len();
    let is_spelled = (2..=5).contains(&length)
        && capitals.bytes().all(|byte| byte.is_ascii_uppercase())
        && (length <= 3 || !capitals.contains(['A', 'E', 'I', 'O', 'U']));
    let is_word = SHORT_WORDS.split(' ').any(|word| word == capitals);
    (is_spelled && !is_word).then(|| count_letters(capitals))
}

/// The number of letters of `a.m.` and `U.S.`: single letters with points between.
pub(super) fn dotted_letters(word: &str) -> Option<f64> {
    let mut letters = 0.0;
    for part in word.trim_end_matches('.').split('.') {
        let mut chars = part.chars();
        chars.next().filter(|c| c.is_alphabetic())?;
        if chars.next().is_some() {
            return None;
        }
        letters += 1.0;
    }
    (letters > 1.0).then_some(letters)
}

/// `iPhone` as `i` and `Phone`.
pub(super) fn split_camel_case(letters: &str) -> impl Iterator<Item = &str> {
    let mut rest = letters;
    std::iter::from_fn(move || {
        let mut was_lower = rest.chars().next()?.is_lowercase();
        let next_upper = |(at, c): (usize, char)| {
            let is_border = at > 0 && was_lower && c.is_uppercase();
            was_lower = c.is_lowercase();
            is_border.then_some(at)
        };
        let end = rest.char_indices().find_map(next_upper).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

/// The number of letters that are read; conjoining parts of a syllable are one.
pub(super) fn count_letters(text: &str) -> f64 {
    f64::from(u32::try_from(text.chars().filter(|c| c.width() != Some(0)).count()).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initialisms_are_told_from_words_in_capitals() {
        for (letters, count) in [("SSO", 3.0), ("AI", 2.0), ("PDFs", 3.0), ("HTML", 4.0)] {
            assert_eq!(initialism_letters(letters), Some(count), "{letters}");
        }
        for word in ["OK", "THE", "NASA", "SALE", "Hello", "I", "É"] {
            assert_eq!(initialism_letters(word), None, "{word}");
        }
        assert_eq!((dotted_letters("a.m."), dotted_letters("end.")), (Some(2.0), None));
        assert_eq!(split_camel_case("iPhoneProMAX").collect::<Vec<_>>(), ["i", "Phone", "Pro", "MAX"]);
    }
}
