//! Waits for created photos to appear in the account's list: v2 lists a photo after its group is trained.

use super::lookup::group_id_of;
use super::outcome::{LooksOutcome, PENDING_STATUS, refusal_error, report_progress, wait_until_ready};
use super::poll::Poll;
use crate::domain::{Error, ErrorKind, GroupId, Look, PhotoId, Training};
use crate::heygen::Client;
use crate::runtime::job::Job;
use crate::store::{Ledger, UnlistedPhoto};
use crate::studio::{PhotoReply, UntrainedPhoto};

/// Reads of the list for the photos of a trained group.
const MAX_LISTING_REQUESTS: usize = 10;

/// Waits until these photos are ready and listed. Replies with those whose group needs a training first.
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
        let group = group_id_of(look);
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

/// Moves listed looks to `made`; gives the others back.
async fn split_off_listed(
    job: &Job,
    client: &Client,
    looks: Vec<Look>,
    made: &mut LooksOutcome,
) -> Result<Vec<Look>, Error> {
    if looks.is_empty() {
        return Ok(looks);
    }
    let catalog = client.photos().await?;
    let is_listed = |look: &Look| catalog.photos.iter().any(|photo| photo.id == look.id);
    let (listed, waiting): (Vec<Look>, Vec<Look>) = looks.into_iter().partition(is_listed);
    forget_photos(job, listed.iter().map(|look| look.id.clone()).collect()).await?;
    made.looks.extend(listed);
    Ok(waiting)
}

/// Waits for a running training of the group. Starts none, because it may be paid for. Gives whether the group is
/// trained.
async fn wait_until_trained(
    job: &Job,
    client: &Client,
    group: &GroupId,
    made: &mut LooksOutcome,
) -> Result<bool, Error> {
    let mut poll = Poll::new(job);
    loop {
        let response = async {
            let status = match client.training_status(group).await {
                Ok(Training::Completed) => return Ok(Some(true)),
                Ok(Training::Running(status)) => status,
                Ok(Training::Failed(why)) => {
                    let own = group.clone();
                    job.with_ledger(move |ledger, _| ledger.delete_training(&own)).await?;
                    made.error = Some(refusal_error("the training", why));
                    return Ok(Some(false));
                }
                Err(error) if error.kind == ErrorKind::NotFound => PENDING_STATUS.to_owned(),
                Err(error) => return Err(error),
            };
            let own = group.clone();
            let is_training = job.with_ledger(move |ledger, now| ledger.is_training(&own, now)).await?;
            if status.eq_ignore_ascii_case(PENDING_STATUS) && !is_training {
                return Ok(Some(false));
            }
            report_progress(job, format!("training: {status}"));
            Ok(None)
        };
        if let Some(is_trained) = poll.wait_unless_done(response.await).await? {
            return Ok(is_trained);
        }
    }
}

/// Waits until photos of a trained group are listed.
async fn wait_until_listed(
    job: &Job,
    client: &Client,
    looks: Vec<Look>,
    made: &mut LooksOutcome,
) -> Result<(), Error> {
    let (mut looks, mut poll) = (looks, Poll::new(job));
    for _ in 0..MAX_LISTING_REQUESTS {
        looks = split_off_listed(job, client, looks, made).await?;
        if poll.wait_unless_done(Ok(looks.is_empty().then_some(()))).await?.is_some() {
            return Ok(());
        }
    }
    if let Some(look) = looks.first() {
        let what = format!("{} is trained, but not in the list of photos yet", look.name);
        made.error = Some(Error::new("the photos", ErrorKind::LooksNotFetched, what));
    }
    Ok(())
}
