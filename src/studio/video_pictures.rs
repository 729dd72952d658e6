//! The picture files of the project: inspected when they are named, and again before the price.

use std::path::{Path, PathBuf};

use super::{CatalogRequest, Remote, Studio};
use crate::domain::{Error, Photo, PhotoId, VideoPicture, resolve_project_path};

impl Studio {
    /// Inspects the picture files that the photos of the project are, each once for each place on disk.
    pub(super) fn inspect_pictures(&mut self) {
        for (photo, path) in self.picture_files() {
            let is_known = self.catalog.known_looks.contains_key(&photo)
                && self.catalog.inspected_pictures.get(&photo) == Some(&path);
            if !is_known {
                self.catalog.known_looks.insert(photo.clone(), Remote::Loading(self.now));
                self.catalog.inspected_pictures.insert(photo.clone(), path.clone());
                self.request(CatalogRequest::InspectPicture { photo, path });
            }
        }
    }

    /// Inspects the picture files again before the price is shown: they may have changed.
    pub fn inspect_pictures_again(&mut self) {
        for (photo, path) in self.picture_files() {
            self.request(CatalogRequest::InspectPicture { photo, path });
        }
    }

    /// The picture files of the project, as it has them and as they are on disk.
    fn picture_files(&self) -> Vec<(PhotoId, PathBuf)> {
        let photos = self.project_state.project.photos().into_iter();
        photos.filter_map(|photo| Some((photo.clone(), self.picture_file(photo.picture_path()?)))).collect()
    }

    /// The file that the project means by a path.
    fn picture_file(&self, path: &str) -> PathBuf {
        resolve_project_path(path, &self.project_folder(), self.environment.home_directory.as_deref())
    }

    /// The result of an inspection. One that says the same as before changes nothing.
    pub(super) fn handle_picture_inspected(&mut self, photo: PhotoId, result: Result<Photo, Error>) {
        let is_former = |picture: &VideoPicture| {
            self.catalog.inspected_pictures.get(&photo).is_some_and(|path| *path != picture.path)
        };
        let result = Remote::from(result);
        let picture = result.ready().and_then(|photo| photo.profile.kind.picture());
        if picture.is_some_and(is_former) || self.catalog.known_looks.get(&photo) == Some(&result) {
            return;
        }
        self.catalog.pictures.remove(&photo);
        self.catalog.known_looks.insert(photo, result);
        self.catalog.revision += 1;
    }

    /// Gives a picture file to who is cast. A path in the folder of the project is written relative to it.
    pub fn choose_picture(&mut self, path: &Path) {
        let path = self.environment.working_directory.join(path);
        let has_folder = self.project_state.path.is_some();
        let folder = self.project_folder();
        let relative = path.strip_prefix(&folder).ok().filter(|_| has_folder);
        let word = relative.unwrap_or(&path).to_string_lossy();
        self.choose_photo(PhotoId::new(word));
    }
}
