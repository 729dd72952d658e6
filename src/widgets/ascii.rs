//! ASCII twins of the signs on the screen, for terminals and users that have nothing beyond ASCII.

/// The ASCII twin of a sign; `None` for letters of any script.
pub(super) fn ascii_equivalent(sign: &str) -> Option<&'static str> {
    Some(match sign {
        "·" | "–" | "—" | "‑" | "─" | "▃" | "▄" => "-",
        "━" | "▅" | "▆" => "=",
        "…" | "▂" => ".",
        "‹" | "«" | "←" => "<",
        "›" | "»" | "→" | "►" => ">",
        "╭" | "╮" | "╰" | "╯" | "✓" => "+",
        "▁" => "_",
        "▇" | "█" => "#",
        "↑" => "^",
        "↓" => "v",
        "•" | "●" | "◐" | "◉" => "*",
        "○" => "o",
        "✗" | "×" => "x",
        "⚑" => "!",
        "♪" | "◌" => "~",
        "‘" | "’" => "'",
        "“" | "”" | "„" => "\"",
        "│" | "║" => "|",
        _ => return None,
    })
}
