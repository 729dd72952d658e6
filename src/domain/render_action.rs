//! The actions on a render: which of them its stage allows, and why not.

use jiff::Timestamp;

use super::{QueueOwner, Render, RenderId, RenderStage};

/// What a user can do with a render.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RenderAction {
    /// Send it, or send it again.
    Send,
    /// Cancel it before it is sent.
    Cancel,
    /// Move it in the queue.
    Reorder,
    RemoveFromList,
    /// Open the video, or copy its location: the file, or else the link.
    OpenVideo,
    OpenLink,
    OpenProject,
}

/// Why a render does not allow an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActionRefusal {
    NotQueued,
    /// It is queued, and can be canceled.
    StillQueued,
    /// A running cuecard sends it.
    SentAutomatically(QueueOwner),
    InProgress,
    Completed,
    /// This render resends it.
    Resent(RenderId),
    NoVideo,
    NoLink,
    NoProject,
}

impl ActionRefusal {
    /// The reason in a few words.
    pub fn text(self) -> &'static str {
        match self {
            Self::NotQueued => "not queued",
            Self::StillQueued => "still queued",
            Self::SentAutomatically(_) => "it is sent automatically",
            Self::InProgress => "it is in progress",
            Self::Completed => "completed already",
            Self::Resent(_) => "it was sent again",
            Self::NoVideo => "it has no video yet",
            Self::NoLink => "it has no link yet",
            Self::NoProject => "it has no project file",
        }
    }
}

/// How a render is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendMode {
    /// For the first time.
    FromQueue,
    /// Once more with its idempotency key: the service does not create a second video.
    Idempotently,
    /// As a new render, which may cost again.
    AsNewRender,
}

impl RenderStage {
    /// Whether a render at this stage allows an action; what else the action needs is left out.
    pub fn allows(self, action: RenderAction) -> Result<(), ActionRefusal> {
        match (action, self) {
            (RenderAction::Cancel | RenderAction::Reorder, stage) if stage != Self::Queued => {
                Err(ActionRefusal::NotQueued)
            }
            (RenderAction::RemoveFromList, Self::Queued) => Err(ActionRefusal::StillQueued),
            (RenderAction::Send, Self::Completed) => Err(ActionRefusal::Completed),
            (RenderAction::Send | RenderAction::RemoveFromList, stage) if stage.is_in_flight() => {
                Err(ActionRefusal::InProgress)
            }
            _ => Ok(()),
        }
    }
}

impl Render {
    /// Whether an action is possible now, or why not.
    pub fn allows(&self, action: RenderAction) -> Result<(), ActionRefusal> {
        self.stage.allows(action)?;
        let missing = match action {
            RenderAction::Send => match (self.queue_entry.owner, self.lineage.resent_as) {
                (owner, _) if self.stage == RenderStage::Queued => {
                    (owner != QueueOwner::Unowned).then_some(ActionRefusal::SentAutomatically(owner))
                }
                (_, next) => next.map(ActionRefusal::Resent),
            },
            RenderAction::OpenVideo => {
                (self.video_path.is_none() && self.video_url.is_none()).then_some(ActionRefusal::NoVideo)
            }
            RenderAction::OpenLink => self.video_url.is_none().then_some(ActionRefusal::NoLink),
            RenderAction::OpenProject => self.project_path.is_none().then_some(ActionRefusal::NoProject),
            RenderAction::Cancel | RenderAction::Reorder | RenderAction::RemoveFromList => None,
        };
        missing.map_or(Ok(()), Err)
    }

    /// How it is sent, if [`RenderAction::Send`] is allowed.
    pub fn send_mode(&self, now: Timestamp) -> SendMode {
        match self.stage {
            RenderStage::Queued => SendMode::FromQueue,
            _ if self.can_resend_safely(now) => SendMode::Idempotently,
            _ => SendMode::AsNewRender,
        }
    }

    /// Whether it waits in this process to be sent.
    pub fn is_queued_here(&self) -> bool {
        self.stage == RenderStage::Queued && self.queue_entry.owner == QueueOwner::ThisProcess
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_allows_only_its_actions() {
        use RenderAction::{Cancel, RemoveFromList, Reorder, Send};
        let allowed = |stage: RenderStage| {
            let all = [Send, Cancel, Reorder, RemoveFromList];
            all.into_iter().filter(|action| stage.allows(*action).is_ok()).collect::<Vec<_>>()
        };
        for stage in RenderStage::ALL {
            let expected = match stage {
                RenderStage::Queued => vec![Send, Cancel, Reorder],
                RenderStage::Sending | RenderStage::Pending | RenderStage::Processing => vec![],
                RenderStage::Completed => vec![RemoveFromList],
                RenderStage::Unconfirmed
                | RenderStage::Refused
                | RenderStage::Failed
                | RenderStage::Canceled => {
                    vec![Send, RemoveFromList]
                }
            };
            assert_eq!(allowed(*stage), expected, "{stage:?}");
        }
    }
}
