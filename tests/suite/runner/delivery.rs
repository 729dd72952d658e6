//! Finished films on their way here: gone again, expired, cut, stalled, too large.

use std::path::PathBuf;
use std::time::Duration;

use cuecard::domain::{Fault, FaultKind, FilmName, Render};
use cuecard::studio::{Reply, Request, Target};

use super::World;
use super::renders::{follow, submit};

/// A film that is finished on the service.
async fn finished(world: &World) -> Render {
    let rows = submit(world, world.order().await).await;
    world.sandbox.advance(Duration::from_hours(1));
    follow(world, rows.last().unwrap()).await
}

fn wanted(row: &Render) -> Request {
    Request::Deliver { render: row.id, url: row.url.clone().unwrap(), title: row.title.clone(), folder: None }
}

/// Where the film is, or why not.
async fn deliver(world: &World, request: Request) -> Result<PathBuf, Fault> {
    match world.runner.call(request).await.pop() {
        Some(Reply::Render(row)) => Ok(row.file.unwrap()),
        Some(Reply::NotDelivered(_, fault)) => Err(fault),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_film_that_was_deleted_is_noticed_and_fetched_again() {
    let world = World::with(|setup| setup.opener = Some("true".into())).await;
    let row = finished(&world).await;
    let file = deliver(&world, wanted(&row)).await.unwrap();
    let target = Target::File(file.clone());
    assert_eq!(world.ask(Request::Show(target.clone())).await, Reply::Shown(target.clone(), Ok(())));

    let whole = std::fs::read(&file).unwrap();
    std::fs::rename(&file, world.home.path().join("elsewhere.mp4")).unwrap();
    let Reply::Shown(_, Err(fault)) = world.ask(Request::Show(target)).await else { panic!("it is gone") };
    assert_eq!(fault.kind, FaultKind::Gone);
    assert!(fault.to_string().contains("is not there any more. It was moved or deleted"), "{fault}");

    let again = deliver(&world, wanted(&row)).await.unwrap();
    assert_eq!((&again, std::fs::read(&again).unwrap()), (&file, whole));
}

#[tokio::test]
async fn films_are_named_as_the_user_set_it() {
    let name = FilmName::read("{project} {title} {id}").unwrap();
    let world = World::with(|setup| setup.settings.film_name = name).await;
    let row = finished(&world).await;
    let Request::Deliver { render, url, .. } = wanted(&row) else { panic!() };
    let title = "../../etc/\u{1b}]0;con".to_owned();
    let file = deliver(&world, Request::Deliver { render, url, title, folder: None }).await.unwrap();
    let name = format!("untitled etc-0-con {}.mp4", row.video.unwrap().as_str().to_lowercase());
    assert_eq!(file, world.home.path().join("videos").join(name));
}
