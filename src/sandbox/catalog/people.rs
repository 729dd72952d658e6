//! The people of the sandbox: three dozen talking photos, each with a portrait.

use super::hostile_names;
use crate::sandbox::rng::Rng;

/// Width and height of a portrait.
pub(crate) const PORTRAIT_SIZE: (u32, u32) = (512, 640);

/// Someone whose talking photo every account has.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) name: &'static str,
    /// A WebP file of [`PORTRAIT_SIZE`].
    pub(crate) portrait: &'static [u8],
}

/// Persons by the stem of their file in `assets/portraits`.
macro_rules! people {
    ($($file:literal => $name:literal,)+) => {
        &[$(Person {
            name: $name,
            portrait: include_bytes!(concat!("../../../assets/portraits/", $file, ".webp")),
        }),+]
    };
}

/// Everyone, in the order of the service's list.
pub(crate) static PEOPLE: &[Person] = people! {
    "ana" => "Ana, blue suit",
    "malik" => "Malik, mustard knit",
    "ingrid" => "Ingrid, red scarf",
    "kenji" => "Kenji, white shirt",
    "zuri" => "Zuri, coral dress",
    "oskar" => "Oskar, gray hoodie",
    "farah" => "Farah, teal hijab",
    "walter" => "Walter, navy suit",
    "mei" => "Mei, lilac pullover",
    "diego" => "Diego, denim shirt",
    "nell" => "Nell, green dungarees",
    "samuel" => "Samuel, burgundy tee",
    "priya" => "Priya, orange dress",
    "harpreet" => "Harpreet, saffron turban",
    "rosa" => "Rosa, lab coat",
    "finn" => "Finn, yellow beanie",
    "amara" => "Amara, white blazer",
    "luca" => "Luca, sage hoodie",
    "greta" => "Greta, silver bob",
    "tarek" => "Tarek, olive coat",
    "yuna" => "Yuna, pink hair",
    "kwame" => "Kwame, kente stripes",
    "clara" => "Clara, rose scarf",
    "igor" => "Igor, black turtleneck",
    "noor" => "Noor, plum hijab",
    "theo" => "Theo, striped tee",
    "beatriz" => "Beatriz, gold dress",
    "arjun" => "Arjun, white tee",
    "sofie" => "Sofie, mint coat",
    "bruno" => "Bruno, red dungarees",
    "leila" => "Leila, sky shirt",
    "george" => "George, tweed pullover",
    "thandi" => "Thandi, violet suit",
    "minh" => "Minh, red shirt",
    "ruth" => "Ruth, white hair",
    "jonas" => "Jonas, pine jacket",
};

impl Person {
    /// The id of the talking photo and of its group.
    pub(crate) fn id(&self) -> String {
        Rng::seeded_by(&format!("talking photo {}", self.name)).id()
    }

    pub(crate) fn image_key(&self) -> String {
        format!("image/{}/original", Rng::seeded_by(&format!("picture {}", self.name)).id())
    }
}

/// Id, name and picture key of each talking photo; `hostile` adds those with hostile names.
pub(crate) fn photos(hostile: bool) -> impl Iterator<Item = (String, &'static str, String)> {
    let people = PEOPLE.iter().map(|person| (person.id(), person.name, person.image_key()));
    let hostile = hostile_names::NAMES.iter().enumerate().filter(move |_| hostile);
    people.chain(hostile.map(|(at, name)| (hostile_id(at), *name, PEOPLE[at].image_key())))
}

/// The person whose talking photo or group has this id.
pub(crate) fn find(id: &str) -> Option<&'static Person> {
    let known = PEOPLE.iter().find(|person| person.id() == id);
    known.or_else(|| (0..hostile_names::NAMES.len()).find(|at| hostile_id(*at) == id).map(|at| &PEOPLE[at]))
}

/// The id of the photo that carries the hostile name at this index.
fn hostile_id(at: usize) -> String {
    Rng::seeded_by(&format!("hostile photo {at}")).id()
}
