//! `cuecard spend`: the spend by unit and project, and the rates that the account was found to pay.

use std::borrow::Cow;
use std::path::Path;

use jiff::tz::TimeZone;
use serde::Serialize;

use super::error::CliError;
use super::error_kind::CliErrorKind;
use super::estimate_row::RateJson;
use super::output::CommandOutput;
use super::render_row::round_to_thousandth;
use super::requests::{self, CommonArgs};
use super::table::{self, format_seconds};
use crate::domain::{
    BillingUnit, ClassRate, LookClass, LookRates, MIN_SAMPLE_RENDERS, PaidRate, ProjectTotal, Rate,
    RenderHistory, Settings, SpendTotals, UnitTotals, UnpricedWork, account_rate, format_count,
};
use crate::studio::{AccountReply, AccountRequest, Reply};

/// Arguments of `cuecard spend`.
#[derive(Debug, clap::Args)]
pub(super) struct SpendArgs {
    /// Estimate with the rates that this account was found to pay: with that of LOOK, as spend names it, or with all
    #[arg(long, value_name = "LOOK", num_args = 0..=1, default_missing_value = ALL_LOOKS, value_parser = NamedLooks::parse)]
    accept_rate: Option<NamedLooks>,
    /// Estimate with the published rates again: with that of LOOK, or with all
    #[arg(long, value_name = "LOOK", num_args = 0..=1, default_missing_value = ALL_LOOKS, value_parser = NamedLooks::parse, conflicts_with = "accept_rate")]
    forget_rate: Option<NamedLooks>,
    #[command(flatten)]
    pub(super) common: CommonArgs,
}

/// What stands for all looks.
const ALL_LOOKS: &str = "all";

/// The looks whose paid rate is accepted or forgotten.
#[derive(Debug, Clone)]
enum NamedLooks {
    All,
    Class(LookClass),
}

impl NamedLooks {
    fn parse(text: &str) -> Result<Self, String> {
        if text == ALL_LOOKS {
            return Ok(Self::All);
        }
        let class = LookClass::parse(text).map(Self::Class);
        class.ok_or_else(|| "write the look as spend names it, such as \"photo on avatar_6\"".to_owned())
    }

    fn include(&self, class: &LookClass) -> bool {
        self.class().is_none_or(|one| one == class)
    }

    /// None for all.
    fn class(&self) -> Option<&LookClass> {
        match self {
            Self::All => None,
            Self::Class(one) => Some(one),
        }
    }

    /// ` for a photo on avatar_6`; nothing for all.
    fn suffix(&self) -> String {
        self.class().map(|class| format!(" for a {class}")).unwrap_or_default()
    }
}

#[derive(Serialize)]
struct SpendJson<'a> {
    /// That of photos on Avatar IV.
    rate: RateJson,
    /// Those of other looks that the user set or accepted.
    look_rates: Vec<LookRateJson>,
    /// The rates that the account was found to pay, where they differ.
    paid_rates: Vec<PaidRateJson>,
    units: Vec<UnitSpendJson<'a>>,
    /// Photos, looks, trainings and speech whose price was not known: in no amount of the units.
    price_unknown: Vec<UnpricedWorkJson>,
    /// The rates that were forgotten, with `--forget-rate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    forgotten_rates: Option<Vec<LookRateJson>>,
}

#[derive(Serialize)]
struct UnpricedWorkJson {
    work: &'static str,
    orders: usize,
    /// Of speech.
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<f64>,
}

#[derive(Serialize)]
struct LookRateJson {
    /// Its kind and its engine, as `--accept-rate` takes it.
    look: String,
    #[serde(flatten)]
    rate: RateJson,
}

#[derive(Serialize)]
struct PaidRateJson {
    /// The kind of look and the engine.
    look: String,
    unit: &'static str,
    per_second: f64,
    renders: usize,
    description: String,
}

#[derive(Serialize)]
struct UnitSpendJson<'a> {
    unit: &'static str,
    today: f64,
    last_7_days: f64,
    last_30_days: f64,
    total: f64,
    projects: Vec<ProjectSpendJson<'a>>,
    /// Photos, looks, trainings and speech.
    other_work: WorkSpendJson,
}

#[derive(Serialize)]
struct ProjectSpendJson<'a> {
    project: Option<Cow<'a, str>>,
    renders: usize,
    seconds: f64,
    amount: f64,
}

#[derive(Serialize)]
struct WorkSpendJson {
    orders: usize,
    amount: f64,
}

pub(super) fn run(args: &SpendArgs, out: &mut CommandOutput) -> Result<(), CliError> {
    let settings = args.common.service.load_settings()?;
    requests::require_account(&args.common.service)?;
    let mut forgotten = None;
    let history = requests::with_runner(&args.common.service, async |runner| {
        let history = requests::load_history(runner).await?;
        if let Some(looks) = &args.accept_rate {
            for accepted in rates_to_accept(looks, &settings, &history)? {
                let read = |reply| match reply {
                    Reply::Account(AccountReply::RateAccepted(result)) => Some(result),
                    _ => None,
                };
                requests::request_reply(runner, AccountRequest::AcceptRate(accepted), read).await?;
            }
        } else if let Some(looks) = &args.forget_rate {
            forgotten = Some(rates_to_forget(looks, &history)?);
            let read = |reply| match reply {
                Reply::Account(AccountReply::RatesForgotten(result)) => Some(result),
                _ => None,
            };
            let request = AccountRequest::ForgetRates(looks.class().cloned());
            requests::request_reply(runner, request, read).await?;
        } else {
            return Ok(history);
        }
        Ok(requests::load_history(runner).await?)
    })?;
    print(&history, &settings, forgotten.as_deref(), out);
    Ok(())
}

/// The accepted rates of these looks; an error where one is named that has none.
fn rates_to_forget(looks: &NamedLooks, history: &RenderHistory) -> Result<Vec<ClassRate>, CliError> {
    let accepted = history.accepted_rates.iter().filter(|accepted| looks.include(&accepted.class));
    let forgotten: Vec<ClassRate> = accepted.cloned().collect();
    if forgotten.is_empty() && looks.class().is_some() {
        let message = format!("No rate was accepted{}", looks.suffix());
        return Err(CliError::new(CliErrorKind::NotFound, message, "cuecard spend shows the accepted rates"));
    }
    Ok(forgotten)
}

/// Says which rates are no longer used.
fn print_forgotten(forgotten: &[ClassRate], out: &mut CommandOutput) {
    if forgotten.is_empty() {
        out.note("No accepted rate to forget; `cuecard spend` lists the rates");
    }
    for ClassRate { class, rate } in forgotten {
        out.note(&format!("Forgotten: {} for a {class}", rate.describe_amount()));
    }
}

/// The rates of the estimates, and those that the account was found to pay in their place.
struct RateReport {
    /// In the unit of the last balance that is kept, or of the last work.
    rate: Rate,
    look_rates: LookRates,
    paid: Vec<PaidRate>,
}

impl RateReport {
    fn new(settings: &Settings, history: &RenderHistory) -> Self {
        let balance_unit = history.balances.last().map(|last| last.balance.remaining.unit);
        let of_work = || history.paid_work.iter().find_map(|work| work.cost).map(|cost| cost.unit);
        let unit = balance_unit.or_else(of_work);
        let billing = BillingUnit::new(unit, None, history, settings.assumed_dialect().api_version());
        let today = requests::today();
        let rate = account_rate(settings, billing, history, today);
        let look_rates = LookRates::new(settings, rate, history);
        let paid = history.paid_rates(rate, &look_rates, today);
        Self { rate, look_rates, paid }
    }
}

/// The paid rates of these looks; an error where there is none, or where the settings have one.
fn rates_to_accept(
    looks: &NamedLooks,
    settings: &Settings,
    history: &RenderHistory,
) -> Result<Vec<ClassRate>, CliError> {
    let mut found = RateReport::new(settings, history).paid;
    found.retain(|paid| looks.include(&paid.class));
    if found.is_empty() {
        let message = format!(
            "No other rate was found{}: it takes {MIN_SAMPLE_RENDERS} renders, each the only payment between two balances",
            looks.suffix()
        );
        return Err(CliError::new(CliErrorKind::NotFound, message, ""));
    }
    found.retain(|paid| !settings.has_own_rate(&paid.class, paid.rate.unit));
    if found.is_empty() {
        return Err(CliError::usage(
            "the rate in config.toml comes first: remove it there, and run this again",
        ));
    }
    Ok(found.iter().map(PaidRate::class_rate).collect())
}

/// What the account was found to pay for the looks of a video, where the price has another rate.
pub(super) fn paid_rate_notes(
    paid: &[PaidRate],
    settings: &Settings,
    is_of_video: impl Fn(&LookClass) -> bool,
) -> Vec<String> {
    let of_video = paid.iter().filter(|paid| is_of_video(&paid.class));
    let note = |one: &PaidRate| format!("{}{}", one.describe_paid(), acceptance_hint(one, paid, settings));
    of_video.map(note).collect()
}

/// How a paid rate is accepted; it names its look where there are others. Empty where the settings have a rate.
fn acceptance_hint(one: &PaidRate, all: &[PaidRate], settings: &Settings) -> String {
    if settings.has_own_rate(&one.class, one.rate.unit) {
        return String::new();
    }
    let look = if all.len() > 1 { format!(" \"{}\"", one.class) } else { String::new() };
    format!(". Accept it with: cuecard spend --accept-rate{look}")
}

fn print(
    history: &RenderHistory,
    settings: &Settings,
    forgotten: Option<&[ClassRate]>,
    out: &mut CommandOutput,
) {
    let RateReport { rate, look_rates, paid } = RateReport::new(settings, history);
    let totals = SpendTotals::from_history(history, &TimeZone::system());
    let units: Vec<&UnitTotals> = totals.used_units(rate.unit).collect();
    if out.json {
        out.print_json(&SpendJson {
            rate: rate.into(),
            look_rates: look_rates.as_slice().iter().map(LookRateJson::from).collect(),
            paid_rates: paid.iter().map(PaidRateJson::from).collect(),
            units: units.into_iter().map(UnitSpendJson::new).collect(),
            price_unknown: totals.unpriced_work.iter().map(UnpricedWorkJson::from).collect(),
            forgotten_rates: forgotten.map(|rates| rates.iter().map(LookRateJson::from).collect()),
        });
        return;
    }
    if let Some(forgotten) = forgotten {
        print_forgotten(forgotten, out);
    }
    for unit in units {
        print_unit(unit, out);
    }
    for work in &totals.unpriced_work {
        out.print_line(&format!("price unknown: {}", work.describe()));
    }
    out.print_line(&format!("rate   {}", rate.describe()));
    for known in look_rates.as_slice() {
        out.print_line(&format!("rate   {}: {}", known.class, known.rate.describe()));
    }
    for unused in settings.unused_look_rates(rate.unit) {
        out.note(&unused);
    }
    for one in &paid {
        out.note(&format!("{}{}", one.describe(), acceptance_hint(one, &paid, settings)));
    }
    out.flush();
}

fn print_unit(totals: &UnitTotals, out: &mut CommandOutput) {
    let today = requests::today();
    let days = |count| totals.last_days_total(today, count).to_compact_string();
    let (day, week, month) = (days(1), days(7), days(30));
    let total = totals.to_money(totals.total).to_compact_string();
    let label = totals.unit.label();
    out.print_line(&format!("{label}: today {day}, 7 days {week}, 30 days {month}, total {total}"));
    let amount = |amount| totals.to_money(amount).to_compact_string();
    let project = |sum: &ProjectTotal| {
        let name = sum.project_path.as_deref().map_or("no project file".into(), Path::to_string_lossy);
        let renders = format_count(sum.render_count, "render");
        [format!("  {name}"), renders, format_seconds(sum.seconds), amount(sum.amount)]
    };
    let work = (totals.work_count > 0).then(|| {
        let orders = format_count(totals.work_count, "order");
        ["  other work".to_owned(), orders, String::new(), amount(totals.work_amount)]
    });
    let rows = totals.projects.iter().map(project).chain(work).collect();
    table::format_rows(rows).for_each(|line| out.print_line(&line));
}

impl From<&ClassRate> for LookRateJson {
    fn from(known: &ClassRate) -> Self {
        Self { look: known.class.to_string(), rate: known.rate.into() }
    }
}

impl From<&PaidRate> for PaidRateJson {
    fn from(paid: &PaidRate) -> Self {
        Self {
            look: paid.class.to_string(),
            unit: paid.rate.unit.as_str(),
            per_second: paid.rate.per_second,
            renders: paid.render_count,
            description: paid.describe(),
        }
    }
}

impl From<&UnpricedWork> for UnpricedWorkJson {
    fn from(unpriced: &UnpricedWork) -> Self {
        Self {
            work: unpriced.work.as_str(),
            orders: unpriced.order_count,
            seconds: unpriced.seconds.map(round_to_thousandth),
        }
    }
}

impl<'a> UnitSpendJson<'a> {
    fn new(totals: &'a UnitTotals) -> Self {
        let today = requests::today();
        let days = |count| round_to_thousandth(totals.last_days_total(today, count).amount);
        let project = |sum: &'a ProjectTotal| ProjectSpendJson {
            project: sum.project_path.as_deref().map(Path::to_string_lossy),
            renders: sum.render_count,
            seconds: round_to_thousandth(sum.seconds),
            amount: round_to_thousandth(sum.amount),
        };
        Self {
            unit: totals.unit.as_str(),
            today: days(1),
            last_7_days: days(7),
            last_30_days: days(30),
            total: round_to_thousandth(totals.total),
            projects: totals.projects.iter().map(project).collect(),
            other_work: WorkSpendJson {
                orders: totals.work_count,
                amount: round_to_thousandth(totals.work_amount),
            },
        }
    }
}
