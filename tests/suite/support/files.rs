//! Files of a test: names and videos in a folder, pictures of one color, and silence.

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

/// A WAV file of silence: 16-bit samples of one channel at 8,000 a second.
pub(crate) fn wav_file(seconds: f64) -> Vec<u8> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few seconds")]
    let size = (seconds * 8_000.0) as u32 * 2;
    let mut file = b"RIFF".to_vec();
    file.extend((size + 36).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend(8_000_u32.to_le_bytes());
    file.extend(16_000_u32.to_le_bytes());
    file.extend(b"\x02\0\x10\0data");
    file.extend(size.to_le_bytes());
    file.resize(file.len() + size as usize, 0);
    file
}
