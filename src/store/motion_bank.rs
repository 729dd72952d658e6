//! The user's own motion prompts: a text file with a prompt on each line. Lines that begin with `#` are comments.

use std::path::Path;

use crate::domain::{Error, MAX_MOTION_PROMPT_CHARS, text};

use super::files::{self, FileAccess};

/// Far more than anybody writes.
const MAX_BANK_BYTES: u64 = 256 << 10;
const COMMENT_MARK: char = '#';

/// The prompts of the file in their order, each once; none where there is no file.
pub fn read(path: &Path) -> Result<Vec<String>, Error> {
    Ok(parse(&read_text(path)?))
}

/// Adds a prompt at the end of the file, unless it has it; returns all prompts. The other lines stay as they are.
pub fn add(path: &Path, prompt: &str) -> Result<Vec<String>, Error> {
    let prompt = clean_prompt(prompt);
    let mut text = read_text(path)?;
    let mut prompts = parse(&text);
    if prompt.is_empty() || prompts.contains(&prompt) {
        return Ok(prompts);
    }
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(&prompt);
    text.push('\n');
    if text.len() as u64 > MAX_BANK_BYTES {
        return Err(files::file_error(path, "has no room for another prompt"));
    }
    files::create_private_folder(files::parent_folder(path))?;
    files::replace(path, text.as_bytes(), FileAccess::Inherited)?;
    prompts.push(prompt);
    Ok(prompts)
}

fn read_text(path: &Path) -> Result<String, Error> {
    let bytes = files::read_if_exists(path, MAX_BANK_BYTES)?.unwrap_or_default();
    let text = String::from_utf8(bytes).map_err(|_| files::file_error(path, "is not UTF-8 text"))?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

fn parse(text: &str) -> Vec<String> {
    let mut prompts: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with(COMMENT_MARK)) {
        let prompt = clean_prompt(line);
        if !prompt.is_empty() && !prompts.contains(&prompt) {
            prompts.push(prompt);
        }
    }
    prompts
}

/// One line that is no comment.
fn clean_prompt(prompt: &str) -> String {
    let line = text::clean_line(prompt);
    let line = line.trim_start_matches([COMMENT_MARK, ' ']);
    line.chars().take(MAX_MOTION_PROMPT_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn prompts_are_added_once_and_other_lines_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config/motions.txt");
        assert_eq!(read(&path).unwrap(), Vec::<String>::new());
        assert_eq!(add(&path, " Avatar nods\nslowly ").unwrap(), ["Avatar nods slowly"]);

        fs::write(&path, "# mine\r\nAvatar waves\r\n\r\n  # later\nAvatar waves\nlast").unwrap();
        assert_eq!(read(&path).unwrap(), ["Avatar waves", "last"]);
        assert_eq!(add(&path, "# Avatar bows").unwrap(), ["Avatar waves", "last", "Avatar bows"]);
        assert_eq!(add(&path, "Avatar bows").unwrap().len(), 3);
        assert_eq!(add(&path, " \n# ").unwrap().len(), 3);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text, "# mine\r\nAvatar waves\r\n\r\n  # later\nAvatar waves\nlast\nAvatar bows\n");
    }

    #[test]
    fn a_file_that_is_no_text_is_an_error_and_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("motions.txt");
        fs::write(&path, b"Avatar \xff").unwrap();
        assert!(read(&path).unwrap_err().summary().ends_with("is not UTF-8 text"));
        assert!(add(&path, "Avatar nods").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"Avatar \xff");
    }
}
