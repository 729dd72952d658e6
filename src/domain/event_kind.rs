//! The kinds of events in the history of a render, and the word that each is stored and printed as.

use super::Stage;

/// What happened to a render.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RenderEventKind {
    /// It entered this stage.
    Stage(Stage),
    /// The service assigned a video.
    Accepted,
    /// The video was found on the service's list.
    Found,
    /// A check left it unconfirmed.
    Checked,
    /// It went back to the queue.
    Requeued,
    /// The request was sent again, with the same idempotency key.
    Repeated,
    /// The process that had it in its queue ended.
    Interrupted,
    /// The user sends what another process left in the queue.
    Adopted,
    /// It waits because of the limit of concurrent renders.
    AtLimit,
    /// It waits because of a spending cap.
    OverCap,
    Moved,
    /// A new render took its place.
    Resent,
    /// The service sent a new link or length.
    Updated,
    Delivered,
    Subtitled,
    Warned,
    /// It was removed from the list.
    Removed,
    /// The service created a second video for it, or named another render's.
    ExtraVideo,
    PictureKey,
    PictureKeysExhausted,
    /// A word that this version does not write.
    Unknown(String),
}

impl RenderEventKind {
    const WITHOUT_STAGE: [Self; 19] = [
        Self::Accepted,
        Self::Found,
        Self::Checked,
        Self::Requeued,
        Self::Repeated,
        Self::Interrupted,
        Self::Adopted,
        Self::AtLimit,
        Self::OverCap,
        Self::Moved,
        Self::Resent,
        Self::Updated,
        Self::Delivered,
        Self::Subtitled,
        Self::Warned,
        Self::Removed,
        Self::ExtraVideo,
        Self::PictureKey,
        Self::PictureKeysExhausted,
    ];

    pub fn as_str(&self) -> &str {
        match self {
            Self::Stage(stage) => stage.as_str(),
            Self::Accepted => "accepted",
            Self::Found => "found",
            Self::Checked => "checked",
            Self::Requeued => "requeued",
            Self::Repeated => "repeated",
            Self::Interrupted => "interrupted",
            Self::Adopted => "adopted",
            Self::AtLimit => "at limit",
            Self::OverCap => "over cap",
            Self::Moved => "moved",
            Self::Resent => "resent",
            Self::Updated => "updated",
            Self::Delivered => "delivered",
            Self::Subtitled => "subtitled",
            Self::Warned => "warned",
            Self::Removed => "removed",
            Self::ExtraVideo => "extra video",
            Self::PictureKey => "picture key",
            Self::PictureKeysExhausted => "picture keys",
            Self::Unknown(word) => word,
        }
    }

    /// Whether it begins an attempt to send.
    pub fn is_attempt(&self) -> bool {
        matches!(self, Self::Stage(Stage::Sending) | Self::Repeated)
    }
}

impl From<&str> for RenderEventKind {
    fn from(word: &str) -> Self {
        let known = || Self::WITHOUT_STAGE.into_iter().find(|kind| kind.as_str() == word);
        let kind = Stage::parse(word).map(Self::Stage).or_else(known);
        kind.unwrap_or_else(|| Self::Unknown(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_reads_back_from_its_word() {
        for kind in RenderEventKind::WITHOUT_STAGE {
            assert_eq!(RenderEventKind::from(kind.as_str()), kind);
        }
        assert_eq!(RenderEventKind::from("sending"), RenderEventKind::Stage(Stage::Sending));
        assert_eq!(RenderEventKind::from("new").as_str(), "new");
    }
}
