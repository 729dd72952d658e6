//! Where avatars may take the place of a talking photo: a request of v2 sends only the account's own talking photos.

use super::{
    ApiVersion, CatalogLookup, Dialect, IssueLocation, LookKind, LookProfile, Photo, PhotoId, PhotoStanding,
    Project, ValidationIssue, text,
};

impl Photo {
    /// An avatar of the list of v2, which does not say who filmed it.
    pub fn of_avatar(id: PhotoId, name: String) -> Self {
        let kind = LookKind::Other("avatar".to_owned());
        Self::new(id, name, LookProfile { kind, engines: None })
    }
}

impl Photo {
    /// What to do where the recorded person has not consented yet.
    pub fn consent_note(&self) -> Option<String> {
        let name = text::truncate(&self.name, 40);
        self.awaits_consent.then(|| {
            format!(
                "{name} has no consent yet: the service makes no videos of it; get the consent at app.heygen.com first"
            )
        })
    }
}

impl Dialect {
    /// Why a photo of a project cannot be sent: it is an avatar, which only v3 sends.
    pub fn avatar_refusal(self, photo: &PhotoId, catalog: &impl CatalogLookup) -> Option<String> {
        let PhotoStanding::Avatar(name, kind) = self.standing(photo, catalog)? else { return None };
        let (name, dialect) = (text::truncate(&name, 40), self.as_str());
        let article = if kind.label().starts_with('a') { "an" } else { "a" };
        let kind = kind.label();
        Some(format!("{name} is {article} {kind}, which {dialect} does not send: choose a photo, or use v3"))
    }

    /// What stops the avatars of a project from being sent, once for each.
    pub fn avatar_issues(self, project: &Project, catalog: &impl CatalogLookup) -> Vec<ValidationIssue> {
        let refusals =
            project.rendered_photos().into_iter().filter_map(|id| self.avatar_refusal(id, catalog));
        refusals.map(|message| ValidationIssue::new(IssueLocation::Photos, message)).collect()
    }

    /// The looks whose person has not consented yet, as far as v3 said when the list was loaded.
    pub(super) fn consent_notes(self, project: &Project, catalog: &impl CatalogLookup) -> Vec<String> {
        let photos = project.rendered_photos().into_iter().filter(|_| self.api_version() == ApiVersion::V3);
        photos.filter_map(|id| catalog.find_photo(id)?.consent_note()).collect()
    }

    /// The photos that no list has: the service may know them, but not if they are avatars.
    pub(super) fn unlisted_photo_notes(self, project: &Project, catalog: &impl CatalogLookup) -> Vec<String> {
        let is_unlisted = |id: &&PhotoId| self.standing(id, catalog) == Some(PhotoStanding::Unlisted);
        let note = |id: &PhotoId| {
            let (dialect, id) = (self.as_str(), text::truncate(id.as_str(), 40));
            format!("{dialect}: {id} is not in the list of talking photos; stock avatars and twins need v3")
        };
        project.rendered_photos().into_iter().filter(is_unlisted).map(note).collect()
    }

    /// What is known of a photo where the dialect sends only talking photos.
    fn standing(self, photo: &PhotoId, catalog: &impl CatalogLookup) -> Option<PhotoStanding> {
        let is_asked = self.api_version() == ApiVersion::V2 && photo.picture_path().is_none();
        is_asked.then(|| catalog.photo_standing(photo))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{MultiSceneMode, PhotoCatalog, Scene, Voice, VoiceId};
    use super::*;

    struct ListOfV2;

    impl CatalogLookup for ListOfV2 {
        fn find_photo(&self, _: &PhotoId) -> Option<&Photo> {
            None
        }

        fn find_voice(&self, _: &VoiceId) -> Option<&Voice> {
            None
        }

        fn photo_standing(&self, id: &PhotoId) -> PhotoStanding {
            let avatar = Photo::of_avatar(PhotoId::new("Tom_front"), "Tom".to_owned());
            let list = PhotoCatalog { other_avatars: vec![avatar], ..PhotoCatalog::default() };
            PhotoStanding::in_list(&list, id)
        }
    }

    #[test]
    fn an_avatar_stops_a_video_of_v2_and_an_unlisted_photo_is_named() {
        let project = |photo: &str| Project {
            photo: Some(PhotoId::new(photo)),
            scenes: vec![Scene::new("Hello."), Scene::new("Bye.")],
            ..Project::default()
        };
        let issues = |dialect: Dialect, photo| -> Vec<String> {
            dialect.avatar_issues(&project(photo), &ListOfV2).iter().map(ToString::to_string).collect()
        };
        let notes = |dialect: Dialect, photo| {
            dialect.warnings_with_catalog(&project(photo), MultiSceneMode::Joined, &ListOfV2)
        };
        for dialect in [Dialect::Scenes, Dialect::Flat, Dialect::Generate] {
            let word = dialect.as_str();
            let refusal = format!("Tom is an avatar, which {word} does not send: choose a photo, or use v3");
            assert_eq!(issues(dialect, "Tom_front"), [refusal]);
            assert_eq!(issues(dialect, "p1"), [""; 0]);
            let note =
                format!("{word}: p1 is not in the list of talking photos; stock avatars and twins need v3");
            assert_eq!(notes(dialect, "p1").iter().filter(|line| **line == note).count(), 1);
            assert!(!notes(dialect, "faces/ana.png").iter().any(|line| line.contains("talking photos")));
        }
        assert!(issues(Dialect::V3, "Tom_front").is_empty() && notes(Dialect::V3, "p1").is_empty());
    }
}
