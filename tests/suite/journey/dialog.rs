//! A dialog of two people: written and cast by keys, or imported and cast once, and rendered in each dialect.

use std::fs;

use cuecard::domain::{Dialect, RenderStage};
use cuecard::sandbox::{Options, Sandbox};
use serde_json::{Value, json};

use crate::support::cli_harness::isolated_command;
use crate::support::dialect_matrix::{for_each_dialect_async, sent_speakers};
use crate::support::end_to_end::{
    API_KEY, EndToEnd, MAX_RENDER_DURATION, sandbox_config, start_paused_sandbox, temp_home, with_dialect,
};

/// Renders the dialog and waits for its video; returns the photo, the voice and the speed of each sent scene.
async fn render_dialog(studio: &mut EndToEnd, sandbox: &Sandbox, dialect: Dialect) -> Vec<[Value; 3]> {
    studio.press("<Enter>4");
    studio.wait_for_stage(RenderStage::Pending).await;
    sandbox.advance(MAX_RENDER_DURATION);
    studio.wait_for_render("the video is here", |row| row.video_path.is_some()).await;
    let requests: Vec<Value> = sandbox.report().paid.into_iter().map(|paid| paid.request).collect();
    assert_eq!(requests.len(), 1, "{requests:?}");
    sent_speakers(dialect, &requests)
}

/// What a scene sends for the speaker with this name.
fn sent(studio: &EndToEnd, name: &str) -> [Value; 3] {
    let project = &studio.app.studio.project_state.project;
    let speaker = project.speakers.iter().find(|speaker| speaker.name == name).unwrap();
    let (photo, voice) = (speaker.photo.as_ref().unwrap(), speaker.voice.as_ref().unwrap());
    [json!(photo.as_str()), json!(voice.as_str()), Value::Null]
}

#[test]
fn a_dialog_in_four_scenes_is_written_cast_and_rendered_in_every_dialect() {
    for_each_dialect_async(Dialect::ALL, async |dialect| {
        let (home, sandbox) = (temp_home(), start_paused_sandbox(Options::default()).await);
        let mut studio =
            EndToEnd::ready(with_dialect(dialect, sandbox_config(home.path(), &sandbox)), None).await;
        studio.press("3<Enter>Good morning, Marco.<A-w>Ingrid<Enter><Esc>1<Enter>2/german<Enter>");
        studio.press("3<Enter><A-n>Good morning, Ingrid.<A-w>Marco<Enter><Esc>1");
        assert!(studio.screen().contains("Photos for Marco"), "{}", studio.screen());
        studio.press("<Down><Enter>2");
        assert!(studio.screen().contains("Voices for Marco"), "{}", studio.screen());
        studio.press("/french<Enter>3<Enter><C-End><A-n>Did you sleep well?<A-w>ing<Enter>");
        studio.press("<A-n>Like a stone.<A-w>mar<Enter><Esc><C-r>");
        let (ingrid, marco) = (sent(&studio, "Ingrid"), sent(&studio, "Marco"));
        assert!(ingrid[0] != marco[0] && ingrid[1] != marco[1], "{ingrid:?} {marco:?}");
        let screen = studio.screen();
        assert!(screen.contains("4 scenes · 9:16"), "{screen}");
        assert!(screen.contains("Ingrid (Ana, blue suit) · ") && screen.contains("Marco ("), "{screen}");
        let is_lost = screen.contains("no speakers; 2 scenes are sent with the photo");
        assert_eq!(is_lost, matches!(dialect, Dialect::Scenes | Dialect::Flat), "{screen}");
        let scenes = render_dialog(&mut studio, &sandbox, dialect).await;
        if is_lost {
            assert_eq!((scenes.len(), &scenes[0][1]), (1, &ingrid[1]));
        } else {
            assert_eq!(scenes, [ingrid.clone(), marco.clone(), ingrid, marco]);
        }
        studio.assert_api_key_absent(API_KEY);
        studio.quit().await;
    });
}

const MARKDOWN_DIALOG: &str = "**Ingrid:** Good morning, Marco.\n\n**Marco:** Good morning, Ingrid.\n\n\
    **Ingrid:** Did you sleep well?\n\n**Marco:** Like a stone.\n";
const FOUNTAIN_DIALOG: &str = "INGRID\nGood morning, Marco.\n\nMARCO\nGood morning, Ingrid.\n\n\
    INGRID\nDid you sleep well?\n\nMARCO\nLike a stone.\n";

#[tokio::test]
async fn an_imported_dialog_is_cast_once_for_each_person() {
    for (name, text) in [("dialog.md", MARKDOWN_DIALOG), ("dialog.fountain", FOUNTAIN_DIALOG)] {
        let (home, sandbox) = (temp_home(), start_paused_sandbox(Options::default()).await);
        fs::write(home.path().join(name), text).unwrap();
        let imported = isolated_command(home.path(), &["import", name]).output().unwrap();
        assert!(imported.status.success(), "{imported:?}");
        let config = with_dialect(Dialect::V3, sandbox_config(home.path(), &sandbox));
        let mut studio = EndToEnd::ready(config, Some(home.path().join("dialog.toml"))).await;
        studio
            .wait_until("the project is open", |app| app.studio.project_state.project.scenes.len() == 4)
            .await;
        studio.press("3<Enter><C-Home><Esc>1<Enter>2/german<Enter>3<Down>1<Down><Enter>2/french<Enter><C-r>");
        let names: Vec<String> = studio
            .app
            .studio
            .project_state
            .project
            .speakers
            .iter()
            .map(|speaker| speaker.name.clone())
            .collect();
        let (ingrid, marco) = (sent(&studio, &names[0]), sent(&studio, &names[1]));
        assert!(!studio.screen().contains("no speakers"), "{}", studio.screen());
        let scenes = render_dialog(&mut studio, &sandbox, Dialect::V3).await;
        assert_eq!(scenes, [ingrid.clone(), marco.clone(), ingrid, marco], "{name}");
        studio.quit().await;
    }
}

#[tokio::test]
async fn a_dialog_of_which_one_person_is_cast_leads_to_the_other() {
    let (home, sandbox) = (temp_home(), start_paused_sandbox(Options::default()).await);
    fs::write(home.path().join("dialog.md"), MARKDOWN_DIALOG).unwrap();
    let imported = isolated_command(home.path(), &["import", "dialog.md"]).output().unwrap();
    assert!(imported.status.success(), "{imported:?}");
    let config = with_dialect(Dialect::V3, sandbox_config(home.path(), &sandbox));
    let mut studio = EndToEnd::ready(config, Some(home.path().join("dialog.toml"))).await;
    studio.wait_until("the project is open", |app| app.studio.project_state.project.scenes.len() == 4).await;
    studio.press("1<Enter>2/german<Enter><C-r>");
    let screen = studio.screen();
    assert!(screen.contains("Marco has no photo") && screen.contains("Marco has no voice"), "{screen}");
    studio.press("<Enter>");
    assert!(studio.screen().contains("Photos for Marco"), "{}", studio.screen());
    studio.press("<Down><Enter>2");
    assert!(studio.screen().contains("Voices for Marco"), "{}", studio.screen());
    studio.press("/french<Enter><C-r>");
    let screen = studio.screen();
    assert!(screen.contains("Ingrid (Ana, blue suit) · ") && screen.contains("Marco ("), "{screen}");
    let (ingrid, marco) = (sent(&studio, "Ingrid"), sent(&studio, "Marco"));
    assert!(ingrid[0] != marco[0] && ingrid[1] != marco[1], "{ingrid:?} {marco:?}");
    assert_eq!(studio.app.studio.project_state.project.photo, None, "it is of nobody else");
    studio.quit().await;
}
