//! In which form a video is sent: what each dialect of the API carries, and what it loses.

use super::{Field, MAX_SCRIPT, Project, Scene, Shape, Style, VideoSpec};

/// A generation of the service's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Api {
    V2,
    V3,
}

impl Api {
    pub const ALL: &[Self] = &[Self::V2, Self::V3];

    pub fn word(self) -> &'static str {
        match self {
            Self::V2 => "v2",
            Self::V3 => "v3",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|api| api.word() == word)
    }

    /// The dialect that videos are sent in where the user names none.
    pub fn dialect(self) -> Dialect {
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
pub enum Several {
    /// As one, the scripts after one another; as few renders as their length allows.
    Joined,
    /// One render for each scene.
    Apart,
}

impl Several {
    pub const ALL: &[Self] = &[Self::Joined, Self::Apart];

    pub fn word(self) -> &'static str {
        match self {
            Self::Joined => "joined",
            Self::Apart => "apart",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|several| several.word() == word)
    }
}

/// What of a video is not carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lost {
    /// A field of its scenes.
    Scene(Field),
    /// The scenes themselves: they are joined, or rendered one by one.
    Scenes,
    Shape,
    Captions,
    Callback,
}

/// A part of a video that a dialect has no words for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    pub what: Lost,
    /// A sentence for the user.
    pub why: String,
}

impl Dialect {
    pub const ALL: &[Self] = &[Self::Scenes, Self::Flat, Self::Generate, Self::V3];

    pub fn word(self) -> &'static str {
        match self {
            Self::Scenes => "scenes",
            Self::Flat => "av4-flat",
            Self::Generate => "v2-generate",
            Self::V3 => "v3",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|dialect| dialect.word() == word)
    }

    /// The generation that it belongs to.
    pub fn api(self) -> Api {
        match self {
            Self::Scenes | Self::Flat | Self::Generate => Api::V2,
            Self::V3 => Api::V3,
        }
    }

    /// The forms that may do where the service does not take this one, the likeliest first.
    pub fn others(self) -> &'static [Self] {
        match self {
            Self::Scenes | Self::Generate => &[Self::Flat, Self::V3],
            Self::Flat => &[Self::Scenes, Self::V3],
            Self::V3 => &[Self::Scenes],
        }
    }

    /// Whether its videos name the photo by the key of its picture.
    pub fn wants_picture_key(self) -> bool {
        matches!(self, Self::Scenes | Self::Flat)
    }

    /// Whether a submission that got no answer may be repeated with the same key.
    pub fn is_repeatable(self) -> bool {
        self == Self::V3
    }

    /// The renders of a project: one, or several, each submitted, paid and polled separately.
    pub fn parts(self, spec: &VideoSpec, several: Several) -> Vec<VideoSpec> {
        let Some(scenes) = self.split(&spec.scenes, several) else { return vec![spec.clone()] };
        let of = scenes.len();
        let title = |at: usize| match of {
            1 => spec.title.clone(),
            _ => format!("{} ({} of {of})", spec.title, at + 1),
        };
        let part = |(at, scene)| VideoSpec { title: title(at), scenes: vec![scene], ..spec.clone() };
        scenes.into_iter().enumerate().map(part).collect()
    }

    /// The only scene of each render, for dialects that hold one.
    pub(super) fn split(self, scenes: &[Scene], several: Several) -> Option<Vec<Scene>> {
        if self != Self::Flat || scenes.len() < 2 {
            return None;
        }
        Some(match several {
            Several::Apart => scenes.to_vec(),
            Several::Joined => joined(scenes),
        })
    }

    /// What is to be known before the video is agreed to: all that is lost, how many renders it is, and what makes it
    /// dear.
    pub fn warnings(self, project: &Project, several: Several) -> Vec<String> {
        let mut all: Vec<String> = self.losses(project, several).into_iter().map(|loss| loss.why).collect();
        let renders = self.split(&project.scenes, several).map_or(1, |parts| parts.len());
        if renders > 1 {
            all.push(format!("{renders} renders, each sent and paid for by itself"));
        }
        if self.is_large(project.shape) {
            all.push(format!("{}: sent in {}, which costs a third more", self.word(), Size::Uhd.word()));
        }
        all
    }

    /// Whether what a field of a scene says is not carried.
    pub fn loses(self, scene: &Scene, field: Field) -> bool {
        let moves = !scene.motion.trim().is_empty();
        match (self, field) {
            (Self::Flat | Self::V3, Field::Emotion) => scene.emotion.is_some(),
            (Self::Flat, Field::Style) => scene.style != Style::Expressive,
            (Self::Generate, Field::Motion) => moves,
            (Self::Generate | Self::V3, Field::Enhance) => moves && scene.enhance,
            _ => false,
        }
    }

    /// What of the video is not carried, in the order of the screen.
    pub fn losses(self, project: &Project, several: Several) -> Vec<Loss> {
        let scenes = &project.scenes;
        let mut losses = Vec::new();
        let mut lose = |what, why: String| losses.push(Loss { what, why: format!("{}: {why}", self.word()) });
        if self == Self::Flat && scenes.len() > 1 {
            lose(Lost::Scenes, scenes_why(several, scenes.len()));
        }
        for (field, name) in FIELDS {
            let without = scenes.iter().filter(|scene| self.loses(scene, field)).count();
            if without > 0 {
                lose(Lost::Scene(field), format!("no {name}; {} sent without", many(without)));
            }
        }
        let motions = scenes.iter().filter(|scene| !scene.motion.trim().is_empty()).count();
        if self == Self::Flat && several == Several::Joined && motions > 0 && scenes.len() > 1 {
            lose(Lost::Scene(Field::Motion), "one motion prompt; those of the scenes are joined".to_owned());
        }
        if let Some(sent) = self.other_shape(project.shape) {
            let (width, height) = project.shape.pixels();
            lose(Lost::Shape, format!("no {width}x{height}; it is sent as {sent}"));
        }
        if project.captions && self == Self::Flat {
            lose(Lost::Captions, "no captions".to_owned());
        }
        if !project.callback_url.trim().is_empty() && self == Self::Flat {
            lose(Lost::Callback, "no URL is called back".to_owned());
        }
        losses
    }

    /// What a shape becomes that the dialect cannot say.
    fn other_shape(self, shape: Shape) -> Option<String> {
        let (width, height) = shape.pixels();
        match self {
            Self::Flat => {
                let lies = Orientation::of(shape);
                let (wide, high) = lies.pixels();
                ((wide, high) != (width, height)).then(|| format!("{} at {wide}x{high}", lies.word()))
            }
            Self::V3 => {
                let (ratio, size) = (Ratio::of(shape), Size::of(shape));
                let exact =
                    ratio.sides().0 * height == ratio.sides().1 * width && size.side() == width.min(height);
                (!exact).then(|| format!("{} at {}", ratio.word(), size.word()))
            }
            Self::Scenes | Self::Generate => None,
        }
    }
}

/// The fields that a dialect may lose whole, and what they say.
const FIELDS: [(Field, &str); 4] = [
    (Field::Emotion, "emotions"),
    (Field::Style, "talking style"),
    (Field::Motion, "motion prompts"),
    (Field::Enhance, "enhanced motions"),
];

fn scenes_why(several: Several, count: usize) -> String {
    match several {
        Several::Joined => format!("one script; the {count} scenes are joined"),
        Several::Apart => format!("one script; the {count} scenes are {count} renders"),
    }
}

fn many(scenes: usize) -> String {
    if scenes == 1 { "1 scene is".to_owned() } else { format!("{scenes} scenes are") }
}

/// The scenes as one, or as few as the length of a script allows.
fn joined(scenes: &[Scene]) -> Vec<Scene> {
    let mut whole: Vec<Scene> = Vec::new();
    for scene in scenes {
        match whole.last_mut() {
            Some(last) if last.script.chars().count() + 2 + scene.spoken().chars().count() <= MAX_SCRIPT => {
                join(last, scene);
            }
            _ => whole.push(Scene { script: scene.spoken().to_owned(), ..scene.clone() }),
        }
    }
    whole
}

fn join(last: &mut Scene, scene: &Scene) {
    last.script = format!("{}\n\n{}", last.script, scene.spoken());
    let (before, motion) = (last.motion.trim(), scene.motion.trim());
    let known = motion.is_empty() || before.split(". ").any(|said| said == motion);
    if before.is_empty() {
        last.motion = motion.to_owned();
    } else if !known {
        last.motion = format!("{}. {motion}", before.trim_end_matches('.'));
    }
    last.enhance |= scene.enhance;
}

/// How a picture lies, where nothing finer can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orientation {
    Portrait,
    Landscape,
    Square,
}

impl Orientation {
    pub fn of(shape: Shape) -> Self {
        let (width, height) = shape.pixels();
        match width.cmp(&height) {
            std::cmp::Ordering::Less => Self::Portrait,
            std::cmp::Ordering::Greater => Self::Landscape,
            std::cmp::Ordering::Equal => Self::Square,
        }
    }

    pub fn word(self) -> &'static str {
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
pub struct Ratio(u32, u32);

const RATIOS: [Ratio; 5] = [Ratio(16, 9), Ratio(9, 16), Ratio(4, 5), Ratio(5, 4), Ratio(1, 1)];

impl Ratio {
    /// The nearest one.
    pub fn of(shape: Shape) -> Self {
        let (width, height) = shape.pixels();
        let wanted = f64::from(width.max(1)) / f64::from(height.max(1));
        let far = |ratio: &Self| (wanted.ln() - (f64::from(ratio.0) / f64::from(ratio.1)).ln()).abs();
        let nearest = RATIOS.into_iter().min_by(|one, other| far(one).total_cmp(&far(other)));
        nearest.unwrap_or(Self(9, 16))
    }

    /// Width and height in parts.
    pub fn sides(self) -> (u32, u32) {
        (self.0, self.1)
    }

    pub fn word(self) -> String {
        format!("{}:{}", self.0, self.1)
    }
}

/// The sizes that v3 knows, by their shorter side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Hd,
    FullHd,
    Uhd,
}

impl Size {
    /// The nearest one that loses no pixel.
    pub fn of(shape: Shape) -> Self {
        let (width, height) = shape.pixels();
        match width.min(height) {
            ..=720 => Self::Hd,
            721..=1080 => Self::FullHd,
            _ => Self::Uhd,
        }
    }

    /// Pixels of the shorter side.
    pub fn side(self) -> u32 {
        match self {
            Self::Hd => 720,
            Self::FullHd => 1080,
            Self::Uhd => 2160,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Hd => "720p",
            Self::FullHd => "1080p",
            Self::Uhd => "4k",
        }
    }
}

#[cfg(test)]
mod tests;
