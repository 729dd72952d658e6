//! The picture key of a render: the studio finds the one that the service takes, and asks only before an upload.

use cuecard::domain::{PictureKeySource, RenderStage, Settings};
use cuecard::runtime::Config;
use cuecard::sandbox::{PictureKeys, Sandbox};

use crate::support::calls::{SUBMIT_CALL, UPLOAD_CALL};
use crate::support::end_to_end::{EndToEnd, sandbox_config, start_sandbox_with_policy, temp_home};
use crate::support::service_policy::{paid_picture_key, picture_key_policy};

fn submit_requests(sandbox: &Sandbox) -> u64 {
    sandbox.report().requests.of(SUBMIT_CALL).received
}

#[tokio::test]
async fn a_render_finds_the_accepted_picture_key_without_a_dialog() {
    for (keys, first, is_id) in
        [(PictureKeys::Id, 2, true), (PictureKeys::Strict, 1, false), (PictureKeys::Loose, 1, false)]
    {
        let (home, sandbox) = (temp_home(), start_sandbox_with_policy(picture_key_policy(keys)).await);
        let mut studio = EndToEnd::ready(sandbox_config(home.path(), &sandbox), None).await;
        studio.write_video().press("<C-r><Enter>");
        studio.wait_for_stage(RenderStage::Pending).await;
        assert_eq!((studio.ledger_renders().await.len(), submit_requests(&sandbox)), (1, first), "{keys:?}");
        assert_eq!(paid_picture_key(&sandbox, 0).starts_with("image/"), !is_id, "{keys:?}");

        // Another photo of the account, at once with the key that was accepted.
        studio.press("1<Down><Enter>3<Enter>More.<Esc><C-r><Enter>");
        studio
            .wait_until("the second is accepted", |app| {
                let rows = &app.studio.queue.renders;
                rows.len() == 2 && rows.iter().all(|row| row.stage == RenderStage::Pending)
            })
            .await;
        assert_eq!(submit_requests(&sandbox), first + 1, "{keys:?}");
        assert_ne!(paid_picture_key(&sandbox, 0), paid_picture_key(&sandbox, 1));
        let ledger = sandbox.report();
        assert_eq!((ledger.paid.len(), ledger.requests.of(UPLOAD_CALL).received), (2, 0), "{keys:?}");
        assert!(!studio.screen().contains("Picture key"), "{}", studio.screen());
        studio.quit().await;
    }
}

#[tokio::test]
async fn a_picture_with_a_hidden_key_is_uploaded_after_one_confirmation() {
    let (home, sandbox) =
        (temp_home(), start_sandbox_with_policy(picture_key_policy(PictureKeys::Hidden)).await);
    let mut studio = EndToEnd::ready(sandbox_config(home.path(), &sandbox), None).await;
    studio.write_video().press("<C-r><Enter>");
    studio.wait_for_text("The service accepted no picture key of this photo").await;
    let screen = studio.screen();
    assert!(screen.contains("• details (the details have no picture key)"), "{screen}");
    assert!(screen.contains("• id ") && screen.contains("image not found"), "{screen}");
    assert_eq!(sandbox.report().requests.of(UPLOAD_CALL).received, 0);
    // A key that was meant for something else pays for nothing.
    studio.press("<Enter>");
    assert!(!studio.screen().contains("Picture key") && sandbox.report().paid.is_empty());
    studio.press("<C-r><Enter>").wait_for_text("Picture key").await;
    let before = submit_requests(&sandbox);
    studio.press("<Left><Enter>");
    studio.wait_for_stage(RenderStage::Pending).await;
    assert!(paid_picture_key(&sandbox, 0).starts_with("image/"));
    assert_eq!(submit_requests(&sandbox), before + 1, "refused keys are not tried again");

    // The same photo again: its key is remembered.
    studio.press("3<Enter>More.<Esc><C-r><Enter>");
    studio.wait_until("the second is accepted", |_| sandbox.report().paid.len() == 2).await;
    studio.wait_for_stage(RenderStage::Pending).await;
    assert_eq!(
        (paid_picture_key(&sandbox, 0), submit_requests(&sandbox)),
        (paid_picture_key(&sandbox, 1), before + 2)
    );
    assert_eq!(sandbox.report().requests.of(UPLOAD_CALL).received, 1);
    studio.quit().await;
}

#[tokio::test]
async fn after_a_configured_key_is_refused_other_keys_need_confirmation() {
    let (home, sandbox) =
        (temp_home(), start_sandbox_with_policy(picture_key_policy(PictureKeys::Strict)).await);
    let config = sandbox_config(home.path(), &sandbox);
    let settings = Settings { picture_key_source: Some(PictureKeySource::Id), ..Settings::default() };
    let mut studio = EndToEnd::ready(Config { settings, ..config }, None).await;
    studio.write_video().press("<C-r><Enter>");
    studio.wait_for_text("Picture key").await;
    assert!(studio.screen().contains("picture_key in config.toml allows only these"), "{}", studio.screen());
    assert_eq!(studio.app.studio.queue.renders[0].stage, RenderStage::Refused);
    studio.press("<Enter>");
    assert!(!studio.screen().contains("Picture key") && sandbox.report().paid.is_empty());
    studio.press("<C-r><Enter>").wait_for_text("Picture key").await;
    studio.press("<Left><Enter>");
    studio.wait_for_stage(RenderStage::Pending).await;
    assert!(sandbox.report().paid.len() == 1 && paid_picture_key(&sandbox, 0).starts_with("image/"));
    assert_eq!(sandbox.report().requests.of(UPLOAD_CALL).received, 0);
    studio.quit().await;
}
