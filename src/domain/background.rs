//! The background color of a video or a scene.

use super::{CatalogLookup, Dialect, LookKind, Project, Scene};

impl Project {
    /// The background color of a scene: its own, or else that of the project.
    pub fn background_of<'a>(&'a self, scene: &'a Scene) -> Option<&'a str> {
        scene.background.as_deref().or(self.background.as_deref()).filter(|color| !color.trim().is_empty())
    }
}

impl Dialect {
    /// Whether requests have a background color.
    pub fn sends_background(self) -> bool {
        self == Self::V3
    }

    /// Where a background that is sent may not be seen: the service shows it behind looks whose own it can remove, and only a
    /// video of one picture can ask for that.
    pub(super) fn background_note(self, project: &Project, catalog: &impl CatalogLookup) -> Option<String> {
        let scenes: Vec<&Scene> = project.rendered_scenes().collect();
        let has_background = scenes.iter().any(|scene| project.background_of(scene).is_some());
        if !self.sends_background() || !has_background || is_one_picture(project, &scenes, catalog) {
            return None;
        }
        Some(format!(
            "{}: the background color is seen only behind looks whose own background the service removes",
            self.as_str()
        ))
    }
}

/// Whether a video is one scene of a picture file.
fn is_one_picture(project: &Project, scenes: &[&Scene], catalog: &impl CatalogLookup) -> bool {
    let [scene] = scenes else { return false };
    let photo = project.photo_of(scene).and_then(|photo| catalog.find_photo(photo));
    photo.is_some_and(|photo| matches!(photo.profile.kind, LookKind::Picture(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scene_has_its_own_background_or_that_of_the_project() {
        let own = Scene { background: Some("#000000".into()), ..Scene::new("One.") };
        let project = Project {
            background: Some("#ffffff".into()),
            scenes: vec![own, Scene::new("Two.")],
            ..Project::default()
        };
        let found: Vec<_> = project.scenes.iter().map(|scene| project.background_of(scene)).collect();
        assert_eq!(found, [Some("#000000"), Some("#ffffff")]);
    }
}
