//! The tools of the script page, up to the request that is paid for: find, split, mute, the advice, the table read, a target.

use cuecard::domain::RenderStage;
use cuecard::sandbox::Options;
use serde_json::Value;

use crate::support::end_to_end::{EndToEnd, sandbox_config, start_paused_sandbox, temp_home};

#[tokio::test]
async fn a_script_that_was_revised_with_the_tools_of_the_page_is_sent_as_it_stands() {
    let (home, sandbox) = (temp_home(), start_paused_sandbox(Options::default()).await);
    let mut studio = EndToEnd::ready(sandbox_config(home.path(), &sandbox), None).await;
    studio.press("<Enter>2/english<Enter>3<Enter>Hello **dear** friends. Good night.");
    // What would be spoken by mistake is cleaned, a word replaced, the scene split, the motion rewritten.
    studio.press("<A-c><C-f>friends<Tab>people<A-Enter><Esc><C-Home>");
    studio.press(&"<Right>".repeat("Hello dear people. ".len()));
    studio.press("<A-Enter>");
    studio.press("<Tab>does not move");
    assert!(studio.screen().contains("is negative"), "{}", studio.screen());
    studio.press("<A-a><S-Tab><C-End><A-n>This one is not said.<A-x>");
    // A target, which the script misses.
    studio.press("<Esc>e<Tab><Tab><Tab><Tab><Tab>1s<Enter>");
    assert!(studio.screen().contains(" of 0:01"), "{}", studio.screen());
    // It is read aloud to the eye, and paused.
    studio.press("<C-t>");
    assert!(studio.screen().contains("r record"), "{}", studio.screen());
    studio.press("<Space>q<C-r>");
    let screen = studio.screen();
    assert!(screen.contains("2 scenes (1 muted)") && screen.contains("over the target of 0:01"), "{screen}");
    studio.press("<Enter>");
    studio.wait_for_stage(RenderStage::Pending).await;
    let paid = sandbox.report().paid;
    let scenes = paid[0].request["scenes"].as_array().unwrap();
    let texts = |key: &str| scenes.iter().map(|scene| scene[key].as_str()).collect::<Vec<_>>();
    assert_eq!(texts("script"), [Some("Hello dear people."), Some("Good night.")]);
    let motions: Vec<Option<&str>> = texts("custom_motion_prompt");
    assert_eq!(motions, [None, Some("Avatar keeps the hands folded")], "{}", Value::Array(scenes.clone()));
    studio.quit().await;
}
