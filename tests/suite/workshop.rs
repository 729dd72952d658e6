//! The photo workshop: files that are dropped on it, and what is said of their pictures.

use std::path::PathBuf;

use cuecard::app::Message;
use cuecard::domain::PictureNote;
use cuecard::studio::{Reply, Request};

use crate::stage::Stage;

/// The workshop for somebody new, with the cursor where the picture is named.
fn workshop() -> Stage {
    let mut stage = Stage::ready(80, 24);
    stage.press("1w<Up><Left><Down>");
    stage
}

fn pictures(stage: &Stage) -> Vec<PathBuf> {
    let added = stage.requests().find_map(|request| match request {
        Request::AddPhotos(new) => Some(new.pictures.clone()),
        _ => None,
    });
    added.unwrap_or_default()
}

#[test]
fn files_are_dropped_as_terminals_write_them() {
    for (dropped, wanted) in [
        (r"'/home/ana/Pictures/it'\''s me.png' ", &["/home/ana/Pictures/it's me.png"][..]),
        ("file://localhost/home/ana/Pictures/t.png\r\n", &["/home/ana/Pictures/t.png"]),
        (
            "/home/ana/Pictures/t.png /home/ana/Pictures/plain.jpg",
            &["/home/ana/Pictures/t.png", "/home/ana/Pictures/plain.jpg"],
        ),
        ("file:///a%20b.png\r\nfile:///c.png\r\n", &["/a b.png", "/c.png"]),
    ] {
        let mut stage = workshop();
        stage.send(Message::Paste(dropped.to_owned()));
        stage.press("<Enter>");
        assert_eq!(pictures(&stage), wanted.iter().map(PathBuf::from).collect::<Vec<_>>(), "{dropped:?}");
    }
}

#[test]
fn what_is_said_of_a_picture_stands_in_the_line_of_news() {
    let mut stage = workshop();
    let notes = vec![PictureNote::Small(300, 400), PictureNote::PlaceRemoved];
    stage.press("/home/ana/Ana.jpg<Enter>");
    stage.reply(Reply::PictureNotes("/home/ana/Ana.jpg".into(), notes));
    let screen = stage.screen();
    assert!(screen.contains("Ana.jpg: 300x400 pixels are few: the service advises 512 or more"), "{screen}");
}
