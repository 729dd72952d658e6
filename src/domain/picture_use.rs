//! Where a picture file may take the place of a talking photo, and why not.

use std::path::Path;

use super::{
    Dialect, IssueLocation, LookKind, LookProfile, NewPhotos, Photo, PhotoId, Project, ValidationIssue,
    VideoPicture, is_picture_path, text,
};

impl Photo {
    /// A picture file in the place of a talking photo; `word` is its path as the project has it.
    pub fn of_picture(word: PhotoId, picture: VideoPicture) -> Self {
        let name = picture.short_name();
        let profile = LookProfile { kind: LookKind::Picture(picture), engines: None };
        Self::new(word, name, profile)
    }
}

impl NewPhotos {
    /// The only picture, if it may speak in a video itself: that of a new person, in a dialect that sends pictures.
    pub fn picture_for_video(&self, dialect: Dialect) -> Option<&Path> {
        let [picture] = self.pictures.as_slice() else { return None };
        let may_speak = dialect == Dialect::V3 && self.person_photo.is_none();
        picture.to_str().filter(|path| may_speak && is_picture_path(path)).map(Path::new)
    }
}

impl Dialect {
    /// Why a photo of a project cannot be sent: it is a picture file, and a request takes only photos of the account.
    pub fn picture_refusal(self, photo: &PhotoId) -> Option<String> {
        let path = photo.picture_path().filter(|_| self != Self::V3)?;
        let (name, dialect) = (text::short_file_name(path), self.as_str());
        Some(format!("{name} is a picture file, which {dialect} does not send: add it as a photo, or use v3"))
    }
}

impl Dialect {
    /// What stops the picture files of a project from being sent, once for each file.
    pub fn picture_issues(self, project: &Project) -> Vec<ValidationIssue> {
        let mut issues: Vec<ValidationIssue> = Vec::new();
        for photo in project.rendered_scenes().filter_map(|scene| project.photo_of(scene)) {
            let issue = self.picture_refusal(photo);
            let issue = issue.map(|message| ValidationIssue::new(IssueLocation::Photos, message));
            issues.extend(issue.filter(|issue| !issues.contains(issue)));
        }
        issues
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_v3_sends_a_picture() {
        let photo = PhotoId::new("faces/ana.png");
        assert_eq!(Dialect::V3.picture_refusal(&photo), None);
        assert_eq!(
            Dialect::Scenes.picture_refusal(&photo).as_deref(),
            Some("ana.png is a picture file, which scenes does not send: add it as a photo, or use v3")
        );
        assert_eq!(Dialect::Scenes.picture_refusal(&PhotoId::new("photo1")), None);
    }
}
