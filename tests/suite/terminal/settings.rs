//! What is set in the file of settings is what the studio does.

use cuecard::domain::{Dialect, Several};

use super::{ENTER, RENDER, on_desk};
use crate::commands::desk::{Desk, still};

#[tokio::test(flavor = "multi_thread")]
async fn several_scenes_are_sent_joined_or_apart_as_is_set() {
    for (set, renders, told) in [
        (Several::Joined, 1, "one script; the 2 scenes are joined"),
        (Several::Apart, 2, "one script; the 2 scenes are 2 renders"),
    ] {
        let desk = Desk::speaking(Dialect::Flat, still()).await;
        desk.settings(&format!("several = \"{}\"\n", set.word()));
        let text = std::fs::read_to_string(desk.project()).unwrap();
        desk.file("film.toml", &format!("{text}[[scene]]\nscript = \"More of it.\"\n"));
        let mut program = on_desk(&desk, &[]);
        program.wait("the video", |screen| {
            let text = screen.contents();
            text.contains("Launch teaser") && text.contains(" credits")
        });
        program.type_keys(RENDER);
        program.wait_for(told);
        program.type_keys(ENTER);
        program.wait("all is accepted", |screen| screen.contents().matches(" pending ").count() == renders);
        program.type_keys("q");
        program.wait_for("in progress");
        program.type_keys(ENTER);
        assert_eq!(program.end(), 0);
        let scripts: Vec<_> =
            desk.sandbox.ledger().paid.iter().map(|paid| paid.request["script"].clone()).collect();
        let (first, second) = ("Hello and welcome. Today we ship.", "More of it.");
        let joined = format!("{first}\n\n{second}");
        assert_eq!(scripts, if set == Several::Joined { vec![joined.as_str()] } else { vec![first, second] });
    }
}
