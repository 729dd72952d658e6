//! A script is exported from the studio, and imported beside unsaved work, which is found again.

use std::fs;
use std::path::PathBuf;

use cuecard::sandbox::Options;

use crate::support::end_to_end::{EndToEnd, sandbox_config, start_paused_sandbox, temp_home};

fn scripts(studio: &EndToEnd) -> Vec<String> {
    let scenes = &studio.app.studio.project_state.project.scenes;
    scenes.iter().map(|scene| scene.script.as_str().to_owned()).collect()
}

#[tokio::test]
async fn a_script_is_exported_and_imported_beside_unsaved_work() {
    let (home, sandbox) = (temp_home(), start_paused_sandbox(Options::default()).await);
    let mut studio = EndToEnd::ready(sandbox_config(home.path(), &sandbox), None).await;
    let path = |name: &str| home.path().join(name).display().to_string();
    studio.press("3<Enter>Hello there.<A-n>Bye.<Esc>");

    studio.press(&format!("<F2>{}<Enter>", path("tea.srt")));
    studio.wait_for_text("Exported to").await;
    let subtitles = fs::read_to_string(path("tea.srt")).unwrap();
    assert!(subtitles.starts_with("1\n00:00:00,000 --> ") && subtitles.contains("Bye."), "{subtitles}");

    fs::write(path("tea.md"), "mine").unwrap();
    studio.press(&format!("<F2>{}<Enter>", path("tea.md")));
    studio.wait_for_text("tea.md already exists").await;
    assert_eq!(fs::read_to_string(path("tea.md")).unwrap(), "mine");
    studio.press("<Right><Enter>");
    studio.wait_for_text(&format!("Exported to {}", path("tea.md"))).await;
    let markdown = fs::read_to_string(path("tea.md")).unwrap();
    assert!(markdown.contains("## Scene 2"), "{markdown}");

    fs::write(path("tea.md"), markdown.replace("Bye.", "See you.")).unwrap();
    studio.press(&format!("<Enter> Again.<Esc><C-o>{}<Enter>", path("tea.md")));
    studio.wait_for_text("Imported 2 scenes from tea.md").await;
    assert_eq!(scripts(&studio), ["Hello there.", "See you."]);

    let saved = path("second.toml");
    studio.press(&format!("<C-s>{saved}<Enter>"));
    studio.wait_for_text("Saved").await;
    studio.press("<C-o>");
    studio.wait_for_text("Untitled").await;
    studio.press("untitled<Enter>");
    studio
        .wait_until("the first script is back", |app| {
            app.studio.project_state.project.scenes.last().is_some_and(|scene| scene.script == "Bye. Again.")
        })
        .await;
    assert_eq!(studio.app.studio.project_state.path, None);
    assert!(PathBuf::from(saved).exists());
    studio.quit().await;
}
