//! Lists that follow their cursor, and letters that a filter matched.

use std::ops::Range;

/// The rows that are seen: the cursor stays near the middle, and the ends are filled.
pub fn window(count: usize, cursor: usize, height: usize) -> Range<usize> {
    let start = cursor.saturating_sub(height / 2).min(count.saturating_sub(height));
    start..count.min(start + height)
}

/// Places of letters, in characters from the start.
pub type Marks = Vec<usize>;

/// Where the words of a query stand in a text: as they are, or else letter after letter. Case does not matter.
pub fn marks(text: &str, query: &str) -> Marks {
    let letters: Vec<char> = text.chars().map(fold).collect();
    let mut marks = Marks::new();
    for word in query.split_whitespace() {
        let word: Vec<char> = word.chars().map(fold).collect();
        match letters.windows(word.len().max(1)).position(|part| part == word) {
            Some(start) => marks.extend(start..start + word.len()),
            None => marks.extend(scattered(&letters, &word).unwrap_or_default()),
        }
    }
    marks.sort_unstable();
    marks.dedup();
    marks
}

fn scattered(letters: &[char], word: &[char]) -> Option<Marks> {
    let mut from = 0;
    let place = |wanted: &char| {
        let at = from + letters[from..].iter().position(|letter| letter == wanted)?;
        from = at + 1;
        Some(at)
    };
    word.iter().map(place).collect()
}

fn fold(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_holds_the_cursor_and_fills_its_height() {
        assert_eq!(window(100, 0, 10), 0..10);
        assert_eq!(window(100, 50, 10), 45..55);
        assert_eq!(window(100, 99, 10), 90..100);
        assert_eq!(window(3, 2, 10), 0..3);
        assert_eq!(window(0, 0, 10), 0..0);
    }

    #[test]
    fn matched_letters_are_found_whole_or_scattered() {
        assert_eq!(marks("Rachel", "ach"), [1, 2, 3]);
        assert_eq!(marks("Rachel", "rl"), [0, 5]);
        assert_eq!(marks("Rachel", "xyz"), Marks::new());
        assert_eq!(marks("", "a"), Marks::new());
    }
}
