//! What the ledger teaches about the film that is open and the renders under way; derived, and kept nowhere.

use jiff::{Timestamp, ToSpan};

use super::{Order, Studio};
use crate::domain::{Calibration, Estimate, Money, Planned, Render, Usual, is_stuck, over_cap};

/// Days of the plot of what was spent.
const DAYS: i32 = 7;

impl Studio {
    /// What stops an order, with the figures: a cap of the day or of the project.
    pub fn over_cap(&self, order: &Order) -> Option<String> {
        let today = self.now().to_zoned(self.zone.clone()).date();
        // The ledger has whole paths.
        let project = order.project.as_ref().map(|path| self.folder.join(path));
        let planned = Planned { cost: order.cost, project: project.as_deref(), today };
        over_cap(&planned, self.caps, &self.past, &self.zone)
    }

    /// How long renders like this one took.
    pub fn usual(&self, render: &Render) -> Option<Usual> {
        self.past.usual(render.seconds)
    }

    /// Whether a render has been under way far longer than such ones ever were.
    pub fn is_stuck(&self, render: &Render, now: Timestamp) -> bool {
        render.stage.is_running() && is_stuck(now.duration_since(render.asked), self.usual(render))
    }

    /// Seconds and cost of an estimate as the film's voice has spoken so far, with the renders behind it.
    pub fn calibrated(&self, estimate: &Estimate) -> Option<(f64, Money, Calibration)> {
        let calibration = self.past.calibration(self.work.project.voice.as_ref()?)?;
        let seconds = estimate.seconds * calibration.ratio;
        Some((seconds, self.rate.cost(seconds), calibration))
    }

    /// What was spent today in the unit of the rate, and on each of the last days, today last.
    pub fn spent(&self, now: Timestamp) -> (Money, Vec<f64>) {
        let days = self.past.spent_by_day(self.rate.unit, &self.zone);
        let today = now.to_zoned(self.zone.clone()).date();
        let on = |ago: i32| {
            let day = today.checked_sub(ago.days()).unwrap_or(today);
            days.get(&day).copied().unwrap_or_default()
        };
        let plot: Vec<f64> = (0..DAYS).rev().map(on).collect();
        (Money::new(on(0), self.rate.unit), plot)
    }
}
