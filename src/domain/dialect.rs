//! In which form a video is sent: what each dialect of the API carries, and what it loses.

use super::{MAX_SCRIPT_CHARS, Project, Scene, SceneField, Shape, TalkingStyle, VideoSpec};

/// A generation of the service's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ApiVersion {
    V2,
    V3,
}

impl ApiVersion {
    pub const ALL: &[Self] = &[Self::V2, Self::V3];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2 => "v2",
            Self::V3 => "v3",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|api| api.as_str() == word)
    }

    /// The dialect that videos are sent in where the user names none.
    pub fn default_dialect(self) -> Dialect {
        match self {
            Self::V2 => Dialect::Scenes,
            Self::V3 => Dialect::V3,
        }
    }
}

/// A form in which the service takes videos.
///
/// | | `scenes` | `av4-flat` | `v2-generate` | `v3` |
/// |---|---|---|---|---|
/// | several scenes | yes | joined, or one render each | yes | yes |
/// | emotion | yes | no | yes | no |
/// | talking style | yes | no | yes | as expressiveness: stable is low, expressive is high |
/// | motion prompt | yes | one for the whole video | no | yes |
/// | enhance | yes | one for the whole video | no | no |
/// | shape | pixels | upright, wide or square, 720 pixels on the shorter side | pixels | the nearest ratio and size |
/// | captions | yes | no | yes | yes, with a file of subtitles |
/// | callback URL | yes | no | yes | yes |
/// | safe to send again | no | no | no | within 24 hours |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// The reference's av4 body with `scenes`.
    Scenes,
    /// The public av4 body: one script, one motion prompt.
    Flat,
    /// `video_inputs` with Avatar IV switched on.
    Generate,
    /// `avatar` for one scene, `studio` for several.
    V3,
}

/// How a video of several scenes is sent in a dialect that holds but one script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MultiSceneMode {
    /// As one, the scripts after one another; as few renders as their length allows.
    Joined,
    /// One render for each scene.
    Separate,
}

impl MultiSceneMode {
    pub const ALL: &[Self] = &[Self::Joined, Self::Separate];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Joined => "joined",
            Self::Separate => "apart",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|several| several.as_str() == word)
    }
}

/// What of a video is not carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LossKind {
    /// A field of its scenes.
    SceneField(SceneField),
    /// The scenes themselves: they are joined, or rendered one by one.
    SceneBoundaries,
    Shape,
    Captions,
    CallbackUrl,
}

/// A part of a video that a dialect has no words for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialectLoss {
    pub kind: LossKind,
    /// A sentence for the user.
    pub message: String,
}

impl Dialect {
    pub const ALL: &[Self] = &[Self::Scenes, Self::Flat, Self::Generate, Self::V3];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scenes => "scenes",
            Self::Flat => "av4-flat",
            Self::Generate => "v2-generate",
            Self::V3 => "v3",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|dialect| dialect.as_str() == word)
    }

    /// The generation that it belongs to.
    pub fn api_version(self) -> ApiVersion {
        match self {
            Self::Scenes | Self::Flat | Self::Generate => ApiVersion::V2,
            Self::V3 => ApiVersion::V3,
        }
    }

    /// The forms that may do where the service does not take this one, the likeliest first.
    pub fn fallbacks(self) -> &'static [Self] {
        match self {
            Self::Scenes | Self::Generate => &[Self::Flat, Self::V3],
            Self::Flat => &[Self::Scenes, Self::V3],
            Self::V3 => &[Self::Scenes],
        }
    }

    /// Whether its videos name the photo by the key of its picture.
    pub fn needs_picture_key(self) -> bool {
        matches!(self, Self::Scenes | Self::Flat)
    }

    /// Whether a submission that got no answer may be repeated with the same key.
    pub fn is_idempotent(self) -> bool {
        self == Self::V3
    }

    /// The renders of a project: one, or several, each submitted, paid and polled separately.
    pub fn split_into_specs(self, spec: &VideoSpec, several: MultiSceneMode) -> Vec<VideoSpec> {
        let Some(scenes) = self.split_scenes(&spec.scenes, several) else { return vec![spec.clone()] };
        let of = scenes.len();
        let title = |at: usize| match of {
            1 => spec.title.clone(),
            _ => format!("{} ({} of {of})", spec.title, at + 1),
        };
        let part = |(at, scene)| VideoSpec { title: title(at), scenes: vec![scene], ..spec.clone() };
        scenes.into_iter().enumerate().map(part).collect()
    }

    /// The only scene of each render, for dialects that hold one.
    pub(super) fn split_scenes(self, scenes: &[Scene], several: MultiSceneMode) -> Option<Vec<Scene>> {
        if self != Self::Flat || scenes.len() < 2 {
            return None;
        }
        Some(match several {
            MultiSceneMode::Separate => scenes.to_vec(),
            MultiSceneMode::Joined => join_scenes(scenes),
        })
    }

    /// What is to be known before the video is agreed to: all that is lost, how many renders it is, and what makes it
    /// dear.
    pub fn warnings(self, project: &Project, several: MultiSceneMode) -> Vec<String> {
        let mut all: Vec<String> =
            self.losses(project, several).into_iter().map(|loss| loss.message).collect();
        let renders = self.split_scenes(&project.scenes, several).map_or(1, |parts| parts.len());
        if renders > 1 {
            all.push(format!("{renders} renders, each sent and paid for by itself"));
        }
        if self.is_uhd(project.shape) {
            all.push(format!(
                "{}: sent in {}, which costs a third more",
                self.as_str(),
                Resolution::Uhd.as_str()
            ));
        }
        all
    }

    /// Whether what a field of a scene says is not carried.
    pub fn loses_scene_field(self, scene: &Scene, field: SceneField) -> bool {
        let moves = !scene.motion_prompt.trim().is_empty();
        match (self, field) {
            (Self::Flat | Self::V3, SceneField::Emotion) => scene.emotion.is_some(),
            (Self::Flat, SceneField::Style) => scene.style != TalkingStyle::Expressive,
            (Self::Generate, SceneField::Motion) => moves,
            (Self::Generate | Self::V3, SceneField::Enhance) => moves && scene.enhance_motion,
            _ => false,
        }
    }

    /// What of the video is not carried, in the order of the screen.
    pub fn losses(self, project: &Project, several: MultiSceneMode) -> Vec<DialectLoss> {
        let scenes = &project.scenes;
        let mut losses = Vec::new();
        let mut lose = |what, why: String| {
            losses.push(DialectLoss { kind: what, message: format!("{}: {why}", self.as_str()) })
        };
        if self == Self::Flat && scenes.len() > 1 {
            lose(LossKind::SceneBoundaries, scenes_loss_message(several, scenes.len()));
        }
        for (field, name) in LOSSY_SCENE_FIELDS {
            let without = scenes.iter().filter(|scene| self.loses_scene_field(scene, field)).count();
            if without > 0 {
                lose(
                    LossKind::SceneField(field),
                    format!("no {name}; {} sent without", count_scenes(without)),
                );
            }
        }
        let motions = scenes.iter().filter(|scene| !scene.motion_prompt.trim().is_empty()).count();
        if self == Self::Flat && several == MultiSceneMode::Joined && motions > 0 && scenes.len() > 1 {
            lose(
                LossKind::SceneField(SceneField::Motion),
                "one motion prompt; those of the scenes are joined".to_owned(),
            );
        }
        if let Some(sent) = self.substitute_shape(project.shape) {
            let (width, height) = project.shape.pixels();
            lose(LossKind::Shape, format!("no {width}x{height}; it is sent as {sent}"));
        }
        if project.captions && self == Self::Flat {
            lose(LossKind::Captions, "no captions".to_owned());
        }
        if !project.callback_url.trim().is_empty() && self == Self::Flat {
            lose(LossKind::CallbackUrl, "no URL is called back".to_owned());
        }
        losses
    }

    /// What a shape becomes that the dialect cannot say.
    fn substitute_shape(self, shape: Shape) -> Option<String> {
        let (width, height) = shape.pixels();
        match self {
            Self::Flat => {
                let lies = Orientation::from_shape(shape);
                let (wide, high) = lies.pixels();
                ((wide, high) != (width, height)).then(|| format!("{} at {wide}x{high}", lies.as_str()))
            }
            Self::V3 => {
                let (ratio, size) = (AspectRatio::nearest(shape), Resolution::nearest(shape));
                let exact = ratio.terms().0 * height == ratio.terms().1 * width
                    && size.shorter_side_pixels() == width.min(height);
                (!exact).then(|| format!("{} at {}", ratio.label(), size.as_str()))
            }
            Self::Scenes | Self::Generate => None,
        }
    }
}

/// The fields that a dialect may lose whole, and what they say.
const LOSSY_SCENE_FIELDS: [(SceneField, &str); 4] = [
    (SceneField::Emotion, "emotions"),
    (SceneField::Style, "talking style"),
    (SceneField::Motion, "motion prompts"),
    (SceneField::Enhance, "enhanced motions"),
];

fn scenes_loss_message(several: MultiSceneMode, count: usize) -> String {
    match several {
        MultiSceneMode::Joined => format!("one script; the {count} scenes are joined"),
        MultiSceneMode::Separate => format!("one script; the {count} scenes are {count} renders"),
    }
}

fn count_scenes(scenes: usize) -> String {
    if scenes == 1 { "1 scene is".to_owned() } else { format!("{scenes} scenes are") }
}

/// The scenes as one, or as few as the length of a script allows.
fn join_scenes(scenes: &[Scene]) -> Vec<Scene> {
    let mut whole: Vec<Scene> = Vec::new();
    for scene in scenes {
        match whole.last_mut() {
            Some(last)
                if last.script.chars().count() + 2 + scene.trimmed_script().chars().count()
                    <= MAX_SCRIPT_CHARS =>
            {
                append_scene(last, scene);
            }
            _ => whole.push(Scene { script: scene.trimmed_script().to_owned(), ..scene.clone() }),
        }
    }
    whole
}

fn append_scene(last: &mut Scene, scene: &Scene) {
    last.script = format!("{}\n\n{}", last.script, scene.trimmed_script());
    let (before, motion) = (last.motion_prompt.trim(), scene.motion_prompt.trim());
    let known = motion.is_empty() || before.split(". ").any(|said| said == motion);
    if before.is_empty() {
        last.motion_prompt = motion.to_owned();
    } else if !known {
        last.motion_prompt = format!("{}. {motion}", before.trim_end_matches('.'));
    }
    last.enhance_motion |= scene.enhance_motion;
}

/// How a picture lies, where nothing finer can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orientation {
    Portrait,
    Landscape,
    Square,
}

impl Orientation {
    pub fn from_shape(shape: Shape) -> Self {
        let (width, height) = shape.pixels();
        match width.cmp(&height) {
            std::cmp::Ordering::Less => Self::Portrait,
            std::cmp::Ordering::Greater => Self::Landscape,
            std::cmp::Ordering::Equal => Self::Square,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Portrait => "portrait",
            Self::Landscape => "landscape",
            Self::Square => "square",
        }
    }

    /// Width and height of the videos that are made of it, as the service documents them.
    pub fn pixels(self) -> (u32, u32) {
        match self {
            Self::Portrait => (720, 1280),
            Self::Landscape => (1280, 720),
            Self::Square => (720, 720),
        }
    }
}

/// The ratios that v3 knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AspectRatio(u32, u32);

const RATIOS: [AspectRatio; 5] =
    [AspectRatio(16, 9), AspectRatio(9, 16), AspectRatio(4, 5), AspectRatio(5, 4), AspectRatio(1, 1)];

impl AspectRatio {
    /// The nearest one.
    pub fn nearest(shape: Shape) -> Self {
        let (width, height) = shape.pixels();
        let wanted = f64::from(width.max(1)) / f64::from(height.max(1));
        let far = |ratio: &Self| (wanted.ln() - (f64::from(ratio.0) / f64::from(ratio.1)).ln()).abs();
        let nearest = RATIOS.into_iter().min_by(|one, other| far(one).total_cmp(&far(other)));
        nearest.unwrap_or(Self(9, 16))
    }

    /// Width and height in parts.
    pub fn terms(self) -> (u32, u32) {
        (self.0, self.1)
    }

    pub fn label(self) -> String {
        format!("{}:{}", self.0, self.1)
    }
}

/// The sizes that v3 knows, by their shorter side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    Hd,
    FullHd,
    Uhd,
}

impl Resolution {
    /// The nearest one that loses no pixel.
    pub fn nearest(shape: Shape) -> Self {
        let (width, height) = shape.pixels();
        match width.min(height) {
            ..=720 => Self::Hd,
            721..=1080 => Self::FullHd,
            _ => Self::Uhd,
        }
    }

    /// Pixels of the shorter side.
    pub fn shorter_side_pixels(self) -> u32 {
        match self {
            Self::Hd => 720,
            Self::FullHd => 1080,
            Self::Uhd => 2160,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hd => "720p",
            Self::FullHd => "1080p",
            Self::Uhd => "4k",
        }
    }
}

#[cfg(test)]
mod tests;
