//! A video is sent in the form that its user was shown, or not at all.

use cuecard::domain::{Api, Dialect, Settings};
use cuecard::studio::{Order, Reply, Request};

use super::World;

#[tokio::test]
async fn a_video_that_was_shown_in_another_form_is_neither_sent_nor_written_down() {
    for (api, shown) in [(Api::V3, Dialect::Scenes), (Api::V2, Dialect::V3), (Api::V2, Dialect::Flat)] {
        let settings = Settings { api: Some(api), ..Settings::default() };
        let world = World::with(|setup| setup.settings = settings).await;
        let order = Order { shown, ..world.order().await };
        let before = format!("{:?}", world.sandbox.ledger().requests);
        let replies = world.runner.call(Request::Submit(Box::new(order.clone()))).await;
        let spoken = api.dialect();
        let expected = [Reply::Speaks(spoken, None), Reply::NotAsShown(order.into(), spoken)];
        assert_eq!(replies, expected);
        assert_eq!(format!("{:?}", world.sandbox.ledger().requests), before, "nothing is asked");
        let Reply::Renders(Ok(rows)) = world.ask(Request::Renders).await else { panic!() };
        assert!(rows.is_empty(), "{rows:?}");
    }
}
