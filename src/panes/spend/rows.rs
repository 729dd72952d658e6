//! The rows of the spend overlay, unit by unit: amounts of different units never share one.

use crate::domain::UnitTotals;
use crate::studio::Studio;

/// One row of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SpendRow {
    Title,
    Totals,
    /// Of the plot, from above.
    PlotLine(usize),
    Axis,
    DayLabels,
    DailyCap,
    ProjectCap,
    /// Says how caps are set.
    NoCaps,
    /// The heads of the table.
    TableHeader,
    Project(usize),
    Blank,
}

/// All rows of a unit. Projects are made as they are asked for, so that a few seen ones cost no more than a few.
pub(super) fn unit_rows(
    sums: &UnitTotals,
    studio: &Studio,
    page: usize,
) -> impl Iterator<Item = SpendRow> + use<> {
    let mut fixed = vec![SpendRow::Title, SpendRow::Totals];
    fixed.extend((0..plot_rows(page)).map(SpendRow::PlotLine));
    fixed.extend([SpendRow::Axis, SpendRow::DayLabels, SpendRow::Blank]);
    // A video is held against the caps in its own unit: that of the rate.
    if sums.unit == studio.rate.unit {
        let caps = studio.settings.caps;
        fixed.extend(caps.day.map(|_| SpendRow::DailyCap));
        fixed.extend(caps.project.map(|_| SpendRow::ProjectCap));
        fixed.extend((caps.day.is_none() && caps.project.is_none()).then_some(SpendRow::NoCaps));
        fixed.push(SpendRow::Blank);
    }
    fixed.push(SpendRow::TableHeader);
    fixed.into_iter().chain((0..sums.projects.len()).map(SpendRow::Project)).chain([SpendRow::Blank])
}

/// Rows of all units, but for the gap behind the last.
pub(super) fn count_rows(studio: &Studio, page: usize) -> usize {
    let units = studio.spend.totals.used_units(studio.rate.unit);
    units.map(|sums| unit_rows(sums, studio, page).count()).sum::<usize>().saturating_sub(1)
}

/// How high the plot is, by the rows that are seen at a time.
pub(super) fn plot_rows(page: usize) -> usize {
    match page {
        0..12 => 2,
        12..30 => 4,
        _ => 8,
    }
}
