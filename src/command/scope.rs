//! The scopes of keys: which part of the screen has the focus.

/// Where the keys go. One of these holds at any time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    Photos,
    Voices,
    /// The strip of scenes.
    Scenes,
    /// A field of a scene with a choice: emotion, style, enhance.
    SceneOption,
    /// A field of a scene with text: script, motion prompt.
    SceneText,
    Queue,
    /// The overlay about one render.
    RenderDetails,
    /// The filter of a catalogue.
    Filter,
    /// An overlay of several fields.
    VideoSettings,
    /// The photo workshop.
    PhotoWorkshop,
    /// An overlay of one field.
    TextDialog,
    /// An overlay that asks.
    Dialog,
    /// Help and other overlays that only scroll.
    ScrollOnly,
    /// The command palette.
    Palette,
    /// The first screen without a key.
    Welcome,
}

impl Scope {
    /// Whether a character key is text here.
    pub fn takes_text(self) -> bool {
        matches!(
            self,
            Self::SceneText
                | Self::Filter
                | Self::VideoSettings
                | Self::PhotoWorkshop
                | Self::TextDialog
                | Self::Palette
        )
    }

    /// The title over its keys in help.
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
            Self::Welcome => "Welcome",
        }
    }
}
