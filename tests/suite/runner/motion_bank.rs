//! The user's own motion prompts on disk.

use std::fs;

use cuecard::domain::ErrorKind;
use cuecard::studio::{MotionBankReply, MotionBankRequest, Reply, Request};

use crate::support::runner_harness::RunnerHarness;

#[tokio::test]
async fn kept_prompts_are_lines_of_a_file_that_the_user_may_edit() {
    let harness = RunnerHarness::new().await;
    let load = || harness.request(Request::MotionBank(MotionBankRequest::Load));
    assert_eq!(load().await, Reply::MotionBank(MotionBankReply::Loaded(Ok(Vec::new()))));

    let file = harness.home.path().join("config/motions.txt");
    let add = Request::MotionBank(MotionBankRequest::Add("Avatar nods".to_owned()));
    let added = Reply::MotionBank(MotionBankReply::Added(Ok((vec!["Avatar nods".to_owned()], file.clone()))));
    assert_eq!(harness.request(add).await, added);
    assert_eq!(fs::read_to_string(&file).unwrap(), "Avatar nods\n");

    fs::write(&file, "# mine\nAvatar waves\n").unwrap();
    let edited = vec!["Avatar waves".to_owned()];
    assert_eq!(load().await, Reply::MotionBank(MotionBankReply::Loaded(Ok(edited))));

    fs::write(&file, b"\xff").unwrap();
    let Reply::MotionBank(MotionBankReply::Loaded(Err(error))) = load().await else { panic!("not text") };
    assert_eq!(error.kind, ErrorKind::File);
}
