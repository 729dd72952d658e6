//! `spend`, and the prices of photos: what is asked about, what is counted, and what the account was found to pay.

use cuecard::domain::Dialect;
use cuecard::sandbox::{Billing, Options, ServicePolicy};
use serde_json::json;

use crate::support::calls::UPLOAD_CALL;
use crate::support::cli_harness::{CliHarness, instant_options};
use crate::support::files::write_picture;
use crate::support::sandbox::get_json;

/// A recording of the account.
const TWIN: &str = "b1f7c04d9a2e4b65a8c3170e5d2f9648";

async fn harness(billing: Billing) -> CliHarness {
    let policy = ServicePolicy { billing, ..ServicePolicy::default() };
    let cli = CliHarness::new(Options { policy, credits: 200, ..instant_options() }).await;
    cli.write_settings("api = \"v3\"\n");
    cli
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_that_three_renders_paid_is_accepted_and_forgotten() {
    let cli = harness(Billing::WebPlan).await;
    let project = cli.write_project();
    let render = ["render", &project, "--yes", "--again", "--wait", "--json"];
    let early = cli.run(&["spend", "--accept-rate"]);
    assert!(early.exit_code == 1 && early.stderr.contains("it takes 3 renders"), "{early:?}");
    for count in 1..=3 {
        assert_eq!(cli.run(&["spend", "--json"]).json()["paid_rates"], json!([]), "{count}");
        assert_eq!(cli.run(&render).exit_code, 0);
    }
    // Each is charged a begun minute, and lasts some seconds.
    let spend = cli.run(&["spend", "--json"]).json();
    assert_eq!(spend["units"][0]["total"], json!(69.0), "as the balance lost it: {spend}");
    let paid = spend["paid_rates"][0]["per_second"].as_f64().unwrap();
    assert!((paid * 60.0 - 23.0).abs() < 1e-6 && spend["paid_rates"][0]["renders"] == 3, "{spend}");
    assert_eq!(spend["paid_rates"][0]["look"], "photo on Avatar IV");
    let told = cli.run(&["spend"]);
    let found = "This account paid 23 credits for each begun minute in 3 renders; \
                 the published rate is 20 credits/min. Accept it with: cuecard spend --accept-rate";
    assert!(told.stderr.contains(found), "{told:?}");

    assert_eq!(cli.run(&["spend", "--accept-rate"]).exit_code, 0);
    let rate = |words: &[&str]| cli.run(words).json()["rate"].clone();
    let estimate = ["estimate", project.as_str(), "--json"];
    let description = "23 credits for each begun minute, as this account paid";
    assert_eq!(rate(&estimate)["description"], json!(description));
    assert_eq!(cli.run(&estimate).json()["cost"]["amount"], json!(23.0), "as it was charged");
    assert_eq!(cli.run(&["spend", "--json"]).json()["paid_rates"], json!([]), "it is accepted");
    assert_eq!(cli.run(&["spend", "--forget-rate"]).exit_code, 0);
    assert_eq!(rate(&estimate)["description"], json!("20 credits/min (API reference)"));
    cli.write_settings("api = \"v3\"\nrate = \"0.5 premium_credit/second\"\n");
    let refused = cli.run(&["spend", "--accept-rate"]);
    assert!(refused.exit_code == 2 && refused.stderr.contains("config.toml"), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loss_of_a_render_is_known_after_queue_or_status() {
    for command in ["queue", "status"] {
        let cli = harness(Billing::WebPlan).await;
        let project = cli.write_project();
        let sent = cli.run(&["render", &project, "--yes", "--json"]).json();
        let id = sent["video_id"].as_str().unwrap().to_owned();
        let total = || cli.run(&["spend", "--json"]).json()["units"][0]["total"].as_f64().unwrap();
        assert!(total() < 5.0, "the estimate by the second");
        let words: &[&str] = if command == "queue" { &["queue"] } else { &["status", &id] };
        assert_eq!(cli.run(words).exit_code, 0);
        assert!((total() - 23.0).abs() < 1e-9, "{command}: the begun minute that the balance lost");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn short_renders_of_a_wallet_correct_the_price_of_v2() {
    let cli = harness(Billing::Wallet).await;
    cli.write_settings("api = \"v2\"\n");
    let text = std::fs::read_to_string(cli.write_project()).unwrap();
    let script = "We make a video of about a quarter of a minute. ".repeat(5);
    let project = cli.write_file("video.toml", &format!("{text}[[scene]]\nscript = \"{script}\"\n"));
    for _ in 1..=3 {
        assert_eq!(cli.run(&["render", &project, "--yes", "--again", "--wait"]).exit_code, 0);
    }
    let paid = cli.run(&["spend", "--json"]).json()["paid_rates"][0].clone();
    let per_second = paid["per_second"].as_f64().unwrap();
    // The balance counts sixtieths of a credit.
    assert!(paid["unit"] == "api_credit" && (per_second - 0.077).abs() < 0.002, "{paid}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_of_several_renders_is_booked_at_its_own_begun_minute() {
    let policy = ServicePolicy { billing: Billing::WebPlan, ..ServicePolicy::default() };
    let options = Options { policy, credits: 200, ..instant_options() };
    let cli = CliHarness::with_dialect(Dialect::Flat, options).await;
    cli.write_settings("several = \"apart\"\nrounding = \"minute\"\n");
    let text = std::fs::read_to_string(cli.write_project()).unwrap();
    let more = "[[scene]]\nscript = \"A second scene that is a good deal longer than the first one was.\"\n";
    let project = cli.write_file("video.toml", &format!("{text}{more}{more}"));
    let estimate = cli.run(&["estimate", &project, "--json"]).json();
    let amounts: Vec<f64> =
        (0..3).map(|index| estimate["scenes"][index]["cost"]["amount"].as_f64().unwrap()).collect();
    assert_eq!((amounts, &estimate["cost"]["amount"]), (vec![23.0; 3], &json!(69.0)), "{estimate}");
    assert_eq!(cli.run(&["render", &project, "--yes", "--wait"]).exit_code, 0);
    let rows = cli.run(&["queue", "--json"]).json();
    for row in rows.as_array().unwrap() {
        let cost = row["cost"]["amount"].as_f64().unwrap();
        assert!((cost - 23.0).abs() < 1e-3, "{rows}");
    }
    let spend = cli.run(&["spend", "--json"]).json();
    let total = spend["units"][0]["total"].as_f64().unwrap();
    assert!((total - 69.0).abs() < 1e-3, "{spend}");
    assert!((cli.sandbox.report().credits - 131.0).abs() < 1e-9, "the sandbox has taken as much");
}

/// A project whose look is this one.
fn write_project_with_look(cli: &CliHarness, look: &str) -> String {
    let text = std::fs::read_to_string(cli.write_project()).unwrap();
    let photo = text.lines().find(|line| line.starts_with("photo = ")).unwrap();
    cli.write_file("look.toml", &text.replace(photo, &format!("photo = \"{look}\"")))
}

#[tokio::test(flavor = "multi_thread")]
async fn renders_of_a_twin_say_nothing_of_the_rate_of_photos() {
    let cli = harness(Billing::WebPlan).await;
    let project = write_project_with_look(&cli, TWIN);
    for _ in 1..=3 {
        let ran = cli.run(&["render", &project, "--yes", "--again", "--wait"]);
        assert_eq!(ran.exit_code, 0, "{}", ran.stderr);
    }
    let spend = cli.run(&["spend", "--json"]).json();
    assert_eq!(spend["units"][0]["total"], json!(69.0), "{spend}");
    let looks: Vec<&str> =
        spend["paid_rates"].as_array().unwrap().iter().map(|paid| paid["look"].as_str().unwrap()).collect();
    assert_eq!(looks, ["digital twin on Avatar IV"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rate_of_an_engine_without_a_price_is_found_and_accepted() {
    let cli = harness(Billing::Wallet).await;
    let stock = cli.run(&["photos", "--stock", "--json"]).json();
    let look = stock.as_array().unwrap().iter().find(|row| row["engine"] == "avatar_6").unwrap();
    let project = write_project_with_look(&cli, look["id"].as_str().unwrap());
    let estimate = |project: &str| cli.run(&["estimate", project, "--json"]).json();
    let rate = |project: &str| estimate(project)["rate"]["per_second"].as_f64().unwrap();
    let warnings = |project: &str| estimate(project)["warnings"].to_string();
    let script = "We make a video of about half a minute. ".repeat(9);
    let text = std::fs::read_to_string(&project).unwrap();
    let project = cli.write_file("look.toml", &format!("{text}[[scene]]\nscript = \"{script}\"\n"));
    let is_guessed = warnings(&project).contains("no published rate for a photo on avatar_6 in US dollars");
    assert!(is_guessed && (rate(&project) - 0.0385).abs() < 1e-9, "{}", warnings(&project));
    for _ in 1..=3 {
        assert_eq!(cli.run(&["render", &project, "--yes", "--again", "--wait"]).exit_code, 0);
    }
    let offer = "This account paid $0.10/s in 3 renders of a photo on avatar_6";
    let accept = "Accept it with: cuecard spend --accept-rate";
    assert!(warnings(&project).contains(&format!("{offer}. {accept}")), "{}", warnings(&project));
    let told = cli.run(&["spend"]).stderr;
    assert!(
        told.contains(&format!("{offer}; no rate is published, $0.0385/s was counted. {accept}")),
        "{told}"
    );
    let other = cli.run(&["spend", "--accept-rate", "digital twin on Avatar IV"]);
    assert!(
        other.exit_code == 1 && other.stderr.contains("found for a digital twin on Avatar IV"),
        "{other:?}"
    );

    cli.write_settings("api = \"v3\"\nlook_rates = { \"photo on avatar_6\" = \"0.2 usd/second\" }\n");
    assert!((rate(&project) - 0.2).abs() < 1e-9, "{}", warnings(&project));
    assert!(warnings(&project).contains("is a photo on avatar_6: $0.20/s, your own rate"));
    assert_eq!(cli.run(&["spend", "--accept-rate"]).exit_code, 2, "the user's own comes first");

    cli.write_settings("api = \"v3\"\n");
    assert_eq!(cli.run(&["spend", "--accept-rate", "photo on avatar_6"]).exit_code, 0);
    assert!((rate(&project) - 0.1).abs() < 1e-9, "{}", warnings(&project));
    assert!(warnings(&project).contains("is a photo on avatar_6: $0.10/s, as this account paid"));
    let spend = cli.run(&["spend", "--json"]).json();
    assert_eq!(
        (&spend["look_rates"][0]["look"], &spend["paid_rates"]),
        (&json!("photo on avatar_6"), &json!([]))
    );
    let other = cli.run(&["spend", "--forget-rate", "digital twin on Avatar IV"]);
    assert!(
        other.exit_code == 1 && other.stderr.contains("No rate was accepted for a digital twin on Avatar IV"),
        "{other:?}"
    );
    assert!((rate(&project) - 0.1).abs() < 1e-9, "it is kept: {}", warnings(&project));
    let told = cli.run(&["spend", "--forget-rate", "photo on avatar_6"]);
    assert!(told.stderr.contains("Forgotten: $0.10/s for a photo on avatar_6"), "{told:?}");
    assert!((rate(&project) - 0.0385).abs() < 1e-9, "{}", warnings(&project));
    assert_eq!(cli.run(&["spend", "--accept-rate"]).exit_code, 0);
    let spend = cli.run(&["spend", "--forget-rate", "--json"]).json();
    assert_eq!(spend["forgotten_rates"][0]["look"], "photo on avatar_6", "{spend}");
    let told = cli.run(&["spend", "--forget-rate"]);
    assert!(told.exit_code == 0 && told.stderr.contains("No accepted rate to forget"), "{told:?}");
    assert!((rate(&cli.write_project()) - 0.0385).abs() < 1e-9, "that of photos stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn beyond_the_credits_the_dollars_are_booked_and_caps_still_count() {
    let policy = ServicePolicy { billing: Billing::UsageBased, ..ServicePolicy::default() };
    let cli = CliHarness::new(Options { policy, credits: 1, ..instant_options() }).await;
    cli.write_settings("api = \"v3\"\ncap_day = 4\n");
    let text = std::fs::read_to_string(cli.write_project()).unwrap();
    let script = "We make a video of about half a minute. ".repeat(9);
    let project = cli.write_file("video.toml", &format!("{text}[[scene]]\nscript = \"{script}\"\n"));
    assert_eq!(cli.run(&["render", &project, "--yes", "--wait"]).exit_code, 0);
    let spend = cli.run(&["spend", "--json"]).json();
    let usage = get_json(&cli.sandbox.base_url(), "/v3/users/me")["data"]["usage_based"].clone();
    let dollars = usage["spending_current_usd"].as_f64().unwrap();
    assert!(dollars > 1.0, "{usage}");
    let units: Vec<&str> =
        spend["units"].as_array().unwrap().iter().map(|row| row["unit"].as_str().unwrap()).collect();
    assert_eq!(units, ["api_credit", "usd"]);
    let total = |index: usize| spend["units"][index]["total"].as_f64().unwrap();
    assert!((total(0) - 1.0).abs() < 1e-3 && (total(1) - dollars).abs() < 1e-3, "{usage} {spend}");
    let told = cli.run(&["spend"]).stdout;
    assert!(told.contains("API credits: today 1 cr,"), "{told}");
    assert!(told.contains(&format!("US dollars: today ${dollars:.2},")), "{told}");
    let over = cli.run(&["render", &project, "--again", "--yes", "--json"]);
    assert!(over.exit_code == 2 && over.stderr.contains("exceed the daily cap"), "{over:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_is_added_after_its_price_is_accepted_and_counts_as_spent() {
    let cli = harness(Billing::Wallet).await;
    let picture = write_picture(&cli.path("Ana.png"), 40);
    let refused = cli.run(&["photos", "add", &picture]);
    assert!(refused.exit_code == 2 && refused.stderr.contains("The photo costs $1.00"), "{refused:?}");
    assert_eq!(cli.sandbox.report().requests.of(UPLOAD_CALL).received, 0);
    let added = cli.run(&["photos", "add", &picture, "--yes"]);
    assert!(
        added.exit_code == 0 && added.stderr.contains("The photo costs $1.00 (API price page)."),
        "{added:?}"
    );
    let spend = cli.run(&["spend", "--json"]).json();
    assert_eq!(spend["units"][0]["other_work"], json!({ "orders": 1, "amount": 1.0 }), "{spend}");
    assert_eq!(spend["units"][0]["today"], json!(1.0));
    // The sandbox has taken as much.
    assert!((cli.sandbox.report().credits - 199.0).abs() < 1e-9);

    cli.write_settings("api = \"v3\"\ncap_day = 1.5\n");
    let over = cli.run(&["photos", "add", &picture, "--name", "Ben", "--yes", "--json"]);
    let error = over.json_error();
    assert_eq!((over.exit_code, &error["kind"]), (2, &json!("cap")), "{over:?}");
    assert!(error["message"].as_str().unwrap().contains("$1.00 more would exceed the daily cap"), "{error}");
    assert!((cli.sandbox.report().credits - 199.0).abs() < 1e-9, "nothing was made");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_price_of_looks_is_named_without_a_terminal() {
    let cli = harness(Billing::Wallet).await;
    let photo = cli.run(&["photos", "--json"]).json()[0]["id"].as_str().unwrap().to_owned();
    let refused = cli.run(&["photos", "generate", &photo, "in a blue suit"]);
    let price =
        "Generating them costs $1.00 (API price page). The price was not accepted. Nothing was ordered";
    assert!(refused.exit_code == 2 && refused.stderr.contains(price), "{refused:?}");
    assert!((cli.sandbox.report().credits - 200.0).abs() < 1e-9, "nothing was ordered");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_included_photo_is_added_without_asking() {
    let cli = harness(Billing::Subscription).await;
    let picture = write_picture(&cli.path("Ana.png"), 40);
    let added = cli.run(&["photos", "add", &picture]);
    assert!(
        added.exit_code == 0 && added.stderr.contains("The photo is included in most plans."),
        "{added:?}"
    );
    assert_eq!(cli.run(&["spend", "--json"]).json()["units"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_between_two_balances_says_nothing_of_a_render() {
    let cli = harness(Billing::Wallet).await;
    let (project, picture) = (cli.write_project(), write_picture(&cli.path("Ana.png"), 40));
    cli.run(&["render", &project, "--yes"]);
    cli.run(&["photos", "add", &picture, "--yes"]);
    cli.run(&["queue"]);
    cli.run(&["render", &project, "--yes", "--again", "--wait"]);
    let spend = cli.run(&["spend", "--json"]).json();
    let total = spend["units"][0]["total"].as_f64().unwrap();
    assert!((total - (200.0 - cli.sandbox.report().credits)).abs() < 0.02, "{spend}");
    assert!(spend["units"][0]["projects"][0]["amount"].as_f64().unwrap() < 0.5, "without the photo: {spend}");
}

#[tokio::test(flavor = "multi_thread")]
async fn speech_of_unknown_price_is_not_taken_for_a_part_of_a_render() {
    let cli = harness(Billing::UsageBased).await;
    let project = cli.write_project();
    cli.run(&["render", &project, "--yes"]);
    let measured = cli.run(&["estimate", &project, "--exact", "--yes"]);
    assert!(measured.stderr.contains("may be charged; its price is not known"), "{measured:?}");
    cli.run(&["queue"]);
    cli.run(&["render", &project, "--yes", "--again", "--wait"]);
    let charged: f64 = cli.sandbox.report().paid.iter().map(|paid| paid.cost).sum();
    assert!(200.0 - cli.sandbox.report().credits > charged + 0.002, "the speech was charged, too");
    let spend = cli.run(&["spend", "--json"]).json();
    assert!((spend["units"][0]["total"].as_f64().unwrap() - charged).abs() < 0.0015, "{charged}: {spend}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_4k_project_is_rendered_in_1080p() {
    let cli = harness(Billing::Wallet).await;
    let text = std::fs::read_to_string(cli.write_project()).unwrap();
    let project = cli.write_file("video.toml", &format!("size = \"3840x2160\"\n{text}"));
    let told = cli.run(&["estimate", &project]);
    assert!(told.stderr.contains("may be refused; 1080p is safe"), "{told:?}");
    assert!(told.stderr.contains("`cuecard render --1080p` renders in 1080p"), "{told:?}");
    let ran = cli.run(&["render", &project, "--1080p", "--yes"]);
    assert_eq!(ran.exit_code, 0, "{ran:?}");
    let sent = &cli.sandbox.report().paid[0].request;
    assert_eq!((&sent["resolution"], &sent["aspect_ratio"]), (&json!("1080p"), &json!("16:9")));
}

#[tokio::test(flavor = "multi_thread")]
async fn speech_without_a_published_price_is_in_the_spend() {
    let cli = harness(Billing::Enterprise).await;
    let project = cli.write_project();
    let asked = cli.run(&["speak", &project]);
    assert!(asked.stderr.contains("Speaking 1 scene may be charged; its price is not known"), "{asked:?}");
    let spoken = cli.run(&["speak", &project, "--yes", "--json"]).json();
    let spend = cli.run(&["spend", "--json"]).json();
    let told = json!([{ "work": "speech", "orders": 1, "seconds": spoken["seconds"] }]);
    assert_eq!(spend["price_unknown"], told, "{spend}");
    let seconds = spoken["seconds"].as_f64().unwrap();
    let text = cli.run(&["spend"]).stdout;
    assert!(text.contains(&format!("price unknown: speech: 1 order, {seconds:.1} s")), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn renders_at_the_same_time_add_up_to_what_the_balance_lost() {
    let policy = ServicePolicy { billing: Billing::UsageBased, ..ServicePolicy::default() };
    let cli = CliHarness::new(Options { policy, credits: 1, ..instant_options() }).await;
    cli.write_settings("api = \"v3\"\n");
    let text = std::fs::read_to_string(cli.write_project()).unwrap();
    let script = "We make a video of about half a minute. ".repeat(9);
    let project = cli.write_file("video.toml", &format!("{text}[[scene]]\nscript = \"{script}\"\n"));
    for _ in 1..=3 {
        assert_eq!(cli.run(&["render", &project, "--yes", "--again"]).exit_code, 0);
    }
    let rows = cli.run(&["queue", "--json"]).json();
    let statuses: Vec<&str> =
        rows.as_array().unwrap().iter().map(|row| row["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["completed"; 3]);
    let spend = cli.run(&["spend", "--json"]).json();
    let usage = get_json(&cli.sandbox.base_url(), "/v3/users/me")["data"]["usage_based"].clone();
    let dollars = usage["spending_current_usd"].as_f64().unwrap();
    let total = |unit: &str| {
        let row = spend["units"].as_array().unwrap().iter().find(|row| row["unit"] == unit);
        row.and_then(|row| row["total"].as_f64()).unwrap_or_default()
    };
    assert!(
        (total("api_credit") - 1.0).abs() < 0.01 && (total("usd") - dollars).abs() < 0.01,
        "{spend} {usage}"
    );
    // Each is a share, which says nothing of a rate.
    assert_eq!(spend["paid_rates"], json!([]));
    let shown = cli.run(&["status", rows[0]["video_id"].as_str().unwrap(), "--json"]).json();
    assert_eq!(shown["charged"]["other_payment_count"], json!(2), "{shown}");
    let shown = cli.run(&["status", rows[0]["video_id"].as_str().unwrap()]);
    assert!(shown.stdout.contains(" (a share: together with 2 other payments)"), "{shown:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_beyond_the_credits_is_booked_in_dollars() {
    let policy = ServicePolicy { billing: Billing::UsageBased, ..ServicePolicy::default() };
    let cli = CliHarness::new(Options { policy, credits: 0, ..instant_options() }).await;
    cli.write_settings("api = \"v3\"\n");
    let picture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pictures/turned.jpg");
    let made = cli.run(&["photos", "add", picture, "--yes"]);
    assert_eq!(made.exit_code, 0, "{made:?}");
    let total = |unit: &str| {
        let spend = cli.run(&["spend", "--json"]).json();
        let row = spend["units"].as_array().unwrap().iter().find(|row| row["unit"] == unit).cloned();
        row.and_then(|row| row["total"].as_f64()).unwrap_or_default()
    };
    assert_eq!((total("api_credit"), total("usd")), (1.0, 0.0), "as shown");
    // The next balance shows the dollars.
    assert_eq!(cli.run(&["estimate", &cli.write_project()]).exit_code, 0);
    assert_eq!((total("api_credit"), total("usd")), (0.0, 0.5));
}
