//! Small drawings that know cells and colors, not videos.

mod ascii;
mod caret_mark;
mod cells;
mod charts;
mod common_ends;
mod dialog;
mod frame;
mod key_hints;
mod line_editor;
mod list;
mod picture;
mod styled_line;
mod text;
mod text_boundaries;
mod text_chips;
mod text_layout;
mod theme;
mod timeline;

pub use caret_mark::{finish_frame, mark_caret, mark_typed_text};
pub use charts::{bar_chart, progress_bar, sparkline};
pub use common_ends::{common_prefix_len, common_suffix_len};
pub use dialog::{clear_centered, dim_background, draw_buttons};
pub use frame::{FrameTitle, draw_frame, inner_area};
pub use key_hints::draw_key_hints;
pub use line_editor::{CaretMotion, Deletion, LineEditor, SelectionMode};
pub use list::visible_rows;
pub use picture::{PictureCell, draw_picture};
pub use styled_line::{StyledLine, draw_highlighted_text, draw_text};
pub use text::{fit, format_clock, format_time_code, width, wrap, wrap_code, wrap_styled};
pub use text_boundaries::{
    ceil_grapheme, floor_grapheme, line_end, line_start, next_grapheme, next_word, previous_grapheme,
    previous_word, word_around,
};
pub use text_chips::{TextChip, TextChips};
pub use text_layout::{Affinity, RowEnd, RowPart, TextLayout, TextRow};
pub use theme::{Charset, ColorDepth, Theme};
pub use timeline::Timeline;
