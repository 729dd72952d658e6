//! The money table: for each kind of account the price shown before a render, what the sandbox charges for it, and what the
//! ledger books by the balance.

use cuecard::sandbox::{Billing, Options, ServicePolicy};
use serde_json::Value;

use crate::support::cli_harness::{CliHarness, instant_options};
use crate::support::sandbox::get_json;

/// An account, and how it is used.
#[derive(Clone, Copy)]
struct Account {
    name: &'static str,
    billing: Billing,
    balance: u32,
    api: &'static str,
    settings: &'static str,
    /// The id of the look, or its engine; none for the first photo of the account.
    look: Option<&'static str>,
    /// Whether the service refuses to tell the balance.
    hides_balance: bool,
    /// Whether the rate that three renders paid was accepted before.
    accepts_rate: bool,
    /// Why the price is not what is charged; empty where it is.
    exception: &'static str,
}

/// Begun minutes of three renders.
const APART: &str = "rounding = \"minute\"\nseveral = \"apart\"\ndialect = \"av4-flat\"\n";

/// A recording of the account, and recordings of the service with and without Avatar IV.
const TWIN: &str = "b1f7c04d9a2e4b65a8c3170e5d2f9648";
const STOCK_AVATAR: &str = "Abigail_standing_office_front";
const OLD_STOCK_AVATAR: &str = "Ana_public_0005";
/// The engine of a stock look that no price is published for.
const NEW_ENGINE: &str = "avatar_6";

const fn account(
    name: &'static str,
    billing: Billing,
    balance: u32,
    api: &'static str,
    settings: &'static str,
) -> Account {
    Account {
        name,
        billing,
        balance,
        api,
        settings,
        look: None,
        hides_balance: false,
        accepts_rate: false,
        exception: "",
    }
}

/// An account that renders another look than a photo.
const fn with_look(name: &'static str, billing: Billing, look: &'static str) -> Account {
    Account { look: Some(look), ..account(name, billing, 100, "v3", "") }
}

impl Account {
    const fn except(self, exception: &'static str) -> Self {
        Self { exception, ..self }
    }

    /// The same account once the rate that three renders paid was accepted.
    const fn accepted(self, name: &'static str) -> Self {
        Self { name, accepts_rate: true, exception: "", ..self }
    }

    /// Whether its price is that of begun minutes.
    fn is_by_minute(&self) -> bool {
        self.settings.contains("minute") || (self.accepts_rate && self.billing == Billing::WebPlan)
    }
}

const NEW_LOOK: Account = with_look("wallet, photo on avatar_6", Billing::Wallet, NEW_ENGINE)
    .except("no rate is published or accepted");
const PLAN_TWIN: Account =
    with_look("plan, twin", Billing::WebPlan, TWIN).except("no rate is published or accepted");
const OVER_V2: Account = account("wallet over v2", Billing::Wallet, 50, "v2", "")
    .except("v2 counts a wallet in credits, which have no published rate");

const ACCOUNTS: [Account; 25] = [
    account("wallet in dollars", Billing::Wallet, 50, "v3", ""),
    account("wallet in credits", Billing::Enterprise, 50, "v3", ""),
    account("plan, by the second", Billing::Subscription, 100, "v3", ""),
    account("plan, by begun minutes", Billing::WebPlan, 100, "v3", "rounding = \"minute\"\n"),
    account("usage-based, within credits", Billing::UsageBased, 50, "v3", ""),
    account("usage-based, beyond credits", Billing::UsageBased, 1, "v3", ""),
    account("usage-based, all beyond", Billing::UsageBased, 0, "v3", ""),
    account("wallet in another currency", Billing::WalletInEuros, 50, "v3", ""),
    account("quota that v3 does not show", Billing::Quota, 50, "v3", ""),
    Account { hides_balance: true, ..account("wallet, balance refused", Billing::Wallet, 50, "v3", "") },
    OVER_V2,
    OVER_V2.accepted("wallet over v2, accepted").except("v2 counts sixtieths of credits"),
    account("plan, renders apart", Billing::WebPlan, 200, "v2", APART),
    account("v2 API quota", Billing::Quota, 50, "v2", ""),
    account("v2 plan quota", Billing::Subscription, 100, "v2", ""),
    account("free", Billing::Free, 0, "v3", "").except("a trial is free: the price is that of a plan"),
    account("empty wallet", Billing::Wallet, 0, "v3", "").except("refused: nothing is charged"),
    with_look("wallet, twin", Billing::Wallet, TWIN),
    with_look("wallet, stock avatar", Billing::Wallet, STOCK_AVATAR),
    with_look("wallet, old stock avatar", Billing::Wallet, OLD_STOCK_AVATAR),
    NEW_LOOK,
    NEW_LOOK.accepted("wallet, avatar_6 accepted"),
    PLAN_TWIN,
    PLAN_TWIN.accepted("plan, twin accepted"),
    with_look("credits, stock avatar", Billing::Enterprise, STOCK_AVATAR),
];

/// What became of the money of one account, in one unit.
struct MoneyRow {
    unit: String,
    shown: f64,
    /// The price of the length that was made.
    shown_for_length: f64,
    charged: f64,
    /// By the balance; by the price where the balance does not tell.
    booked: f64,
    status: String,
}

impl MoneyRow {
    fn difference(&self) -> f64 {
        // No difference has no sign.
        ((self.charged - self.shown_for_length) * 1000.0).round() / 1000.0 + 0.0
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_default()
}

/// What the ledger booked in a unit.
fn booked(cli: &CliHarness, unit: &str) -> f64 {
    let spend = cli.run(&["spend", "--json"]).json();
    let row = spend["units"].as_array().unwrap().iter().find(|row| row["unit"] == unit);
    row.map(|row| number(&row["total"])).unwrap_or_default()
}

/// What the sandbox charged for all videos; an empty sum has a sign.
fn charged(cli: &CliHarness) -> f64 {
    cli.sandbox.report().paid.iter().map(|paid| paid.cost).sum::<f64>() + 0.0
}

/// Renders a video three times, and accepts the rate that they were charged.
fn accept_paid_rate(cli: &CliHarness, account: &Account, project: &str) {
    for _ in 0..3 {
        let ran = cli.run(&["render", project, "--api", account.api, "--yes", "--again", "--wait"]);
        assert_eq!(ran.exit_code, 0, "{}: {ran:?}", account.name);
    }
    let accepted = cli.run(&["spend", "--accept-rate"]);
    assert_eq!(accepted.exit_code, 0, "{}: {accepted:?}", account.name);
}

async fn render_with(account: &Account) -> Vec<MoneyRow> {
    let policy = ServicePolicy { billing: account.billing, ..ServicePolicy::default() };
    let cli = CliHarness::new(Options { policy, credits: account.balance, ..instant_options() }).await;
    cli.write_settings(account.settings);
    let project = write_project(&cli, account);
    if account.hides_balance {
        cli.sandbox.fault("403@GET /v3/users/me".parse().unwrap());
    }
    if account.accepts_rate {
        accept_paid_rate(&cli, account, &project);
    }
    let queue = || cli.run(&["queue", "--offline", "--json"]).json().as_array().unwrap().clone();
    let (earlier, charged_earlier) = (queue(), charged(&cli));
    let unit_before = earlier.first().map(|row| row["cost"]["unit"].as_str().unwrap().to_owned());
    let booked_earlier = unit_before.map_or(0.0, |unit| booked(&cli, &unit));
    let told = cli.run(&["estimate", &project, "--api", account.api]).stderr;
    let ran = cli.run(&["render", &project, "--api", account.api, "--yes", "--again", "--wait", "--json"]);
    let mut rows = queue();
    rows.truncate(rows.len() - earlier.len());
    let sum = |of: &dyn Fn(&Value) -> f64| rows.iter().map(of).sum::<f64>();
    let made = |row: &Value| row["duration"].as_f64().unwrap_or(number(&row["seconds"]));
    let shown = sum(&|row| number(&row["cost"]["amount"]));
    let status = rows[0]["status"].as_str().unwrap().to_owned();
    assert_eq!(ran.exit_code, i32::from(status != "completed"), "{}: {ran:?}", account.name);
    let charged = charged(&cli) - charged_earlier;
    // v2 counts a wallet in credits of half a dollar.
    let is_in_credits = account.billing == Billing::Wallet && account.api == "v2";
    let unit = rows[0]["cost"]["unit"].as_str().unwrap().to_owned();
    let by_length = shown * sum(&made) / sum(&|row| number(&row["seconds"]));
    let whole = MoneyRow {
        shown,
        shown_for_length: if account.is_by_minute() { shown } else { by_length },
        charged: if is_in_credits { charged * 2.0 } else { charged },
        booked: booked(&cli, &unit) - booked_earlier,
        status,
        unit,
    };
    split_at_credits(whole, account, (&cli, &told))
}

/// The row of an account that is billed by usage, in credits and in the dollars beyond them.
fn split_at_credits(whole: MoneyRow, account: &Account, (cli, told): (&CliHarness, &str)) -> Vec<MoneyRow> {
    let credits = f64::from(account.balance);
    if account.billing != Billing::UsageBased || whole.shown <= credits {
        return vec![whole];
    }
    let usage = get_json(&cli.sandbox.base_url(), "/v3/users/me")["data"]["usage_based"].clone();
    let dollars = told.split_once("about $").and_then(|(_, rest)| rest.split_once(" is charged")).unwrap().0;
    let beyond = MoneyRow {
        unit: "usd".to_owned(),
        shown: dollars.parse().unwrap(),
        shown_for_length: (whole.shown_for_length - credits) * USD_PER_CREDIT,
        charged: number(&usage["spending_current_usd"]),
        booked: booked(cli, "usd"),
        status: whole.status.clone(),
    };
    let within = MoneyRow {
        shown: credits,
        shown_for_length: credits,
        charged: credits - number(&usage["remaining_credits"]),
        ..whole
    };
    vec![within, beyond]
}

/// What a credit costs beyond those of the account, by the settings and the sandbox.
const USD_PER_CREDIT: f64 = 0.5;

/// The id of a stock look on an engine.
fn stock_look_on(cli: &CliHarness, engine: &str) -> String {
    let rows = cli.run(&["photos", "--stock", "--api", "v3", "--json"]).json();
    let row = rows.as_array().unwrap().iter().find(|row| row["engine"] == engine).unwrap();
    row["id"].as_str().unwrap().to_owned()
}

/// A project of two scenes with the look of the account.
fn write_project(cli: &CliHarness, account: &Account) -> String {
    let mut text = std::fs::read_to_string(cli.write_project()).unwrap();
    if let Some(look) = account.look {
        let id = if look == NEW_ENGINE { stock_look_on(cli, look) } else { look.to_owned() };
        let photo = text.lines().find(|line| line.starts_with("photo = ")).unwrap().to_owned();
        text = text.replace(&photo, &format!("photo = \"{id}\""));
    }
    let script = "We make a video of about half a minute. ".repeat(9);
    cli.write_file("video.toml", &format!("{text}[[scene]]\nscript = \"{script}\"\n"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_price_shown_is_the_loss_of_each_kind_of_account() {
    let mut table = String::new();
    for account in &ACCOUNTS {
        for row in render_with(account).await {
            let (name, difference) = (account.name, row.difference());
            let MoneyRow { unit, shown, shown_for_length, charged, booked, status } = &row;
            let exception = match account.exception {
                "" => String::new(),
                exception => format!("  ({exception})"),
            };
            let line = format!(
                "{name:<28} {unit:<18} shown {shown:>7.3}  for its length {shown_for_length:>7.3}  charged {charged:>7.3}  difference {difference:>7.3}  booked {booked:>7.3}  {status}{exception}\n"
            );
            table.push_str(&line);
            assert_eq!(difference == 0.0, account.exception.is_empty(), "{table}");
            // Plans report whole credits, v2 sixtieths, and all others at least cents.
            let step = if unit == "premium_credit" { 1.0 } else { 0.05_f64.max(charged * 0.02) };
            assert!((booked - charged).abs() <= step, "{table}");
        }
    }
    insta::assert_snapshot!(table);
}
