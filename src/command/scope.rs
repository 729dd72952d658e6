//! The scopes of keys: which part of the screen has the focus.

/// The part of the screen that has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    Photos,
    Voices,
    /// The timeline of scenes.
    Scenes,
    /// An option of a scene: emotion, style, enhance.
    SceneOption,
    /// A text field of a scene: script, motion prompt.
    SceneText,
    Queue,
    /// The details overlay.
    RenderDetails,
    /// The filter of a list.
    Filter,
    VideoSettings,
    /// The photo workshop.
    PhotoWorkshop,
    /// The input dialog.
    TextDialog,
    /// The confirmation dialog.
    Dialog,
    /// Help and spend.
    ScrollOnly,
    /// The command palette.
    Palette,
    /// The bank of motion prompts.
    MotionBank,
    TableRead,
    Welcome,
}

impl Scope {
    /// Whether a character key types text.
    pub fn takes_text(self) -> bool {
        matches!(
            self,
            Self::SceneText
                | Self::Filter
                | Self::VideoSettings
                | Self::PhotoWorkshop
                | Self::TextDialog
                | Self::Palette
                | Self::MotionBank
        )
    }

    /// The heading of the scope in help.
    pub fn title(self) -> &'static str {
        match self {
            Self::Photos => "Photos",
            Self::Voices => "Voices",
            Self::Scenes => "Scenes",
            Self::SceneOption => "Scene options",
            Self::SceneText => "Script and motion",
            Self::Queue => "Queue",
            Self::RenderDetails => "A render's details",
            Self::Filter => "Filter",
            Self::VideoSettings => "Video settings",
            Self::PhotoWorkshop => "Photo workshop",
            Self::TextDialog => "A line of text",
            Self::Dialog => "Confirmation",
            Self::ScrollOnly => "Reading",
            Self::Palette => "Commands",
            Self::MotionBank => "Motion prompts",
            Self::TableRead => "Table read",
            Self::Welcome => "Welcome",
        }
    }
}
