//! The script language: what of a script is spoken, what is a pause, and what would be spoken by mistake.

mod address;
mod amount;
mod analysis;
mod bracket;
mod break_tag;
mod cleaning;
mod counter;
mod duration;
mod emphasis;
mod initialism;
mod label;
mod language;
mod length;
mod line;
mod measure;
mod number;
mod pace;
mod parser;
mod reading;
mod rewriter;
mod script_text;
mod ssml;
mod symbol;
mod tag;
#[cfg(test)]
mod tests;
mod time_code;
mod token;
mod vocabulary;
mod word_gap;
mod word_part;
mod word_timer;

pub use analysis::ScriptAnalysis;
pub use cleaning::{ScriptIssue, clean_script, normalize_breaks, script_issues};
pub use duration::format_break;
pub(super) use duration::parse_pause_words;
pub use length::ScriptLength;
pub use pace::{LatinLanguage, RateSource, SpeechRate, WORDS_PER_MINUTE, WritingSystem};
pub use parser::parse_script;
pub use script_text::{Script, measure_script};
pub use ssml::{strip_breaks, to_ssml};
pub use token::{ScriptToken, ScriptTokenKind, UnspokenKind};
pub(super) use word_timer::{WordTimer, has_glyphs};
