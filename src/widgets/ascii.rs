//! The ASCII equivalents of the symbols on the screen.

/// The ASCII equivalent of a symbol; `None` for letters of any script.
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
