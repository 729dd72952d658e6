//! The drawing of the photo workshop.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{WorkshopMode, WorkshopOverlay, WorkshopRow};
use crate::domain::photo_cost_note;
use crate::panes::DrawContext;
use crate::panes::form_field::{self, FormValue, FormView};

const GENERATE_HINT: &str = "The service generates new looks of this person, after a confirmation. To use your own picture: ↑ to Make, then →.";
const PICTURE_HINT: &str =
    "A clear photo of one face, from the front, 512 pixels or more. The picture goes to HeyGen.";
/// Rows of the longest form: the overlay keeps its size when another form is selected.
const MAX_FORM_ROWS: usize = 6;

impl WorkshopOverlay {
    pub(super) fn draw(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let focused = self.focused_row(ctx.studio);
        let rows = self.rows(ctx.studio);
        let form = FormView {
            title: "Photo workshop",
            max_columns: 72,
            min_rows: MAX_FORM_ROWS,
            rows: rows.iter().map(|row| self.form_row(*row)).collect(),
            focused_row: rows.iter().position(|row| *row == focused).unwrap_or_default(),
            note: footer_text(self, ctx),
        };
        form_field::draw_form(&form, ctx, area);
    }

    fn form_row(&self, row: WorkshopRow) -> (&'static str, FormValue<'_>) {
        let choice = |word: &str| FormValue::Choice(word.replace('_', " "));
        match row {
            WorkshopRow::Mode => ("Make", FormValue::Choice(mode_label(self))),
            WorkshopRow::Prompt => ("Prompt", FormValue::Text(&self.prompt)),
            WorkshopRow::Shape => ("Shape", choice(self.shape.as_str())),
            WorkshopRow::Pose => ("Pose", choice(self.pose.as_str())),
            WorkshopRow::Style => ("Style", choice(self.style.as_str())),
            WorkshopRow::Picture => ("Picture", FormValue::Text(&self.picture)),
            WorkshopRow::Name => ("Name", FormValue::Text(&self.name)),
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
        _ => {
            let (unit, today) = (ctx.studio.billing_unit(), ctx.studio.today(ctx.now));
            (format!("{PICTURE_HINT} {}", photo_cost_note(1, unit, today)), ctx.theme.dim())
        }
    }
}

fn mode_label(workshop: &WorkshopOverlay) -> String {
    let photo_name = workshop.base_photo.as_ref().map_or("", |(_, name)| name);
    match workshop.mode {
        WorkshopMode::GeneratedLooks => format!("generated looks of {photo_name}"),
        WorkshopMode::LookFromPicture => format!("a look of {photo_name} from a picture"),
        WorkshopMode::NewPerson => "a new person from a picture".to_owned(),
    }
}
