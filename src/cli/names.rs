//! Names of photos and voices in a project, looked up in the lists of the account.

use std::collections::HashMap;

use super::config;
use super::error::CliError;
use super::error_kind::CliErrorKind;
use super::requests;
use crate::domain::{
    Error, NameMatch, NamedKind, PhotoId, Project, UnresolvedName, VideoSpec, VoiceId, is_picture_path,
    may_be_id, resolve_name, text,
};
use crate::runtime::Runner;

/// The video with ids in place of names. A long id is not looked up.
pub(super) async fn resolve_spec(runner: &Runner, mut spec: VideoSpec) -> Result<VideoSpec, CliError> {
    let (mut photos, mut voices) = (HashMap::new(), HashMap::new());
    for (kind, word) in scene_words(&Project::from(&spec)) {
        let id = resolve_in_catalog(runner, kind, &word).await?.map_err(|name| unclear_name_error(&name))?;
        match kind {
            NamedKind::Photo => drop(photos.insert(PhotoId::new(word), PhotoId::new(id))),
            NamedKind::Voice => drop(voices.insert(VoiceId::new(word), VoiceId::new(id))),
        }
    }
    spec.replace_photos(|word| photos.get(word).cloned());
    spec.replace_voices(|word| voices.get(word).cloned());
    Ok(spec)
}

/// The photos and voices of the scenes that are rendered, each once.
fn scene_words(project: &Project) -> Vec<(NamedKind, String)> {
    let mut words = Vec::new();
    for scene in project.rendered_scenes() {
        let photo = project.photo_of(scene).map(|id| (NamedKind::Photo, id.as_str().to_owned()));
        let voice = project.voice_of(scene).map(|id| (NamedKind::Voice, id.as_str().to_owned()));
        for word in photo.into_iter().chain(voice) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
    }
    words
}

/// The photo with this id or whole name.
pub(super) async fn resolve_photo(runner: &Runner, word: &str) -> Result<PhotoId, CliError> {
    let word = text::single_line(word);
    if word.is_empty() {
        return Err(CliError::usage("the photo is missing: give its id or its full name"));
    }
    let unclear = match resolve_in_catalog(runner, NamedKind::Photo, &word).await? {
        Ok(id) => return Ok(PhotoId::new(id)),
        Err(unclear) => unclear,
    };
    let hint = format!("Find its id with: cuecard photos {word}");
    let message = format!("The photo cannot be identified: {unclear}");
    Err(CliError::new(CliErrorKind::NotFound, message, hint))
}

/// The ambiguous and unknown names of a project; none if the catalog cannot be loaded.
pub(super) fn unclear_names(service: &config::ServiceArgs, project: &Project) -> Vec<String> {
    let mut words = scene_words(project);
    words.retain(|(kind, word)| !needs_no_lookup(*kind, word));
    if words.is_empty() || requests::require_account(service).is_err() {
        return Vec::new();
    }
    let looked_up = requests::with_runner(service, async |runner| {
        let mut unclear = Vec::new();
        for (kind, word) in &words {
            unclear.extend(resolve_in_catalog(runner, *kind, word).await?.err().map(|name| name.to_string()));
        }
        Ok(unclear)
    });
    looked_up.unwrap_or_default()
}

/// From this length on, a word in the form of an id is an id.
const MIN_ID_CHARS: usize = 16;

/// Blank names are validation issues of their own, and picture files are in no list.
fn needs_no_lookup(kind: NamedKind, word: &str) -> bool {
    let is_picture = kind == NamedKind::Photo && is_picture_path(word);
    is_picture || word.trim().is_empty() || (may_be_id(word) && word.len() >= MIN_ID_CHARS)
}

/// The id that a name or id stands for.
pub(super) async fn resolve_in_catalog(
    runner: &Runner,
    kind: NamedKind,
    word: &str,
) -> Result<Result<String, UnresolvedName>, Error> {
    if needs_no_lookup(kind, word) {
        return Ok(Ok(word.to_owned()));
    }
    let list = match load_names(runner, kind).await {
        Err(_) if may_be_id(word) => return Ok(Ok(word.to_owned())),
        list => list?,
    };
    Ok(match resolve_name(&list.iter().map(|(id, name)| (id.as_str(), name.as_str())), word) {
        NameMatch::Listed(index) => Ok(list[index].0.clone()),
        NameMatch::PossibleId => Ok(word.to_owned()),
        NameMatch::Unresolved(count) => {
            Err(UnresolvedName { kind, name: word.to_owned(), match_count: count })
        }
    })
}

/// The ids and names in a list of the account.
async fn load_names(runner: &Runner, kind: NamedKind) -> Result<Vec<(String, String)>, Error> {
    Ok(match kind {
        NamedKind::Photo => {
            let photos = requests::load_photos(runner).await?.photos.into_iter();
            photos.map(|photo| (photo.id.to_string(), photo.name)).collect()
        }
        NamedKind::Voice => {
            let voices = requests::load_voices(runner).await?.voices.into_iter();
            voices.map(|voice| (voice.id.to_string(), voice.name)).collect()
        }
    })
}

pub(super) fn unclear_name_error(name: &UnresolvedName) -> CliError {
    let hint = format!("List the ids with: cuecard {}s", name.kind.as_str());
    CliError::incomplete(&[name.to_string()], &hint).with_nothing_sent()
}
