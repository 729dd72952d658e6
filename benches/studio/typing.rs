//! A letter typed on a terminal, from the key to the frame: the studio beside a bare textarea and the editors that are
//! installed.

use std::cell::RefCell;
use std::fmt::{self, Display};
use std::path::{Path, PathBuf};

use divan::Bencher;

use crate::harness::{project_with, script_text};
use crate::terminal::{TerminalProgram, bare_program_path, studio_path};

const WORD_COUNT: usize = 10_000;
/// Scenes of at most 5,000 characters.
const SCENE_COUNT: usize = 13;
/// Words in a line of the bare program's text.
const BARE_LINE_WORDS: usize = 10;
/// A letter that is in none of the texts, and that no escape sequence of these programs ends with.
const LETTER: &str = "z";
const LETTERS_OF_A_WORD: usize = 7;

#[derive(Clone, Copy)]
enum Editor {
    Studio,
    BareTextarea,
    /// A program on the `PATH`, such as nano.
    Installed(&'static str),
}

/// An editor, and how many words the file has that it opens.
struct TypingCase {
    editor: Editor,
    word_count: usize,
}

impl Display for TypingCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.editor {
            Editor::Studio => "cuecard",
            Editor::BareTextarea => "bare textarea",
            Editor::Installed(name) => name,
        };
        write!(f, "{name}, {} words", self.word_count)
    }
}

fn installed_program(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

fn typing_cases() -> Vec<TypingCase> {
    let installed = ["nano", "micro"].into_iter().filter(|name| installed_program(name).is_some());
    let editors = [Editor::Studio, Editor::BareTextarea].into_iter().chain(installed.map(Editor::Installed));
    editors.flat_map(|editor| [0, WORD_COUNT].map(|word_count| TypingCase { editor, word_count })).collect()
}

/// Opens a file with so many words in an editor that takes letters.
fn open_editor(case: &TypingCase, home: &Path) -> TerminalProgram {
    let mut program = match case.editor {
        Editor::Studio => {
            let project = project_with(
                if case.word_count == 0 { 1 } else { SCENE_COUNT },
                case.word_count / SCENE_COUNT,
            );
            let scenes =
                project.scenes.iter().map(|scene| format!("[[scene]]\nscript = {:?}\n", scene.script));
            std::fs::write(home.join("words.toml"), scenes.collect::<String>()).unwrap();
            let mut studio = TerminalProgram::start(&studio_path(), &["--sandbox", "words.toml"], home);
            studio.wait_for_output(&["of 412 cr".as_bytes()]);
            studio.press("\r");
            studio
        }
        Editor::BareTextarea => {
            let lines = (case.word_count / BARE_LINE_WORDS).to_string();
            TerminalProgram::start(&bare_program_path(), &["text", &lines], home)
        }
        Editor::Installed(name) => {
            std::fs::write(home.join("words.txt"), script_text(case.word_count)).unwrap();
            let path = installed_program(name).unwrap();
            let mut program = TerminalProgram::start(&path, &["words.txt"], home);
            program.wait_for_output(&[b"words.txt"]);
            program
        }
    };
    program.press(LETTER);
    program.wait_for_output(&[LETTER.as_bytes()]);
    program
}

#[divan::bench(args = typing_cases(), sample_count = 300, sample_size = 1)]
fn letter_on_a_terminal(bencher: Bencher<'_, '_>, case: &TypingCase) {
    let home = tempfile::tempdir().unwrap();
    let program = RefCell::new(open_editor(case, home.path()));
    let mut typed = 0;
    let blank_between_words = || {
        let mut program = program.borrow_mut();
        typed += 1;
        if typed % LETTERS_OF_A_WORD == 0 {
            program.press(" ");
        }
        program.settle();
    };
    bencher.with_inputs(blank_between_words).bench_local_values(|()| {
        let mut program = program.borrow_mut();
        program.press(LETTER);
        program.wait_for_output(&[LETTER.as_bytes()]);
    });
}
