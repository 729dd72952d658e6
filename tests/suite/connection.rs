//! No connection, as the studio says it while it tries again.

use cuecard::app::Message;
use cuecard::studio::{Account, Reply, RequestId};

use crate::stage::Stage;

#[test]
fn lists_that_are_on_their_way_count_the_retries() {
    for (columns, rows) in [(80, 24), (160, 50)] {
        let mut stage = Stage::empty(columns, rows);
        assert!(stage.screen().contains("Loading the photos"), "{}", stage.screen());
        stage.reply(Reply::Retrying(3));
        assert!(stage.screen().contains("No connection; trying again (3)"), "{}", stage.screen());
        stage.reply(Reply::Retrying(0));
        assert!(stage.screen().contains("Loading the photos"), "{}", stage.screen());
    }
}

/// The runner sends the count beside all requests, under no request's id.
#[test]
fn retries_are_counted_whatever_account_is_used() {
    let mut stage = Stage::empty(80, 24);
    for accounts in 1..=2 {
        stage.send(Message::Reply(RequestId::NONE, Reply::Retrying(3)));
        assert!(stage.screen().contains("trying again (3)"), "{accounts}: {}", stage.screen());
        stage.send(Message::Reply(RequestId::NONE, Reply::Retrying(0)));
        stage.reply(Reply::Connected(Ok(Account::Sandbox)));
    }
}
