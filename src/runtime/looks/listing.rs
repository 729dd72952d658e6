//! Photos that were made and are not in the account's list yet: some services list a photo after a training of its group.

use super::outcome::report_progress;
use super::outcome::{LooksOutcome, PENDING_STATUS, refusal_error, wait_until_ready};
use super::poll_backoff::PollBackoff;
use crate::domain::{Error, ErrorKind, GroupId, Look, PhotoId, Training};
use crate::heygen::Client;
use crate::runtime::job::Job;
use crate::store::{Ledger, UnlistedPhoto};
use crate::studio::{PhotoReply, UntrainedPhoto};

/// How often the list is read for a photo of a trained group.
const MAX_LISTING_REQUESTS: usize = 10;

/// Waits until these photos can be used: made, and in the list. Says of which a training is wanted first.
pub(super) async fn wait_until_usable(
    job: &Job,
    client: &Client,
    new: Vec<UnlistedPhoto>,
) -> Result<LooksOutcome, Error> {
    let LooksOutcome { looks, error: failed } =
        wait_until_ready(job, client, new.iter().map(pending_look).collect()).await?;
    let lost = new.iter().map(|photo| &photo.photo).filter(|id| looks.iter().all(|look| look.id != **id));
    forget_photos(job, lost.cloned().collect()).await?;
    let mut made = LooksOutcome { looks: Vec::new(), error: failed };
    let mut waiting = split_off_listed(job, client, looks, &mut made).await?;
    while let Some(look) = waiting.first() {
        let group = look.group.clone().unwrap_or_else(|| GroupId::new(look.id.as_str()));
        let (own, others) = waiting.into_iter().partition(|look| look.group.as_ref() == Some(&group));
        waiting = others;
        if wait_until_trained(job, client, &group, &mut made).await? {
            wait_until_listed(job, client, own, &mut made).await?;
        } else if let Some(first) = own.first() {
            let (photo, name) = (first.id.clone(), first.name.clone());
            job.reply(PhotoReply::TrainingNeeded(Box::new(UntrainedPhoto { photo, name, group })));
        }
    }
    Ok(made)
}

/// The photo before its details were read.
fn pending_look(new: &UnlistedPhoto) -> Look {
    Look {
        id: new.photo.clone(),
        group: Some(new.group.clone()),
        name: new.name.clone(),
        status: PENDING_STATUS.to_owned(),
        picture_url: None,
    }
}

async fn forget_photos(job: &Job, photos: Vec<PhotoId>) -> Result<(), Error> {
    if photos.is_empty() {
        return Ok(());
    }
    job.with_ledger(move |ledger: &mut Ledger, _| ledger.delete_listed_photos(&photos)).await
}

/// Moves those that are in the list to `made`; gives the others back.
async fn split_off_listed(
    job: &Job,
    client: &Client,
    looks: Vec<Look>,
    made: &mut LooksOutcome,
) -> Result<Vec<Look>, Error> {
    if looks.is_empty() {
        return Ok(looks);
    }
    let cast = client.photos().await?;
    let is_listed = |look: &Look| cast.photos.iter().any(|photo| photo.id == look.id);
    let (there, waiting): (Vec<Look>, Vec<Look>) = looks.into_iter().partition(is_listed);
    forget_photos(job, there.iter().map(|look| look.id.clone()).collect()).await?;
    made.looks.extend(there);
    Ok(waiting)
}

/// Whether the group is trained. A training that goes on is waited for; none is begun: it may be paid for.
async fn wait_until_trained(
    job: &Job,
    client: &Client,
    group: &GroupId,
    made: &mut LooksOutcome,
) -> Result<bool, Error> {
    let mut pause = PollBackoff::new(job);
    loop {
        let said = match client.training_status(group).await {
            Ok(Training::Completed) => return Ok(true),
            Ok(Training::Running(said)) => said,
            Ok(Training::Failed(why)) => {
                let own = group.clone();
                job.with_ledger(move |ledger, _| ledger.delete_training(&own)).await?;
                made.error = Some(refusal_error("the training", why));
                return Ok(false);
            }
            Err(fault) if fault.kind == ErrorKind::NotFound => PENDING_STATUS.to_owned(),
            Err(fault) => {
                pause.wait_after_error(fault).await?;
                continue;
            }
        };
        let own = group.clone();
        let begun = job.with_ledger(move |ledger, now| ledger.is_training(&own, now)).await?;
        if said.eq_ignore_ascii_case(PENDING_STATUS) && !begun {
            return Ok(false);
        }
        report_progress(job, format!("training: {said}"));
        pause.wait_after_success().await;
    }
}

/// Waits until photos of a trained group are listed.
async fn wait_until_listed(
    job: &Job,
    client: &Client,
    looks: Vec<Look>,
    made: &mut LooksOutcome,
) -> Result<(), Error> {
    let (mut pause, mut looks) = (PollBackoff::new(job), looks);
    for _ in 0..MAX_LISTING_REQUESTS {
        looks = split_off_listed(job, client, looks, made).await?;
        if looks.is_empty() {
            return Ok(());
        }
        pause.wait_after_success().await;
    }
    let name = looks.first().map_or("", |look| &look.name);
    let what = format!("{name} is trained and not in the list of photos yet");
    made.error = Some(Error::new("the photos", ErrorKind::LooksNotFetched, what));
    Ok(())
}
