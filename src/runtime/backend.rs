//! The terminal backend: ratatui's, which writes whole frames.

use std::borrow::Cow;
use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, CrosstermBackend, TestBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use super::terminal::{self, TerminalModes};
use crate::domain::text;

/// A backend that sends a frame in one piece, and other escape sequences.
pub trait TerminalBackend: Backend {
    /// Sends what was drawn since the last frame, in one piece; nothing if nothing was drawn.
    fn write_frame(&mut self) -> io::Result<()>;

    /// Sends an escape sequence that draws nothing: a title, a clipboard.
    fn write_sequence(&mut self, sequence: &str) -> io::Result<()>;

    /// Forgets the terminal's state, because other programs wrote to it.
    fn invalidate(&mut self);

    /// Gives the terminal to another program.
    fn release(&mut self);

    /// Gives the terminal to the shell, and stops until the shell continues the process.
    fn suspend(&mut self) -> io::Result<()>;

    /// Takes the terminal again; `false` if another job has it.
    fn resume(&mut self) -> io::Result<bool>;
}

/// A terminal behind a writer. Bytes are sent once a frame; the terminal is never queried.
#[derive(Debug)]
pub struct TtyBackend<W> {
    writer: W,
    modes: TerminalModes,
    frame: Vec<u8>,
    is_cursor_visible: Option<bool>,
    /// The last position of the cursor.
    cursor_position: Option<Position>,
}

const BEGIN_SYNCHRONIZED_UPDATE: &[u8] = b"\x1b[?2026h";
const END_SYNCHRONIZED_UPDATE: &[u8] = b"\x1b[?2026l";
/// The size of a terminal that does not report one.
const DEFAULT_TERMINAL_SIZE: Size = Size { width: 80, height: 24 };

/// Columns and rows of this process's terminal.
pub(super) fn terminal_size() -> io::Result<Size> {
    let size = rustix::termios::tcgetwinsize(rustix::stdio::stdout())?;
    let reported = Size { width: size.ws_col, height: size.ws_row };
    Ok(if reported.width == 0 || reported.height == 0 { DEFAULT_TERMINAL_SIZE } else { reported })
}

impl<W: Write> TtyBackend<W> {
    pub fn new(out: W, modes: TerminalModes) -> Self {
        Self { writer: out, modes, frame: Vec::new(), is_cursor_visible: None, cursor_position: None }
    }

    fn crossterm(&mut self) -> CrosstermBackend<&mut Vec<u8>> {
        CrosstermBackend::new(&mut self.frame)
    }

    fn set_cursor_visible(&mut self, shown: bool) -> io::Result<()> {
        if self.is_cursor_visible.replace(shown) == Some(shown) {
            return Ok(());
        }
        if shown { self.crossterm().show_cursor() } else { self.crossterm().hide_cursor() }
    }
}

impl<W: Write> TerminalBackend for TtyBackend<W> {
    fn write_frame(&mut self) -> io::Result<()> {
        if self.frame.is_empty() {
            return Ok(());
        }
        // One write: a terminal that knows synchronized updates shows the frame whole, another nearly so.
        let mut frame = Vec::with_capacity(
            self.frame.len() + BEGIN_SYNCHRONIZED_UPDATE.len() + END_SYNCHRONIZED_UPDATE.len(),
        );
        frame.extend_from_slice(BEGIN_SYNCHRONIZED_UPDATE);
        frame.append(&mut self.frame);
        frame.extend_from_slice(END_SYNCHRONIZED_UPDATE);
        self.writer.write_all(&frame)?;
        self.writer.flush()
    }

    fn write_sequence(&mut self, sequence: &str) -> io::Result<()> {
        self.writer.write_all(sequence.as_bytes())?;
        self.writer.flush()
    }

    fn invalidate(&mut self) {
        self.frame.clear();
        self.is_cursor_visible = None;
        self.cursor_position = None;
    }

    fn release(&mut self) {
        self.modes.leave();
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.modes.leave();
        terminal::stop_process()
    }

    fn resume(&mut self) -> io::Result<bool> {
        if !terminal::is_foreground() {
            return Ok(false);
        }
        // Where nobody suspended us, the shell may have changed the modes all the same.
        self.modes.leave();
        self.modes.enter()?;
        Ok(true)
    }
}

impl<W: Write> Backend for TtyBackend<W> {
    type Error = io::Error;

    fn draw<'a, I: Iterator<Item = (u16, u16, &'a Cell)>>(&mut self, content: I) -> io::Result<()> {
        let mut cells = content.peekable();
        // Crossterm resets the colors even without a cell, which would be a frame of nothing.
        if cells.peek().is_none() {
            return Ok(());
        }
        // What is edited is drawn as it is written; what only hides, or would drift, stays off the terminal.
        let clean: Vec<(u16, u16, Cow<'_, Cell>)> =
            cells.map(|(x, y, cell)| (x, y, sanitize_cell(cell))).collect();
        self.crossterm().draw(clean.iter().map(|(x, y, cell)| (*x, *y, cell.as_ref())))
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.set_cursor_visible(false)
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.set_cursor_visible(true)
    }

    /// Not asked: a terminal that does not answer would hold the screen for seconds.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        // After a frame of nothing it is there already.
        if self.cursor_position.replace(position) == Some(position) && self.frame.is_empty() {
            return Ok(());
        }
        self.crossterm().set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.crossterm().clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        terminal_size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        let size = rustix::termios::tcgetwinsize(rustix::stdio::stdout())?;
        let pixels = Size { width: size.ws_xpixel, height: size.ws_ypixel };
        Ok(WindowSize { columns_rows: self.size()?, pixels })
    }

    /// Nothing is sent before [`TerminalBackend::write_frame`].
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn sanitize_cell(cell: &Cell) -> Cow<'_, Cell> {
    // Text brings no escape sequence into a cell: this is a picture in the terminal's own protocol.
    if cell.symbol().contains('\x1b') {
        return Cow::Borrowed(cell);
    }
    match text::displayable_cell(cell.symbol()) {
        Cow::Borrowed(_) => Cow::Borrowed(cell),
        Cow::Owned(symbol) => {
            let mut clean = cell.clone();
            clean.set_symbol(&symbol);
            Cow::Owned(clean)
        }
    }
}

impl TerminalBackend for TestBackend {
    fn write_frame(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn write_sequence(&mut self, _sequence: &str) -> io::Result<()> {
        Ok(())
    }

    fn invalidate(&mut self) {}

    fn release(&mut self) {}

    fn suspend(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn resume(&mut self) -> io::Result<bool> {
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_sanitized_before_they_are_written() {
        let mut tty = TtyBackend::new(Vec::new(), TerminalModes::default());
        let tower = format!("b{}", "\u{300}".repeat(300));
        let cells = ["a\u{fe01}", tower.as_str(), "c\u{13430}", "\u{1d173}"].map(|symbol| {
            let mut cell = Cell::default();
            cell.set_symbol(symbol);
            cell
        });
        tty.draw((0..).zip(&cells).map(|(x, cell)| (x, 0, cell))).unwrap();
        tty.write_frame().unwrap();
        let sent = String::from_utf8(tty.writer).unwrap();
        assert!(sent.contains(&format!("ab{}c ", "\u{300}".repeat(8))), "{sent:?}");
        let picture = Cell::new("\x1b_Gm=0;AAAA\x1b\\");
        assert_eq!(sanitize_cell(&picture).symbol(), picture.symbol());
    }

    #[test]
    fn a_frame_is_written_at_once_and_only_if_something_changed() {
        let mut tty = TtyBackend::new(Vec::new(), TerminalModes::default());
        let cell = Cell::new("x");
        tty.draw([(1, 0, &cell)].into_iter()).unwrap();
        tty.hide_cursor().unwrap();
        assert!(tty.writer.is_empty());
        tty.write_frame().unwrap();
        let sent = String::from_utf8(std::mem::take(&mut tty.writer)).unwrap();
        assert!(sent.starts_with("\x1b[?2026h") && sent.ends_with("\x1b[?2026l"), "{sent:?}");
        assert!(sent.contains("\x1b[1;2Hx") && sent.contains("\x1b[?25l"), "{sent:?}");

        tty.draw(std::iter::empty()).unwrap();
        tty.hide_cursor().unwrap();
        tty.write_frame().unwrap();
        assert!(tty.writer.is_empty());

        for frames in [1, 0, 0] {
            tty.draw(std::iter::empty()).unwrap();
            tty.show_cursor().unwrap();
            tty.set_cursor_position((3, 1)).unwrap();
            tty.write_frame().unwrap();
            let sent = String::from_utf8(std::mem::take(&mut tty.writer)).unwrap();
            assert_eq!(sent.matches("\x1b[2;4H").count(), frames, "{sent:?}");
            assert_eq!(sent.is_empty(), frames == 0, "{sent:?}");
        }
        // What is drawn takes the cursor along: it is put back.
        tty.draw([(1, 0, &cell)].into_iter()).unwrap();
        tty.set_cursor_position((3, 1)).unwrap();
        tty.write_frame().unwrap();
        assert!(String::from_utf8(tty.writer).unwrap().ends_with("\x1b[2;4H\x1b[?2026l"));
    }
}
