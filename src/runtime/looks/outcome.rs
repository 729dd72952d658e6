//! The outcome of photo jobs: finished looks, and errors.

use super::poll::Poll;
use crate::domain::{ApiVersion, Error, ErrorKind, Look, LookGenerationId, LookGenerationState};
use crate::heygen::Client;
use crate::runtime::job::Job;
use crate::studio::PhotoReply;

/// Looks that were created, and why others were not.
#[derive(Debug, Default)]
pub(in crate::runtime) struct LooksOutcome {
    pub(super) looks: Vec<Look>,
    pub(super) error: Option<Error>,
}

impl LooksOutcome {
    pub(super) fn from_looks(looks: Vec<Look>) -> Self {
        Self { looks, error: None }
    }
}

/// Reports the looks that were made, and the error of the others.
pub(in crate::runtime) fn report_result(job: &Job, result: Result<LooksOutcome, Error>) {
    let LooksOutcome { looks, error } =
        result.unwrap_or_else(|error| LooksOutcome { looks: Vec::new(), error: Some(error) });
    if !looks.is_empty() {
        job.reply(PhotoReply::Added(Ok(looks)));
    }
    if let Some(error) = error {
        job.reply(PhotoReply::Added(Err(error)));
    }
}

/// Reports how far new looks are.
pub(super) fn report_progress(job: &Job, progress: impl Into<String>) {
    job.reply(PhotoReply::PhotoJobProgress(progress.into()));
}

/// Waits until created looks are ready. If polling fails, they are given as they are: they exist.
pub(super) async fn wait_until_ready(
    job: &Job,
    client: &Client,
    mut looks: Vec<Look>,
) -> Result<LooksOutcome, Error> {
    let mut poll = Poll::new(job);
    while let Some(at) = looks.iter().position(is_in_progress) {
        report_progress(job, format!("creating ({}): {}", looks[at].status, looks[at].name));
        let photo = client.photo(&looks[at].id).await;
        match poll
            .wait_unless_done(photo.map(|photo| Some(photo).filter(|photo| !is_in_progress(photo))))
            .await
        {
            Ok(Some(photo)) => looks[at] = Look { name: looks[at].name.clone(), ..photo },
            Ok(None) => {}
            Err(_) => return Ok(LooksOutcome::from_looks(looks)),
        }
    }
    let (failed, made): (Vec<Look>, Vec<Look>) =
        looks.into_iter().partition(|look| has_status(look, "failed"));
    let failed = match (failed.first(), made.iter().find(|look| has_status(look, CONSENT_STATUS))) {
        (Some(look), _) => Some(refusal_error("the new look", failure_reason(client, look).await)),
        (None, Some(look)) => Some(consent_error(look)),
        (None, None) => None,
    };
    Ok(LooksOutcome {
        looks: made.into_iter().filter(|look| !has_status(look, CONSENT_STATUS)).collect(),
        error: failed,
    })
}

pub(super) const CONSENT_STATUS: &str = "pending_consent";

pub(super) const PENDING_STATUS: &str = "pending";

pub(super) fn consent_error(look: &Look) -> Error {
    let what = format!("{} waits for the person's consent: give it at app.heygen.com", look.name);
    Error::new("the new look", ErrorKind::InUse, what)
}

pub(super) fn refusal_error(asked: &str, why: impl AsRef<str>) -> Error {
    Error::new(asked, ErrorKind::Refused, why)
}

/// The reason of a failed look; v2 does not tell it.
async fn failure_reason(client: &Client, look: &Look) -> String {
    let unknown = format!("{} could not be created from this picture", look.name);
    if client.dialect().api_version() == ApiVersion::V2 {
        return unknown;
    }
    match client.look_generation(&LookGenerationId::new(look.id.as_str())).await {
        Ok(LookGenerationState::Failed(why)) => format!("{}: {why}", look.name),
        _ => unknown,
    }
}

fn is_in_progress(look: &Look) -> bool {
    has_status(look, PENDING_STATUS) || has_status(look, "processing")
}

fn has_status(look: &Look, status: &str) -> bool {
    look.status.eq_ignore_ascii_case(status)
}
