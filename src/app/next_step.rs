//! The next step of a new user, until a first video is rendered.

use super::PaneId;
use crate::domain::{Error, ErrorKind, IssueLocation, NamedKind, ValidationIssue};
use crate::studio::{ActiveAccount, Remote, Studio};

/// A key sequence, and what it does.
pub(super) type NextStep = (&'static str, &'static str);

/// `issues` are those of the project.
pub(super) fn next_step(studio: &Studio, issues: &[ValidationIssue], focus: PaneId) -> Option<NextStep> {
    if studio.account.active == ActiveAccount::SignedOut {
        return None;
    }
    account_step(studio)
        .or_else(|| photo_step(studio, issues, focus))
        .or_else(|| voice_step(studio, issues, focus))
        .or_else(|| project_step(studio, issues))
}

/// A rejected API key comes first.
fn account_step(studio: &Studio) -> Option<NextStep> {
    let errors =
        [studio.catalog.photos.error(), studio.catalog.voices.error(), studio.account.balance.error()];
    let is_key = |error: &Error| error.kind == ErrorKind::ApiKey;
    errors.into_iter().flatten().any(is_key).then_some(("a", "give another API key"))
}

/// Choose a photo, once they are listed.
fn photo_step(studio: &Studio, issues: &[ValidationIssue], focus: PaneId) -> Option<NextStep> {
    let is_missing = needs_choice(issues, NamedKind::Photo) || studio.unresolved(NamedKind::Photo).is_some();
    let step = match &studio.catalog.photos {
        Remote::Failed(_) => ("1 R", "list the photos again"),
        Remote::Ready(catalog) if is_missing && catalog.photos.is_empty() => {
            ("1 w", "add a photo from a picture file")
        }
        Remote::Ready(_) if is_missing && focus == PaneId::Photos => ("1 Enter", "choose a photo"),
        Remote::Ready(_) if is_missing => ("1", "choose a photo"),
        _ => return None,
    };
    Some(step)
}

fn voice_step(studio: &Studio, issues: &[ValidationIssue], focus: PaneId) -> Option<NextStep> {
    let is_missing = needs_choice(issues, NamedKind::Voice) || studio.unresolved(NamedKind::Voice).is_some();
    let step = match &studio.catalog.voices {
        Remote::Failed(_) => ("2 R", "list the voices again"),
        Remote::Ready(catalog) if is_missing && catalog.voices.is_empty() => {
            ("2 i", "type the id of a voice")
        }
        Remote::Ready(_) if is_missing && focus == PaneId::Voices => ("2 Enter", "choose a voice"),
        Remote::Ready(_) if is_missing => ("2", "choose a voice"),
        _ => return None,
    };
    Some(step)
}

fn project_step(studio: &Studio, issues: &[ValidationIssue]) -> Option<NextStep> {
    let project = &studio.project_state.project;
    let is_unwritten = project.scenes.iter().all(|scene| scene.trimmed_script().is_empty());
    // While a list is loading, nothing can be chosen from it.
    let lacks_choice = needs_choice(issues, NamedKind::Photo) || needs_choice(issues, NamedKind::Voice);
    let none_sent = studio.queue.renders.is_empty() && studio.queue.submitting_titles().next().is_none();
    match issues.is_empty() {
        _ if is_unwritten => Some(("3", "write a scene")),
        false if lacks_choice => None,
        false => Some(("Ctrl-r", "list what is missing")),
        true => none_sent.then_some(("Ctrl-r", "render the video")),
    }
}

/// Whether the project has no photo or voice of its own, and a scene needs it.
fn needs_choice(issues: &[ValidationIssue], kind: NamedKind) -> bool {
    let location = match kind {
        NamedKind::Photo => IssueLocation::Photos,
        NamedKind::Voice => IssueLocation::Voices,
    };
    issues.iter().any(|issue| issue.location == location)
}
