//! A render is sent only in the dialect that the user confirmed.

use cuecard::domain::{ApiVersion, Dialect, Settings};
use cuecard::studio::{AccountReply, NewRender, RenderReply, RenderRequest, Reply, Request};

use crate::support::runner_harness::RunnerHarness;

#[tokio::test]
async fn a_render_confirmed_in_another_dialect_is_neither_sent_nor_stored() {
    for (api, shown) in
        [(ApiVersion::V3, Dialect::Scenes), (ApiVersion::V2, Dialect::V3), (ApiVersion::V2, Dialect::Flat)]
    {
        let settings = Settings { api_version: Some(api), ..Settings::default() };
        let harness = RunnerHarness::with_config(|setup| setup.settings = settings).await;
        let new_render = NewRender { shown_dialect: shown, ..harness.new_render().await };
        let before = format!("{:?}", harness.sandbox.report().requests);
        let replies = harness
            .runner
            .request_to_end(Request::Render(RenderRequest::Submit(Box::new(new_render.clone()))))
            .await;
        let spoken = api.default_dialect();
        let expected = [
            Reply::Account(AccountReply::DialectDetected(spoken, None)),
            Reply::Render(RenderReply::ReconfirmationNeeded(new_render.into(), spoken)),
        ];
        assert_eq!(replies, expected);
        assert_eq!(format!("{:?}", harness.sandbox.report().requests), before, "nothing is asked");
        let Reply::Render(RenderReply::Loaded(Ok(rows))) =
            harness.request(Request::Render(RenderRequest::LoadAll)).await
        else {
            panic!()
        };
        assert!(rows.is_empty(), "{rows:?}");
    }
}
