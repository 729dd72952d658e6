//! The rows: command, keys, where they hold, and what is said about them.

use super::Scope::{
    self, SceneOption, RenderDetails, Dialog, Filter as Filtering, VideoSettings, TextDialog, ScrollOnly, SceneText, Welcome, PhotoWorkshop as Shop,
};
use super::{Code, Command, Key};

/// One command with everything that is known about it.
#[derive(Debug)]
pub struct Row {
    pub command: Command,
    /// The first is the one that footers show.
    pub keys: &'static [Key],
    /// Where it holds; empty for every pane.
    pub scopes: &'static [Scope],
    /// A word or two for the footer; empty where it is not shown there.
    pub hint: &'static str,
    /// A sentence for help, palette and README.
    pub help: &'static str,
    /// Other words that find it in the palette.
    pub aliases: &'static str,
}

impl Row {
    /// Whether a row without scopes holds in this one: overlays keep all but quitting to themselves, and text keeps
    /// the keys that type.
    pub fn holds_everywhere(&self, scope: Scope) -> bool {
        match scope {
            RenderDetails | Dialog | TextDialog | ScrollOnly | VideoSettings | Shop | Scope::Palette | Welcome => {
                matches!(self.command, Command::Quit | Command::Redraw)
            }
            SceneText | Filtering => !matches!(self.command, Command::NextPane | Command::PreviousPane),
            _ => true,
        }
    }
}

const fn on(code: Code) -> Key {
    Key::plain(code)
}

const LISTS: &[Scope] = &[Scope::Photos, Scope::Voices, Scope::Queue];
const CATALOGUES: &[Scope] = &[Scope::Photos, Scope::Voices];
const RENDERS: &[Scope] = &[Scope::Queue, RenderDetails];
const READERS: &[Scope] = &[ScrollOnly, RenderDetails];
const STRIP: &[Scope] = &[Scope::Scenes];
/// Where text is typed: nothing that is typed by habit ends the program there.
const TEXTS: &[Scope] = &[SceneText, Filtering, VideoSettings, Shop, TextDialog, Scope::Palette];
const FIELDS: &[Scope] = &[Scope::Scenes, SceneOption, SceneText];

macro_rules! rows {
    ($($command:ident $keys:expr, $scopes:expr, $hint:literal, $help:literal $(, $aliases:literal)?;)+) => {
        /// In the order of the footer: what one would want next comes first.
        pub const ROWS: &[Row] = &[$(
            Row {
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
    Choose [on(Code::Enter)], CATALOGUES, "choose", "Choose the selected photo or voice for the project", "select pick use cast";
    Watch [on(Code::Enter)], RENDERS, "open", "Open the finished video", "play watch show video";
    Filter [Key::char('/')], LISTS, "filter", "Filter the list", "search find";
    Listen [Key::char(' ')], &[Scope::Voices], "listen", "Play or stop the voice sample", "preview sound audio sample";
    TypeId [Key::char('i')], CATALOGUES, "", "Type the id of a photo or voice that is not listed";
    Workshop [Key::char('w')], &[Scope::Photos], "add photos", "Add photos, or new looks of this person", "upload add create avatar picture";
    Details [Key::char('d')], &[Scope::Queue], "details", "Show the render's history, the service's reply and the request", "info log error reason";
    Copy [Key::char('y')], &[Scope::Queue], "copy", "Copy the path or link of the video", "yank clipboard";
    Copy [Key::char('y')], &[RenderDetails], "copy", "Copy the service's reply, else the path, link or id of the video", "yank clipboard";
    Send [Key::char('s')], RENDERS, "send", "Send a queued, unconfirmed or failed render, after a confirmation", "resend retry submit again";
    Sort [Key::char('t')], &[Scope::Queue], "", "Change the sort order: newest, stage, title, cost, oldest", "sort";
    Withdraw [Key::char('w')], RENDERS, "cancel", "Cancel a queued render, which was not sent", "cancel stop";
    OpenLink [Key::char('o')], RENDERS, "", "Open the video's link in the browser", "browser url web";
    OpenProject [Key::char('p')], RENDERS, "", "Open the render's project";
    MoveUp [Key::char('K')], &[Scope::Queue], "", "Move a queued render up";
    MoveDown [Key::char('J')], &[Scope::Queue], "", "Move a queued render down";
    Forget [Key::char('x')], RENDERS, "", "Remove the render from the list; its video stays", "remove delete hide";
    Up [on(Code::Up), Key::char('k')], LISTS, "", "Move up";
    Down [on(Code::Down), Key::char('j')], LISTS, "", "Move down";
    PageUp [on(Code::PageUp)], LISTS, "", "Page up";
    PageDown [on(Code::PageDown)], LISTS, "", "Page down";
    Top [Key::char('g'), on(Code::Home)], LISTS, "", "Go to the first row";
    Bottom [Key::char('G'), on(Code::End)], LISTS, "", "Go to the last row";
    Retry [Key::char('R')], LISTS, "", "Reload, or retry what failed", "reload refresh";
    Leave [on(Code::Esc)], LISTS, "", "Clear the filter";
    // The strip of scenes.
    Write [on(Code::Enter)], STRIP, "write", "Edit the scene's script";
    NewScene [Key::char('n')], &[Scope::Scenes, SceneOption], "new scene", "Add a scene after this one", "new insert create";
    Earlier [on(Code::Left), on(Code::Up), Key::char('k')], STRIP, "", "Go to the previous scene";
    Later [on(Code::Right), on(Code::Down), Key::char('j')], STRIP, "", "Go to the next scene";
    Top [Key::char('g'), on(Code::Home)], STRIP, "", "Go to the first scene";
    Bottom [Key::char('G'), on(Code::End)], STRIP, "", "Go to the last scene";
    Duplicate [Key::char('D')], STRIP, "duplicate", "Duplicate the scene", "copy clone";
    MoveUp [Key::char('K')], STRIP, "", "Move the scene up";
    MoveDown [Key::char('J')], STRIP, "move", "Move the scene down";
    Remove [Key::char('x')], STRIP, "delete", "Delete the scene (Ctrl-z restores it)", "remove";
    // The fields of a scene.
    Earlier [on(Code::Left)], &[SceneOption], "change", "Select the previous option";
    Later [on(Code::Right)], &[SceneOption], "", "Select the next option";
    Toggle [Key::char(' '), on(Code::Enter)], &[SceneOption], "", "Select the next option, or switch on and off";
    NextField [on(Code::Tab)], FIELDS, "next field", "Go to the next field (wraps around)";
    PreviousField [Key::shift(Code::Tab)], &[SceneOption, SceneText], "", "Go to the previous field (wraps around)";
    NextField [on(Code::Down)], &[SceneOption], "", "Go to the next field";
    PreviousField [on(Code::Up)], &[SceneOption], "", "Go to the previous field";
    Leave [on(Code::Esc)], &[SceneOption, SceneText], "scenes", "Go back to the scenes";
    PreviousScene [Key::alt(Code::Up)], FIELDS, "", "Go to the same field of the previous scene";
    NextScene [Key::alt(Code::Down)], FIELDS, "", "Go to the same field of the next scene";
    // Where text is typed.
    HowToQuit [Key::ctrl('c')], TEXTS, "", "Show the key that quits while typing: Ctrl-q";
    // A filter.
    Accept [on(Code::Enter)], &[Filtering], "keep", "Keep the filter and go back to the list";
    Leave [on(Code::Esc)], &[Filtering], "clear", "Clear the filter";
    Up [on(Code::Up)], &[Filtering], "", "Move up in the list";
    Down [on(Code::Down)], &[Filtering], "", "Move down in the list";
    Listen [Key::alt(Code::Char('p'))], &[Filtering], "", "Play the sample of the selected voice", "preview sound audio sample";
    // Overlays.
    Accept [on(Code::Enter)], &[Dialog, TextDialog, Scope::Palette, Welcome], "confirm", "Confirm the selected button";
    Later [on(Code::Right), on(Code::Tab)], &[Dialog], "next button", "Select the next button";
    Earlier [on(Code::Left), Key::shift(Code::Tab)], &[Dialog], "", "Select the previous button";
    Accept [on(Code::Enter)], &[VideoSettings], "done", "Apply the changes";
    Accept [on(Code::Enter)], &[Shop], "create", "Create the photo or looks; what may cost is asked about first";
    Leave [on(Code::Esc)], &[RenderDetails, Dialog, TextDialog, VideoSettings, Shop, ScrollOnly, Scope::Palette, Welcome], "back", "Go back without doing it";
    NextField [on(Code::Tab), on(Code::Down)], &[VideoSettings, Shop], "next field", "Go to the next field";
    PreviousField [Key::shift(Code::Tab), on(Code::Up)], &[VideoSettings, Shop], "", "Go to the previous field";
    Up [on(Code::Up), Key::char('k')], READERS, "", "Move up";
    Down [on(Code::Down), Key::char('j')], READERS, "scroll", "Move down";
    PageUp [on(Code::PageUp)], READERS, "", "Page up";
    PageDown [on(Code::PageDown), Key::char(' ')], READERS, "", "Page down";
    Top [Key::char('g'), on(Code::Home)], READERS, "", "Go to the top";
    Bottom [Key::char('G'), on(Code::End)], READERS, "", "Go to the end";
    // In the welcome, letters are its choices.
    Up [on(Code::Up)], &[Scope::Palette, Welcome], "", "Move up";
    Down [on(Code::Down)], &[Scope::Palette, Welcome], "", "Move down";
    // Everywhere.
    Render [Key::ctrl('r')], &[], "render", "Render the video, after showing its price", "make generate create export video";
    Photos [Key::char('1')], &[], "", "Go to the photos";
    Voices [Key::char('2')], &[], "", "Go to the voices";
    Scenes [Key::char('3')], &[], "", "Go to the scenes";
    Queue [Key::char('4')], &[], "", "Go to the queue";
    NextPane [on(Code::Tab)], &[], "next pane", "Go to the next pane";
    PreviousPane [Key::shift(Code::Tab)], &[], "", "Go to the previous pane";
    VideoSettings [Key::char('e')], &[], "settings", "Edit the title, shape, captions and callback URL", "settings options project video aspect";
    Spend [Key::char('m')], &[], "", "Show the spend by day and project, and the caps", "spend costs money budget credits";
    Account [Key::char('a')], &[], "", "Switch to the sandbox or to another API key", "login log in key switch live";
    Save [Key::ctrl('s')], &[], "save", "Save the project", "write";
    SaveAs [], &[], "", "Save the project under another name", "rename copy";
    Open [Key::ctrl('o')], &[], "", "Open or create a project", "load new projects file";
    Undo [Key::ctrl('z')], &[], "", "Undo", "back revert";
    Redo [Key::ctrl('y')], &[], "", "Redo", "again";
    Zoom [Key::char('z')], &[], "", "Zoom the pane to the whole screen, or restore it", "fullscreen maximize";
    Palette [Key::ctrl('p'), Key::char(':')], &[], "commands", "Find a command by name";
    Help [Key::char('?'), on(Code::F(1))], &[], "keys", "Show the keys", "help keyboard shortcuts";
    Redraw [Key::ctrl('l')], &[], "", "Redraw the screen", "refresh repaint";
    Suspend [], &[], "", "Suspend cuecard and return to the shell", "background stop";
    Quit [Key::char('q'), Key::ctrl('q'), Key::ctrl('c')], &[], "quit", "Quit", "quit exit close";
}
