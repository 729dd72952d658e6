//! The picker of a scene option: a filtered list of its values, opened at the chip.

use ratatui::layout::Rect;

use crate::domain::{EMOTIONS, Emotion, STYLES, Scene, TalkingStyle, fold_text};
use crate::panes::overlay_list::{OverlayInput, OverlayList, OverlayRow};
use crate::panes::{DrawContext, PaneInput};

/// A value of a scene option.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum OptionValue {
    Emotion(Option<Emotion>),
    Style(TalkingStyle),
}

impl OptionValue {
    fn label(&self) -> &str {
        match self {
            Self::Emotion(None) => "no emotion",
            Self::Emotion(Some(emotion)) => emotion.as_str(),
            Self::Style(style) => style.as_str(),
        }
    }

    pub(super) fn apply(&self, scene: &mut Scene) {
        match self {
            Self::Emotion(emotion) => scene.emotion.clone_from(emotion),
            Self::Style(style) => scene.style.clone_from(style),
        }
    }
}

/// A scene option that is picked from a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PickedOption {
    Emotion,
    Style,
}

impl PickedOption {
    fn title(self) -> &'static str {
        match self {
            Self::Emotion => "Emotion",
            Self::Style => "Talking style",
        }
    }

    fn values(self) -> Vec<OptionValue> {
        match self {
            Self::Emotion => {
                std::iter::once(None).chain(EMOTIONS.map(Some)).map(OptionValue::Emotion).collect()
            }
            Self::Style => STYLES.map(OptionValue::Style).into(),
        }
    }

    fn value(self, scene: &Scene) -> OptionValue {
        match self {
            Self::Emotion => OptionValue::Emotion(scene.emotion.clone()),
            Self::Style => OptionValue::Style(scene.style.clone()),
        }
    }
}

#[derive(Debug)]
pub(super) struct OptionPicker {
    option: PickedOption,
    list: OverlayList,
}

/// What an input means for the pane.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum PickerOutcome {
    Open,
    Closed,
    Picked(OptionValue),
}

impl OptionPicker {
    /// A picker with the value of a scene under the cursor.
    pub(super) fn new(option: PickedOption, scene: &Scene) -> Self {
        let mut list = OverlayList::new("type to filter");
        let present = option.value(scene);
        list.selected = option.values().iter().position(|value| *value == present).unwrap_or(0);
        Self { option, list }
    }

    pub(super) fn update(&mut self, input: &PaneInput) -> PickerOutcome {
        let mut matches = self.matches();
        match self.list.update(input, matches.len()) {
            OverlayInput::Close => PickerOutcome::Closed,
            OverlayInput::Accept if self.list.selected < matches.len() => {
                PickerOutcome::Picked(matches.swap_remove(self.list.selected))
            }
            OverlayInput::Accept => PickerOutcome::Closed,
            OverlayInput::Query | OverlayInput::Other => PickerOutcome::Open,
        }
    }

    /// The values that contain the typed text.
    fn matches(&self) -> Vec<OptionValue> {
        let query = fold_text(self.list.filter.text().trim());
        let mut values = self.option.values();
        values.retain(|value| fold_text(value.label()).contains(&query));
        values
    }

    pub(super) fn draw(&self, ctx: &mut DrawContext<'_>, area: Rect) {
        let matches = self.matches();
        let list = self.list.draw_frame(self.option.title(), (30, 11), ctx, area);
        let plain = ctx.theme.plain();
        let row = |index: usize| OverlayRow {
            text: matches[index].label().to_owned().into(),
            marks: Vec::new(),
            style: plain,
            end: String::new(),
            end_style: plain,
        };
        self.list.draw_rows(matches.len(), row, ctx, list);
    }
}
