//! The overlay about one render: its keys, and what it says in each stage.

use cuecard::domain::{
    Error, ErrorKind, Money, QueueOwner, QueueSlot, ReadSequence, Render, RenderDetails, RenderEvent,
    RenderId, Stage as RenderStage, Unit,
};
use cuecard::studio::{
    AccountReply, DownloadRequest, Effect, OpenTarget, ProjectRequest, RenderReply, RenderRequest, Reply,
    Request,
};

use crate::support::app_harness::{AppHarness, fixed_now, render};

/// The queue with these rows; all about the newest of them is shown, and a reply of the service is known.
fn looking(rows: Vec<Render>, reply: Option<&str>) -> AppHarness {
    let mut stage = AppHarness::ready(120, 36);
    stage.send_reply(Reply::Render(RenderReply::Loaded(Ok(rows))));
    stage.effects.clear();
    stage.press("4d");
    let event = RenderEvent {
        at: fixed_now(),
        kind: "refused".into(),
        detail: None,
        reply: reply.map(str::to_owned),
    };
    answer(
        &mut stage,
        &RenderDetails { events: vec![event], request: "{}".into(), dialect: "scenes".into() },
    );
    stage
}

/// Answers whoever asks for details; says how often that was.
fn answer(stage: &mut AppHarness, details: &RenderDetails) -> usize {
    let asked = stage
        .requests()
        .filter(|request| matches!(request, Request::Render(RenderRequest::LoadDetails(_))))
        .count();
    stage.answer_requests(|request| match request {
        Request::Render(RenderRequest::LoadDetails(id)) => {
            Some(Reply::Render(RenderReply::DetailsLoaded(*id, Ok(Box::new(details.clone())))))
        }
        _ => None,
    });
    asked
}

fn row(stage: RenderStage) -> Render {
    render(7, "Reel 7", stage, 5)
}

fn copied(stage: &AppHarness) -> Option<&str> {
    stage.effects.iter().rev().find_map(|effect| match effect {
        Effect::CopyToClipboard(text) => Some(text.as_str()),
        _ => None,
    })
}

fn balance(stage: &mut AppHarness, amount: f64, unit: Unit) {
    stage.send_reply(Reply::Account(AccountReply::BalanceLoaded(Ok(Some(Money::new(amount, unit).into())))));
}

#[test]
fn the_reply_is_copied_or_else_where_the_video_is_or_its_id() {
    let nowhere = Render { video_id: None, ..row(RenderStage::Refused) };
    for (row, reply, text, said) in [
        (
            row(RenderStage::Failed),
            Some("{\n  \"a\": 1\n}"),
            Some("{\n  \"a\": 1\n}"),
            "Copied the service's reply",
        ),
        (
            row(RenderStage::Completed),
            None,
            Some("/videos/launch-teaser.mp4"),
            "Copied /videos/launch-teaser.mp4",
        ),
        (row(RenderStage::Processing), None, Some("video7"), "Copied the video's id, video7"),
        (nowhere, None, None, "Nothing to copy yet"),
    ] {
        let mut stage = looking(vec![row], reply);
        stage.press("y");
        assert_eq!(copied(&stage), text);
        assert!(stage.screen().contains(said), "{}", stage.screen());
    }
}

#[test]
fn its_keys_are_those_of_the_queue_for_this_very_render() {
    let mut stage = looking(vec![row(RenderStage::Failed)], None);
    // A newer one comes in above it: the keys still mean the one that is shown.
    stage.send_reply(Reply::Render(RenderReply::Changed(Box::new(render(
        8,
        "Newer",
        RenderStage::Processing,
        0,
    )))));
    for (key, asked) in [("s", "Reel 7 is sent again"), ("x", "Reel 7 is removed from the list")] {
        stage.press(key);
        assert!(stage.screen().contains(asked), "{}", stage.screen());
        stage.press("<Esc>");
        assert!(stage.screen().contains("╭ Reel 7 "), "the details are still there: {}", stage.screen());
    }
    stage.press("s<Left><Enter>");
    assert!(
        stage
            .requests()
            .any(|request| *request == Request::Render(RenderRequest::SendAsNewRender(RenderId(7))))
    );

    let mut stage = looking(vec![row(RenderStage::Completed)], None);
    stage.press("<Enter>o");
    let shown: Vec<String> = stage
        .requests()
        .filter_map(|request| match request {
            Request::Download(DownloadRequest::OpenExternally(OpenTarget::File(path))) => {
                Some(path.display().to_string())
            }
            Request::Download(DownloadRequest::OpenExternally(OpenTarget::Link(link))) => Some(link.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(shown, ["/videos/launch-teaser.mp4", "https://files.example/video.mp4?Expires=1"]);
    assert!(!stage.screen().contains("Expires"), "a signature is not shown");

    let mine = QueueSlot { owner: QueueOwner::ThisProcess, ..QueueSlot::default() };
    let mut stage = looking(vec![Render { queue_slot: mine, ..row(RenderStage::Queued) }], None);
    stage.press("w");
    assert!(stage.requests().any(|request| *request == Request::Render(RenderRequest::Cancel(RenderId(7)))));

    let project = Some("/videos/reel.toml".into());
    let mut stage = looking(vec![Render { project_path: project, ..row(RenderStage::Failed) }], None);
    stage.press("p");
    assert!(
        stage
            .requests()
            .any(|request| *request
                == Request::Project(ProjectRequest::Open(Some("/videos/reel.toml".into()))))
    );
    assert!(stage.app.studio.open_details.is_none(), "the project takes its place");
}

#[test]
fn escape_q_and_any_other_key_lead_back_to_the_queue() {
    for key in ["<Esc>", "q", "1"] {
        let mut stage = looking(vec![row(RenderStage::Failed)], None);
        stage.press(key);
        assert!(stage.app.studio.open_details.is_none(), "{key}");
        assert!(!stage.screen().contains("╭ Reel 7 "), "{}", stage.screen());
        stage.send_reply(Reply::Render(RenderReply::Changed(Box::new(row(RenderStage::Completed)))));
        assert!(
            !stage
                .requests()
                .any(|request| matches!(request, Request::Render(RenderRequest::LoadDetails(_)))),
            "nobody looks"
        );
    }
}

#[test]
fn what_happened_is_read_again_when_the_row_changes_and_only_then() {
    let mut stage = looking(vec![row(RenderStage::Pending)], None);
    let now = |what: &str| RenderDetails {
        events: vec![RenderEvent { at: fixed_now(), kind: what.into(), detail: None, reply: None }],
        ..RenderDetails::default()
    };
    stage.send_reply(Reply::Render(RenderReply::Changed(Box::new(row(RenderStage::Pending)))));
    assert_eq!(answer(&mut stage, &now("processing")), 0, "it is the same row");
    stage.send_reply(Reply::Render(RenderReply::Changed(Box::new(row(RenderStage::Processing)))));
    assert_eq!(answer(&mut stage, &now("turned by the service")), 1);
    assert!(stage.screen().contains("turned by the service"), "{}", stage.screen());
    stage.send_reply(Reply::Render(RenderReply::Loaded(Ok(vec![row(RenderStage::Failed)]))));
    let broken = Error::new("the ledger", ErrorKind::File, "the disk failed");
    stage.answer_requests(|request| match request {
        Request::Render(RenderRequest::LoadDetails(id)) => {
            Some(Reply::Render(RenderReply::DetailsLoaded(*id, Err(broken.clone()))))
        }
        _ => None,
    });
    assert!(stage.screen().contains("turned by the service"), "what was read stays: {}", stage.screen());
    stage.send_reply(Reply::Render(RenderReply::RemovedFromList(RenderId(7), ReadSequence::default())));
    assert!(stage.screen().contains("The render was removed from the list."), "{}", stage.screen());
    stage.press("sxyop<Enter>G<Down>");
    stage.screen();
}

#[test]
fn a_ledger_that_cannot_be_read_says_so_in_its_place() {
    let mut stage = AppHarness::ready(80, 24);
    stage.send_reply(Reply::Render(RenderReply::Loaded(Ok(vec![row(RenderStage::Failed)]))));
    stage.press("4d");
    let broken = Error::new("the ledger", ErrorKind::File, "The ledger cannot be read: the disk failed");
    stage.answer_requests(|request| match request {
        Request::Render(RenderRequest::LoadDetails(id)) => {
            Some(Reply::Render(RenderReply::DetailsLoaded(*id, Err(broken.clone()))))
        }
        _ => None,
    });
    let screen = stage.screen();
    assert!(screen.contains("The ledger cannot be read: the disk failed"), "{screen}");
    assert!(screen.contains("Credits ran out") && screen.contains("Video id   video7"), "{screen}");
}

#[test]
fn lack_of_credit_has_its_figures_in_the_same_unit_only() {
    let mut stage = looking(vec![row(RenderStage::Failed)], None);
    balance(&mut stage, 4.0, Unit::PremiumCredit);
    let short = "4 credits left; about 16 credits needed.";
    assert!(stage.screen().contains(short), "{}", stage.screen());
    balance(&mut stage, 100.0, Unit::PremiumCredit);
    let enough = "The balance is 100 credits; about 16 credits needed.";
    assert!(stage.screen().contains(enough), "{}", stage.screen());
    balance(&mut stage, 4.0, Unit::ApiCredit);
    assert!(!stage.screen().contains("needed"), "{}", stage.screen());

    let other = Render { note: Some("Rendering failed".into()), ..row(RenderStage::Failed) };
    let mut stage = looking(vec![other], None);
    balance(&mut stage, 4.0, Unit::PremiumCredit);
    assert!(!stage.screen().contains("needed"), "{}", stage.screen());
}

fn waits(holder: QueueOwner, due: Option<jiff::Timestamp>) -> Render {
    Render {
        queue_slot: QueueSlot { owner: holder, retry_at: due, ..QueueSlot::default() },
        ..row(RenderStage::Queued)
    }
}

#[test]
fn every_stage_says_what_leads_on_and_claims_nothing_that_is_not_known() {
    let noted = |note: &str| Render { note: Some(note.into()), ..row(RenderStage::Failed) };
    let no_face = "No face was found in the photo. Choose another.";
    let own = |row: Render| Render { project_path: Some("/videos/reel.toml".into()), ..row };
    for (row, leads, uncharged) in [
        (waits(QueueOwner::Unowned, None), "s sends it · w cancels it", false),
        (waits(QueueOwner::ThisProcess, None), "when a slot is free", false),
        (waits(QueueOwner::ThisProcess, Some(fixed_now())), "when it is due", true),
        (waits(QueueOwner::OtherProcess, None), "Another cuecard is sending it", false),
        (row(RenderStage::Sending), "It continues on the service", false),
        (row(RenderStage::Unconfirmed), "it may cost twice", false),
        (row(RenderStage::Refused), "s sends it again", true),
        (row(RenderStage::Processing), "It continues on the service", false),
        (row(RenderStage::Completed), "Enter opens it", false),
        (row(RenderStage::Failed), "s sends it again", false),
        (row(RenderStage::Canceled), "s sends it again", true),
        (noted(no_face), "Change the project", false),
        (own(noted(no_face)), "p opens its project", false),
        (noted("Rendering failed"), "s sends it again", false),
    ] {
        let said = format!("{:?} {:?}", row.stage, row.queue_slot);
        let stage = looking(vec![row], None);
        let screen = stage.screen();
        assert!(screen.contains(leads), "{said}: {leads}\n{screen}");
        assert_eq!(screen.contains("Nothing was charged."), uncharged, "{said}\n{screen}");
    }
}

#[test]
fn the_services_page_about_an_error_is_told_where_it_is_its_own() {
    let reply =
        |page: &str| format!(r#"{{"error":{{"code":"brand_new","message":"x","doc_url":"{page}"}}}}"#);
    let docs = "https://developers.heygen.com/docs/error-codes#brand-new";
    let refused = || vec![row(RenderStage::Refused)];
    let screen = looking(refused(), Some(&reply(docs))).screen();
    assert!(screen.contains(&format!("Docs       {docs}")), "{screen}");
    let screen = looking(refused(), Some(&reply("https://evil.example/heygen.com"))).screen();
    assert!(!screen.contains("Docs  "), "{screen}");
}

#[test]
fn the_services_own_word_is_told_where_it_is_another() {
    let worded = |word: &str| Render { service_status: Some(word.into()), ..row(RenderStage::Pending) };
    let screen = looking(vec![worded("waiting")], None).screen();
    assert!(screen.contains("pending · the service says waiting · for 5 m 00 s"), "{screen}");
    let screen = looking(vec![worded("pending")], None).screen();
    assert!(screen.contains("pending · for 5 m 00 s"), "{screen}");
}

#[test]
fn news_below_the_overlay_is_read_from_its_beginning() {
    let mut stage = looking(vec![row(RenderStage::Processing)], None);
    stage.resize(80, 24);
    stage.send_reply(Reply::Render(RenderReply::Changed(Box::new(row(RenderStage::Failed)))));
    let screen = stage.screen();
    let line = screen.lines().nth(22).unwrap();
    assert!(line.contains("Reel 7 failed. Credits ran out") && line.ends_with('…'), "{screen}");
}

#[test]
fn takes_are_told_by_their_numbers() {
    let mut again = row(RenderStage::Failed);
    (again.lineage.resend_of, again.lineage.resent_as) = (Some(RenderId(3)), Some(RenderId(9)));
    let screen = looking(vec![again], None).screen();
    assert!(screen.contains("7 · render 3 again"), "{screen}");
    assert!(screen.contains("It was sent again as render 9"), "{screen}");
}

#[test]
fn a_key_that_the_render_does_not_allow_says_why_and_asks_nothing() {
    let mut resent = row(RenderStage::Failed);
    resent.lineage.resent_as = Some(RenderId(9));
    for (render, key, reason) in [
        (row(RenderStage::Queued), "x", "It is queued · w cancels it"),
        (row(RenderStage::Processing), "x", "it can be removed when it has ended"),
        (row(RenderStage::Processing), "s", "It is already in progress"),
        (row(RenderStage::Processing), "w", "Only a queued render can be moved or canceled"),
        (resent, "s", "It was sent again as render 9"),
    ] {
        let mut stage = looking(vec![render], None);
        stage.press(key);
        assert!(stage.screen().contains(reason), "{key}: {}", stage.screen());
        assert!(stage.screen().contains("╭ Reel 7 "), "{key}: {}", stage.screen());
        assert!(!stage.screen().contains("[ "), "no dialog asks: {}", stage.screen());
    }
}

#[test]
fn the_footer_names_only_keys_that_come_to_something() {
    let taken = |row: Render| Render { video_path: None, video_url: None, ..row };
    let keys = ["Enter open", "s send", "w cancel"];
    for (row, named) in [
        (row(RenderStage::Completed), [true, false, false]),
        (taken(row(RenderStage::Completed)), [false, false, false]),
        (row(RenderStage::Failed), [false, true, false]),
        (row(RenderStage::Unconfirmed), [false, true, false]),
        (row(RenderStage::Processing), [false, false, false]),
        (waits(QueueOwner::Unowned, None), [false, true, true]),
        (waits(QueueOwner::ThisProcess, Some(fixed_now())), [false, false, true]),
    ] {
        let said = format!("{:?} {:?}", row.stage, row.queue_slot);
        let mut stage = looking(vec![row], None);
        for place in ["in the details", "in the queue"] {
            let screen = stage.screen();
            let footer = screen.lines().last().unwrap();
            assert_eq!(keys.map(|key| footer.contains(key)), named, "{said}, {place}: {footer}");
            stage.press("<Esc>");
        }
    }
    let mut empty = AppHarness::ready(120, 36);
    let screen = empty.press("4").screen();
    let footer = screen.lines().last().unwrap();
    assert!(!footer.contains("open") && !footer.contains("details"), "{footer}");
}

#[test]
fn a_render_that_waits_here_says_that_it_needs_no_key() {
    let mut stage = looking(vec![waits(QueueOwner::ThisProcess, Some(fixed_now()))], None);
    stage.press("s");
    let news = stage.app.studio.status_line.current.as_ref().unwrap();
    assert_eq!(news.text, "It is sent automatically when it is due · w cancels it");
}

#[test]
fn a_long_reason_leaves_room_for_where_the_whole_of_it_stands() {
    let long = "The service refused the render: ".to_owned() + &"a word that it says about it ".repeat(20);
    let mut stage = AppHarness::ready(120, 36);
    let failed = Render { note: Some(long), ..row(RenderStage::Failed) };
    stage.send_reply(Reply::Render(RenderReply::Loaded(Ok(vec![failed]))));
    stage.press("4");
    let screen = stage.screen();
    assert!(screen.contains("The service refused the") && screen.contains('…'), "{screen}");
    assert!(screen.contains("d shows what the service"), "{screen}");
}
