//! The three dozen people of the sandbox.

use std::sync::LazyLock;

use super::sitter::{Beard, Clothes, Fringe, Glasses, Hair, Mouth, Place, Sitter};
use crate::sandbox::rng::Rng;

static SITTERS: LazyLock<Vec<Sitter>> = LazyLock::new(|| [first(), second(), third()].concat());

/// Everyone, in the service's order.
pub(in crate::sandbox) fn sitters() -> &'static [Sitter] {
    &SITTERS
}

/// Who has this id as a talking photo or a group.
pub(in crate::sandbox) fn find(id: &str) -> Option<&'static Sitter> {
    let hostile = |at: &usize| hostile_id(*at) == id;
    let known = sitters().iter().find(|sitter| sitter.id() == id);
    known.or_else(|| {
        (0..crate::sandbox::catalog::hostile_names::NAMES.len()).find(hostile).map(|at| &sitters()[at])
    })
}

/// The id of the photo that carries the hostile name of this number.
pub(in crate::sandbox) fn hostile_id(at: usize) -> String {
    Rng::seeded_by(&format!("hostile photo {at}")).id()
}

const INK: u32 = 0x001c_1a22;
const COCOA: u32 = 0x003a_2418;
const CHESTNUT: u32 = 0x006b_3a1e;
const COPPER: u32 = 0x00b5_5224;
const HONEY: u32 = 0x00c8_923f;
const STRAW: u32 = 0x00ec_cb7d;
const SILVER: u32 = 0x00b9_bcc4;
const SNOW: u32 = 0x00ee_ece8;

fn first() -> Vec<Sitter> {
    let woman = |name, skin| Sitter::new(name, skin, true);
    let man = |name, skin| Sitter::new(name, skin, false);
    vec![
        woman("Ana, blue suit", 2)
            .hair(Hair::Bob, Fringe::Side, COCOA)
            .wears(Clothes::Suit, 0x002f_5fd0, 0x00ff_ffff)
            .before(Place::Arch, 0x00f6_c65b, 0x00ff_f0c4),
        man("Malik, mustard knit", 6)
            .hair(Hair::Buzz, Fringe::Round, INK)
            .beard(Beard::Short)
            .mouth(Mouth::Open)
            .wears(Clothes::Turtleneck, 0x00e0_a526, 0x00b9_8114)
            .before(Place::Disc, 0x001f_7a78, 0x0046_b5a8),
        woman("Ingrid, red scarf", 0)
            .hair(Hair::Long, Fringe::Curtain, STRAW)
            .eyes(0x003f_7fb5)
            .wears(Clothes::Scarf, 0x0038_4a6b, 0x00d4_3a3a)
            .before(Place::Hills, 0x00bf_e3f5, 0x00ff_ffff),
        man("Kenji, white shirt", 1)
            .hair(Hair::Quiff, Fringe::Side, INK)
            .glasses(Glasses::Round(0x0030_2a2a))
            .wears(Clothes::Shirt, 0x00f6_f6f2, 0x00d5_dbe6)
            .before(Place::Plants, 0x00cf_e5cf, 0x00f6_ffe9),
        woman("Zuri, coral dress", 7)
            .hair(Hair::Afro, Fringe::Round, INK)
            .mouth(Mouth::Open)
            .rings(0x00f3_c34d)
            .wears(Clothes::Dress, 0x00ff_6b57, 0x00ff_a48f)
            .before(Place::Rays, 0x00ff_d98a, 0x00ff_f3cf),
        man("Oskar, grey hoodie", 1)
            .hair(Hair::Curls, Fringe::Round, HONEY)
            .eyes(0x0048_8a78)
            .freckles()
            .wears(Clothes::Hoodie, 0x008b_919c, 0x00f4_f4f4)
            .before(Place::Bokeh, 0x0030_3c5e, 0x00f2_b866),
        woman("Farah, teal hijab", 3)
            .hair(Hair::Hijab(0x001f_8f8c), Fringe::Round, INK)
            .mouth(Mouth::Lips(0x00b6_4b56))
            .wears(Clothes::Blazer, 0x00e9_dcc9, 0x001f_8f8c)
            .before(Place::Arch, 0x00e7_b7a4, 0x00fb_e6da),
        man("Walter, navy suit", 0)
            .hair(Hair::Short, Fringe::High, SNOW)
            .lined()
            .glasses(Glasses::Square(0x0040_3630))
            .wears(Clothes::Suit, 0x0022_2f52, 0x00b3_2d3c)
            .before(Place::Shelf, 0x007a_4b34, 0x00f0_c48c),
        woman("Mei, lilac pullover", 1)
            .hair(Hair::Bun, Fringe::Straight, INK)
            .mouth(Mouth::Open)
            .wears(Clothes::Pullover, 0x00b9_9be8, 0x00ff_ffff)
            .before(Place::Disc, 0x00fd_e1ec, 0x00ff_ffff),
        man("Diego, denim shirt", 4)
            .hair(Hair::Wavy, Fringe::Curtain, COCOA)
            .beard(Beard::Stubble)
            .wears(Clothes::Shirt, 0x004b_78a8, 0x0035_5a83)
            .before(Place::Sea, 0x00f7_b18a, 0x00ff_e3b0),
        woman("Nell, green dungarees", 0)
            .hair(Hair::Braids, Fringe::Straight, COPPER)
            .eyes(0x004d_8a4f)
            .freckles()
            .wears(Clothes::Dungarees, 0x003f_8f55, 0x00ff_e08a)
            .before(Place::Window, 0x00ef_d7c2, 0x00ff_f6dd),
        man("Samuel, burgundy tee", 5)
            .hair(Hair::Bald, Fringe::Round, INK)
            .beard(Beard::Full)
            .mouth(Mouth::Open)
            .wears(Clothes::Tee, 0x007e_1f35, 0x009b_3049)
            .before(Place::Plain, 0x00c9_cfd8, 0x00ff_ffff),
    ]
}

fn second() -> Vec<Sitter> {
    let woman = |name, skin| Sitter::new(name, skin, true);
    let man = |name, skin| Sitter::new(name, skin, false);
    vec![
        woman("Priya, orange dress", 4)
            .hair(Hair::Long, Fringe::Curtain, INK)
            .mouth(Mouth::Lips(0x00a8_2f42))
            .rings(0x00f3_c34d)
            .wears(Clothes::Dress, 0x00f0_7a1c, 0x00ff_c25e)
            .before(Place::Night, 0x003a_2763, 0x00ff_b35c),
        man("Harpreet, saffron turban", 4)
            .hair(Hair::Turban(0x00f2_9a22), Fringe::Round, INK)
            .beard(Beard::Full)
            .wears(Clothes::Blazer, 0x0033_3b47, 0x00f1_efe9)
            .before(Place::Disc, 0x00b7_d3ee, 0x00ef_f8ff),
        woman("Rosa, lab coat", 3)
            .hair(Hair::Ponytail, Fringe::Side, CHESTNUT)
            .glasses(Glasses::Square(0x0022_2a3a))
            .wears(Clothes::Coat, 0x00fb_fbfb, 0x0058_b7c9)
            .before(Place::Shelf, 0x00a9_c8d8, 0x00e9_f6fa),
        man("Finn, yellow beanie", 0)
            .hair(Hair::Beanie(0x00f4_c430), Fringe::Side, COPPER)
            .beard(Beard::Short)
            .eyes(0x004a_86b8)
            .wears(Clothes::Stripes, 0x00f3_efe6, 0x0022_3a5e)
            .before(Place::Sea, 0x007f_c4dd, 0x00e7_f7fb),
        woman("Amara, white blazer", 6)
            .hair(Hair::Buzz, Fringe::Round, INK)
            .mouth(Mouth::Lips(0x00a6_2c48))
            .rings(0x00f7_e3a1)
            .wears(Clothes::Blazer, 0x00f7_f4ee, 0x0024_1f24)
            .before(Place::Arch, 0x00c2_4d62, 0x00f6_a7a0),
        man("Luca, sage hoodie", 2)
            .hair(Hair::Curls, Fringe::Round, COCOA)
            .mouth(Mouth::Open)
            .wears(Clothes::Hoodie, 0x008f_b08c, 0x00ff_ffff)
            .before(Place::Window, 0x00f5_d9b0, 0x00ff_f7e2),
        woman("Greta, silver bob", 0)
            .hair(Hair::Bob, Fringe::Straight, SILVER)
            .lined()
            .glasses(Glasses::Round(0x00b0_3a48))
            .wears(Clothes::Turtleneck, 0x0025_2530, 0x0015_151c)
            .before(Place::Plain, 0x00e5_6a54, 0x00ff_b199),
        man("Tarek, olive coat", 3)
            .hair(Hair::Short, Fringe::Side, INK)
            .beard(Beard::Moustache)
            .wears(Clothes::Coat, 0x0073_7a44, 0x00ef_e6d0)
            .before(Place::Night, 0x0018_2c4a, 0x00ff_d27a),
        woman("Yuna, pink hair", 1)
            .hair(Hair::Bob, Fringe::Straight, 0x00f0_86b4)
            .mouth(Mouth::Smile)
            .wears(Clothes::Hoodie, 0x002b_2b3a, 0x00f0_86b4)
            .before(Place::Bokeh, 0x005b_3f8f, 0x006f_e3e8),
        man("Kwame, kente stripes", 7)
            .hair(Hair::Short, Fringe::Round, INK)
            .mouth(Mouth::Open)
            .wears(Clothes::Stripes, 0x00f2_b632, 0x001e_8a4c)
            .before(Place::Disc, 0x00d9_4f35, 0x00ff_9e6b),
        woman("Clara, rose scarf", 1)
            .hair(Hair::Wavy, Fringe::Side, CHESTNUT)
            .eyes(0x0058_7f4a)
            .mouth(Mouth::Lips(0x00c2_4a5a))
            .wears(Clothes::Scarf, 0x006d_5a4e, 0x00f0_a3b5)
            .before(Place::Hills, 0x00f3_cfa6, 0x00ff_f1d6),
        man("Igor, black turtleneck", 0)
            .hair(Hair::Bald, Fringe::Round, SILVER)
            .lined()
            .beard(Beard::Short)
            .eyes(0x005b_8fb9)
            .wears(Clothes::Turtleneck, 0x0020_2126, 0x0010_1114)
            .before(Place::Rays, 0x0094_a7bd, 0x00dd_e7f2),
    ]
}

fn third() -> Vec<Sitter> {
    let woman = |name, skin| Sitter::new(name, skin, true);
    let man = |name, skin| Sitter::new(name, skin, false);
    vec![
        woman("Noor, plum hijab", 4)
            .hair(Hair::Hijab(0x007a_3b6e), Fringe::Round, INK)
            .mouth(Mouth::Smile)
            .wears(Clothes::Pullover, 0x00f0_d9e4, 0x007a_3b6e)
            .before(Place::Plants, 0x00b9_d8c2, 0x00f1_fbe8),
        man("Theo, striped tee", 2)
            .hair(Hair::Quiff, Fringe::Side, HONEY)
            .eyes(0x0044_7fae)
            .mouth(Mouth::Open)
            .wears(Clothes::Stripes, 0x00ff_ffff, 0x00d6_4545)
            .before(Place::Sea, 0x0056_b0d9, 0x00f4_fbff),
        woman("Beatriz, gold dress", 5)
            .hair(Hair::Afro, Fringe::Round, COCOA)
            .mouth(Mouth::Lips(0x00b0_3a4a))
            .rings(0x00ff_e08a)
            .wears(Clothes::Dress, 0x00d9_a520, 0x00f7_d774)
            .before(Place::Night, 0x0014_3d46, 0x0057_d0c0),
        man("Arjun, white tee", 5)
            .hair(Hair::Quiff, Fringe::Side, INK)
            .beard(Beard::Stubble)
            .wears(Clothes::Tee, 0x00fa_fafa, 0x00e3_e3e3)
            .before(Place::Arch, 0x007d_69c9, 0x00c6_b8f5),
        woman("Sofie, mint coat", 0)
            .hair(Hair::Bun, Fringe::Side, STRAW)
            .eyes(0x0052_8fc4)
            .wears(Clothes::Coat, 0x0093_d9c0, 0x00ff_ffff)
            .before(Place::Window, 0x00c5_cdf0, 0x00ff_ffff),
        man("Bruno, red dungarees", 3)
            .hair(Hair::Curls, Fringe::Round, INK)
            .beard(Beard::Moustache)
            .glasses(Glasses::Round(0x0022_2222))
            .wears(Clothes::Dungarees, 0x00c2_3b32, 0x00fb_f3e3)
            .before(Place::Plain, 0x00f2_d24a, 0x00ff_f1a8),
        woman("Leila, sky shirt", 3)
            .hair(Hair::Wavy, Fringe::Curtain, INK)
            .mouth(Mouth::Open)
            .wears(Clothes::Shirt, 0x0099_cdf2, 0x0070_a9d6)
            .before(Place::Hills, 0x00f7_a072, 0x00ff_d9a3),
        man("George, tweed pullover", 0)
            .hair(Hair::Short, Fringe::High, SILVER)
            .lined()
            .beard(Beard::Full)
            .wears(Clothes::Pullover, 0x0088_6a48, 0x00f5_efe0)
            .before(Place::Shelf, 0x003f_5a45, 0x00d9_c58a),
        woman("Thandi, violet suit", 7)
            .hair(Hair::Braids, Fringe::Curtain, INK)
            .mouth(Mouth::Lips(0x00b2_3a55))
            .wears(Clothes::Suit, 0x006b_3fb0, 0x00fd_ead2)
            .before(Place::Plain, 0x0098_dcc4, 0x00e9_fff4),
        man("Minh, red shirt", 2)
            .hair(Hair::Short, Fringe::Straight, INK)
            .mouth(Mouth::Smile)
            .wears(Clothes::Shirt, 0x00d7_3a36, 0x00ac_2626)
            .before(Place::Plants, 0x00e7_efd6, 0x00ff_ffff),
        woman("Ruth, white hair", 1)
            .hair(Hair::Curls, Fringe::Round, SNOW)
            .lined()
            .mouth(Mouth::Open)
            .rings(0x00e9_e4f4)
            .wears(Clothes::Pullover, 0x003f_6fb3, 0x00f7_f7f7)
            .before(Place::Rays, 0x00f4_b9c4, 0x00ff_e9ea),
        man("Jonas, pine jacket", 1)
            .hair(Hair::Long, Fringe::Curtain, CHESTNUT)
            .beard(Beard::Full)
            .eyes(0x0051_7a5a)
            .wears(Clothes::Blazer, 0x0024_5a46, 0x00d8_d2c4)
            .before(Place::Bokeh, 0x0055_2f2a, 0x00ff_c37a),
    ]
}
