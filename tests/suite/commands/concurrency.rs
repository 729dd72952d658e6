//! Two commands at once: what they may spend together, and what they must not send twice.

use std::process::{Child, Stdio};

use cuecard::domain::Dialect;

use crate::support::cli_harness::{CliHarness, CliOutput, paused_options};
use crate::support::dialect_matrix;

/// Starts commands at the same time; gives how they ended, in their order.
fn run_concurrently(cli: &CliHarness, commands: &[&[&str]]) -> Vec<CliOutput> {
    let start =
        |words: &&[&str]| cli.command(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let children: Vec<Child> = commands.iter().map(start).collect();
    children.into_iter().map(|child| CliOutput::from_output(&child.wait_with_output().unwrap())).collect()
}

#[test]
fn concurrent_commands_do_not_exceed_a_cap_together() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        for cap in ["cap_day", "cap_project"] {
            let cli = CliHarness::with_dialect(dialect, paused_options()).await;
            let project = cli.write_project();
            let cost = cli.run(&["estimate", &project, "--json"]).json()["cost"]["amount"].as_f64().unwrap();
            cli.write_settings(&format!("{cap} = {}\n", cost * 1.5));
            let render: &[&str] = &["render", &project, "--yes", "--again", "--json"];
            let mut ran = run_concurrently(&cli, &[render, render, render]);
            ran.sort_by_key(|ran| ran.exit_code);
            let codes: Vec<i32> = ran.iter().map(|ran| ran.exit_code).collect();
            assert_eq!(codes, [0, 2, 2], "{ran:?}");
            for refused in &ran[1..] {
                let error = refused.json_error();
                let text = error["message"].as_str().unwrap();
                assert!(error["kind"] == "cap" && text.contains(" are spent. Nothing was sent"), "{text}");
            }
            assert_eq!(cli.sandbox.report().paid.len(), 1);
        }
    });
}

/// What two programs do at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Race {
    /// Both send what an earlier run left.
    Queued,
    /// Both send again what nobody confirmed.
    Unconfirmed,
    /// Each renders a video of its own.
    Independent,
}

/// Makes a render that the user may send; gives its number.
fn prepare_render(cli: &CliHarness, dialect: Dialect, project: &str, race: Race) -> String {
    if race == Race::Unconfirmed {
        // Where the service knows it again by its key, it is sent once more by itself.
        let resets = if dialect == Dialect::V3 { "reset:4" } else { "reset:1" };
        dialect_matrix::inject_submit_error(&cli.sandbox, resets, dialect);
        assert_eq!(cli.run(&["render", project, "--yes", "--again"]).exit_code, 1);
    } else {
        cli.write_settings("concurrency = 1\n");
        let ran = cli.run(&["render", project, "--yes", "--again", "--wait", "--timeout", "0"]);
        assert_eq!(ran.exit_code, 4, "{ran:?}");
        cli.write_settings("concurrency = 0\n");
    }
    cli.run(&["queue", "--offline", "--json"]).json()[0]["id"].to_string()
}

/// `CUECARD_RACES=100 cargo test --test suite races` runs that many in place of the usual ones.
#[test]
fn races_of_two_commands_pay_each_render_once() {
    dialect_matrix::for_each_dialect_multi_thread(Dialect::ALL, async |dialect| {
        let count = std::env::var("CUECARD_RACES").ok().and_then(|count| count.parse().ok()).unwrap_or(6);
        let cli = CliHarness::with_dialect(dialect, paused_options()).await;
        let project = cli.write_project();
        cli.write_settings("concurrency = 0\n");
        assert_eq!(cli.run(&["render", &project, "--yes", "--again"]).exit_code, 0);
        for round in 0..count {
            let race = [Race::Queued, Race::Unconfirmed, Race::Independent][round % 3];
            let paid = cli.sandbox.report().paid.len();
            let (words, wins) = if race == Race::Independent {
                (["render", &project, "--yes", "--again"].map(str::to_owned).to_vec(), 2)
            } else {
                let id = prepare_render(&cli, dialect, &project, race);
                // Unconfirmed renders are sent again too.
                (["queue", "send", &id, "--yes", "--again"].map(str::to_owned).to_vec(), 1)
            };
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let ran = run_concurrently(&cli, &[&words, &words]);
            let won = ran.iter().filter(|ran| ran.exit_code == 0).count();
            let now = cli.sandbox.report().paid;
            assert_eq!((won, now.len()), (wins, paid + wins), "{race:?} {round}: {ran:#?}");
            let rows = cli.run(&["queue", "--offline", "--json"]).json();
            let ids: Vec<&str> =
                rows.as_array().unwrap().iter().filter_map(|row| row["video_id"].as_str()).collect();
            assert!(ids.len() == now.len() && now.iter().all(|paid| ids.contains(&paid.video_id.as_str())));
        }
        println!("{count} races of two programs: 0 doubled, 0 lost");
    });
}
