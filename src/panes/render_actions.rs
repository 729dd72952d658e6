//! The actions on one render, and its texts, for the queue and the details.

use jiff::{SignedDuration, Timestamp};

use super::confirm_dialog::ConfirmDialog;
use super::{Action, Navigate, PaneOutcome};
use crate::command::Command;
use crate::domain::{Coverage, QueueOwner, Remedy, Render, RenderId, Stage, TypicalDuration};
use crate::studio::{
    self, DownloadRequest, Effect, LinkAction, OpenTarget, Request, Severity, StatusMessage, Studio,
};

/// Runs a command on a render; `None` for any other command.
pub(super) fn run_command(command: Command, render: &Render, studio: &mut Studio) -> Option<PaneOutcome> {
    Some(match command {
        Command::OpenVideo => open_video(render, studio).into(),
        Command::OpenLink => studio.use_link(render, LinkAction::Open).into(),
        Command::OpenProject => open_project(render, studio),
        Command::Send => confirm_send(render, studio),
        Command::RemoveRender => confirm_removal(render, studio),
        Command::CancelRender => apply_if_queued(render, studio, Studio::cancel_render).into(),
        _ => return None,
    })
}

/// Whether a command acts on one render.
pub(super) fn is_render_command(command: Command) -> bool {
    use Command::{CancelRender, OpenLink, OpenProject, OpenVideo, RemoveRender, Send};
    matches!(command, OpenVideo | OpenLink | OpenProject | Send | RemoveRender | CancelRender)
}

/// Why a command has no effect on a render in its stage.
pub(super) fn unavailable_reason(command: Command, render: &Render) -> Option<&'static str> {
    let stage = render.stage;
    let (fits, why) = match command {
        Command::OpenVideo => (studio::RenderQueue::open_target(render).is_some(), "it has no video yet"),
        Command::OpenLink => (render.video_url.is_some(), "it has no link yet"),
        Command::OpenProject => (render.project_path.is_some(), "it has no project file"),
        Command::Send => match stage {
            Stage::Queued => (render.queue_slot.owner == QueueOwner::Unowned, "it is sent automatically"),
            Stage::Completed => (false, "completed already"),
            Stage::Refused | Stage::Failed | Stage::Unconfirmed | Stage::Canceled => {
                (render.lineage.resent_as.is_none(), "it was sent again")
            }
            _ => (false, "sent already"),
        },
        Command::CancelRender => (stage == Stage::Queued, "not queued"),
        Command::RemoveRender => (stage.is_terminal() || stage == Stage::Unconfirmed, "it is in progress"),
        _ => return None,
    };
    (!fits).then_some(why)
}

/// What happens to a queued render.
pub(super) fn waiting_text(render: &Render) -> &'static str {
    match render.queue_slot.owner {
        QueueOwner::Unowned => "s sends it · w cancels it",
        QueueOwner::ThisProcess if render.queue_slot.retry_at.is_some() => {
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

fn open_video(render: &Render, studio: &mut Studio) -> Vec<Effect> {
    let Some(target) = studio::RenderQueue::open_target(render) else {
        studio.report(Severity::Info, no_video_text(render));
        return Vec::new();
    };
    if let OpenTarget::Link(_) = target {
        return studio.use_link(render, LinkAction::Open);
    }
    studio.report(Severity::Info, format!("Opening {} …", render.title));
    vec![studio.request(Request::Download(DownloadRequest::OpenExternally(target)))]
}

fn open_project(render: &Render, studio: &mut Studio) -> PaneOutcome {
    if let Some(path) = &render.project_path {
        return PaneOutcome::perform(Action::OpenProject(path.to_string_lossy().into_owned()));
    }
    studio.report(Severity::Info, "It has no project file");
    PaneOutcome::default()
}

/// Asks before a queued, unconfirmed or unsuccessful render is sent.
fn confirm_send(render: &Render, studio: &mut Studio) -> PaneOutcome {
    let action = match render.stage {
        Stage::Queued if render.queue_slot.owner == QueueOwner::Unowned => Action::SendQueued(render.id),
        Stage::Unconfirmed if render.can_resend_safely(studio.now()) => Action::ResendIdempotently(render.id),
        Stage::Refused | Stage::Failed | Stage::Unconfirmed | Stage::Canceled => {
            Action::SendAsNewRender(render.id)
        }
        Stage::Completed => {
            let finished = StatusMessage::new(Severity::Info, "It is finished");
            studio.show_message(finished.with_key_hint("Ctrl-r", "renders the open project again"));
            return PaneOutcome::default();
        }
        stage => {
            let is_waiting = stage == Stage::Queued;
            studio.report(
                Severity::Info,
                if is_waiting { waiting_text(render) } else { "It is already in progress" },
            );
            return PaneOutcome::default();
        }
    };
    PaneOutcome::navigate(Navigate::Confirm(Box::new(ConfirmDialog::confirm_send(render, action))))
}

fn confirm_removal(render: &Render, studio: &mut Studio) -> PaneOutcome {
    if render.stage.is_running() || render.stage == Stage::Sending {
        studio.report(Severity::Info, "It is in progress; it can be removed when it has ended");
        return PaneOutcome::default();
    }
    PaneOutcome::navigate(Navigate::Confirm(Box::new(ConfirmDialog::confirm_removal(render))))
}

/// Applies an action to a queued render; reports that others cannot be changed.
pub(super) fn apply_if_queued(
    render: &Render,
    studio: &mut Studio,
    what: impl Fn(&mut Studio, RenderId) -> Vec<Effect>,
) -> Vec<Effect> {
    if render.stage != Stage::Queued {
        studio.report(Severity::Info, "Only a queued render can be moved or canceled");
        return Vec::new();
    }
    what(studio, render.id)
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
pub(super) fn usual_duration(usual: TypicalDuration) -> DurationText {
    let [median, low, high] = format_usual(usual);
    DurationText::new(format!("usually {median} ({low}-{high})"), format!("usually {median}"))
}

/// The remaining time of a render that has been running for `running`, by the usual duration.
pub(super) fn remaining_duration(usual: TypicalDuration, running: SignedDuration) -> DurationText {
    let rest = |took: SignedDuration| (took - running).max(SignedDuration::ZERO);
    let [middle, low, high] =
        format_durations([rest(usual.median), rest(usual.shortest), rest(usual.longest)]);
    if running < usual.median {
        return DurationText::new(format!("~{middle} ({low}-{high}) left"), format!("~{middle} left"));
    }
    if running < usual.longest {
        let [longest, ..] = format_durations([rest(usual.longest); 3]);
        let text = format!("up to {longest} left");
        return DurationText::new(text.clone(), text);
    }
    let [median, ..] = format_usual(usual);
    DurationText::new(format!("over the usual {median}"), format!("usually {median}"))
}

fn format_usual(usual: TypicalDuration) -> [String; 3] {
    format_durations([usual.median, usual.shortest, usual.longest])
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
    if render.stage == Stage::Completed {
        return None;
    }
    let balance = studio.account.balance.ready().copied().flatten()?;
    match balance.coverage_of(render.estimated_cost) {
        Coverage::Remaining(_) | Coverage::Overage(_) => {
            Some(format!("The balance is {balance}; about {} needed.", render.estimated_cost))
        }
        Coverage::Insufficient => Some(format!("{balance} left; about {} needed.", render.estimated_cost)),
        Coverage::UnitMismatch => None,
    }
}

fn no_video_text(render: &Render) -> String {
    let title = &render.title;
    match render.stage {
        Stage::Failed | Stage::Refused => {
            format!("{title} has no video: {}", render.note.as_deref().unwrap_or("it failed"))
        }
        Stage::Unconfirmed => format!("{title} is unconfirmed: check on the service"),
        Stage::Canceled => format!("{title} was canceled and not sent"),
        _ => format!("{title} is not finished yet"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_that_is_left_is_told_from_such_renders() {
        let minutes = SignedDuration::from_mins;
        let text = |full: &str, brief: &str| DurationText::new(full.to_owned(), brief.to_owned());
        let usual = TypicalDuration {
            median: minutes(8),
            shortest: minutes(6),
            longest: minutes(11),
            sample_count: 5,
        };
        assert_eq!(usual_duration(usual), text("usually 8 m (6-11)", "usually 8 m"));
        for (running, full, brief) in [
            (0, "~8 m (6-11) left", "~8 m left"),
            (4, "~4 m (2-7) left", "~4 m left"),
            (7, "~1 m (0-4) left", "~1 m left"),
            (9, "up to 2 m left", "up to 2 m left"),
            (12, "over the usual 8 m", "usually 8 m"),
        ] {
            assert_eq!(remaining_duration(usual, minutes(running)), text(full, brief));
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
