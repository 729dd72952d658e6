//! The line that names the next step: what it names can be done.

use cuecard::domain::{Cast, Fault, FaultKind, Voices};
use cuecard::studio::{Account, Reply, Request};

use crate::stage::{Stage, cast, voices};

/// The next step that the screen names, where the lists came to this.
fn step(photos: &Result<Cast, FaultKind>, speakers: &Result<Voices, FaultKind>, keys: &str) -> String {
    let mut stage = Stage::with(Account::Live { host: None }, 80, 24);
    let failed = |kind| Fault::new("the list", kind, "");
    stage.answer(|request| match request {
        Request::Cast => Some(Reply::Cast(photos.clone().map_err(failed))),
        Request::Voices => Some(Reply::Voices(speakers.clone().map_err(failed))),
        _ => None,
    });
    stage.press(keys);
    let screen = stage.screen();
    let line = screen.lines().find_map(|line| line.trim().strip_prefix("Next: "));
    line.unwrap_or_else(|| panic!("no next step: {screen}")).to_owned()
}

#[test]
fn the_step_is_one_that_can_be_done() {
    let none = || Ok(Cast::default());
    let all = || Ok(cast());
    for (photos, speakers, keys, expected) in [
        (Err(FaultKind::Key), Err(FaultKind::Key), "", "a give another API key"),
        (Err(FaultKind::NoConnection), Err(FaultKind::NoConnection), "", "R list the photos again"),
        (Err(FaultKind::NoConnection), Err(FaultKind::NoConnection), "2", "1 R list the photos again"),
        (none(), Ok(voices()), "", "w add a photo from a picture file"),
        (none(), Ok(voices()), "2", "1 w add a photo from a picture file"),
        (all(), Ok(voices()), "", "Enter choose a photo"),
        (all(), Ok(voices()), "2", "1 choose a photo"),
        (all(), Err(FaultKind::TimedOut), "", "Enter choose a photo"),
    ] {
        assert_eq!(step(&photos, &speakers, keys), expected);
    }
}

#[test]
fn what_a_step_names_works() {
    let mut stage = Stage::with(Account::Live { host: None }, 80, 24);
    stage.answer(|request| match request {
        Request::Cast => Some(Reply::Cast(Ok(Cast::default()))),
        Request::Voices => Some(Reply::Voices(Err(Fault::new("the voices", FaultKind::Key, "")))),
        _ => None,
    });
    stage.press("a");
    assert!(stage.screen().contains("API key"), "{}", stage.screen());
    stage.press("<Esc>1w");
    assert!(
        stage.screen().contains("Photo workshop") || stage.screen().contains("picture"),
        "{}",
        stage.screen()
    );
    stage.press("<Esc>2R");
    assert_eq!(stage.requests().filter(|request| **request == Request::Voices).count(), 1);
}

#[test]
fn while_the_lists_are_on_their_way_the_script_can_be_written() {
    let stage = Stage::empty(80, 24);
    assert!(stage.screen().contains("Next: 3 write a scene"), "{}", stage.screen());
}
