//! The API key in a file that the user alone can read. It never appears in an error or in debug output.

use std::fmt;
use std::fs::{File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::domain::Error;

use super::files::{self, FileAccess};

/// Far more than any key has.
const MAX_API_KEY_FILE_BYTES: u64 = 4 << 10;

/// A key as it was kept.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredApiKey {
    pub api_key: String,
    /// Others on this machine could read the file until now: the user should be told.
    pub was_exposed: bool,
}

impl fmt::Debug for StoredApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredApiKey").field("was_exposed", &self.was_exposed).finish_non_exhaustive()
    }
}

/// The key that is kept in `path`, if one is; blanks around it do not count. A file that others can read is made the
/// user's alone; where that cannot be done, its key is not used.
pub fn read(path: &Path) -> Result<Option<StoredApiKey>, Error> {
    let Some(bytes) = files::read_if_exists(path, MAX_API_KEY_FILE_BYTES)? else { return Ok(None) };
    let text = String::from_utf8(bytes).unwrap_or_else(|_| "\u{fffd}".to_owned());
    let key = text.trim();
    if key.is_empty() {
        return Ok(None);
    }
    if !is_valid_api_key(key) {
        return Err(files::file_error(
            path,
            "does not hold an API key: one line of letters, digits and signs",
        ));
    }
    Ok(Some(StoredApiKey { was_exposed: restrict_permissions(path)?, api_key: key.to_owned() }))
}

/// Makes the file private; gives whether others could read it.
fn restrict_permissions(path: &Path) -> Result<bool, Error> {
    let exposed_message = "can be read by others on this machine, and is not used. Protect it with chmod 600, or set HEYGEN_API_KEY";
    let failed = |error| files::io_error(path, exposed_message, &error);
    let file = File::open(path).map_err(failed)?;
    let was_exposed = file.metadata().map_err(failed)?.permissions().mode() & 0o077 != 0;
    if was_exposed {
        file.set_permissions(Permissions::from_mode(0o600)).map_err(failed)?;
    }
    Ok(was_exposed)
}

/// The notice about a key file that others could read.
pub fn exposure_notice(path: &Path) -> String {
    format!(
        "{} could be read by others on this machine; now it is private. If somebody may have read it, create a new API key: \
         app.heygen.com/settings?nav=API",
        path.display()
    )
}

/// Replaces the stored key; the file is private from the start.
pub fn save(path: &Path, key: &str) -> Result<(), Error> {
    let key = key.trim();
    if !is_valid_api_key(key) {
        return Err(files::file_error(
            path,
            "is not written: an API key is one line of letters, digits and signs",
        ));
    }
    files::create_private_folder(files::parent_folder(path))?;
    files::replace(path, format!("{key}\n").as_bytes(), FileAccess::Private)
}

/// Whether a key can be sent in a header.
pub(super) fn is_valid_api_key(key: &str) -> bool {
    !key.is_empty() && key.len() < 2048 && key.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn the_key_file_is_accessible_only_to_the_user() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config/key");
        assert_eq!(read(&path), Ok(None));
        save(&path, " sk-1 \n").unwrap();
        assert_eq!(read(&path), Ok(Some(StoredApiKey { api_key: "sk-1".into(), was_exposed: false })));
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));

        fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        assert!(read(&path).unwrap().unwrap().was_exposed);
        assert_eq!((mode(&path), read(&path).unwrap().unwrap().was_exposed), (0o600, false));
        save(&path, "sk-2").unwrap();
        assert_eq!((mode(&path), read(&path).unwrap().unwrap().api_key.as_str()), (0o600, "sk-2"));

        fs::remove_file(&path).unwrap();
        assert_eq!(read(&path), Ok(None));
    }

    #[test]
    fn errors_and_debug_output_never_show_the_api_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let shown = format!("{:?}", StoredApiKey { api_key: "sk-secret".into(), was_exposed: true });
        assert!(shown.contains("was_exposed: true") && !shown.contains("secret"), "{shown}");
        for bad in ["sk-secret two", "sk-secret\u{202e}", "sk-secret\nsk-secret", ""] {
            assert!(!format!("{:?}", save(&path, bad).unwrap_err()).contains("secret"));
            fs::write(&path, bad).unwrap();
            assert!(!format!("{:?}", read(&path)).contains("secret"));
        }
        fs::write(&path, b"sk-secret\xff").unwrap();
        assert!(!format!("{:?}", read(&path).unwrap_err()).contains("secret"));
        fs::write(&path, "x".repeat(5000)).unwrap();
        assert!(read(&path).unwrap_err().summary().ends_with("is larger than 4.0 kB"));
    }
}
