//! Renders in each dialect, and the losses shown before them.

use cuecard::domain::{Dialect, MultiSceneMode, PictureKey, PictureKeySource, RenderStage, Settings};
use cuecard::runtime::Config;
use cuecard::sandbox::{Av4Bodies, Options, PictureKeys, Sandbox, ServicePolicy, Sunset};
use cuecard::store::{self, Ledger, Paths};
use jiff::Timestamp;

use crate::support::end_to_end::{
    API_KEY, EndToEnd, MAX_RENDER_DURATION, api_key_config, sandbox_config, start_paused_sandbox,
    start_sandbox_with_policy, temp_home, with_dialect,
};
use crate::support::{dialect_matrix, mp4};

/// Writes a video of so many scenes, each with an emotion and a motion prompt.
fn write_scenes(studio: &mut EndToEnd, scenes: usize) {
    studio.press("1<Enter>2<Enter>3");
    for scene in 0..scenes {
        studio.press(if scene == 0 { "<Enter>" } else { "n" });
        studio.press("Hello there, and welcome to this scene.<A-e>friendly<Enter><Tab>Avatar waves<Esc>");
    }
    studio.press("eLaunch teaser<Enter>");
}

/// Renders what is written, and has all its videos.
async fn render_and_download_all(studio: &mut EndToEnd, sandbox: &Sandbox, projects: usize) {
    studio.press("<Enter>4");
    studio
        .wait_until("all is accepted", |app| {
            let rows = &app.studio.queue.renders;
            rows.len() == projects && rows.iter().all(|row| row.stage == RenderStage::Pending)
        })
        .await;
    sandbox.advance(MAX_RENDER_DURATION);
    studio
        .wait_until("all videos are here", |app| {
            app.studio.queue.renders.iter().all(|row| row.video_path.is_some())
        })
        .await;
    for row in studio.ledger_renders().await {
        let movie = mp4::read(&std::fs::read(row.video_path.unwrap()).unwrap());
        assert!((movie.seconds - row.actual_seconds.unwrap()).abs() < 0.05, "{movie:?}");
    }
    assert_eq!(sandbox.report().paid.len(), projects);
}

#[test]
fn losses_are_shown_before_rendering_in_every_dialect() {
    dialect_matrix::for_each_dialect_async(Dialect::ALL, async |dialect| {
        let (home, sandbox) = (temp_home(), start_paused_sandbox(Options::default()).await);
        let mut studio =
            EndToEnd::ready(with_dialect(dialect, sandbox_config(home.path(), &sandbox)), None).await;
        let header = match dialect {
            Dialect::Scenes => "v2",
            Dialect::Flat => "v2 av4-flat",
            Dialect::Generate | Dialect::V3 => dialect.as_str(),
        };
        assert!(studio.screen().contains(&format!(" · {header}\n")), "{}", studio.screen());
        write_scenes(&mut studio, 2);
        studio.press("<C-r>");
        for loss in studio.app.studio.losses() {
            assert!(
                studio.screen().contains(&format!("! {}", loss.message)),
                "{loss:?}\n{}",
                studio.screen()
            );
        }
        assert_eq!(studio.app.studio.losses().is_empty(), dialect == Dialect::Scenes);
        render_and_download_all(&mut studio, &sandbox, 1).await;
        let paid = &sandbox.report().paid[0];
        assert_eq!(paid.api_version, dialect.api_version().as_str());
        studio.assert_api_key_absent(API_KEY);
        studio.quit().await;
    });
}

#[tokio::test]
async fn v3_renders_videos_of_one_and_of_five_scenes() {
    for scenes in [1, 5] {
        let (home, sandbox) = (temp_home(), start_paused_sandbox(Options::default()).await);
        let mut studio = EndToEnd::ready(
            with_dialect(Dialect::V3, api_key_config(home.path(), &sandbox.base_url(), None)),
            None,
        )
        .await;
        write_scenes(&mut studio, scenes);
        studio.press("3<Enter><S-Tab>");
        assert!(studio.screen().contains("⚑ v3: no emotions"), "{}", studio.screen());
        studio.press("<Esc><C-r>");
        render_and_download_all(&mut studio, &sandbox, 1).await;
        let asked = &sandbox.report().paid[0].request;
        assert_eq!(asked["type"], if scenes == 1 { "avatar" } else { "studio" });
        assert_eq!(asked["scenes"].as_array().map(Vec::len), (scenes > 1).then_some(scenes));
        studio.assert_api_key_absent(API_KEY);
        studio.quit().await;
    }
}

#[tokio::test]
async fn separate_scenes_are_separate_paid_renders() {
    let (home, sandbox) = (
        temp_home(),
        start_sandbox_with_policy(ServicePolicy { av4: Av4Bodies::Flat, ..ServicePolicy::default() }).await,
    );
    let config = with_dialect(Dialect::Flat, sandbox_config(home.path(), &sandbox));
    let settings = Settings { multi_scene_mode: MultiSceneMode::Separate, ..config.settings };
    let mut studio = EndToEnd::ready(Config { settings, ..config }, None).await;
    studio.app.studio.settings.multi_scene_mode = MultiSceneMode::Separate;
    write_scenes(&mut studio, 3);
    studio.press("<C-r>");
    assert!(
        studio.screen().contains("! 3 renders, each sent and paid for separately"),
        "{}",
        studio.screen()
    );
    render_and_download_all(&mut studio, &sandbox, 3).await;
    assert!(studio.screen().contains("Launch teaser (2 of 3)"), "{}", studio.screen());
    studio.quit().await;
}

/// Renders in an unsupported dialect up to the dialog with the alternatives.
async fn render_in_unsupported_dialect(config: Config, sandbox: &Sandbox) -> EndToEnd {
    let mut studio = EndToEnd::ready(config, None).await;
    write_scenes(&mut studio, 2);
    studio.press("<C-r><Enter>");
    studio.wait_for_text("The service does not accept the dialect").await;
    assert_eq!(studio.app.studio.queue.renders[0].stage, RenderStage::Refused);
    assert!(sandbox.report().paid.is_empty());
    studio
}

#[tokio::test]
async fn a_refused_dialect_is_replaced_by_the_chosen_alternative() {
    let asked = "The service does not accept the dialect";
    for (av4, set, answer, taken, lost) in [
        (Av4Bodies::Flat, None, "<Right><Enter>", Dialect::Flat, "! av4-flat: no emotions; 2 scenes"),
        (Av4Bodies::Flat, None, "<Left><Enter>", Dialect::V3, "! v3: no emotions; 2 scenes"),
        (
            Av4Bodies::Scenes,
            Some(Dialect::Flat),
            "<Right><Enter>",
            Dialect::Scenes,
            "scenes: nothing is lost",
        ),
    ] {
        let (home, sandbox) =
            (temp_home(), start_sandbox_with_policy(ServicePolicy { av4, ..ServicePolicy::default() }).await);
        let config = sandbox_config(home.path(), &sandbox);
        let settings = Settings { dialect: set, ..Settings::default() };
        let mut studio =
            Box::pin(render_in_unsupported_dialect(Config { settings, ..config }, &sandbox)).await;
        assert!(studio.screen().contains(lost), "{}", studio.screen());
        // A stray Enter does not confirm an unsolicited dialog.
        studio.press("<Enter>");
        assert!(!studio.screen().contains(asked), "{}", studio.screen());
        assert_eq!(studio.ledger_renders().await.len(), 1);
        studio.press("<C-r><Enter>");
        studio.wait_for_text(asked).await;
        studio.press(answer);
        studio.wait_for_stage(RenderStage::Pending).await;
        assert_eq!(studio.app.studio.account.dialect, taken);
        assert_eq!(studio.ledger_renders().await[0].dialect, Some(taken));
        // It stays: the next video is sent in it at once.
        studio.press("3<Enter>More.<Esc><C-r><Enter>");
        studio.wait_until("the next is accepted", |app| app.studio.queue.renders.len() == 4).await;
        studio.wait_for_stage(RenderStage::Pending).await;
        let dialects: Vec<_> = studio.ledger_renders().await.iter().map(|row| row.dialect).collect();
        assert_eq!(dialects[..2], [Some(taken); 2], "{dialects:?}");
        assert_eq!(sandbox.report().paid.len(), 2, "{av4:?} {answer}");
        studio.quit().await;
    }
}

#[tokio::test]
async fn a_dialect_of_a_missing_api_version_is_not_offered() {
    let (home, sandbox) = (
        temp_home(),
        start_sandbox_with_policy(ServicePolicy {
            av4: Av4Bodies::Flat,
            v3: false,
            ..ServicePolicy::default()
        })
        .await,
    );
    let studio =
        Box::pin(render_in_unsupported_dialect(sandbox_config(home.path(), &sandbox), &sandbox)).await;
    let screen = studio.screen();
    assert!(screen.contains("Send as av4-flat") && !screen.contains("Send as v3"), "{screen}");
    studio.quit().await;
}

#[tokio::test]
async fn a_chosen_dialect_is_replaced_when_its_api_version_ends() {
    let (home, sandbox) = (
        temp_home(),
        start_sandbox_with_policy(ServicePolicy { av4: Av4Bodies::Flat, ..ServicePolicy::default() }).await,
    );
    let mut studio = Box::pin(render_in_unsupported_dialect(
        api_key_config(home.path(), &sandbox.base_url(), None),
        &sandbox,
    ))
    .await;
    studio.press("<Right><Enter>");
    studio.wait_for_stage(RenderStage::Pending).await;
    sandbox.set_policy(ServicePolicy { sunset: Sunset::Gone, ..ServicePolicy::default() });
    sandbox.advance(MAX_RENDER_DURATION);
    studio.wait_until("v3 is spoken", |app| app.studio.account.dialect == Dialect::V3).await;
    studio.quit().await;
}

#[tokio::test]
async fn a_rejected_upload_key_falls_back_to_the_photo_details() {
    let (home, sandbox) = (
        temp_home(),
        start_sandbox_with_policy(ServicePolicy {
            picture_keys: PictureKeys::Strict,
            ..ServicePolicy::default()
        })
        .await,
    );
    let mut studio = EndToEnd::ready(sandbox_config(home.path(), &sandbox), None).await;
    studio.write_video();
    let photo = studio.app.studio.project_state.project.photo.clone().unwrap();
    let (path, now) = (Paths::with_root(home.path()).ledger(), Timestamp::now());
    let mut ledger = Ledger::open(&path, &store::AccountId::sandbox(), now).unwrap().ledger;
    let old = PictureKey::new("image/0123456789abcdef0123456789abcdef/original");
    ledger.save_picture_key(&photo, &old, PictureKeySource::Upload, now).unwrap();
    drop(ledger);
    studio.press("<C-r><Enter>");
    studio.wait_for_stage(RenderStage::Pending).await;
    assert!(!studio.screen().contains("Picture key"), "{}", studio.screen());
    let paid = sandbox.report().paid;
    assert!(paid.len() == 1 && paid[0].request["image_key"] != old.as_str(), "{paid:?}");
    studio.quit().await;
}
