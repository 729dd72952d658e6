//! What the photo workshop looks like.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Kind, Row, Workshop};
use crate::panes::{DrawContext, field};
use crate::studio::Studio;
use crate::widgets::{Frame, centre, frame, put, wrap};

const ABOUT_DRAWN: &str = "The service draws new looks of this person, after a confirmation. For a photo of your own: ↑ to Make, then →.";
const ABOUT_PICTURE: &str =
    "A clear photo of one face, from the front, 512 pixels or more. The picture goes to HeyGen.";
/// Rows of the longest form: the dialog stays where it is when another is chosen.
const ROWS: usize = 6;

pub(super) fn view(workshop: &Workshop, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
    let rows = workshop.rows(studio);
    let columns = 72.min(area.width);
    let (about, style) = about(workshop, studio, ctx);
    let about = wrap(&about, usize::from(columns.saturating_sub(4)));
    let height = u16::try_from(ROWS + about.len()).unwrap_or(u16::MAX).saturating_add(5);
    let place = centre(area, columns, height, buf);
    let of_frame = Frame { name: "Photo workshop", note: "Tab · Enter · Esc", focused: true };
    let room = frame(of_frame, ctx.theme, place, buf);
    let at = rows.iter().position(|row| *row == workshop.row(studio)).unwrap_or_default();
    let (shown, form, below) = field::divide(room, rows.len(), at, about.len());
    for (y, index) in (form.y..form.bottom()).zip(shown) {
        let (row, on) = (&rows[index], index == at);
        let place = field::label(label(*row), on, ctx, Rect { y, height: 1, ..room }, buf);
        match row {
            Row::Prompt => workshop.prompt.view(on, place, buf),
            Row::Picture => workshop.picture.view(on, place, buf),
            Row::Name => workshop.name.view(on, place, buf),
            Row::Kind => field::choice(&kind(workshop), on, ctx, place, buf),
            Row::Shape => field::choice(workshop.shape.word(), on, ctx, place, buf),
            Row::Pose => field::choice(&workshop.pose.word().replace('_', " "), on, ctx, place, buf),
            Row::Style => field::choice(workshop.style.word(), on, ctx, place, buf),
        }
    }
    for (y, line) in (below.y..below.bottom()).zip(&about) {
        put(buf, room.x, y, room.width, line, style);
    }
}

/// What is missing or wrong, or else what it is about.
fn about(workshop: &Workshop, studio: &Studio, ctx: &DrawContext) -> (String, Style) {
    match (workshop.gap, &studio.unread) {
        (Some(gap), _) => (gap.to_owned(), ctx.theme.bad()),
        (None, Some(fault)) => (fault.to_string(), ctx.theme.bad()),
        _ if studio.reading_pictures.is_some() => ("Reading the picture …".to_owned(), ctx.theme.plain()),
        _ if workshop.kind == Kind::Drawn => (ABOUT_DRAWN.to_owned(), ctx.theme.dim()),
        _ => (ABOUT_PICTURE.to_owned(), ctx.theme.dim()),
    }
}

fn label(row: Row) -> &'static str {
    match row {
        Row::Kind => "Make",
        Row::Prompt => "Prompt",
        Row::Shape => "Shape",
        Row::Pose => "Pose",
        Row::Style => "Style",
        Row::Picture => "Picture",
        Row::Name => "Name",
    }
}

fn kind(workshop: &Workshop) -> String {
    let whose = workshop.photo.as_ref().map_or("", |(_, name)| name);
    match workshop.kind {
        Kind::Drawn => format!("drawn looks of {whose}"),
        Kind::Another => format!("a look of {whose} from a picture"),
        Kind::New => "a new person from a picture".to_owned(),
    }
}
