//! The table of commands: keys, scopes, footer hint and help.

use super::Scope::{
    self, CatalogFilter, Dialog, Filter as Filtering, FinishedTableRead, MotionBank, OptionPicker,
    PausedTableRead, PhotoWorkshop as Shop, RecordingScene, RenderDetails, SceneText, ScrollOnly, TableRead,
    TextDialog, VideoSettings, VoiceForm, Welcome,
};
use super::{Command, Key, KeyCode};

/// A command with its keys in some scopes.
#[derive(Debug)]
pub struct CommandRow {
    pub command: Command,
    /// The footer shows the first one.
    pub keys: &'static [Key],
    /// Empty for a global command.
    pub scopes: &'static [Scope],
    /// A word or two for the footer; empty if it is not shown there.
    pub hint: &'static str,
    /// A sentence for help, palette and README.
    pub help: &'static str,
    /// Further search words for the palette.
    pub aliases: &'static str,
}

impl CommandRow {
    /// Whether a global row holds in a scope. Overlays allow only to quit and to redraw, and text fields keep Tab.
    pub fn is_global_in(&self, scope: Scope) -> bool {
        match scope {
            RenderDetails
            | Dialog
            | TextDialog
            | ScrollOnly
            | Scope::Spend
            | VideoSettings
            | VoiceForm
            | Shop
            | Scope::Palette
            | OptionPicker
            | MotionBank
            | RecordingScene => {
                matches!(self.command, Command::Quit | Command::Redraw)
            }
            Welcome => matches!(self.command, Command::Quit | Command::Redraw | Command::RecentMessages),
            TableRead | PausedTableRead | FinishedTableRead => {
                matches!(
                    self.command,
                    Command::Quit | Command::Redraw | Command::Help | Command::RecentMessages
                )
            }
            SceneText | Scope::Find | Scope::Replacement | Filtering | CatalogFilter => {
                !matches!(self.command, Command::NextPane | Command::PreviousPane)
            }
            _ => true,
        }
    }
}

const fn key(code: KeyCode) -> Key {
    Key::plain(code)
}

const fn ctrl(code: KeyCode) -> Key {
    Key { ctrl: true, ..Key::plain(code) }
}

const LISTS: &[Scope] = &[Scope::Photos, Scope::Voices, Scope::Queue];
const CATALOGS: &[Scope] = &[Scope::Photos, Scope::Voices];
const RENDERS: &[Scope] = &[Scope::Queue, RenderDetails];
const SCROLLABLE_OVERLAYS: &[Scope] = &[ScrollOnly, Scope::Spend, RenderDetails];
/// The states of the table read, but for a recording.
pub const TABLE_READ_SCOPES: &[Scope] = &[TableRead, PausedTableRead, FinishedTableRead];
const SCENE_LIST: &[Scope] = &[Scope::Scenes];
/// Scopes with text fields: a Ctrl-c by habit does not quit there.
const TEXT_SCOPES: &[Scope] = &[
    OptionPicker,
    Scope::Find,
    Scope::Replacement,
    Filtering,
    CatalogFilter,
    VideoSettings,
    VoiceForm,
    Shop,
    TextDialog,
    Scope::Palette,
    MotionBank,
];
/// Both fields of the find bar.
const FIND_BAR: &[Scope] = &[Scope::Find, Scope::Replacement];
const FILTERS: &[Scope] = &[Filtering, CatalogFilter];
/// Lists below a text field, to which Home and End belong.
const FILTERED_LISTS: &[Scope] = &[Filtering, CatalogFilter, OptionPicker, Scope::Palette, MotionBank];
const SCRIPT_PAGE: &[Scope] = &[Scope::Scenes, SceneText];

macro_rules! rows {
    ($($command:ident $keys:expr, $scopes:expr, $hint:literal, $help:literal $(, $aliases:literal)?;)+) => {
        /// In the order of the footer, the most useful first.
        pub const COMMAND_ROWS: &[CommandRow] = &[$(
            CommandRow {
                command: Command::$command,
                keys: &$keys,
                scopes: $scopes,
                hint: $hint,
                help: $help,
                aliases: concat!($($aliases)?),
            },
        )+];
    };
}

rows! {
    // Lists.
    Choose [key(KeyCode::Enter)], CATALOGS, "choose", "Choose the selected photo or voice for the project", "select pick use cast";
    OpenVideo [key(KeyCode::Enter)], RENDERS, "open", "Open the finished video", "play watch show video";
    Filter [Key::char('/')], LISTS, "filter", "Filter the list", "search find";
    PlaySample [Key::char(' ')], &[Scope::Voices], "listen", "Play or stop the voice sample", "preview sound audio sample";
    EnterId [Key::char('i')], CATALOGS, "", "Type the id of a photo or voice that is not listed";
    PhotoWorkshop [Key::char('w')], &[Scope::Photos], "add photos", "Add photos, or new looks of this person", "upload add create avatar picture";
    SwitchPhotoSource [Key::char('S')], &[Scope::Photos], "own/stock", "Switch between your own photos and the stock avatars", "stock public avatars twins source";
    Details [Key::char('d')], &[Scope::Queue], "details", "Show the render's history, request and response", "info log error reason";
    Copy [Key::char('y')], &[Scope::Queue], "copy", "Copy the path or link of the video", "yank clipboard";
    Copy [Key::char('y')], &[RenderDetails], "copy", "Copy the response, or else the path, link or id", "yank clipboard";
    Send [Key::char('s')], RENDERS, "send", "Send a queued, unconfirmed or failed render", "resend retry submit again";
    Sort [Key::char('t')], &[Scope::Queue], "", "Change the sort order", "sort";
    CancelRender [Key::char('w')], RENDERS, "cancel", "Cancel a queued render before it is sent", "cancel stop";
    OpenLink [Key::char('o')], RENDERS, "", "Open the video's link in the browser", "browser url web";
    OpenProject [Key::char('p')], RENDERS, "", "Open the render's project";
    MoveUp [Key::char('K')], &[Scope::Queue], "", "Move a queued render up";
    MoveDown [Key::char('J')], &[Scope::Queue], "", "Move a queued render down";
    RemoveRender [Key::char('x')], RENDERS, "", "Remove the render from the list; its video stays", "remove delete hide";
    Up [key(KeyCode::Up), Key::char('k')], LISTS, "", "Move up";
    Down [key(KeyCode::Down), Key::char('j')], LISTS, "", "Move down";
    PageUp [key(KeyCode::PageUp)], LISTS, "", "Page up";
    PageDown [key(KeyCode::PageDown)], LISTS, "", "Page down";
    Top [Key::char('g'), key(KeyCode::Home)], LISTS, "", "Go to the first row";
    Bottom [Key::char('G'), key(KeyCode::End)], LISTS, "", "Go to the last row";
    Reload [Key::char('R')], LISTS, "", "Reload, or retry what failed", "reload refresh";
    Back [key(KeyCode::Esc)], LISTS, "script", "Clear the filter, or go back to the script";
    // The script page. Where something is selected, what may be done with it comes first.
    Cut [Key::ctrl('x')], SCRIPT_PAGE, "cut", "Cut the selected text, or scenes";
    Copy [Key::ctrl('c')], &[SceneText], "copy", "Copy the selected text, or scenes", "yank clipboard";
    Copy [Key::char('y'), Key::ctrl('c')], SCENE_LIST, "copy", "Copy the selected text, or scenes", "yank clipboard";
    EditScript [key(KeyCode::Enter)], SCENE_LIST, "write", "Write at the caret", "edit script text";
    SplitScene [Key::alt(KeyCode::Enter)], &[SceneText], "split", "Split the scene at the caret", "cut part";
    Emotion [Key::alt(KeyCode::Char('e'))], SCRIPT_PAGE, "emotion", "Pick the emotion of the scene", "mood voice feeling";
    TalkingStyle [Key::alt(KeyCode::Char('s'))], SCRIPT_PAGE, "", "Pick the talking style of the scene", "expressive stable";
    Speaker [Key::alt(KeyCode::Char('w'))], SCRIPT_PAGE, "", "Pick who speaks the scene", "speaker cast person who";
    Recording [Key::alt(KeyCode::Char('u'))], SCRIPT_PAGE, "", "Pick your own recording for the scene, or none", "audio sound file own voice microphone wav mp3";
    Background [Key::alt(KeyCode::Char('g'))], SCRIPT_PAGE, "", "Pick the background of the scene", "backdrop colour green screen";
    VoiceSettings [Key::alt(KeyCode::Char('l'))], SCRIPT_PAGE, "", "Set the speaker's speed, pitch, volume and locale", "voice faster slower louder locale accent";
    ToggleEnhance [Key::alt(KeyCode::Char('h'))], SCRIPT_PAGE, "", "Let the service refine the motion, or not", "enhance motion";
    InsertPause [Key::alt(KeyCode::Char('p'))], &[SceneText], "pause", "Insert a pause, or change the one at the caret", "break silence longer length";
    NewScene [Key::char('n'), Key::alt(KeyCode::Char('n'))], SCENE_LIST, "new scene", "Add a scene after this one", "new insert create";
    NewScene [Key::alt(KeyCode::Char('n'))], &[SceneText], "new scene", "Add a scene after this one", "new insert create";
    Up [key(KeyCode::Up), key(KeyCode::Left), Key::char('k')], SCENE_LIST, "", "Go to the previous scene";
    Down [key(KeyCode::Down), key(KeyCode::Right), Key::char('j')], SCENE_LIST, "", "Go to the next scene";
    Top [Key::char('g'), key(KeyCode::Home)], SCENE_LIST, "", "Go to the first scene";
    Bottom [Key::char('G'), key(KeyCode::End)], SCENE_LIST, "", "Go to the last scene";
    Duplicate [Key::char('D')], SCENE_LIST, "duplicate", "Duplicate the scene", "copy clone";
    MoveUp [Key::char('K')], SCENE_LIST, "", "Move the scene up";
    MoveDown [Key::char('J')], SCENE_LIST, "move", "Move the scene down";
    DeleteScene [Key::char('x')], SCENE_LIST, "delete", "Delete the scene (Ctrl-z undoes it)", "remove";
    NextField [key(KeyCode::Tab)], &[SceneText], "motion", "Go to the next script or motion (wraps around)";
    PreviousField [Key::shift(KeyCode::Tab)], &[SceneText], "", "Go to the previous script or motion";
    Back [key(KeyCode::Esc)], &[SceneText], "scenes", "End the selection, or stop writing";
    PreviousScene [Key::alt(KeyCode::Up)], SCRIPT_PAGE, "", "Go to the previous scene";
    NextScene [Key::alt(KeyCode::Down)], SCRIPT_PAGE, "", "Go to the next scene";
    CleanScript [Key::alt(KeyCode::Char('c'))], SCRIPT_PAGE, "", "Remove what would be spoken by mistake", "clean markup stage directions";
    ExpandScene [Key::alt(KeyCode::Char('q'))], SCRIPT_PAGE, "", "Make scenes of a pasted script", "import markdown fountain dialog speakers split";
    TakeAdvice [Key::alt(KeyCode::Char('a'))], SCRIPT_PAGE, "", "Apply the advice about the motion or the voice", "motion coach rewrite emotion voice sibling";
    PlaySample [Key::alt(KeyCode::Char('y'))], SCRIPT_PAGE, "", "Play the scene's voice, or the one that is offered", "listen preview sound audio sample";
    HearScene [Key::alt(KeyCode::Char('i'))], SCRIPT_PAGE, "", "Hear the scene spoken, after its price", "speak speech listen audio sound";
    HearScript [Key::alt(KeyCode::Char('j'))], SCRIPT_PAGE, "", "Hear all scenes spoken, after their price", "speak speech listen audio sound";
    ToggleMuted [Key::alt(KeyCode::Char('x'))], SCRIPT_PAGE, "", "Mute the scene: keep it, but do not render it", "mute skip leave out";
    GoToScene [Key::ctrl('g')], SCRIPT_PAGE, "", "Go to a scene by its number", "jump number goto";
    MotionToAll [Key::alt(KeyCode::Char('t'))], SCRIPT_PAGE, "", "Use this motion in all or in the selected scenes", "motion everywhere";
    SelectSceneUp [Key::shift(KeyCode::Up)], SCENE_LIST, "", "Select the previous scene too";
    SelectSceneDown [Key::shift(KeyCode::Down)], SCENE_LIST, "", "Select the next scene too";
    Find [Key::ctrl('f')], SCRIPT_PAGE, "find", "Find and replace in all scenes", "search substitute";
    Paste [Key::ctrl('v')], SCRIPT_PAGE, "", "Paste what any program cut or copied last";
    Back [key(KeyCode::Esc)], SCENE_LIST, "", "End the selection";
    Confirm [key(KeyCode::Enter)], &[Scope::Find], "next", "Go to the next match";
    Confirm [key(KeyCode::Enter)], &[Scope::Replacement], "replace", "Replace this match, and go to the next";
    Down [key(KeyCode::Down)], &[Scope::Find], "", "Go to the next match";
    Down [key(KeyCode::Down)], &[Scope::Replacement], "next", "Go to the next match";
    Up [key(KeyCode::Up)], FIND_BAR, "", "Go to the previous match";
    NextField [key(KeyCode::Tab)], &[Scope::Find], "replace", "Go to the replacement";
    NextField [key(KeyCode::Tab)], &[Scope::Replacement], "find", "Go back to the searched text";
    PreviousField [Key::shift(KeyCode::Tab)], FIND_BAR, "", "Go to the other field";
    ReplaceAll [Key::alt(KeyCode::Enter)], FIND_BAR, "replace all", "Replace all matches";
    ToggleLetterCase [Key::alt(KeyCode::Char('c'))], FIND_BAR, "case", "Tell upper from lower case, or not";
    ToggleWholeWords [Key::alt(KeyCode::Char('w'))], FIND_BAR, "words", "Find whole words only, or anywhere";
    Back [key(KeyCode::Esc)], FIND_BAR, "done", "Close the find bar";
    Confirm [key(KeyCode::Enter)], &[OptionPicker], "choose", "Choose the selected option";
    ConfirmForAll [Key::alt(KeyCode::Char('a'))], &[OptionPicker], "in all scenes", "Choose it for all scenes";
    Back [key(KeyCode::Esc)], &[OptionPicker], "back", "Go back without changes";
    Up [key(KeyCode::Up)], &[OptionPicker], "", "Move up";
    Down [key(KeyCode::Down)], &[OptionPicker], "", "Move down";
    // Text fields.
    ShowQuitKey [Key::ctrl('c')], TEXT_SCOPES, "", "Show the key that quits while you type: Ctrl-q";
    // A filter.
    Confirm [key(KeyCode::Enter)], &[Filtering], "keep", "Keep the filter and go back to the list";
    Confirm [key(KeyCode::Enter)], &[CatalogFilter], "choose", "Choose the selected photo or voice for the project";
    NextField [key(KeyCode::Tab)], &[CatalogFilter], "keep", "Keep the filter and go back to the list";
    Back [key(KeyCode::Esc)], FILTERS, "clear", "Clear the filter";
    Up [key(KeyCode::Up)], FILTERS, "", "Move up in the list";
    Down [key(KeyCode::Down)], FILTERS, "", "Move down in the list";
    PlaySample [Key::alt(KeyCode::Char('p'))], &[CatalogFilter], "", "Play the sample of the selected voice", "preview sound audio sample";
    // Overlays.
    Confirm [key(KeyCode::Enter)], &[Dialog, TextDialog, Scope::Palette, Welcome], "confirm", "Confirm the selected button";
    CleanScript [Key::char('c')], &[Dialog], "clean", "Remove what would be spoken by mistake";
    Next [key(KeyCode::Right), key(KeyCode::Tab)], &[Dialog], "next button", "Select the next button";
    Previous [key(KeyCode::Left), Key::shift(KeyCode::Tab)], &[Dialog], "previous button", "Select the previous button";
    Confirm [key(KeyCode::Enter)], &[MotionBank], "use", "Use the prompt as the motion of the scene";
    ConfirmForAll [Key::alt(KeyCode::Char('a'))], &[MotionBank], "in all scenes", "Use the prompt in all scenes";
    KeepMotion [Key::alt(KeyCode::Char('k'))], &[MotionBank], "keep this motion", "Add the scene's motion to your own prompts", "save store motion";
    PlayPause [Key::char(' ')], &[TableRead], "pause", "Pause, or go on", "play stop";
    PlayPause [Key::char(' ')], &[PausedTableRead], "go on", "Go on reading", "play resume";
    PlayPause [Key::char(' ')], &[FinishedTableRead], "read again", "Read the script again, from its start", "play restart";
    NextScene [key(KeyCode::Right)], TABLE_READ_SCOPES, "next", "Go to the next scene";
    PreviousScene [key(KeyCode::Left)], TABLE_READ_SCOPES, "", "Go to the start of the scene, or to the one before";
    RecordScene [Key::char('r')], TABLE_READ_SCOPES, "record", "Record this scene with your own voice", "microphone audio take";
    RecordScene [Key::char('r'), Key::char(' ')], &[RecordingScene], "keep", "End the recording, and use it in the scene";
    Back [key(KeyCode::Esc)], &[RecordingScene], "discard", "End the recording, and discard it";
    Slower [Key::char('-')], TABLE_READ_SCOPES, "", "Read more slowly";
    Faster [Key::char('+'), Key::char('=')], TABLE_READ_SCOPES, "", "Read faster";
    HearScene [Key::char('h')], TABLE_READ_SCOPES, "hear", "Hear the scene spoken, after its price", "speak speech listen audio sound";
    HearScript [Key::char('H')], TABLE_READ_SCOPES, "", "Hear all scenes spoken, after their price", "speak speech listen audio sound";
    ToggleSound [Key::char('s')], TABLE_READ_SCOPES, "", "Turn the sound off, or on again", "mute quiet";
    EditScript [key(KeyCode::Enter)], TABLE_READ_SCOPES, "edit", "Edit the script of this scene";
    Confirm [key(KeyCode::Enter)], &[VideoSettings, VoiceForm], "done", "Apply the changes";
    Confirm [key(KeyCode::Enter)], &[Shop], "create", "Create the photo or looks; asks first if it may cost";
    Up [key(KeyCode::Up)], &[Dialog], "", "Scroll up where the text does not fit";
    Down [key(KeyCode::Down)], &[Dialog], "", "Scroll down where the text does not fit";
    PageUp [key(KeyCode::PageUp)], &[Dialog], "", "Scroll up by a page";
    PageDown [key(KeyCode::PageDown)], &[Dialog], "", "Scroll down by a page";
    Back [key(KeyCode::Esc)], &[RenderDetails, Dialog, TextDialog, VideoSettings, VoiceForm, Shop, ScrollOnly, Scope::Spend, Scope::Palette, MotionBank, TableRead, PausedTableRead, FinishedTableRead, Welcome], "back", "Go back without changes";
    SeekBack [Key::char(','), Key::shift(KeyCode::Left)], TABLE_READ_SCOPES, "", "Go back 5 seconds", "rewind seek";
    SeekForward [Key::char('.'), Key::shift(KeyCode::Right)], TABLE_READ_SCOPES, "5 s on", "Go on 5 seconds", "forward seek skip";
    NextField [key(KeyCode::Tab), key(KeyCode::Down)], &[VideoSettings, VoiceForm, Shop], "next field", "Go to the next field";
    PreviousField [Key::shift(KeyCode::Tab), key(KeyCode::Up)], &[VideoSettings, VoiceForm, Shop], "", "Go to the previous field";
    Up [key(KeyCode::Up), Key::char('k')], SCROLLABLE_OVERLAYS, "", "Move up";
    Down [key(KeyCode::Down), Key::char('j')], SCROLLABLE_OVERLAYS, "scroll", "Move down";
    PageUp [key(KeyCode::PageUp)], SCROLLABLE_OVERLAYS, "", "Page up";
    PageDown [key(KeyCode::PageDown), Key::char(' ')], SCROLLABLE_OVERLAYS, "", "Page down";
    Top [Key::char('g'), key(KeyCode::Home)], SCROLLABLE_OVERLAYS, "", "Go to the top";
    Bottom [Key::char('G'), key(KeyCode::End)], SCROLLABLE_OVERLAYS, "", "Go to the end";
    AcceptPaidRate [Key::char('a')], &[Scope::Spend], "accept rate", "Use the rate that this account paid for estimates", "rate price correction";
    // In the welcome overlay, letters are its choices.
    Up [key(KeyCode::Up)], &[Scope::Palette, MotionBank, Welcome], "", "Move up";
    Down [key(KeyCode::Down)], &[Scope::Palette, MotionBank, Welcome], "", "Move down";
    PageUp [key(KeyCode::PageUp)], FILTERED_LISTS, "", "Page up";
    PageDown [key(KeyCode::PageDown)], FILTERED_LISTS, "", "Page down";
    Top [ctrl(KeyCode::Home)], FILTERED_LISTS, "", "Go to the first row";
    Bottom [ctrl(KeyCode::End)], FILTERED_LISTS, "", "Go to the last row";
    // Global.
    Render [Key::ctrl('r')], &[], "render", "Render the video, after showing its price", "make generate create export video";
    Photos [Key::char('1')], &[], "", "Go to the photos";
    Voices [Key::char('2')], &[], "", "Go to the voices";
    Script [Key::char('3')], &[], "", "Go to the script";
    Queue [Key::char('4')], &[], "", "Go to the queue";
    NextPane [key(KeyCode::Tab)], &[], "next pane", "Go to the next pane";
    PreviousPane [Key::shift(KeyCode::Tab)], &[], "", "Go to the previous pane";
    VideoSettings [Key::char('e')], &[], "settings", "Edit title, shape, captions, target and callback URL", "settings options project video aspect target";
    TableRead [Key::ctrl('t')], &[], "", "Read the script at its pace, from this scene", "table read teleprompter rehearse play";
    MotionBank [Key::alt(KeyCode::Char('m'))], &[], "", "Choose a motion prompt for the scene", "motion bank gesture movement";
    EditSceneInEditor [Key::alt(KeyCode::Char('o'))], &[], "", "Edit this scene's script in your text editor", "external vim emacs editor";
    EditInEditor [Key::alt(KeyCode::Char('v'))], &[], "", "Edit the whole script in your text editor", "external vim emacs editor markdown";
    Spend [Key::char('m')], &[], "", "Show the spend by day and project, and the caps", "spend costs money budget credits";
    Account [Key::char('a')], &[], "", "Switch to the sandbox or to another API key", "login log in key switch live";
    Save [Key::ctrl('s')], &[], "save", "Save the project", "write";
    SaveAs [], &[], "", "Save the project under another name", "rename copy";
    TakeFromDisk [Key::alt(KeyCode::Char('r'))], &[], "", "Take the project from disk, where it was changed", "reload file theirs revert";
    Open [Key::ctrl('o')], &[], "", "Open or create a project", "load new projects file";
    Import [key(KeyCode::F(4))], &[], "", "Import a script, such as Markdown or subtitles", "load fountain text srt vtt screenplay";
    Export [key(KeyCode::F(2))], &[], "", "Export the script, such as to Markdown or subtitles", "write fountain srt vtt captions screenplay";
    Undo [Key::ctrl('z')], &[], "", "Undo", "back revert";
    Redo [Key::ctrl('y')], &[], "", "Redo", "again";
    Zoom [Key::char('z')], &[], "", "Zoom the pane to the whole screen, or restore it", "fullscreen maximize";
    Palette [Key::ctrl('p'), Key::char(':')], &[], "commands", "Find a command by name";
    Help [Key::char('?'), key(KeyCode::F(1))], &[], "keys", "Show the keys", "help keyboard shortcuts";
    RecentMessages [key(KeyCode::F(6))], &[], "", "Show the last messages in full", "notes notices warnings errors log status";
    ToggleMouse [key(KeyCode::F(3))], &[], "", "Leave the mouse to the terminal, or take it back", "capture select";
    Redraw [Key::ctrl('l')], &[], "", "Redraw the screen", "refresh repaint";
    Suspend [], &[], "", "Suspend cuecard and return to the shell", "background stop";
    Quit [Key::char('q'), Key::ctrl('q'), Key::ctrl('c')], &[], "quit", "Quit", "quit exit close";
}
