//! The tokens of a script: what is spoken, what is a pause, and what would be spoken though it is not meant to be.

use std::ops::Range;

/// A part of a script. The tokens of a script follow each other without gaps.
#[derive(Debug, Clone, PartialEq)]
pub struct ScriptToken {
    /// The bytes of the script.
    pub range: Range<usize>,
    pub kind: ScriptTokenKind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ScriptTokenKind {
    /// Spoken as it stands.
    Text,
    Pause {
        seconds: f64,
        /// Whether it is written as `<break time="1s"/>` with blanks around.
        is_normal_form: bool,
    },
    /// Not meant to be spoken.
    Unspoken(UnspokenKind),
}

/// The kind of a part that is not meant to be spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnspokenKind {
    /// A mark of Markdown or HTML: `**`, `> `, `---`, `&amp;`.
    Markup,
    /// A whole line: `## Scene 2`.
    Heading,
    /// A whole row: `| shot | words |`.
    Table,
    /// A whole line about the production: `**Duration**: 1 minute`.
    ProductionNote,
    /// `{{first_name}}`, `${name}`.
    Placeholder,
    /// `[BEAT]`, `{title card}`, `(smiling)`.
    StageDirection,
    /// `HOST:`.
    SpeakerLabel,
    /// `[our page](https://example.com)`, or a bare URL.
    Link,
    /// An emoji or another symbol without a fixed reading.
    Emoji,
    /// A tag other than `<break>`.
    UnknownTag,
    /// `<speak>` around the script, which is not sent.
    SpeakTag,
    /// `[0:20]`, or the times and numbers of subtitles.
    TimeCode,
    /// A break without a readable time.
    UnreadableBreak,
    /// A break of more than a minute.
    LongBreak,
}

impl UnspokenKind {
    /// What is wrong, as a sentence for the screen.
    pub fn message(self) -> &'static str {
        match self {
            Self::Markup => "This mark would be spoken",
            Self::Heading => "This heading would be spoken",
            Self::Table => "This table would be spoken",
            Self::ProductionNote => "This production note would be spoken",
            Self::Placeholder => "This placeholder is not filled in",
            Self::StageDirection => "This stage direction would be spoken",
            Self::SpeakerLabel => "This speaker label would be spoken",
            Self::Link => "This link would be spelled out",
            Self::Emoji => "This symbol may be read aloud",
            Self::UnknownTag => "This tag would be spoken: only breaks are known",
            Self::SpeakTag => "This tag is not sent",
            Self::TimeCode => "This time code would be spoken",
            Self::UnreadableBreak => "This break has no readable time, such as time=\"1s\"",
            Self::LongBreak => "This break is longer than a minute: cleaning makes it 60 seconds",
        }
    }

    /// What happens to it in the video, after its quotation: `"[BEAT]" would be spoken`.
    pub fn consequence(self) -> &'static str {
        match self {
            Self::Emoji => "may be read aloud",
            Self::SpeakTag => "is not sent",
            Self::UnreadableBreak => "is not a readable break",
            Self::LongBreak => "is longer than a minute",
            Self::Placeholder => "is a placeholder that is not filled in",
            Self::Link => "would be spelled out",
            _ => "would be spoken",
        }
    }

    /// Whether it parts scenes in a script of another format.
    pub fn is_structure(self) -> bool {
        matches!(self, Self::Heading | Self::SpeakerLabel | Self::Markup | Self::TimeCode)
    }

    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Markup => "markup",
            Self::Heading => "heading",
            Self::Table => "table",
            Self::ProductionNote => "production_note",
            Self::Placeholder => "placeholder",
            Self::StageDirection => "stage_direction",
            Self::SpeakerLabel => "speaker_label",
            Self::Link => "link",
            Self::Emoji => "emoji",
            Self::UnknownTag => "unknown_tag",
            Self::SpeakTag => "speak_tag",
            Self::TimeCode => "time_code",
            Self::UnreadableBreak => "unreadable_break",
            Self::LongBreak => "long_break",
        }
    }
}
