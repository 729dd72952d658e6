//! Snapshots of every pane and overlay, and draws at every size and after random keys.

use cuecard::app::{Message, view};
use cuecard::domain::{Error, ErrorKind, RenderDetails, RenderEvent, RenderStage, SpendingCaps};
use cuecard::studio::{
    ActiveAccount, CatalogReply, CatalogRequest, Effect, PhotoReply, PhotoRequest, RenderReply,
    RenderRequest, Reply, Request,
};
use cuecard::widgets::width;
use insta::assert_snapshot;
use jiff::SignedDuration;
use ratatui::buffer::Buffer;
use ratatui::layout::{Offset, Rect};

use crate::spend::{month_of_renders, spend_harness};
use crate::support::app_harness::{AppHarness, fixed_now, photo_catalog, render, voice_catalog};

/// A project with photo, voice and two scenes.
fn harness_with_written_project(columns: u16, rows: u16) -> AppHarness {
    let mut harness = AppHarness::ready(columns, rows);
    harness.press("<Enter>2<Enter>3<Enter>Hello and welcome. <break time=\"1s\"/> Today we ship.");
    harness.press("<A-e>friendly<Enter><Tab>Avatar nods, smiling<Esc>n");
    harness.press("And that is all for this time.<Esc>");
    harness
}

fn with_queue(columns: u16, rows: u16) -> AppHarness {
    let mut harness = harness_with_written_project(columns, rows);
    harness.load_renders(vec![
        render(4, "Launch teaser", RenderStage::Processing, 4),
        render(3, "Reel 7", RenderStage::Pending, 1),
        render(2, "Intro, take 3", RenderStage::Completed, 30),
        render(1, "Reel 6", RenderStage::Failed, 90),
    ]);
    harness.press("4");
    harness
}

/// The queue with the details of its failed render open.
fn with_details(columns: u16, rows: u16) -> AppHarness {
    let mut harness = with_queue(columns, rows);
    harness.press("Gd");
    harness.answer_requests(|request| match request {
        Request::Render(RenderRequest::LoadDetails(id)) => {
            Some(Reply::Render(RenderReply::DetailsLoaded(*id, Ok(Box::new(failed_render_details())))))
        }
        _ => None,
    });
    harness
}

/// Looks in progress.
fn with_looks(columns: u16, rows: u16) -> AppHarness {
    let mut harness = AppHarness::ready(columns, rows);
    harness.press("wAt sea<Enter><Left><Enter>");
    let training = harness.effects.iter().find_map(|effect| match effect {
        Effect::Request(id, Request::Photo(PhotoRequest::TrainGroup(_))) => Some(*id),
        _ => None,
    });
    let at = Reply::Photo(PhotoReply::PhotoJobProgress("training: processing".to_owned()));
    harness.send(Message::Reply(training.unwrap(), at));
    harness
}

/// What the ledger knows of a render that failed for lack of credit.
fn failed_render_details() -> RenderDetails {
    let reply = include_str!("../samples/video_status_failed_enum_code.json").trim();
    let credit = "MOVIO_PAYMENT_INSUFFICIENT_CREDIT: Insufficient credit. This operation requires 'plan_credit' \
                  or 'api' credits.";
    let event = |seconds: i64, what: &str, detail: Option<&str>, response: Option<&str>| RenderEvent {
        at: fixed_now() - SignedDuration::from_mins(90) + SignedDuration::from_secs(seconds),
        kind: what.into(),
        detail: detail.map(str::to_owned),
        response: response.map(str::to_owned),
    };
    RenderDetails {
        events: vec![
            event(-86_400, "queued", None, None),
            event(0, "sending", None, None),
            event(1, "accepted", Some("b8c1e4f27a904d5f86d3c0a9e1b75f42"), None),
            event(20, "pending", Some("waiting"), None),
            event(60, "processing", Some("processing"), None),
            event(5_400, "failed", Some(credit), Some(reply)),
        ],
        request: include_str!("../samples/request_av4_reference_scenes.json").trim().to_owned(),
        dialect: "scenes".to_owned(),
    }
}

/// A render whose dialect the service refused.
fn harness_with_refused_dialect(columns: u16, rows: u16) -> AppHarness {
    let mut harness = harness_with_written_project(columns, rows);
    harness.send_reply(harness.dialect_refused_reply());
    harness
}

macro_rules! at_both_sizes {
    ($name:ident, $make:expr) => {
        #[test]
        fn $name() {
            let make: fn(u16, u16) -> AppHarness = $make;
            assert_snapshot!(concat!(stringify!($name), "_80x24"), make(80, 24).screen());
            assert_snapshot!(concat!(stringify!($name), "_160x50"), make(160, 50).screen());
        }
    };
}

at_both_sizes!(loading, AppHarness::loading);
at_both_sizes!(new_project, AppHarness::ready);
at_both_sizes!(written_project, harness_with_written_project);
at_both_sizes!(queue, with_queue);
at_both_sizes!(queue_failed, |c, r| {
    let mut harness = with_queue(c, r);
    harness.press("G");
    harness
});
at_both_sizes!(details_of_a_failure, with_details);
at_both_sizes!(details_scrolled_to_end, |c, r| {
    let mut harness = with_details(c, r);
    harness.press("G");
    harness
});
at_both_sizes!(details_loading, |c, r| {
    let mut harness = with_queue(c, r);
    harness.press("d");
    harness
});
at_both_sizes!(queue_filtered, |c, r| {
    let mut harness = with_queue(c, r);
    harness.press("t/reel");
    harness
});
at_both_sizes!(spend, |c, r| {
    let mut harness = spend_harness(c, r, month_of_renders());
    harness.app.studio.settings.caps = SpendingCaps { day: Some(50.0), project: Some(90.0) };
    harness.app.studio.project_state.path = Some("launch.toml".into());
    harness.press("m");
    harness
});
at_both_sizes!(nothing_spent, |c, r| {
    let mut harness = AppHarness::ready(c, r);
    harness.press("m");
    harness
});
at_both_sizes!(welcome, |c, r| AppHarness::with_account(ActiveAccount::SignedOut, c, r));
at_both_sizes!(price_dialog, |c, r| {
    let mut harness = harness_with_written_project(c, r);
    harness.press("<C-r>");
    harness
});
at_both_sizes!(dialect_refused, harness_with_refused_dialect);
at_both_sizes!(not_ready, |c, r| {
    let mut harness = AppHarness::ready(c, r);
    harness.press("<C-r>");
    harness
});
at_both_sizes!(help, |c, r| {
    let mut harness = AppHarness::ready(c, r);
    harness.press("?");
    harness
});
at_both_sizes!(palette, |c, r| {
    let mut harness = AppHarness::ready(c, r);
    harness.press("<C-p>save");
    harness
});
at_both_sizes!(video_settings, |c, r| {
    let mut harness = AppHarness::ready(c, r);
    harness.press("eLaunch teaser<Tab><Right>");
    harness
});
at_both_sizes!(voices_filtered, |c, r| {
    let mut harness = AppHarness::ready(c, r);
    harness.press("2/eng ma");
    harness
});
at_both_sizes!(photo_by_id, |c, r| {
    let mut harness = AppHarness::ready(c, r);
    harness.press("iabc123");
    harness
});
at_both_sizes!(workshop, |c, r| {
    let mut harness = AppHarness::ready(c, r);
    harness.press("w<Down><Right>");
    harness
});
at_both_sizes!(workshop_add_photo, |c, r| {
    let mut harness = AppHarness::ready(c, r);
    harness.press("w<Up><Left><Enter>");
    harness
});
at_both_sizes!(workshop_confirm, |c, r| {
    let mut harness = AppHarness::ready(c, r);
    harness.press("wWearing a red raincoat on a windy pier<Enter>");
    harness
});
at_both_sizes!(looks_in_progress, with_looks);
at_both_sizes!(load_error_in_its_pane, |c, r| {
    let mut harness = AppHarness::loading(c, r);
    harness.answer_requests(|request| match request {
        Request::Catalog(CatalogRequest::LoadPhotos) => Some(Reply::Catalog(CatalogReply::PhotosLoaded(
            Err(Error::new("the photos", ErrorKind::TimedOut, "")),
        ))),
        Request::Catalog(CatalogRequest::LoadVoices) => {
            Some(Reply::Catalog(CatalogReply::VoicesLoaded(Ok(voice_catalog()))))
        }
        _ => None,
    });
    harness
});
at_both_sizes!(motion_bank, |c, r| {
    let mut harness = harness_with_written_project(c, r);
    harness.press("g<A-m>");
    harness
});
at_both_sizes!(motion_bank_filtered, |c, r| {
    let mut harness = harness_with_written_project(c, r);
    harness.press("<A-m>friendly wave");
    harness
});
at_both_sizes!(table_read, |c, r| {
    let mut harness = harness_with_written_project(c, r);
    harness.press("g<C-t>+");
    harness
});
at_both_sizes!(table_read_paused, |c, r| {
    let mut harness = harness_with_written_project(c, r);
    harness.press("g<C-t>");
    harness.now += SignedDuration::from_millis(1_300);
    harness.press(" ");
    harness
});
at_both_sizes!(quit_unsaved, |c, r| {
    let mut harness = harness_with_written_project(c, r);
    harness.press("q");
    harness
});

#[test]
fn an_unknown_error_is_shown_in_the_services_words() {
    let mut harness = AppHarness::loading(120, 36);
    harness.answer_requests(|request| match request {
        Request::Catalog(CatalogRequest::LoadPhotos) => {
            let response = Some(r#"{"error":{"code":"odd_thing"}}"#.into());
            let fault = Error::new("the photos", ErrorKind::Refused, "the moon is full");
            Some(Reply::Catalog(CatalogReply::PhotosLoaded(Err(Error { response, ..fault }))))
        }
        _ => None,
    });
    let screen = harness.screen();
    assert!(screen.contains("The service said:") && screen.contains("odd_thing"), "{screen}");
}

/// Draws in this area: no wide character is cut, and something is shown unless the area is tiny.
fn assert_drawn(harness: &AppHarness, area: Rect) {
    let mut buf = Buffer::empty(area);
    view(&harness.app, harness.now, area, &mut buf);
    let is_tiny = area.width < 20 || area.height < 4;
    assert!(is_tiny || buf.content.iter().any(|cell| cell.symbol() != " "), "{area}: nothing is drawn");
    for position in area.positions() {
        for hidden in 1..width(buf[position].symbol()) {
            let covered = position + Offset { x: i32::from(u16::try_from(hidden).unwrap()), y: 0 };
            assert!(area.contains(covered), "{area}: {:?} is cut at the edge", buf[position].symbol());
            let is_blank = buf[covered].symbol().trim().is_empty();
            assert!(is_blank, "{area}: {:?} is cut", buf[position].symbol());
        }
    }
}

#[test]
fn every_screen_draws_whole_characters_at_every_size() {
    let makers: [fn(u16, u16) -> AppHarness; 14] = [
        harness_with_refused_dialect,
        harness_with_written_project,
        with_queue,
        with_details,
        |c, r| {
            let mut harness = with_looks(c, r);
            harness.press("w");
            harness
        },
        |c, r| {
            let mut harness = with_queue(c, r);
            harness.press("t/reel");
            harness
        },
        |c, r| {
            let mut harness = harness_with_written_project(c, r);
            harness.press("<A-m>");
            harness
        },
        |c, r| {
            let mut harness = harness_with_written_project(c, r);
            harness.press("n美咲さん 👩‍👩‍👧<Esc><C-t>");
            harness
        },
        |c, r| AppHarness::with_account(ActiveAccount::SignedOut, c, r),
        |c, r| {
            let mut harness = spend_harness(c, r, month_of_renders());
            harness.app.studio.settings.caps = SpendingCaps { day: Some(0.0), project: Some(0.0) };
            harness.press("m");
            harness
        },
        |c, r| {
            let mut harness = AppHarness::ready(c, r);
            harness.press("m");
            harness
        },
        |c, r| {
            let mut harness = harness_with_written_project(c, r);
            harness.press("<C-r>");
            harness
        },
        |c, r| {
            let mut harness = AppHarness::ready(c, r);
            harness.press("?");
            harness
        },
        |c, r| {
            let mut harness = AppHarness::ready(c, r);
            harness.press("e");
            harness
        },
    ];
    for make in makers {
        let mut harness = make(80, 24);
        let sides = [1, 2, 3, 5, 8, 13, 20, 39, 40, 79, 80, 119, 120, 200, 300];
        for (columns, rows) in sides.iter().flat_map(|c| sides.map(|r| (*c, r.min(100)))) {
            // Overlays as they are; keys close some of them.
            let area = Rect::new(0, 0, columns, rows);
            let mut shown = make(80, 24);
            shown.send(Message::Resize(columns, rows));
            assert_drawn(&shown, area);
            harness.send(Message::Resize(columns, rows));
            for focus in ["1", "2", "3", "4"] {
                harness.press(focus);
                assert_drawn(&harness, area);
            }
        }
    }
}

#[test]
fn the_details_scroll_to_their_end_at_every_size() {
    let mut harness = with_details(80, 24);
    for (columns, rows) in
        [(1, 1), (1, 40), (300, 1), (2, 3), (8, 5), (24, 9), (80, 24), (120, 36), (200, 60)]
    {
        harness.resize(columns, rows);
        harness.press("G");
        let end = harness.screen();
        harness.press("<Down><PgDn>");
        assert_eq!(harness.screen(), end, "there is nothing behind the end: {columns}x{rows}");
        if rows > 8 && columns > 20 {
            assert!(end.lines().rev().any(|line| line.contains("│ }")), "{columns}x{rows}: {end}");
        }
        harness.press("<Up>g");
        let seen = harness.screen();
        assert!(rows < 4 || columns < 20 || seen.contains("failed · after"), "{columns}x{rows}: {seen}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_key_sequence_causes_a_panic_or_cuts_a_character(keys in proptest::collection::vec(0usize..42, 1..200), columns in 1u16..180, rows in 1u16..60) {
        const NAMES: [&str; 42] = [
            "<Enter>", "<Esc>", "<Tab>", "<S-Tab>", "<Up>", "<Down>", "<Left>", "<Right>", "<BS>", "<Del>", "<Home>", "<End>",
            "<PgUp>", "<PgDn>", "<C-r>", "<C-s>", "<C-z>", "<C-y>", "<C-p>", "<F1>", "<A-Up>", "<A-Down>", "1", "2", "3", "4",
            "n", "x", "D", "J", "K", "z", "/", "e", "i", "a", "é", "👩‍👩‍👧", " ", "R", "<C-t>", "<A-m>",
        ];
        let mut harness = AppHarness::ready(columns, rows);
        for key in keys {
            harness.press(NAMES[key]);
            assert_drawn(&harness, Rect::new(0, 0, columns, rows));
        }
        harness.answer_requests(|request| match request {
            Request::Catalog(CatalogRequest::LoadPhotos) => Some(Reply::Catalog(CatalogReply::PhotosLoaded(Ok(photo_catalog())))),
            _ => None,
        });
        assert_drawn(&harness, Rect::new(0, 0, columns, rows));
    }
}
