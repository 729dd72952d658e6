//! Everything else that is asked of the world: pictures, samples, openers, keys, timers.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use cuecard::domain::{FaultKind, PhotoId, Secret, VoiceId};
use cuecard::runtime::Answer;
use cuecard::studio::{Account, Effect, Reply, Request, RequestId, Target, Timer};

use super::World;
use crate::wire::server::{Reply as Wire, Server};

#[tokio::test]
async fn a_picture_that_the_service_keeps_lying_is_shown_upright() {
    let lying = include_bytes!("../../pictures/turned.jpg");
    let server = Server::start(vec![Wire::new(200, &[], lying)]).await;
    let world = World::new().await;
    let url = format!("{}/turned.jpg", server.base);
    let request = Request::Picture { photo: PhotoId::new("p"), url, columns: 40, rows: 20 };
    let Reply::Picture(_, Ok(picture)) = world.ask(request).await else { panic!("no picture") };
    // A row is two dots high: 3:4 fills the rows, and 4:3 would fill the columns.
    assert_eq!((picture.columns, picture.rows), (30, 20));
}

#[tokio::test]
async fn a_picture_comes_as_cells() {
    let world = World::new().await;
    let Reply::Cast(Ok(cast)) = world.ask(Request::Cast).await else { panic!("no photos") };
    let photo = cast.photos[0].clone();
    let request = |url: String| Request::Picture { photo: photo.id.clone(), url, columns: 20, rows: 10 };
    let Reply::Picture(_, Ok(picture)) = world.ask(request(photo.picture.clone().unwrap())).await else {
        panic!("no picture")
    };
    assert!(picture.columns == 20 || picture.rows == 10, "{picture:?}");
    assert_eq!(picture.dots.len(), usize::from(picture.columns) * usize::from(picture.rows));

    let nowhere = format!("{}/media/nothing.jpg", world.sandbox.base_url());
    assert!(matches!(world.ask(request(nowhere)).await, Reply::Picture(_, Err(_))));
}

#[tokio::test]
async fn a_sample_plays_until_it_is_silenced() {
    let mut world = World::with(|setup| {
        let home = setup.paths.data.parent().unwrap().to_owned();
        setup.player = Some(home.join("player").display().to_string());
    })
    .await;
    let heard = world.home.path().join("heard");
    world.program("player", &format!("cp \"$1\" {}; exec sleep 600", heard.display()));
    let Reply::Voices(Ok(voices)) = world.ask(Request::Voices).await else { panic!("no voices") };
    let voice = voices.voices.iter().find(|voice| voice.sample.is_some()).unwrap().clone();
    let listen = Request::Listen { voice: voice.id.clone(), url: voice.sample.unwrap() };

    world.runner.run(vec![Effect::Silence, Effect::Request(RequestId(1), listen)]);
    assert_eq!(world.answer().await, Answer::Reply(RequestId(1), Reply::Listening(voice.id.clone())));
    world.runner.run(vec![Effect::Silence]);
    assert_eq!(world.answer().await, Answer::Reply(RequestId(1), Reply::Listened(voice.id, Ok(()))));
}

#[tokio::test]
async fn a_player_that_cannot_is_told() {
    let world = World::with(|setup| setup.player = Some("false".into())).await;
    let Reply::Voices(Ok(voices)) = world.ask(Request::Voices).await else { panic!("no voices") };
    let url = voices.voices.iter().find_map(|voice| voice.sample.clone()).unwrap();
    let replies = world.runner.call(Request::Listen { voice: VoiceId::new("v"), url }).await;
    let Some(Reply::Listened(_, Err(fault))) = replies.last() else { panic!("{replies:?}") };
    assert!(fault.message.contains("false cannot play"), "{fault}");
    assert!(fault.kind == FaultKind::Player && fault.to_string().contains("CUECARD_PLAYER"), "{fault}");
}

#[tokio::test]
async fn files_and_links_are_shown_by_the_opener() {
    let world = World::with(|setup| {
        let home = setup.paths.data.parent().unwrap().to_owned();
        setup.opener = Some(format!("{} --window", home.join("opener").display()));
    })
    .await;
    let seen = world.home.path().join("seen");
    world.program("opener", &format!("echo \"$@\" > {}", seen.display()));
    let target = Target::Link("https://example.com/a b".into());
    assert_eq!(world.ask(Request::Show(target.clone())).await, Reply::Shown(target, Ok(())));
    assert_eq!(std::fs::read_to_string(seen).unwrap(), "--window https://example.com/a b\n");
}

#[tokio::test]
async fn an_opener_that_cannot_is_told() {
    let world = World::with(|setup| setup.opener = Some("false".into())).await;
    let target = Target::File(world.home.path().into());
    let Reply::Shown(_, Err(fault)) = world.ask(Request::Show(target)).await else { panic!("it cannot") };
    assert!(fault.kind == FaultKind::Opener && fault.to_string().contains("CUECARD_OPENER"), "{fault}");
}

#[tokio::test]
async fn a_key_is_kept_and_used_from_then_on() {
    let world = World::with(|setup| setup.account = Account::Nobody).await;
    let Reply::Cast(Err(fault)) = world.ask(Request::Cast).await else { panic!() };
    assert_eq!(fault.kind, FaultKind::Key);
    let Reply::Connected(Err(_)) = world.ask(Request::KeepKey(Secret::new("two words"))).await else {
        panic!("that is no key")
    };

    let Reply::Connected(Ok(account)) = world.ask(Request::KeepKey(Secret::new("sk-12"))).await else {
        panic!()
    };
    let host = world.sandbox.address().to_string();
    assert_eq!(account, Account::Live { host: Some(host) });
    let file = world.home.path().join("config/key");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(matches!(world.ask(Request::Cast).await, Reply::Cast(Ok(_))));
    assert!(matches!(world.ask(Request::Renders).await, Reply::Renders(Ok(_))));
}

#[tokio::test]
async fn accounts_never_share_a_queue() {
    let world = World::new().await;
    let order = world.order().await;
    world.runner.call(Request::Submit(Box::new(order))).await;
    world.ask(Request::KeepKey(Secret::new("sk-12"))).await;
    assert_eq!(world.ask(Request::Renders).await, Reply::Renders(Ok(Vec::new())));
    assert_eq!(world.ask(Request::Connect(Account::Sandbox)).await, Reply::Connected(Ok(Account::Sandbox)));
    assert!(matches!(world.ask(Request::Renders).await, Reply::Renders(Ok(rows)) if rows.len() == 1));
}

#[tokio::test]
async fn timers_fire_and_cancelled_requests_are_silent() {
    let mut world = World::new().await;
    world.sandbox.fault("timeout@/v2/voices".parse().unwrap());
    world.runner.run(vec![
        Effect::Request(RequestId(1), Request::Voices),
        Effect::Wake(Duration::from_millis(5), Timer::Poll),
        Effect::Cancel(RequestId(1)),
    ]);
    assert_eq!(world.answer().await, Answer::Timer(Timer::Poll));
    assert!(world.answers.try_recv().is_err());
}
