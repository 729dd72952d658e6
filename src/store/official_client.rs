//! The credentials file of HeyGen's own command-line client: its API key is used where there is no other one.

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::api_key::is_valid_api_key;
use super::files;

/// Far more than an API key and the tokens of a sign-in take.
const MAX_CREDENTIALS_BYTES: u64 = 64 << 10;

/// What the credentials file holds.
#[derive(Clone, PartialEq, Eq)]
pub enum OfficialCredentials {
    ApiKey(String),
    /// The tokens of a sign-in by a browser, which authorize requests of that client alone.
    SignIn,
}

impl fmt::Debug for OfficialCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ApiKey(_) => "ApiKey",
            Self::SignIn => "SignIn",
        })
    }
}

/// The fields of the file that are read.
#[derive(Deserialize)]
struct CredentialsJson {
    #[serde(default)]
    api_key: Option<String>,
    #[serde(default)]
    oauth: Option<serde::de::IgnoredAny>,
}

/// The credentials file: in the folder that `HEYGEN_CONFIG_DIR` names, or else in `.heygen` in the home folder.
pub fn credentials_path() -> Option<PathBuf> {
    let configured = env::var_os("HEYGEN_CONFIG_DIR").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let folder = configured.or_else(|| Some(dirs::home_dir()?.join(".heygen")))?;
    Some(folder.join("credentials"))
}

/// Reads a credentials file: JSON, or an API key in one line. `None` if there is none or it is empty. The file belongs to
/// the other client and is not changed. The error names the file, the problem and the next step.
pub fn read_credentials(path: &Path) -> Result<Option<OfficialCredentials>, String> {
    read(path).map_err(|problem| {
        format!(
            "{} of HeyGen's own client cannot be used: {problem}. Sign in there again, or set HEYGEN_API_KEY to a key from \
             app.heygen.com/settings?nav=API",
            path.display()
        )
    })
}

/// Reads a credentials file; an error is the problem alone.
fn read(path: &Path) -> Result<Option<OfficialCredentials>, String> {
    let read = files::read_if_exists(path, MAX_CREDENTIALS_BYTES).map_err(|error| error.summary())?;
    let Some(bytes) = read else { return Ok(None) };
    let text = String::from_utf8(bytes).map_err(|_| "it is no text".to_owned())?;
    let text = text.trim();
    let json = match text.chars().next() {
        None => return Ok(None),
        // The error of the parser could quote the key.
        Some('{') => serde_json::from_str(text).map_err(|error| {
            format!("its JSON is broken in line {}, column {}", error.line(), error.column())
        })?,
        Some(_) => CredentialsJson { api_key: Some(text.to_owned()), oauth: None },
    };
    let api_key = json.api_key.filter(|key| !key.trim().is_empty());
    match (CredentialsJson { api_key, ..json }) {
        CredentialsJson { api_key: Some(key), .. } if is_valid_api_key(&key) => {
            Ok(Some(OfficialCredentials::ApiKey(key)))
        }
        CredentialsJson { api_key: None, oauth: Some(_) } => Ok(Some(OfficialCredentials::SignIn)),
        CredentialsJson { api_key: None, oauth: None } => Ok(None),
        CredentialsJson { api_key: Some(_), .. } => {
            Err("its API key has blanks, or characters that no key has".to_owned())
        }
    }
}

/// The notice that a sign-in cannot be used.
pub fn sign_in_notice(path: &Path) -> String {
    format!(
        "{} holds a sign-in of HeyGen's own client, and no API key. A sign-in works in that client alone, and spends the \
         credits of the web plan; an API key spends the API balance. Create one at app.heygen.com/settings?nav=API",
        path.display()
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn credentials(text: &str) -> Result<Option<OfficialCredentials>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("credentials");
        fs::write(&path, text).unwrap();
        let read = read_credentials(&path);
        assert_eq!(fs::read_to_string(&path).unwrap(), text, "the file of another program stays as it is");
        read
    }

    #[test]
    fn each_form_of_the_file_is_read() {
        let key = |key: &str| Ok(Some(OfficialCredentials::ApiKey(key.to_owned())));
        assert_eq!(credentials("sk-plain\n"), key("sk-plain"));
        assert_eq!(
            credentials(r#"{ "api_key": "sk-1", "user": { "email": "a@b.example" }, "new": 1 }"#),
            key("sk-1")
        );
        assert_eq!(credentials(r#"{ "api_key": "sk-1", "oauth": { "access_token": "t" } }"#), key("sk-1"));
        assert_eq!(
            credentials(r#"{ "oauth": { "access_token": "t" } }"#),
            Ok(Some(OfficialCredentials::SignIn))
        );
        let blank_key = r#"{ "api_key": "", "oauth": { "access_token": "t" } }"#;
        assert_eq!(credentials(blank_key), Ok(Some(OfficialCredentials::SignIn)));
        assert_eq!((credentials(""), credentials("{}")), (Ok(None), Ok(None)));
        assert_eq!(read_credentials(Path::new("/nothing/there")).unwrap(), None);
    }

    #[test]
    fn errors_and_debug_output_never_show_the_key() {
        let odd_key = "its API key has blanks";
        for (text, problem) in [
            ("{ \"api_key\": \"sk-secret\" ", "its JSON is broken in line 1"),
            ("sk-secret with blanks", odd_key),
            ("{ \"api_key\": \"sk secret\" }", odd_key),
        ] {
            let error = credentials(text).unwrap_err();
            let told = format!("credentials of HeyGen's own client cannot be used: {problem}");
            assert!(error.contains(&told) && !error.contains("secret"), "{error}");
            assert!(error.contains("Sign in there again, or set HEYGEN_API_KEY"), "{error}");
        }
        let shown = format!("{:?}", OfficialCredentials::ApiKey("sk-secret".to_owned()));
        assert_eq!(shown, "ApiKey");
    }
}
