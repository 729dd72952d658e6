//! The panes and overlays of the studio, one folder each.

mod catalog_rows;
pub mod command_palette;
pub mod confirm_dialog;
pub mod details;
mod empty_state;
mod filtered_list;
mod focus_path;
mod form_field;
pub mod help;
pub mod input_dialog;
pub mod photos;
pub mod projects;
pub mod queue;
mod render_actions;
pub mod scenes;
pub mod spend;
pub mod video_settings;
pub mod voices;
pub mod welcome;
pub mod workshop;

use jiff::Timestamp;
use jiff::tz::Offset;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::command::{Command, Key, Scope};
use crate::domain::{IssueLocation, NewLooks, PhotoId, RenderId, VideoSpec};
use crate::studio::{ActiveAccount, Effect, NewRender, Studio};
use crate::widgets::Theme;
pub use focus_path::FocusPath;

/// What the root hands to the pane where the keys go.
#[derive(Debug, Clone, PartialEq)]
pub enum PaneInput {
    /// A key that means a command here.
    Command(Command),
    /// A key that means none.
    Key(Key),
    /// Pasted or quickly typed text.
    Text(String),
}

/// What a pane wants of the root, which alone knows the other panes.
#[derive(Debug, Clone, PartialEq)]
pub enum Navigate {
    NextPane,
    PreviousPane,
    /// Leave this overlay.
    Close,
    /// Ask before something happens.
    Confirm(Box<confirm_dialog::ConfirmDialog>),
    /// Ask for a line of text.
    Input(input_dialog::InputKind),
    /// Show all about a render, over what is shown now.
    Details(RenderId),
    /// Make new looks, of this photo where there is one.
    Workshop(Option<PhotoId>),
    /// Leave this overlay and do the command.
    RunCommand(Command),
    /// Leave this overlay and do what was answered.
    Perform(Box<Action>),
}

/// What a question or a prompt leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Have the service say how long the video lasts.
    MeasureSpeech(Box<VideoSpec>),
    Dismiss,
    /// Go to where something is missing.
    GoToIssue(IssueLocation),
    Render(NewRender),
    ShowRequest(NewRender),
    /// Send a render left from before.
    SendQueued(RenderId),
    /// Send a render once more, as a new take.
    SendAsNewRender(RenderId),
    ResendIdempotently(RenderId),
    RemoveFromList(RenderId),
    /// Save, and then leave.
    SaveAndQuit,
    Quit,
    /// Ask for another name for the project's file.
    OpenSaveAsDialog,
    /// Write over what another program left in the project's file.
    OverwriteFile,
    SaveAs {
        name: String,
        quit_after_save: bool,
    },
    OpenProject(String),
    /// Go back to unsaved work that has no file.
    OpenUntitled,
    GenerateLooks(Box<NewLooks>),
    /// Train the group of a new photo.
    TrainPhoto(PhotoId),
    SetPhotoId(String),
    SetVoiceId(String),
    SetApiKey(crate::domain::Secret),
    Connect(ActiveAccount),
}

/// What came of an input.
#[derive(Debug, Default)]
pub struct PaneOutcome {
    pub effects: Vec<Effect>,
    pub navigation: Option<Navigate>,
}

impl PaneOutcome {
    pub fn navigate(go: Navigate) -> Self {
        Self { effects: Vec::new(), navigation: Some(go) }
    }

    pub fn perform(deed: Action) -> Self {
        Self::navigate(Navigate::Perform(Box::new(deed)))
    }
}

impl From<Vec<Effect>> for PaneOutcome {
    fn from(effects: Vec<Effect>) -> Self {
        Self { effects, navigation: None }
    }
}

/// What drawing needs beside the pane's own state.
#[derive(Debug, Clone, Copy)]
pub struct DrawContext {
    pub now: Timestamp,
    pub theme: Theme,
    /// The user's distance from UTC, for times of day.
    pub utc_offset: Offset,
    /// Whether the keys go to this pane.
    pub is_focused: bool,
    /// Whether this is the pane where the keys go once no overlay is open.
    pub is_active: bool,
    /// Rows of the pane that a message of several rows takes for now.
    pub reserved_rows: u16,
    /// The key that leads to this pane.
    pub pane_key: char,
    /// Where the keys go once no overlay is open.
    pub focus_path: FocusPath,
}

impl DrawContext {
    /// The keys that press `keys` in this pane, from where the keys go.
    pub(crate) fn pane_key_sequence(&self, keys: &str) -> String {
        self.focus_path.key_sequence(&format!("{} {keys}", self.pane_key))
    }
}

/// Three functions: where the keys go, what an input does, what it looks like.
pub trait Pane: std::fmt::Debug {
    fn scope(&self) -> Scope;
    /// Whether a command that works here would come to something now; the footer names no other.
    fn is_available(&self, studio: &Studio, command: Command) -> bool {
        self.unavailable_reason(studio, command).is_none()
    }
    /// Why a command that works here would come to nothing now, in a few words.
    fn unavailable_reason(&self, _studio: &Studio, _command: Command) -> Option<&'static str> {
        None
    }
    /// The screen has another size; for overlays that scroll.
    fn resize(&mut self, _screen: Rect) {}
    /// Videos are sent in another form, or cost otherwise, from now on; for questions about that.
    fn refresh_price(&mut self, _studio: &Studio) {}
    /// The gate of a dialog about money, which keeps input out that was not meant for it.
    fn input_guard(&mut self) -> Option<&mut confirm_dialog::InputGuard> {
        None
    }
    /// Chooses the answer of a dialog that does nothing.
    fn select_dismiss(&mut self) {}
    fn update(&mut self, studio: &mut Studio, input: PaneInput) -> PaneOutcome;
    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer);
}
