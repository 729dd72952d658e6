//! The rows of the spend overlay, unit by unit: amounts of different units never share one.

use crate::domain::UnitSums;
use crate::studio::Studio;

/// One row of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    Title,
    Totals,
    /// Of the plot, from above.
    Bars(usize),
    Axis,
    Days,
    CapOfDay,
    CapOfProject,
    /// Says how caps are set.
    NoCaps,
    /// The heads of the table.
    Heads,
    Project(usize),
    Gap,
}

/// All rows of a unit. Projects are made as they are asked for, so that a few seen ones cost no more than a few.
pub(super) fn rows(sums: &UnitSums, studio: &Studio, page: usize) -> impl Iterator<Item = Row> + use<> {
    let mut fixed = vec![Row::Title, Row::Totals];
    fixed.extend((0..bars(page)).map(Row::Bars));
    fixed.extend([Row::Axis, Row::Days, Row::Gap]);
    // A video is held against the caps in its own unit: that of the rate.
    if sums.unit == studio.rate.unit {
        let caps = studio.caps;
        fixed.extend(caps.day.map(|_| Row::CapOfDay));
        fixed.extend(caps.project.map(|_| Row::CapOfProject));
        fixed.extend((caps.day.is_none() && caps.project.is_none()).then_some(Row::NoCaps));
        fixed.push(Row::Gap);
    }
    fixed.push(Row::Heads);
    fixed.into_iter().chain((0..sums.projects.len()).map(Row::Project)).chain([Row::Gap])
}

/// Rows of all units, but for the gap behind the last.
pub(super) fn count(studio: &Studio, page: usize) -> usize {
    let units = studio.sums.units(studio.rate.unit);
    units.map(|sums| rows(sums, studio, page).count()).sum::<usize>().saturating_sub(1)
}

/// How high the plot is, by the rows that are seen at a time.
pub(super) fn bars(page: usize) -> usize {
    match page {
        0..12 => 2,
        12..30 => 4,
        _ => 8,
    }
}
