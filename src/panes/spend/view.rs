//! The drawing of the spend overlay: a plot of 30 days, the caps, and the projects.

use std::path::Path;

use jiff::ToSpan;
use jiff::civil::Date;
use ratatui::layout::Rect;

use super::rows::{SpendRow, count_rows, plot_rows, unit_rows};
use crate::domain::{PaidRate, ProjectTotal, Unit, UnitTotals, UnpricedWork, text};
use crate::panes::DrawContext;
use crate::panes::scroll::{ScrollPosition, overlay_rows};
use crate::widgets::{StyledLine, Theme, bar_chart, format_clock, inner_area, progress_bar};

pub(super) const MAX_OVERLAY_COLUMNS: u16 = 84;
/// Rows of the overlay without any spend.
const MAX_EMPTY_ROWS: u16 = 6;
/// Days of the plot.
const PLOT_DAYS: usize = 30;
const AXIS_LABEL_COLUMNS: u16 = 10;
/// Columns of the labels of caps, and of their amounts.
const CAP_LABEL_COLUMNS: u16 = 17;
const CAP_AMOUNT_COLUMNS: u16 = 22;

pub(super) fn view(scroll: &ScrollPosition, ctx: &mut DrawContext<'_>, area: Rect) {
    let studio = ctx.studio;
    let page = usize::from(inner_area(Rect { height: overlay_rows(area.height), ..area }).height);
    let count = count_rows(studio, page);
    if count == 0 {
        return draw_empty(ctx, area);
    }
    let (inner, first) = scroll.draw_frame("Spend", count, ctx, area);
    let units = studio.spend.totals.used_units(studio.rate.unit);
    let lines = units.flat_map(|sums| unit_rows(sums, studio, page).map(move |row| (sums, row)));
    let unpriced = unpriced_lines(&studio.spend.totals.unpriced_work, ctx.theme);
    let lines = lines
        .map(|(sums, row)| SpendLine::Unit(sums, row))
        .chain(unpriced.into_iter().map(SpendLine::Unpriced));
    for (y, line) in (inner.y..inner.bottom()).zip(lines.skip(first)) {
        let row_area = Rect { y, height: 1, ..inner };
        match line {
            SpendLine::Unit(sums, row) => {
                SpendRowPainter { sums, ctx, visible_rows: page }.draw(row, row_area);
            }
            SpendLine::Unpriced(line) => drop(line.draw_left(row_area, ctx.buf)),
        }
    }
}

/// A line of the overlay.
enum SpendLine<'a> {
    Unit(&'a UnitTotals, SpendRow),
    Unpriced(StyledLine<'a>),
}

/// The work whose price was not known, below a title; nothing without any.
fn unpriced_lines(unpriced: &[UnpricedWork], theme: Theme) -> Vec<StyledLine<'static>> {
    let title = StyledLine::new().add("Price unknown", theme.bold()).add(", in no amount above", theme.dim());
    let rows = unpriced.iter().map(|work| StyledLine::new().add(work.describe(), theme.plain()));
    if unpriced.is_empty() { Vec::new() } else { std::iter::once(title).chain(rows).collect() }
}

fn draw_empty(ctx: &mut DrawContext<'_>, area: Rect) {
    let (studio, theme) = (ctx.studio, ctx.theme);
    let rows = MAX_EMPTY_ROWS.min(overlay_rows(area.height));
    let inner = ctx.draw_overlay_frame(("Spend", "Esc"), (MAX_OVERLAY_COLUMNS, rows), area);
    if let Some(error) = studio.queue.ledger_read.error().or(studio.spend.history_error.as_ref()) {
        let lines = [(error.summary(), theme.error()), (error.next_step().to_owned(), theme.plain())];
        ctx.draw_lines(&lines, inner);
        return;
    }
    let lines = [
        ("No spend yet.".to_owned(), theme.bold()),
        (
            "Ctrl-r renders the video, after showing its price. The spend is shown here.".to_owned(),
            theme.plain(),
        ),
        (format!("No caps: {CAP_SETUP_HINT}"), theme.dim()),
    ];
    let shown =
        if studio.settings.caps.day.is_none() && studio.settings.caps.project.is_none() { 3 } else { 2 };
    ctx.draw_lines(&lines[..shown], inner);
}

const CAP_SETUP_HINT: &str = "cap_day and cap_project in config.toml set them.";

/// Draws the rows of one unit.
struct SpendRowPainter<'a, 'b> {
    sums: &'a UnitTotals,
    ctx: &'a mut DrawContext<'b>,
    visible_rows: usize,
}

impl SpendRowPainter<'_, '_> {
    fn draw(&mut self, row: SpendRow, area: Rect) {
        match row {
            SpendRow::Blank => {}
            SpendRow::Title => self.draw_title(area),
            SpendRow::Totals => self.draw_totals(area),
            SpendRow::PaidRate(index) => self.draw_paid_rate(&self.ctx.studio.spend.paid_rates[index], area),
            SpendRow::ExpectedRate(index) => {
                self.draw_expected_rate(&self.ctx.studio.spend.paid_rates[index], area)
            }
            SpendRow::PlotLine(at) => self.draw_plot_line(at, area),
            SpendRow::Axis => self.draw_axis(area),
            SpendRow::DayLabels => self.draw_day_labels(area),
            SpendRow::DailyCap => self.draw_daily_cap(area),
            SpendRow::ProjectCap => self.draw_project_cap(area),
            SpendRow::NoCaps => {
                let text = format!("No caps: {CAP_SETUP_HINT}");
                self.ctx.draw_text(area, &text, self.ctx.theme.dim());
            }
            SpendRow::TableHeader => {
                self.draw_table_row("project", COLUMN_TITLES.map(str::to_owned), TableRowKind::Header, area)
            }
            SpendRow::Project(at) => self.draw_project(&self.sums.projects[at], area),
            SpendRow::OtherWork => self.draw_other_work(area),
        }
    }

    fn draw_paid_rate(&mut self, paid: &PaidRate, area: Rect) {
        self.ctx.draw_text(area, &paid.describe_paid(), self.ctx.theme.warning());
    }

    /// With the key, if that accepts this rate.
    fn draw_expected_rate(&mut self, paid: &PaidRate, area: Rect) {
        let is_next = self.ctx.studio.acceptable_rate() == Some(paid);
        let key = if is_next { " · a uses the paid one" } else { "" };
        self.ctx.draw_text(area, &format!("{}{key}", paid.describe_expected()), self.ctx.theme.plain());
    }

    fn draw_title(&mut self, area: Rect) {
        let theme = self.ctx.theme;
        let unit = match self.sums.unit {
            Unit::PremiumCredit => "Credits",
            Unit::EnterpriseCredit => "Enterprise credits",
            Unit::WorkspaceCredit => "Workspace credits",
            unit @ (Unit::ApiCredit | Unit::Usd) => unit.label(),
        };
        let line = StyledLine::new().add(unit, theme.bold());
        line.add(", estimated; failed renders are not counted", theme.dim()).draw_left(area, self.ctx.buf);
    }

    fn draw_totals(&mut self, area: Rect) {
        let (theme, today) = (self.ctx.theme, self.today());
        let sums = self.sums;
        let totals = [
            ("today", sums.last_days_total(today, 1)),
            ("7 days", sums.last_days_total(today, 7)),
            ("30 days", sums.last_days_total(today, PLOT_DAYS)),
            ("total", sums.to_money(sums.total)),
        ];
        let line = totals.iter().fold(StyledLine::new(), |line, (when, money)| {
            line.add(format!("{when} "), theme.dim())
                .add(format!("~{}   ", money.to_compact_string()), theme.plain())
        });
        line.draw_left(area, self.ctx.buf);
    }

    fn today(&self) -> Date {
        self.ctx.studio.today(self.ctx.now)
    }

    /// Cells per day, and the number of days that fit.
    fn plot_scale(area: Rect) -> (usize, usize) {
        let columns = usize::from(area.width.saturating_sub(AXIS_LABEL_COLUMNS));
        let cells = (columns / PLOT_DAYS).clamp(1, 2);
        (cells, (columns / cells).min(PLOT_DAYS))
    }

    fn draw_plot_line(&mut self, index: usize, area: Rect) {
        let theme = self.ctx.theme;
        let (cells, count) = Self::plot_scale(area);
        let days = self.sums.daily_amounts(self.today(), count);
        if index == 0 {
            let maximum = days.iter().copied().fold(0.0, f64::max);
            let label = format!("{:>9}", self.sums.to_money(maximum).to_compact_string());
            self.ctx.draw_text(Rect { width: AXIS_LABEL_COLUMNS, ..area }, &label, theme.dim());
        }
        if let Some(line) = bar_chart(&days, plot_rows(self.visible_rows), cells).get(index) {
            self.ctx.draw_text(
                Rect::new(
                    area.x + AXIS_LABEL_COLUMNS,
                    area.y,
                    area.width.saturating_sub(AXIS_LABEL_COLUMNS),
                    1,
                ),
                line,
                theme.accent(),
            );
        }
    }

    fn draw_axis(&mut self, area: Rect) {
        let theme = self.ctx.theme;
        let (cells, count) = Self::plot_scale(area);
        let line = "─".repeat(cells * count);
        self.ctx.draw_text(Rect { width: AXIS_LABEL_COLUMNS, ..area }, "        0", theme.dim());
        self.ctx.draw_text(
            Rect::new(area.x + AXIS_LABEL_COLUMNS, area.y, area.width.saturating_sub(AXIS_LABEL_COLUMNS), 1),
            &line,
            theme.dim(),
        );
    }

    /// Draws the day under each seventh bar, counted back from today.
    fn draw_day_labels(&mut self, area: Rect) {
        let (cells, count) = Self::plot_scale(area);
        let today = self.today();
        for ago in (0..count).step_by(7) {
            let day =
                i32::try_from(ago).ok().and_then(|ago| today.checked_sub(ago.days()).ok()).unwrap_or(today);
            let label = if ago == 0 { "today".to_owned() } else { day.strftime("%-d %b").to_string() };
            let x = u16::try_from((count - 1 - ago) * cells).unwrap_or(u16::MAX);
            let x = area.x.saturating_add(AXIS_LABEL_COLUMNS).saturating_add(x);
            self.ctx.draw_text(
                Rect::new(x, area.y, area.right().saturating_sub(x), 1),
                &label,
                self.ctx.theme.dim(),
            );
        }
    }

    fn draw_daily_cap(&mut self, area: Rect) {
        let cap = self.ctx.studio.settings.caps.day.unwrap_or_default();
        self.draw_cap("daily cap", self.sums.capped_on(self.today()), cap, "", area);
    }

    /// Draws the cap with the spend of the open project, or the cap alone.
    fn draw_project_cap(&mut self, area: Rect) {
        let (theme, cap) = (self.ctx.theme, self.ctx.studio.settings.caps.project.unwrap_or_default());
        let label = "project cap";
        if let Some(path) = self.ctx.studio.absolute_project_path() {
            let name = self.project_name(Some(&path));
            return self.draw_cap(label, self.sums.project_capped_amount(&path), cap, &name, area);
        }
        let each = format!("{} each", self.sums.to_money(cap).to_compact_string());
        self.ctx.draw_text(Rect { width: CAP_LABEL_COLUMNS, ..area }, label, theme.dim());
        let rest = area.width.saturating_sub(CAP_LABEL_COLUMNS);
        self.ctx.draw_text(Rect::new(area.x + CAP_LABEL_COLUMNS, area.y, rest, 1), &each, theme.plain());
    }

    fn draw_cap(&mut self, label: &str, spent: f64, cap: f64, project: &str, area: Rect) {
        let theme = self.ctx.theme;
        let money = |amount: f64| self.sums.to_money(amount).to_compact_string();
        let figures = format!("~{} of {}", money(spent), money(cap));
        let style = if is_used_up(spent, cap) { theme.error() } else { theme.plain() };
        self.ctx.draw_text(Rect { width: CAP_LABEL_COLUMNS, ..area }, label, theme.dim());
        let rest = area.width.saturating_sub(CAP_LABEL_COLUMNS);
        self.ctx.draw_text(Rect::new(area.x + CAP_LABEL_COLUMNS, area.y, rest, 1), &figures, style);
        let rest = rest.saturating_sub(CAP_AMOUNT_COLUMNS);
        if rest < 20 {
            return;
        }
        let part = if cap > 0.0 { spent / cap } else { 1.0 };
        let (full, empty) = progress_bar(10, part);
        let usage =
            if is_used_up(spent, cap) { " used up".to_owned() } else { format!(" {}", format_percent(part)) };
        let line = StyledLine::new().add(full, style).add(empty, theme.dim()).add(usage, style);
        let bar_area = Rect { x: area.x + CAP_LABEL_COLUMNS + CAP_AMOUNT_COLUMNS, width: rest, ..area };
        let separator = if project.is_empty() { "" } else { " · " };
        line.add(separator, theme.dim()).add(project, theme.plain()).draw_left(bar_area, self.ctx.buf);
    }

    fn draw_project(&mut self, sum: &ProjectTotal, area: Rect) {
        let path = sum.project_path.as_deref();
        let open = path.is_some() && path == self.ctx.studio.absolute_project_path().as_deref();
        let cap =
            self.ctx.studio.settings.caps.project.filter(|_| self.sums.unit == self.ctx.studio.rate.unit);
        let full = path.is_some() && cap.is_some_and(|cap| is_used_up(sum.capped_amount, cap));
        let flag = if full { "⚑ " } else { "" };
        let name = format!("{flag}{}", self.project_name(path));
        let part = if self.sums.total > 0.0 { sum.amount / self.sums.total } else { 0.0 };
        let cost = format!("~{}", self.sums.to_money(sum.amount).to_compact_string());
        let cells = [sum.render_count.to_string(), format_clock(sum.seconds), cost, format_percent(part)];
        self.draw_table_row(
            &name,
            cells,
            if open { TableRowKind::OpenProject(part) } else { TableRowKind::OtherProject(part) },
            area,
        );
    }

    fn draw_other_work(&mut self, area: Rect) {
        let part = if self.sums.total > 0.0 { self.sums.work_amount / self.sums.total } else { 0.0 };
        let cost = format!("~{}", self.sums.to_money(self.sums.work_amount).to_compact_string());
        let cells = [self.sums.work_count.to_string(), String::new(), cost, format_percent(part)];
        self.draw_table_row("photos and speech", cells, TableRowKind::OtherProject(part), area);
    }

    /// Draws a row of the table: a name, and as many cells as fit, the cost in any case.
    fn draw_table_row(&mut self, name: &str, cells: [String; 4], kind: TableRowKind, area: Rect) {
        let theme = self.ctx.theme;
        let (style, part) = match kind {
            TableRowKind::Header => (theme.dim(), None),
            TableRowKind::OpenProject(part) => (theme.bold(), Some(part)),
            TableRowKind::OtherProject(part) => (theme.plain(), Some(part)),
        };
        let [renders, length, cost, share] = cells;
        let mut right = area.right();
        let mut column = |text: &str, width: u16, min_columns: u16| {
            if area.width >= min_columns {
                right = right.saturating_sub(width);
                self.ctx.draw_text(
                    Rect::new(right, area.y, width, 1),
                    &format!("{text:>wide$}", wide = usize::from(width)),
                    style,
                );
            }
            right
        };
        let shares = column("", SHARE_BAR_COLUMNS, 64);
        column(&share, 7, 64);
        column(&cost, 12, 0);
        column(&length, 10, 44);
        let left = column(&renders, 9, 34);
        self.ctx.draw_text(Rect { width: left.saturating_sub(area.x + 1), ..area }, name, style);
        if let Some(part) = part.filter(|_| area.width >= 64) {
            let (full, empty) = progress_bar(usize::from(SHARE_BAR_COLUMNS) - 2, part);
            let line = StyledLine::new().add("  ", style).add(full, theme.accent()).add(empty, theme.dim());
            line.draw_left(Rect { x: shares, width: SHARE_BAR_COLUMNS, ..area }, self.ctx.buf);
        }
    }

    /// The project file, with its folder if that is not the working directory.
    fn project_name(&self, path: Option<&Path>) -> String {
        let Some(path) = path else { return "no project file".to_owned() };
        let near = || match (path.parent().and_then(Path::file_name), path.file_name()) {
            (Some(folder), Some(file)) => Path::new(folder).join(file),
            _ => path.to_owned(),
        };
        let relative = self.ctx.studio.relative_path(path).map(Path::to_owned);
        text::single_line(&relative.unwrap_or_else(near).to_string_lossy())
    }
}

const COLUMN_TITLES: [&str; 4] = ["renders", "length", "cost", "share"];
/// Columns of a share bar, with the gap before it.
const SHARE_BAR_COLUMNS: u16 = 14;

/// The kind of a table row; for a project with its share of the total.
#[derive(Clone, Copy)]
enum TableRowKind {
    Header,
    OpenProject(f64),
    OtherProject(f64),
}

/// Whether a cap is used up.
fn is_used_up(spent: f64, cap: f64) -> bool {
    spent >= cap - 1e-6
}

/// `62 %`, or `<1 %`.
fn format_percent(part: f64) -> String {
    let of = part * 100.0;
    if of > 0.0 && of < 1.0 { "<1 %".to_owned() } else { format!("{of:.0} %") }
}
