//! iTerm2's inline images, which `WezTerm` has too: <https://iterm2.com/documentation-images.html>.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Scaled;

/// The sequence that empties the cells and draws the picture over them.
pub(super) fn symbol(picture: &Scaled) -> String {
    let Scaled { png, columns, rows } = picture;
    let emptied = format!("\x1b[{columns}X\x1b[B").repeat(usize::from(*rows));
    let (size, data) = (png.len(), STANDARD.encode(png));
    // Saved and restored, the cursor stands where the drawing expects it: behind one cell.
    format!(
        "\x1b7{emptied}\x1b8\x1b]1337;File=inline=1;size={size};width={columns};height={rows};\
         preserveAspectRatio=0;doNotMoveCursor=1:{data}\x07\x1b8\x1b[C"
    )
}
