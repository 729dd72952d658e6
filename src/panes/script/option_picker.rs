//! The picker of a scene option: a filtered list of its values, opened at the chip.

use std::cell::Cell;
use std::ops::Range;

use ratatui::layout::{Position, Rect};

use crate::command::Command;
use crate::domain::{
    Background, EMOTIONS, Emotion, Project, STYLES, Scene, TalkingStyle, fold_text, parse_dropped_paths,
};
use crate::panes::overlay_list::{OverlayInput, OverlayList, OverlayRow};
use crate::panes::scene_names::name_scenes;
use crate::panes::{DrawContext, PaneInput};
use crate::studio::Studio;

const MAX_COLUMNS: u16 = 36;
/// The frame, the field and the blank row below it.
const FRAME_ROWS: u16 = 4;
/// Rows of a picker whose list scrolls, at least.
const MIN_ROWS: u16 = 8;
/// A blank row, and the line with the key for all scenes.
const FOR_ALL_ROWS: u16 = 2;

/// A value of a scene option.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum OptionValue {
    Emotion(Option<Emotion>),
    Style(TalkingStyle),
    /// The name of a speaker; `None` is the project's own photo and voice.
    Speaker(Option<String>),
    /// The name of a speaker that the project does not have yet.
    NewSpeaker(String),
    /// The path of a recording; `None` for none.
    Recording(Option<String>),
    /// A color or an https address; `None` for the project's background.
    Background(Option<String>),
}

impl OptionValue {
    pub(super) fn label(&self) -> &str {
        match self {
            Self::Emotion(None) => "no emotion",
            Self::Emotion(Some(emotion)) => emotion.as_str(),
            Self::Style(style) => style.as_str(),
            Self::Speaker(None) => "photo and voice of the project",
            Self::Speaker(Some(name)) | Self::NewSpeaker(name) => name,
            Self::Recording(None) => "no recording",
            Self::Recording(Some(path)) => path,
            Self::Background(None) => "background of the project",
            Self::Background(Some(background)) => background,
        }
    }

    /// The text of its row.
    fn row_text(&self) -> String {
        match self {
            Self::NewSpeaker(name) => format!("new speaker {name}"),
            other => other.label().to_owned(),
        }
    }

    pub(super) fn apply(&self, scene: &mut Scene) {
        match self {
            Self::Emotion(emotion) => scene.emotion.clone_from(emotion),
            Self::Style(style) => scene.style.clone_from(style),
            Self::Speaker(name) => scene.speaker.clone_from(name),
            Self::NewSpeaker(name) => scene.speaker = Some(name.clone()),
            Self::Recording(path) => scene.recording.clone_from(path),
            Self::Background(background) => scene.background.clone_from(background),
        }
    }
}

/// A scene option that is picked from a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PickedOption {
    Emotion,
    Style,
    Speaker,
    Recording,
    Background,
}

impl PickedOption {
    fn name(self) -> &'static str {
        match self {
            Self::Emotion => "Emotion",
            Self::Style => "Talking style",
            Self::Speaker => "Speaker",
            Self::Recording => "Recording",
            Self::Background => "Background",
        }
    }

    /// Its values; those of speakers are the ones of the project, those of recordings the sound files beside it.
    fn values(self, studio: &Studio) -> Vec<OptionValue> {
        let speakers = &studio.project_state.project.speakers;
        match self {
            Self::Emotion => {
                std::iter::once(None).chain(EMOTIONS.map(Some)).map(OptionValue::Emotion).collect()
            }
            Self::Style => STYLES.map(OptionValue::Style).into(),
            Self::Speaker => {
                let names = speakers.iter().map(|speaker| Some(speaker.name.clone()));
                std::iter::once(None).chain(names).map(OptionValue::Speaker).collect()
            }
            Self::Recording => {
                let names = studio.recordings.listed.iter().cloned().map(Some);
                std::iter::once(None).chain(names).map(OptionValue::Recording).collect()
            }
            Self::Background => {
                let own = used_backgrounds(&studio.project_state.project).into_iter().map(Some);
                std::iter::once(None).chain(own).map(OptionValue::Background).collect()
            }
        }
    }

    /// Its values, with the present one: a word that the service does not know, a speaker that the project does not have, or
    /// a file in another folder can be kept.
    fn values_including(self, present: &OptionValue, studio: &Studio) -> Vec<OptionValue> {
        let mut values = self.values(studio);
        if !values.contains(present) {
            values.push(present.clone());
        }
        values
    }

    fn value(self, scene: &Scene) -> OptionValue {
        match self {
            Self::Emotion => OptionValue::Emotion(scene.emotion.clone()),
            Self::Style => OptionValue::Style(scene.style.clone()),
            Self::Speaker => OptionValue::Speaker(scene.speaker.clone()),
            Self::Recording => OptionValue::Recording(scene.recording.clone()),
            Self::Background => OptionValue::Background(scene.background.clone()),
        }
    }
}

/// The colors that every project is offered.
const USUAL_COLORS: [&str; 3] = ["#ffffff", "#000000", "#00ff00"];

/// The backgrounds of the project and of its scenes, then the usual colors.
fn used_backgrounds(project: &Project) -> Vec<String> {
    let own = project.scenes.iter().map(|scene| scene.background.as_deref());
    let own = std::iter::once(project.background.as_deref()).chain(own).flatten();
    let mut backgrounds: Vec<String> = Vec::new();
    for background in own.chain(USUAL_COLORS) {
        if !backgrounds.iter().any(|known| known == background) {
            backgrounds.push(background.to_owned());
        }
    }
    backgrounds
}

/// The scenes that a value can be picked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PickerTarget {
    pub(super) selected: Range<usize>,
    /// The number of all scenes.
    pub(super) count: usize,
}

#[derive(Debug)]
pub(super) struct OptionPicker {
    option: PickedOption,
    target: PickerTarget,
    /// The value when it was opened.
    present: OptionValue,
    values: Vec<OptionValue>,
    list: OverlayList,
    /// The cells that it was drawn in last.
    drawn: Cell<Rect>,
}

/// What an input means for the pane.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum PickerOutcome {
    StaysOpen,
    Closed,
    Picked(OptionValue),
    PickedForAll(OptionValue),
}

impl OptionPicker {
    /// A picker with the value of a scene under the cursor.
    pub(super) fn new(option: PickedOption, scene: &Scene, studio: &Studio, target: PickerTarget) -> Self {
        let mut list = OverlayList::new(match option {
            PickedOption::Speaker => "type to filter, or a new name",
            PickedOption::Recording => "type a path, or drop a file",
            PickedOption::Background => "type 1b6b93, or https://…",
            PickedOption::Emotion | PickedOption::Style => "type to filter",
        });
        let present = option.value(scene);
        let values = option.values_including(&present, studio);
        list.selected = values.iter().position(|value| *value == present).unwrap_or(0);
        Self { option, target, present, values, list, drawn: Cell::default() }
    }

    /// Takes the sound files that were listed since.
    pub(super) fn sync(&mut self, studio: &Studio) {
        if self.option == PickedOption::Recording {
            let selected = self.matches().into_iter().nth(self.list.selected);
            self.values = self.option.values_including(&self.present, studio);
            let row = self.matches().into_iter().position(|value| Some(value) == selected);
            self.list.selected = row.unwrap_or(0);
        }
    }

    /// Handles a press of the mouse: the value there is picked, and a press beside the picker closes it.
    pub(super) fn press(&mut self, cell: Position) -> PickerOutcome {
        let mut matches = self.matches();
        match self.list.row_at(cell, matches.len()) {
            Some(row) => PickerOutcome::Picked(matches.swap_remove(row)),
            None if self.drawn.get().contains(cell) => PickerOutcome::StaysOpen,
            None => PickerOutcome::Closed,
        }
    }

    pub(super) fn update(&mut self, input: &PaneInput) -> PickerOutcome {
        let mut matches = self.matches();
        let is_for_all = *input == PaneInput::Command(Command::ConfirmForAll);
        if is_for_all && self.list.selected < matches.len() {
            return PickerOutcome::PickedForAll(matches.swap_remove(self.list.selected));
        }
        match self.list.update(input, matches.len()) {
            OverlayInput::Accept if self.list.selected < matches.len() => {
                PickerOutcome::Picked(matches.swap_remove(self.list.selected))
            }
            OverlayInput::Accept | OverlayInput::Close => PickerOutcome::Closed,
            OverlayInput::Query | OverlayInput::Other => PickerOutcome::StaysOpen,
        }
    }

    /// The values that contain the typed text, and a new speaker of that name, the path of another recording, or
    /// another color.
    fn matches(&self) -> Vec<OptionValue> {
        let typed = self.list.filter.text().trim();
        let query = fold_text(typed);
        let mut values = self.values.clone();
        values.retain(|value| fold_text(value.label()).contains(&query));
        let is_known = || self.values.iter().any(|value| fold_text(value.label()) == query);
        match self.option {
            _ if query.is_empty() || is_known() => {}
            PickedOption::Speaker => values.push(OptionValue::NewSpeaker(typed.to_owned())),
            PickedOption::Recording => {
                let paths = parse_dropped_paths(typed).into_iter();
                let path = paths.map(|path| path.to_string_lossy().into_owned()).next();
                values.extend(path.map(|path| OptionValue::Recording(Some(path))));
            }
            PickedOption::Background => {
                let typed = Background::parse(typed).map(|typed| typed.as_str().to_owned());
                let value = typed.map(|typed| OptionValue::Background(Some(typed)));
                values.extend(value.filter(|value| !self.values.contains(value)));
            }
            PickedOption::Emotion | PickedOption::Style => {}
        }
        values
    }

    /// The rows of the picker beside a scene of `card_rows` rows in an area of `area_rows`: fewer where its list scrolls.
    pub(super) fn rows_beside(&self, card_rows: u16, area_rows: u16) -> u16 {
        let values = u16::try_from(self.values.len()).unwrap_or(u16::MAX);
        let for_all = if self.target.count > 1 { FOR_ALL_ROWS } else { 0 };
        let all = values.saturating_add(FRAME_ROWS + for_all);
        let free = area_rows.saturating_sub(card_rows);
        all.min(if free >= MIN_ROWS { free } else { area_rows })
    }

    /// Draws the picker in an area of the page: below the rows `card` of its scene, or else above them, or else as far down
    /// as it fits.
    pub(super) fn draw(&self, card: &Range<u16>, ctx: &mut DrawContext<'_>, area: Rect) {
        let height = self.rows_beside(card.end.saturating_sub(card.start), area.height);
        let y = match area.height - height {
            free if card.end <= free => card.end,
            _ if card.start >= height => card.start - height,
            free => free.min(card.start + 1),
        };
        let popup = Rect { y: area.y + y, height, width: area.width.min(MAX_COLUMNS), ..area };
        self.drawn.set(popup);
        let title = match self.target.selected.len() {
            0 | 1 => self.option.name().to_owned(),
            _ => format!("{} of {}", self.option.name(), name_scenes(&self.target.selected)),
        };
        let mut list = self.list.draw_popup(&title, ctx, popup);
        if self.target.count > 1 && list.height > FOR_ALL_ROWS {
            let line = format!("Alt-a  in all {} scenes", self.target.count);
            ctx.draw_last_row(&line, &mut list);
            list.height -= 1;
        }
        self.draw_values(ctx, list);
    }

    fn draw_values(&self, ctx: &mut DrawContext<'_>, list: Rect) {
        let (matches, plain) = (self.matches(), ctx.theme.plain());
        if matches.is_empty() {
            ctx.draw_text(list, "Nothing matches. Esc closes the list.", ctx.theme.dim());
            return;
        }
        let row = |index: usize| OverlayRow {
            text: matches[index].row_text().into(),
            marks: Vec::new(),
            style: plain,
            end: String::new(),
            end_style: plain,
        };
        self.list.draw_rows(matches.len(), row, ctx, list);
    }
}
