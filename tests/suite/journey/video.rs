//! From an empty project to a video on disk, with keys alone, in every form.

use std::path::Path;

use cuecard::domain::{Dialect, RenderStage, Shape, estimate_video};
use cuecard::sandbox::{CallCount, Options, Sandbox};
use cuecard::studio::Remote;
use serde_json::{Value, json};

use crate::support::end_to_end::{
    API_KEY, EndToEnd, MAX_RENDER_DURATION, api_key_config, sandbox_config, start_paused_sandbox, temp_home,
    with_dialect,
};
use crate::support::{dialect_matrix, mp4};

const FIRST_SCRIPT: &str = "Hello and welcome. <break time=\"1s\"/> Today we ship.";
const SECOND_SCRIPT: &str = "And that is all for this time.";
const FIRST_MOTION: &str = "Avatar leans forward, smiling";
const SECOND_MOTION: &str = "Avatar waves";

/// Writes a video with two scenes and saves it in `folder`, renders it and has it there.
async fn make_video(studio: &mut EndToEnd, sandbox: &Sandbox, dialect: Dialect, folder: &Path) {
    studio.press("<Down><Enter>2/german<Enter>");
    studio.press("3<Enter>").press(FIRST_SCRIPT);
    studio.press("<A-e>friendly<Enter><Tab>").press(FIRST_MOTION).press("<Esc>");
    studio.press("n").press(SECOND_SCRIPT);
    studio.press("<A-e>serious<Enter><A-s>stable<Enter><Tab>").press(SECOND_MOTION).press("<Esc>");
    studio.press("eLaunch teaser<Enter>");
    let file = folder.join("launch.toml");
    studio.press("<C-s><C-u>").press(file.to_str().unwrap()).press("<Enter>");
    studio.wait_until("the project is saved", |app| !app.studio.project_state.is_unsaved()).await;
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("title = \"Launch teaser\"") && text.matches("[[scene]]").count() == 2, "{text}");

    studio.press("<C-r>");
    let estimate = estimate_video(
        &studio.app.studio.project_state.project,
        &studio.app.studio.rate.into(),
        &studio.app.studio.scene_paces(),
    );
    assert!(studio.screen().contains(&format!("about {}", estimate.cost)), "{}", studio.screen());
    studio.press("<Enter>4");
    let row = studio.wait_for_stage(RenderStage::Pending).await;
    assert!(studio.screen().contains("Launch teaser"), "{}", studio.screen());
    assert_eq!((row.dialect, row.project_path.as_deref()), (Some(dialect), Some(file.as_path())));
    sandbox.advance(MAX_RENDER_DURATION / 4);
    studio.wait_for_stage(RenderStage::Processing).await;
    assert_eq!(studio.app.studio.queue.in_flight_count(), 1);
    sandbox.advance(MAX_RENDER_DURATION);
    let row = studio.wait_for_render("the video is here", |row| row.video_path.is_some()).await;
    assert!(studio.screen().contains("✓"), "{}", studio.screen());

    let [paid] = &sandbox.report().paid[..] else { panic!("one video was paid") };
    assert_eq!(
        sandbox.report().requests.of(dialect_matrix::submit_call(dialect)),
        CallCount { received: 1, accepted: 1 }
    );
    assert_eq!(&studio.ledger_renders().await[..], std::slice::from_ref(&row));
    assert_eq!(row.stage, RenderStage::Completed);
    assert_eq!(paid.request, expected_request(studio, dialect));

    let path = row.video_path.unwrap();
    assert_eq!(path.parent(), Some(folder));
    let name = path.file_name().unwrap().to_str().unwrap();
    let day = name.strip_prefix("launch-teaser-").and_then(|rest| rest.strip_suffix(".mp4"));
    assert!(day.is_some_and(|day| day.len() == 10), "{name}");
    let movie = mp4::read(&std::fs::read(&path).unwrap());
    let (width, height) = dialect_matrix::video_pixels(dialect, Shape::Portrait);
    assert_eq!((movie.codec.as_str(), movie.width, movie.height), ("avc1", width, height));
    assert!((movie.seconds / estimate.seconds - 1.0).abs() < 0.2, "{} against {estimate:?}", movie.seconds);
    assert!((movie.seconds - row.actual_seconds.unwrap()).abs() < 0.05, "{} seconds", movie.seconds);
    assert!(movie.audio.peak_amplitude(0.0, movie.seconds) > 6000, "the speech is audible");
}

/// The expected request body in this dialect.
fn expected_request(play: &EndToEnd, dialect: Dialect) -> Value {
    let studio = &play.app.studio;
    let (photo, voice) = (
        &studio.catalog.photos.ready().unwrap().photos[1],
        studio.project_state.project.voice.as_ref().unwrap(),
    );
    assert_eq!(studio.voice(voice).unwrap().language, "German");
    let (id, voice) = (photo.id.as_str(), voice.as_str());
    // The key of the photo's own picture.
    let key = photo.picture_url.as_deref().and_then(cuecard::domain::picture_key_from_url);
    let size = json!({"width": 1080, "height": 1920});
    let scenes = |scene: &dyn Fn(&str, &str, &str, &str) -> Value| {
        [
            scene(FIRST_SCRIPT, "Friendly", "expressive", FIRST_MOTION),
            scene(SECOND_SCRIPT, "Serious", "stable", SECOND_MOTION),
        ]
    };
    match dialect {
        Dialect::Scenes => json!({
            "image_key": key.unwrap().as_str(), "voice_id": voice, "video_title": "Launch teaser",
            "dimension": size, "caption": true,
            "scenes": scenes(&|script, emotion, style, motion| json!({
                "script": script, "emotion": emotion, "talking_style": style,
                "custom_motion_prompt": motion, "enhance_custom_motion_prompt": true,
            })),
        }),
        Dialect::Flat => json!({
            "image_key": key.unwrap().as_str(), "voice_id": voice, "video_title": "Launch teaser",
            "video_orientation": "portrait", "fit": "cover",
            "script": format!("{FIRST_SCRIPT}\n\n{SECOND_SCRIPT}"),
            "custom_motion_prompt": format!("{FIRST_MOTION}. {SECOND_MOTION}"),
            "enhance_custom_motion_prompt": true,
        }),
        Dialect::Generate => json!({
            "title": "Launch teaser", "dimension": size, "caption": true,
            "video_inputs": scenes(&|script, emotion, style, _| json!({
                "character": {
                    "type": "talking_photo", "talking_photo_id": id,
                    "talking_style": style, "use_avatar_iv_model": true,
                },
                "voice": {"type": "text", "voice_id": voice, "input_text": script, "emotion": emotion},
            })),
        }),
        Dialect::V3 => json!({
            "type": "studio", "title": "Launch teaser", "aspect_ratio": "9:16", "resolution": "1080p",
            "caption": {"file_format": "srt", "style": "default"},
            "scenes": scenes(&|script, _, style, motion| json!({
                "type": "avatar_video",
                "input": {
                    "type": "avatar", "avatar_id": id, "voice_id": voice, "script": script,
                    "motion_prompt": motion, "engine": {"type": "avatar_iv"},
                    "expressiveness": if style == "stable" { "low" } else { "high" },
                },
            })),
        }),
    }
}

#[test]
fn an_empty_project_becomes_a_video_file_in_every_dialect() {
    dialect_matrix::for_each_dialect_async(Dialect::ALL, async |dialect| {
        let (home, sandbox) = (temp_home(), start_paused_sandbox(Options::default()).await);
        let mut studio =
            EndToEnd::ready(with_dialect(dialect, sandbox_config(home.path(), &sandbox)), None).await;
        assert!(studio.screen().contains(" of 412 cr "), "{}", studio.screen());
        let projects = home.path().join("videos");
        std::fs::create_dir(&projects).unwrap();
        make_video(&mut studio, &sandbox, dialect, &projects).await;
        studio.wait_until(
            "the balance is lower",
            |app| matches!(app.studio.account.balance, Remote::Ready(Some(left)) if left.remaining.amount < 412.0),
        )
        .await;
        studio.press("q");
        studio.quit().await;
    });
}

#[test]
fn a_service_without_balance_and_video_list_renders_videos() {
    // v3 always has a balance and a video list.
    dialect_matrix::for_each_dialect_async(dialect_matrix::V2_DIALECTS, async |dialect| {
        let (home, service) = (
            temp_home(),
            start_paused_sandbox(Options { quota: false, video_list: false, ..Options::default() }).await,
        );
        let uploads = start_paused_sandbox(Options::default()).await;
        let config = api_key_config(home.path(), &service.base_url(), Some(&uploads.base_url()));
        let mut studio = EndToEnd::ready(with_dialect(dialect, config), None).await;
        assert!(studio.screen().contains("balance unknown"), "{}", studio.screen());
        make_video(&mut studio, &service, dialect, home.path()).await;
        assert_eq!(uploads.report().requests, cuecard::sandbox::CallTally::default(), "nothing was uploaded");
        studio.assert_api_key_absent(API_KEY);
        studio.quit().await;
    });
}
