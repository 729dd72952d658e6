//! The studio itself, killed on its terminal while it sends a video and while it brings it here.

use super::cli_harness::CliHarness;
use super::files::count_videos;
use super::studio_program::{ENTER_KEY, PtyProgram, RENDER_KEY, start_studio_with};

/// Renders the video by keys until it is accepted, and then starts again until it is here; says how often the studio was
/// killed. Where it does not kill itself at these places, it is killed at the end of each.
pub(crate) fn kill_studio(cli: &CliHarness, before: usize, after: usize) -> usize {
    let mut program = start_studio(cli, before);
    let steps = [("", "Launch teaser"), (RENDER_KEY, "Cancel"), (ENTER_KEY, "was accepted")];
    for (keys, then) in steps {
        // A dialog about money takes no key at first.
        let is_so = |text: &str| text.contains(then) && !text.contains("wait a moment …");
        if !program.try_write(keys) || !program.wait_until_or_exit(then, |screen| is_so(&screen.contents())) {
            break;
        }
    }
    program.kill();
    let mut program = start_studio(cli, after);
    let idle = ["Nothing rendered yet", "queued", "unconfirmed"];
    program.wait_until_or_exit("the video", |screen| {
        let text = screen.contents();
        count_videos(cli.home.path()) > 0 || idle.iter().any(|word| text.contains(word))
    });
    program.kill();
    2
}

fn start_studio(cli: &CliHarness, place: usize) -> PtyProgram {
    start_studio_with(cli, &[("CUECARD_KILL", &format!("any:{place}"))])
}
