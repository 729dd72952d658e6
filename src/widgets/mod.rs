//! Small drawings that know cells and colours, not videos.

mod ascii;
mod bar;
mod dialog;
mod editor;
mod frame;
mod hints;
mod line;
mod list;
mod picture;
mod plot;
mod sparkline;
mod text;
mod theme;
mod timeline;

pub use bar::{bar, strength};
pub use dialog::{answers, centre, dim};
pub use editor::{Editor, finish};
pub use frame::{Frame, frame, inside};
pub use hints::hints;
pub use line::{Line, put, put_marked};
pub use list::window;
pub use picture::{Cell, dots};
pub use plot::plot;
pub use sparkline::spark;
pub use text::{clock, fit, width, wrap, wrap_code};
pub use theme::{Charset, Colours, Theme};
pub use timeline::strip;
