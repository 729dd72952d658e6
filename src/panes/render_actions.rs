//! The actions on one render, and its texts, for the queue and the details.

use jiff::{SignedDuration, Timestamp};

use super::confirm_dialog::ConfirmDialog;
use super::{Action, Navigate};
use crate::command::Command;
use crate::domain::{
    ActionRefusal, Coverage, QueueOwner, Remedy, Render, RenderAction, RenderStage, TypicalDuration,
};
use crate::studio::{
    self, DownloadRequest, LinkAction, OpenTarget, ReorderDirection, Severity, StatusMessage, Studio,
};

/// The action of a command on one render; `None` for any other command.
pub(super) fn render_action(command: Command) -> Option<RenderAction> {
    match command {
        Command::OpenVideo => Some(RenderAction::OpenVideo),
        Command::OpenLink => Some(RenderAction::OpenLink),
        Command::OpenProject => Some(RenderAction::OpenProject),
        Command::Send => Some(RenderAction::Send),
        Command::RemoveRender => Some(RenderAction::RemoveFromList),
        Command::CancelRender => Some(RenderAction::Cancel),
        Command::MoveUp | Command::MoveDown => Some(RenderAction::Reorder),
        _ => None,
    }
}

/// Runs a command on a render, or reports why the render does not allow it; does nothing for any other command.
pub(super) fn run_command(command: Command, render: &Render, studio: &mut Studio) -> Option<Navigate> {
    let action = render_action(command)?;
    if let Err(refusal) = render.allows(action) {
        studio.show_message(refusal_message(render, action, refusal));
        return None;
    }
    match action {
        RenderAction::OpenVideo => open_video(render, studio),
        RenderAction::OpenLink => studio.use_link(render, LinkAction::Open),
        RenderAction::OpenProject => {
            let path = render.project_path.clone().unwrap_or_default();
            return Some(Navigate::perform(Action::OpenProject(path.to_string_lossy().into_owned())));
        }
        RenderAction::Send => {
            let dialog = ConfirmDialog::confirm_send(render, render.send_mode(studio.now()));
            return Some(Navigate::confirm(dialog));
        }
        RenderAction::RemoveFromList => {
            return Some(Navigate::confirm(ConfirmDialog::confirm_removal(render)));
        }
        RenderAction::Cancel => studio.cancel_render(render.id),
        RenderAction::Reorder => {
            let is_up = command == Command::MoveUp;
            let direction = if is_up { ReorderDirection::Earlier } else { ReorderDirection::Later };
            studio.reorder_render(render.id, direction);
        }
    }
    None
}

/// Why a command has no effect on a render.
pub(super) fn unavailable_reason(command: Command, render: &Render) -> Option<&'static str> {
    render.allows(render_action(command)?).err().map(ActionRefusal::text)
}

fn refusal_message(render: &Render, action: RenderAction, refusal: ActionRefusal) -> StatusMessage {
    let text = match refusal {
        ActionRefusal::NotQueued => "Only a queued render can be moved or canceled".to_owned(),
        ActionRefusal::StillQueued => "It is queued · w cancels it".to_owned(),
        ActionRefusal::SentAutomatically(_) => waiting_text(render).to_owned(),
        ActionRefusal::InProgress if action == RenderAction::RemoveFromList => {
            "It is in progress; it can be removed when it has ended".to_owned()
        }
        ActionRefusal::InProgress => "It is already in progress".to_owned(),
        ActionRefusal::Completed => {
            let finished = StatusMessage::new(Severity::Info, "It is finished");
            return finished.with_key_hint("Ctrl-r", "renders the open project again");
        }
        ActionRefusal::Resent(next) => format!("It was sent again as render {next}"),
        ActionRefusal::NoVideo => no_video_text(render),
        ActionRefusal::NoLink => "The video has no link yet".to_owned(),
        ActionRefusal::NoProject => "It has no project file".to_owned(),
    };
    StatusMessage::new(Severity::Info, text)
}

/// What happens to a queued render.
pub(super) fn waiting_text(render: &Render) -> &'static str {
    match render.queue_entry.owner {
        QueueOwner::Unowned => "s sends it · w cancels it",
        QueueOwner::ThisProcess if render.queue_entry.retry_at.is_some() => {
            "It is sent automatically when it is due · w cancels it"
        }
        QueueOwner::ThisProcess => "It is sent automatically when a slot is free · w cancels it",
        QueueOwner::OtherProcess => "Another cuecard is sending it",
    }
}

/// What reloading the queue does for an unconfirmed render.
pub(super) fn recovery_text(render: &Render, now: Timestamp) -> &'static str {
    if render.can_resend_safely(now) {
        "sends it again with the same idempotency key"
    } else {
        "looks for it on the service"
    }
}

fn open_video(render: &Render, studio: &mut Studio) {
    let Some(target @ OpenTarget::File(_)) = studio::RenderQueue::open_target(render) else {
        return studio.use_link(render, LinkAction::Open);
    };
    studio.report(Severity::Info, format!("Opening {} …", render.title));
    studio.request(DownloadRequest::OpenExternally(target));
}

/// A duration as text: in full, and for little space.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DurationText {
    pub(super) full: String,
    pub(super) brief: String,
}

impl DurationText {
    fn new(full: String, brief: String) -> Self {
        Self { full, brief }
    }
}

/// The usual duration of such renders: median, shortest and longest.
pub(super) fn usual_duration(typical: TypicalDuration) -> DurationText {
    let [median, low, high] = format_usual(typical);
    DurationText::new(format!("usually {median} ({low}-{high})"), format!("usually {median}"))
}

/// The remaining time of a render that has been running for `running`, by the usual duration.
pub(super) fn remaining_duration(typical: TypicalDuration, running: SignedDuration) -> DurationText {
    let rest = |took: SignedDuration| (took - running).max(SignedDuration::ZERO);
    let [middle, low, high] =
        format_durations([rest(typical.median), rest(typical.shortest), rest(typical.longest)]);
    if running < typical.median {
        return DurationText::new(format!("~{middle} ({low}-{high}) left"), format!("~{middle} left"));
    }
    if running < typical.longest {
        let [longest, ..] = format_durations([rest(typical.longest); 3]);
        let text = format!("up to {longest} left");
        return DurationText::new(text.clone(), text);
    }
    let [median, ..] = format_usual(typical);
    DurationText::new(format!("over the usual {median}"), format!("usually {median}"))
}

fn format_usual(typical: TypicalDuration) -> [String; 3] {
    format_durations([typical.median, typical.shortest, typical.longest])
}

/// A median with its unit, and the shortest and longest in the same unit: `8 m`, `6`, `11`.
fn format_durations([middle, low, high]: [SignedDuration; 3]) -> [String; 3] {
    let (middle, low, high) = (middle.as_secs(), low.as_secs(), high.as_secs());
    if high < 120 {
        return [format!("{middle} s"), low.to_string(), high.to_string()];
    }
    [format!("{} m", (middle + 30) / 60), (low / 60).to_string(), ((high + 59) / 60).to_string()]
}

/// Balance and cost of a render that lacked credit, if both are known in the same unit.
pub(super) fn credit_shortage_text(render: &Render, studio: &Studio) -> Option<String> {
    render.failure_reason.filter(|reason| reason.remedy == Remedy::Credit)?;
    if render.stage == RenderStage::Completed {
        return None;
    }
    let balance = studio.account.balance.ready().copied().flatten()?;
    match balance.coverage_of(render.estimated_cost, studio.settings.usd_per_credit) {
        Coverage::Remaining(_) | Coverage::Overage(_) => {
            Some(format!("The balance is {balance}; it needs about {}.", render.estimated_cost))
        }
        Coverage::Insufficient => Some(format!("{balance} left; it needs about {}.", render.estimated_cost)),
        Coverage::UnitMismatch => None,
    }
}

fn no_video_text(render: &Render) -> String {
    let title = &render.title;
    match render.stage {
        RenderStage::Failed | RenderStage::Refused => {
            format!("{title} has no video: {}", render.note.as_deref().unwrap_or("it failed"))
        }
        RenderStage::Unconfirmed => format!("{title} is unconfirmed: check on the service"),
        RenderStage::Canceled => format!("{title} was canceled and not sent"),
        _ => format!("{title} is not finished yet"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_remaining_time_comes_from_comparable_renders() {
        let minutes = SignedDuration::from_mins;
        let text = |full: &str, brief: &str| DurationText::new(full.to_owned(), brief.to_owned());
        let typical = TypicalDuration {
            median: minutes(8),
            shortest: minutes(6),
            longest: minutes(11),
            sample_count: 5,
        };
        assert_eq!(usual_duration(typical), text("usually 8 m (6-11)", "usually 8 m"));
        for (running, full, brief) in [
            (0, "~8 m (6-11) left", "~8 m left"),
            (4, "~4 m (2-7) left", "~4 m left"),
            (7, "~1 m (0-4) left", "~1 m left"),
            (9, "up to 2 m left", "up to 2 m left"),
            (12, "over the usual 8 m", "usually 8 m"),
        ] {
            assert_eq!(remaining_duration(typical, minutes(running)), text(full, brief));
        }
        let seconds = SignedDuration::from_secs;
        let quick = TypicalDuration {
            median: seconds(30),
            shortest: seconds(20),
            longest: seconds(50),
            sample_count: 3,
        };
        assert_eq!(usual_duration(quick).full, "usually 30 s (20-50)");
        assert_eq!(remaining_duration(quick, seconds(5)).full, "~25 s (15-45) left");
    }
}
