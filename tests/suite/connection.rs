//! No connection, as the studio says it while it tries again.

use cuecard::studio::Reply;

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
