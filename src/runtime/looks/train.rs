//! Trains photo avatar groups: once, because a training may be paid for.

use super::lookup::{find_photo, require_group};
use super::outcome::report_progress;
use super::outcome::{PENDING_STATUS, refusal_error};
use super::poll_backoff::PollBackoff;
use crate::domain::{ApiVersion, CreationState, Error, ErrorKind, GroupId, PhotoId, Training};
use crate::heygen::Client;
use crate::runtime::job::Job;
use crate::store::{Ledger, failpoint};

/// Trains the group of a photo, and waits for it. The newer generation needs none of that.
pub(in crate::runtime) async fn train(job: &Job, photo: &PhotoId) -> Result<(), Error> {
    let (client, look) = find_photo(job, photo).await?;
    if client.dialect().api_version() == ApiVersion::V3 {
        return Ok(());
    }
    let group = require_group(&look)?;
    let (mut begun, mut pause) = (false, PollBackoff::new(job));
    loop {
        let said = match client.training_status(&group).await {
            Ok(Training::Completed) => return Ok(()),
            Ok(Training::Running(said)) => said,
            Ok(Training::Failed(why)) => {
                let own = group.clone();
                job.with_ledger(move |ledger, _| ledger.delete_training(&own)).await?;
                if begun {
                    return Err(refusal_error("the training", why));
                }
                PENDING_STATUS.to_owned()
            }
            Err(fault) if fault.kind == ErrorKind::NotFound && !begun => PENDING_STATUS.to_owned(),
            Err(fault) => {
                pause.wait_after_error(fault).await?;
                continue;
            }
        };
        report_progress(job, format!("training: {said}"));
        // One that goes on is not begun again: it may be paid for.
        if said.eq_ignore_ascii_case(PENDING_STATUS) && !begun {
            begun = begin_training(job, &client, &group).await?;
            if begun {
                report_progress(job, "training: begins");
                continue;
            }
        }
        pause.wait_after_success().await;
    }
}

/// Begins a training, unless one was begun lately. Its answer is waited for, whatever ends the request.
async fn begin_training(job: &Job, client: &Client, group: &GroupId) -> Result<bool, Error> {
    let (own_job, client, group) = (job.clone(), client.clone(), group.clone());
    let work = async move {
        let own = group.clone();
        if !own_job.with_ledger(move |ledger, now| ledger.try_start_training(&own, now)).await? {
            return Ok(false);
        }
        failpoint::kill_point("training.before_request");
        let begun = client.train_group(&group).await;
        failpoint::kill_point("training.after_answer");
        let failed = begun.as_ref().err().map(|fault| fault.creation);
        let write = move |ledger: &mut Ledger, _| match failed {
            None => ledger.confirm_training(&group),
            Some(CreationState::NotCreated) => ledger.delete_training(&group),
            Some(CreationState::NotRequested | CreationState::Unknown) => {
                ledger.mark_training_unconfirmed(&group)
            }
        };
        // Where the disk does not take it, it is unconfirmed when this program has ended.
        let _ = own_job.with_ledger(write).await;
        begun.map(|()| true)
    };
    job.run_to_completion(work).await
}
