//! Tests of the motion coach: prompts with the advice on them, as data, and properties of every rewrite.

use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use super::MotionAdviceKind::{Feeling, Negative, NoMovement, NotTheBody, TooLong, TooManyClauses};
use super::{MotionAdvice, MotionAdviceKind, PromptState, lexicon};

/// The advice on a prompt that is complete.
fn motion_advice(prompt: &str) -> Vec<MotionAdvice> {
    super::motion_advice(prompt, PromptState::Finished)
}

/// The better prompt that is offered.
fn rewritten(prompt: &str, state: PromptState) -> Option<String> {
    super::motion_advice(prompt, state).into_iter().next().and_then(|advice| advice.rewrite)
}

const GOOD_PROMPTS: &[&str] = &[
    // The examples of the API reference.
    "Avatar raises both hands excitedly, beaming with enthusiasm",
    "Avatar leans forward thoughtfully, counting points on fingers",
    "Avatar shrugs casually with a relaxed smile",
    "Avatar nods confidently while making an open palm gesture",
    "Avatar tilts head and gestures with right hand while explaining",
    "Avatar gestures enthusiastically while leaning forward",
    // Short ones, other subjects, imperatives.
    "Avatar leans forward, smiling",
    "looks up and smiles",
    "opens both hands",
    "Nod twice",
    "The presenter points at the chart and the screen",
    "She turns her head slowly, raising an eyebrow",
    "raises arms and hands",
    "Avatar opens both hands, then points at the viewer",
    "Avatar looks down, then back at the viewer",
    "keeps hands folded",
    "holds a cup, nodding",
    "talks with both hands",
    // What only looks like a weakness.
    "Avatar looks at the camera, smiling",
    "Avatar walks toward the camera",
    "Avatar waves to the audience",
    "Avatar smiles, happy and relaxed",
    "Avatar raises a hand to signal stop",
    "Avatar shakes her head as if to say no",
    "still smiling, she nods",
    "can't stop smiling",
    "Avatar cannot help laughing",
    "she does not stop nodding",
    "Avatar not only smiles, but nods",
    "Avatar smiles with a light nod",
    "looks happily at the viewer",
    // Unknown words may be verbs, also of another language.
    "Avatar juggles three balls",
    "Sie nickt und lächelt freundlich",
    "Avatar souriant",
    "アバターが手を振る",
    "xyzzy",
    "El avatar no se mueve",
    "Avatar sonríe, no mires a la cámara",
    "Der Sprecher ist neutral, still",
    "still stehen",
    "neutral bleiben",
    "ganz still und ruhig",
    "L'avatar est content",
    // No prompt, and one that begins to say what is not to be done.
    "",
    "  \n",
    "do not",
    // A feeling beside a movement.
    "smile and be confident",
    "Avatar opens the door",
    "Avatar waves hello",
];

/// Prompts that name no movement, which they may yet do while they are being typed; the words that the advice is about,
/// and the better prompt.
const BEGINNINGS: &[(&str, &str, &str)] = &[
    ("Avatar", "Avatar", "Avatar leans forward, smiling"),
    ("She is", "She is", "She leans forward, smiling"),
    ("hands", "hands", "Avatar opens both hands"),
    ("hello", "hello", "Avatar waves and smiles"),
    ("Hello there!", "Hello there", "Avatar waves and smiles"),
    ("more", "more", "Avatar leans forward, smiling"),
    (" 👍\n", "👍", "Avatar gives a thumbs up"),
    ("👋🏽", "👋🏽", "Avatar waves and smiles"),
    ("…", "…", "Avatar leans forward, smiling"),
];

/// The kinds of advice, and the words that the first one is about.
type Expected = (&'static [MotionAdviceKind], &'static str);

const WEAK_PROMPTS: &[(&str, Expected)] = &[
    ("do not move", (&[Negative], "do not move")),
    ("Don't move arms", (&[Negative], "Don't move arms")),
    ("Avatar doesn’t blink", (&[Negative], "doesn’t blink")),
    ("no hand gestures", (&[Negative], "no hand gestures")),
    ("Avatar smiles without showing teeth", (&[Negative], "without showing teeth")),
    ("never look away", (&[Negative], "never look away")),
    ("avoid head movement, smile", (&[Negative], "avoid head movement")),
    ("stop fidgeting", (&[Negative], "stop fidgeting")),
    ("Avatar should not walk", (&[Negative], "should not walk")),
    ("no camera movement", (&[Negative], "no camera movement")),
    ("minimal movement", (&[Negative], "minimal movement")),
    ("Camera zooms in slowly", (&[NotTheBody], "Camera zooms in slowly")),
    ("zoom in on the face", (&[NotTheBody], "zoom in on the face")),
    ("blurred background", (&[NotTheBody], "blurred background")),
    ("Avatar waves while the camera pans left", (&[NotTheBody], "camera pans left")),
    ("Avatar smiles, people walk by", (&[NotTheBody], "people walk by")),
    ("The crowd cheers", (&[NotTheBody], "crowd cheers")),
    ("Another person enters, Avatar nods", (&[NotTheBody], "person enters")),
    ("a car drives by", (&[NotTheBody], "car drives by")),
    ("birds fly past", (&[NotTheBody], "birds fly past")),
    ("Avatar waves at Zoë, no smile", (&[Negative], "no smile")),
    ("wind blows through the hair", (&[NotTheBody], "wind blows through the hair")),
    ("Avatar smiles and the background fades", (&[NotTheBody], "background fades")),
    ("Avatar, confident", (&[Feeling], "confident")),
    ("the presenter, calm and happy", (&[Feeling], "calm")),
    ("slowly", (&[NoMovement], "slowly")),
    ("Avatar slowly", (&[NoMovement], "slowly")),
    ("still", (&[NoMovement], "still")),
    ("Avatar stays motionless", (&[NoMovement], "stays")),
    ("Avatar talks to the viewer", (&[NoMovement], "talks")),
    ("hands on the table", (&[NoMovement], "hands")),
    ("eye contact with the camera", (&[NoMovement], "eye")),
    ("keeps still", (&[NoMovement], "still")),
    ("happy", (&[Feeling], "happy")),
    ("Avatar is very excited", (&[Feeling], "excited")),
    ("Avatar looks confident", (&[Feeling], "confident")),
    ("The presenter feels calm and professional", (&[Feeling], "calm")),
    ("warm, friendly expression", (&[Feeling], "warm")),
    ("maintains a serious demeanor", (&[Feeling], "serious")),
    ("speaks enthusiastically", (&[NoMovement], "speaks")),
    ("Make her look excited", (&[Feeling], "excited")),
    ("Avatar nods, smiles and waves", (&[TooManyClauses], "waves")),
    ("Avatar leans forward, raises a hand, winks, then turns away", (&[TooManyClauses], "winks")),
    (
        "Avatar lifts the right hand from the table to the height of the left shoulder and on to the chin and the cheek",
        (&[TooLong], "chin and the cheek"),
    ),
    // Two at a time, the weightiest first.
    ("Camera zooms in, do not blink", (&[Negative, NotTheBody], "do not blink")),
    ("Avatar nods, smiles, waves and does not blink", (&[Negative, TooManyClauses], "does not blink")),
    ("Camera zooms in, Avatar nods, smiles, waves, no music", (&[Negative, NotTheBody], "no music")),
];

/// What the first piece of advice on some prompts makes of them.
const REWRITES: &[(&str, &str)] = &[
    ("do not move", "Avatar keeps the hands folded"),
    ("The presenter doesn't look away", "The presenter keeps the eyes on the viewer"),
    ("Avatar smiles without showing teeth", "Avatar smiles"),
    ("Nod, no smile", "Nod, keeping the lips softly closed"),
    ("Avatar laughs and doesn't stop", "Avatar laughs"),
    ("Avatar keeps her hands still", "Avatar keeps the hands folded"),
    ("still", "Avatar keeps the hands folded"),
    ("happy", "Avatar smiles brightly, raising the eyebrows"),
    ("She is calm", "She breathes slowly, smiling softly"),
    ("speaks enthusiastically", "Avatar raises both hands, beaming"),
    ("Avatar talks to the viewer", "Avatar gestures with an open palm"),
    ("Camera zooms in slowly", "Avatar leans toward the viewer"),
    ("Avatar waves while the camera pans left", "Avatar waves"),
    ("Camera zooms in while she smiles", "She smiles"),
    ("Avatar nods, smiles and waves", "Avatar nods, smiles"),
    ("blurred background", "Avatar leans forward, smiling"),
    // A subject alone is no movement.
    ("Avatar, confident", "Avatar stands tall and nods firmly"),
    ("Avatar, with confidence", "Avatar stands tall and nods firmly"),
    ("Avatar is, confident", "Avatar stands tall and nods firmly"),
    ("Avatar, slowly", "Avatar nods slowly"),
    ("Avatar, quickly", "Avatar nods quickly"),
    ("quickly", "Avatar nods quickly"),
    ("The presenter, calm and happy", "The presenter breathes slowly, smiling softly"),
    ("Avatar, do not move", "Avatar keeps the hands folded"),
    ("Avatar, camera zooms in", "Avatar leans toward the viewer"),
    // What is meant stays.
    ("hand on heart", "Avatar places a hand on the heart"),
    ("She, hand on her heart", "She places a hand on the heart"),
    ("hands on the table", "Avatar rests the hands on the table"),
    ("thumbs up", "Avatar gives a thumbs up"),
    ("thumbs up, no smile", "Avatar gives a thumbs up, keeping the lips softly closed"),
    ("keeps hands still, no smile", "Avatar keeps hands still, keeping the lips softly closed"),
    ("hands still, no smile", "Hands still, keeping the lips softly closed"),
    ("confident, not arrogant", "Avatar stands tall and nods firmly"),
    ("natural, not stiff", "Avatar leans forward, smiling"),
    ("don't move the head, slowly", "Avatar holds the head level"),
    ("don't move the head, calmly", "Avatar holds the head level, calmly"),
    ("no camera movement, can't stop smiling", "Can't stop smiling"),
    // A movement stays, behind a subject.
    ("nods without stopping", "Avatar nods"),
    ("slowly nodding, not smiling", "Avatar slowly nods, keeping the lips softly closed"),
    ("The presenter is calm, not shy, and waves", "The presenter waves, calm"),
    ("juggles three balls, no smile", "Avatar juggles three balls, keeping the lips softly closed"),
    ("waves, she does not blink", "Avatar waves, keeping the eyes on the viewer"),
    ("press the palms together, no smile", "Press the palms together, keeping the lips softly closed"),
    ("camera pans, she smiles, nods", "She smiles, nods"),
    ("is confident, not shy, and smi", "Avatar stands tall and nods firmly"),
    // No clause is dropped that is good, or that can be said with the movements.
    ("confident, no smile", "Avatar keeps the lips softly closed, confident"),
    ("Very happy, don't wave, nod", "Avatar keeps the hands folded, nod, very happy"),
    ("She looks serious, no smile", "She keeps the lips softly closed, serious"),
    ("no smile, nods, waves", "Avatar nods, waves"),
    ("Avatar nods, smiles, waves quickly, slowly, happy", "Avatar nods, smiles, happy"),
    (
        "hands on the table, confident, no smile",
        "Avatar rests the hands on the table, confident, keeping the lips softly closed",
    ),
    ("talks to the viewer, no smile", "Avatar gestures with an open palm, keeping the lips softly closed"),
    ("slowly, no smile", "Avatar nods slowly, keeping the lips softly closed"),
    ("no smile, xyzzy", "Avatar keeps the lips softly closed, xyzzy"),
];

#[test]
fn good_prompts_get_no_advice() {
    for prompt in GOOD_PROMPTS {
        for state in [PromptState::BeingTyped, PromptState::Finished] {
            assert_eq!(super::motion_advice(prompt, state), [], "{prompt}");
        }
    }
}

#[test]
fn a_prompt_of_unknown_words_alone_may_be_english() {
    let advice = motion_advice(&"juggles balls ".repeat(10));
    assert_eq!(advice.iter().map(|advice| advice.kind).collect::<Vec<_>>(), [TooLong]);
}

#[test]
fn weak_prompts_get_advice_that_names_the_words() {
    let mut faults = Vec::new();
    for (prompt, (kinds, words)) in WEAK_PROMPTS {
        let advice = motion_advice(prompt);
        let found: Vec<MotionAdviceKind> = advice.iter().map(|advice| advice.kind).collect();
        let named = advice.first().map(|first| &prompt[first.range.clone()]);
        let start: String = words.chars().take(10).collect();
        let is_named = advice.iter().any(|advice| advice.message.contains(start.trim_end()));
        if found != *kinds || named != Some(*words) || !is_named {
            faults.push((prompt, advice));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_complete_prompt_names_a_movement() {
    for (prompt, words, better) in BEGINNINGS {
        assert_eq!(super::motion_advice(prompt, PromptState::BeingTyped), [], "{prompt}");
        let [advice] = motion_advice(prompt).try_into().unwrap();
        assert_eq!((advice.kind, &prompt[advice.range]), (NoMovement, *words));
        assert_eq!(advice.rewrite.as_deref(), Some(*better), "{prompt}");
    }
}

#[test]
fn rewrites_keep_what_is_good() {
    let finished = |prompt| rewritten(prompt, PromptState::Finished);
    let found: Vec<_> = REWRITES.iter().map(|(prompt, _)| (*prompt, finished(prompt))).collect();
    let expected: Vec<_> =
        REWRITES.iter().map(|(prompt, better)| (*prompt, Some((*better).to_owned()))).collect();
    assert_eq!(found, expected);
}

#[test]
fn words_that_are_being_typed_do_not_get_into_a_rewrite() {
    let written = "Avatar is confident, not shy, and smiles";
    for end in 0..=written.len() {
        let better = rewritten(&written[..end], PromptState::BeingTyped);
        let expected = [None, Some("Avatar stands tall and nods firmly"), Some("Avatar smiles, confident")];
        assert!(expected.contains(&better.as_deref()), "{:?}: {better:?}", &written[..end]);
    }
    let unknown = "no smile, juggles balls";
    let typed = rewritten(unknown, PromptState::BeingTyped).unwrap();
    assert_eq!(typed, "Avatar keeps the lips softly closed");
    let finished = rewritten(unknown, PromptState::Finished).unwrap();
    assert_eq!(finished, "Avatar keeps the lips softly closed, juggles balls");
}

/// The word lists that are kept in order.
const SORTED_LISTS: [&[&str]; 14] = [
    lexicon::ENDINGS,
    lexicon::MOVEMENTS,
    lexicon::HOLDS,
    lexicon::SPEECH,
    lexicon::STATES,
    lexicon::STILLNESS,
    lexicon::BODY_PARTS,
    lexicon::SUBJECTS,
    lexicon::FEELINGS,
    lexicon::CAMERA_WORDS,
    lexicon::CAMERA_MOVES,
    lexicon::SURROUNDINGS,
    lexicon::OTHERS,
    lexicon::PLAIN_WORDS,
];

#[test]
fn the_word_lists_are_sorted_without_repeats() {
    for list in SORTED_LISTS {
        for pair in list.windows(2) {
            assert!(pair[0] < pair[1], "{pair:?}");
        }
    }
}

#[test]
fn every_suggested_movement_is_a_good_prompt() {
    let tables = [lexicon::SHOWN_FEELINGS, lexicon::SUGGESTED_MOVEMENTS];
    for (first, second, movement) in lexicon::POSES {
        assert_eq!(motion_advice(&format!("Avatar {movement}")), [], "{first} {second}");
    }
    let own = [lexicon::DEFAULT_POSITIVE_FORM, lexicon::DEFAULT_MOVEMENT];
    for movement in tables.into_iter().flatten().map(|(_, movement)| *movement).chain(own) {
        assert_eq!(motion_advice(&format!("Avatar {movement}")), [], "{movement}");
    }
    for (_, (after_subject, after_movement)) in lexicon::POSITIVE_FORMS {
        let prompts = [format!("Avatar {after_subject}"), format!("Avatar winks, {after_movement}")];
        assert_eq!(prompts.map(|prompt| motion_advice(&prompt)), [[], []], "{after_subject}");
    }
}

#[test]
fn every_feeling_has_a_movement_that_shows_it_or_the_default() {
    for feeling in lexicon::FEELINGS {
        let advice = motion_advice(feeling);
        assert_eq!(advice[0].kind, Feeling, "{feeling}");
        assert_eq!(motion_advice(advice[0].rewrite.as_deref().unwrap()), [], "{feeling}");
    }
}

#[test]
fn a_prompt_of_a_megabyte_is_read_only_in_part() {
    let advice = motion_advice(&"waves happily at the viewer ".repeat(40_000));
    assert_eq!(advice[0].kind, TooLong);
    assert_eq!(motion_advice(advice[0].rewrite.as_deref().unwrap()), []);
}

/// Words and signs that meet in every order.
fn prompts() -> impl Strategy<Value = String> {
    let words: Vec<&'static str> = [
        &SORTED_LISTS.concat()[..],
        lexicon::OTHER_MARKS,
        lexicon::NEGATIONS,
        lexicon::AUXILIARIES,
        lexicon::CONNECTIVES,
        &["smiling", "waves", "happily", "Grüße", "手", "👩‍👩‍👧", "it's", "İ", "-", ",", ".", "\n", "…", "don’t"],
    ]
    .concat();
    prop::collection::vec(prop::sample::select(words), 0..30).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn taking_rewrites_ends_with_a_prompt_without_advice(
        prompt in prop_oneof![prompts(), "\\PC{0,80}"],
        is_typed: bool,
    ) {
        let state = if is_typed { PromptState::BeingTyped } else { PromptState::Finished };
        let mut prompt = prompt;
        for step in 0.. {
            let advice = super::motion_advice(&prompt, state);
            prop_assert!(advice.len() <= 2);
            for piece in &advice {
                prop_assert!(!prompt[piece.range.clone()].is_empty());
                prop_assert!(piece.message.width() <= 60, "{}", piece.message);
            }
            let Some(better) = advice.into_iter().next().and_then(|advice| advice.rewrite) else { break };
            prop_assert!(!better.trim().is_empty() && better != prompt, "{prompt:?}: {better:?}");
            prop_assert!(step < 3, "{prompt:?}");
            prompt = better;
        }
        prop_assert_eq!(super::motion_advice(&prompt, state), []);
    }
}
