//! What the spend overlay looks like: a plot of a month, the caps, and the projects.

use std::path::Path;

use jiff::ToSpan;
use jiff::civil::Date;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::rows::{Row, bars, count, rows};
use crate::domain::{ProjectSum, Unit, UnitSums, text};
use crate::panes::{DrawContext, status};
use crate::studio::Studio;
use crate::widgets::{Frame, Line, bar, centre, clock, frame, inside, plot, put};

/// Columns of the overlay.
const WIDE: u16 = 84;
/// Rows of the overlay while there is nothing to show.
const EMPTY: u16 = 6;
/// Days of the plot.
const DAYS: usize = 30;
/// Cells at the left of the plot.
const GUTTER: u16 = 10;
/// Cells of the labels of caps, and of their figures.
const LABEL: u16 = 17;
const FIGURES: u16 = 22;

pub(super) fn view(top: usize, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer) {
    let height = area.height.saturating_sub(2).max(3);
    let page = usize::from(inside(Rect { height, ..area }).height);
    let all = count(studio, page);
    let place = centre(area, WIDE, if all == 0 { EMPTY.min(height) } else { height }, buf);
    let top = top.min(all.saturating_sub(page));
    let note = if top + page < all { "↓ more · Esc" } else { "Esc" };
    let room = frame(Frame { name: "Spend", note, focused: true }, ctx.theme, place, buf);
    if all == 0 {
        return nothing(studio, ctx, room, buf);
    }
    let units = studio.sums.units(studio.rate.unit);
    let lines = units.flat_map(|sums| rows(sums, studio, page).map(move |row| (sums, row)));
    for (y, (sums, row)) in (room.y..room.bottom()).zip(lines.skip(top)) {
        let seen = Seen { sums, studio, ctx, page };
        seen.row(row, Rect { y, height: 1, ..room }, buf);
    }
}

fn nothing(studio: &Studio, ctx: &DrawContext, room: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    if let Some(fault) = studio.queue.ledger.fault().or(studio.past_fault.as_ref()) {
        let lines = [(fault.what(), theme.bad()), (fault.next_step().to_owned(), theme.plain())];
        status::say(&lines, room, buf);
        return;
    }
    let lines = [
        ("No spend yet.".to_owned(), theme.strong()),
        (
            "Ctrl-r renders the video, after showing its price. The spend is shown here.".to_owned(),
            theme.plain(),
        ),
        (format!("No caps: {HOW}"), theme.dim()),
    ];
    let shown = if studio.caps.day.is_none() && studio.caps.project.is_none() { 3 } else { 2 };
    status::say(&lines[..shown], room, buf);
}

/// How caps are set.
const HOW: &str = "cap_day and cap_project in config.toml set them.";

/// What one row is drawn from.
struct Seen<'a> {
    sums: &'a UnitSums,
    studio: &'a Studio,
    ctx: &'a DrawContext,
    page: usize,
}

impl Seen<'_> {
    fn row(&self, row: Row, area: Rect, buf: &mut Buffer) {
        match row {
            Row::Gap => {}
            Row::Title => self.title(area, buf),
            Row::Totals => self.totals(area, buf),
            Row::Bars(at) => self.bars(at, area, buf),
            Row::Axis => self.axis(area, buf),
            Row::Days => self.days(area, buf),
            Row::CapOfDay => self.cap_of_day(area, buf),
            Row::CapOfProject => self.cap_of_project(area, buf),
            Row::NoCaps => {
                let text = format!("No caps: {HOW}");
                put(buf, area.x, area.y, area.width, &text, self.ctx.theme.dim());
            }
            Row::Heads => self.cells("project", HEADS.map(str::to_owned), Look::Head, area, buf),
            Row::Project(at) => self.project(&self.sums.projects[at], area, buf),
        }
    }

    fn title(&self, area: Rect, buf: &mut Buffer) {
        let theme = self.ctx.theme;
        let unit = match self.sums.unit {
            Unit::PremiumCredit => "Credits",
            Unit::ApiCredit => "API credits",
            Unit::Usd => "US dollars",
        };
        let line = Line::new().add(unit, theme.strong());
        line.add(", estimated; failed renders are not counted", theme.dim()).left(area, buf);
    }

    fn totals(&self, area: Rect, buf: &mut Buffer) {
        let (theme, today) = (self.ctx.theme, self.today());
        let sums = self.sums;
        let totals = [
            ("today", sums.last(today, 1)),
            ("7 days", sums.last(today, 7)),
            ("30 days", sums.last(today, DAYS)),
            ("in all", sums.money(sums.total)),
        ];
        let line = totals.iter().fold(Line::new(), |line, (when, money)| {
            line.add(format!("{when} "), theme.dim()).add(format!("~{}   ", money.brief()), theme.plain())
        });
        line.left(area, buf);
    }

    fn today(&self) -> Date {
        self.studio.today(self.ctx.now)
    }

    /// Cells for each day, and the days that there is room for.
    fn scale(area: Rect) -> (usize, usize) {
        let room = usize::from(area.width.saturating_sub(GUTTER));
        let cells = (room / DAYS).clamp(1, 2);
        (cells, (room / cells).min(DAYS))
    }

    fn bars(&self, at: usize, area: Rect, buf: &mut Buffer) {
        let theme = self.ctx.theme;
        let (cells, count) = Self::scale(area);
        let days = self.sums.days(self.today(), count);
        if at == 0 {
            let most = days.iter().copied().fold(0.0, f64::max);
            let label = format!("{:>9}", self.sums.money(most).brief());
            put(buf, area.x, area.y, GUTTER, &label, theme.dim());
        }
        if let Some(line) = plot(&days, bars(self.page), cells).get(at) {
            put(buf, area.x + GUTTER, area.y, area.width.saturating_sub(GUTTER), line, theme.accent());
        }
    }

    fn axis(&self, area: Rect, buf: &mut Buffer) {
        let theme = self.ctx.theme;
        let (cells, count) = Self::scale(area);
        let line = "─".repeat(cells * count);
        put(buf, area.x, area.y, GUTTER, "        0", theme.dim());
        put(buf, area.x + GUTTER, area.y, area.width.saturating_sub(GUTTER), &line, theme.dim());
    }

    /// The day under each seventh bar, counted back from today.
    fn days(&self, area: Rect, buf: &mut Buffer) {
        let (cells, count) = Self::scale(area);
        let today = self.today();
        for ago in (0..count).step_by(7) {
            let day =
                i32::try_from(ago).ok().and_then(|ago| today.checked_sub(ago.days()).ok()).unwrap_or(today);
            let label = if ago == 0 { "today".to_owned() } else { day.strftime("%-d %b").to_string() };
            let x = u16::try_from((count - 1 - ago) * cells).unwrap_or(u16::MAX);
            let x = area.x.saturating_add(GUTTER).saturating_add(x);
            put(buf, x, area.y, area.right().saturating_sub(x), &label, self.ctx.theme.dim());
        }
    }

    fn cap_of_day(&self, area: Rect, buf: &mut Buffer) {
        let cap = self.studio.caps.day.unwrap_or_default();
        self.cap("daily cap", self.sums.on(self.today()), cap, "", area, buf);
    }

    /// The open project is the one that the cap may stop next.
    fn cap_of_project(&self, area: Rect, buf: &mut Buffer) {
        let (theme, cap) = (self.ctx.theme, self.studio.caps.project.unwrap_or_default());
        let label = "project cap";
        if let Some(path) = self.studio.open_project() {
            let name = self.name(Some(&path));
            return self.cap(label, self.sums.project(&path), cap, &name, area, buf);
        }
        let each = format!("{} each", self.sums.money(cap).brief());
        put(buf, area.x, area.y, LABEL, label, theme.dim());
        let rest = area.width.saturating_sub(LABEL);
        put(buf, area.x + LABEL, area.y, rest, &each, theme.plain());
    }

    fn cap(&self, label: &str, spent: f64, cap: f64, of: &str, area: Rect, buf: &mut Buffer) {
        let theme = self.ctx.theme;
        let money = |amount: f64| self.sums.money(amount).brief();
        let figures = format!("~{} of {}", money(spent), money(cap));
        let style = if is_used_up(spent, cap) { theme.bad() } else { theme.plain() };
        put(buf, area.x, area.y, LABEL, label, theme.dim());
        let rest = area.width.saturating_sub(LABEL);
        put(buf, area.x + LABEL, area.y, rest, &figures, style);
        let rest = rest.saturating_sub(FIGURES);
        if rest < 20 {
            return;
        }
        let part = if cap > 0.0 { spent / cap } else { 1.0 };
        let (full, empty) = bar(10, part);
        let said = if is_used_up(spent, cap) { " used up".to_owned() } else { format!(" {}", percent(part)) };
        let line = Line::new().add(full, style).add(empty, theme.dim()).add(said, style);
        let place = Rect { x: area.x + LABEL + FIGURES, width: rest, ..area };
        let gap = if of.is_empty() { "" } else { " · " };
        line.add(gap, theme.dim()).add(of, theme.plain()).left(place, buf);
    }

    fn project(&self, sum: &ProjectSum, area: Rect, buf: &mut Buffer) {
        let path = sum.project.as_deref();
        let open = path.is_some() && path == self.studio.open_project().as_deref();
        let cap = self.studio.caps.project.filter(|_| self.sums.unit == self.studio.rate.unit);
        let full = path.is_some() && cap.is_some_and(|cap| is_used_up(sum.amount, cap));
        let mark = if full { "⚑ " } else { "" };
        let name = format!("{mark}{}", self.name(path));
        let part = if self.sums.total > 0.0 { sum.amount / self.sums.total } else { 0.0 };
        let cost = format!("~{}", self.sums.money(sum.amount).brief());
        let cells = [sum.renders.to_string(), clock(sum.seconds), cost, percent(part)];
        self.cells(&name, cells, if open { Look::Open(part) } else { Look::Other(part) }, area, buf);
    }

    /// A row of the table: a name, and as many cells behind it as there is room for, the cost first of all.
    fn cells(&self, name: &str, cells: [String; 4], look: Look, area: Rect, buf: &mut Buffer) {
        let theme = self.ctx.theme;
        let (style, part) = match look {
            Look::Head => (theme.dim(), None),
            Look::Open(part) => (theme.strong(), Some(part)),
            Look::Other(part) => (theme.plain(), Some(part)),
        };
        let [renders, length, cost, share] = cells;
        let mut right = area.right();
        let mut column = |text: &str, width: u16, least: u16| {
            if area.width >= least {
                right = right.saturating_sub(width);
                put(buf, right, area.y, width, &format!("{text:>wide$}", wide = usize::from(width)), style);
            }
            right
        };
        let shares = column("", BAR, 64);
        column(&share, 7, 64);
        column(&cost, 12, 0);
        column(&length, 10, 44);
        let left = column(&renders, 9, 34);
        put(buf, area.x, area.y, left.saturating_sub(area.x + 1), name, style);
        if let Some(part) = part.filter(|_| area.width >= 64) {
            let (full, empty) = bar(usize::from(BAR) - 2, part);
            let line = Line::new().add("  ", style).add(full, theme.accent()).add(empty, theme.dim());
            line.left(Rect { x: shares, width: BAR, ..area }, buf);
        }
    }

    /// A project by its file, with the folder that it lies in where that is not the one that cuecard was started in.
    fn name(&self, path: Option<&Path>) -> String {
        let Some(path) = path else { return "no project file".to_owned() };
        let folder = &self.studio.folder;
        let own = if folder.as_os_str().is_empty() { None } else { path.strip_prefix(folder).ok() };
        let near = || match (path.parent().and_then(Path::file_name), path.file_name()) {
            (Some(folder), Some(file)) => Path::new(folder).join(file),
            _ => path.to_owned(),
        };
        text::line(&own.map_or_else(near, Path::to_owned).to_string_lossy())
    }
}

const HEADS: [&str; 4] = ["renders", "length", "cost", "share"];
/// Cells of a bar of the table, with the gap before it.
const BAR: u16 = 14;

/// What a row of the table is, and its part of the whole.
#[derive(Clone, Copy)]
enum Look {
    Head,
    /// The project that is open.
    Open(f64),
    Other(f64),
}

/// Whether no further video fits under a cap.
fn is_used_up(spent: f64, cap: f64) -> bool {
    spent >= cap - 1e-6
}

/// `62 %`; what is less than one says so.
fn percent(part: f64) -> String {
    let of = part * 100.0;
    if of > 0.0 && of < 1.0 { "<1 %".to_owned() } else { format!("{of:.0} %") }
}
