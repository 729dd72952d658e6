//! From an empty project to a film on disk, with keys alone.

use std::path::Path;

use cuecard::domain::{Stage, estimate_film};
use cuecard::sandbox::{Count, Options, Paid, Sandbox};
use cuecard::studio::Loading;

use super::play::{GENERATE, KEY, LONG, Play, embedded, home, keyed, sandbox};
use crate::mp4;

const FIRST: &str = "Hello and welcome. <break time=\"1s\"/> Today we ship.";
const SECOND: &str = "And that is all for this time.";

/// Writes a film with two scenes and saves it in `folder`, renders it and has it there.
async fn make_film(play: &mut Play, sandbox: &Sandbox, folder: &Path) {
    play.press("<Down><Enter>2/german<Enter><Enter>");
    play.press("3<Tab>")
        .press(FIRST)
        .press("<Tab><Right><Right><Tab><Tab><Tab>Avatar leans forward, smiling<Esc>");
    play.press("n").press(SECOND).press("<Tab><Right><Tab><Right><Tab><Tab>Avatar waves<Esc>");
    play.press("eLaunch teaser<Esc>");
    let file = folder.join("launch.toml");
    play.press("<C-s><C-u>").press(file.to_str().unwrap()).press("<Enter>");
    play.until("the project is saved", |app| !app.studio.work.is_unsaved()).await;
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("title = \"Launch teaser\"") && text.matches("[[scene]]").count() == 2, "{text}");

    play.press("<C-r>");
    let estimate = estimate_film(&play.app.studio.work.project, play.app.studio.rate);
    assert!(play.screen().contains(&format!("about {}", estimate.cost)), "{}", play.screen());
    play.press("<Enter>4");
    let row = play.until_stage(Stage::Pending).await;
    assert!(play.screen().contains("Launch teaser"), "{}", play.screen());
    assert_eq!((row.scenes, row.project.as_deref()), (2, Some(file.as_path())));
    sandbox.advance(LONG / 4);
    play.until_stage(Stage::Processing).await;
    assert_eq!(play.app.studio.queue.in_flight(), 1);
    sandbox.advance(LONG);
    let row = play.until_row("the film is here", |row| row.file.is_some()).await;
    assert!(play.screen().contains("✓"), "{}", play.screen());

    let [paid] = &sandbox.ledger().paid[..] else { panic!("one film was paid") };
    assert_eq!(sandbox.ledger().requests.of(GENERATE), Count { received: 1, accepted: 1 });
    assert_eq!(&play.rows().await[..], std::slice::from_ref(&row));
    assert_eq!(row.stage, Stage::Completed);
    check_request(play, paid);

    let path = row.file.unwrap();
    assert_eq!(path.parent(), Some(folder));
    let name = path.file_name().unwrap().to_str().unwrap();
    let day = name.strip_prefix("launch-teaser-").and_then(|rest| rest.strip_suffix(".mp4"));
    assert!(day.is_some_and(|day| day.len() == 10), "{name}");
    let movie = mp4::read(&std::fs::read(&path).unwrap());
    assert_eq!((movie.codec.as_str(), movie.width, movie.height), ("avc1", 1080, 1920));
    assert!((movie.seconds / estimate.seconds - 1.0).abs() < 0.2, "{movie:?} against {estimate:?}");
    assert!((movie.seconds - row.duration.unwrap()).abs() < 0.05, "{movie:?}");
}

/// What the service was asked for is what was chosen and written.
fn check_request(play: &Play, paid: &Paid) {
    let studio = &play.app.studio;
    let (photo, voice) =
        (&studio.cast.ready().unwrap().photos[1], studio.work.project.voice.as_ref().unwrap());
    assert_eq!(studio.voice(voice).unwrap().language, "German");
    let asked = &paid.request;
    let key = cuecard::domain::picture_key(photo.picture.as_ref().unwrap()).unwrap();
    assert_eq!(asked["image_key"], key.as_str(), "the key of the photo's own picture");
    assert_eq!(asked["voice_id"], voice.as_str());
    assert_eq!(asked["video_title"], "Launch teaser");
    assert_eq!(
        (asked["dimension"]["width"].as_u64(), asked["dimension"]["height"].as_u64()),
        (Some(1080), Some(1920))
    );
    assert_eq!(asked["caption"], true);
    let expected = [
        (FIRST, "Friendly", "expressive", "Avatar leans forward, smiling"),
        (SECOND, "Serious", "stable", "Avatar waves"),
    ];
    let scenes = asked["scenes"].as_array().unwrap();
    assert_eq!(scenes.len(), expected.len());
    for (scene, (script, emotion, style, motion)) in scenes.iter().zip(expected) {
        assert_eq!(scene["script"], script);
        assert_eq!(scene["emotion"], emotion);
        assert_eq!(scene["talking_style"], style);
        assert_eq!(scene["custom_motion_prompt"], motion);
        assert_eq!(scene["enhance_custom_motion_prompt"], true);
    }
}

#[tokio::test]
async fn a_film_comes_of_nothing() {
    let (home, sandbox) = (home(), sandbox(Options::default()).await);
    let mut play = Play::ready(embedded(home.path(), &sandbox), None).await;
    assert!(play.screen().contains("412 credits"), "{}", play.screen());
    let films = home.path().join("films");
    std::fs::create_dir(&films).unwrap();
    make_film(&mut play, &sandbox, &films).await;
    play.until(
        "the balance is lower",
        |app| matches!(app.studio.balance, Loading::Ready(Some(left)) if left.left.amount < 412.0),
    )
    .await;
    play.press("q");
    play.leave().await;
}

#[tokio::test]
async fn a_service_elsewhere_that_tells_less_makes_films_too() {
    let (home, service) =
        (home(), sandbox(Options { quota: false, video_list: false, ..Options::default() }).await);
    let uploads = sandbox(Options::default()).await;
    let setup = keyed(home.path(), &service.base_url(), Some(&uploads.base_url()));
    let mut play = Play::ready(setup, None).await;
    assert!(play.screen().contains("balance not told"), "{}", play.screen());
    make_film(&mut play, &service, home.path()).await;
    assert_eq!(uploads.ledger().requests, cuecard::sandbox::Tally::default(), "nothing was uploaded");
    play.shows_no_key(KEY);
    play.leave().await;
}
