//! The kinds of events in the history of a render, and the word that each is stored and printed as.

use super::RenderStage;

macro_rules! event_kinds {
    ($($(#[$doc:meta])* $kind:ident = $word:literal,)+) => {
        /// What happened to a render.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum RenderEventKind {
            /// It entered this stage.
            Stage(RenderStage),
            $($(#[$doc])* $kind,)+
            /// A word that this version does not write.
            Unknown(String),
        }

        impl RenderEventKind {
            const WITHOUT_STAGE: &[Self] = &[$(Self::$kind),+];

            pub fn as_str(&self) -> &str {
                match self {
                    Self::Stage(stage) => stage.as_str(),
                    $(Self::$kind => $word,)+
                    Self::Unknown(word) => word,
                }
            }
        }
    };
}

event_kinds! {
    /// The service assigned a video.
    Accepted = "accepted",
    /// The video was found on the service's list.
    Found = "found",
    /// A check left it unconfirmed.
    Checked = "checked",
    /// It went back to the queue.
    Requeued = "requeued",
    /// The request was sent again, with the same idempotency key.
    Repeated = "repeated",
    /// The process that had it in its queue ended.
    Interrupted = "interrupted",
    /// The user sends what another process left in the queue.
    Adopted = "adopted",
    /// It waits because of the limit of concurrent renders.
    AtLimit = "at limit",
    /// It waits because of a spending cap.
    OverCap = "over cap",
    Moved = "moved",
    /// A new render took its place.
    Resent = "resent",
    /// The service sent a new link or length.
    Updated = "updated",
    Delivered = "delivered",
    Subtitled = "subtitled",
    Warned = "warned",
    /// It was removed from the list.
    Removed = "removed",
    /// The service created a second video for it, or named another render's.
    ExtraVideo = "extra video",
    PictureKey = "picture key",
    /// A recording was uploaded again, since the service did not know the earlier upload.
    Uploaded = "uploaded",
    PictureKeysExhausted = "picture keys",
}

impl RenderEventKind {
    /// Whether it begins an attempt to send.
    pub fn is_attempt(&self) -> bool {
        matches!(self, Self::Stage(RenderStage::Sending) | Self::Repeated)
    }
}

impl From<&str> for RenderEventKind {
    fn from(word: &str) -> Self {
        let known = || Self::WITHOUT_STAGE.iter().find(|kind| kind.as_str() == word).cloned();
        let kind = RenderStage::parse(word).map(Self::Stage).or_else(known);
        kind.unwrap_or_else(|| Self::Unknown(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_event_kind_parses_back_from_its_name() {
        for kind in RenderEventKind::WITHOUT_STAGE {
            assert_eq!(RenderEventKind::from(kind.as_str()), *kind);
        }
        assert_eq!(RenderEventKind::from("sending"), RenderEventKind::Stage(RenderStage::Sending));
        assert_eq!(RenderEventKind::from("new").as_str(), "new");
    }
}
