//! Looks that the service draws: what can be chosen of them, and what is wanted.

use std::path::PathBuf;

use super::words::words;
use super::{ApiVersion, GroupId, Look, LookGenerationId, PhotoId, PictureKey};

/// How a drawn look lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookOrientation {
    Square,
    Horizontal,
    Vertical,
}

words!(LookOrientation { Square = "square", Horizontal = "horizontal", Vertical = "vertical" });

/// How much of the person a drawn look shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pose {
    HalfBody,
    CloseUp,
    FullBody,
}

words!(Pose { HalfBody = "half_body", CloseUp = "close_up", FullBody = "full_body" });

/// What a drawn look looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookStyle {
    Realistic,
    Pixar,
    Cinematic,
    Vintage,
    Noir,
    Cyberpunk,
    Unspecified,
}

words!(LookStyle {
    Realistic = "Realistic",
    Pixar = "Pixar",
    Cinematic = "Cinematic",
    Vintage = "Vintage",
    Noir = "Noir",
    Cyberpunk = "Cyberpunk",
    Unspecified = "Unspecified",
});

/// Characters that a prompt may have.
pub const MAX_LOOK_PROMPT_CHARS: usize = 1000;

/// What drawn looks are to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookPrompt {
    pub text: String,
    pub orientation: LookOrientation,
    pub pose: Pose,
    pub style: LookStyle,
}

/// An order for AI looks of a trained group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookRequest {
    /// The older generation wants one.
    pub group: Option<GroupId>,
    /// The look that it is another one of; in the newer generation alone.
    pub base_look: Option<PhotoId>,
    /// Uploaded pictures that it is to be drawn by, three at the most; in the newer generation alone.
    pub reference_pictures: Vec<PictureKey>,
    /// What the looks are to be called.
    pub name: String,
    pub prompt: LookPrompt,
}

/// New looks of somebody, as the user wants them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLooks {
    /// One of the looks that there are.
    pub base_photo: PhotoId,
    /// What the new ones are to be called; empty for a name that says whose they are and how.
    pub name: String,
    pub prompt: LookPrompt,
    /// Whether they are wanted although an order of the same name is not collected yet.
    pub allow_duplicate: bool,
}

/// Pictures of the user's own that are to become talking photos.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPhotos {
    pub pictures: Vec<PathBuf>,
    /// What they are to be called; empty for the name of the first file.
    pub name: String,
    /// Whose further looks they are; none for somebody new.
    pub person_photo: Option<PhotoId>,
}

/// How far an order for AI looks is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookGeneration {
    /// With the service's own word.
    Running(LookGenerationId, String),
    /// Each look's picture URL and its key, which a video can use.
    Completed(Vec<(String, Option<PictureKey>)>),
    Failed(String),
}

/// What is known of the price of a training. The service names none beforehand.
pub const TRAINING_COST_NOTES: [&str; 2] =
    ["A training takes 10 to 20 minutes.", "Most plans include it; older API plans charge 4 credits."];

/// What is known of the price of drawn looks. The service names none beforehand.
pub fn look_cost_notes(api: ApiVersion) -> impl Iterator<Item = &'static str> {
    let training = "The first looks of a person need a training, which takes 10 to 20 minutes.";
    let price = match api {
        ApiVersion::V2 => {
            "Most plans include both; older API plans charge 1 credit for the looks and 4 for the training."
        }
        ApiVersion::V3 => "Plans may charge for it; the service tells the amount afterwards.",
    };
    [training, price].into_iter().skip(usize::from(api == ApiVersion::V3))
}

/// Which key each look's picture has, of those that looks were made of. Where the address of a picture tells its key, that
/// counts; where none does and there is a look for each key, they are in the same order.
pub fn match_look_keys(looks: &[Look], keys: &[PictureKey]) -> Vec<(PhotoId, PictureKey)> {
    if looks.len() == keys.len() && looks.iter().all(|look| key_from_look_url(look).is_none()) {
        return looks.iter().map(|look| look.id.clone()).zip(keys.iter().cloned()).collect();
    }
    match_look_keys_by_url(looks, keys)
}

/// The same where their order says nothing.
pub fn match_look_keys_by_url(looks: &[Look], keys: &[PictureKey]) -> Vec<(PhotoId, PictureKey)> {
    let own = |look: &Look| {
        let told = key_from_look_url(look)?;
        keys.iter().find(|key| without_extension(key) == without_extension(&told)).cloned()
    };
    looks.iter().filter_map(|look| Some((look.id.clone(), own(look)?))).collect()
}

fn key_from_look_url(look: &Look) -> Option<PictureKey> {
    look.picture_url.as_deref().and_then(super::picture_key_from_url)
}

/// Without the ending that a key may have or not.
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
    fn a_look_has_the_key_that_its_address_tells() {
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
            "what is not told is not guessed beside it"
        );
        assert_eq!(match_look_keys(&silent[..1], &keys), []);
        let strange = [look("1", Some("image/c/original")), look("2", Some("image/a/original"))];
        assert_eq!(match_look_keys(&strange, &keys), [pair("2", 0)]);
    }
}
