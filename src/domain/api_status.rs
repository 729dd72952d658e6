//! Whether an API version still serves the account, and the end that the service announces for it.

use jiff::civil::Date;

use super::{ApiVersion, Balance, text};

/// Characters of the service's announcement that are shown.
const MAX_MESSAGE_CHARS: usize = 160;
/// Bytes of a link that is shown; a longer one is left out, since a truncated link leads nowhere.
const MAX_DOC_URL_BYTES: usize = 120;

/// Whether v2 serves an account.
#[derive(Debug, Clone, PartialEq)]
pub enum ApiStatus {
    Available {
        /// `None` if the service does not tell the balance.
        balance: Option<Balance>,
        sunset: Option<Sunset>,
    },
    /// The endpoints do not exist, or have ended.
    Unavailable,
}

/// The announced end of an API version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sunset {
    pub date: Option<Date>,
    /// The service's announcement, as one sanitized line; may be empty.
    pub message: String,
    /// The link to more information.
    pub doc_url: Option<String>,
}

impl Sunset {
    /// The date in short form; `soon` if none is given.
    pub fn short_date(&self) -> String {
        self.date.map_or_else(|| "soon".to_owned(), |on| on.strftime("%-d %b %Y").to_string())
    }

    /// Whether the announced end is before a day.
    pub fn is_past(&self, today: Date) -> bool {
        self.date.is_some_and(|end| end < today)
    }

    /// A sentence for the user, true before and after the date. It promises no date of its own: the service may end the
    /// version later.
    pub fn notice(&self, api: ApiVersion) -> String {
        let date = self.date.map(|on| on.strftime(" for %-d %B %Y").to_string()).unwrap_or_default();
        format!("HeyGen announced the end of {}{date}", api.as_str())
    }

    /// The announcement and its link, to append to a line; empty if there is neither.
    pub fn message_suffix(&self) -> String {
        let message = text::truncate(&self.message, MAX_MESSAGE_CHARS);
        let quoted = if message.is_empty() { message } else { format!(" · “{message}”") };
        let link = self.doc_url.as_ref().filter(|link| link.len() <= MAX_DOC_URL_BYTES);
        link.map_or_else(|| quoted.clone(), |link| format!("{quoted} · {link}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sunset_notice_names_the_date() {
        let notice = |on: Option<&str>| {
            let on = on.map(|on| on.parse().unwrap());
            Sunset { date: on, message: String::new(), doc_url: None }.notice(ApiVersion::V2)
        };
        assert_eq!(notice(Some("2026-10-31")), "HeyGen announced the end of v2 for 31 October 2026");
        assert_eq!(notice(None), "HeyGen announced the end of v2");
    }

    #[test]
    fn the_sunset_message_is_quoted_and_truncated() {
        let quoted = |message: &str, link: Option<&str>| {
            Sunset { date: None, message: message.to_owned(), doc_url: link.map(str::to_owned) }
                .message_suffix()
        };
        assert_eq!(quoted("", None), "");
        assert_eq!(quoted("Use v3.", Some("https://a.example/b")), " · “Use v3.” · https://a.example/b");
        assert_eq!(quoted("", Some("https://a.example/b")), " · https://a.example/b");
        let long = quoted(&"long ".repeat(999), Some(&format!("https://a.example/{}", "b".repeat(999))));
        assert!(long.chars().count() < 200 && !long.contains("https"), "{long}");
    }
}
