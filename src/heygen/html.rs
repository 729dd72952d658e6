//! HTML in place of a text: described by its title, never shown itself.

/// Bytes of a text that are scanned.
const MAX_SCANNED_BYTES: usize = 4_096;
/// What is near the start of an HTML page.
const HTML_MARKERS: [&str; 5] = ["<!doctype html", "<html", "<head", "<body", "<title"];

/// A description of an HTML page in place of its text; `None` if the text is not HTML.
pub(super) fn describe_html_page(text: &str) -> Option<String> {
    let start = &text[..text.floor_char_boundary(MAX_SCANNED_BYTES)];
    let lower = start.to_ascii_lowercase();
    let is_markup = lower.trim_start().starts_with('<') && lower.contains("</");
    if !is_markup && !HTML_MARKERS.iter().any(|marker| lower.contains(marker)) {
        return None;
    }
    let title = find_title(start, &lower).map_or_else(String::new, |title| format!(": {title}"));
    Some(format!("an HTML page{title}"))
}

/// The text of the title, unless it has markup in it.
fn find_title<'a>(text: &'a str, lower: &str) -> Option<&'a str> {
    let from = lower.find("<title")?;
    let from = from + lower[from..].find('>')? + 1;
    let to = from + lower[from..].find("</title")?;
    Some(text[from..to].trim()).filter(|title| !title.is_empty() && !title.contains('<'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_html_page_is_described_by_its_title() {
        let bad = Some("an HTML page: 502 Bad Gateway");
        for text in [
            "<html><title>502 Bad Gateway</title><body>x</body>",
            "\n<!DOCTYPE HTML>\n<HTML><HEAD><TITLE lang=\"en\"> 502 Bad Gateway\n</TITLE>",
            "upstream said: <html><head><title>502 Bad Gateway</title></head>",
        ] {
            assert_eq!(describe_html_page(text).as_deref(), bad, "{text}");
        }
        assert_eq!(describe_html_page("<center><h1>No</h1></center>").as_deref(), Some("an HTML page"));
        assert_eq!(describe_html_page("<html><title><b>x</b></title>").as_deref(), Some("an HTML page"));
        for text in ["", "3 < 4", "script: <break time=\"1s\"/> is not closed", "{\"a\":\"</b>\"}"] {
            assert_eq!(describe_html_page(text), None, "{text}");
        }
    }
}
