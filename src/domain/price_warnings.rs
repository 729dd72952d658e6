//! The warnings with the price of a video: one list for the price dialog and for the commands.

use super::{
    Balance, CatalogLookup, Coverage, Dialect, Money, MultiSceneMode, Project, Recordings, ScenePaces,
    SceneRates, format_count, own_look_rate::unit_name, separate_rounding_note,
};

/// A video whose price is shown, with what its warnings depend on.
#[derive(Debug, Clone, Copy)]
pub struct PricedVideo<'a> {
    /// What is sent.
    pub project: &'a Project,
    /// The project that it is made from, which has the numbers of the scenes.
    pub source: &'a Project,
    pub recordings: &'a Recordings,
    pub dialect: Dialect,
    pub mode: MultiSceneMode,
    pub rates: &'a SceneRates,
    pub paces: &'a ScenePaces,
}

impl PricedVideo<'_> {
    /// What its voices do not support, what its recordings risk, what it costs besides the rate, and what the dialect loses.
    /// `paid` says what the account was found to pay.
    pub fn warnings(&self, catalog: &impl CatalogLookup, paid: Vec<String>) -> Vec<String> {
        let Self { project, source, recordings, dialect, mode, rates, paces } = *self;
        let mut warnings = dialect.voice_warnings(project, mode, catalog);
        warnings.extend(recordings.warnings(source, dialect));
        warnings.extend(separate_rounding_note(project, rates, dialect, mode, paces));
        warnings.extend(rates.notes(project));
        warnings.extend(paid);
        warnings.extend(dialect.warnings_with_catalog(project, mode, catalog));
        warnings
    }
}

impl Balance {
    /// Notes if the remaining balance does not cover the cost.
    pub fn coverage_notes(self, cost: Money, usd_per_credit: f64) -> Vec<String> {
        match self.coverage_of(cost, usd_per_credit) {
            Coverage::Remaining(_) => Vec::new(),
            Coverage::Overage(_) => self.overage_note(cost, usd_per_credit).into_iter().collect(),
            Coverage::Insufficient => {
                vec!["the balance does not cover this video: top up, or shorten it".to_owned()]
            }
            Coverage::UnitMismatch => {
                let (cost, own) = (unit_name(cost.unit), unit_name(self.remaining.unit));
                vec![format!("the estimate is in {cost}, the balance in {own}: set `rate` in config.toml")]
            }
        }
    }
}

/// What the renders in progress cost besides a video of this price: when the service takes it from the balance is not known.
pub fn in_progress_cost_note(costs: impl Iterator<Item = Money>, price: Money) -> Option<String> {
    let amounts: Vec<f64> = costs.filter(|cost| cost.unit == price.unit).map(|cost| cost.amount).collect();
    if amounts.is_empty() {
        return None;
    }
    let sum = Money::new(amounts.iter().sum(), price.unit);
    let verb = if amounts.len() == 1 { "costs" } else { "cost" };
    Some(format!("{} in progress {verb} about {sum} more", format_count(amounts.len(), "render")))
}
