//! The motion coach: advice on motion prompts, after the API reference. Nothing here knows the screen.

mod advice;
mod clause;
// Words side by side, which rustfmt would give a line each.
#[rustfmt::skip]
mod lexicon;
mod repeated;
mod rewrite;
#[cfg(test)]
mod tests;
mod weakness;
mod word_forms;

pub use advice::{MotionAdvice, motion_advice};
pub use repeated::{MIN_REPEATED_SCENES, RepeatedMotion, repeated_motion};
pub use weakness::{MotionAdviceKind, PromptState};
