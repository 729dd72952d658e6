//! New looks, generated or uploaded, and renders with their stored picture keys.

use std::time::Duration;

use cuecard::domain::{ApiVersion, Dialect, RenderStage};
use cuecard::sandbox::{CallCount, PictureKeys, Sandbox};
use tokio::runtime::Runtime;

use crate::support::calls::{
    ADD_LOOKS_CALL, CREATE_AVATAR_CALL, GENERATE_LOOKS_CALL, ONCE, TRAIN_CALL, UPLOAD_CALL,
};
use crate::support::dialect_matrix::{self, V2_DIALECTS};
use crate::support::end_to_end::{
    EndToEnd, fast_polling_config, start_sandbox_with_policy, temp_home, with_dialect,
};
use crate::support::files::write_picture;
use crate::support::service_policy::picture_key_policy;
use crate::support::wait::wait_for_async;

/// Once for each of the looks that an order draws.
const EACH: CallCount = CallCount { received: 4, accepted: 4 };
/// Longer than a generation, or the making of a look, takes.
const LOOK_CREATION_DURATION: Duration = Duration::from_secs(70);
/// Longer than a training takes.
const TRAINING_DURATION: Duration = Duration::from_mins(21);

/// Moves the service's clock on each time when this is shown to be under way.
async fn advance_while_shown(studio: &mut EndToEnd, sandbox: &Sandbox, under_way: &[&str]) {
    for text in under_way {
        studio.wait_for_text(text).await;
        sandbox.advance(LOOK_CREATION_DURATION);
    }
}

/// Makes a photo of a picture.
async fn create_photo(studio: &mut EndToEnd, sandbox: &Sandbox, picture: &str) {
    studio.press("1w<Up><Left><Down>").press(picture).press("<Enter>");
    if studio.app.studio.account.dialect == Dialect::V3 {
        // The picture itself could be sent, too.
        studio.wait_for_text("Use the picture").await;
        studio.press("<Right><Enter>");
    }
    let under_way = if studio.app.studio.account.dialect == Dialect::V3 {
        "creating (processing)"
    } else {
        "creating (pending)"
    };
    advance_while_shown(studio, sandbox, &[under_way]).await;
    studio.wait_for_text("New in the list of photos: Uncle Bob").await;
    wait_until_listed(studio, "Uncle Bob").await;
}

async fn wait_until_listed(studio: &mut EndToEnd, name: &str) {
    let is_listed = |app: &cuecard::app::App| {
        app.studio
            .catalog
            .photos
            .ready()
            .is_some_and(|cast| cast.photos.iter().any(|photo| photo.name.starts_with(name)))
    };
    studio.wait_until("it is listed", is_listed).await;
}

/// Chooses the photo under the cursor, and renders a video of it; gives the body that was sent.
async fn render_chosen_photo(studio: &mut EndToEnd, sandbox: &Sandbox) -> serde_json::Value {
    studio.press("<Enter>2<Enter>3<Enter>Hello there, and welcome.<Esc><C-r><Enter>");
    studio.wait_for_stage(RenderStage::Pending).await;
    sandbox.report().paid[0].request.clone()
}

#[test]
fn a_generated_look_is_rendered_with_its_own_picture_key() {
    dialect_matrix::for_each_dialect_async(V2_DIALECTS, async |dialect| {
        let (home, sandbox) =
            (temp_home(), start_sandbox_with_policy(picture_key_policy(PictureKeys::Hidden)).await);
        let mut studio =
            EndToEnd::ready(with_dialect(dialect, fast_polling_config(home.path(), &sandbox)), None).await;
        let before = studio.app.studio.catalog.photos.ready().unwrap().photos.len();
        studio.press("1wIn a red raincoat<Down><Right><Down><Down><Right><Enter>");
        let screen = studio.screen();
        assert!(screen.contains("New looks of Ana, blue suit: In a red raincoat"), "{screen}");
        assert!(screen.contains("Generating them is included in most plans."), "{screen}");
        assert_eq!(
            sandbox.report().requests.of(GENERATE_LOOKS_CALL),
            CallCount::default(),
            "nothing is ordered before the confirmation"
        );
        studio.press("<Left><Enter>");
        advance_while_shown(&mut studio, &sandbox, &["generating (pending)", "creating (pending)"]).await;
        studio.wait_for_text("4 looks are new in the list of photos").await;
        wait_until_listed(&mut studio, "Ana, blue suit 1: In a red raincoat").await;
        assert_eq!(studio.app.studio.catalog.photos.ready().unwrap().photos.len(), before + 4);
        assert_eq!(
            sandbox.report().requests.of(TRAIN_CALL),
            CallCount::default(),
            "Ana was trained long ago"
        );

        let asked = sandbox.report().requests.of("GET /v2/photo_avatar/<id>");
        let body = render_chosen_photo(&mut studio, &sandbox).await;
        assert!(!studio.screen().contains("Picture key"), "{}", studio.screen());
        let (chosen, first) = (
            &studio.app.studio.project_state.project.photo,
            &studio.app.studio.catalog.photos.ready().unwrap().photos[0],
        );
        assert!(studio.app.studio.catalog.newest_photos.contains(&first.id), "new looks are on top");
        assert_eq!(chosen.as_ref(), Some(&first.id), "the cursor went to the first of them");
        if dialect != Dialect::Generate {
            assert!(body["image_key"].as_str().unwrap().starts_with("image/"), "{body}");
        }
        let now = sandbox.report().requests.of("GET /v2/photo_avatar/<id>");
        assert_eq!(now, asked, "no photo details were requested");
        studio.quit().await;
    });
}

#[tokio::test]
async fn v3_generates_a_look_from_a_prompt() {
    let (home, sandbox) =
        (temp_home(), start_sandbox_with_policy(picture_key_policy(PictureKeys::Hidden)).await);
    let mut studio =
        EndToEnd::ready(with_dialect(Dialect::V3, fast_polling_config(home.path(), &sandbox)), None).await;
    studio.press("1wIn a red raincoat");
    assert!(!studio.screen().contains("Pose"), "{}", studio.screen());
    studio.press("<Enter><Left><Enter>");
    advance_while_shown(&mut studio, &sandbox, &["generating (p"]).await;
    studio.wait_for_text("New in the list of photos: Ana, blue suit: In a red raincoat").await;
    wait_until_listed(&mut studio, "Ana, blue suit: In a red raincoat").await;
    let newest = studio.app.studio.catalog.newest_photos[0].clone();
    let body = render_chosen_photo(&mut studio, &sandbox).await;
    assert!(body.to_string().contains(newest.as_str()), "{body}");
    studio.quit().await;
}

#[test]
fn an_uploaded_picture_becomes_a_photo_and_a_video_in_every_dialect() {
    dialect_matrix::for_each_dialect_async(Dialect::ALL, async |dialect| {
        let (home, sandbox) =
            (temp_home(), start_sandbox_with_policy(picture_key_policy(PictureKeys::Hidden)).await);
        let mut studio =
            EndToEnd::ready(with_dialect(dialect, fast_polling_config(home.path(), &sandbox)), None).await;
        create_photo(&mut studio, &sandbox, &write_picture(&home.path().join("Uncle Bob.png"), 90)).await;
        let newest = studio.app.studio.catalog.newest_photos[0].clone();
        let body = render_chosen_photo(&mut studio, &sandbox).await;
        assert!(!studio.screen().contains("Picture key"), "{}", studio.screen());
        match dialect {
            Dialect::Scenes | Dialect::Flat => {
                assert!(body["image_key"].as_str().unwrap().starts_with("image/"), "{body}");
            }
            Dialect::Generate | Dialect::V3 => assert!(body.to_string().contains(newest.as_str()), "{body}"),
        }
        studio.quit().await;
    });
}

#[test]
fn an_untrained_group_is_trained_once_before_looks_are_generated() {
    dialect_matrix::for_each_dialect_async(V2_DIALECTS, async |dialect| {
        let (home, sandbox) =
            (temp_home(), start_sandbox_with_policy(picture_key_policy(PictureKeys::Hidden)).await);
        sandbox.fault("strict-training".parse().unwrap());
        let mut studio =
            EndToEnd::ready(with_dialect(dialect, fast_polling_config(home.path(), &sandbox)), None).await;
        create_photo(&mut studio, &sandbox, &write_picture(&home.path().join("Uncle Bob.png"), 90)).await;
        studio.press("wAt sea<Enter><Left><Enter>");
        studio.wait_for_text("training: started").await;
        assert_eq!(sandbox.report().requests.of(GENERATE_LOOKS_CALL), CallCount::default());
        studio.press("q");
        assert!(studio.screen().contains("Looks are being ordered, or wait"), "{}", studio.screen());
        studio.press("<Esc>");
        sandbox.advance(TRAINING_DURATION);
        advance_while_shown(&mut studio, &sandbox, &["generating (pending)", "creating (pending)"]).await;
        studio.wait_for_text("4 looks are new in the list of photos: Uncle Bob 1: At sea").await;
        let requests = sandbox.report().requests;
        assert_eq!(
            [TRAIN_CALL, GENERATE_LOOKS_CALL, ADD_LOOKS_CALL].map(|call| requests.of(call)),
            [ONCE, ONCE, EACH]
        );
        studio.quit().await;
    });
}

#[test]
fn ordered_looks_arrive_after_a_restart_and_are_added_once() {
    dialect_matrix::for_each_dialect(Dialect::ALL, |dialect| {
        let outside = Runtime::new().unwrap();
        let (home, sandbox) = (
            temp_home(),
            outside.block_on(start_sandbox_with_policy(picture_key_policy(PictureKeys::Hidden))),
        );
        let config = || with_dialect(dialect, fast_polling_config(home.path(), &sandbox));
        Runtime::new().unwrap().block_on(async {
            let mut studio = EndToEnd::ready(config(), None).await;
            studio.press("1wAt sea<Enter><Left><Enter>");
            studio.wait_for_text("generating (p").await;
        });
        sandbox.advance(LOOK_CREATION_DURATION);
        Runtime::new().unwrap().block_on(async {
            let mut studio = EndToEnd::ready(config(), None).await;
            let call = match dialect.api_version() {
                ApiVersion::V2 => GENERATE_LOOKS_CALL,
                ApiVersion::V3 => CREATE_AVATAR_CALL,
            };
            if dialect.api_version() == ApiVersion::V2 {
                advance_while_shown(&mut studio, &sandbox, &["creating (pending)"]).await;
            }
            let number = if dialect == Dialect::V3 { "" } else { " 1" };
            studio.wait_for_text(&format!("in the list of photos: Ana, blue suit{number}: At sea")).await;
            assert_eq!(sandbox.report().requests.of(call), ONCE);
            let newest = studio.app.studio.catalog.newest_photos[0].clone();
            studio.wait_until("it is listed", |app| app.studio.photo(&newest).is_some()).await;
            studio.press("1");
            let body = render_chosen_photo(&mut studio, &sandbox).await;
            if dialect == Dialect::V3 {
                assert!(body.to_string().contains(newest.as_str()), "{body}");
            }
            assert!(!studio.screen().contains("Picture key"), "{}", studio.screen());
        });
        if dialect.api_version() == ApiVersion::V2 {
            assert_eq!(sandbox.report().requests.of(ADD_LOOKS_CALL), EACH);
        }
    });
}

#[test]
fn an_interrupted_look_order_is_reported_and_not_sent_again() {
    let outside = Runtime::new().unwrap();
    let (home, sandbox) =
        (temp_home(), outside.block_on(start_sandbox_with_policy(picture_key_policy(PictureKeys::Hidden))));
    sandbox.fault(format!("timeout-recorded:1@{GENERATE_LOOKS_CALL}").parse().unwrap());
    Runtime::new().unwrap().block_on(async {
        let mut studio = EndToEnd::ready(fast_polling_config(home.path(), &sandbox), None).await;
        studio.press("1wAt sea<Enter><Left><Enter>");
        studio.wait_for_text("ordering the looks").await;
        let is_received = || sandbox.report().requests.of(GENERATE_LOOKS_CALL).received > 0;
        wait_for_async("the order", is_received).await;
    });
    for (run, shown) in [(1, true), (2, false)] {
        Runtime::new().unwrap().block_on(async {
            let mut studio = EndToEnd::start(fast_polling_config(home.path(), &sandbox), None);
            if shown {
                studio.wait_for_text("The result of the order of Ana, blue suit: At sea is unknown").await;
                assert!(studio.screen().contains("It may have been created"), "{}", studio.screen());
            } else {
                studio
                    .wait_until("the list is there", |app| app.studio.catalog.photos.ready().is_some())
                    .await;
                assert!(!studio.screen().contains("The result of"), "run {run}\n{}", studio.screen());
            }
        });
    }
    assert_eq!(sandbox.report().requests.of(GENERATE_LOOKS_CALL).received, 1);
}

#[tokio::test]
async fn workshop_errors_name_the_next_step_and_can_be_corrected() {
    let (home, sandbox) =
        (temp_home(), start_sandbox_with_policy(picture_key_policy(PictureKeys::Hidden)).await);
    let mut studio = EndToEnd::ready(fast_polling_config(home.path(), &sandbox), None).await;
    studio.press("1w<Enter>");
    assert!(studio.screen().contains("The prompt is missing"), "{}", studio.screen());
    studio.press("<Up><Left><Down><Enter>");
    assert!(studio.screen().contains("path is missing"), "{}", studio.screen());
    studio.press("/nowhere/bob.png<Enter>");
    studio.wait_for_text("/nowhere/bob.png cannot be read").await;
    assert!(studio.app.studio.photo_jobs.jobs.is_empty());
    // It can be put right where it was typed.
    assert!(studio.screen().contains("Photo workshop"), "{}", studio.screen());
    let text = home.path().join("notes.png");
    std::fs::write(&text, "not a picture").unwrap();
    studio.press("<C-u>").press(&text.display().to_string());
    assert!(!studio.screen().contains("cannot be read"), "{}", studio.screen());
    studio.press("<Enter>");
    studio.wait_for_text("is not a picture").await;
    assert_eq!(sandbox.report().requests.of(UPLOAD_CALL), CallCount::default(), "nothing was sent");

    // What was written is there when the workshop is opened again.
    studio.press("<Esc>wAt sea<Esc>w");
    assert!(studio.screen().contains("Prompt        At sea"), "{}", studio.screen());
    studio.press("<Esc>");
    sandbox.fault(format!("500:1@{GENERATE_LOOKS_CALL}").parse().unwrap());
    studio.press("w<Enter><Left><Enter>");
    studio.wait_for_text("It is unknown whether the looks were ordered").await;
    assert_eq!(
        sandbox.report().requests.of(GENERATE_LOOKS_CALL).received,
        1,
        "a request that may cost is not retried"
    );
    studio.quit().await;
}

#[test]
fn a_look_order_whose_status_is_unavailable_is_kept() {
    dialect_matrix::for_each_dialect_async(V2_DIALECTS, async |dialect| {
        let (home, sandbox) =
            (temp_home(), start_sandbox_with_policy(picture_key_policy(PictureKeys::Hidden)).await);
        sandbox.fault("410:1@GET /v2/photo_avatar/generation".parse().unwrap());
        let mut studio =
            EndToEnd::ready(with_dialect(dialect, fast_polling_config(home.path(), &sandbox)), None).await;
        studio.press("1wAt sea<Enter><Left><Enter>");
        studio.wait_for_text("could not be fetched now").await;
        assert!(studio.screen().contains("is kept: press R in the photos"), "{}", studio.screen());
        studio.press("R");
        advance_while_shown(&mut studio, &sandbox, &["generating (p", "creating (pending)"]).await;
        studio.wait_for_text("4 looks are new in the list of photos: Ana, blue suit 1: At sea").await;
        assert_eq!(
            [GENERATE_LOOKS_CALL, ADD_LOOKS_CALL].map(|call| sandbox.report().requests.of(call)),
            [ONCE, EACH]
        );
        studio.quit().await;
    });
}

#[test]
fn looks_are_not_added_again_after_an_interrupted_add() {
    let outside = Runtime::new().unwrap();
    let (home, sandbox) =
        (temp_home(), outside.block_on(start_sandbox_with_policy(picture_key_policy(PictureKeys::Hidden))));
    sandbox.fault(format!("timeout-recorded:1@{ADD_LOOKS_CALL}").parse().unwrap());
    Runtime::new().unwrap().block_on(async {
        let mut studio = EndToEnd::ready(fast_polling_config(home.path(), &sandbox), None).await;
        studio.press("1wAt sea<Enter><Left><Enter>");
        advance_while_shown(&mut studio, &sandbox, &["generating (pending)"]).await;
        let is_accepted = || sandbox.report().requests.of(ADD_LOOKS_CALL).accepted > 0;
        wait_for_async("the added looks", is_accepted).await;
    });
    sandbox.advance(LOOK_CREATION_DURATION);
    Runtime::new().unwrap().block_on(async {
        let mut studio = EndToEnd::start(fast_polling_config(home.path(), &sandbox), None);
        advance_while_shown(&mut studio, &sandbox, &["creating (pending)"]).await;
        studio.wait_for_text("4 looks are new in the list of photos: Ana, blue suit 1: At sea").await;
        studio.quit().await;
    });
    assert_eq!(sandbox.report().requests.of(ADD_LOOKS_CALL), EACH);
}

#[test]
fn new_looks_do_not_move_the_cursor() {
    dialect_matrix::for_each_dialect_async(V2_DIALECTS, async |dialect| {
        let (home, sandbox) =
            (temp_home(), start_sandbox_with_policy(picture_key_policy(PictureKeys::Hidden)).await);
        let mut studio =
            EndToEnd::ready(with_dialect(dialect, fast_polling_config(home.path(), &sandbox)), None).await;
        studio.press("1wAt sea<Enter><Left><Enter><Down><Down>");
        advance_while_shown(&mut studio, &sandbox, &["generating (pending)", "creating (pending)"]).await;
        wait_until_listed(&mut studio, "Ana, blue suit 4: At sea").await;
        let screen = studio.screen();
        assert!(screen.contains("› Ingrid, red scarf"), "{screen}");
        assert!(
            screen.lines().filter(|line| line.contains("At sea") && line.contains(" new ")).count() >= 2,
            "{screen}"
        );
        studio.press("<Enter>");
        let chosen = studio.app.studio.project_state.project.photo.clone().unwrap();
        assert_eq!(studio.app.studio.photo(&chosen).unwrap().name, "Ingrid, red scarf");
        studio.quit().await;
    });
}
