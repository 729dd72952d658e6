//! `cuecard spend`: the spend by unit and project, and the rate that the account was found to pay.

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
    BillingUnit, MIN_SAMPLE_RENDERS, PaidRate, ProjectTotal, Rate, RenderHistory, Settings, SpendTotals,
    UnitTotals, UnpricedWork, account_rate, format_count,
};
use crate::studio::{AccountReply, AccountRequest, Reply};

/// Arguments of `cuecard spend`.
#[derive(Debug, clap::Args)]
pub(super) struct SpendArgs {
    /// Estimate with the rate that this account was found to pay
    #[arg(long)]
    accept_rate: bool,
    /// Estimate with the published rates again
    #[arg(long, conflicts_with = "accept_rate")]
    forget_rate: bool,
    #[command(flatten)]
    pub(super) common: CommonArgs,
}

#[derive(Serialize)]
struct SpendJson<'a> {
    rate: RateJson,
    /// The rate that the account was found to pay, where it differs.
    paid_rate: Option<PaidRateJson>,
    units: Vec<UnitSpendJson<'a>>,
    /// Photos, looks, trainings and speech whose price was not known: in no amount of the units.
    price_unknown: Vec<UnpricedWorkJson>,
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
struct PaidRateJson {
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
    let history = requests::with_runner(&args.common.service, async |runner| {
        let history = requests::load_history(runner).await?;
        if args.accept_rate {
            let rate = rate_to_accept(&settings, &history)?;
            let read = |reply| match reply {
                Reply::Account(AccountReply::RateAccepted(result)) => Some(result),
                _ => None,
            };
            requests::request_reply(runner, AccountRequest::AcceptRate(rate), read).await?;
        } else if args.forget_rate {
            let read = |reply| match reply {
                Reply::Account(AccountReply::RatesForgotten(result)) => Some(result),
                _ => None,
            };
            requests::request_reply(runner, AccountRequest::ForgetRates, read).await?;
        } else {
            return Ok(history);
        }
        Ok(requests::load_history(runner).await?)
    })?;
    let rate = current_rate(&settings, &history);
    print(&history, rate, settings.rate.is_none(), out);
    Ok(())
}

/// The rate of the estimates, in the unit of the last balance that is kept, or of the last work.
fn current_rate(settings: &Settings, history: &RenderHistory) -> Rate {
    let balance_unit = history.balances.last().map(|last| last.balance.remaining.unit);
    let unit =
        balance_unit.or_else(|| history.paid_work.iter().find_map(|work| work.cost).map(|cost| cost.unit));
    let billing = BillingUnit::new(unit, None, history, settings.assumed_dialect().api_version());
    account_rate(settings, billing, history, requests::today())
}

fn rate_to_accept(settings: &Settings, history: &RenderHistory) -> Result<Rate, CliError> {
    if settings.rate.is_some() {
        return Err(CliError::usage(
            "the rate in config.toml comes first: remove it there, and run this again",
        ));
    }
    let found = history.paid_rate(current_rate(settings, history));
    found.map(|found| found.rate).ok_or_else(|| {
        let message = format!(
            "No other rate was found: it takes {MIN_SAMPLE_RENDERS} renders, each the only payment between two balances"
        );
        CliError::new(CliErrorKind::NotFound, message, "")
    })
}

fn print(history: &RenderHistory, rate: Rate, can_accept: bool, out: &mut CommandOutput) {
    let totals = SpendTotals::from_history(history, &TimeZone::system());
    let units: Vec<&UnitTotals> = totals.used_units(rate.unit).collect();
    let paid = history.paid_rate(rate);
    if out.json {
        out.print_json(&SpendJson {
            rate: rate.into(),
            paid_rate: paid.map(PaidRateJson::from),
            units: units.into_iter().map(UnitSpendJson::new).collect(),
            price_unknown: totals.unpriced_work.iter().map(UnpricedWorkJson::from).collect(),
        });
        return;
    }
    for unit in units {
        print_unit(unit, out);
    }
    for work in &totals.unpriced_work {
        out.print_line(&format!("price unknown: {}", work.describe()));
    }
    out.print_line(&format!("rate   {}", rate.describe()));
    if let Some(paid) = paid {
        let hint = if can_accept { ". Accept it with: cuecard spend --accept-rate" } else { "" };
        out.note(&format!("{}{hint}", paid.describe()));
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

impl From<PaidRate> for PaidRateJson {
    fn from(paid: PaidRate) -> Self {
        Self {
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
