//! Trains photo avatar groups: once, because a training may be paid for.

use super::lookup::{find_photo, require_group};
use super::outcome::{PENDING_STATUS, refusal_error, report_progress};
use super::poll::Poll;
use crate::domain::{ApiVersion, CreationState, Error, ErrorKind, GroupId, PhotoId, PricedWork, Training};
use crate::heygen::Client;
use crate::runtime::job::Job;
use crate::runtime::paid_work;
use crate::store::{Ledger, failpoint};

/// Trains the group of a photo, and waits until it is trained. v3 needs no training.
pub(in crate::runtime) async fn train(job: &Job, photo: &PhotoId) -> Result<(), Error> {
    let (client, look) = find_photo(job, photo).await?;
    if client.dialect().api_version() == ApiVersion::V3 {
        return Ok(());
    }
    let group = require_group(&look)?;
    let mut is_started = false;
    let mut poll = Poll::new(job);
    loop {
        let response = async {
            let status = match client.training_status(&group).await {
                Ok(Training::Completed) => return Ok(Some(())),
                Ok(Training::Running(status)) => status,
                Ok(Training::Failed(why)) => {
                    let own = group.clone();
                    job.with_ledger(move |ledger, _| ledger.delete_training(&own)).await?;
                    if is_started {
                        return Err(refusal_error("the training", why));
                    }
                    PENDING_STATUS.to_owned()
                }
                Err(error) if error.kind == ErrorKind::NotFound && !is_started => PENDING_STATUS.to_owned(),
                Err(error) => return Err(error),
            };
            report_progress(job, format!("training: {status}"));
            // A running training is not started again: it may be paid for.
            if status.eq_ignore_ascii_case(PENDING_STATUS) && !is_started {
                is_started = begin_training(job, &client, &group).await?;
                if is_started {
                    report_progress(job, "training: started");
                }
            }
            Ok(None)
        };
        if let Some(()) = poll.wait_unless_done(response.await).await? {
            return Ok(());
        }
    }
}

/// Starts a training, unless one was started lately. Its response is recorded even if the request is canceled.
async fn begin_training(job: &Job, client: &Client, group: &GroupId) -> Result<bool, Error> {
    let (own_job, client, group) = (job.clone(), client.clone(), group.clone());
    let work = async move {
        let own = group.clone();
        if !own_job.with_ledger(move |ledger, now| ledger.try_start_training(&own, now)).await? {
            return Ok(false);
        }
        let paid = match paid_work::record(&own_job, PricedWork::Training, 1.0).await {
            Ok(paid) => paid,
            Err(error) => {
                let _ = own_job.with_ledger(move |ledger, _| ledger.delete_training(&group)).await;
                return Err(error);
            }
        };
        failpoint::kill_point("training.before_request");
        let is_started = client.train_group(&group).await;
        failpoint::kill_point("training.after_answer");
        paid_work::discard_if_not_done(&own_job, paid, &is_started).await;
        let failed = is_started.as_ref().err().map(|error| error.creation);
        let write = move |ledger: &mut Ledger, _| match failed {
            None => ledger.confirm_training(&group),
            Some(CreationState::NotCreated) => ledger.delete_training(&group),
            Some(CreationState::NotRequested | CreationState::Unknown) => {
                ledger.mark_training_unconfirmed(&group)
            }
        };
        // If the write fails, the training is unconfirmed for the next program.
        let _ = own_job.with_ledger(write).await;
        is_started.map(|()| true)
    };
    job.run_to_completion(work).await
}
