//! A video picture: a picture file that v3 sends in the place of a photo, and of which no talking photo is made.

use std::path::{Path, PathBuf};

use super::{PhotoId, text};

/// The extensions of a photo of a project that is a picture file.
const PICTURE_EXTENSIONS: [&str; 4] = ["png", "jpg", "jpeg", "webp"];

/// A video picture as it was found on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoPicture {
    pub path: PathBuf,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub hash: String,
    /// Its id on the service, once it is uploaded there.
    pub asset_id: Option<String>,
}

impl VideoPicture {
    /// Its file name, cut to 40 characters.
    pub fn short_name(&self) -> String {
        text::short_file_name(&self.path)
    }
}

impl PhotoId {
    /// The path of a picture file, if the photo of a project is one and not an id or a name.
    pub fn picture_path(&self) -> Option<&str> {
        let word = self.as_str().trim();
        is_picture_path(word).then_some(word)
    }
}

/// Whether a word for a photo is the path of a picture file: it has the extension of one.
pub fn is_picture_path(word: &str) -> bool {
    let extension = Path::new(word.trim()).extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|own| PICTURE_EXTENSIONS.iter().any(|known| own.eq_ignore_ascii_case(known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_path_has_the_extension_of_a_picture() {
        for word in ["picture.png", "faces/Ana.JPG", "~/ana.jpeg", "/tmp/a b.webp", " ana.png "] {
            assert!(is_picture_path(word), "{word}");
        }
        for word in ["Ana", "0f3a22", "Ana / office", "ana.gif", ".png", "png", "Abigail_office_front"] {
            assert!(!is_picture_path(word), "{word}");
        }
    }
}
