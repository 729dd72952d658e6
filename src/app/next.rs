//! The next step: the key that leads on, and what it leads to, until a first video is rendered.

use super::PaneId;
use crate::domain::{Fault, FaultKind};
use crate::studio::{Account, Loading, Studio};

/// A key, or keys one after the other, and what comes of them.
pub(super) type Step = (&'static str, &'static str);

/// The first step that can be done now.
pub(super) fn next_step(studio: &Studio, focus: PaneId) -> Option<Step> {
    if studio.account == Account::Nobody {
        return None;
    }
    account(studio)
        .or_else(|| photo(studio, focus))
        .or_else(|| voice(studio, focus))
        .or_else(|| project(studio))
}

/// Nothing goes on with an API key that is not accepted.
fn account(studio: &Studio) -> Option<Step> {
    let faults = [studio.cast.fault(), studio.voices.fault(), studio.balance.fault()];
    let is_key = |fault: &Fault| fault.kind == FaultKind::Key;
    faults.into_iter().flatten().any(is_key).then_some(("a", "give another API key"))
}

fn photo(studio: &Studio, focus: PaneId) -> Option<Step> {
    let here = focus == PaneId::Photos;
    let wanted = studio.work.project.photo.is_none() || studio.unclear_photo().is_some();
    match &studio.cast {
        Loading::Failed(_) => Some((if here { "R" } else { "1 R" }, "list the photos again")),
        Loading::Ready(cast) if wanted && cast.photos.is_empty() => {
            Some((if here { "w" } else { "1 w" }, "add a photo from a picture file"))
        }
        Loading::Ready(_) if wanted => Some((if here { "Enter" } else { "1" }, "choose a photo")),
        _ => None,
    }
}

fn voice(studio: &Studio, focus: PaneId) -> Option<Step> {
    let here = focus == PaneId::Voices;
    let wanted = studio.work.project.voice.is_none() || studio.unclear_voice().is_some();
    match &studio.voices {
        Loading::Failed(_) => Some((if here { "R" } else { "2 R" }, "list the voices again")),
        Loading::Ready(list) if wanted && list.voices.is_empty() => {
            Some((if here { "i" } else { "2 i" }, "type the id of a voice"))
        }
        Loading::Ready(_) if wanted => Some((if here { "Enter" } else { "2" }, "choose a voice")),
        _ => None,
    }
}

fn project(studio: &Studio) -> Option<Step> {
    let project = &studio.work.project;
    let unwritten = project.scenes.iter().all(|scene| scene.spoken().is_empty());
    // While a list is on its way, nothing can be chosen from it.
    let loading = project.photo.is_none() || project.voice.is_none();
    let none_sent = studio.queue.renders.is_empty() && studio.queue.titles_on_their_way().next().is_none();
    match project.spec() {
        _ if unwritten => Some(("3", "write a scene")),
        Err(_) if loading => None,
        Err(_) => Some(("Ctrl-r", "list what is missing")),
        Ok(_) => none_sent.then_some(("Ctrl-r", "render the video")),
    }
}
