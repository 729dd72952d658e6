//! What the studio shows while it retries without a connection.

use cuecard::app::Message;
use cuecard::domain::RenderStage;
use cuecard::studio::{
    AccountReply, ActiveAccount, RenderReply, RenderRequest, Reply, Request, RequestId, Timer,
};
use jiff::SignedDuration;

use crate::support::app_harness::{AppHarness, render};

#[test]
fn loading_lists_show_the_retry_count() {
    for (columns, rows) in [(80, 24), (160, 50)] {
        let mut harness = AppHarness::loading(columns, rows);
        harness.assert_shows("Loading the photos");
        harness.send_reply(Reply::Account(AccountReply::Retrying(3)));
        harness.assert_shows("No connection; trying again (3)");
        harness.send_reply(Reply::Account(AccountReply::Retrying(0)));
        harness.assert_shows("Loading the photos");
    }
}

/// The runner sends the retry count without a request id.
#[test]
fn the_retry_count_is_shown_for_every_account() {
    let mut harness = AppHarness::loading(80, 24);
    for accounts in 1..=2 {
        harness.send(Message::Reply(RequestId::NONE, Reply::Account(AccountReply::Retrying(3))));
        assert!(harness.screen().contains("trying again (3)"), "{accounts}: {}", harness.screen());
        harness.send(Message::Reply(RequestId::NONE, Reply::Account(AccountReply::Retrying(0))));
        harness.send_reply(Reply::Account(AccountReply::AccountSwitched(Ok(ActiveAccount::Sandbox))));
    }
}

#[test]
fn a_retried_status_request_is_reported_at_once() {
    let mut harness = AppHarness::ready(80, 24);
    let row = render(1, "Launch", RenderStage::Processing, 30);
    harness.load_renders(vec![row.clone()]);
    harness.now += SignedDuration::from_mins(5);
    harness.send(Message::Timer(Timer::Poll));
    assert!(harness.requests().any(|request| matches!(request, Request::Render(RenderRequest::Poll { .. }))));
    let message = |harness: &AppHarness| {
        harness
            .app
            .studio
            .status_line
            .current
            .as_ref()
            .map(|message| message.text.clone())
            .unwrap_or_default()
    };
    harness.send_reply(Reply::Account(AccountReply::Retrying(1)));
    assert!(message(&harness).starts_with("The service is unreachable"), "{}", message(&harness));
    harness.now += SignedDuration::from_secs(4);
    harness.send_reply(Reply::Account(AccountReply::Retrying(0)));
    harness.send_reply(Reply::Render(RenderReply::Changed(Box::new(row))));
    assert_eq!(message(&harness), "The service is reachable again after 4 s");
}
