//! Screens: what each pane and overlay shows in its states, as text; and no size or key that breaks it.

use cuecard::app::{Message, view};
use cuecard::domain::{Fault, FaultKind, Stage as RenderStage};
use cuecard::studio::{Account, Reply, Request};
use insta::assert_snapshot;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::stage::{Stage, cast, render, voices};

/// A film with two scenes, cast and written.
fn written(columns: u16, rows: u16) -> Stage {
    let mut stage = Stage::ready(columns, rows);
    stage.press("<Enter>2<Enter>3<Enter>Hello and welcome. <break time=\"1s\"/> Today we ship.");
    stage.press("<Tab><Right><Right><Tab><Tab><Tab>Avatar nods, smiling<Esc>n");
    stage.press("And that is all for this time.<Esc>");
    stage
}

fn with_queue(columns: u16, rows: u16) -> Stage {
    let mut stage = written(columns, rows);
    stage.reply(Reply::Renders(Ok(vec![
        render(4, "Launch teaser", RenderStage::Processing, 4),
        render(3, "Reel 7", RenderStage::Pending, 1),
        render(2, "Intro, take 3", RenderStage::Completed, 30),
        render(1, "Reel 6", RenderStage::Failed, 90),
    ])));
    stage.press("4");
    stage
}

macro_rules! at_both_sizes {
    ($name:ident, $make:expr) => {
        #[test]
        fn $name() {
            let make: fn(u16, u16) -> Stage = $make;
            assert_snapshot!(concat!(stringify!($name), "_80x24"), make(80, 24).screen());
            assert_snapshot!(concat!(stringify!($name), "_160x50"), make(160, 50).screen());
        }
    };
}

at_both_sizes!(loading, Stage::empty);
at_both_sizes!(new_film, Stage::ready);
at_both_sizes!(written_film, written);
at_both_sizes!(queue, with_queue);
at_both_sizes!(welcome, |c, r| Stage::with(Account::Nobody, c, r));
at_both_sizes!(confirm, |c, r| {
    let mut stage = written(c, r);
    stage.press("<C-r>");
    stage
});
at_both_sizes!(not_ready, |c, r| {
    let mut stage = Stage::ready(c, r);
    stage.press("<C-r>");
    stage
});
at_both_sizes!(help, |c, r| {
    let mut stage = Stage::ready(c, r);
    stage.press("?");
    stage
});
at_both_sizes!(palette, |c, r| {
    let mut stage = Stage::ready(c, r);
    stage.press("<C-p>save");
    stage
});
at_both_sizes!(film_settings, |c, r| {
    let mut stage = Stage::ready(c, r);
    stage.press("eLaunch teaser<Tab><Right>");
    stage
});
at_both_sizes!(voices_filtered, |c, r| {
    let mut stage = Stage::ready(c, r);
    stage.press("2/eng ma");
    stage
});
at_both_sizes!(photo_by_id, |c, r| {
    let mut stage = Stage::ready(c, r);
    stage.press("iabc123");
    stage
});
at_both_sizes!(fault_in_its_pane, |c, r| {
    let mut stage = Stage::empty(c, r);
    stage.answer(|request| match request {
        Request::Cast => Some(Reply::Cast(Err(Fault::new("the photos", FaultKind::TimedOut, "")))),
        Request::Voices => Some(Reply::Voices(Ok(voices()))),
        _ => None,
    });
    stage
});
at_both_sizes!(leaving_unsaved, |c, r| {
    let mut stage = written(c, r);
    stage.press("q");
    stage
});

#[test]
fn no_size_breaks_any_screen() {
    let makers: [fn(u16, u16) -> Stage; 6] = [
        written,
        with_queue,
        |c, r| Stage::with(Account::Nobody, c, r),
        |c, r| {
            let mut stage = written(c, r);
            stage.press("<C-r>");
            stage
        },
        |c, r| {
            let mut stage = Stage::ready(c, r);
            stage.press("?");
            stage
        },
        |c, r| {
            let mut stage = Stage::ready(c, r);
            stage.press("e");
            stage
        },
    ];
    for make in makers {
        let mut stage = make(80, 24);
        let sides = [1, 2, 3, 5, 8, 13, 20, 39, 40, 79, 80, 119, 120, 200, 300];
        for (columns, rows) in sides.iter().flat_map(|c| sides.map(|r| (*c, r.min(100)))) {
            stage.send(Message::Resize(columns, rows));
            for focus in ["1", "2", "3", "4"] {
                stage.press(focus);
                let area = Rect::new(0, 0, columns, rows);
                view(&stage.app, stage.now, area, &mut Buffer::empty(area));
            }
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_keys_break_any_screen(keys in proptest::collection::vec(0usize..40, 1..200), columns in 1u16..180, rows in 1u16..60) {
        const NAMES: [&str; 40] = [
            "<Enter>", "<Esc>", "<Tab>", "<S-Tab>", "<Up>", "<Down>", "<Left>", "<Right>", "<BS>", "<Del>", "<Home>", "<End>",
            "<PgUp>", "<PgDn>", "<C-r>", "<C-s>", "<C-z>", "<C-y>", "<C-p>", "<F1>", "<A-Up>", "<A-Down>", "1", "2", "3", "4",
            "n", "x", "D", "J", "K", "z", "/", "e", "i", "a", "é", "👩‍👩‍👧", " ", "R",
        ];
        let mut stage = Stage::ready(columns, rows);
        for key in keys {
            stage.press(NAMES[key]);
            stage.screen();
        }
        stage.answer(|request| match request {
            Request::Cast => Some(Reply::Cast(Ok(cast()))),
            _ => None,
        });
        stage.screen();
    }
}
