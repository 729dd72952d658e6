//! Which generation of the API a command speaks: what it says of it, and of what is lost on the way.

use cuecard::domain::Dialect;
use cuecard::sandbox::{Options, Sunset, Terms};

use super::desk::{AT_ONCE, Desk};

async fn on(sunset: Sunset) -> Desk {
    let terms = Terms { sunset, ..Terms::default() };
    Desk::new(Options { speed: AT_ONCE, terms, ..Options::default() }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_lost_is_told_before_the_price() {
    let desk = on(Sunset::Far).await;
    let film = desk.film();
    let text = std::fs::read_to_string(&film).unwrap() + "emotion = \"Friendly\"\n";
    let film = desk.file("film.toml", &text);
    desk.speaks(Dialect::V3);
    let ran = desk.run(&["render", &film, "--yes"]);
    let lost = ran.err.find("v3: no emotions; 1 scene is sent without");
    assert!(lost.is_some() && lost < ran.err.find("about"), "{ran:?}");
    desk.speaks(Dialect::Scenes);
    assert!(!desk.run(&["render", &film, "--yes"]).err.contains("sent without"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_a_generation_is_told_by_the_first_command_that_can_say_it() {
    for (sunset, said) in [
        (Sunset::Announced, "HeyGen says that v2 ends on 31 October 2026"),
        (Sunset::Gone, "HeyGen has ended v2 for this account"),
    ] {
        let desk = on(sunset).await;
        // Lists find it out, and say nothing; nor does what a program reads, which has no place for it.
        let film = desk.film();
        assert_eq!(desk.run(&["render", &film, "--yes", "--json"]).err, "");
        assert!(desk.run(&["render", &film, "--yes"]).err.contains(said), "{sunset:?}");
        assert!(!desk.run(&["render", &film, "--yes"]).err.contains(said), "once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_is_what_was_told_with_its_price() {
    let desk = on(Sunset::Far).await;
    let film = desk.film();
    let text = std::fs::read_to_string(&film).unwrap() + "emotion = \"Friendly\"\n";
    let film = desk.file("film.toml", &text);
    desk.sandbox.set_terms(Terms { sunset: Sunset::Gone, ..Terms::default() });
    // The question that would tell the end before the price is answered as if v2 were still there.
    desk.sandbox.fault("429-daily-limit:1@/v2/user/remaining_quota".parse().unwrap());
    let ran = desk.run(&["render", &film, "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let prices: Vec<usize> = ran.err.match_indices("; the balance is").map(|(at, _)| at).collect();
    let lost = ran.err.find("v3: no emotions; 1 scene is sent without").unwrap();
    let told = ran.err.find("Films go as v3 by now, not as scenes. Nothing was sent").unwrap();
    assert!(prices.len() == 2 && prices[0] < told && told < lost && lost < prices[1], "{ran:?}");
    let paid = desk.sandbox.ledger().paid;
    assert_eq!((paid.len(), paid[0].generation.as_str()), (1, "v3"));
    assert_eq!(desk.run(&["queue", "--offline", "--json"]).json().as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_neither_generation_is_there_the_next_step_is_not_the_one_that_was_taken() {
    let terms = Terms { sunset: Sunset::Unknown, v3: false, ..Terms::default() };
    let desk = Desk::new(Options { terms, ..Options::default() }).await;
    let ran = desk.run(&["photos"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("if it finds nothing, check HEYGEN_API_BASE"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_film_whose_form_has_ended_is_to_be_rendered_from_its_project() {
    let desk = on(Sunset::Far).await;
    let film = desk.film();
    desk.sandbox.fault("402:1".parse().unwrap());
    assert_eq!(desk.run(&["render", &film, "--yes"]).code, 1);
    desk.sandbox.set_terms(Terms { sunset: Sunset::Unknown, ..Terms::default() });
    let ran = desk.run(&["queue", "send", "1", "--yes"]);
    assert_eq!(ran.code, 1, "it keeps the generation that it was written for");
    assert!(ran.err.contains("render its project again"), "{ran:?}");
    assert!(!ran.err.contains("finds what is there"), "that was done: {ran:?}");
    assert_eq!(desk.run(&["render", &film, "--yes"]).code, 0);
    let paid = desk.sandbox.ledger().paid;
    assert_eq!((paid.len(), paid[0].generation.as_str()), (1, "v3"));
}
