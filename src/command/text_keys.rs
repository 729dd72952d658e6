//! The keys of text that have no command: motions, selection and deletion, for help and the docs.

/// Keys and what they do in a text.
pub const TEXT_KEYS: [(&str, &str); 9] = [
    ("↑ ↓ PgUp PgDn", "Move through all scenes"),
    ("Ctrl-← Ctrl-→", "Move by a word"),
    ("Home End", "Go to the end of the row, then of the line"),
    ("Ctrl-Home Ctrl-End", "Go to the start or the end of the script"),
    ("Shift and a motion", "Select"),
    ("Ctrl-a", "Select everything"),
    ("Ctrl-w Ctrl-Delete", "Delete a word"),
    ("Ctrl-u Ctrl-k", "Delete to the start or the end of the line"),
    ("Backspace, Delete", "At the border of a scene: join two scenes"),
];
