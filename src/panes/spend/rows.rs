//! The rows of the spend overlay, unit by unit: amounts of different units never share a row.

use crate::domain::UnitTotals;
use crate::studio::Studio;

/// One row of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SpendRow {
    Title,
    Totals,
    /// A rate that the account was found to pay.
    PaidRate(usize),
    /// The rate that was expected, and the key that replaces it.
    ExpectedRate(usize),
    /// A line of the plot, counted from above.
    PlotLine(usize),
    Axis,
    DayLabels,
    DailyCap,
    ProjectCap,
    NoCaps,
    TableHeader,
    Project(usize),
    /// Photos, looks, trainings and speech.
    OtherWork,
    Blank,
}

/// All rows of a unit. The rows of projects are lazy, so that only the visible ones cost time.
pub(super) fn unit_rows(
    totals: &UnitTotals,
    studio: &Studio,
    page: usize,
) -> impl Iterator<Item = SpendRow> + use<> {
    let mut fixed = vec![SpendRow::Title, SpendRow::Totals];
    let paid_rates = (0..).zip(&studio.spend.paid_rates).filter(|(_, paid)| paid.rate.unit == totals.unit);
    fixed
        .extend(paid_rates.flat_map(|(index, _)| [SpendRow::PaidRate(index), SpendRow::ExpectedRate(index)]));
    fixed.extend((0..plot_rows(page)).map(SpendRow::PlotLine));
    fixed.extend([SpendRow::Axis, SpendRow::DayLabels, SpendRow::Blank]);
    // The caps apply to the unit of the rate.
    if totals.unit == studio.rate.unit {
        let caps = studio.settings.caps;
        fixed.extend(caps.day.map(|_| SpendRow::DailyCap));
        fixed.extend(caps.project.map(|_| SpendRow::ProjectCap));
        fixed.extend((caps.day.is_none() && caps.project.is_none()).then_some(SpendRow::NoCaps));
        fixed.push(SpendRow::Blank);
    }
    fixed.push(SpendRow::TableHeader);
    fixed
        .into_iter()
        .chain((0..totals.projects.len()).map(SpendRow::Project))
        .chain((totals.work_count > 0).then_some(SpendRow::OtherWork))
        .chain([SpendRow::Blank])
}

/// Rows of all units and of the work without a price, without the gap after the last.
pub(super) fn count_rows(studio: &Studio, page: usize) -> usize {
    let units = studio.spend.totals.used_units(studio.rate.unit);
    let rows: usize = units.map(|totals| unit_rows(totals, studio, page).count()).sum();
    let unpriced = match studio.spend.totals.unpriced_work.len() {
        0 => 0,
        kinds => kinds + 2,
    };
    (rows + unpriced).saturating_sub(1)
}

/// The height of the plot for this many visible rows.
pub(super) fn plot_rows(page: usize) -> usize {
    match page {
        0..12 => 2,
        12..30 => 4,
        _ => 8,
    }
}
