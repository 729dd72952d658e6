//! The rates of the scenes of a video: each look has that of its kind and engine.

use jiff::civil::Date;

use super::project::each_once;
use super::{
    CatalogLookup, Dialect, LookClass, LookProfile, LookRates, Money, PhotoId, Project, PublishedRate, Rate,
    RateBasis, Scene, ScenePaces, format_precise,
};

/// The rates of the scenes of a video, in its dialect and shape.
#[derive(Debug, Clone, PartialEq)]
pub struct SceneRates {
    /// That of a talking photo on Avatar IV, which every photo of v2 is.
    photo_rate: Rate,
    /// Those of the other looks.
    others: Vec<LookRate>,
}

/// The rate of a look that is no talking photo on Avatar IV.
#[derive(Debug, Clone, PartialEq)]
struct LookRate {
    /// The id or name, as the project has it.
    photo: PhotoId,
    name: String,
    profile: LookProfile,
    rate: Rate,
    /// The lowest and the highest published rate of other looks, where none is known for this one: it is the closest then.
    range: Option<(Rate, Rate)>,
}

impl From<Rate> for SceneRates {
    /// The same rate for all scenes.
    fn from(rate: Rate) -> Self {
        Self { photo_rate: rate, others: Vec::new() }
    }
}

impl SceneRates {
    /// Looks up the photos of a project that is sent in a dialect. `rate` is that of talking photos, `look_rates` are those of
    /// other looks, as the account pays them.
    pub fn new(
        project: &Project,
        (rate, look_rates): (Rate, &LookRates),
        dialect: Dialect,
        catalog: &impl CatalogLookup,
        today: Date,
    ) -> Self {
        let for_submission = |rate: Rate| rate.for_submission(dialect, project.shape);
        let mut rates = Self::from(for_submission(rate));
        let photos = if dialect == Dialect::V3 { project.photos() } else { Vec::new() };
        for (id, photo) in photos.into_iter().filter_map(|id| Some((id, catalog.find_photo(id)?))) {
            let class = photo.profile.class();
            if photo.profile.kind.picture().is_some() || class.is_plain_photo() {
                continue;
            }
            let (look_rate, is_known) = look_rates.rate_of(&class, rate, today);
            let rate_range = |rate: Rate| {
                let (low, high) = PublishedRate::video_range((rate.unit, rate.rounding), today)?;
                let bound = |per_second| for_submission(Rate { per_second, ..rate });
                Some((bound(low.min(rate.per_second)), bound(high.max(rate.per_second))))
            };
            rates.others.push(LookRate {
                photo: id.clone(),
                name: photo.name.clone(),
                profile: photo.profile.clone(),
                rate: for_submission(look_rate),
                range: if is_known { None } else { rate_range(look_rate) },
            });
        }
        rates
    }

    fn of_photo(&self, photo: &PhotoId) -> Option<&LookRate> {
        self.others.iter().find(|look| look.photo == *photo)
    }

    /// The look of a scene, where it is no talking photo on Avatar IV.
    fn other_look(&self, project: &Project, scene: &Scene) -> Option<&LookRate> {
        if self.others.is_empty() {
            return None;
        }
        self.of_photo(project.photo_of(scene)?)
    }

    /// The rate of a scene.
    pub fn of(&self, project: &Project, scene: &Scene) -> Rate {
        self.other_look(project, scene).map_or(self.photo_rate, |look| look.rate)
    }

    /// The same rates, with the lowest that may be charged where none is published, and with the highest.
    pub(super) fn bounds(&self) -> (Self, Self) {
        let with = |pick: fn((Rate, Rate)) -> Rate| {
            let mut rates = self.clone();
            for look in &mut rates.others {
                look.rate = look.range.map_or(look.rate, pick);
            }
            rates
        };
        (with(|(low, _)| low), with(|(_, high)| high))
    }

    /// The rate of the scenes that are rendered: their common one, or the average for these seconds of each.
    pub fn average(&self, project: &Project, scene_seconds: &[f64]) -> Rate {
        let rates: Vec<Rate> = project.rendered_scenes().map(|scene| self.of(project, scene)).collect();
        let first = rates.first().copied().unwrap_or(self.photo_rate);
        let total: f64 = scene_seconds.iter().sum();
        if rates.iter().all(|rate| *rate == first) || total <= 0.0 {
            return first;
        }
        let amount: f64 =
            rates.iter().zip(scene_seconds).map(|(rate, seconds)| rate.per_second * seconds).sum();
        Rate { per_second: amount / total, basis: RateBasis::Average, ..first }
    }

    /// The average for the estimated lengths of the scenes.
    pub fn estimated_average(&self, project: &Project, paces: &ScenePaces) -> Rate {
        let seconds = |scene: &Scene| scene.length(paces.of(scene)).total_seconds();
        let scene_seconds: Vec<f64> = project.rendered_scenes().map(seconds).collect();
        self.average(project, &scene_seconds)
    }

    /// The cost of one render whose scenes last so many seconds.
    pub fn cost(&self, project: &Project, scene_seconds: &[f64]) -> Money {
        self.average(project, scene_seconds).cost(scene_seconds.iter().sum())
    }

    /// Whether a scene that is rendered has a look of this class.
    pub fn has_class(&self, project: &Project, class: &LookClass) -> bool {
        project.rendered_scenes().any(|scene| match self.other_look(project, scene) {
            Some(look) => look.profile.class() == *class,
            None => class.is_plain_photo(),
        })
    }

    /// The rates of the looks that are no talking photos on Avatar IV, each once.
    pub fn notes(&self, project: &Project) -> Vec<String> {
        let looks = project.rendered_scenes().filter_map(|scene| self.other_look(project, scene));
        each_once(looks.map(LookRate::describe))
    }
}

impl LookRate {
    /// `Ada is a digital twin on Avatar IV: $0.0805/s since 28 Aug 2026 (a reseller's price, less its margin)`
    fn describe(&self) -> String {
        let (name, look, rate) = (&self.name, self.profile.describe(), self.rate.describe());
        let unit = self.rate.unit;
        let Some((low, high)) = self.range else { return format!("{name} is a {look}: {rate}") };
        let bounds = if high.per_second > low.per_second {
            let [low, high] = [low, high].map(|bound| format_precise(bound.per_second, unit));
            format!("; other looks cost {low} to {high} a second")
        } else {
            String::new()
        };
        format!("{name}: no published rate for a {look} in {}; counted as {rate}{bounds}", unit.label())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Engine, LookKind, Photo, Rounding, Speaker, Unit, Voice, VoiceId};
    use super::*;

    /// Looks whose names are their ids.
    struct Looks(Vec<Photo>);

    impl CatalogLookup for Looks {
        fn find_photo(&self, id: &PhotoId) -> Option<&Photo> {
            self.0.iter().find(|photo| photo.id == *id)
        }

        fn find_voice(&self, _: &VoiceId) -> Option<&Voice> {
            None
        }
    }

    fn look(name: &str, kind: &str, engine: &str) -> Photo {
        let profile =
            LookProfile { kind: LookKind::from_service(kind), engines: Some(vec![Engine::new(engine)]) };
        Photo::new(PhotoId::new(name), name, profile)
    }

    fn catalog() -> Looks {
        Looks(vec![
            look("Ana", "photo_avatar", "avatar_iv"),
            look("Ada", "digital_twin", "avatar_iv"),
            look("Old", "studio_avatar", "avatar_iii"),
            look("New", "photo_avatar", "avatar_6"),
        ])
    }

    /// A scene of each of these looks.
    fn project(names: &[&str]) -> Project {
        let speaker = |name: &&str| Speaker {
            name: (*name).to_owned(),
            photo: Some(PhotoId::new(*name)),
            ..Speaker::default()
        };
        let scene = |name: &&str| Scene { speaker: Some((*name).to_owned()), ..Scene::new("Hello.") };
        Project {
            speakers: names.iter().map(speaker).collect(),
            scenes: names.iter().map(scene).collect(),
            ..Project::default()
        }
    }

    fn rates(names: &[&str], rate: Rate, dialect: Dialect) -> (Vec<f64>, Vec<String>) {
        let project = project(names);
        let none = LookRates::default();
        let rates =
            SceneRates::new(&project, (rate, &none), dialect, &catalog(), jiff::civil::date(2026, 11, 30));
        let per_second = |scene| rates.of(&project, scene).per_second;
        (project.scenes.iter().map(per_second).collect(), rates.notes(&project))
    }

    fn published(unit: Unit) -> Rate {
        Rate::published(unit, Rounding::Exact, jiff::civil::date(2026, 11, 30))
    }

    #[test]
    fn each_scene_has_the_rate_of_its_look() {
        let names = ["Ana", "Ada", "Old", "New", "Ada"];
        let (found, notes) = rates(&names, published(Unit::Usd), Dialect::V3);
        assert_eq!(found, [0.0385, 0.0805, 0.0165, 0.0385, 0.0805]);
        assert_eq!(
            notes,
            [
                "Ada is a digital twin on Avatar IV: $0.0805/s since 28 Aug 2026 (a reseller's price, less its margin)",
                "Old is a studio avatar on Avatar III: $0.0165/s since 28 Aug 2026 (the highest price of resellers, less their margin)",
                "New: no published rate for a photo on avatar_6 in US dollars; counted as $0.0385/s since 28 Aug 2026 (help page; measured); other looks cost $0.0165 to $0.12 a second",
            ]
        );
        assert_eq!(rates(&names, published(Unit::Usd), Dialect::Generate), (vec![0.0385; 5], vec![]));
    }

    #[test]
    fn the_bounds_of_a_rate_that_is_not_published_are_those_of_other_looks() {
        let project = project(&["New", "Ada"]);
        let today = jiff::civil::date(2026, 11, 30);
        let none = LookRates::default();
        let rates = SceneRates::new(&project, (published(Unit::Usd), &none), Dialect::V3, &catalog(), today);
        let of = |rates: &SceneRates| {
            project.scenes.iter().map(|scene| rates.of(&project, scene).per_second).collect::<Vec<_>>()
        };
        let (low, high) = rates.bounds();
        assert_eq!((of(&low), of(&high)), (vec![0.0165, 0.0805], vec![0.12, 0.0805]));
    }

    #[test]
    fn the_users_own_rate_is_that_of_photos() {
        let own = Rate::own(Unit::Usd, 0.03);
        assert_eq!(rates(&["Ana", "Ada", "New"], own, Dialect::V3).0, [0.03, 0.0805, 0.03]);
        let own = Rate::own(Unit::PremiumCredit, 0.4);
        let (found, notes) = rates(&["Ana", "Ada"], own, Dialect::V3);
        assert_eq!(found, [0.4, 0.4], "nothing is published for twins in credits");
        assert_eq!(
            notes,
            [
                "Ada: no published rate for a digital twin on Avatar IV in credits; counted as 0.4 credits/s, your own rate; other looks cost 0.3333 credits to 0.4 credits a second"
            ]
        );
    }

    #[test]
    fn the_cost_of_a_render_is_rounded_once() {
        let project = project(&["Ana", "Ada"]);
        let rate = published(Unit::Usd).with_rounding(Rounding::Tenth);
        let none = LookRates::default();
        let rates = SceneRates::new(
            &project,
            (rate, &none),
            Dialect::V3,
            &catalog(),
            jiff::civil::date(2026, 11, 30),
        );
        assert_eq!(rates.cost(&project, &[10.0, 10.0]).to_string(), "$1.20", "not 0.40 and 0.90");
        assert_eq!(rates.average(&project, &[10.0, 10.0]).describe(), "$0.0595/s on average");
        assert_eq!(rates.average(&project, &[0.0, 0.0]), rates.of(&project, &project.scenes[0]));
    }
}
