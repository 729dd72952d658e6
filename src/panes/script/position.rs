//! Positions in the script page: the caret, the selection, and their order.

use std::ops::Range;

use crate::domain::{Scene, SceneText};
use crate::widgets::Affinity;

/// A place in the texts of all scenes, in the order of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PagePosition {
    /// The index of the scene.
    pub(super) scene: usize,
    pub(super) field: SceneText,
    /// Bytes from the start of the text, at a grapheme boundary and not within a chip.
    pub(super) offset: usize,
}

impl PagePosition {
    pub(super) const START: Self = Self::script_start(0);

    pub(super) const fn script_start(scene: usize) -> Self {
        Self { scene, field: SceneText::Script, offset: 0 }
    }

    /// The end of a text of a scene.
    pub(super) fn end_of(scenes: &[Scene], scene: usize, field: SceneText) -> Self {
        Self { scene, field, offset: scenes.get(scene).map_or(0, |scene| scene.text(field).len()) }
    }

    /// The end of the words of the last scene.
    pub(super) fn words_end(scenes: &[Scene]) -> Self {
        Self::end_of(scenes, scenes.len().saturating_sub(1), SceneText::Script)
    }

    /// The end of the page, behind the motion of the last scene.
    pub(super) fn page_end(scenes: &[Scene]) -> Self {
        Self::end_of(scenes, scenes.len().saturating_sub(1), SceneText::Motion)
    }

    /// The text that it is in; empty if the scene does not exist.
    pub(super) fn text(self, scenes: &[Scene]) -> &str {
        scenes.get(self.scene).map_or("", |scene| scene.text(self.field))
    }

    pub(super) fn with_offset(self, offset: usize) -> Self {
        Self { offset, ..self }
    }
}

/// All texts of the page. It ends with the words of the last scene if that has no motion.
pub(super) fn whole_page(scenes: &[Scene]) -> Range<PagePosition> {
    let has_motion = scenes.last().is_some_and(|scene| !scene.motion_prompt.is_empty());
    let end = if has_motion { PagePosition::page_end(scenes) } else { PagePosition::words_end(scenes) };
    PagePosition::START..end
}

/// Finds the part of a text around an offset.
pub(super) type TextPart = fn(&str, usize) -> Range<usize>;

/// What a double or triple click selected: a drag goes on by such parts.
#[derive(Debug, Clone)]
pub(super) struct PressedPart {
    pub(super) range: Range<PagePosition>,
    pub(super) part: TextPart,
}

/// The caret: its position, and how vertical motions continue from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PageCaret {
    pub(super) position: PagePosition,
    pub(super) affinity: Affinity,
    /// The column that vertical motions keep.
    pub(super) goal_column: Option<usize>,
}

impl From<PagePosition> for PageCaret {
    fn from(position: PagePosition) -> Self {
        Self { position, affinity: Affinity::Downstream, goal_column: None }
    }
}

/// The selected part of a text of a scene, if any of it is selected.
pub(super) fn selected_range(
    selection: &Range<PagePosition>,
    scene: usize,
    field: SceneText,
    length: usize,
) -> Option<Range<usize>> {
    let (start, end) =
        (PagePosition { scene, field, offset: 0 }, PagePosition { scene, field, offset: length });
    let range = selection.start.max(start)..selection.end.min(end);
    (range.start < range.end || (length == 0 && selection.start < start && selection.end > end))
        .then_some(range.start.offset..range.end.offset)
}
