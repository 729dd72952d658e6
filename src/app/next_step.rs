//! The next step of a new user, until a first video is rendered.

use super::PaneId;
use crate::domain::{Error, ErrorKind};
use crate::studio::{ActiveAccount, Remote, Studio};

/// A key sequence, and what it does.
pub(super) type NextStep = (&'static str, &'static str);

pub(super) fn next_step(studio: &Studio, focus: PaneId) -> Option<NextStep> {
    if studio.account.active == ActiveAccount::SignedOut {
        return None;
    }
    account_step(studio)
        .or_else(|| photo_step(studio, focus))
        .or_else(|| voice_step(studio, focus))
        .or_else(|| project_step(studio))
}

/// A rejected API key comes first.
fn account_step(studio: &Studio) -> Option<NextStep> {
    let errors =
        [studio.catalog.photos.error(), studio.catalog.voices.error(), studio.account.balance.error()];
    let is_key = |error: &Error| error.kind == ErrorKind::ApiKey;
    errors.into_iter().flatten().any(is_key).then_some(("a", "give another API key"))
}

fn photo_step(studio: &Studio, focus: PaneId) -> Option<NextStep> {
    let here = focus == PaneId::Photos;
    let wanted = studio.project_state.project.photo.is_none() || studio.unresolved_photo().is_some();
    match &studio.catalog.photos {
        Remote::Failed(_) => Some((if here { "R" } else { "1 R" }, "list the photos again")),
        Remote::Ready(cast) if wanted && cast.photos.is_empty() => {
            Some((if here { "w" } else { "1 w" }, "add a photo from a picture file"))
        }
        Remote::Ready(_) if wanted => Some((if here { "Enter" } else { "1" }, "choose a photo")),
        _ => None,
    }
}

fn voice_step(studio: &Studio, focus: PaneId) -> Option<NextStep> {
    let here = focus == PaneId::Voices;
    let wanted = studio.project_state.project.voice.is_none() || studio.unresolved_voice().is_some();
    match &studio.catalog.voices {
        Remote::Failed(_) => Some((if here { "R" } else { "2 R" }, "list the voices again")),
        Remote::Ready(list) if wanted && list.voices.is_empty() => {
            Some((if here { "i" } else { "2 i" }, "type the id of a voice"))
        }
        Remote::Ready(_) if wanted => Some((if here { "Enter" } else { "2" }, "choose a voice")),
        _ => None,
    }
}

fn project_step(studio: &Studio) -> Option<NextStep> {
    let project = &studio.project_state.project;
    let unwritten = project.scenes.iter().all(|scene| scene.trimmed_script().is_empty());
    // While a list is loading, nothing can be chosen from it.
    let loading = project.photo.is_none() || project.voice.is_none();
    let none_sent = studio.queue.renders.is_empty() && studio.queue.submitting_titles().next().is_none();
    match project.spec() {
        _ if unwritten => Some(("3", "write a scene")),
        Err(_) if loading => None,
        Err(_) => Some(("Ctrl-r", "list what is missing")),
        Ok(_) => none_sent.then_some(("Ctrl-r", "render the video")),
    }
}
