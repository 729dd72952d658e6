//! The spend by day and by project, and the check of a submission against the caps.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::cap_use::CapUse;
use super::history::{PastRender, RenderHistory};
use super::{Error, ErrorKind, Money, PastWork, Settings, SpendingCaps, Unit, UnknownSetting};

/// The spending caps, with the time zone that defines the user's day.
#[derive(Debug, Clone)]
pub struct SpendingLimits {
    pub caps: SpendingCaps,
    pub zone: TimeZone,
    /// A misspelled cap in the settings: nothing is sent until it is corrected.
    pub misspelled_cap: Option<UnknownSetting>,
}

impl SpendingLimits {
    /// The limits that the user set.
    pub fn from_settings(settings: &Settings, zone: TimeZone) -> Self {
        let misspelled = settings.unknown_settings.iter().find(|unknown| unknown.is_cap).cloned();
        Self { caps: settings.caps, zone, misspelled_cap: misspelled }
    }

    /// Whether they can never stop a submission.
    pub fn is_unlimited(&self) -> bool {
        self.caps == SpendingCaps::default() && self.misspelled_cap.is_none()
    }

    /// The error that stops `what`, such as a render: a misspelled cap, or a cap that would be exceeded, with the amounts.
    pub fn cap_error(
        &self,
        what: &'static str,
        cost: Money,
        project: Option<&Path>,
        now: Timestamp,
        history: &RenderHistory,
    ) -> Option<Error> {
        if let Some(cap) = &self.misspelled_cap {
            let message = format!("{cap} It looks like a spending cap");
            return Some(Error::new(what, ErrorKind::InvalidSetting, message));
        }
        let today = now.to_zoned(self.zone.clone()).date();
        let message =
            exceeded_cap_message(&PlannedSpend { cost, project, today }, self.caps, history, &self.zone)?;
        Some(Error::new(what, ErrorKind::SpendingCap, message))
    }

    /// Notes on the caps that a video would exceed or come near to.
    pub fn cap_notes(
        &self,
        cost: Money,
        project: Option<&Path>,
        now: Timestamp,
        history: &RenderHistory,
    ) -> Vec<String> {
        let today = now.to_zoned(self.zone.clone()).date();
        let uses = cap_uses(&PlannedSpend { cost, project, today }, self.caps, history, &self.zone);
        uses.into_iter().filter_map(|used| used.note(cost)).collect()
    }
}

/// The cost of a video to be sent.
#[derive(Debug, Clone, Copy)]
struct PlannedSpend<'a> {
    cost: Money,
    project: Option<&'a Path>,
    /// Today in the user's time zone.
    today: Date,
}

/// What a render counts for in a unit.
pub(super) type RenderAmount = fn(&PastRender, Unit) -> Option<f64>;
/// What other work counts for in a unit.
pub(super) type WorkAmount = fn(&PastWork, Unit) -> Option<f64>;

impl RenderHistory {
    /// The spend by day in `unit`; days without any are left out.
    pub fn spent_by_day(&self, unit: Unit, zone: &TimeZone) -> BTreeMap<Date, f64> {
        self.sum_by_day(unit, (PastRender::spent_in, PastWork::spent_in), zone)
    }

    /// What counts for the daily cap in `unit`.
    pub fn capped_by_day(&self, unit: Unit, zone: &TimeZone) -> BTreeMap<Date, f64> {
        self.sum_by_day(unit, (PastRender::capped_in, PastWork::capped_in), zone)
    }

    fn sum_by_day(
        &self,
        unit: Unit,
        (of_render, of_work): (RenderAmount, WorkAmount),
        zone: &TimeZone,
    ) -> BTreeMap<Date, f64> {
        let mut days = BTreeMap::new();
        let renders = self.billable_renders(unit, of_render).map(|(past, amount)| (past.started_at, amount));
        for (at, amount) in renders.chain(self.work_in(unit, of_work)) {
            *days.entry(at.to_zoned(zone.clone()).date()).or_default() += amount;
        }
        days
    }

    /// What counts for the project cap in `unit`, by project; `None` for videos without a project file.
    pub fn capped_by_project(&self, unit: Unit) -> BTreeMap<Option<PathBuf>, f64> {
        let mut projects = BTreeMap::new();
        for (past, amount) in self.billable_renders(unit, PastRender::capped_in) {
            *projects.entry(past.project_path.clone()).or_default() += amount;
        }
        projects
    }

    /// The other work that was paid in `unit`: when it was requested, and the amount.
    pub(super) fn work_in(
        &self,
        unit: Unit,
        amount_in: WorkAmount,
    ) -> impl Iterator<Item = (Timestamp, f64)> {
        let paid = self.paid_work.iter().filter_map(move |work| Some((work.at, amount_in(work, unit)?)));
        paid.filter(|(_, amount)| *amount > 0.0)
    }

    /// The renders that are or may be charged in `unit`, with their amounts.
    pub(super) fn billable_renders(
        &self,
        unit: Unit,
        amount_in: RenderAmount,
    ) -> impl Iterator<Item = (&PastRender, f64)> {
        let billable = self.renders.iter().filter(|past| past.is_billable());
        billable.filter_map(move |past| Some((past, amount_in(past, unit)?)))
    }
}

/// The message if a video would exceed a cap, with the amounts.
fn exceeded_cap_message(
    planned: &PlannedSpend<'_>,
    caps: SpendingCaps,
    history: &RenderHistory,
    zone: &TimeZone,
) -> Option<String> {
    let uses = cap_uses(planned, caps, history, zone);
    uses.into_iter().find_map(|used| used.exceeded_message(planned.cost))
}

/// The caps that a video counts for. The project cap needs a project file.
fn cap_uses(
    planned: &PlannedSpend<'_>,
    caps: SpendingCaps,
    history: &RenderHistory,
    zone: &TimeZone,
) -> Vec<CapUse> {
    let unit = planned.cost.unit;
    let today = || history.capped_by_day(unit, zone).get(&planned.today).copied();
    let of_project = |project: &Path| history.capped_by_project(unit).get(&Some(project.to_owned())).copied();
    let day = caps.day.map(|cap| CapUse {
        name: "the daily cap",
        spent: today().unwrap_or_default(),
        cap,
        remedy: "raise cap_day in config.toml, or render it tomorrow",
    });
    let project = caps.project.zip(planned.project).map(|(cap, project)| CapUse {
        name: "the project cap",
        spent: of_project(project).unwrap_or_default(),
        cap,
        remedy: "raise cap_project in config.toml",
    });
    day.into_iter().chain(project).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{BalanceCharge, PricedWork, RenderStage};
    use super::*;

    const NOON: &str = "2026-11-22T12:00:00Z";

    fn past_render(
        started_at: &str,
        project: Option<&str>,
        amount: f64,
        unit: Unit,
        stage: RenderStage,
    ) -> PastRender {
        PastRender::with_cost(started_at.parse().unwrap(), project, Money::new(amount, unit), stage)
    }

    fn planned_spend(amount: f64, project: Option<&str>) -> PlannedSpend<'_> {
        let today = jiff::civil::date(2026, 11, 22);
        PlannedSpend { cost: Money::new(amount, Unit::Usd), project: project.map(Path::new), today }
    }

    #[test]
    fn refused_and_failed_renders_are_not_spent_and_units_stay_apart() {
        let row = |amount, unit, stage| past_render(NOON, Some("/a.toml"), amount, unit, stage);
        let history = RenderHistory::of(vec![
            row(1.0, Unit::Usd, RenderStage::Completed),
            row(2.0, Unit::Usd, RenderStage::Unconfirmed),
            row(4.0, Unit::Usd, RenderStage::Queued),
            row(8.0, Unit::Usd, RenderStage::Failed),
            row(16.0, Unit::Usd, RenderStage::Refused),
            row(32.0, Unit::ApiCredit, RenderStage::Completed),
            past_render("2026-11-21T23:59:00Z", None, 64.0, Unit::Usd, RenderStage::Completed),
        ]);
        let days: Vec<f64> = history.spent_by_day(Unit::Usd, &TimeZone::UTC).into_values().collect();
        assert_eq!(days, [64.0, 7.0]);
        let projects = history.capped_by_project(Unit::Usd);
        assert_eq!(projects.get(&Some("/a.toml".into())), Some(&7.0));
        assert_eq!(projects.get(&None), Some(&64.0));
        let tokyo = TimeZone::fixed(jiff::tz::offset(9));
        assert_eq!(history.spent_by_day(Unit::Usd, &tokyo).len(), 1, "it is the 22nd there already");
    }

    #[test]
    fn the_cap_message_names_the_amounts() {
        let history = RenderHistory::of(vec![past_render(
            NOON,
            Some("/a.toml"),
            8.0,
            Unit::Usd,
            RenderStage::Completed,
        )]);
        let message = |amount, project, day, project_cap| {
            let caps = SpendingCaps { day, project: project_cap };
            exceeded_cap_message(&planned_spend(amount, project), caps, &history, &TimeZone::UTC)
        };
        assert_eq!(
            message(2.5, None, Some(10.0), None).as_deref(),
            Some("$2.50 more would exceed the daily cap: $8.00 of $10.00 are spent")
        );
        assert_eq!(message(2.0, None, Some(10.0), None), None);
        assert_eq!(
            message(2.5, Some("/a.toml"), None, Some(10.0)).as_deref(),
            Some("$2.50 more would exceed the project cap: $8.00 of $10.00 are spent")
        );
        assert_eq!(message(2.5, Some("/b.toml"), None, Some(10.0)), None);
        assert_eq!(message(1e9, None, None, Some(1.0)), None);
    }

    #[test]
    fn a_cap_that_a_video_comes_near_to_is_noted() {
        let spent = |amount| {
            RenderHistory::of(vec![past_render(
                NOON,
                Some("/a.toml"),
                amount,
                Unit::Usd,
                RenderStage::Completed,
            )])
        };
        let caps = SpendingCaps { day: Some(10.0), project: Some(20.0) };
        let limits = SpendingLimits { caps, zone: TimeZone::UTC, misspelled_cap: None };
        let notes = |earlier, cost| {
            let cost = Money::new(cost, Unit::Usd);
            limits.cap_notes(cost, Some(Path::new("/a.toml")), NOON.parse().unwrap(), &spent(earlier))
        };
        assert_eq!(notes(5.0, 2.9), Vec::<String>::new());
        assert_eq!(notes(5.0, 3.0), ["the daily cap is near: with this video, $8.00 of $10.00 are spent"]);
        assert_eq!(notes(9.0, 0.0), Vec::<String>::new(), "it costs nothing");
        assert_eq!(
            notes(15.0, 1.0),
            [
                "$1.00 more would exceed the daily cap: $15.00 of $10.00 are spent; raise cap_day in config.toml, or render it tomorrow",
                "the project cap is near: with this video, $16.00 of $20.00 are spent",
            ]
        );
    }

    #[test]
    fn paid_work_counts_for_the_day_and_a_charge_replaces_the_estimate() {
        let charged = PastRender {
            charge: Some(BalanceCharge::new(Money::new(0.5, Unit::Usd))),
            ..past_render(NOON, Some("/a.toml"), 8.0, Unit::Usd, RenderStage::Completed)
        };
        let work = |amount, unit| {
            let cost = Some(Money::new(amount, unit));
            PastWork::requested(PricedWork::Photo, 1.0, cost, NOON.parse().unwrap())
        };
        let history = RenderHistory {
            paid_work: vec![work(1.0, Unit::Usd), work(4.0, Unit::ApiCredit)],
            ..RenderHistory::of(vec![charged])
        };
        let days: Vec<f64> = history.spent_by_day(Unit::Usd, &TimeZone::UTC).into_values().collect();
        assert_eq!(days, [1.5]);
        let projects: Vec<f64> = history.capped_by_project(Unit::Usd).into_values().collect();
        assert_eq!(projects, [0.5]);
        let caps = SpendingCaps { day: Some(2.0), project: None };
        let message = |cost| exceeded_cap_message(&planned_spend(cost, None), caps, &history, &TimeZone::UTC);
        assert_eq!((message(0.4), message(0.6).is_some()), (None, true));
    }

    #[test]
    fn dollars_beyond_the_credits_do_not_evade_a_cap_in_credits() {
        let beyond = PastRender {
            charge: Some(BalanceCharge {
                overage: Some(Money::new(4.0, Unit::Usd)),
                ..BalanceCharge::new(Money::new(0.0, Unit::ApiCredit))
            }),
            ..past_render(NOON, Some("/a.toml"), 8.0, Unit::ApiCredit, RenderStage::Completed)
        };
        let history = RenderHistory::of(vec![beyond]);
        let spent = |unit| history.spent_by_day(unit, &TimeZone::UTC).into_values().sum::<f64>();
        assert_eq!((spent(Unit::ApiCredit), spent(Unit::Usd)), (0.0, 4.0));
        for caps in
            [SpendingCaps { day: Some(10.0), project: None }, SpendingCaps { day: None, project: Some(10.0) }]
        {
            let cost = Money::new(2.5, Unit::ApiCredit);
            let planned = PlannedSpend { cost, ..planned_spend(0.0, Some("/a.toml")) };
            let message = exceeded_cap_message(&planned, caps, &history, &TimeZone::UTC).unwrap();
            assert!(message.contains("8 API credits of 10 API credits are spent"), "{message}");
        }
    }

    proptest! {
        #[test]
        fn a_video_is_blocked_exactly_if_the_sum_exceeds_the_cap(
            rows in proptest::collection::vec((0..100_u32, 0..3_usize, 0..4_usize), 0..30),
            cost in 0..100_u32,
            cap in 0..1000_u32,
        ) {
            let projects = [None, Some("/a.toml"), Some("/b.toml")];
            let stages = [RenderStage::Completed, RenderStage::Pending, RenderStage::Failed, RenderStage::Canceled];
            let row = |(amount, project, stage): &(u32, usize, usize)| {
                past_render(NOON, projects[*project], f64::from(*amount), Unit::Usd, stages[*stage])
            };
            let history = RenderHistory::of(rows.iter().map(row).collect());
            let sum = |of: fn(usize) -> bool| -> u32 {
                rows.iter().filter(|(_, project, stage)| of(*project) && *stage < 2).map(|row| row.0).sum()
            };
            let planned = planned_spend(f64::from(cost), Some("/a.toml"));
            for (caps, spent) in [
                (SpendingCaps { day: Some(f64::from(cap)), project: None }, sum(|_| true)),
                (SpendingCaps { day: None, project: Some(f64::from(cap)) }, sum(|project| project == 1)),
            ] {
                let message = exceeded_cap_message(&planned, caps, &history, &TimeZone::UTC);
                prop_assert_eq!(message.is_some(), spent + cost > cap, "{:?}", message);
            }
            let days: f64 = history.spent_by_day(Unit::Usd, &TimeZone::UTC).into_values().sum();
            let projects: f64 = history.capped_by_project(Unit::Usd).into_values().sum();
            prop_assert!((days - projects).abs() < 1e-6);
        }
    }
    #[test]
    fn the_amounts_of_a_small_cap_are_not_rounded_to_nothing() {
        let limits = SpendingLimits {
            caps: SpendingCaps { day: Some(0.001), project: None },
            zone: TimeZone::UTC,
            misspelled_cap: None,
        };
        let history =
            RenderHistory::of(vec![past_render(NOON, None, 0.0008, Unit::Usd, RenderStage::Completed)]);
        let notes = limits.cap_notes(Money::new(0.1, Unit::Usd), None, NOON.parse().unwrap(), &history);
        let said = "$0.10 more would exceed the daily cap: $0.0008 of $0.001 are spent";
        assert!(notes[0].starts_with(said), "{notes:?}");
    }
}
