//! The colours and symbols that this terminal has, from its environment; the terminal itself is never asked.

use super::place::word;
use crate::widgets::{Colours, Theme};

/// `NO_COLOR` and `TERM` say whether there are colours, `COLORTERM` how many, the locale whether symbols are drawn.
pub(super) fn theme() -> Theme {
    Theme { colours: colours(), unicode: unicode() }
}

fn colours() -> Colours {
    let term = word("TERM").unwrap_or_default();
    if word("NO_COLOR").is_some_and(|set| !set.is_empty()) || term == "dumb" {
        return Colours::None;
    }
    let many = word("COLORTERM").is_some_and(|set| matches!(set.as_str(), "truecolor" | "24bit"));
    let direct = ["-direct", "kitty", "ghostty", "alacritty", "wezterm", "foot"].iter().any(|part| term.contains(part));
    if many || direct { Colours::True } else { Colours::Indexed }
}

fn unicode() -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| word(name).filter(|set| !set.is_empty()));
    let plain = word("TERM").is_some_and(|term| term == "linux");
    // Where nothing is set, today's terminals draw them; a locale that is not UTF-8 says that they do not.
    !plain && set.is_none_or(|set| set.to_ascii_lowercase().replace('-', "").contains("utf8"))
}
