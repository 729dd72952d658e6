//! Trains photo avatar groups: once, because a training may be paid for.

use std::sync::Arc;

use super::lookup::{find_photo, require_group};
use super::outcome::{PENDING_STATUS, refusal_error};
use super::poll_backoff::PollBackoff;
use crate::domain::{ApiVersion, CreationState, Error, ErrorKind, GroupId, PhotoId, Training};
use crate::heygen::Client;
use crate::runtime::context::Context;
use crate::runtime::session::Session;
use crate::store::{Ledger, failpoint};
use crate::studio::{PhotoReply, Reply};

/// Trains the group of a photo, and waits for it. The newer generation needs none of that.
pub(in crate::runtime) async fn train(
    world: &Arc<Context>,
    photo: &PhotoId,
    reply: &(impl Fn(Reply) + Sync),
) -> Result<(), Error> {
    let session = world.session();
    let (client, look) = find_photo(world, &session, photo, reply).await?;
    if client.dialect().api_version() == ApiVersion::V3 {
        return Ok(());
    }
    let group = require_group(&look)?;
    let (mut begun, mut pause) = (false, PollBackoff::new(world));
    loop {
        let said = match client.training_status(&group).await {
            Ok(Training::Completed) => return Ok(()),
            Ok(Training::Running(said)) => said,
            Ok(Training::Failed(why)) => {
                let own = group.clone();
                world.with_ledger(&session, move |ledger, _| ledger.delete_training(&own)).await?;
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
        reply(Reply::Photo(PhotoReply::PhotoJobProgress(format!("training: {said}"))));
        // One that goes on is not begun again: it may be paid for.
        if said.eq_ignore_ascii_case(PENDING_STATUS) && !begun {
            begun = begin_training(world, &session, &client, &group).await?;
            if begun {
                reply(Reply::Photo(PhotoReply::PhotoJobProgress("training: begins".to_owned())));
                continue;
            }
        }
        pause.wait_after_success().await;
    }
}

/// Begins a training, unless one was begun lately. Its answer is waited for, whatever ends the request.
async fn begin_training(
    world: &Arc<Context>,
    session: &Arc<Session>,
    client: &Client,
    group: &GroupId,
) -> Result<bool, Error> {
    let (on, session, client, group) = (world.clone(), session.clone(), client.clone(), group.clone());
    let work = async move {
        let own = group.clone();
        if !on.with_ledger(&session, move |ledger, now| ledger.try_start_training(&own, now)).await? {
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
        let _ = on.with_ledger(&session, write).await;
        begun.map(|()| true)
    };
    world.run_to_completion(work).await
}
