//! The bank of motion prompts: ours, by mood and action, and those of the user.

use super::Emotion;

/// Our prompts: a line each, with tabs between mood, action and prompt.
const MOTION_PROMPTS: &str = include_str!("../../assets/motion-prompts.tsv");

/// Characters that a motion prompt of the user may have: as many as v3 accepts.
pub const MAX_MOTION_PROMPT_CHARS: usize = 1_200;

/// A motion prompt of the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MotionPrompt {
    pub mood: &'static str,
    /// What the speaker does with the words: welcome, explain, warn.
    pub action: &'static str,
    pub text: &'static str,
}

impl MotionPrompt {
    /// Whether its mood is that of a scene with this emotion.
    pub fn suits(&self, emotion: &Emotion) -> bool {
        let mood = match emotion {
            Emotion::Excited => "excited",
            Emotion::Friendly => "friendly",
            Emotion::Serious => "serious",
            Emotion::Soothing => "calm",
            Emotion::Broadcaster => "confident",
            Emotion::Other(_) => return false,
        };
        self.mood == mood
    }
}

/// The prompts of the bank, by mood.
pub fn motion_prompts() -> impl Iterator<Item = MotionPrompt> {
    MOTION_PROMPTS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        Some(MotionPrompt { mood: cells.next()?, action: cells.next()?, text: cells.next()? })
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::{EMOTIONS, PromptState, motion_advice};
    use super::*;

    #[test]
    fn every_prompt_of_the_bank_follows_the_advice() {
        let prompts: Vec<MotionPrompt> = motion_prompts().collect();
        assert!(prompts.len() >= 60, "{}", prompts.len());
        for prompt in &prompts {
            assert_eq!(motion_advice(prompt.text, PromptState::Finished), [], "{prompt:?}");
            assert!(prompt.text.starts_with("Avatar ") && prompt.text.len() <= 60, "{prompt:?}");
        }
    }

    #[test]
    fn every_emotion_has_prompts_that_suit_it() {
        for emotion in EMOTIONS {
            assert!(motion_prompts().filter(|prompt| prompt.suits(&emotion)).count() >= 5, "{emotion}");
        }
    }

    #[test]
    fn every_line_has_a_mood_an_action_and_a_prompt_of_its_own() {
        let prompts: Vec<MotionPrompt> = motion_prompts().collect();
        let lines = MOTION_PROMPTS.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(prompts.len(), lines);
        assert_eq!(prompts.iter().map(|prompt| prompt.text).collect::<HashSet<_>>().len(), lines);
        for prompt in prompts {
            let is_word = |cell: &str| !cell.is_empty() && cell.chars().all(|c| c.is_ascii_lowercase());
            assert!(is_word(prompt.mood) && is_word(prompt.action), "{prompt:?}");
        }
    }
}
