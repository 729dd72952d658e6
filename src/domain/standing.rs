//! How long a generation of the API lasts, as far as the service says.

use jiff::civil::Date;

use super::{Api, Balance};

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
}

impl Sunset {
    /// A sentence for the user, who may have more time than the service says.
    pub fn notice(&self, api: Api) -> String {
        let when = self.on.map_or_else(|| "soon".to_owned(), |on| format!("on {}", on.strftime("%-d %B %Y")));
        format!("HeyGen says that {} ends {when}; cuecard goes on with v3 when it does", api.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_is_told() {
        let notice = |on: Option<&str>| {
            let on = on.map(|on| on.parse().unwrap());
            Sunset { on, said: String::new() }.notice(Api::V2)
        };
        assert!(notice(Some("2026-10-31")).starts_with("HeyGen says that v2 ends on 31 October 2026;"));
        assert!(notice(None).contains("ends soon"));
    }
}
