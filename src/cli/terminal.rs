//! Capabilities of the terminal, from its environment variables; the terminal itself is not queried.

use crate::domain::{ImageMode, Settings, SymbolMode};
use crate::widgets::{Charset, ColorDepth, Theme};

/// Terminals with true color that do not always set COLORTERM.
const TRUE_COLOR_TERMINALS: [&str; 7] =
    ["kitty", "ghostty", "wezterm", "alacritty", "foot", "iterm", "direct"];

/// The theme for this terminal; `variable` reads the environment.
pub(super) fn theme(settings: &Settings, variable: impl Fn(&str) -> Option<String>) -> Theme {
    let lowercase = |name: &str| variable(name).unwrap_or_default().to_ascii_lowercase();
    let (kind, program) = (lowercase("TERM"), lowercase("TERM_PROGRAM"));
    let announces_true_color = matches!(lowercase("COLORTERM").as_str(), "truecolor" | "24bit");
    let known = TRUE_COLOR_TERMINALS.iter().any(|name| kind.contains(name) || program.contains(name));
    let colors = if variable("NO_COLOR").is_some() || kind == "dumb" {
        ColorDepth::None
    } else if announces_true_color || known {
        ColorDepth::TrueColor
    } else {
        ColorDepth::Indexed
    };
    let charset = match (settings.symbols, is_utf8(&variable)) {
        (SymbolMode::Unicode, _) => Charset::Unicode,
        (SymbolMode::Auto, true) if kind != "linux" && !kind.starts_with("vt") => Charset::Unicode,
        (SymbolMode::Auto | SymbolMode::Ascii, true) => Charset::AsciiSymbols,
        (SymbolMode::Auto | SymbolMode::Ascii, false) => Charset::Ascii,
    };
    Theme { color_depth: colors, charset }
}

/// Whether the locale is UTF-8. A locale without an encoding, or none at all, counts as UTF-8: most terminals are, and
/// containers seldom set a locale.
fn is_utf8(variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
    let locale = set.unwrap_or_default().to_ascii_lowercase();
    let encoding = locale.split('@').next().and_then(|locale| locale.split_once('.'));
    match encoding {
        Some((_, encoding)) => matches!(encoding, "utf-8" | "utf8"),
        None => locale != "c" && locale != "posix",
    }
}

/// The image mode of the settings, or the best one of this terminal. kitty's placeholders need Unicode.
pub(super) fn images(settings: &Settings, variable: impl Fn(&str) -> Option<String>) -> ImageMode {
    match preferred_images(settings, &variable) {
        ImageMode::Kitty if theme(settings, variable).charset != Charset::Unicode => ImageMode::Blocks,
        images => images,
    }
}

fn preferred_images(settings: &Settings, variable: impl Fn(&str) -> Option<String>) -> ImageMode {
    if settings.images != ImageMode::Auto {
        return settings.images;
    }
    let lowercase = |name: &str| variable(name).unwrap_or_default().to_ascii_lowercase();
    let (kind, program) = (lowercase("TERM"), lowercase("TERM_PROGRAM"));
    let is = |name: &str| kind.contains(name) || program.contains(name);
    // A multiplexer passes no images on.
    if variable("TMUX").is_some() || variable("ZELLIJ").is_some() || is("screen") || is("tmux") {
        ImageMode::Blocks
    } else if variable("KITTY_WINDOW_ID").is_some() || is("kitty") || is("ghostty") {
        ImageMode::Kitty
    } else if is("iterm") || is("wezterm") {
        ImageMode::Iterm2
    } else {
        ImageMode::Blocks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colors(environment: &[(&str, &str)]) -> ColorDepth {
        let variable =
            |name: &str| environment.iter().find(|(key, _)| *key == name).map(|(_, v)| (*v).to_owned());
        theme(&Settings::default(), variable).color_depth
    }

    #[test]
    fn the_charset_follows_the_terminal_and_the_locale() {
        let charset = |symbols, environment: &[(&str, &str)]| {
            let variable =
                |name: &str| environment.iter().find(|(key, _)| *key == name).map(|(_, v)| (*v).to_owned());
            theme(&Settings { symbols, ..Settings::default() }, variable).charset
        };
        let (all, signs, ascii) = (Charset::Unicode, Charset::AsciiSymbols, Charset::Ascii);
        let terminal = ("TERM", "xterm-256color");
        for (environment, expected) in [
            (&[terminal][..], all),
            (&[terminal, ("LANG", "en_US.UTF-8")], all),
            (&[terminal, ("LANG", "de_DE.utf8@euro")], all),
            (&[terminal, ("LC_ALL", "C.UTF-8"), ("LANG", "C")], all),
            (&[terminal, ("LC_ALL", ""), ("LC_CTYPE", "UTF-8")], all),
            (&[terminal, ("LC_ALL", "C"), ("LANG", "en_US.UTF-8")], ascii),
            (&[terminal, ("LANG", "POSIX")], ascii),
            (&[terminal, ("LANG", "de_DE.ISO-8859-1")], ascii),
            (&[("TERM", "linux"), ("LANG", "en_US.UTF-8")], signs),
            (&[("TERM", "vt220")], signs),
        ] {
            assert_eq!(charset(SymbolMode::Auto, environment), expected, "{environment:?}");
        }
        assert_eq!(charset(SymbolMode::Unicode, &[("TERM", "linux")]), all);
        assert_eq!(charset(SymbolMode::Ascii, &[terminal]), signs);
        assert_eq!(charset(SymbolMode::Ascii, &[terminal, ("LC_ALL", "C")]), ascii);
    }

    #[test]
    fn the_color_depth_follows_the_environment() {
        assert_eq!(colors(&[("TERM", "xterm-256color")]), ColorDepth::Indexed);
        assert_eq!(colors(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]), ColorDepth::TrueColor);
        assert_eq!(colors(&[("TERM", "xterm-kitty")]), ColorDepth::TrueColor);
        assert_eq!(colors(&[("COLORTERM", "truecolor"), ("NO_COLOR", "1")]), ColorDepth::None);
        assert_eq!(colors(&[("TERM", "dumb")]), ColorDepth::None);
    }

    #[test]
    fn kitty_images_need_a_unicode_locale() {
        let drawn = |images, environment: &[(&str, &str)]| {
            let variable =
                |name: &str| environment.iter().find(|(key, _)| *key == name).map(|(_, v)| (*v).to_owned());
            super::images(&Settings { images, ..Settings::default() }, variable)
        };
        let kitty = ("TERM", "xterm-kitty");
        for images in [ImageMode::Auto, ImageMode::Kitty] {
            assert_eq!(drawn(images, &[kitty]), ImageMode::Kitty);
            assert_eq!(drawn(images, &[kitty, ("LC_ALL", "C")]), ImageMode::Blocks);
        }
        assert_eq!(drawn(ImageMode::Iterm2, &[("LC_ALL", "C")]), ImageMode::Iterm2);
    }
}
