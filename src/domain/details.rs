//! The details of a render in the ledger: its events and its request.

use jiff::Timestamp;

use super::{RenderEventKind, RenderStage};

/// One thing that happened to a render.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderEvent {
    pub at: Timestamp,
    pub kind: RenderEventKind,
    /// A note, the service's word, an id or a path.
    pub detail: Option<String>,
    /// The service's response, sanitized; only if the request failed.
    pub response: Option<String>,
}

/// All events of a render, and its request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RenderDetails {
    /// Oldest first.
    pub events: Vec<RenderEvent>,
    /// The exact request body that was or will be sent; without the API key.
    pub request: String,
    /// The dialect that the request is written in.
    pub dialect: String,
}

impl RenderEvent {
    /// The event as a phrase for the user.
    pub fn description(&self) -> String {
        let detail = self.detail.as_deref().filter(|detail| !detail.is_empty());
        let name = match (&self.kind, detail) {
            (RenderEventKind::Stage(RenderStage::Queued), Some(take)) => {
                return format!("requested, as {take}");
            }
            (RenderEventKind::Accepted, Some(video)) => return format!("accepted, as video {video}"),
            (RenderEventKind::Found, Some(location)) => return format!("found {location}"),
            (RenderEventKind::Resent, Some(render)) => return format!("sent again, as render {render}"),
            (RenderEventKind::ExtraVideo, Some(video)) => {
                return format!("a second video was created: {video}");
            }
            (RenderEventKind::Delivered, Some(path)) => return format!("saved as {path}"),
            (RenderEventKind::Subtitled, Some(path)) => return format!("subtitles saved as {path}"),
            (
                RenderEventKind::Stage(
                    stage @ (RenderStage::Pending | RenderStage::Processing | RenderStage::Completed),
                ),
                Some(word),
            ) if word == stage.as_str() => return word.to_owned(),
            (RenderEventKind::Stage(RenderStage::Queued), None) => "requested",
            (RenderEventKind::Stage(RenderStage::Sending), _) => "being sent",
            (RenderEventKind::Requeued, _) => "back in the queue",
            (RenderEventKind::Checked, _) => "looked up",
            (RenderEventKind::Repeated, _) => "sent again, with the same idempotency key",
            (RenderEventKind::Interrupted, _) => "interrupted: cuecard ended",
            (RenderEventKind::AtLimit, _) => "waits",
            (RenderEventKind::OverCap, _) => "waits for you",
            (RenderEventKind::Adopted, _) => "taken over",
            (RenderEventKind::Moved, _) => "moved in the queue",
            (RenderEventKind::Updated, _) => "link or length updated",
            (kind, _) => kind.as_str(),
        };
        detail.map_or_else(|| name.to_owned(), |detail| format!("{name}: {detail}"))
    }
}

impl RenderDetails {
    /// The documentation link in the last response.
    pub fn doc_url(&self) -> Option<String> {
        super::find_doc_url(self.last_response()?.1)
    }

    /// The last event with a response since the render was last sent; responses to earlier attempts do not count.
    pub fn last_response(&self) -> Option<(&RenderEvent, &str)> {
        let attempt = self.events.iter().rev().take_while(|event| !event.kind.is_attempt());
        attempt.into_iter().find_map(|event| Some((event, event.response.as_deref()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: &str, detail: Option<&str>) -> RenderEvent {
        let at = Timestamp::UNIX_EPOCH;
        RenderEvent { at, kind: kind.into(), detail: detail.map(str::to_owned), response: None }
    }

    #[test]
    fn each_event_has_a_description() {
        for (name, detail, description) in [
            ("queued", None, "requested"),
            ("queued", Some("render 3 again"), "requested, as render 3 again"),
            ("sending", None, "being sent"),
            ("accepted", Some("v1"), "accepted, as video v1"),
            ("processing", Some("processing"), "processing"),
            ("pending", Some("waiting"), "pending: waiting"),
            ("failed", Some("NO_FACE_ERROR: no face"), "failed: NO_FACE_ERROR: no face"),
            ("requeued", Some("Too many requests."), "back in the queue: Too many requests."),
            ("found", Some("on the service, as v1"), "found on the service, as v1"),
            ("resent", Some("4"), "sent again, as render 4"),
            ("delivered", Some("/videos/a.mp4"), "saved as /videos/a.mp4"),
            ("what is new", Some(""), "what is new"),
        ] {
            assert_eq!(event(name, detail).description(), description);
        }
    }

    #[test]
    fn last_response_returns_the_newest_response() {
        let replied = |text: &str| RenderEvent { response: Some(text.to_owned()), ..event("requeued", None) };
        let events = vec![replied("one"), replied("two"), event("accepted", None)];
        let details = RenderDetails { events, ..RenderDetails::default() };
        assert_eq!(details.last_response().map(|(_, response)| response), Some("two"));
        assert_eq!(RenderDetails::default().last_response(), None);
    }

    #[test]
    fn a_new_attempt_hides_the_response_of_the_previous_one() {
        let busy = RenderEvent { response: Some("429".to_owned()), ..event("requeued", None) };
        for attempt in ["sending", "repeated"] {
            let events =
                vec![event("sending", None), busy.clone(), event(attempt, None), event("unconfirmed", None)];
            let details = RenderDetails { events, ..RenderDetails::default() };
            assert_eq!((details.last_response(), details.doc_url()), (None, None), "{attempt}");
        }
    }
}
