//! The rows: command, keys, where they hold, and what is said about them.

use super::Scope::{
    self, Choice, Details, Dialog, Filter as Filtering, Form, Line, Reader, Text, Welcome, Workshop as Shop,
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
            Details | Dialog | Line | Reader | Form | Shop | Scope::Palette | Welcome => {
                matches!(self.command, Command::Quit | Command::Redraw)
            }
            Text | Filtering => !matches!(self.command, Command::NextPane | Command::PreviousPane),
            _ => true,
        }
    }
}

const fn on(code: Code) -> Key {
    Key::plain(code)
}

const LISTS: &[Scope] = &[Scope::Photos, Scope::Voices, Scope::Queue];
const CATALOGUES: &[Scope] = &[Scope::Photos, Scope::Voices];
const RENDERS: &[Scope] = &[Scope::Queue, Details];
const READERS: &[Scope] = &[Reader, Details];
const STRIP: &[Scope] = &[Scope::Scenes];
/// Where text is typed: nothing that is typed by habit ends the program there.
const TEXTS: &[Scope] = &[Text, Filtering, Form, Shop, Line, Scope::Palette];
const FIELDS: &[Scope] = &[Scope::Scenes, Choice, Text];

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
    Choose [on(Code::Enter)], CATALOGUES, "choose", "Choose the photo or voice under the cursor for the film", "select pick use cast";
    Watch [on(Code::Enter)], RENDERS, "open", "Open the finished film", "play watch show video";
    Filter [Key::char('/')], LISTS, "filter", "Filter the list as you type", "search find";
    Listen [Key::char(' ')], &[Scope::Voices], "listen", "Play the voice's sample, or stop it", "preview sound audio sample";
    TypeId [Key::char('i')], CATALOGUES, "", "Type the id of a photo or voice that is not in the list";
    Workshop [Key::char('w')], &[Scope::Photos], "new looks", "New looks of this person, or a photo of your own", "upload add create avatar picture";
    Details [Key::char('d')], &[Scope::Queue], "details", "All about a render: what happened, what the service said, what was sent", "info log error reason";
    Copy [Key::char('y')], &[Scope::Queue], "copy", "Copy the film's path or link", "yank clipboard";
    Copy [Key::char('y')], &[Details], "copy", "Copy the service's reply, or else the film's path, link or id", "yank clipboard";
    Send [Key::char('s')], RENDERS, "send", "Send what was left from before, or what came to nothing, after asking", "resend retry submit again";
    Sort [Key::char('t')], &[Scope::Queue], "", "The next order: newest, by stage, by title, by cost, oldest", "sort";
    Withdraw [Key::char('w')], RENDERS, "take back", "Take back a render that waits; it was not sent", "cancel stop";
    OpenLink [Key::char('o')], RENDERS, "", "Open the film's link on the service", "browser url web";
    OpenProject [Key::char('p')], RENDERS, "", "Open the project that it was sent from";
    MoveUp [Key::char('K')], &[Scope::Queue], "", "Send a waiting render sooner";
    MoveDown [Key::char('J')], &[Scope::Queue], "", "Send a waiting render later";
    Forget [Key::char('x')], RENDERS, "", "Take it off the list; the film stays where it is", "remove delete hide";
    Up [on(Code::Up), Key::char('k')], LISTS, "", "One up";
    Down [on(Code::Down), Key::char('j')], LISTS, "", "One down";
    PageUp [on(Code::PageUp)], LISTS, "", "One page up";
    PageDown [on(Code::PageDown)], LISTS, "", "One page down";
    Top [Key::char('g'), on(Code::Home)], LISTS, "", "To the first";
    Bottom [Key::char('G'), on(Code::End)], LISTS, "", "To the last";
    Retry [Key::char('R')], LISTS, "", "Try again what failed", "reload refresh";
    Leave [on(Code::Esc)], LISTS, "", "Drop the filter";
    // The strip of scenes.
    Write [on(Code::Enter)], STRIP, "write", "Write the scene's script";
    NewScene [Key::char('n')], &[Scope::Scenes, Choice], "new scene", "New scene after this one", "add insert";
    Earlier [on(Code::Left), on(Code::Up), Key::char('k')], STRIP, "", "The scene before";
    Later [on(Code::Right), on(Code::Down), Key::char('j')], STRIP, "", "The scene after";
    Top [Key::char('g'), on(Code::Home)], STRIP, "", "To the first scene";
    Bottom [Key::char('G'), on(Code::End)], STRIP, "", "To the last scene";
    Duplicate [Key::char('D')], STRIP, "duplicate", "Duplicate the scene", "copy clone";
    MoveUp [Key::char('K')], STRIP, "", "Move the scene towards the start";
    MoveDown [Key::char('J')], STRIP, "move", "Move the scene towards the end";
    Remove [Key::char('x')], STRIP, "delete", "Delete the scene (Ctrl-z brings it back)", "remove";
    // The fields of a scene.
    Earlier [on(Code::Left)], &[Choice], "change", "The choice before";
    Later [on(Code::Right)], &[Choice], "", "The choice after";
    Toggle [Key::char(' '), on(Code::Enter)], &[Choice], "", "The next choice, or on and off";
    NextField [on(Code::Tab)], FIELDS, "next field", "The next field; after the last one the first";
    PreviousField [Key::shift(Code::Tab)], &[Choice, Text], "", "The field before; before the first one the last";
    NextField [on(Code::Down)], &[Choice], "", "The next field";
    PreviousField [on(Code::Up)], &[Choice], "", "The field before";
    Leave [on(Code::Esc)], &[Choice, Text], "scenes", "Back to the strip of scenes";
    PreviousScene [Key::alt(Code::Up)], FIELDS, "", "The scene before, in the same field";
    NextScene [Key::alt(Code::Down)], FIELDS, "", "The scene after, in the same field";
    // Where text is typed.
    HowToQuit [Key::ctrl('c')], TEXTS, "", "Say which key leaves: Ctrl-q, and not this one, while text is typed";
    // A filter.
    Accept [on(Code::Enter)], &[Filtering], "keep the filter", "Keep the filter and go back to the list";
    Leave [on(Code::Esc)], &[Filtering], "clear", "Clear the filter";
    Up [on(Code::Up)], &[Filtering], "", "One up in the list";
    Down [on(Code::Down)], &[Filtering], "", "One down in the list";
    Listen [Key::alt(Code::Char('p'))], &[Filtering], "", "Play the voice under the cursor", "preview sound audio sample";
    // Overlays.
    Accept [on(Code::Enter)], &[Dialog, Line, Scope::Palette, Welcome], "do it", "Do what is chosen";
    Later [on(Code::Right), on(Code::Tab)], &[Dialog], "other answer", "The answer after";
    Earlier [on(Code::Left), Key::shift(Code::Tab)], &[Dialog], "", "The answer before";
    Accept [on(Code::Enter)], &[Form], "done", "Keep the changes";
    Accept [on(Code::Enter)], &[Shop], "make it", "Make it; looks that are drawn may cost, and are asked about first";
    Leave [on(Code::Esc)], &[Details, Dialog, Line, Form, Shop, Reader, Scope::Palette, Welcome], "back", "Back, without doing it";
    NextField [on(Code::Tab), on(Code::Down)], &[Form, Shop], "next field", "The next field";
    PreviousField [Key::shift(Code::Tab), on(Code::Up)], &[Form, Shop], "", "The field before";
    Up [on(Code::Up), Key::char('k')], READERS, "", "One up";
    Down [on(Code::Down), Key::char('j')], READERS, "scroll", "One down";
    PageUp [on(Code::PageUp)], READERS, "", "One page up";
    PageDown [on(Code::PageDown), Key::char(' ')], READERS, "", "One page down";
    Top [Key::char('g'), on(Code::Home)], READERS, "", "To the top";
    Bottom [Key::char('G'), on(Code::End)], READERS, "", "To the end";
    // In the welcome, letters are its choices.
    Up [on(Code::Up)], &[Scope::Palette, Welcome], "", "One up";
    Down [on(Code::Down)], &[Scope::Palette, Welcome], "", "One down";
    // Everywhere.
    Render [Key::ctrl('r')], &[], "render", "Render the film, after showing its price", "make generate create export video";
    Photos [Key::char('1')], &[], "", "To the photos";
    Voices [Key::char('2')], &[], "", "To the voices";
    Scenes [Key::char('3')], &[], "", "To the scenes";
    Queue [Key::char('4')], &[], "", "To the queue";
    NextPane [on(Code::Tab)], &[], "next pane", "To the next pane";
    PreviousPane [Key::shift(Code::Tab)], &[], "", "To the pane before";
    Film [Key::char('e')], &[], "film", "The film's title, shape, captions and callback URL", "settings options project video aspect";
    Spend [Key::char('m')], &[], "", "What was spent, by day and by project, and the caps", "spend costs money budget credits";
    Account [Key::char('a')], &[], "", "Another account: the sandbox, or an API key", "login log in key switch live";
    Save [Key::ctrl('s')], &[], "save", "Save the project", "write";
    SaveAs [], &[], "", "Save the project under another name", "rename copy";
    Open [Key::ctrl('o')], &[], "", "Open another project, or begin one", "load new projects file";
    Undo [Key::ctrl('z')], &[], "", "Undo", "back revert";
    Redo [Key::ctrl('y')], &[], "", "Redo", "again";
    Zoom [Key::char('z')], &[], "", "Zoom the pane to the whole screen, or back", "fullscreen maximize";
    Palette [Key::ctrl('p'), Key::char(':')], &[], "commands", "All commands, by name";
    Help [Key::char('?'), on(Code::F(1))], &[], "keys", "The keys", "help keyboard shortcuts";
    Redraw [Key::ctrl('l')], &[], "", "Draw the screen anew", "refresh repaint";
    Suspend [], &[], "", "Suspend cuecard and go back to the shell", "background stop";
    Quit [Key::char('q'), Key::ctrl('q'), Key::ctrl('c')], &[], "quit", "Leave", "quit exit close";
}
