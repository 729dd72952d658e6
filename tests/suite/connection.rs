//! No connection, as the studio says it while it tries again.

use cuecard::app::Message;
use cuecard::domain::Stage as RenderStage;
use cuecard::studio::{
    AccountReply, ActiveAccount, RenderReply, RenderRequest, Reply, Request, RequestId, Timer,
};
use jiff::SignedDuration;

use crate::support::app_harness::{AppHarness, render};

#[test]
fn loading_lists_show_the_retry_count() {
    for (columns, rows) in [(80, 24), (160, 50)] {
        let mut stage = AppHarness::loading(columns, rows);
        assert!(stage.screen().contains("Loading the photos"), "{}", stage.screen());
        stage.send_reply(Reply::Account(AccountReply::Retrying(3)));
        assert!(stage.screen().contains("No connection; trying again (3)"), "{}", stage.screen());
        stage.send_reply(Reply::Account(AccountReply::Retrying(0)));
        assert!(stage.screen().contains("Loading the photos"), "{}", stage.screen());
    }
}

/// The runner sends the count beside all requests, under no request's id.
#[test]
fn the_retry_count_is_shown_for_every_account() {
    let mut stage = AppHarness::loading(80, 24);
    for accounts in 1..=2 {
        stage.send(Message::Reply(RequestId::NONE, Reply::Account(AccountReply::Retrying(3))));
        assert!(stage.screen().contains("trying again (3)"), "{accounts}: {}", stage.screen());
        stage.send(Message::Reply(RequestId::NONE, Reply::Account(AccountReply::Retrying(0))));
        stage.send_reply(Reply::Account(AccountReply::AccountSwitched(Ok(ActiveAccount::Sandbox))));
    }
}

#[test]
fn a_retried_status_request_is_reported_at_once() {
    let mut stage = AppHarness::ready(80, 24);
    let row = render(1, "Launch", RenderStage::Processing, 30);
    stage.send_reply(Reply::Render(RenderReply::Loaded(Ok(vec![row.clone()]))));
    stage.now += SignedDuration::from_mins(5);
    stage.send(Message::Timer(Timer::Poll));
    assert!(stage.requests().any(|request| matches!(request, Request::Render(RenderRequest::Poll { .. }))));
    let news = |stage: &AppHarness| {
        stage.app.studio.status_line.current.as_ref().map(|news| news.text.clone()).unwrap_or_default()
    };
    stage.send_reply(Reply::Account(AccountReply::Retrying(1)));
    assert!(news(&stage).starts_with("The service is unreachable"), "{}", news(&stage));
    stage.now += SignedDuration::from_secs(4);
    stage.send_reply(Reply::Account(AccountReply::Retrying(0)));
    stage.send_reply(Reply::Render(RenderReply::Changed(Box::new(row))));
    assert_eq!(news(&stage), "The service is reachable again after 4 s");
}
