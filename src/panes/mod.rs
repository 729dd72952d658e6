//! The panes and overlays of the studio, one folder each.

mod catalogue;
pub mod details;
mod field;
pub mod help;
pub mod palette;
pub mod photos;
pub mod projects;
pub mod prompt;
pub mod question;
pub mod queue;
mod render;
mod rows;
pub mod scenes;
pub mod spend;
mod status;
pub mod video_settings;
pub mod voices;
mod way;
pub mod welcome;
pub mod workshop;

use jiff::Timestamp;
use jiff::tz::Offset;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::command::{Command, Key, Scope};
use crate::domain::{LookWish, PhotoId, Place, RenderId, VideoSpec};
use crate::studio::{Account, Effect, Order, Studio};
use crate::widgets::Theme;
pub use way::Way;

/// What the root hands to the pane where the keys go.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// A key that means a command here.
    Command(Command),
    /// A key that means none.
    Key(Key),
    /// Pasted or quickly typed text.
    Text(String),
}

/// What a pane wants of the root, which alone knows the other panes.
#[derive(Debug, Clone, PartialEq)]
pub enum Go {
    NextPane,
    PreviousPane,
    /// Leave this overlay.
    Close,
    /// Ask before something happens.
    Ask(Box<question::Question>),
    /// Ask for a line of text.
    Prompt(prompt::Ask),
    /// Show all about a render, over what is shown now.
    Details(RenderId),
    /// Make new looks, of this photo where there is one.
    Workshop(Option<PhotoId>),
    /// Leave this overlay and do the command.
    Run(Command),
    /// Leave this overlay and do what was answered.
    Do(Box<Deed>),
}

/// What a question or a prompt leads to.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// Have the service say how long the video lasts.
    Measure(Box<VideoSpec>),
    Nothing,
    /// Go to where something is missing.
    GoTo(Place),
    Render(Order),
    ShowRequest(Order),
    /// Send a render left from before.
    SendQueued(RenderId),
    /// Send a render once more, as a new take.
    SendAgain(RenderId),
    Repeat(RenderId),
    Forget(RenderId),
    /// Save, and then leave.
    SaveAndQuit,
    Quit,
    /// Ask for another name for the project's file.
    AskSaveAs,
    /// Write over what another program left in the project's file.
    Overwrite,
    SaveAs {
        name: String,
        then_quit: bool,
    },
    Open(String),
    /// Go back to unsaved work that has no file.
    OpenUntitled,
    DrawLooks(Box<LookWish>),
    /// Train the group of a new photo.
    TrainPhoto(PhotoId),
    Photo(String),
    Voice(String),
    Key(crate::domain::Secret),
    Connect(Account),
}

/// What came of an input.
#[derive(Debug, Default)]
pub struct Turn {
    pub effects: Vec<Effect>,
    pub go: Option<Go>,
}

impl Turn {
    pub fn go(go: Go) -> Self {
        Self { effects: Vec::new(), go: Some(go) }
    }

    pub fn deed(deed: Deed) -> Self {
        Self::go(Go::Do(Box::new(deed)))
    }
}

impl From<Vec<Effect>> for Turn {
    fn from(effects: Vec<Effect>) -> Self {
        Self { effects, go: None }
    }
}

/// What drawing needs beside the pane's own state.
#[derive(Debug, Clone, Copy)]
pub struct DrawContext {
    pub now: Timestamp,
    pub theme: Theme,
    /// The user's distance from UTC, for times of day.
    pub offset: Offset,
    /// Whether the keys go to this pane.
    pub focused: bool,
    /// Whether this is the pane where the keys go once no overlay is open.
    pub chosen: bool,
    /// Rows of the pane that a message of several rows takes for now.
    pub reserved: u16,
    /// The key that leads to this pane.
    pub pane: char,
    /// Where the keys go once no overlay is open.
    pub way: Way,
}

impl DrawContext {
    /// The keys that press `keys` in this pane, from where the keys go.
    pub(crate) fn keys(&self, keys: &str) -> String {
        self.way.keys(&format!("{} {keys}", self.pane))
    }
}

/// Three functions: where the keys go, what an input does, what it looks like.
pub trait Pane: std::fmt::Debug {
    fn scope(&self) -> Scope;
    /// Whether a command that works here would come to something now; the footer names no other.
    fn fits(&self, studio: &Studio, command: Command) -> bool {
        self.why_not(studio, command).is_none()
    }
    /// Why a command that works here would come to nothing now, in a few words.
    fn why_not(&self, _studio: &Studio, _command: Command) -> Option<&'static str> {
        None
    }
    /// The screen has another size; for overlays that scroll.
    fn resized(&mut self, _screen: Rect) {}
    /// Videos are sent in another form, or cost otherwise, from now on; for questions about that.
    fn terms_changed(&mut self, _studio: &Studio) {}
    /// The gate of a dialog about money, which keeps input out that was not meant for it.
    fn gate(&mut self) -> Option<&mut question::Gate> {
        None
    }
    /// Chooses the answer of a dialog that does nothing.
    fn choose_nothing(&mut self) {}
    fn update(&mut self, studio: &mut Studio, input: Input) -> Turn;
    fn view(&self, studio: &Studio, ctx: &DrawContext, area: Rect, buf: &mut Buffer);
}
