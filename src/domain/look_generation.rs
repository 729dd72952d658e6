//! AI looks: the options of a request, its state, and the picture keys of the results.

use std::fmt;
use std::path::PathBuf;

use super::words::words;
use super::{GroupId, Look, LookGenerationId, PhotoId, PictureKey};

words! {
    /// The orientation of an AI look.
    pub enum LookOrientation {
        Square = "square",
        Horizontal = "horizontal",
        Vertical = "vertical",
    }
}

words! {
    /// How much of the person an AI look shows.
    pub enum Pose {
        HalfBody = "half_body",
        CloseUp = "close_up",
        FullBody = "full_body",
    }
}

words! {
    /// The visual style of an AI look.
    pub enum LookStyle {
        Realistic = "Realistic",
        Pixar = "Pixar",
        Cinematic = "Cinematic",
        Vintage = "Vintage",
        Noir = "Noir",
        Cyberpunk = "Cyberpunk",
        Unspecified = "Unspecified",
    }
}

/// Characters that a prompt may have.
pub const MAX_LOOK_PROMPT_CHARS: usize = 1000;

/// The prompt for AI looks, with its options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookPrompt {
    pub text: String,
    pub orientation: LookOrientation,
    pub pose: Pose,
    pub style: LookStyle,
}

/// A request for AI looks of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookRequest {
    /// The trained group; required by v2.
    pub group: Option<GroupId>,
    /// The look to vary; only in v3.
    pub base_look: Option<PhotoId>,
    /// Uploaded reference pictures, at most three; only in v3.
    pub reference_pictures: Vec<PictureKey>,
    /// The name of the new looks.
    pub name: String,
    pub prompt: LookPrompt,
}

/// AI looks as the user requests them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLooks {
    /// An existing look of the person.
    pub base_photo: PhotoId,
    /// The name of the new looks; if empty, it is made of the person's name and the options.
    pub name: String,
    pub prompt: LookPrompt,
    /// Whether to request them although a request of the same name is still open.
    pub allow_duplicate: bool,
}

/// Pictures of the user's that become talking photos.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPhotos {
    pub pictures: Vec<PathBuf>,
    /// The name of the photos; if empty, that of the first file.
    pub name: String,
    /// A photo of the person to add the looks to; `None` for a new person.
    pub person_photo: Option<PhotoId>,
}

/// The parts of a look's name: `PERSON NUMBER: PROMPT`. The service stores nothing else of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookName<'a> {
    pub person: &'a str,
    /// Counts the looks of one order, if there are several. It stands where a narrow list still shows it.
    pub number: Option<usize>,
    /// `None` for a name of another form.
    pub prompt: Option<&'a str>,
}

impl<'a> LookName<'a> {
    pub fn parse(name: &'a str) -> Self {
        let Some((person, prompt)) = name.split_once(": ") else {
            return Self { person: name, number: None, prompt: None };
        };
        let bare = person.trim_end_matches(|c: char| c.is_ascii_digit());
        Self { person: bare.trim_end(), number: person[bare.len()..].parse().ok(), prompt: Some(prompt) }
    }
}

impl fmt::Display for LookName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.person)?;
        self.number.map_or(Ok(()), |number| write!(f, " {number}"))?;
        self.prompt.map_or(Ok(()), |prompt| write!(f, ": {prompt}"))
    }
}

/// How far a generation of AI looks is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookGenerationState {
    /// With the service's word for the state.
    Running(LookGenerationId, String),
    /// The picture URL of each look, and its picture key if known.
    Completed(Vec<(String, Option<PictureKey>)>),
    Failed(String),
}

/// The picture key of each look, out of the keys that the looks were made from. A key in a picture URL counts. If no URL
/// has one and there are as many looks as keys, both lists are in the same order.
pub fn match_look_keys(looks: &[Look], keys: &[PictureKey]) -> Vec<(PhotoId, PictureKey)> {
    if looks.len() == keys.len() && looks.iter().all(|look| key_from_look_url(look).is_none()) {
        return looks.iter().map(|look| look.id.clone()).zip(keys.iter().cloned()).collect();
    }
    match_look_keys_by_url(looks, keys)
}

/// The same by URL only, for lists of unrelated order.
pub fn match_look_keys_by_url(looks: &[Look], keys: &[PictureKey]) -> Vec<(PhotoId, PictureKey)> {
    let own = |look: &Look| {
        let in_url = key_from_look_url(look)?;
        keys.iter().find(|key| without_extension(key) == without_extension(&in_url)).cloned()
    };
    looks.iter().filter_map(|look| Some((look.id.clone(), own(look)?))).collect()
}

fn key_from_look_url(look: &Look) -> Option<PictureKey> {
    look.picture_url.as_deref().and_then(super::picture_key_from_url)
}

/// The key without its file extension, which is optional.
fn without_extension(key: &PictureKey) -> &str {
    let key = key.as_str();
    key.rsplit_once('.').map_or(key, |(bare, _)| bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(id: &str, picture: Option<&str>) -> Look {
        let picture = picture.map(|key| format!("https://files2.heygen.ai/{key}?Expires=1"));
        Look {
            id: PhotoId::new(id),
            group: None,
            name: id.into(),
            status: "completed".into(),
            picture_url: picture,
        }
    }

    #[test]
    fn a_look_name_parses_back_from_its_text() {
        for (name, person, number) in [
            ("Ingrid", "Ingrid", None),
            ("Ingrid: a scarf", "Ingrid", None),
            ("Ingrid 2: a", "Ingrid", Some(2)),
        ] {
            let parts = LookName::parse(name);
            assert_eq!((parts.person, parts.number, parts.to_string()), (person, number, name.to_owned()));
        }
    }

    #[test]
    fn looks_are_matched_to_picture_keys_by_url_or_order() {
        let keys = ["image/a/original", "image/b/original"].map(PictureKey::new);
        let pair = |id: &str, key: usize| (PhotoId::new(id), keys[key].clone());
        let turned = [look("1", Some("image/b/original.jpg")), look("2", Some("image/a/original"))];
        assert_eq!(match_look_keys(&turned, &keys), [pair("1", 1), pair("2", 0)]);
        let silent = [look("1", None), look("2", Some("talking_photo/x/y.WEBP"))];
        assert_eq!(match_look_keys(&silent, &keys), [pair("1", 0), pair("2", 1)]);
        assert_eq!(match_look_keys_by_url(&silent, &keys), []);
        let partly = [look("1", None), look("2", Some("image/a/original"))];
        assert_eq!(
            match_look_keys(&partly, &keys),
            [pair("2", 0)],
            "a look without a key in its URL gets none by guess"
        );
        assert_eq!(match_look_keys(&silent[..1], &keys), []);
        let strange = [look("1", Some("image/c/original")), look("2", Some("image/a/original"))];
        assert_eq!(match_look_keys(&strange, &keys), [pair("2", 0)]);
    }
}
