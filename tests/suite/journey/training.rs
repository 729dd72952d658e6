//! A photo of a picture on a service that lists it after the training of its group.

use std::path::Path;
use std::time::Duration;

use cuecard::heygen::Patience;
use cuecard::runtime::Setup;
use cuecard::sandbox::{CallCount, Options, Sandbox, ServicePolicy, TrainingPolicy};

use super::play::{Play, embedded, home, sandbox};

const TRAIN: &str = "POST /v2/photo_avatar/train";
const CREATE: &str = "POST /v2/photo_avatar/avatar_group/create";
const ONCE: CallCount = CallCount { received: 1, accepted: 1 };

fn brisk(home: &Path, sandbox: &Sandbox) -> Setup {
    let patience = Patience { first_wait: Duration::from_millis(5), ..Patience::default() };
    Setup { patience, ..embedded(home, sandbox) }
}

#[tokio::test]
async fn a_new_photo_is_trained_after_a_word_and_waited_for_after_a_restart() {
    let terms = ServicePolicy { training: TrainingPolicy::Required, ..ServicePolicy::default() };
    let (home, sandbox) = (home(), sandbox(Options { policy: terms, ..Options::default() }).await);
    let mut play = Play::ready(brisk(home.path(), &sandbox), None).await;
    let picture = home.path().join("Uncle Bob.png");
    image::RgbaImage::from_pixel(64, 64, image::Rgba([90, 60, 40, 255])).save(&picture).unwrap();
    play.press("1w<Up><Left><Down>").press(&picture.display().to_string()).press("<Enter>");
    play.until_shown("making (pending)").await;
    sandbox.advance(Duration::from_secs(70));
    let asked = "The service lists it after";
    play.until_shown(asked).await;
    assert!(play.screen().contains("older API plans charge 4 credits"), "{}", play.screen());
    // What comes unasked is not agreed to by a key that was meant for something else.
    play.press("<Enter>");
    assert!(!play.screen().contains(asked));
    assert_eq!(sandbox.ledger().requests.of(TRAIN).received, 0);
    play.until("the request is over", |app| app.studio.making.is_empty()).await;
    play.press("1R").until_shown(asked).await;
    play.press("<Left><Enter>").until_shown("training: pending").await;
    drop(play);

    let mut play = Play::ready(brisk(home.path(), &sandbox), None).await;
    play.until_shown("training: ").await;
    sandbox.advance(Duration::from_mins(21));
    play.until_shown("New in the list of photos: Uncle Bob").await;
    play.until("it is listed", |app| {
        app.studio.cast.ready().is_some_and(|cast| cast.photos.iter().any(|photo| photo.name == "Uncle Bob"))
    })
    .await;
    let requests = sandbox.ledger().requests;
    assert_eq!((requests.of(TRAIN), requests.of(CREATE)), (ONCE, ONCE));
    play.leave().await;
}
