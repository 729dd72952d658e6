//! Handles requests for the user's own motion prompts.

use crate::domain::Error;
use crate::runtime::blocking::run_blocking;
use crate::runtime::job::Job;
use crate::store;
use crate::studio::{MotionBankReply, MotionBankRequest};

pub(super) async fn handle(job: &Job, request: MotionBankRequest) -> Result<(), Error> {
    let path = job.context.config.paths.motion_bank();
    job.reply(match request {
        MotionBankRequest::Load => {
            MotionBankReply::Loaded(Ok(run_blocking(move || store::motion_bank::read(&path)).await?))
        }
        MotionBankRequest::Add(prompt) => {
            let file = path.clone();
            let prompts = run_blocking(move || store::motion_bank::add(&path, &prompt)).await?;
            MotionBankReply::Added(Ok((prompts, file)))
        }
    });
    Ok(())
}

pub(super) fn failure(request: &MotionBankRequest, error: Error) -> MotionBankReply {
    match request {
        MotionBankRequest::Load => MotionBankReply::Loaded(Err(error)),
        MotionBankRequest::Add(_) => MotionBankReply::Added(Err(error)),
    }
}
