//! Earlier renders of an unchanged project: the user is asked before it is rendered, and paid for, again.
//!
//! A render counts if it has the content hash of the video and is billable: not refused, failed or canceled. Which of
//! several is shown differs. The studio shows the newest, since its list shows the others beside it. A command has
//! room for one, so it prefers an unfinished render, which it can wait for, to a newer completed one.

use super::{PastRender, Render, RenderHistory, RenderId, RenderStage, VideoSpec};

/// The earlier renders of a video that the user knows of: one that is newer stops another render of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KnownDuplicates {
    #[default]
    None,
    /// This one, and all that are older.
    UpTo(RenderId),
    All,
}

impl KnownDuplicates {
    /// Those up to the newest one that was shown.
    pub fn up_to(newest: Option<RenderId>) -> Self {
        newest.map_or(Self::None, Self::UpTo)
    }
}

impl Render {
    /// The newest billable render of a video, for the studio; `renders` are newest first.
    pub fn newest_billable_of<'a>(renders: &'a [Self], spec: &VideoSpec) -> Option<&'a Self> {
        let hash = spec.content_hash();
        renders
            .iter()
            .find(|render| is_billable_render_of(render.stage, render.lineage.content_hash.as_deref(), &hash))
    }
}

impl RenderHistory {
    /// The newest unfinished render of a video, or else the newest billable one, for commands.
    pub fn unfinished_or_newest_of(&self, spec: &VideoSpec) -> Option<&PastRender> {
        let unfinished = self.billable_renders_of(spec).find(|past| !past.stage.is_terminal());
        unfinished.or_else(|| self.billable_renders_of(spec).next())
    }

    /// All billable renders of a video, newest first.
    pub fn billable_renders_of(&self, spec: &VideoSpec) -> impl Iterator<Item = &PastRender> {
        let hash = spec.content_hash();
        self.renders
            .iter()
            .filter(move |past| is_billable_render_of(past.stage, past.content_hash.as_deref(), &hash))
    }
}

fn is_billable_render_of(stage: RenderStage, content_hash: Option<&str>, expected: &str) -> bool {
    !stage.is_unsuccessful() && content_hash == Some(expected)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::{Money, Project, RenderId, Scene, Unit};
    use super::*;

    fn spec() -> VideoSpec {
        let project = Project {
            photo: Some(super::super::PhotoId::new("p")),
            voice: Some(super::super::VoiceId::new("v")),
            scenes: vec![Scene::new("Hello.")],
            ..Project::default()
        };
        project.spec().unwrap()
    }

    fn history(stages: &[RenderStage]) -> RenderHistory {
        let past = |(id, stage): (i64, &RenderStage)| PastRender {
            render_id: RenderId(id),
            content_hash: Some(spec().content_hash()),
            ..PastRender::with_cost(Timestamp::UNIX_EPOCH, None, Money::new(1.0, Unit::Usd), *stage)
        };
        RenderHistory::of((0..).zip(stages).map(past).collect())
    }

    #[test]
    fn an_unfinished_render_precedes_a_newer_completed_one() {
        use RenderStage::{Completed, Failed, Processing, Refused};
        let shown =
            |stages: &[RenderStage]| history(stages).unfinished_or_newest_of(&spec()).map(|past| past.stage);
        assert_eq!(shown(&[Failed, Completed, Processing]), Some(Processing));
        assert_eq!(shown(&[Failed, Completed]), Some(Completed));
        assert_eq!(shown(&[Failed, Refused]), None);
        let ids = |past: &PastRender| past.render_id.0;
        let all: Vec<i64> =
            history(&[Completed, Failed, Processing]).billable_renders_of(&spec()).map(ids).collect();
        assert_eq!(all, [0, 2]);
    }
}
