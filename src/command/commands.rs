//! The commands: what a user can ask for.

/// One command; [`COMMAND_ROWS`](super::COMMAND_ROWS) has its keys and its help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    Photos,
    Voices,
    Script,
    Queue,
    NextPane,
    PreviousPane,
    Zoom,
    Render,
    Save,
    SaveAs,
    /// Take the project file as another program changed it.
    TakeFromDisk,
    Open,
    /// Make a project of a script in another format.
    Import,
    /// Write the script in another format.
    Export,
    Undo,
    Redo,
    VideoSettings,
    TableRead,
    MotionBank,
    /// Edit the whole script in the user's own text editor.
    EditInEditor,
    /// Edit the script of one scene there.
    EditSceneInEditor,
    RecentMessages,
    Spend,
    Account,
    Palette,
    Help,
    Redraw,
    /// Leave the mouse to the terminal, or take it back.
    ToggleMouse,
    Suspend,
    Quit,
    /// Shows which key quits, where Ctrl-c is pressed by habit.
    ShowQuitKey,
    Up,
    Down,
    PageUp,
    PageDown,
    Top,
    Bottom,
    Choose,
    Filter,
    PlaySample,
    EnterId,
    PhotoWorkshop,
    /// Show the stock avatars in place of the account's own photos, or the reverse.
    SwitchPhotoSource,
    Reload,
    Copy,
    EditScript,
    NewScene,
    Duplicate,
    MoveUp,
    MoveDown,
    DeleteScene,
    SplitScene,
    /// Pick the emotion of the scene.
    Emotion,
    /// Pick the talking style of the scene.
    TalkingStyle,
    /// Pick who speaks the scene.
    Speaker,
    /// Pick the sound file that is heard in the scene.
    Recording,
    Background,
    /// Record the scene, or end the recording and keep it.
    RecordScene,
    VoiceSettings,
    ToggleEnhance,
    /// Jump to a scene by its number.
    GoToScene,
    /// Use the motion of this scene in all scenes, or in the selected ones.
    MotionToAll,
    /// Select the previous scene too.
    SelectSceneUp,
    /// Select the next scene too.
    SelectSceneDown,
    InsertPause,
    Cut,
    Find,
    /// Remove what would be spoken by mistake.
    CleanScript,
    ExpandScene,
    /// Take the advice about the motion prompt.
    TakeAdvice,
    ToggleMuted,
    ReplaceAll,
    ToggleLetterCase,
    ToggleWholeWords,
    Paste,
    PreviousScene,
    NextScene,
    SeekBack,
    SeekForward,
    NextField,
    PreviousField,
    Previous,
    Next,
    Back,
    OpenVideo,
    Details,
    OpenLink,
    OpenProject,
    Send,
    CancelRender,
    RemoveRender,
    Sort,
    Confirm,
    /// Confirm, for all scenes.
    ConfirmForAll,
    /// Keeps the scene's motion prompt as one of the user's own.
    KeepMotion,
    /// Pauses the table read, or lets it go on.
    PlayPause,
    /// Estimates with the rate that the account was found to pay.
    AcceptPaidRate,
    Slower,
    Faster,
    /// Hear the scene, or the selected ones, after its price.
    HearScene,
    /// Hear all scenes, after their price.
    HearScript,
    /// Turns the sound of the table read on or off.
    ToggleSound,
}
