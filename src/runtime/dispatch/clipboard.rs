//! Handles requests about the desktop's clipboard.

use crate::domain::Error;
use crate::runtime::desktop_clipboard;
use crate::runtime::job::Job;
use crate::studio::{ClipboardReply, ClipboardRequest};

pub(super) async fn handle(job: &Job, request: ClipboardRequest) -> Result<(), Error> {
    match request {
        ClipboardRequest::Copy(text) => {
            desktop_clipboard::copy(&text).await?;
            job.reply(ClipboardReply::Copied);
        }
        ClipboardRequest::Read => {
            job.reply(ClipboardReply::Read(Ok(desktop_clipboard::read().await?)));
        }
    }
    Ok(())
}

pub(super) fn failure(request: &ClipboardRequest, error: Error) -> ClipboardReply {
    match request {
        ClipboardRequest::Copy(_) => ClipboardReply::CopyFailed(error),
        ClipboardRequest::Read => ClipboardReply::Read(Err(error)),
    }
}
