//! Every command once: the table that feeds keys, footer, help, palette and README.

mod key;
mod table;

pub use key::{Code, Key};
pub use table::{ROWS, Row};

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
    HowToQuit,
    Up,
    Down,
    PageUp,
    PageDown,
    Top,
    Bottom,
    Choose,
    Filter,
    Listen,
    TypeId,
    Workshop,
    Retry,
    Copy,
    Write,
    NewScene,
    Duplicate,
    MoveUp,
    MoveDown,
    Remove,
    PreviousScene,
    NextScene,
    NextField,
    PreviousField,
    Earlier,
    Later,
    Toggle,
    Leave,
    Watch,
    Details,
    OpenLink,
    OpenProject,
    Send,
    Withdraw,
    Forget,
    Sort,
    Accept,
}

/// Where the keys go. One of these holds at any time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    Photos,
    Voices,
    /// The strip of scenes.
    Scenes,
    /// A field of a scene with a choice: emotion, style, enhance.
    Choice,
    /// A field of a scene with text: script, motion prompt.
    Text,
    Queue,
    /// The overlay about one render.
    Details,
    /// The filter of a catalogue.
    Filter,
    /// An overlay of several fields.
    Form,
    /// The photo workshop.
    Workshop,
    /// An overlay of one field.
    Line,
    /// An overlay that asks.
    Dialog,
    /// Help and other overlays that only scroll.
    Reader,
    /// The command palette.
    Palette,
    /// The first screen without a key.
    Welcome,
}

impl Scope {
    /// Whether a character key is text here.
    pub fn takes_text(self) -> bool {
        matches!(self, Self::Text | Self::Filter | Self::Form | Self::Workshop | Self::Line | Self::Palette)
    }

    /// The title over its keys in help.
    pub fn title(self) -> &'static str {
        match self {
            Self::Photos => "Photos",
            Self::Voices => "Voices",
            Self::Scenes => "Scenes",
            Self::Choice => "Scene options",
            Self::Text => "Script and motion",
            Self::Queue => "Queue",
            Self::Details => "A render's details",
            Self::Filter => "Filter",
            Self::Form => "Video settings",
            Self::Workshop => "Photo workshop",
            Self::Line => "A line of text",
            Self::Dialog => "Confirmation",
            Self::Reader => "Reading",
            Self::Palette => "Commands",
            Self::Welcome => "Welcome",
        }
    }
}

/// The command behind a key where the keys go now.
pub fn find(scope: Scope, key: Key) -> Option<Command> {
    if scope.takes_text() && key.typed().is_some() {
        return None;
    }
    rows(scope).find(|row| row.keys.contains(&key)).map(|row| row.command)
}

/// The rows that hold in a scope, its own first. A row of everywhere whose keys all mean something else here is none.
pub fn rows(scope: Scope) -> impl Iterator<Item = &'static Row> {
    let own = ROWS.iter().filter(move |row| row.scopes.contains(&scope));
    let taken = move |key: &Key| ROWS.iter().any(|row| row.scopes.contains(&scope) && row.keys.contains(key));
    let free = move |row: &&Row| row.keys.is_empty() || !row.keys.iter().all(taken);
    own.chain(
        ROWS.iter().filter(move |row| row.scopes.is_empty() && row.holds_everywhere(scope)).filter(free),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_text_where_text_is_typed() {
        assert_eq!(find(Scope::Text, Key::char('q')), None);
        assert_eq!(find(Scope::Photos, Key::char('q')), Some(Command::Quit));
        assert_eq!(find(Scope::Text, Key::ctrl('r')), Some(Command::Render));
        assert_eq!(find(Scope::Text, Key::plain(Code::F(1))), Some(Command::Help));
        assert_eq!(find(Scope::Text, Key::plain(Code::Enter)), None);
    }

    #[test]
    fn no_key_means_two_things_in_one_place() {
        let scopes = ROWS.iter().flat_map(|row| row.scopes).collect::<std::collections::HashSet<_>>();
        for scope in scopes {
            for row in rows(*scope) {
                for key in row.keys.iter().filter(|key| !scope.takes_text() || key.typed().is_none()) {
                    let found = find(*scope, *key);
                    let own = |c: Command| ROWS.iter().any(|r| r.command == c && r.scopes.contains(scope));
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
        assert_eq!(find(Scope::Dialog, Key::ctrl('r')), None);
        assert_eq!(find(Scope::Palette, Key::ctrl('s')), None);
        assert_eq!(find(Scope::Dialog, Key::ctrl('c')), Some(Command::Quit));
        assert_eq!(find(Scope::Dialog, Key::plain(Code::Esc)), Some(Command::Leave));
    }
}
