//! The commands with their keys and help, for key handling, footer, help, palette and README.

mod commands;
mod key;
mod mouse;
mod scope;
mod table;
mod text_keys;

pub use commands::Command;
pub use key::{Key, KeyCode};
pub use mouse::{MouseEvent, MouseEventKind};
pub use scope::Scope;
pub use table::{COMMAND_ROWS, CommandRow, TABLE_READ_SCOPES};
pub use text_keys::TEXT_KEYS;

/// The command of a key in a scope.
pub fn find_command(scope: Scope, key: Key) -> Option<Command> {
    if scope.takes_text() && key.typed_char().is_some() {
        return None;
    }
    rows_in_scope(scope).find(|row| row.keys.contains(&key)).map(|row| row.command)
}

/// The rows of a scope, its own first. A global row is left out if the scope uses all of its keys otherwise.
pub fn rows_in_scope(scope: Scope) -> impl Iterator<Item = &'static CommandRow> {
    let scoped_rows = COMMAND_ROWS.iter().filter(move |row| row.scopes.contains(&scope));
    let is_bound =
        move |key: &Key| COMMAND_ROWS.iter().any(|row| row.scopes.contains(&scope) && row.keys.contains(key));
    let free = move |row: &&CommandRow| row.keys.is_empty() || !row.keys.iter().all(is_bound);
    scoped_rows.chain(
        COMMAND_ROWS.iter().filter(move |row| row.scopes.is_empty() && row.is_global_in(scope)).filter(free),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn character_keys_are_text_in_text_fields() {
        assert_eq!(find_command(Scope::SceneText, Key::char('q')), None);
        assert_eq!(find_command(Scope::Photos, Key::char('q')), Some(Command::Quit));
        assert_eq!(find_command(Scope::SceneText, Key::ctrl('r')), Some(Command::Render));
        assert_eq!(find_command(Scope::SceneText, Key::plain(KeyCode::F(1))), Some(Command::Help));
        assert_eq!(find_command(Scope::SceneText, Key::plain(KeyCode::Enter)), None);
    }

    #[test]
    fn each_key_has_one_command_per_scope() {
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
    fn no_scope_hides_a_global_command() {
        let scopes = COMMAND_ROWS.iter().flat_map(|row| row.scopes).collect::<std::collections::HashSet<_>>();
        for scope in scopes {
            let global = COMMAND_ROWS.iter().filter(|row| row.scopes.is_empty() && row.is_global_in(*scope));
            // In a text field a character key is typed.
            let keys = |row: &CommandRow| {
                row.keys
                    .iter()
                    .filter(|key| !scope.takes_text() || key.typed_char().is_none())
                    .collect::<Vec<_>>()
            };
            for row in global.filter(|row| !keys(row).is_empty()) {
                let is_reached = |key: &&Key| find_command(*scope, **key) == Some(row.command);
                assert!(keys(row).iter().any(is_reached), "{:?} is hidden in {scope:?}", row.command);
            }
        }
    }

    #[test]
    fn an_overlay_blocks_the_keys_of_the_panes() {
        assert_eq!(find_command(Scope::Dialog, Key::ctrl('r')), None);
        assert_eq!(find_command(Scope::Palette, Key::ctrl('s')), None);
        assert_eq!(find_command(Scope::Dialog, Key::ctrl('c')), Some(Command::Quit));
        assert_eq!(find_command(Scope::Dialog, Key::plain(KeyCode::Esc)), Some(Command::Back));
    }
}
