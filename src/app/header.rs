//! The header: the project, its length and price against the balance, and the account.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::App;
use crate::domain::{ApiVersion, Coverage, Dialect, Estimate, seconds_over_target, target_limit, text};
use crate::studio::{ActiveAccount, Remote, Studio};
use crate::widgets::{StyledLine, Theme, fit, format_clock, width};

/// Columns from which on the header has the sunset date.
const MIN_SUNSET_COLUMNS: u16 = 100;
/// Columns that the title keeps beside the figures.
const MIN_TITLE_COLUMNS: usize = 16;
/// Columns that a long host keeps.
const MIN_ACCOUNT_COLUMNS: usize = 7;
const UNSAVED_MARK: &str = " ● unsaved";
const BRIEF_UNSAVED_MARK: &str = " ●";
const PROGRAM_NAME: &str = " cuecard  ";

/// Draws the header in one row: the title gives way to the figures, a long host to both.
pub(super) fn draw_header(app: &App, estimate: &Estimate, area: Rect, buf: &mut Buffer) {
    let (theme, studio) = (app.theme, &app.studio);
    if area.height == 0 {
        return;
    }
    let columns = usize::from(area.width);
    let api_version = api_version_label(studio, area.width >= MIN_SUNSET_COLUMNS);
    let figures = length_line(estimate.seconds, studio, theme)
        .add("  ", theme.plain())
        .append(cost_line(estimate, studio, theme))
        .add("  ", theme.plain());
    let fixed_columns = PROGRAM_NAME.len() + MIN_TITLE_COLUMNS + width(BRIEF_UNSAVED_MARK) + 3;
    let account_columns = columns.saturating_sub(fixed_columns + figures.width() + width(&api_version));
    let account = account_label(studio, account_columns.max(MIN_ACCOUNT_COLUMNS));
    let right = figures.add(account, theme.plain()).add(format!("{api_version} "), theme.dim());
    let left_columns = columns.saturating_sub(PROGRAM_NAME.len() + right.width() + 2);
    let mark = match studio.project_state.is_unsaved() {
        false => "",
        true if left_columns >= MIN_TITLE_COLUMNS + width(UNSAVED_MARK) => UNSAVED_MARK,
        true => BRIEF_UNSAVED_MARK,
    };
    let title_columns = left_columns.saturating_sub(width(mark));
    let name = text::single_line(studio.project_state.project.display_title());
    let left = StyledLine::new()
        .add(PROGRAM_NAME, theme.focus())
        .add(fit(&name, title_columns).into_owned(), theme.bold())
        .add(mark, theme.warning());
    let used_columns = left.draw_left(area, buf);
    right.draw_right(area, used_columns, buf);
}

/// The length of the video; with a target, "0:44 of 1:00", or "1:02 of 1:00 +1.8 s" where it is passed.
fn length_line(seconds: f64, studio: &Studio, theme: Theme) -> StyledLine<'static> {
    match studio.project_state.project.target_seconds {
        Some(target) => {
            let is_over = seconds >= target_limit(target);
            let over = match seconds_over_target(seconds, target) {
                over if over < 60.0 => format!(" +{over:.1} s"),
                over => format!(" +{}", format_clock(over)),
            };
            StyledLine::new()
                .add(format_clock(seconds), if is_over { theme.error() } else { theme.bold() })
                .add(format!(" of {}", format_clock(target.into())), theme.dim())
                .add(if is_over { over } else { String::new() }, theme.error())
        }
        None => StyledLine::new().add(format_clock(seconds), theme.bold()),
    }
}

/// The cost of the video, with the balance.
fn cost_line(estimate: &Estimate, studio: &Studio, theme: Theme) -> StyledLine<'static> {
    let cost = estimate.cost;
    let cost_text = match &studio.account.balance {
        Remote::Ready(Some(balance)) => cost.to_compact_string_before(balance.remaining),
        _ => cost.to_labeled_string(),
    };
    let mark = estimate.mark();
    let line = StyledLine::new().add(format!("{mark}{cost_text}"), theme.bold());
    match &studio.account.balance {
        Remote::Ready(Some(balance)) => {
            let text = balance.to_labeled_string();
            match balance.coverage_of(cost, studio.settings.usd_per_credit) {
                Coverage::Remaining(_) | Coverage::Overage(_) => line.add(format!(" of {text}"), theme.dim()),
                Coverage::Insufficient => line.add(format!(" of {text} !"), theme.error()),
                Coverage::UnitMismatch => line.add(format!(" · balance {balance}"), theme.dim()),
            }
        }
        Remote::Ready(None) | Remote::Failed(_) => line.add(" · balance unknown", theme.dim()),
        Remote::Idle | Remote::Loading(_) => line,
    }
}

/// The API version, or the dialect where it is not the default; in a wide window, with the sunset date.
fn api_version_label(studio: &Studio, wide: bool) -> String {
    let (dialect, api) = (studio.account.dialect, studio.account.dialect.api_version());
    let label = match dialect {
        _ if dialect == api.default_dialect() => api.as_str().to_owned(),
        Dialect::Generate => dialect.as_str().to_owned(),
        _ => format!("{} {}", api.as_str(), dialect.as_str()),
    };
    match studio.account.sunset.as_ref().filter(|_| api == ApiVersion::V2) {
        Some(sunset) if wide => format!(" · {label} (end: {})", sunset.short_date()),
        _ => format!(" · {label}"),
    }
}

fn account_label(studio: &Studio, columns_left: usize) -> String {
    match &studio.account.active {
        ActiveAccount::SignedOut => "no account".to_owned(),
        ActiveAccount::Sandbox => "sandbox".to_owned(),
        ActiveAccount::Live { host: None } => "live".to_owned(),
        ActiveAccount::Live { host: Some(host) } => fit(&text::truncate(host, 32), columns_left).into_owned(),
    }
}
