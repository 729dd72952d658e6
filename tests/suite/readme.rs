//! The README and the pages of `docs` against the program: keys, dialects, settings, commands, examples.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::scripts::script_issues;
use cuecard::command::{COMMAND_ROWS, CommandRow, Key, Scope, TEXT_KEYS, rows_in_scope};
use cuecard::domain::{
    Captions, Dialect, Emotion, ExportFormat, ImportFormat, LATIN_RATES, LossKind, MultiSceneMode,
    PROJECT_KEYS, PhotoId, Project, PublishedRate, SCENE_KEYS, SPEAKER_KEYS, SYSTEM_RATES, Scene, SceneField,
    ScenePaces, Shape, Speaker, SpeechRate, TalkingStyle, VoiceSetting, VoiceSettings, WritingSystem,
    clean_script, export_script, format_precise, import_script,
};

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

fn command_table_row(row: &CommandRow) -> String {
    let keys: Vec<String> = row.keys.iter().map(|key| format!("`{key}`")).collect();
    let keys = if keys.is_empty() { "in the commands".to_owned() } else { keys.join(" ") };
    format!("| {keys} | {} |\n", row.help)
}

fn command_table(title: &str, rows: impl Iterator<Item = &'static CommandRow>) -> String {
    let lines: String = rows.map(command_table_row).collect();
    format!("| {title} | |\n|---|---|\n{lines}\n")
}

fn key_tables() -> String {
    let everywhere = command_table("Everywhere", COMMAND_ROWS.iter().filter(|row| row.scopes.is_empty()));
    let scopes = [
        Scope::Photos,
        Scope::Voices,
        Scope::CatalogFilter,
        Scope::Scenes,
        Scope::OptionPicker,
        Scope::Find,
        Scope::Replacement,
        Scope::SceneText,
        Scope::Queue,
        Scope::Filter,
        Scope::RenderDetails,
        Scope::Dialog,
        Scope::VideoSettings,
        Scope::PhotoWorkshop,
        Scope::MotionBank,
        Scope::Spend,
        Scope::TableRead,
    ];
    let own = |scope: Scope| {
        command_table(scope.title(), rows_in_scope(scope).filter(move |row| row.scopes.contains(&scope)))
    };
    let text = TEXT_KEYS.map(|(keys, what)| format!("| {keys} | {what} |\n")).concat();
    everywhere + &scopes.map(own).concat() + &format!("| Text | |\n|---|---|\n{text}\n")
}

/// The rates of speech: of languages in the Latin alphabet, then of the other writing systems.
fn rate_table() -> String {
    let row = |name: &str, unit: &str, rate: SpeechRate| {
        let SpeechRate { per_minute, slowest, fastest, source } = rate;
        let source = source.as_str();
        format!("| {name} | {per_minute:.0} {unit} | {slowest:.0} to {fastest:.0} | {source} |\n")
    };
    let languages = LATIN_RATES.iter().map(|of| row(of.name, of.unit, of.rate));
    let systems = SYSTEM_RATES.iter().filter(|of| of.of != WritingSystem::Latin);
    let systems = systems.map(|of| row(of.name, of.unit, of.rate));
    let head =
        "| language or writing system | a minute | slow to fast voices | source |\n|---|---|---|---|\n";
    head.to_owned() + &languages.chain(systems).collect::<String>()
}

/// The table of what the service charges, as its file has it.
fn price_table() -> String {
    let row = |rate: &PublishedRate| {
        let since = rate.since.map_or_else(|| "first known".to_owned(), |day| day.to_string());
        let kind: Vec<&str> = [rate.engine, rate.look].into_iter().filter(|cell| *cell != "any").collect();
        let work = format!("{} {}", rate.work.as_str(), kind.join(" "));
        let amount = match rate.amount {
            amount if amount > 0.0 => {
                format!("{} a {}", format_precise(amount, rate.unit), rate.per.as_str())
            }
            _ => "included".to_owned(),
        };
        format!("| {} | {} | {amount} | {since} | {} |\n", work.trim(), rate.billing, rate.source)
    };
    let rows: String = PublishedRate::all().iter().map(row).collect();
    format!("| what | billing | rate | since | source |\n|---|---|---|---|---|\n{rows}")
}

/// An example of each kind of part that would be spoken by mistake, and what cleaning makes of it.
fn script_issue_table() -> String {
    const EXAMPLES: [&str; 14] = [
        "So **there** it is.",
        "So R&amp;D it is.",
        "## Scene 2: The offer",
        "| wide shot | Hello. |",
        "**Duration**: 1 minute",
        "Wait. [BEAT] (laughs) [SFX: whoosh] Now.",
        "*laughs softly* So it is.",
        "Hello {{first_name}}, welcome.",
        "HOST: (smiling) Here is the plan.",
        "Read [our page](https://example.com/ship).",
        "Read https://www.example.com/ship.",
        "Done ✅",
        "So <emphasis>there</emphasis>.",
        "[0:20] Hello.",
    ];
    let row = |script: &&str| {
        let first = script_issues(script).remove(0);
        let clean = clean_script(script);
        let clean = if clean.is_empty() { "nothing".to_owned() } else { format!("`{clean}`") };
        // A bar within a cell of a table has a backslash.
        let script = script.replace('|', "\\|");
        format!("| `{script}` | {} | {clean} |\n", first.kind.message())
    };
    let broken = ["Wait <break time=\"soon\"/> now.", "Wait <break time=\"90s\"/> now."];
    let rows: String = EXAMPLES.iter().chain(&broken).map(row).collect();
    format!("| script | issue | cleaned |\n|---|---|---|\n{rows}")
}

#[test]
fn the_docs_tables_match_the_program() {
    for (file, name, expected) in [
        ("keys", "keys", key_tables()),
        ("dialects", "dialects", dialect_table()),
        ("estimates", "rates", rate_table()),
        ("estimates", "prices", price_table()),
        ("scripts", "kinds", script_issue_table()),
    ] {
        let path = format!("docs/{file}.md");
        let (page, mark) = (read(&path), format!("<!-- {name} -->\n"));
        let parts: Vec<&str> = page.split(mark.as_str()).collect();
        let [before, _, after] = parts.as_slice() else { panic!("{path} has two marks around its {name}") };
        let written = format!("{before}{mark}{expected}{mark}{after}");
        if std::env::var_os("CUECARD_WRITE_DOCS").is_some() {
            fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path), &written).unwrap();
        } else {
            assert_eq!(page, written, "CUECARD_WRITE_DOCS=1 cargo test readme writes it");
        }
    }
}

/// The table of the dialects, as it stands above their code.
fn dialect_table() -> String {
    let source = read("src/domain/dialect.rs");
    source
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("/// |"))
        .fold(String::new(), |table, line| table + "|" + line + "\n")
}

/// A project that uses every feature.
fn project_with_all_features() -> Project {
    let scene = Scene {
        speaker: Some("Marco".into()),
        emotion: Some(Emotion::Friendly),
        style: TalkingStyle::Stable,
        motion_prompt: "waves".into(),
        enhance_motion: true,
        ..Scene::new("Hello.")
    };
    Project {
        speakers: vec![Speaker {
            name: "Marco".into(),
            photo: Some(PhotoId::new("m")),
            ..Speaker::default()
        }],
        voice_settings: VoiceSettings { speed: Some(1.1), volume: Some(0.8), ..VoiceSettings::default() },
        scenes: vec![
            Scene { speaker: None, ..scene.clone() },
            scene,
            Scene { recording: Some("scene-3.wav".into()), ..Scene::default() },
        ],
        shape: Shape::Custom(900, 1600),
        background: Some("#1b6b93".into()),
        captions: Captions::Burned,
        callback_url: "https://a.example/b".into(),
        ..Project::default()
    }
}

#[test]
fn the_dialect_table_matches_the_losses_of_each_dialect() {
    let table = dialect_table();
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let rows: Vec<Vec<String>> = table.lines().map(cells).collect();
    let words: Vec<String> = Dialect::ALL.iter().map(|dialect| format!("`{}`", dialect.as_str())).collect();
    assert_eq!(rows[0][1..], words[..]);
    let lost = [
        ("several scenes", LossKind::SceneBoundaries),
        ("emotion", LossKind::SceneField(SceneField::Emotion)),
        ("talking style", LossKind::SceneField(SceneField::Style)),
        ("motion prompt", LossKind::SceneField(SceneField::Motion)),
        ("enhance", LossKind::SceneField(SceneField::Enhance)),
        ("shape", LossKind::Shape),
        ("captions", LossKind::Captions),
        ("callback URL", LossKind::CallbackUrl),
        ("several speakers", LossKind::SceneField(SceneField::Speaker)),
        ("recordings", LossKind::SceneField(SceneField::Recording)),
        ("background", LossKind::SceneField(SceneField::Background)),
        (
            "speed, pitch, locale of the voice",
            LossKind::SceneField(SceneField::VoiceSetting(VoiceSetting::Speed)),
        ),
        ("volume of the voice", LossKind::SceneField(SceneField::VoiceSetting(VoiceSetting::Volume))),
    ];
    let row =
        |name: &str| rows.iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("{name}: {table}"));
    assert_eq!(rows.len(), 2 + lost.len() + 1, "every row is looked at");
    for (at, dialect) in Dialect::ALL.iter().enumerate() {
        let losses: Vec<LossKind> = dialect
            .losses(&project_with_all_features(), MultiSceneMode::Joined)
            .into_iter()
            .map(|loss| loss.kind)
            .collect();
        for (name, what) in lost {
            let (cell, is_lost) = (row(name)[at + 1].as_str(), losses.contains(&what));
            match cell.split([',', ' ']).next() {
                Some("yes" | "pixels") => assert!(!is_lost, "{dialect:?} loses {name}: {cell}"),
                Some("no") => assert!(is_lost, "{dialect:?} does not lose {name}: {cell}"),
                // Other cells describe a partial loss.
                _ => {
                    assert!(is_lost || cell.starts_with("as ") || cell.starts_with("one "), "{name}: {cell}")
                }
            }
        }
        assert_eq!(row("safe to send again")[at + 1] != "no", dialect.is_idempotent());
    }
}

#[test]
fn the_docs_name_every_setting() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("config.toml");
    let configuration = read("docs/configuration.md");
    for key in cuecard::store::settings::SETTING_NAMES {
        assert!(
            configuration.contains(&format!(
                "
{key} = "
            )),
            "docs/configuration.md does not name {key}"
        );
    }
    // What the README shows is what the program reads.
    let shown = configuration.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    fs::write(&path, shown).unwrap();
    assert_eq!(cuecard::store::settings::read(&path).unwrap().unknown_settings, []);
}

#[test]
fn the_docs_name_every_key_of_a_project() {
    let page = read("docs/projects.md");
    let shown = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("project.toml");
    fs::write(&path, shown).unwrap();
    let opened = cuecard::store::project::open(&path).unwrap();
    assert_eq!(opened.unknown, []);
    assert!(opened.project.spec().is_ok(), "{:?}", opened.project.spec());
    let (head, rest) = shown.split_once("[[speaker]]").unwrap();
    let (speaker, scenes) = rest.split_once("[[scene]]").unwrap();
    let tables = ["speaker", "scene"];
    let keys = PROJECT_KEYS.into_iter().filter(|key| !tables.contains(key)).map(|key| (head, key));
    let keys = keys.chain(SPEAKER_KEYS.map(|key| (speaker, key))).chain(SCENE_KEYS.map(|key| (scenes, key)));
    for (part, key) in keys {
        assert!(
            part.contains(&format!("\n{key} = ")) || part.starts_with(&format!("{key} = ")),
            "{key} is not shown"
        );
    }
}

/// The names of the commands that a command line has, as its help tells them.
fn help_commands(words: &[&str]) -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_cuecard")).args(words).arg("--help").output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let list = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let names = list.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names.filter(|name| !name.is_empty() && *name != "help").map(str::to_owned).collect()
}

#[test]
fn the_docs_name_every_command() {
    let page = read("docs/commands.md");
    let mut all = help_commands(&[]);
    all.extend(help_commands(&["queue"]).into_iter().map(|name| format!("queue {name}")));
    assert!(all.len() >= 10, "{all:?}");
    for command in &all {
        assert!(page.contains(&format!("`cuecard {command}")), "docs/commands.md does not name {command}");
    }
}

#[test]
fn the_checks_run_the_test_command_of_the_readme() {
    let (readme, checks) = (read("README.md"), read(".ci/run"));
    assert!(readme.contains("\ncargo test\n") && checks.contains("cargo test\n"));
    assert!(readme.contains("\ncargo run -- --sandbox\n"));
}

#[test]
fn the_examples_are_complete_projects_without_unknown_keys() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let opened = cuecard::store::project::open(&path).unwrap();
        assert_eq!(opened.unknown, [], "{path:?}");
        assert!(opened.project.spec().is_ok(), "{path:?}: {:?}", opened.project.spec());
        count += 1;
    }
    assert!(count >= 3);
}

#[test]
fn the_markdown_example_of_the_docs_is_what_an_export_writes() {
    let page = read("docs/import-and-export.md");
    let shown = page.split("```markdown\n").nth(1).unwrap().split("```").next().unwrap();
    let imported = import_script(shown, ImportFormat::Markdown);
    assert_eq!(imported.notes, Vec::<String>::new());
    assert_eq!(export_script(&imported.project, ExportFormat::Markdown, &ScenePaces::default()).text, shown);
}

/// Links between the pages lead to files.
#[test]
fn the_links_of_the_docs_lead_to_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let pages = pages.chain(["README.md", "CONTRIBUTING.md"].map(|name| root.join(name)));
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let link = link.split('#').next().unwrap();
            if !link.is_empty() && !link.starts_with("http") {
                assert!(page.parent().unwrap().join(link).exists(), "{page:?} links to {link}");
            }
        }
    }
}

/// Columns of a text in the list of keys on a screen of 80 columns.
const HELP_COLUMNS: usize = 52;

#[test]
fn every_help_text_fits_on_a_screen_of_80_columns() {
    for row in COMMAND_ROWS {
        assert!(row.help.chars().count() <= HELP_COLUMNS, "{:?}: {}", row.command, row.help);
    }
}

#[test]
fn every_command_can_be_reached() {
    for row in COMMAND_ROWS {
        assert!(!row.help.is_empty(), "{:?} says nothing", row.command);
        let typed = |key: &Key| key.typed_char().is_none();
        for scope in row.scopes.iter().filter(|scope| scope.takes_text()) {
            assert!(row.keys.iter().any(typed), "{:?} in {scope:?} has letters alone", row.command);
        }
        // Commands without a key must be global, so that the palette lists them.
        assert!(!row.keys.is_empty() || row.scopes.is_empty(), "{:?} has no key", row.command);
    }
}
