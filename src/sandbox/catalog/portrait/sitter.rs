//! Who sits for a portrait: features, clothes and the place, as plain values.

use crate::sandbox::rng::{self, Rng};

/// Everything that a portrait is drawn from. Colours are 0xRRGGBB.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::sandbox) struct Sitter {
    pub(in crate::sandbox) name: &'static str,
    pub(super) seed: u64,
    /// From 0, the lightest, to 7.
    pub(super) skin: usize,
    pub(super) hair: Hair,
    pub(super) hair_color: u32,
    pub(super) fringe: Fringe,
    pub(super) beard: Beard,
    pub(super) mouth: Mouth,
    pub(super) clothes: Clothes,
    pub(super) cloth: u32,
    pub(super) accent: u32,
    pub(super) place: Place,
    pub(super) wall: u32,
    pub(super) light: u32,
    pub(super) eyes: u32,
    pub(super) feminine: bool,
    pub(super) lined: bool,
    pub(super) freckles: bool,
    pub(super) glasses: Glasses,
    /// The colour of the ear-rings, if there are any.
    pub(super) rings: Option<u32>,
}

/// The hair behind the face, or what covers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hair {
    Bald,
    Buzz,
    Short,
    Quiff,
    Curls,
    Afro,
    Bob,
    Long,
    Wavy,
    Bun,
    Ponytail,
    Braids,
    Hijab(u32),
    Turban(u32),
    Beanie(u32),
}

/// The edge of the hair on the forehead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fringe {
    Round,
    Side,
    Curtain,
    Straight,
    High,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beard {
    None,
    Stubble,
    Moustache,
    Short,
    Full,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mouth {
    Smile,
    Open,
    Lips(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glasses {
    None,
    Round(u32),
    Square(u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clothes {
    Suit,
    Blazer,
    Coat,
    Shirt,
    Hoodie,
    Turtleneck,
    Tee,
    Stripes,
    Dress,
    Dungarees,
    Scarf,
    Pullover,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Plain,
    Disc,
    Arch,
    Window,
    Bokeh,
    Sea,
    Hills,
    Plants,
    Shelf,
    Night,
    Rays,
}

impl Sitter {
    pub(super) fn new(name: &'static str, skin: usize, feminine: bool) -> Self {
        Self {
            name,
            seed: rng::hash(name.as_bytes()),
            skin,
            hair: Hair::Short,
            hair_color: 0x0033_241c,
            fringe: Fringe::Side,
            beard: Beard::None,
            mouth: Mouth::Smile,
            clothes: Clothes::Tee,
            cloth: 0x00f2_f2f2,
            accent: 0x00ff_ffff,
            place: Place::Plain,
            wall: 0x00cc_d6e0,
            light: 0x00ff_ffff,
            eyes: 0x004a_3020,
            feminine,
            lined: false,
            freckles: false,
            glasses: Glasses::None,
            rings: None,
        }
    }

    pub(super) fn hair(mut self, hair: Hair, fringe: Fringe, color: u32) -> Self {
        (self.hair, self.fringe, self.hair_color) = (hair, fringe, color);
        self
    }

    pub(super) fn wears(mut self, clothes: Clothes, cloth: u32, accent: u32) -> Self {
        (self.clothes, self.cloth, self.accent) = (clothes, cloth, accent);
        self
    }

    pub(super) fn before(mut self, place: Place, wall: u32, light: u32) -> Self {
        (self.place, self.wall, self.light) = (place, wall, light);
        self
    }

    pub(super) fn beard(mut self, beard: Beard) -> Self {
        self.beard = beard;
        self
    }

    pub(super) fn mouth(mut self, mouth: Mouth) -> Self {
        self.mouth = mouth;
        self
    }

    pub(super) fn eyes(mut self, color: u32) -> Self {
        self.eyes = color;
        self
    }

    pub(super) fn glasses(mut self, glasses: Glasses) -> Self {
        self.glasses = glasses;
        self
    }

    pub(super) fn rings(mut self, color: u32) -> Self {
        self.rings = Some(color);
        self
    }

    pub(super) fn lined(mut self) -> Self {
        self.lined = true;
        self
    }

    pub(super) fn freckles(mut self) -> Self {
        self.freckles = true;
        self
    }

    /// The talking photo's id, and its group's.
    pub(in crate::sandbox) fn id(&self) -> String {
        Rng::seeded_by(&format!("talking photo {}", self.name)).id()
    }

    pub(in crate::sandbox) fn image_key(&self) -> String {
        format!("image/{}/original", Rng::seeded_by(&format!("picture {}", self.name)).id())
    }
}
