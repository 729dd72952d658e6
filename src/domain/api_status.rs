//! The announced end of an API version, as far as the service tells it.

use jiff::civil::Date;

use super::{Api, Balance, text};

/// Characters of the service's words that are told.
const MOST_SAID: usize = 160;
/// Bytes of an address that is told: one that is cut leads nowhere.
const MOST_DOCS: usize = 120;

/// Whether the older generation serves an account.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing {
    Serves {
        /// `None` where the account is not told.
        balance: Option<Balance>,
        sunset: Option<Sunset>,
    },
    /// It is not there, or no longer.
    Gone,
}

/// What the service says of a generation's end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sunset {
    pub on: Option<Date>,
    /// Its own words, in one harmless line; may be empty.
    pub said: String,
    /// Where it says more.
    pub docs: Option<String>,
}

impl Sunset {
    /// The day, in few words.
    pub fn when(&self) -> String {
        self.on.map_or_else(|| "soon".to_owned(), |on| on.strftime("%-d %b %Y").to_string())
    }

    /// A sentence for the user, who may have more time than the service says.
    pub fn notice(&self, api: Api) -> String {
        let when = self.on.map_or_else(|| "soon".to_owned(), |on| format!("on {}", on.strftime("%-d %B %Y")));
        format!("HeyGen says that {} ends {when}; cuecard goes on with v3 when it does", api.word())
    }

    /// Its own words and where it says more, as the end of a line; empty where it says nothing.
    pub fn quoted(&self) -> String {
        let said = text::short(&self.said, MOST_SAID);
        let said = if said.is_empty() { said } else { format!(" · “{said}”") };
        let docs = self.docs.as_ref().filter(|docs| docs.len() <= MOST_DOCS);
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
            Sunset { on, said: String::new(), docs: None }.notice(Api::V2)
        };
        assert!(notice(Some("2026-10-31")).starts_with("HeyGen says that v2 ends on 31 October 2026;"));
        assert!(notice(None).contains("ends soon"));
    }

    #[test]
    fn its_own_words_are_told_behind_it_and_never_for_long() {
        let quoted = |said: &str, docs: Option<&str>| {
            Sunset { on: None, said: said.to_owned(), docs: docs.map(str::to_owned) }.quoted()
        };
        assert_eq!(quoted("", None), "");
        assert_eq!(quoted("Use v3.", Some("https://a.example/b")), " · “Use v3.” · https://a.example/b");
        assert_eq!(quoted("", Some("https://a.example/b")), " · https://a.example/b");
        let long = quoted(&"long ".repeat(999), Some(&format!("https://a.example/{}", "b".repeat(999))));
        assert!(long.chars().count() < 200 && !long.contains("https"), "{long}");
    }
}
