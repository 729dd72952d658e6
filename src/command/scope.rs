//! The scopes of keys: which part of the screen has the focus.

/// The part of the screen that has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    Photos,
    Voices,
    /// The script page, where letters are commands about the selected scene.
    Scenes,
    /// The texts of the script page: scripts and motion prompts.
    SceneText,
    /// The picker of a scene option.
    OptionPicker,
    /// The find bar of the script page.
    Find,
    /// The replacement field of the find bar.
    Replacement,
    Queue,
    /// The details overlay.
    RenderDetails,
    /// The filter of the queue.
    Filter,
    /// The filter of the photos or the voices.
    CatalogFilter,
    VideoSettings,
    /// The form of the voice settings.
    VoiceForm,
    /// The photo workshop.
    PhotoWorkshop,
    /// The input dialog.
    TextDialog,
    /// The confirmation dialog.
    Dialog,
    /// Help and long texts.
    ScrollOnly,
    /// The spend overlay.
    Spend,
    /// The command palette.
    Palette,
    /// The bank of motion prompts.
    MotionBank,
    TableRead,
    /// The table read while it is paused.
    PausedTableRead,
    /// The table read at the end of the script.
    FinishedTableRead,
    /// The table read while the scene is recorded.
    RecordingScene,
    Welcome,
}

impl Scope {
    /// Whether a character key types text.
    pub fn takes_text(self) -> bool {
        matches!(
            self,
            Self::SceneText
                | Self::OptionPicker
                | Self::Find
                | Self::Replacement
                | Self::Filter
                | Self::CatalogFilter
                | Self::VideoSettings
                | Self::VoiceForm
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
            Self::Scenes => "Script",
            Self::SceneText => "Script and motion",
            Self::OptionPicker => "Scene options",
            Self::Find => "Find",
            Self::Replacement => "Replace",
            Self::Queue => "Queue",
            Self::RenderDetails => "A render's details",
            Self::Filter => "Filter of the queue",
            Self::CatalogFilter => "Filter of photos or voices",
            Self::VideoSettings => "Video settings",
            Self::VoiceForm => "Voice settings",
            Self::PhotoWorkshop => "Photo workshop",
            Self::TextDialog => "A line of text",
            Self::Dialog => "Confirmation",
            Self::ScrollOnly => "Reading",
            Self::Spend => "Spend",
            Self::Palette => "Commands",
            Self::MotionBank => "Motion prompts",
            Self::TableRead => "Table read",
            Self::PausedTableRead => "Table read, paused",
            Self::FinishedTableRead => "Table read, at the end",
            Self::RecordingScene => "Table read, recording",
            Self::Welcome => "Welcome",
        }
    }
}
