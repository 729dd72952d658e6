//! Names that attack a terminal: escape sequences, control characters, bidirectional overrides.

pub(crate) const NAMES: [&str; 15] = [
    "Red \u{1b}[31malert\u{1b}[0m",
    "Title \u{1b}]0;owned\u{7} thief",
    "Link \u{1b}]8;;https://example.test/\u{1b}\\click\u{1b}]8;;\u{1b}\\",
    "Clear \u{1b}[2J\u{1b}[H screen",
    "Bell \u{7}\u{8}\u{8}\u{8}\u{8} back",
    "Line one\r\nline two\ttab",
    "C1 \u{9b}31m and \u{90}string\u{9c}",
    "Turned \u{202e}txet desrever\u{202c} name",
    "Isolate \u{2066}left\u{2069} \u{2067}right\u{2069}",
    "Zero\u{200b}width\u{200d}joined\u{feff}",
    "Zalgo Z\u{338}\u{321}\u{352}a\u{327}\u{34e}\u{489}l\u{335}g\u{334}o\u{336}",
    "Music \u{1d173}\u{1d17a} shorthand \u{1bca0}\u{1bca3} and glyph \u{13430}\u{1345f} controls",
    "Selected a\u{fe00}b\u{fe0f}c\u{180b}d\u{e0100} variations",
    "Tower Z\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300}\u{300} of marks",
    "Family \u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{200d}\u{1f466} and a name that is far longer than any list that shows names is ever wide, on purpose",
];
