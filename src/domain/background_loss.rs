//! The background of a scene in a dialect: what is sent, and where it may not be seen.

use super::background::Background;
use super::{CatalogLookup, Dialect, Project, Scene};

impl Project {
    /// Whether the background of a scene is a picture.
    fn has_background_picture(&self, scene: &Scene) -> bool {
        let background = self.background_of(scene).and_then(Background::parse);
        matches!(background, Some(Background::Picture(_)))
    }
}

impl Dialect {
    /// Whether requests have backgrounds.
    pub fn sends_background(self) -> bool {
        self == Self::V3
    }

    /// Whether the background of a scene is lost. A picture is sent with a video of one scene only.
    pub(super) fn loses_background(self, project: &Project, scene: &Scene) -> bool {
        let is_one_scene = project.rendered_scenes().nth(1).is_none();
        let is_sent = self.sends_background() && (is_one_scene || !project.has_background_picture(scene));
        !is_sent && project.background_of(scene).is_some()
    }

    /// Where a background that is sent may not be seen: the service shows it behind looks whose own it can remove, and only a
    /// video of one picture can ask for that.
    pub(super) fn background_note(self, project: &Project, catalog: &impl CatalogLookup) -> Option<String> {
        let scenes: Vec<&Scene> = project.rendered_scenes().collect();
        let is_sent = |scene: &&&Scene| {
            project.background_of(scene).is_some() && !self.loses_background(project, scene)
        };
        let has_background = scenes.iter().find(is_sent).is_some();
        if !self.sends_background() || !has_background || is_one_picture(project, &scenes, catalog) {
            return None;
        }
        Some(format!(
            "{}: a background is seen only behind looks whose own background the service removes",
            self.as_str()
        ))
    }
}

/// Whether a video is one scene of a picture file.
fn is_one_picture(project: &Project, scenes: &[&Scene], catalog: &impl CatalogLookup) -> bool {
    let [scene] = scenes else { return false };
    let photo = project.photo_of(scene).and_then(|photo| catalog.find_photo(photo));
    photo.is_some_and(|photo| photo.profile.kind.picture().is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_sent_with_one_scene_only() {
        let one = Project {
            background: Some("https://a.example/office.jpg".into()),
            scenes: vec![Scene::new("One.")],
            ..Project::default()
        };
        let two = Project { scenes: vec![Scene::new("One."), Scene::new("Two.")], ..one.clone() };
        let loses =
            |dialect: Dialect, project: &Project| dialect.loses_background(project, &project.scenes[0]);
        assert!(!loses(Dialect::V3, &one) && loses(Dialect::V3, &two) && loses(Dialect::Scenes, &one));
    }
}
