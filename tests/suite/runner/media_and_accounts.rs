//! Pictures, voice samples, openers, API keys and timers.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use cuecard::domain::{ErrorKind, PhotoId, Secret, VoiceId};
use cuecard::runtime::RunnerEvent;
use cuecard::studio::{
    AccountReply, AccountRequest, ActiveAccount, CatalogReply, CatalogRequest, DownloadReply,
    DownloadRequest, Effect, OpenTarget, RenderReply, RenderRequest, Reply, Request, RequestId, Timer,
};

use crate::support::runner_harness::RunnerHarness;
use crate::support::scripted_server::{ScriptedReply as DialectCodec, ScriptedServer};

#[tokio::test]
async fn a_rotated_picture_is_shown_upright() {
    let lying = include_bytes!("../../pictures/turned.jpg");
    let server = ScriptedServer::start(vec![DialectCodec::new(200, &[], lying)]).await;
    let harness = RunnerHarness::new().await;
    let url = format!("{}/turned.jpg", server.base);
    let request = Request::Catalog(CatalogRequest::LoadPicture {
        photo: PhotoId::new("p"),
        url,
        columns: 40,
        rows: 20,
    });
    let Reply::Catalog(CatalogReply::PictureLoaded(_, Ok(picture))) = harness.request(request).await else {
        panic!("not a picture")
    };
    // A row is two dots high: 3:4 fills the rows, and 4:3 would fill the columns.
    assert_eq!((picture.columns, picture.rows), (30, 20));
}

#[tokio::test]
async fn a_picture_is_loaded_as_terminal_cells() {
    let harness = RunnerHarness::new().await;
    let Reply::Catalog(CatalogReply::PhotosLoaded(Ok(cast))) =
        harness.request(Request::Catalog(CatalogRequest::LoadPhotos)).await
    else {
        panic!("no photos")
    };
    let photo = cast.photos[0].clone();
    let request = |url: String| {
        Request::Catalog(CatalogRequest::LoadPicture { photo: photo.id.clone(), url, columns: 20, rows: 10 })
    };
    let Reply::Catalog(CatalogReply::PictureLoaded(_, Ok(picture))) =
        harness.request(request(photo.picture_url.clone().unwrap())).await
    else {
        panic!("not a picture")
    };
    assert!(picture.columns == 20 || picture.rows == 10, "{picture:?}");
    assert_eq!(picture.cells.len(), usize::from(picture.columns) * usize::from(picture.rows));

    let nowhere = format!("{}/media/nothing.jpg", harness.sandbox.base_url());
    assert!(matches!(
        harness.request(request(nowhere)).await,
        Reply::Catalog(CatalogReply::PictureLoaded(_, Err(_)))
    ));
}

#[tokio::test]
async fn a_sample_plays_until_it_is_stopped() {
    let mut harness = RunnerHarness::with_config(|setup| {
        let home = setup.paths.data.parent().unwrap().to_owned();
        setup.player = Some(home.join("player").display().to_string());
    })
    .await;
    let heard = harness.home.path().join("heard");
    harness.write_script("player", &format!("cp \"$1\" {}; exec sleep 600", heard.display()));
    let Reply::Catalog(CatalogReply::VoicesLoaded(Ok(voices))) =
        harness.request(Request::Catalog(CatalogRequest::LoadVoices)).await
    else {
        panic!("no voices")
    };
    let voice = voices.voices.iter().find(|voice| voice.sample_url.is_some()).unwrap().clone();
    let listen = Request::Catalog(CatalogRequest::PlaySample {
        voice: voice.id.clone(),
        url: voice.sample_url.unwrap(),
    });

    harness.runner.run(vec![Effect::StopSound, Effect::Request(RequestId(1), listen)]);
    assert_eq!(
        harness.next_answer().await,
        RunnerEvent::Reply(RequestId(1), Reply::Catalog(CatalogReply::SampleStarted(voice.id.clone())))
    );
    harness.runner.run(vec![Effect::StopSound]);
    assert_eq!(
        harness.next_answer().await,
        RunnerEvent::Reply(RequestId(1), Reply::Catalog(CatalogReply::SampleEnded(voice.id, Ok(()))))
    );
}

#[tokio::test]
async fn a_failing_player_is_reported() {
    let harness = RunnerHarness::with_config(|setup| setup.player = Some("false".into())).await;
    let Reply::Catalog(CatalogReply::VoicesLoaded(Ok(voices))) =
        harness.request(Request::Catalog(CatalogRequest::LoadVoices)).await
    else {
        panic!("no voices")
    };
    let url = voices.voices.iter().find_map(|voice| voice.sample_url.clone()).unwrap();
    let replies = harness
        .runner
        .request_to_end(Request::Catalog(CatalogRequest::PlaySample { voice: VoiceId::new("v"), url }))
        .await;
    let Some(Reply::Catalog(CatalogReply::SampleEnded(_, Err(error)))) = replies.last() else {
        panic!("{replies:?}")
    };
    assert!(error.message.contains("false cannot play"), "{error}");
    assert!(error.kind == ErrorKind::Player && error.to_string().contains("CUECARD_PLAYER"), "{error}");
}

#[tokio::test]
async fn links_are_opened_by_the_configured_opener() {
    let harness = RunnerHarness::with_config(|setup| {
        let home = setup.paths.data.parent().unwrap().to_owned();
        setup.opener = Some(format!("{} --window", home.join("opener").display()));
    })
    .await;
    let seen = harness.home.path().join("seen");
    harness.write_script("opener", &format!("echo \"$@\" > {}", seen.display()));
    let target = OpenTarget::Link("https://example.com/a b".into());
    assert_eq!(
        harness.request(Request::Download(DownloadRequest::OpenExternally(target.clone()))).await,
        Reply::Download(DownloadReply::OpenedExternally(target, Ok(())))
    );
    assert_eq!(std::fs::read_to_string(seen).unwrap(), "--window https://example.com/a b\n");
}

#[tokio::test]
async fn a_failing_opener_is_reported() {
    let harness = RunnerHarness::with_config(|setup| setup.opener = Some("false".into())).await;
    let target = OpenTarget::File(harness.home.path().into());
    let Reply::Download(DownloadReply::OpenedExternally(_, Err(error))) =
        harness.request(Request::Download(DownloadRequest::OpenExternally(target))).await
    else {
        panic!("it cannot")
    };
    assert!(error.kind == ErrorKind::Opener && error.to_string().contains("CUECARD_OPENER"), "{error}");
}

#[tokio::test]
async fn a_saved_api_key_is_stored_and_used() {
    let harness = RunnerHarness::with_config(|setup| setup.account = ActiveAccount::SignedOut).await;
    let Reply::Catalog(CatalogReply::PhotosLoaded(Err(error))) =
        harness.request(Request::Catalog(CatalogRequest::LoadPhotos)).await
    else {
        panic!()
    };
    assert_eq!(error.kind, ErrorKind::ApiKey);
    let Reply::Account(AccountReply::AccountSwitched(Err(_))) =
        harness.request(Request::Account(AccountRequest::SaveApiKey(Secret::new("two words")))).await
    else {
        panic!("that is no key")
    };

    let Reply::Account(AccountReply::AccountSwitched(Ok(account))) =
        harness.request(Request::Account(AccountRequest::SaveApiKey(Secret::new("sk-12")))).await
    else {
        panic!()
    };
    let host = harness.sandbox.address().to_string();
    assert_eq!(account, ActiveAccount::Live { host: Some(host) });
    let file = harness.home.path().join("config/key");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(matches!(
        harness.request(Request::Catalog(CatalogRequest::LoadPhotos)).await,
        Reply::Catalog(CatalogReply::PhotosLoaded(Ok(_)))
    ));
    assert!(matches!(
        harness.request(Request::Render(RenderRequest::LoadAll)).await,
        Reply::Render(RenderReply::Loaded(Ok(_)))
    ));
}

#[tokio::test]
async fn accounts_never_share_a_queue() {
    let harness = RunnerHarness::new().await;
    let new_render = harness.new_render().await;
    harness.runner.request_to_end(Request::Render(RenderRequest::Submit(Box::new(new_render)))).await;
    harness.request(Request::Account(AccountRequest::SaveApiKey(Secret::new("sk-12")))).await;
    assert_eq!(
        harness.request(Request::Render(RenderRequest::LoadAll)).await,
        Reply::Render(RenderReply::Loaded(Ok(Vec::new())))
    );
    assert_eq!(
        harness.request(Request::Account(AccountRequest::SwitchAccount(ActiveAccount::Sandbox))).await,
        Reply::Account(AccountReply::AccountSwitched(Ok(ActiveAccount::Sandbox)))
    );
    assert!(
        matches!(harness.request(Request::Render(RenderRequest::LoadAll)).await, Reply::Render(RenderReply::Loaded(Ok(rows))) if rows.len() == 1)
    );
}

#[tokio::test]
async fn timers_fire_and_canceled_requests_send_no_reply() {
    let mut harness = RunnerHarness::new().await;
    harness.sandbox.fault("timeout@/v2/voices".parse().unwrap());
    harness.runner.run(vec![
        Effect::Request(RequestId(1), Request::Catalog(CatalogRequest::LoadVoices)),
        Effect::StartTimer(Duration::from_millis(5), Timer::Poll),
        Effect::Cancel(RequestId(1)),
    ]);
    assert_eq!(harness.next_answer().await, RunnerEvent::Timer(Timer::Poll));
    assert!(harness.answers.try_recv().is_err());
}
