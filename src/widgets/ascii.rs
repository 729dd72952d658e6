//! ASCII twins of the signs in texts, for terminals that have nothing beyond it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Puts ASCII in the place of the signs that stand in an area. Letters of any script stay.
pub fn to_ascii(area: Rect, buf: &mut Buffer) {
    for place in area.intersection(buf.area).positions() {
        let cell = &mut buf[place];
        if let Some(twin) = twin(cell.symbol()) {
            cell.set_symbol(twin);
        }
    }
}

fn twin(sign: &str) -> Option<&'static str> {
    Some(match sign {
        "·" | "–" | "—" | "‑" | "─" | "━" => "-",
        "…" => ".",
        "‹" | "«" | "←" => "<",
        "›" | "»" | "→" | "►" => ">",
        "↑" => "^",
        "↓" => "v",
        "•" | "●" | "◐" => "*",
        "○" => "o",
        "✓" => "+",
        "✗" | "×" => "x",
        "⚑" => "!",
        "♪" => "~",
        "‘" | "’" => "'",
        "“" | "”" | "„" => "\"",
        "│" | "║" => "|",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_become_ascii_and_letters_stay() {
        let mut buf = Buffer::with_lines(["‹ Elías › · 美咲 … ↑"]);
        to_ascii(buf.area, &mut buf);
        assert_eq!(buf, Buffer::with_lines(["< Elías > - 美咲 . ^"]));
    }
}
