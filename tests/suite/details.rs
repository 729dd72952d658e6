//! The overlay about one render: its keys, and what it says in each stage.

use cuecard::domain::{
    Error, ErrorKind, FailureReason, Money, QueueEntry, QueueOwner, ReadSequence, Render, RenderDetails,
    RenderEvent, RenderId, RenderStage, Unit,
};
use cuecard::studio::{
    AccountReply, DownloadRequest, Effect, OpenTarget, ProjectRequest, RenderReply, RenderRequest, Reply,
    Request,
};

use crate::support::app_harness::{AppHarness, fixed_now, render};

/// A queue of these renders with the details of the newest open, and with this reply of the service.
fn harness_with_open_details(rows: Vec<Render>, response: Option<&str>) -> AppHarness {
    let mut harness = AppHarness::ready(120, 36);
    harness.load_renders(rows);
    harness.effects.clear();
    harness.press("4d");
    let event = RenderEvent {
        at: fixed_now(),
        kind: "refused".into(),
        detail: None,
        response: response.map(str::to_owned),
    };
    answer_detail_requests(
        &mut harness,
        &RenderDetails { events: vec![event], request: "{}".into(), dialect: "scenes".into() },
    );
    harness
}

/// Answers all requests for details; returns their number.
fn answer_detail_requests(harness: &mut AppHarness, details: &RenderDetails) -> usize {
    let asked = harness
        .requests()
        .filter(|request| matches!(request, Request::Render(RenderRequest::LoadDetails(_))))
        .count();
    harness.answer_requests(|request| match request {
        Request::Render(RenderRequest::LoadDetails(id)) => {
            Some(Reply::Render(RenderReply::DetailsLoaded(*id, Ok(Box::new(details.clone())))))
        }
        _ => None,
    });
    asked
}

fn render_in_stage(stage: RenderStage) -> Render {
    render(7, "Reel 7", stage, 5)
}

fn copied_text(harness: &AppHarness) -> Option<&str> {
    harness.effects.iter().rev().find_map(|effect| match effect {
        Effect::CopyToClipboard(text) => Some(text.as_str()),
        _ => None,
    })
}

fn send_balance(harness: &mut AppHarness, amount: f64, unit: Unit) {
    harness
        .send_reply(Reply::Account(AccountReply::BalanceLoaded(Ok(Some(Money::new(amount, unit).into())))));
}

#[test]
fn copy_takes_the_reply_or_else_the_file_path_or_the_video_id() {
    let nowhere = Render { video_id: None, ..render_in_stage(RenderStage::Refused) };
    for (row, reply, text, said) in [
        (
            render_in_stage(RenderStage::Failed),
            Some("{\n  \"a\": 1\n}"),
            Some("{\n  \"a\": 1\n}"),
            "Copied the service's response",
        ),
        (
            render_in_stage(RenderStage::Completed),
            None,
            Some("/videos/launch-teaser.mp4"),
            "Copied /videos/launch-teaser.mp4",
        ),
        (render_in_stage(RenderStage::Processing), None, Some("video7"), "Copied the video's id, video7"),
        (nowhere, None, None, "Nothing to copy yet"),
    ] {
        let mut harness = harness_with_open_details(vec![row], reply);
        harness.press("y");
        assert_eq!(copied_text(&harness), text);
        harness.assert_shows(said);
    }
}

#[test]
fn the_keys_of_the_details_act_on_the_shown_render() {
    let mut harness = harness_with_open_details(vec![render_in_stage(RenderStage::Failed)], None);
    // A newer render appears above it: the keys still act on the shown one.
    harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(render(
        8,
        "Newer",
        RenderStage::Processing,
        0,
    )))));
    for (key, asked) in [("s", "Reel 7 is sent again"), ("x", "This removes Reel 7 from the list")] {
        harness.press(key);
        harness.assert_shows(asked);
        harness.press("<Esc>");
        assert!(harness.screen().contains("╭ Reel 7 "), "the details are still there: {}", harness.screen());
    }
    harness.press("s<Left><Enter>");
    assert!(
        harness
            .requests()
            .any(|request| *request == Request::Render(RenderRequest::SendAsNewRender(RenderId(7))))
    );

    let mut harness = harness_with_open_details(vec![render_in_stage(RenderStage::Completed)], None);
    harness.press("<Enter>o");
    let shown: Vec<String> = harness
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
    assert!(!harness.screen().contains("Expires"), "a signature is not shown");

    let mine = QueueEntry { owner: QueueOwner::ThisProcess, ..QueueEntry::default() };
    let mut harness = harness_with_open_details(
        vec![Render { queue_entry: mine, ..render_in_stage(RenderStage::Queued) }],
        None,
    );
    harness.press("w");
    assert!(
        harness.requests().any(|request| *request == Request::Render(RenderRequest::Cancel(RenderId(7))))
    );

    let project = Some("/videos/reel.toml".into());
    let mut harness = harness_with_open_details(
        vec![Render { project_path: project, ..render_in_stage(RenderStage::Failed) }],
        None,
    );
    harness.press("p");
    assert!(
        harness
            .requests()
            .any(|request| *request
                == Request::Project(ProjectRequest::Open(Some("/videos/reel.toml".into()))))
    );
    assert!(harness.app.studio.open_details.is_none(), "the project takes its place");
}

#[test]
fn escape_q_and_other_keys_close_the_details() {
    for key in ["<Esc>", "q", "1"] {
        let mut harness = harness_with_open_details(vec![render_in_stage(RenderStage::Failed)], None);
        harness.press(key);
        assert!(harness.app.studio.open_details.is_none(), "{key}");
        assert!(!harness.screen().contains("╭ Reel 7 "), "{}", harness.screen());
        harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(render_in_stage(
            RenderStage::Completed,
        )))));
        assert!(
            !harness
                .requests()
                .any(|request| matches!(request, Request::Render(RenderRequest::LoadDetails(_)))),
            "nobody looks"
        );
    }
}

#[test]
fn the_details_are_reloaded_only_when_the_render_changes() {
    let mut harness = harness_with_open_details(vec![render_in_stage(RenderStage::Pending)], None);
    let now = |what: &str| RenderDetails {
        events: vec![RenderEvent { at: fixed_now(), kind: what.into(), detail: None, response: None }],
        ..RenderDetails::default()
    };
    harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(render_in_stage(RenderStage::Pending)))));
    assert_eq!(answer_detail_requests(&mut harness, &now("processing")), 0, "it is the same row");
    harness
        .send_reply(Reply::Render(RenderReply::Changed(Box::new(render_in_stage(RenderStage::Processing)))));
    assert_eq!(answer_detail_requests(&mut harness, &now("turned by the service")), 1);
    harness.assert_shows("turned by the service");
    harness.load_renders(vec![render_in_stage(RenderStage::Failed)]);
    let broken = Error::new("the ledger", ErrorKind::File, "the disk failed");
    harness.answer_requests(|request| match request {
        Request::Render(RenderRequest::LoadDetails(id)) => {
            Some(Reply::Render(RenderReply::DetailsLoaded(*id, Err(broken.clone()))))
        }
        _ => None,
    });
    assert!(harness.screen().contains("turned by the service"), "what was read stays: {}", harness.screen());
    harness.send_reply(Reply::Render(RenderReply::RemovedFromList(RenderId(7), ReadSequence::default())));
    harness.assert_shows("The render was removed from the list.");
    let requests = harness.requests().count();
    harness.press("sxyop<Enter>G<Down>");
    assert_eq!(harness.requests().count(), requests, "the keys of a removed render act on nothing");
}

#[test]
fn a_ledger_read_error_is_shown_in_the_details() {
    let mut harness = AppHarness::ready(80, 24);
    harness.load_renders(vec![render_in_stage(RenderStage::Failed)]);
    harness.press("4d");
    let broken = Error::new("the ledger", ErrorKind::File, "The ledger cannot be read: the disk failed");
    harness.answer_requests(|request| match request {
        Request::Render(RenderRequest::LoadDetails(id)) => {
            Some(Reply::Render(RenderReply::DetailsLoaded(*id, Err(broken.clone()))))
        }
        _ => None,
    });
    let screen = harness.screen();
    assert!(screen.contains("The ledger cannot be read: the disk failed"), "{screen}");
    assert!(screen.contains("Credits ran out") && screen.contains("Video id   video7"), "{screen}");
}

#[test]
fn needed_credits_are_shown_only_in_the_unit_of_the_balance() {
    let mut harness = harness_with_open_details(vec![render_in_stage(RenderStage::Failed)], None);
    send_balance(&mut harness, 4.0, Unit::PremiumCredit);
    let short = "4 credits left; it needs about 16 credits.";
    harness.assert_shows(short);
    send_balance(&mut harness, 100.0, Unit::PremiumCredit);
    let enough = "The balance is 100 credits; it needs about 16 credits.";
    harness.assert_shows(enough);
    send_balance(&mut harness, 4.0, Unit::ApiCredit);
    assert!(!harness.screen().contains("needed"), "{}", harness.screen());

    let other = Render { failure_reason: None, ..render_in_stage(RenderStage::Failed) };
    let mut harness = harness_with_open_details(vec![other], None);
    send_balance(&mut harness, 4.0, Unit::PremiumCredit);
    assert!(!harness.screen().contains("needed"), "{}", harness.screen());
}

fn queued_render(holder: QueueOwner, due: Option<jiff::Timestamp>) -> Render {
    Render {
        queue_entry: QueueEntry { owner: holder, retry_at: due, ..QueueEntry::default() },
        ..render_in_stage(RenderStage::Queued)
    }
}

#[test]
fn every_stage_names_the_next_step_and_claims_only_what_is_known() {
    let failed_with = |code: &str| Render {
        failure_reason: FailureReason::find(Some(code), ""),
        ..render_in_stage(RenderStage::Failed)
    };
    let own = |row: Render| Render { project_path: Some("/videos/reel.toml".into()), ..row };
    for (row, leads, uncharged) in [
        (queued_render(QueueOwner::Unowned, None), "s sends it · w cancels it", false),
        (queued_render(QueueOwner::ThisProcess, None), "when a slot is free", false),
        (queued_render(QueueOwner::ThisProcess, Some(fixed_now())), "when it is due", true),
        (queued_render(QueueOwner::OtherProcess, None), "Another cuecard is sending it", false),
        (render_in_stage(RenderStage::Sending), "It continues on the service", false),
        (render_in_stage(RenderStage::Unconfirmed), "it may cost twice", false),
        (render_in_stage(RenderStage::Refused), "s sends it again", true),
        (render_in_stage(RenderStage::Processing), "It continues on the service", false),
        (render_in_stage(RenderStage::Completed), "Enter opens it", false),
        (render_in_stage(RenderStage::Failed), "s sends it again", false),
        (render_in_stage(RenderStage::Canceled), "s sends it again", true),
        (failed_with("no_face"), "Change the project", false),
        (own(failed_with("no_face")), "p opens its project", false),
        (failed_with("unknown"), "s sends it again", false),
    ] {
        let text = format!("{:?} {:?}", row.stage, row.queue_entry);
        let harness = harness_with_open_details(vec![row], None);
        let screen = harness.screen();
        assert!(screen.contains(leads), "{text}: {leads}\n{screen}");
        assert_eq!(screen.contains("Nothing was charged."), uncharged, "{text}\n{screen}");
    }
}

#[test]
fn a_docs_link_is_shown_only_if_it_is_the_services_own() {
    let reply =
        |page: &str| format!(r#"{{"error":{{"code":"brand_new","message":"x","doc_url":"{page}"}}}}"#);
    let docs = "https://developers.heygen.com/docs/error-codes#brand-new";
    let refused = || vec![render_in_stage(RenderStage::Refused)];
    let screen = harness_with_open_details(refused(), Some(&reply(docs))).screen();
    assert!(screen.contains(&format!("Docs       {docs}")), "{screen}");
    let screen =
        harness_with_open_details(refused(), Some(&reply("https://evil.example/heygen.com"))).screen();
    assert!(!screen.contains("Docs  "), "{screen}");
}

#[test]
fn the_service_status_is_shown_if_it_differs_from_the_stage() {
    let worded =
        |word: &str| Render { service_status: Some(word.into()), ..render_in_stage(RenderStage::Pending) };
    let screen = harness_with_open_details(vec![worded("waiting")], None).screen();
    assert!(screen.contains("pending · the service says waiting · for 5 m 00 s"), "{screen}");
    let screen = harness_with_open_details(vec![worded("pending")], None).screen();
    assert!(screen.contains("pending · for 5 m 00 s"), "{screen}");
}

#[test]
fn a_status_message_below_the_overlay_is_cut_at_its_end() {
    let mut harness = harness_with_open_details(vec![render_in_stage(RenderStage::Processing)], None);
    harness.resize(80, 24);
    harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(render_in_stage(RenderStage::Failed)))));
    let screen = harness.screen();
    let line = screen.lines().nth(22).unwrap();
    assert!(line.contains("Reel 7 failed. Credits ran out") && line.ends_with('…'), "{screen}");
}

#[test]
fn resent_renders_are_named_by_number() {
    let mut again = render_in_stage(RenderStage::Failed);
    (again.lineage.resend_of, again.lineage.resent_as) = (Some(RenderId(3)), Some(RenderId(9)));
    let screen = harness_with_open_details(vec![again], None).screen();
    assert!(screen.contains("7 · render 3 again"), "{screen}");
    assert!(screen.contains("It was sent again as render 9"), "{screen}");
}

#[test]
fn a_key_that_the_render_does_not_allow_says_why_and_asks_nothing() {
    let mut resent = render_in_stage(RenderStage::Failed);
    resent.lineage.resent_as = Some(RenderId(9));
    for (render, key, reason) in [
        (render_in_stage(RenderStage::Queued), "x", "It is queued · w cancels it"),
        (render_in_stage(RenderStage::Processing), "x", "it can be removed when it has ended"),
        (render_in_stage(RenderStage::Processing), "s", "It is already in progress"),
        (render_in_stage(RenderStage::Processing), "w", "Only a queued render can be moved or canceled"),
        (resent, "s", "It was sent again as render 9"),
    ] {
        let mut harness = harness_with_open_details(vec![render], None);
        harness.press(key);
        assert!(harness.screen().contains(reason), "{key}: {}", harness.screen());
        assert!(harness.screen().contains("╭ Reel 7 "), "{key}: {}", harness.screen());
        assert!(!harness.screen().contains("[ "), "no dialog asks: {}", harness.screen());
    }
}

#[test]
fn the_footer_names_only_keys_that_apply() {
    let taken = |row: Render| Render { video_path: None, video_url: None, ..row };
    let keys = ["Enter open", "s send", "w cancel"];
    for (row, named) in [
        (render_in_stage(RenderStage::Completed), [true, false, false]),
        (taken(render_in_stage(RenderStage::Completed)), [false, false, false]),
        (render_in_stage(RenderStage::Failed), [false, true, false]),
        (render_in_stage(RenderStage::Unconfirmed), [false, true, false]),
        (render_in_stage(RenderStage::Processing), [false, false, false]),
        (queued_render(QueueOwner::Unowned, None), [false, true, true]),
        (queued_render(QueueOwner::ThisProcess, Some(fixed_now())), [false, false, true]),
    ] {
        let text = format!("{:?} {:?}", row.stage, row.queue_entry);
        let mut harness = harness_with_open_details(vec![row], None);
        for place in ["in the details", "in the queue"] {
            let screen = harness.screen();
            let footer = screen.lines().last().unwrap();
            assert_eq!(keys.map(|key| footer.contains(key)), named, "{text}, {place}: {footer}");
            harness.press("<Esc>");
        }
    }
    let mut empty = AppHarness::ready(120, 36);
    let screen = empty.press("4").screen();
    let footer = screen.lines().last().unwrap();
    assert!(!footer.contains("open") && !footer.contains("details"), "{footer}");
}

#[test]
fn the_send_key_on_a_queued_render_says_it_is_sent_automatically() {
    let mut harness =
        harness_with_open_details(vec![queued_render(QueueOwner::ThisProcess, Some(fixed_now()))], None);
    harness.press("s");
    let message = harness.app.studio.status_line.current.as_ref().unwrap();
    assert_eq!(message.text, "It is sent automatically when it is due · w cancels it");
}

#[test]
fn a_long_error_leaves_room_for_the_hint_to_its_details() {
    let long = "The service refused the render: ".to_owned() + &"a word that it says about it ".repeat(20);
    let mut harness = AppHarness::ready(120, 36);
    let failed = Render { note: Some(long), ..render_in_stage(RenderStage::Failed) };
    harness.load_renders(vec![failed]);
    harness.press("4");
    let screen = harness.screen();
    assert!(screen.contains("The service refused the") && screen.contains('…'), "{screen}");
    assert!(screen.contains("d shows what the service"), "{screen}");
}
