//! The script language: what of a script is spoken, what is a pause, and what would be spoken by mistake.

mod address;
mod amount;
mod analysis;
mod bracket;
mod break_tag;
mod character_name;
mod cleaning;
mod counter;
mod duration;
mod emoticon;
mod emphasis;
mod initialism;
mod label;
mod language;
mod length;
mod line;
mod line_context;
mod line_time;
mod list_item;
mod measure;
mod number;
mod numbered_list;
mod parser;
mod placeholder;
mod rates;
mod reading;
mod rewriter;
mod script_text;
mod speech_rate;
mod spoken_language;
mod ssml;
mod stage_direction;
mod symbol;
mod tag;
#[cfg(test)]
pub(super) mod tests;
mod time_code;
mod token;
mod vocabulary;
mod word_gap;
mod word_lists;
mod word_part;
mod word_timer;

pub use analysis::ScriptAnalysis;
pub(super) use bracket::join_direction_lines;
pub(super) use character_name::{CharacterNames, character_name};
pub use cleaning::{ScriptIssue, clean_script, normalize_breaks};
pub(super) use duration::parse_pause_words;
pub use duration::{format_break, format_seconds};
pub(super) use label::{
    LabelMeaning, is_numbered_heading, label_colon, label_meaning, split_parenthetical, strip_voice_over,
};
pub use length::ScriptLength;
pub(super) use line_time::TimeCodeRule;
pub(super) use list_item::missing_full_stop;
pub(super) use numbered_list::{NumberMark, NumberedItems};
pub use parser::parse_script;
pub use rates::{LATIN_RATES, RateRow, SYSTEM_RATES};
pub use script_text::Script;
pub use speech_rate::{LatinLanguage, RateSource, SpeechRate, WORDS_PER_MINUTE, WritingSystem};
pub use spoken_language::SpokenLanguage;
pub use ssml::{strip_breaks, to_ssml};
pub(super) use time_code::is_time_code;
pub use token::{ScriptToken, ScriptTokenKind, UnspokenKind};
pub(super) use word_timer::{WordTimer, has_glyphs};
