//! Names of photos and voices in a project, looked up in the lists of the account.

use super::commands;
use super::config;
use super::error::Trouble;
use super::{FAILED, USAGE};
use crate::domain::{
    Fault, Meaning, NamedThing, PhotoId, Project, UnclearName, VideoSpec, VoiceId, may_be_id, meaning, text,
};
use crate::runtime::Runner;
use crate::studio::{Reply, Request};

/// The video with ids in place of names. What can only be an id is not looked up.
pub(super) async fn with_ids(runner: &Runner, spec: VideoSpec) -> Result<VideoSpec, Trouble> {
    let photo = found(runner, NamedThing::Photo, spec.photo.as_str()).await?;
    let voice = found(runner, NamedThing::Voice, spec.voice.as_str()).await?;
    let (photo, voice) = (photo.map_err(|name| refused(&name))?, voice.map_err(|name| refused(&name))?);
    Ok(VideoSpec { photo: PhotoId::new(photo), voice: VoiceId::new(voice), ..spec })
}

/// The photo that a command is about: by its id, or by its whole name.
pub(super) async fn photo(runner: &Runner, word: &str) -> Result<PhotoId, Trouble> {
    let word = text::line(word);
    if word.is_empty() {
        return Err(Trouble::usage("the photo is missing: name its id, or its whole name"));
    }
    let unclear = match found(runner, NamedThing::Photo, &word).await? {
        Ok(id) => return Ok(PhotoId::new(id)),
        Err(unclear) => unclear,
    };
    let hint = format!("Name its id, from: cuecard photos {word}");
    Err(Trouble::new(FAILED, "not_found", format!("It is not clear which photo is meant: {unclear}"), &hint))
}

/// The names in a project of which it cannot be told what is meant; none where the lists cannot be had.
pub(super) fn unclear_in(place: &config::Args, project: &Project) -> Vec<String> {
    let photo = project.photo.as_ref().map(|id| (NamedThing::Photo, id.as_str().to_owned()));
    let voice = project.voice.as_ref().map(|id| (NamedThing::Voice, id.as_str().to_owned()));
    let words: Vec<_> = photo.into_iter().chain(voice).filter(|(_, word)| !is_id(word)).collect();
    if words.is_empty() || commands::account(place).is_err() {
        return Vec::new();
    }
    let looked = commands::errand(place, async |runner| {
        let mut unclear = Vec::new();
        for (thing, word) in &words {
            unclear.extend(found(runner, *thing, word).await?.err().map(|name| name.to_string()));
        }
        Ok(unclear)
    });
    looked.unwrap_or_default()
}

/// Characters from which on a word that may be an id is none but that.
const MIN_ID_CHARS: usize = 16;

/// Nothing is asked about what is empty: that it is missing is said elsewhere.
fn is_id(word: &str) -> bool {
    word.trim().is_empty() || (may_be_id(word) && word.len() >= MIN_ID_CHARS)
}

/// The id that a word stands for.
async fn found(runner: &Runner, thing: NamedThing, word: &str) -> Result<Result<String, UnclearName>, Fault> {
    if is_id(word) {
        return Ok(Ok(word.to_owned()));
    }
    let list = match thing {
        NamedThing::Photo => photos(runner).await,
        NamedThing::Voice => voices(runner).await,
    };
    let list = match list {
        Err(_) if may_be_id(word) => return Ok(Ok(word.to_owned())),
        list => list?,
    };
    Ok(match meaning(&list.iter().map(|(id, name)| (id.as_str(), name.as_str())), word) {
        Meaning::Listed(place) => Ok(list[place].0.clone()),
        Meaning::Unlisted => Ok(word.to_owned()),
        Meaning::Unclear(count) => Err(UnclearName { thing, word: word.to_owned(), count }),
    })
}

async fn photos(runner: &Runner) -> Result<Vec<(String, String)>, Fault> {
    let read = |reply| if let Reply::Cast(cast) = reply { Some(cast) } else { None };
    let cast = commands::answer(runner, Request::Cast, read).await?;
    Ok(cast.photos.into_iter().map(|photo| (photo.id.as_str().to_owned(), photo.name)).collect())
}

async fn voices(runner: &Runner) -> Result<Vec<(String, String)>, Fault> {
    let read = |reply| if let Reply::Voices(voices) = reply { Some(voices) } else { None };
    let voices = commands::answer(runner, Request::Voices, read).await?;
    Ok(voices.voices.into_iter().map(|voice| (voice.id.as_str().to_owned(), voice.name)).collect())
}

fn refused(name: &UnclearName) -> Trouble {
    let hint = format!("See the ids with: cuecard {}s", name.thing.word());
    Trouble::new(USAGE, "incomplete", format!("The project is incomplete: {name}. Nothing was sent"), &hint)
}
