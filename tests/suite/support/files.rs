//! Files of a test: names and videos in a folder, and pictures of one color.

use std::path::Path;

/// The sorted names in a folder; none if there is no folder.
pub(crate) fn file_names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The number of MP4 files in a folder.
pub(crate) fn count_videos(folder: &Path) -> usize {
    file_names(folder)
        .iter()
        .filter(|name| Path::new(name).extension().is_some_and(|end| end == "mp4"))
        .count()
}

/// Writes a picture of one gray; returns its path as an argument or as typed text.
pub(crate) fn write_picture(path: &Path, shade: u8) -> String {
    image::RgbImage::from_pixel(64, 64, image::Rgb([shade; 3])).save(path).unwrap();
    path.to_str().unwrap().to_owned()
}
