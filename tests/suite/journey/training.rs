//! A photo of a picture on a service that lists it after the training of its group.

use std::time::Duration;

use cuecard::sandbox::{ServicePolicy, TrainingPolicy};

use crate::support::calls::{CREATE_GROUP_CALL, ONCE, TRAIN_CALL};
use crate::support::end_to_end::{EndToEnd, fast_polling_config, start_sandbox_with_policy, temp_home};
use crate::support::files::write_picture;

#[tokio::test]
async fn a_new_photo_is_trained_after_confirmation_and_across_a_restart() {
    let policy = ServicePolicy { training: TrainingPolicy::Required, ..ServicePolicy::default() };
    let (home, sandbox) = (temp_home(), start_sandbox_with_policy(policy).await);
    let mut studio = EndToEnd::ready(fast_polling_config(home.path(), &sandbox), None).await;
    let picture = write_picture(&home.path().join("Uncle Bob.png"), 90);
    studio.press("1w<Up><Left><Down>").press(&picture).press("<Enter>");
    studio.wait_for_text("creating (pending)").await;
    sandbox.advance(Duration::from_secs(70));
    let asked = "The service lists it after";
    studio.wait_for_text(asked).await;
    assert!(studio.screen().contains("takes 10 to 20 minutes"), "{}", studio.screen());
    // What comes unasked is not agreed to by a key that was meant for something else.
    studio.press("<Enter>");
    assert!(!studio.screen().contains(asked));
    assert_eq!(sandbox.report().requests.of(TRAIN_CALL).received, 0);
    studio.wait_until("the request is over", |app| app.studio.photo_jobs.jobs.is_empty()).await;
    studio.press("1R").wait_for_text(asked).await;
    studio.press("<Left><Enter>").wait_for_text("training: pending").await;
    drop(studio);

    let mut studio = EndToEnd::ready(fast_polling_config(home.path(), &sandbox), None).await;
    studio.wait_for_text("training: ").await;
    sandbox.advance(Duration::from_mins(21));
    studio.wait_for_text("New in the list of photos: Uncle Bob").await;
    studio
        .wait_until("it is listed", |app| {
            app.studio
                .catalog
                .photos
                .ready()
                .is_some_and(|cast| cast.photos.iter().any(|photo| photo.name == "Uncle Bob"))
        })
        .await;
    let requests = sandbox.report().requests;
    assert_eq!((requests.of(TRAIN_CALL), requests.of(CREATE_GROUP_CALL)), (ONCE, ONCE));
    studio.quit().await;
}
