//! Every command once: the table that feeds keys, footer, help, palette and README.

mod key;
mod table;

pub use key::{Key, KeyCode};
pub use table::{COMMAND_ROWS, CommandRow};

/// What a user can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    Photos,
    Voices,
    Scenes,
    Queue,
    NextPane,
    PreviousPane,
    Zoom,
    Render,
    Save,
    SaveAs,
    Open,
    Undo,
    Redo,
    VideoSettings,
    Spend,
    Account,
    Palette,
    Help,
    Redraw,
    Suspend,
    Quit,
    /// Says which key leaves, where another would by habit.
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
    Reload,
    Copy,
    EditScript,
    NewScene,
    Duplicate,
    MoveUp,
    MoveDown,
    DeleteScene,
    PreviousScene,
    NextScene,
    NextField,
    PreviousField,
    Previous,
    Next,
    Toggle,
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
}

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

/// The command behind a key where the keys go now.
pub fn find_command(scope: Scope, key: Key) -> Option<Command> {
    if scope.takes_text() && key.typed_char().is_some() {
        return None;
    }
    rows_in_scope(scope).find(|row| row.keys.contains(&key)).map(|row| row.command)
}

/// The rows that hold in a scope, its own first. A row of everywhere whose keys all mean something else here is none.
pub fn rows_in_scope(scope: Scope) -> impl Iterator<Item = &'static CommandRow> {
    let own = COMMAND_ROWS.iter().filter(move |row| row.scopes.contains(&scope));
    let taken =
        move |key: &Key| COMMAND_ROWS.iter().any(|row| row.scopes.contains(&scope) && row.keys.contains(key));
    let free = move |row: &&CommandRow| row.keys.is_empty() || !row.keys.iter().all(taken);
    own.chain(
        COMMAND_ROWS.iter().filter(move |row| row.scopes.is_empty() && row.is_global_in(scope)).filter(free),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_text_where_text_is_typed() {
        assert_eq!(find_command(Scope::SceneText, Key::char('q')), None);
        assert_eq!(find_command(Scope::Photos, Key::char('q')), Some(Command::Quit));
        assert_eq!(find_command(Scope::SceneText, Key::ctrl('r')), Some(Command::Render));
        assert_eq!(find_command(Scope::SceneText, Key::plain(KeyCode::F(1))), Some(Command::Help));
        assert_eq!(find_command(Scope::SceneText, Key::plain(KeyCode::Enter)), None);
    }

    #[test]
    fn no_key_means_two_things_in_one_place() {
        let scopes = COMMAND_ROWS.iter().flat_map(|row| row.scopes).collect::<std::collections::HashSet<_>>();
        for scope in scopes {
            for row in rows_in_scope(*scope) {
                for key in row.keys.iter().filter(|key| !scope.takes_text() || key.typed_char().is_none()) {
                    let found = find_command(*scope, *key);
                    let own =
                        |c: Command| COMMAND_ROWS.iter().any(|r| r.command == c && r.scopes.contains(scope));
                    let shadowed = row.scopes.is_empty() && found.is_some_and(own);
                    assert!(
                        found == Some(row.command) || shadowed,
                        "{key} in {scope:?}: {found:?}, {:?}",
                        row.command
                    );
                }
            }
        }
    }

    #[test]
    fn an_overlay_keeps_the_keys_of_the_panes_out() {
        assert_eq!(find_command(Scope::Dialog, Key::ctrl('r')), None);
        assert_eq!(find_command(Scope::Palette, Key::ctrl('s')), None);
        assert_eq!(find_command(Scope::Dialog, Key::ctrl('c')), Some(Command::Quit));
        assert_eq!(find_command(Scope::Dialog, Key::plain(KeyCode::Esc)), Some(Command::Back));
    }
}
