//! Small drawings that know cells and colours, not videos.

mod ascii;
mod bar;
mod dialog;
mod dots;
mod editor;
mod frame;
mod hints;
mod line;
mod list;
mod plot;
mod spark;
mod strip;
mod text;
mod theme;

pub use bar::{bar, strength};
pub use dialog::{answers, centre, dim};
pub use dots::{Cell, dots};
pub use editor::{Editor, finish};
pub use frame::{Frame, frame, inside};
pub use hints::hints;
pub use line::{Line, put, put_marked};
pub use list::window;
pub use plot::plot;
pub use spark::spark;
pub use strip::strip;
pub use text::{clock, fit, width, wrap, wrap_code};
pub use theme::{Charset, Colours, Theme};
