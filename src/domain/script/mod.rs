//! The script language: what of a script is spoken, what is a pause, and what would be spoken by mistake.

mod bracket;
mod break_tag;
mod cleaning;
mod duration;
mod emphasis;
mod label;
mod length;
mod line;
mod measure;
mod parser;
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

pub use cleaning::{ScriptIssue, clean_script, normalize_breaks, script_issues};
pub use length::{ScriptLength, WORDS_PER_MINUTE};
pub use measure::measure_script;
pub use parser::parse_script;
pub use script_text::Script;
pub use ssml::{strip_breaks, to_ssml};
pub use token::{ScriptToken, ScriptTokenKind, UnspokenKind};
