//! The announced end of an API version, as far as the service tells it.

use jiff::civil::Date;

use super::{ApiVersion, Balance, text};

/// Characters of the service's words that are told.
const MAX_MESSAGE_CHARS: usize = 160;
/// Bytes of an address that is told: one that is cut leads nowhere.
const MAX_DOC_URL_BYTES: usize = 120;

/// Whether the older generation serves an account.
#[derive(Debug, Clone, PartialEq)]
pub enum ApiStatus {
    Available {
        /// `None` where the account is not told.
        balance: Option<Balance>,
        sunset: Option<Sunset>,
    },
    /// It is not there, or no longer.
    Unavailable,
}

/// What the service says of a generation's end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sunset {
    pub date: Option<Date>,
    /// Its own words, in one harmless line; may be empty.
    pub message: String,
    /// Where it says more.
    pub doc_url: Option<String>,
}

impl Sunset {
    /// The day, in few words.
    pub fn short_date(&self) -> String {
        self.date.map_or_else(|| "soon".to_owned(), |on| on.strftime("%-d %b %Y").to_string())
    }

    /// A sentence for the user, who may have more time than the service says.
    pub fn notice(&self, api: ApiVersion) -> String {
        let when =
            self.date.map_or_else(|| "soon".to_owned(), |on| format!("on {}", on.strftime("%-d %B %Y")));
        format!("HeyGen says that {} ends {when}; cuecard goes on with v3 when it does", api.as_str())
    }

    /// Its own words and where it says more, as the end of a line; empty where it says nothing.
    pub fn message_suffix(&self) -> String {
        let said = text::truncate(&self.message, MAX_MESSAGE_CHARS);
        let said = if said.is_empty() { said } else { format!(" · “{said}”") };
        let docs = self.doc_url.as_ref().filter(|docs| docs.len() <= MAX_DOC_URL_BYTES);
        docs.map_or_else(|| said.clone(), |docs| format!("{said} · {docs}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_is_told() {
        let notice = |on: Option<&str>| {
            let on = on.map(|on| on.parse().unwrap());
            Sunset { date: on, message: String::new(), doc_url: None }.notice(ApiVersion::V2)
        };
        assert!(notice(Some("2026-10-31")).starts_with("HeyGen says that v2 ends on 31 October 2026;"));
        assert!(notice(None).contains("ends soon"));
    }

    #[test]
    fn its_own_words_are_told_behind_it_and_never_for_long() {
        let quoted = |said: &str, docs: Option<&str>| {
            Sunset { date: None, message: said.to_owned(), doc_url: docs.map(str::to_owned) }.message_suffix()
        };
        assert_eq!(quoted("", None), "");
        assert_eq!(quoted("Use v3.", Some("https://a.example/b")), " · “Use v3.” · https://a.example/b");
        assert_eq!(quoted("", Some("https://a.example/b")), " · https://a.example/b");
        let long = quoted(&"long ".repeat(999), Some(&format!("https://a.example/{}", "b".repeat(999))));
        assert!(long.chars().count() < 200 && !long.contains("https"), "{long}");
    }
}
