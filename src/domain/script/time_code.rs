//! Time codes: `0:20`, `[00:01:02]`, `0:00-0:20`, and the cues of SRT and `WebVTT`.

/// Whether a text is a time code, or two of them with a dash between.
pub(in crate::domain) fn is_time_code(text: &str) -> bool {
    let Some(rest) = strip_time(text.trim()) else { return false };
    let rest = rest.trim_start();
    if rest.is_empty() {
        return true;
    }
    let after = ["-->", "--", "-", "–", "—", "→", "to "].iter().find_map(|sign| rest.strip_prefix(sign));
    after.and_then(|after| strip_time(after.trim_start())).is_some_and(|end| end.trim().is_empty())
}

/// Whether a line is the time of a subtitle: `00:00:01,000 --> 00:00:03,500`, with settings behind it in `WebVTT`.
pub(super) fn is_cue_time(line: &str) -> bool {
    line.split_once("-->").is_some_and(|(start, end)| {
        strip_time(start.trim()).is_some_and(str::is_empty) && strip_time(end.trim_start()).is_some()
    })
}

/// The signs between a time code and the words behind it.
const TIME_CODE_SEPARATORS: [char; 5] = ['-', '–', '—', ':', '|'];

/// The length of a time code at the start of a line, in brackets or bare, with the sign behind it.
pub(super) fn leading_code_length(line: &str) -> Option<usize> {
    bracketed_time_length(line).or_else(|| leading_time_length(line))
}

/// The length of `[00:12]` or `(0:05)` at the start of a line, with a sign that stands apart behind it.
fn bracketed_time_length(line: &str) -> Option<usize> {
    const MAX_BYTES: usize = 40;
    let window = &line[..line.floor_char_boundary(MAX_BYTES)];
    let (open, close) = [('[', ']'), ('(', ')'), ('【', '】'), ('（', '）')]
        .into_iter()
        .find(|(open, _)| window.starts_with(*open))?;
    let end = window.find(close)?;
    let after = &line[end + close.len_utf8()..];
    // `[0:20](https://example.com)` is a link.
    if !is_time_code(&window[open.len_utf8()..end]) || after.starts_with(['(', '[']) {
        return None;
    }
    let words = after.trim_start();
    let unsigned = words.trim_start_matches(TIME_CODE_SEPARATORS);
    let has_sign = unsigned.len() < words.len() && unsigned.starts_with([' ', '\t']);
    Some(if has_sign { line.len() - unsigned.trim_start().len() } else { line.len() - after.len() })
}

/// The length of any time at the start of a line, with the blanks behind it: `1:05 Anna`.
pub(super) fn bare_time_length(line: &str) -> Option<usize> {
    let after = strip_time(line)?;
    let words = after.trim_start_matches([' ', '\t']);
    (words.len() < after.len()).then_some(line.len() - words.len())
}

/// The length of a bare time code at the start of a line, with the sign after it: two times, or one that begins with a
/// zero. Other times may be spoken: `10:30 is fine`.
pub(super) fn leading_time_length(line: &str) -> Option<usize> {
    let rest = strip_time(line)?;
    let range = ["-->", "-", "–", "—"].iter().find_map(|sign| rest.trim_start().strip_prefix(sign));
    let rest = match range.and_then(|end| strip_time(end.trim_start())) {
        Some(after) => after,
        None if line.starts_with('0') => rest,
        None => return None,
    };
    let is_end = rest.is_empty() || rest.starts_with([' ', '\t', ':', '|', '\r']);
    let after = rest.trim_start_matches([' ', '\t', ':', '|', '-', '–', '—']);
    is_end.then_some(line.len() - after.len())
}

/// The numbers of the time at the start of a line, also in brackets: `09:30`, `[1:02:03]`.
pub(super) fn time_numbers(line: &str) -> Vec<u32> {
    let time = line.trim_start_matches(['[', '(', '【', '（']);
    let length = strip_time(time).map_or(0, |rest| time.len() - rest.len());
    let whole = time[..length].split([',', '.']).next().unwrap_or_default();
    whole.split(':').filter_map(|number| number.parse().ok()).collect()
}

/// The text after a time code of two or three numbers; `None` if there is none.
fn strip_time(text: &str) -> Option<&str> {
    let mut rest = strip_digits(text, 2)?;
    let mut fields = 1;
    while fields < 3 {
        let Some(after) = rest.strip_prefix(':').and_then(|field| strip_digits(field, 2)) else { break };
        if rest.len() - after.len() != 3 {
            return None;
        }
        rest = after;
        fields += 1;
    }
    let rest = match rest.strip_prefix([',', '.']).and_then(|millis| strip_digits(millis, 3)) {
        Some(after) => after,
        None => rest,
    };
    (fields > 1 && !rest.starts_with(|c: char| c.is_alphanumeric())).then_some(rest)
}

/// The text after one to `max` digits.
fn strip_digits(text: &str, max: usize) -> Option<&str> {
    let count = text.bytes().take(max).take_while(u8::is_ascii_digit).count();
    (count > 0).then(|| &text[count..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_codes_are_recognized() {
        for text in
            ["0:20", "00:01:02", "0:00-0:20", "0:00 – 0:20", "00:00:01.500", "1:02:03,250", "0:10 to 0:20"]
        {
            assert!(is_time_code(text), "{text}");
        }
        for text in ["20", "0:2", "0:201", "0:20pm", "0:20 and", "a0:20", "", ":", "1:2:3"] {
            assert!(!is_time_code(text), "{text}");
        }
    }

    #[test]
    fn cue_times_may_have_settings() {
        assert!(is_cue_time("00:00:01,000 --> 00:00:03,500"));
        assert!(is_cue_time("00:01.000 --> 00:03.500 align:start"));
        assert!(!is_cue_time("one --> two") && !is_cue_time("0:20"));
    }

    #[test]
    fn a_bare_time_opens_a_line_only_if_it_cannot_be_meant() {
        let length = |line| leading_time_length(line);
        assert_eq!(length("0:00-0:20 Hello"), Some(10));
        assert_eq!(length("00:12 Hello"), Some(6));
        assert_eq!(length("00:12"), Some(5));
        assert_eq!(length("10:30 is the time"), None);
        assert_eq!(length("0:30pm"), None);
        let code = |line| leading_code_length(line);
        assert_eq!(
            (code("[00:12] Hello"), code("(0:05) – Hello"), code("00:12 Hello")),
            (Some(7), Some(11), Some(6))
        );
        assert_eq!(
            (code("[0:20](https://a.example)"), code("(2) Hello"), code("[BEAT] Hello")),
            (None, None, None)
        );
    }
}
