//! The price of a project as commands show it: its rates, its estimate, and the warnings with it.

use std::path::Path;

use jiff::tz::TimeZone;

use super::project_catalog::ProjectCatalog;
use super::{requests, spend};
use crate::domain::{
    Balance, BillingUnit, Dialect, Estimate, LookRates, PricedVideo, Project, Rate, Recordings,
    RenderHistory, ScenePaces, SceneRates, Settings, SiblingOffer, SpendingLimits, account_rate,
    estimate_submission, in_progress_cost_note, seconds_over_target, target_limit,
};
use crate::runtime;
use crate::store;

/// What a price is computed from.
#[derive(Debug, Clone, Copy)]
pub(super) struct PriceBasis<'a> {
    pub(super) file: &'a Path,
    /// The project, or what is sent of it.
    pub(super) project: &'a Project,
    /// The project of the file, with the numbers of its scenes.
    pub(super) source: &'a Project,
    pub(super) recordings: &'a Recordings,
    pub(super) settings: &'a Settings,
    pub(super) history: &'a RenderHistory,
    pub(super) balance: Option<Balance>,
    pub(super) billing: BillingUnit,
    pub(super) dialect: Dialect,
    pub(super) catalog: &'a ProjectCatalog,
    pub(super) paces: &'a ScenePaces,
}

/// The price of a project.
pub(super) struct ProjectPrice {
    pub(super) rates: SceneRates,
    /// That of the whole video.
    pub(super) rate: Rate,
    pub(super) video: Estimate,
    /// What the dialect and the voices lose, what it costs besides the rate, and what the service may refuse.
    loss_warnings: Vec<String>,
    /// The target, the balance and the caps. They are the same in every dialect.
    money_warnings: Vec<String>,
    /// The voices that would carry emotions that are lost.
    pub(super) siblings: Vec<SiblingOffer>,
}

impl ProjectPrice {
    pub(super) fn new(basis: &PriceBasis<'_>) -> Self {
        let PriceBasis { project, settings, history, dialect, paces, catalog, .. } = *basis;
        let today = requests::today();
        let rate = account_rate(settings, basis.billing, history, today);
        let look_rates = LookRates::new(settings, rate, history);
        let rates = SceneRates::new(project, (rate, &look_rates), dialect, catalog, today);
        let video = estimate_submission(project, &rates, dialect, settings.multi_scene_mode, paces);
        let paid = history.paid_rates(rate, &look_rates, today);
        let paid = spend::paid_rate_notes(&paid, settings, |class| rates.has_class(project, class));
        Self {
            rate: rates.estimated_average(project, paces),
            loss_warnings: basis.loss_warnings(&rates, paid),
            money_warnings: basis.money_warnings(&video),
            siblings: catalog.sibling_offers(dialect, project, &history.sibling_choices),
            rates,
            video,
        }
    }

    pub(super) fn warnings(&self) -> Vec<String> {
        self.loss_warnings.iter().chain(&self.money_warnings).cloned().collect()
    }

    /// The price where the dialect is not known: neither are the losses.
    pub(super) fn without_losses(self) -> Self {
        Self { loss_warnings: Vec::new(), siblings: Vec::new(), ..self }
    }
}

impl PriceBasis<'_> {
    fn loss_warnings(&self, rates: &SceneRates, paid: Vec<String>) -> Vec<String> {
        let Self { project, source, recordings, dialect, paces, catalog, .. } = *self;
        let mode = self.settings.multi_scene_mode;
        let priced = PricedVideo { project, source, recordings, dialect, mode, rates, paces };
        let mut warnings = priced.warnings(catalog, paid);
        let is_uhd = dialect.is_uhd(project.shape);
        warnings.extend(
            is_uhd.then(|| "4K is priced higher: `cuecard render --1080p` renders in 1080p".to_owned()),
        );
        warnings
    }

    /// By how much the video is longer than its target.
    fn overrun_warning(&self, seconds: f64) -> Option<String> {
        let target = self.source.target_seconds.filter(|target| seconds >= target_limit(*target))?;
        let over = seconds_over_target(seconds, target);
        Some(format!("the video is {over:.1} s over its target of {target} s"))
    }

    /// The overrun of the target, what the balance does not cover, what renders in progress take from it, and the caps that
    /// are near.
    fn money_warnings(&self, video: &Estimate) -> Vec<String> {
        let Self { settings, history, .. } = *self;
        let covers = |balance: Balance| balance.coverage_notes(video.cost, settings.usd_per_credit);
        let mut warnings: Vec<String> = self.overrun_warning(video.seconds).into_iter().collect();
        warnings.extend(self.balance.map(covers).unwrap_or_default());
        warnings.extend(settings.unused_look_rates(video.cost.unit));
        let in_progress = history.renders.iter().filter(|past| past.stage.is_in_flight());
        warnings.extend(in_progress_cost_note(in_progress.map(|past| past.estimated_cost), video.cost));
        let limits = SpendingLimits::from_settings(settings, TimeZone::system());
        let path = store::project::canonical_path(self.file);
        warnings.extend(limits.cap_notes(video.cost, Some(&path), runtime::now(), history));
        warnings
    }
}
