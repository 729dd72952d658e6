//! The studio follows `config.toml`.

use cuecard::domain::{Dialect, MultiSceneMode};

use crate::support::cli_harness::{CliHarness, paused_options};
use crate::support::studio_program::{ENTER_KEY, RENDER_KEY, start_studio_with};

#[tokio::test(flavor = "multi_thread")]
async fn the_several_setting_joins_scenes_or_sends_them_separately() {
    for (set, renders, told) in [
        (MultiSceneMode::Joined, 1, "one script; the 2 scenes are joined"),
        (MultiSceneMode::Separate, 2, "one script; the 2 scenes become 2 renders"),
    ] {
        let cli = CliHarness::with_dialect(Dialect::Flat, paused_options()).await;
        cli.write_settings(&format!("several = \"{}\"\n", set.as_str()));
        let text = std::fs::read_to_string(cli.write_project()).unwrap();
        cli.write_file("video.toml", &format!("{text}[[scene]]\nscript = \"More of it.\"\n"));
        let mut program = start_studio_with(&cli, &[]);
        program.wait_until("the video", |screen| {
            let text = screen.contents();
            text.contains("Launch teaser") && text.contains(" of 412 cr ")
        });
        program.type_keys(RENDER_KEY);
        program.wait_for_text(&format!("! av4-flat: {told}"));
        program.wait_for_text("Show request");
        program.type_keys(ENTER_KEY);
        program.wait_until("all is accepted", |screen| {
            screen.contents().matches(" pending ").count() == renders
        });
        program.type_keys("q");
        program.wait_for_text("in progress");
        program.type_keys(ENTER_KEY);
        assert_eq!(program.wait_for_exit(), 0);
        let scripts: Vec<_> =
            cli.sandbox.report().paid.iter().map(|paid| paid.request["script"].clone()).collect();
        let (first, second) = ("Hello and welcome. Today we ship.", "More of it.");
        let joined = format!("{first}\n\n{second}");
        assert_eq!(
            scripts,
            if set == MultiSceneMode::Joined { vec![joined.as_str()] } else { vec![first, second] }
        );
    }
}
