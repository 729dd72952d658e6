//! The studio itself, killed on its terminal while it sends a video and while it brings it here.

use std::path::Path;

use crate::commands::desk::Desk;
use crate::terminal::{ENTER, Program, RENDER, on_desk};

/// Renders the video by keys until it is accepted, and then starts again until it is here; says how often the studio was
/// killed. Where it does not kill itself at these places, it is killed at the end of each.
pub(super) fn killed(desk: &Desk, before: usize, after: usize) -> usize {
    let mut program = start(desk, before);
    let steps = [("", "Launch teaser"), (RENDER, "Cancel"), (ENTER, "was accepted")];
    for (keys, then) in steps {
        // A dialog about money takes no key at first.
        let is_so = |text: &str| text.contains(then) && !text.contains("wait a moment …");
        if !program.answers(keys) || !program.wait_or_end(then, |screen| is_so(&screen.contents())) {
            break;
        }
    }
    program.kill();
    let mut program = start(desk, after);
    let idle = ["Nothing rendered yet", "queued", "unconfirmed"];
    program.wait_or_end("the video", |screen| {
        let text = screen.contents();
        holds_video(desk.home.path()) || idle.iter().any(|word| text.contains(word))
    });
    program.kill();
    2
}

fn start(desk: &Desk, place: usize) -> Program {
    on_desk(desk, &[("CUECARD_TRAP", &format!("any:{place}"))])
}

fn holds_video(folder: &Path) -> bool {
    let mut files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.any(|path| path.extension().is_some_and(|end| end == "mp4"))
}
