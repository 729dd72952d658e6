//! What the looks and the voices of the project mean for its requests: what is lost, and what a voice carries.

use super::Studio;
use crate::domain::{
    CatalogLookup, Dialect, DialectLoss, Photo, PhotoId, PhotoStanding, Project, Scene, SceneField, Voice,
    VoiceId, may_be_id,
};

impl CatalogLookup for Studio {
    fn find_photo(&self, id: &PhotoId) -> Option<&Photo> {
        self.photo(id)
    }

    fn find_voice(&self, id: &VoiceId) -> Option<&Voice> {
        self.voice(id)
    }

    fn photo_standing(&self, id: &PhotoId) -> PhotoStanding {
        if let Some(photo) = self.photo(id) {
            return PhotoStanding::of(photo);
        }
        match self.catalog.photos.ready() {
            // An unknown name is reported as one.
            Some(list) if may_be_id(id.as_str()) => PhotoStanding::in_list(list, id),
            _ => PhotoStanding::Usable,
        }
    }
}

impl Studio {
    /// What the dialect, the looks and their engines lose of the open project.
    pub fn losses(&self) -> Vec<DialectLoss> {
        let project = &self.project_state.project;
        self.account.dialect.losses_with_catalog(project, self.settings.multi_scene_mode, self)
    }

    /// The warnings to show with the price of a project.
    pub fn warnings(&self, dialect: Dialect, project: &Project) -> Vec<String> {
        dialect.warnings_with_catalog(project, self.settings.multi_scene_mode, self)
    }

    /// Whether a field of a scene of the open project is not sent.
    pub fn loses_scene_field(&self, scene: &Scene, field: SceneField) -> bool {
        let (project, mode) = (&self.project_state.project, self.settings.multi_scene_mode);
        self.account.dialect.loses_field_with_catalog(project, mode, (scene, field), self)
    }
}
