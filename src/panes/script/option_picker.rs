//! The picker of a scene option: a filtered list of its values, opened at the chip.

use ratatui::layout::Rect;

use crate::domain::{EMOTIONS, Emotion, STYLES, Scene, Speaker, TalkingStyle, fold_text};
use crate::panes::overlay_list::{OverlayInput, OverlayList, OverlayRow};
use crate::panes::{DrawContext, PaneInput};

const MAX_COLUMNS: u16 = 36;
/// The frame, the field and the blank row below it.
const FRAME_ROWS: u16 = 4;

/// A value of a scene option.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum OptionValue {
    Emotion(Option<Emotion>),
    Style(TalkingStyle),
    /// The name of a speaker; `None` is the project's own photo and voice.
    Speaker(Option<String>),
}

impl OptionValue {
    fn label(&self) -> &str {
        match self {
            Self::Emotion(None) => "no emotion",
            Self::Emotion(Some(emotion)) => emotion.as_str(),
            Self::Style(style) => style.as_str(),
            Self::Speaker(None) => "photo and voice of the project",
            Self::Speaker(Some(name)) => name,
        }
    }

    pub(super) fn apply(&self, scene: &mut Scene) {
        match self {
            Self::Emotion(emotion) => scene.emotion.clone_from(emotion),
            Self::Style(style) => scene.style.clone_from(style),
            Self::Speaker(name) => scene.speaker.clone_from(name),
        }
    }
}

/// A scene option that is picked from a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PickedOption {
    Emotion,
    Style,
    Speaker,
}

impl PickedOption {
    fn title(self) -> &'static str {
        match self {
            Self::Emotion => "Emotion",
            Self::Style => "Talking style",
            Self::Speaker => "Speaker",
        }
    }

    /// Its values; those of speakers are the ones of the project.
    fn values(self, speakers: &[Speaker]) -> Vec<OptionValue> {
        match self {
            Self::Emotion => {
                std::iter::once(None).chain(EMOTIONS.map(Some)).map(OptionValue::Emotion).collect()
            }
            Self::Style => STYLES.map(OptionValue::Style).into(),
            Self::Speaker => {
                let names = speakers.iter().map(|speaker| Some(speaker.name.clone()));
                std::iter::once(None).chain(names).map(OptionValue::Speaker).collect()
            }
        }
    }

    fn value(self, scene: &Scene) -> OptionValue {
        match self {
            Self::Emotion => OptionValue::Emotion(scene.emotion.clone()),
            Self::Style => OptionValue::Style(scene.style.clone()),
            Self::Speaker => OptionValue::Speaker(scene.speaker.clone()),
        }
    }
}

#[derive(Debug)]
pub(super) struct OptionPicker {
    option: PickedOption,
    values: Vec<OptionValue>,
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
    pub(super) fn new(option: PickedOption, scene: &Scene, speakers: &[Speaker]) -> Self {
        let mut list = OverlayList::new("type to filter");
        let present = option.value(scene);
        let mut values = option.values(speakers);
        // A word that the service does not know, or a speaker that the project does not have, can be kept.
        if !values.contains(&present) {
            values.push(present.clone());
        }
        list.selected = values.iter().position(|value| *value == present).unwrap_or(0);
        Self { option, values, list }
    }

    pub(super) fn update(&mut self, input: &PaneInput) -> PickerOutcome {
        let mut matches = self.matches();
        match self.list.update(input, matches.len()) {
            OverlayInput::Accept if self.list.selected < matches.len() => {
                PickerOutcome::Picked(matches.swap_remove(self.list.selected))
            }
            OverlayInput::Accept | OverlayInput::Close => PickerOutcome::Closed,
            OverlayInput::Query | OverlayInput::Other => PickerOutcome::Open,
        }
    }

    /// The values that contain the typed text.
    fn matches(&self) -> Vec<OptionValue> {
        let query = fold_text(self.list.filter.text().trim());
        let mut values = self.values.clone();
        values.retain(|value| fold_text(value.label()).contains(&query));
        values
    }

    /// Draws the picker in an area of the page, below its row `head` or else as far down as it fits.
    pub(super) fn draw(&self, head: u16, ctx: &mut DrawContext<'_>, area: Rect) {
        let matches = self.matches();
        let rows = u16::try_from(self.values.len()).unwrap_or(u16::MAX).saturating_add(FRAME_ROWS);
        let height = rows.min(area.height);
        let y = area.y + (head + 1).min(area.height - height);
        let popup = Rect { y, height, width: area.width.min(MAX_COLUMNS), ..area };
        let list = self.list.draw_popup(self.option.title(), ctx, popup);
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
