//! The photo workshop: dropped files, and warnings about pictures.

use std::path::PathBuf;

use cuecard::app::Message;
use cuecard::domain::{Look, Money, PhotoId, PictureNote, Unit};
use cuecard::studio::{AccountReply, Effect, PhotoReply, PhotoRequest, Reply, Request};

use crate::support::app_harness::AppHarness;

/// The workshop for somebody new, with the cursor where the picture is named.
fn harness_with_open_workshop() -> AppHarness {
    let mut harness = AppHarness::ready(80, 24);
    harness.press("1w<Up><Left><Down>");
    harness
}

fn added_pictures(harness: &AppHarness) -> Vec<PathBuf> {
    let added = harness.requests().find_map(|request| match request {
        Request::Photo(PhotoRequest::AddPhotos(new)) => Some(new.pictures.clone()),
        _ => None,
    });
    added.unwrap_or_default()
}

#[test]
fn dropped_files_are_parsed_as_terminals_write_them() {
    for (dropped, wanted) in [
        (r"'/home/ana/Pictures/it'\''s me.png' ", &["/home/ana/Pictures/it's me.png"][..]),
        ("file://localhost/home/ana/Pictures/t.png\r\n", &["/home/ana/Pictures/t.png"]),
        (
            "/home/ana/Pictures/t.png /home/ana/Pictures/plain.jpg",
            &["/home/ana/Pictures/t.png", "/home/ana/Pictures/plain.jpg"],
        ),
        ("file:///a%20b.png\r\nfile:///c.png\r\n", &["/a b.png", "/c.png"]),
    ] {
        let mut harness = harness_with_open_workshop();
        harness.send(Message::Paste(dropped.to_owned()));
        harness.press("<Enter>");
        assert_eq!(
            added_pictures(&harness),
            wanted.iter().map(PathBuf::from).collect::<Vec<_>>(),
            "{dropped:?}"
        );
    }
}

#[test]
fn a_photo_is_added_after_its_price_is_accepted() {
    let mut harness = AppHarness::ready(80, 24);
    let balance = Money::new(9.0, Unit::Usd).into();
    harness.send_reply(Reply::Account(AccountReply::BalanceLoaded(Ok(Some(balance)))));
    let screen = harness.press("1w<Up><Left><Down>/home/ana/Ana.jpg<Enter>").screen();
    assert!(screen.contains("The photo costs $1.00 (API price page)."), "{screen}");
    assert_eq!(added_pictures(&harness), Vec::<PathBuf>::new(), "not before it is accepted");
    harness.press("<Enter>");
    assert_eq!(added_pictures(&harness), Vec::<PathBuf>::new(), "Cancel was selected");
    harness.press("<Enter><Left><Enter>");
    assert_eq!(added_pictures(&harness), [PathBuf::from("/home/ana/Ana.jpg")]);
}

#[test]
fn picture_warnings_are_shown_before_and_after_the_upload() {
    for (columns, rows) in [(80, 24), (160, 50)] {
        let mut harness = AppHarness::ready(columns, rows);
        harness.press("1w<Up><Left><Down>/home/ana/Ana.jpg<Enter>");
        let id = harness.effects.iter().find_map(|effect| match effect {
            Effect::Request(id, Request::Photo(PhotoRequest::AddPhotos(_))) => Some(*id),
            _ => None,
        });
        let id = id.expect("the picture is read");
        let notes = vec![PictureNote::Small(300, 400), PictureNote::LocationRemoved];
        let look = Look {
            id: PhotoId::new("new"),
            group: None,
            name: "Ana".into(),
            status: "completed".into(),
            picture_url: None,
        };
        let replies = [
            Reply::Photo(PhotoReply::PictureChecked("/home/ana/Ana.jpg".into(), notes)),
            Reply::Photo(PhotoReply::PhotoJobProgress("uploading picture 1 of 1".into())),
            Reply::Photo(PhotoReply::Added(Ok(vec![look]))),
        ];
        for reply in replies {
            harness.send(Message::Reply(id, reply));
            let words: Vec<_> =
                harness.app.studio.status_line.current.iter().map(|message| message.text.clone()).collect();
            assert!(
                words.concat().contains("the service advises 512 or more; its GPS position"),
                "{words:?}"
            );
        }
        harness.press("<Esc>");
        let screen = harness.screen().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            screen.contains("New in the list of photos: Ana. Ana.jpg: 300x400 pixels are few"),
            "{screen}"
        );
    }
}
