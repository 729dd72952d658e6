//! The word lists of the motion coach: movements, feelings, what is not the body, and what to say in place of it.
//!
//! Words are in lower case and in their base form, in alphabetical order.

/// Verbs that name a movement of the body or the face.
pub(super) const MOVEMENTS: &[&str] = &[
    "adjust", "applaud", "arch", "beam", "beckon", "bend", "blink", "blow", "bob", "bounce", "bow", "breathe",
    "brush", "caress", "chop", "chuckle", "circle", "clap", "clasp", "clench", "close", "count", "cover",
    "cross", "crouch", "cup", "curl", "dance", "dip", "draw", "drop", "exhale", "extend", "face", "flex",
    "flick", "flip", "flutter", "fold", "follow", "frown", "gaze", "gesture", "giggle", "glance", "grasp",
    "grimace", "grin", "grip", "gulp", "hug", "inhale", "interlace", "jog", "jump", "kneel", "laugh", "lean",
    "leap", "lick", "lift", "look", "lower", "march", "mime", "mimic", "move", "narrow", "nod", "nudge",
    "open", "pace", "pat", "perch", "pinch", "place", "point", "pose", "pound", "press", "prop", "pucker",
    "pull", "pump", "punch", "purse", "push", "put", "raise", "reach", "recline", "relax", "rest", "rise",
    "rock", "roll", "rotate", "rub", "run", "salute", "scan", "scratch", "shake", "shift", "shrug", "shuffle",
    "sigh", "sink", "sip", "sit", "skip", "slap", "slide", "slouch", "smile", "smirk", "snap", "sniff",
    "spin", "spread", "squeeze", "squint", "stamp", "stand", "steeple", "step", "stoop", "straighten",
    "stretch", "stride", "stroke", "sway", "sweep", "swing", "tap", "throw", "tighten", "tilt", "tip", "toss",
    "touch", "trace", "turn", "twirl", "twist", "twitch", "wag", "walk", "wave", "weigh", "whistle", "widen",
    "wiggle", "wink", "wipe", "wring", "yawn",
];

/// Verbs that keep a part of the body where it is: a movement only where that part is named.
pub(super) const HOLDS: &[&str] = &["hold", "keep", "maintain"];

/// Verbs of speaking: the avatar speaks anyway.
pub(super) const SPEECH: &[&str] = &[
    "address", "announce", "describe", "discuss", "explain", "introduce", "listen", "narrate", "present",
    "say", "speak", "talk", "tell",
];

/// Verbs that name a state.
pub(super) const STATES: &[&str] = &[
    "act", "am", "appear", "are", "be", "become", "been", "begin", "being", "continue", "convey", "display",
    "express", "exude", "feel", "had", "has", "have", "is", "need", "radiate", "seem", "show", "start",
    "think", "try", "want", "was", "were",
];

/// Words for a body without any movement.
pub(super) const STILLNESS: &[&str] = &[
    "frozen", "idle", "immobile", "motionless", "remain", "static", "stationary", "stay", "still", "unmoving",
];

/// Parts of the body.
pub(super) const BODY_PARTS: &[&str] = &[
    "arm", "back", "body", "brow", "cheek", "chest", "chin", "elbow", "eye", "eyebrow", "face", "feet",
    "finger", "fist", "foot", "forehead", "hair", "hand", "head", "heart", "hip", "knee", "leg", "lip",
    "mouth", "neck", "nose", "palm", "posture", "shoulder", "teeth", "thumb", "torso", "waist", "wrist",
];

/// Words for the avatar.
pub(super) const SUBJECTS: &[&str] = &[
    "actor", "actress", "anchor", "avatar", "boy", "character", "girl", "guy", "he", "host", "i", "it",
    "lady", "man", "model", "narrator", "person", "presenter", "she", "speaker", "spokesperson", "subject",
    "talent", "teacher", "they", "we", "woman", "you",
];

/// Feelings and manners, as adjectives and nouns.
pub(super) const FEELINGS: &[&str] = &[
    "amazed", "amused", "angry", "anxious", "approachable", "assertive", "authentic", "authoritative", "bold",
    "bored", "calm", "caring", "casual", "charismatic", "charming", "cheerful", "comfortable",
    "compassionate", "composed", "concerned", "confidence", "confident", "confused", "cool", "curious",
    "delighted", "depressed", "determined", "disappointed", "dramatic", "dynamic", "eager", "emotional",
    "empathetic", "energetic", "energy", "engaged", "engaging", "enthusiasm", "enthusiastic", "excited",
    "excitement", "expressive", "focused", "formal", "friendly", "frustrated", "fun", "funny", "gentle",
    "glad", "grateful", "happiness", "happy", "honest", "hopeful", "humble", "humorous", "inspirational",
    "inspired", "inspiring", "intense", "interested", "inviting", "joy", "joyful", "kind", "lively", "loving",
    "mad", "melancholic", "motivated", "natural", "nervous", "neutral", "nice", "optimistic", "passion",
    "passionate", "peaceful", "persuasive", "playful", "pleasant", "pleased", "polite", "positive",
    "powerful", "professional", "proud", "realistic", "reassuring", "relaxed", "respectful", "romantic",
    "sad", "sadness", "sarcastic", "scared", "sensitive", "serene", "serious", "shocked", "shy", "sincere",
    "smart", "soothing", "sorry", "strong", "surprised", "sympathetic", "tender", "thankful", "thoughtful",
    "thrilled", "tired", "trustworthy", "upbeat", "upset", "warm", "warmth", "welcoming", "wise", "worried",
];

/// The camera and the picture.
pub(super) const CAMERA_WORDS: &[&str] = &[
    "angle", "bokeh", "camera", "cinematic", "close-up", "closeup", "footage", "fps", "lens", "scene", "shot",
    "slow-motion", "tracking", "video", "viewpoint",
];

/// What a camera or a cut does.
pub(super) const CAMERA_MOVES: &[&str] = &["blur", "crop", "cut", "dolly", "fade", "pan", "zoom"];

/// What is around the avatar.
pub(super) const SURROUNDINGS: &[&str] = &[
    "backdrop", "background", "bicycle", "bike", "bird", "boat", "building", "bus", "butterfly", "caption",
    "car", "city", "cloud", "color", "confetti", "curtain", "door", "fire", "flame", "graphic", "horse",
    "lighting", "lights", "logo", "music", "overlay", "particle", "plane", "rain", "room", "scenery",
    "screen", "sky", "smoke", "snow", "subtitle", "sun", "sunlight", "sunset", "text", "title", "traffic",
    "tree", "truck", "vehicle", "wall", "weather", "wind",
];

/// People and animals beside the avatar.
pub(super) const OTHERS: &[&str] = &[
    "animal", "audience", "bystander", "cat", "child", "children", "colleague", "couple", "coworker", "crowd",
    "customer", "dog", "everybody", "everyone", "friend", "group", "guest", "kid", "passerby", "people",
    "somebody", "someone", "team",
];

/// Words that turn a noun such as `person` into somebody else.
pub(super) const OTHER_MARKS: &[&str] = &["another", "other", "second"];

/// Words that say what is not to be done, or hardly.
pub(super) const NEGATIONS: &[&str] = &[
    "ain't", "aren't", "avoid", "barely", "can't", "cannot", "cant", "couldn't", "didn't", "doesn't",
    "doesnt", "don't", "dont", "hardly", "isn't", "less", "limited", "minimal", "mustn't", "neither", "never",
    "no", "nobody", "none", "nor", "not", "nothing", "shouldn't", "stop", "wasn't", "without", "won't",
    "wont", "wouldn't",
];

/// Verbs that a negation turns into its opposite: `cannot stop`.
pub(super) const ENDINGS: &[&str] = &["cease", "help", "quit", "resist", "stop"];

/// Words before a negation that belong to it.
pub(super) const AUXILIARIES: &[&str] = &[
    "can", "could", "did", "do", "does", "is", "must", "should", "will", "would",
];

/// Words that begin a new clause.
pub(super) const CONNECTIVES: &[&str] = &[
    "after", "and", "as", "before", "but", "so", "then", "until", "when", "whereas", "while", "whilst",
];

/// Words after `as` that make it a comparison.
pub(super) const COMPARISONS: &[&str] = &["if", "though", "to", "well"];

/// Words that say nothing about movement.
pub(super) const PLAIN_WORDS: &[&str] = &[
    "a", "about", "across", "again", "all", "an", "another", "around", "at", "attitude", "between", "big",
    "both", "brief", "broad", "by", "bye", "can", "contact", "could", "demeanor", "do", "does", "down",
    "during", "each", "emotion", "expression", "fast", "feeling", "for", "forward", "forwards", "from",
    "front", "full", "good", "goodbye", "great", "hello", "her", "hey", "hi", "him", "his", "in", "into",
    "its", "large", "left", "little", "look", "lot", "manner", "many", "moment", "mood", "more", "most",
    "much", "must", "my", "of", "off", "ok", "okay", "on", "once", "one", "only", "or", "other", "out",
    "over", "please", "presence", "quick", "really", "right", "same", "second", "should", "side", "sides",
    "slightly", "slow", "slowly", "small", "soft", "some", "straight", "subtle", "thank", "thanks", "the",
    "their", "them", "there", "this", "through", "time", "to", "tone", "toward", "towards", "twice", "two",
    "under", "up", "upright", "very", "vibe", "viewer", "way", "welcome", "will", "with", "would", "yes",
    "your",
];

/// Words by which a prompt is known to be in another language.
pub(super) const FOREIGN_WORDS: &[&str] = &[
    "aber", "aux", "avec", "che", "con", "das", "de", "del", "della", "dem", "den", "der", "des", "di", "du",
    "ein", "eine", "einen", "einer", "el", "ella", "elle", "en", "est", "esta", "et", "gli", "ihr", "ihre",
    "il", "ist", "kein", "keine", "keinen", "la", "las", "le", "les", "lo", "los", "mit", "ne", "nicht", "non",
    "para", "pas", "por", "que", "sans", "se", "sein", "seine", "sie", "sin", "su", "sur", "sus", "una", "und",
    "une", "uno", "von", "y", "zu",
];

/// Words of a motion that are spelled alike in other languages.
pub(super) const MULTILINGUAL_WORDS: &[&str] = &["arm", "cool", "finger", "formal", "hand", "neutral", "still", "warm"];

/// Forms that no rule of spelling leads back to their base form.
pub(super) const IRREGULAR_FORMS: &[(&str, &str)] = &[
    ("bent", "bend"),
    ("drawn", "draw"),
    ("felt", "feel"),
    ("held", "hold"),
    ("kept", "keep"),
    ("knelt", "kneel"),
    ("rose", "rise"),
    ("said", "say"),
    ("sat", "sit"),
    ("shaken", "shake"),
    ("shook", "shake"),
    ("spoke", "speak"),
    ("stood", "stand"),
    ("swung", "swing"),
    ("threw", "throw"),
    ("told", "tell"),
];

/// What the avatar does in place of a movement that is not wanted, by a word of that movement: after a subject, and
/// after another movement.
pub(super) const POSITIVE_FORMS: &[(&[&str], PositiveForm)] = &[
    (
        &["look", "eye", "blink", "stare", "glance", "gaze"],
        ("keeps the eyes on the viewer", "keeping the eyes on the viewer"),
    ),
    (&["head", "nod", "tilt", "shake"], ("holds the head level", "holding the head level")),
    (&["frown", "sad", "angry", "scowl", "serious"], ("smiles softly", "smiling softly")),
    (
        &["smile", "laugh", "grin", "teeth", "mouth", "lip"],
        ("keeps the lips softly closed", "keeping the lips softly closed"),
    ),
    (
        &["walk", "step", "sway", "lean", "stand", "sit", "turn", "shift", "rock", "pace"],
        ("stands upright", "standing upright"),
    ),
    (
        &["body", "shoulder", "posture", "slouch"],
        ("keeps the shoulders level", "keeping the shoulders level"),
    ),
    (&["rush", "fast", "quick", "quickly", "hurry"], ("nods slowly", "nodding slowly")),
    (
        &["arm", "hand", "gesture", "finger", "fidget", "wave", "point", "movement", "motion"],
        ("keeps the hands folded", "keeping the hands folded"),
    ),
];

/// A movement after a subject, and after another movement.
pub(super) type PositiveForm = (&'static str, &'static str);

/// What the avatar does in place of a movement without an entry in [`POSITIVE_FORMS`].
pub(super) const DEFAULT_POSITIVE_FORM: &str = "keeps the hands folded";

/// Movements that show a feeling.
pub(super) const SHOWN_FEELINGS: &[(&[&str], &str)] = &[
    (
        &["happy", "happiness", "joy", "joyful", "cheerful", "delighted", "glad", "pleased", "amused", "nice"],
        "smiles brightly, raising the eyebrows",
    ),
    (
        &[
            "excited", "excitement", "enthusiastic", "enthusiasm", "energetic", "energy", "thrilled", "passionate",
            "passion", "eager", "upbeat",
        ],
        "raises both hands, beaming",
    ),
    (
        &["confident", "confidence", "proud", "strong", "bold", "determined", "powerful", "assertive"],
        "stands tall and nods firmly",
    ),
    (
        &["calm", "relaxed", "peaceful", "serene", "gentle", "soothing", "composed", "neutral", "cool"],
        "breathes slowly, smiling softly",
    ),
    (
        &["serious", "professional", "focused", "formal", "authoritative", "trustworthy", "respectful"],
        "nods slowly with the hands folded",
    ),
    (
        &["friendly", "warm", "warmth", "welcoming", "kind", "inviting", "approachable", "pleasant", "polite"],
        "opens both hands, smiling warmly",
    ),
    (&["sad", "sadness", "sorry", "melancholic", "disappointed", "depressed"], "lowers the head, sighing"),
    (&["angry", "mad", "upset", "frustrated", "intense"], "frowns and clenches a fist"),
    (&["surprised", "amazed", "shocked"], "raises the eyebrows, opening the mouth"),
    (
        &["worried", "nervous", "anxious", "scared", "concerned"],
        "presses the lips together and rubs the hands",
    ),
    (
        &["thoughtful", "curious", "interested", "wise", "smart", "confused"],
        "tilts the head, touching the chin",
    ),
    (&["funny", "fun", "humorous", "playful", "sarcastic"], "shrugs, grinning"),
    (
        &["loving", "romantic", "grateful", "thankful", "compassionate", "empathetic", "sympathetic", "caring"],
        "places a hand on the heart, smiling",
    ),
    (&["tired", "bored"], "rubs the eyes and sighs"),
    (
        &["persuasive", "inspiring", "inspirational", "inspired", "hopeful"],
        "leans forward and opens both hands",
    ),
];

/// Movements for a prompt that names none, by a word of it.
pub(super) const SUGGESTED_MOVEMENTS: &[(&[&str], &str)] = &[
    (STILLNESS, "keeps the hands folded"),
    (SPEECH, "gestures with an open palm"),
    (&["eye"], "looks straight at the viewer"),
    (&["hand", "finger", "palm", "arm"], "opens both hands"),
    (&["shoulder", "posture", "body", "back", "chest"], "stands tall and nods"),
    (&["face", "mouth", "lip", "eyebrow", "expression"], "raises the eyebrows, smiling"),
    (&["head", "chin", "neck"], "tilts the head"),
    (&["zoom", "close-up", "closeup"], "leans toward the viewer"),
    (&["slow"], "nods slowly"),
    (&["fast", "quick"], "nods quickly"),
    (&["pan", "dolly", "tracking", "angle"], "turns the head slowly"),
    (OTHERS, "waves and smiles"),
    (&["bye", "goodbye", "hello", "hey", "hi", "welcome"], "waves and smiles"),
    (&["ok", "okay", "yes"], "nods, smiling"),
    (&["thank", "thanks"], "places a hand on the heart, smiling"),
];

/// What the avatar does in place of a picture, by its first character.
pub(super) const PICTURES: &[(char, &str)] = &[
    ('👍', "gives a thumbs up"),
    ('👋', "waves and smiles"),
    ('👏', "claps, smiling"),
    ('🙏', "presses the palms together"),
    ('🤷', "shrugs, smiling"),
];

/// Two parts of a pose that is named without a verb, in their order, and the movement into it.
pub(super) const POSES: &[(&str, &str, &str)] = &[
    ("hand", "heart", "places a hand on the heart"),
    ("hand", "chest", "places a hand on the chest"),
    ("hand", "chin", "rests the chin on a hand"),
    ("hand", "hip", "puts the hands on the hips"),
    ("hand", "waist", "puts the hands on the waist"),
    ("hand", "cheek", "touches a cheek with a hand"),
    ("hand", "mouth", "covers the mouth with a hand"),
    ("hand", "back", "puts the hands behind the back"),
    ("hand", "together", "presses the palms together"),
    ("hand", "table", "rests the hands on the table"),
    ("hand", "desk", "rests the hands on the desk"),
    ("hand", "lap", "rests the hands in the lap"),
    ("hand", "up", "raises both hands"),
    ("hand", "down", "lowers the hands"),
    ("palm", "together", "presses the palms together"),
    ("palm", "up", "turns the palms up"),
    ("finger", "lip", "puts a finger to the lips"),
    ("thumb", "up", "gives a thumbs up"),
    ("thumb", "down", "gives a thumbs down"),
    ("arm", "up", "raises both arms"),
    ("chin", "up", "lifts the chin"),
    ("head", "down", "lowers the head"),
    ("head", "up", "lifts the head"),
];

/// A movement that fits any script.
pub(super) const DEFAULT_MOVEMENT: &str = "leans forward, smiling";
