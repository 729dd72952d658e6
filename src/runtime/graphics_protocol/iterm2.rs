//! iTerm2's inline images, which `WezTerm` has too: <https://iterm2.com/documentation-images.html>.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::scaled_picture::ScaledPicture;
use crate::runtime::terminal::wrap_for_tmux;

/// The sequence that empties the cells and draws the picture over them.
pub(super) fn image_sequence(picture: &ScaledPicture, in_tmux: bool) -> String {
    let ScaledPicture { png, columns, rows } = picture;
    let emptied = format!("\x1b[{columns}X\x1b[B").repeat(usize::from(*rows));
    let (size, data) = (png.len(), STANDARD.encode(png));
    let image = format!(
        "\x1b]1337;File=inline=1;size={size};width={columns};height={rows};\
         preserveAspectRatio=0;doNotMoveCursor=1:{data}\x07"
    );
    // tmux moves the cursor of its terminal no sooner than it draws there: it empties the first cell last.
    let image = if in_tmux { format!("\x1b[X{}", wrap_for_tmux(&image)) } else { image };
    // Saved and restored, the cursor stands where the drawing expects it: behind one cell.
    format!("\x1b7{emptied}\x1b8{image}\x1b8\x1b[C")
}
