//! The kitty graphics protocol, with Unicode placeholders: <https://sw.kovidgoyal.net/kitty/graphics-protocol/>.
//!
//! The picture is sent once under an id. Where it is shown, the text has placeholder characters: their color is the id,
//! their diacritics are the row and the column, so that the picture moves and goes with its cells.

use std::fmt::Write as _;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::scaled_picture::ScaledPicture;
use crate::domain::stable_hash;
use crate::runtime::terminal::wrap_for_tmux;

pub(super) const MAX_PICTURE_ROWS: u16 = 100;

/// Characters of encoded data in one sequence.
const MAX_CHUNK_CHARS: usize = 4096;
const PLACEHOLDER: char = '\u{10eeee}';

/// A symbol for each row; the first one also sends the picture.
pub(super) fn row_symbols(picture: &ScaledPicture, in_tmux: bool) -> impl Iterator<Item = String> {
    let hash = stable_hash(&picture.png).to_be_bytes();
    // A color of 24 bits; 0 is no id.
    let [red, green, blue] = [hash[0].max(1), hash[1], hash[2]];
    let id = u32::from_be_bytes([0, red, green, blue]);
    let mut sent = Some(transmit_sequence(picture, id, in_tmux));
    let columns = picture.columns;
    let row = move |mark: char| {
        let mut symbol = sent.take().unwrap_or_default();
        // Saved and restored with its colors, the cursor stands where the drawing expects it: behind one cell.
        let _ = write!(
            symbol,
            "\x1b7\x1b[38;2;{red};{green};{blue}m{PLACEHOLDER}{mark}{}",
            ROW_COLUMN_DIACRITICS[0]
        );
        // The columns after the first count on by themselves.
        symbol.extend((1..columns).map(|_| PLACEHOLDER));
        symbol + "\x1b8\x1b[C"
    };
    ROW_COLUMN_DIACRITICS.into_iter().take(picture.rows.into()).map(row)
}

fn transmit_sequence(picture: &ScaledPicture, id: u32, in_tmux: bool) -> String {
    let data = STANDARD.encode(&picture.png);
    let mut chunks = data.as_bytes().chunks(MAX_CHUNK_CHARS).map(String::from_utf8_lossy).peekable();
    let mut sequence = String::with_capacity(data.len() + data.len() / 64 + 128);
    let mut head = format!("q=2,a=T,U=1,f=100,i={id},c={},r={},", picture.columns, picture.rows);
    while let Some(chunk) = chunks.next() {
        let more = u8::from(chunks.peek().is_some());
        let part = format!("\x1b_G{head}m={more};{chunk}\x1b\\");
        sequence.push_str(&if in_tmux { wrap_for_tmux(&part) } else { part });
        "q=2,".clone_into(&mut head);
    }
    sequence
}

/// The diacritics that number rows and columns, from 0 on; the protocol has more of them.
const ROW_COLUMN_DIACRITICS: [char; MAX_PICTURE_ROWS as usize] = [
    '\u{305}', '\u{30d}', '\u{30e}', '\u{310}', '\u{312}', '\u{33d}', '\u{33e}', '\u{33f}', '\u{346}',
    '\u{34a}', '\u{34b}', '\u{34c}', '\u{350}', '\u{351}', '\u{352}', '\u{357}', '\u{35b}', '\u{363}',
    '\u{364}', '\u{365}', '\u{366}', '\u{367}', '\u{368}', '\u{369}', '\u{36a}', '\u{36b}', '\u{36c}',
    '\u{36d}', '\u{36e}', '\u{36f}', '\u{483}', '\u{484}', '\u{485}', '\u{486}', '\u{487}', '\u{592}',
    '\u{593}', '\u{594}', '\u{595}', '\u{597}', '\u{598}', '\u{599}', '\u{59c}', '\u{59d}', '\u{59e}',
    '\u{59f}', '\u{5a0}', '\u{5a1}', '\u{5a8}', '\u{5a9}', '\u{5ab}', '\u{5ac}', '\u{5af}', '\u{5c4}',
    '\u{610}', '\u{611}', '\u{612}', '\u{613}', '\u{614}', '\u{615}', '\u{616}', '\u{617}', '\u{657}',
    '\u{658}', '\u{659}', '\u{65a}', '\u{65b}', '\u{65d}', '\u{65e}', '\u{6d6}', '\u{6d7}', '\u{6d8}',
    '\u{6d9}', '\u{6da}', '\u{6db}', '\u{6dc}', '\u{6df}', '\u{6e0}', '\u{6e1}', '\u{6e2}', '\u{6e4}',
    '\u{6e7}', '\u{6e8}', '\u{6eb}', '\u{6ec}', '\u{730}', '\u{732}', '\u{733}', '\u{735}', '\u{736}',
    '\u{73a}', '\u{73d}', '\u{73f}', '\u{740}', '\u{741}', '\u{743}', '\u{745}', '\u{747}', '\u{749}',
    '\u{74a}',
];
