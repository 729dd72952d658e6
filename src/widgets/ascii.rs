//! The ASCII equivalents of the symbols on the screen.

/// The ASCII equivalent of a symbol; `None` for letters of any script.
pub(super) fn ascii_equivalent(symbol: &str) -> Option<&'static str> {
    Some(match symbol {
        "·" | "–" | "—" | "‑" | "─" | "▃" | "▄" => "-",
        "━" | "▅" | "▆" => "=",
        "…" | "▂" => ".",
        "‹" | "«" | "←" => "<",
        "›" | "»" | "→" | "►" | "↳" => ">",
        "╭" | "╮" | "╰" | "╯" | "✓" => "+",
        "▁" => "_",
        "░" => ":",
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
        "│" | "║" | "‖" => "|",
        _ => return None,
    })
}
