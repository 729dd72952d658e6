//! The price of a render, as a command shows it and asks about it.

use super::confirmation;
use super::error::CliError;
use super::error_kind::CliErrorKind;
use super::output::CommandOutput;
use super::table::format_seconds;
use crate::domain::{Balance, Estimate, Money, Project, Rate, format_count};

/// Title, length, price and rate, and the balance or the unit that is assumed without it.
pub(super) fn price_line(
    project: &Project,
    spec: &Estimate,
    rate: Rate,
    (balance, assumption): (Option<Balance>, Option<String>),
) -> String {
    let scenes = format_count(project.rendered_scenes().count(), "scene");
    let (title, length, price) = (project.display_title(), format_seconds(spec.seconds), spec.cost);
    let assumed = assumption.map(|assumed| format!(": {assumed}")).unwrap_or_default();
    let has = balance.map_or_else(|| format!("unknown{assumed}"), |balance| balance.to_string());
    let rate = rate.describe_briefly();
    format!("{title}: {scenes}, about {length}, about {price} at {rate}; the balance is {has}")
}

/// What the user confirms.
#[derive(Debug)]
pub(super) struct PriceSummary {
    /// What would be spoken by mistake.
    pub(super) script_issues: Vec<String>,
    /// What is lost, what it costs besides the rate, and what the service may refuse.
    pub(super) warnings: Vec<String>,
    /// Who speaks, if scenes name their speakers.
    pub(super) speakers: Option<String>,
    pub(super) price: String,
    /// The description of the earlier render of the project.
    pub(super) earlier_render: Option<String>,
}

/// Shows the summary, and asks unless the user confirmed beforehand.
pub(super) fn confirm_price(
    summary: &PriceSummary,
    cost: Money,
    is_confirmed: bool,
    out: &mut CommandOutput,
) -> Result<(), CliError> {
    let price = match &summary.earlier_render {
        Some(before) => format!("{}. {before}", summary.price),
        None => summary.price.clone(),
    };
    let question = if summary.earlier_render.is_some() { "Render it again?" } else { "Render it?" };
    let lines: Vec<&str> = summary
        .script_issues
        .iter()
        .chain(&summary.warnings)
        .map(String::as_str)
        .chain(summary.speakers.as_deref())
        .chain([price.as_str()])
        .collect();
    if confirmation::confirm(&lines, question, is_confirmed, out) {
        return Ok(());
    }
    Err(price_not_accepted_error(&format!("The price of about {cost}")))
}

pub(super) fn price_not_accepted_error(price: &str) -> CliError {
    CliError::new(CliErrorKind::NotConfirmed, format!("{price} was not accepted"), "").with_nothing_sent()
}
