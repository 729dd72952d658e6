//! The money table: for each kind of account the price shown before a render, what the sandbox charges for it, and what the
//! ledger books by the balance.

use cuecard::sandbox::{Billing, Options, ServicePolicy};
use serde_json::Value;

use crate::support::cli_harness::{CliHarness, instant_options};

/// An account, and how it is used.
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
    Account { name, billing, balance, api, settings, look: None, hides_balance: false }
}

/// An account that renders another look than a photo.
const fn with_look(name: &'static str, billing: Billing, look: &'static str) -> Account {
    Account { look: Some(look), ..account(name, billing, 50, "v3", "") }
}

const ACCOUNTS: [Account; 21] = [
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
    account("wallet over v2", Billing::Wallet, 50, "v2", ""),
    account("plan, renders apart", Billing::WebPlan, 200, "v2", APART),
    account("v2 API quota", Billing::Quota, 50, "v2", ""),
    account("v2 plan quota", Billing::Subscription, 100, "v2", ""),
    account("free", Billing::Free, 0, "v3", ""),
    account("empty wallet", Billing::Wallet, 0, "v3", ""),
    with_look("wallet, twin", Billing::Wallet, TWIN),
    with_look("wallet, stock avatar", Billing::Wallet, STOCK_AVATAR),
    with_look("wallet, old stock avatar", Billing::Wallet, OLD_STOCK_AVATAR),
    with_look("wallet, photo on avatar_6", Billing::Wallet, NEW_ENGINE),
    with_look("credits, stock avatar", Billing::Enterprise, STOCK_AVATAR),
];

/// What became of the money of one account.
struct MoneyRow {
    name: &'static str,
    unit: String,
    shown: f64,
    /// The price of the length that was made.
    shown_for_length: f64,
    charged: f64,
    /// By the balance; by the price where the balance does not tell.
    booked: f64,
    status: String,
}

async fn render_with(account: &Account) -> MoneyRow {
    let policy = ServicePolicy { billing: account.billing, ..ServicePolicy::default() };
    let cli = CliHarness::new(Options { policy, credits: account.balance, ..instant_options() }).await;
    cli.write_settings(account.settings);
    let project = write_project(&cli, account);
    if account.hides_balance {
        cli.sandbox.fault("403@GET /v3/users/me".parse().unwrap());
    }
    let ran = cli.run(&["render", &project, "--api", account.api, "--yes", "--wait", "--json"]);
    let rows = cli.run(&["queue", "--offline", "--json"]).json();
    let number = |value: &Value| value.as_f64().unwrap_or_default();
    let sum = |of: &dyn Fn(&Value) -> f64| rows.as_array().unwrap().iter().map(of).sum::<f64>();
    let made = |row: &Value| row["duration"].as_f64().unwrap_or(number(&row["seconds"]));
    let shown = sum(&|row| number(&row["cost"]["amount"]));
    let is_by_minute = account.settings.contains("minute");
    let spend = cli.run(&["spend", "--json"]).json();
    let status = rows[0]["status"].as_str().unwrap().to_owned();
    assert_eq!(ran.exit_code, i32::from(status != "completed"), "{}: {ran:?}", account.name);
    // An empty sum has a sign.
    let charged = cli.sandbox.report().paid.iter().map(|paid| paid.cost).sum::<f64>() + 0.0;
    // v2 counts a wallet in credits of half a dollar.
    let is_in_credits = account.billing == Billing::Wallet && account.api == "v2";
    MoneyRow {
        name: account.name,
        unit: rows[0]["cost"]["unit"].as_str().unwrap().to_owned(),
        shown,
        shown_for_length: if is_by_minute {
            shown
        } else {
            shown * sum(&made) / sum(&|row| number(&row["seconds"]))
        },
        charged: if is_in_credits { charged * 2.0 } else { charged },
        booked: number(&spend["units"][0]["total"]),
        status,
    }
}

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
    let mut lines = Vec::new();
    for account in &ACCOUNTS {
        let row = render_with(account).await;
        let MoneyRow { name, unit, shown, shown_for_length, charged, booked, status } = &row;
        // No difference has no sign.
        let difference = ((charged - shown_for_length) * 1000.0).round() / 1000.0 + 0.0;
        lines.push(format!(
            "{name:<28} {unit:<18} shown {shown:>7.3}  for its length {shown_for_length:>7.3}  charged {charged:>7.3}  difference {difference:>7.3}  booked {booked:>7.3}  {status}\n"
        ));
        let table = lines.concat();
        match *name {
            // A trial is free: its price is that of a plan.
            "free" => assert_eq!((*charged, *booked, status.as_str()), (0.0, 0.0, "completed"), "{table}"),
            "empty wallet" => {
                assert_eq!((*charged, *booked, status.as_str()), (0.0, 0.0, "refused"), "{table}")
            }
            // The price is not published; the balance tells it.
            "wallet, photo on avatar_6" | "wallet over v2" => {
                assert!(difference.abs() > charged * 0.1 && (booked - charged).abs() < 0.05, "{table}")
            }
            _ => {
                assert!(difference.abs() <= charged * 0.01, "{table}");
                // Plans report whole credits.
                let step = if unit == "premium_credit" { 1.0 } else { charged * 0.02 };
                assert!((booked - charged).abs() <= step, "{table}");
            }
        }
    }
    insta::assert_snapshot!(lines.concat());
}
