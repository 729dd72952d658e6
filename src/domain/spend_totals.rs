//! Totals of the spend by unit, day and project.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Money, PastRender, PastWork, PricedWork, RenderHistory, Unit, format_count};

/// The totals of a render history. Amounts of different units are never added.
#[derive(Debug, Clone, PartialEq)]
pub struct SpendTotals {
    /// In the order of [`Unit::ALL`].
    units: Vec<UnitTotals>,
    /// Work whose price was not known, by its kind: in no amount above.
    pub unpriced_work: Vec<UnpricedWork>,
}

/// Work of one kind whose price was not known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnpricedWork {
    pub work: PricedWork,
    pub order_count: usize,
    /// Of speech.
    pub seconds: Option<f64>,
}

impl UnpricedWork {
    fn from_history(history: &RenderHistory, work: PricedWork) -> Option<Self> {
        let orders = || history.paid_work.iter().filter(|past| past.work == work && past.is_unpriced());
        let order_count = orders().count();
        let seconds = (work == PricedWork::Speech).then(|| orders().map(|past| past.quantity).sum());
        (order_count > 0).then_some(Self { work, order_count, seconds })
    }

    /// Its kind and its extent: `speech: 2 orders, 5.1 s`.
    pub fn describe(&self) -> String {
        let seconds = self.seconds.map(|seconds| format!(", {seconds:.1} s")).unwrap_or_default();
        format!("{}: {}{seconds}", self.work.as_str(), format_count(self.order_count, "order"))
    }
}

impl Default for SpendTotals {
    fn default() -> Self {
        Self::from_history(&RenderHistory::default(), &TimeZone::UTC)
    }
}

/// The spend in one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitTotals {
    pub unit: Unit,
    amount_by_day: BTreeMap<Date, f64>,
    /// What counts for the daily cap.
    capped_by_day: BTreeMap<Date, f64>,
    /// The most expensive first.
    pub projects: Vec<ProjectTotal>,
    /// Orders of other work: photos, looks, trainings, speech.
    pub work_count: usize,
    pub work_amount: f64,
    /// The spend of all projects and of other work.
    pub total: f64,
}

/// The spend on one project.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProjectTotal {
    /// `None` for all renders without a project file.
    pub project_path: Option<PathBuf>,
    pub render_count: usize,
    /// Seconds of video, by plausible length or else by estimate.
    pub seconds: f64,
    pub amount: f64,
    /// What counts for the project cap: beyond the credits, the credits that it would have cost.
    pub capped_amount: f64,
}

impl SpendTotals {
    /// The totals of a history, with days in `zone`.
    pub fn from_history(history: &RenderHistory, zone: &TimeZone) -> Self {
        let totals = |unit: &Unit| UnitTotals::from_history(history, *unit, zone);
        let unpriced = |work: &PricedWork| UnpricedWork::from_history(history, *work);
        Self {
            units: Unit::ALL.iter().map(totals).collect(),
            unpriced_work: PricedWork::ALL.iter().filter_map(unpriced).collect(),
        }
    }

    /// The totals in a unit.
    pub fn unit_totals(&self, unit: Unit) -> &UnitTotals {
        &self.units[unit as usize]
    }

    /// `first` and then every other unit with a spend; nothing if there is no spend at all.
    pub fn used_units(&self, first: Unit) -> impl Iterator<Item = &UnitTotals> {
        let used = |totals: &&UnitTotals| !totals.projects.is_empty() || totals.work_count > 0;
        let others = self.units.iter().filter(used).filter(move |totals| totals.unit != first);
        let any = self.units.iter().any(|totals| used(&totals));
        any.then(|| self.unit_totals(first)).into_iter().chain(others)
    }
}

impl UnitTotals {
    fn from_history(history: &RenderHistory, unit: Unit, zone: &TimeZone) -> Self {
        let mut projects: HashMap<Option<&Path>, ProjectTotal> = HashMap::new();
        for (past, amount) in history.billable_renders(unit, PastRender::spent_in) {
            let sum = projects.entry(past.project_path.as_deref()).or_default();
            sum.render_count += 1;
            sum.seconds += past.plausible_seconds().unwrap_or(past.estimated_seconds);
            sum.amount += amount;
            sum.capped_amount += past.capped_in(unit).unwrap_or_default();
        }
        let named = |(project, sum): (Option<&Path>, ProjectTotal)| ProjectTotal {
            project_path: project.map(Path::to_owned),
            ..sum
        };
        let mut projects: Vec<ProjectTotal> = projects.into_iter().map(named).collect();
        projects.sort_by(|one, other| {
            other.amount.total_cmp(&one.amount).then_with(|| one.project_path.cmp(&other.project_path))
        });
        let work = || history.work_in(unit, PastWork::spent_in);
        // The sum of nothing is -0.0.
        let work_amount = work().map(|(_, amount)| amount).sum::<f64>() + 0.0;
        let total = projects.iter().map(|sum| sum.amount).sum::<f64>() + work_amount;
        let work_count = work().count();
        Self {
            unit,
            amount_by_day: history.spent_by_day(unit, zone),
            capped_by_day: history.capped_by_day(unit, zone),
            projects,
            work_count,
            work_amount,
            total,
        }
    }

    pub fn amount_on(&self, day: Date) -> f64 {
        self.amount_by_day.get(&day).copied().unwrap_or_default()
    }

    /// What counts for the daily cap of a day.
    pub fn capped_on(&self, day: Date) -> f64 {
        self.capped_by_day.get(&day).copied().unwrap_or_default()
    }

    /// The amounts of the last `count` days, `today` last.
    pub fn daily_amounts(&self, today: Date, count: usize) -> Vec<f64> {
        let on = |ago: usize| {
            let ago = i32::try_from(ago).unwrap_or(i32::MAX);
            today.checked_sub(ago.days()).map_or(0.0, |day| self.amount_on(day))
        };
        (0..count).rev().map(on).collect()
    }

    /// The spend of the last `count` days.
    pub fn last_days_total(&self, today: Date, count: usize) -> Money {
        self.to_money(self.daily_amounts(today, count).iter().sum())
    }

    /// What counts for the cap of a project.
    pub fn project_capped_amount(&self, project: &Path) -> f64 {
        self.projects
            .iter()
            .find(|sum| sum.project_path.as_deref() == Some(project))
            .map_or(0.0, |sum| sum.capped_amount)
    }

    pub fn to_money(&self, amount: f64) -> Money {
        Money::new(amount, self.unit)
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::super::RenderStage;
    use super::*;

    fn past_render(
        days_ago: i64,
        project: Option<&str>,
        amount: f64,
        unit: Unit,
        stage: RenderStage,
    ) -> PastRender {
        let noon: Timestamp = "2026-11-22T12:00:00Z".parse().unwrap();
        let since = noon - jiff::SignedDuration::from_hours(24 * days_ago);
        PastRender::with_cost(since, project, Money::new(amount, unit), stage)
    }

    #[test]
    fn totals_are_per_unit_and_the_costliest_project_comes_first() {
        let row =
            |ago, project, amount, unit| past_render(ago, project, amount, unit, RenderStage::Completed);
        let longer = PastRender { actual_seconds: Some(30.0), ..row(0, Some("/b.toml"), 4.0, Unit::Usd) };
        let history = RenderHistory::of(vec![
            row(0, Some("/a.toml"), 1.0, Unit::Usd),
            longer,
            row(6, Some("/a.toml"), 2.0, Unit::Usd),
            row(7, None, 8.0, Unit::Usd),
            row(0, Some("/a.toml"), 16.0, Unit::ApiCredit),
            past_render(0, Some("/c.toml"), 32.0, Unit::Usd, RenderStage::Failed),
        ]);
        let totals = SpendTotals::from_history(&history, &TimeZone::UTC);
        let order: Vec<Unit> = totals.used_units(Unit::Usd).map(|totals| totals.unit).collect();
        assert_eq!(order, [Unit::Usd, Unit::ApiCredit]);
        assert_eq!(totals.used_units(Unit::PremiumCredit).count(), 3, "it pays for the next video first");
        assert_eq!(SpendTotals::default().used_units(Unit::Usd).count(), 0);
        let usd = totals.unit_totals(Unit::Usd);
        let projects: Vec<_> =
            usd.projects.iter().map(|sum| (sum.render_count, sum.seconds, sum.amount)).collect();
        assert_eq!(projects, [(1, 30.0, 12.0), (1, 10.0, 8.0), (2, 20.0, 3.0)]);
        assert_eq!((usd.projects[1].project_path.as_deref(), usd.total), (None, 23.0));
        let today = date(2026, 11, 22);
        assert_eq!(usd.daily_amounts(today, 7), [2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 13.0]);
        assert_eq!(
            (
                usd.last_days_total(today, 7).amount,
                usd.last_days_total(today, 30).amount,
                usd.amount_on(today)
            ),
            (15.0, 23.0, 13.0)
        );
        assert_eq!(
            (
                usd.project_capped_amount(Path::new("/a.toml")),
                usd.project_capped_amount(Path::new("/z.toml"))
            ),
            (3.0, 0.0)
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn daily_and_project_totals_agree(rows in proptest::collection::vec((0..30_i64, 0..3_usize, 0..100_u32, 0..Unit::ALL.len()), 0..40)) {
            let projects = [None, Some("/a.toml"), Some("/b.toml")];
            let row = |(ago, project, amount, unit): &(i64, usize, u32, usize)| {
                past_render(*ago, projects[*project], f64::from(*amount), Unit::ALL[*unit], RenderStage::Pending)
            };
            let history = RenderHistory::of(rows.iter().map(row).collect());
            let totals = SpendTotals::from_history(&history, &TimeZone::UTC);
            prop_assert_eq!(totals.used_units(Unit::Usd).map(|totals| totals.projects.iter().map(|sum| sum.render_count).sum::<usize>()).sum::<usize>(), rows.len());
            for unit in totals.used_units(Unit::Usd) {
                let days = unit.last_days_total(date(2026, 11, 22), 30).amount;
                prop_assert!((days - unit.total).abs() < 1e-6);
            }
        }
    }
}
