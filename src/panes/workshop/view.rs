//! The drawing of the photo workshop.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{WorkshopMode, WorkshopOverlay, WorkshopRow};
use crate::panes::{DrawContext, form_field};
use crate::widgets::wrap;

const GENERATE_HINT: &str = "The service generates new looks of this person, after a confirmation. For a photo of your own: ↑ to Make, then →.";
const PICTURE_HINT: &str =
    "A clear photo of one face, from the front, 512 pixels or more. The picture goes to HeyGen.";
/// Rows of the longest form: the overlay keeps its size when another form is selected.
const MAX_FORM_ROWS: usize = 6;

impl WorkshopOverlay {
    pub(super) fn draw(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let rows = self.rows(ctx.studio);
        let columns = 72.min(area.width);
        let (about, style) = footer_text(self, ctx);
        let about = wrap(&about, usize::from(columns.saturating_sub(4)));
        let height = u16::try_from(MAX_FORM_ROWS + about.len()).unwrap_or(u16::MAX).saturating_add(5);
        let inner = ctx.draw_overlay_frame(("Photo workshop", "Tab · Enter · Esc"), (columns, height), area);
        let focused = rows.iter().position(|row| *row == self.focused_row(ctx.studio)).unwrap_or_default();
        let (shown, form, below) = form_field::split_form(inner, rows.len(), focused, about.len());
        for (y, index) in (form.y..form.bottom()).zip(shown) {
            let (row, is_focused) = (&rows[index], index == focused);
            let field =
                form_field::draw_label(row_label(*row), is_focused, ctx, Rect { y, height: 1, ..inner });
            match row {
                WorkshopRow::Prompt => self.prompt.draw(is_focused, field, ctx.buf),
                WorkshopRow::Picture => self.picture.draw(is_focused, field, ctx.buf),
                WorkshopRow::Name => self.name.draw(is_focused, field, ctx.buf),
                WorkshopRow::Mode => form_field::draw_choice(&mode_label(self), is_focused, ctx, field),
                WorkshopRow::Shape => form_field::draw_choice(self.shape.as_str(), is_focused, ctx, field),
                WorkshopRow::Pose => {
                    form_field::draw_choice(&self.pose.as_str().replace('_', " "), is_focused, ctx, field)
                }
                WorkshopRow::Style => form_field::draw_choice(self.style.as_str(), is_focused, ctx, field),
            }
        }
        for (y, line) in (below.y..below.bottom()).zip(&about) {
            ctx.draw_text(Rect { y, ..inner }, line, style);
        }
    }
}

/// The validation issue or error, or else a hint.
fn footer_text(workshop: &WorkshopOverlay, ctx: &DrawContext<'_>) -> (String, Style) {
    match (workshop.issue, &ctx.studio.photo_jobs.picture_read_error) {
        (Some(issue), _) => (issue.to_owned(), ctx.theme.error()),
        (None, Some(error)) => (error.to_string(), ctx.theme.error()),
        _ if ctx.studio.photo_jobs.picture_read_request.is_some() => {
            ("Reading the picture …".to_owned(), ctx.theme.plain())
        }
        _ if workshop.mode == WorkshopMode::GeneratedLooks => (GENERATE_HINT.to_owned(), ctx.theme.dim()),
        _ => (PICTURE_HINT.to_owned(), ctx.theme.dim()),
    }
}

fn row_label(row: WorkshopRow) -> &'static str {
    match row {
        WorkshopRow::Mode => "Make",
        WorkshopRow::Prompt => "Prompt",
        WorkshopRow::Shape => "Shape",
        WorkshopRow::Pose => "Pose",
        WorkshopRow::Style => "Style",
        WorkshopRow::Picture => "Picture",
        WorkshopRow::Name => "Name",
    }
}

fn mode_label(workshop: &WorkshopOverlay) -> String {
    let whose = workshop.base_photo.as_ref().map_or("", |(_, name)| name);
    match workshop.mode {
        WorkshopMode::GeneratedLooks => format!("generated looks of {whose}"),
        WorkshopMode::LookFromPicture => format!("a look of {whose} from a picture"),
        WorkshopMode::NewPerson => "a new person from a picture".to_owned(),
    }
}
