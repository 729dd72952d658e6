//! Whether a file is an MP4, and a whole one where its length is not known: its boxes, an index among them, end where
//! it ends.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// Whether it begins as every MP4 does; a page that says why there is no video does not.
pub(super) fn is_mp4(mut file: &File) -> io::Result<bool> {
    let mut head = [0; 16];
    file.seek(SeekFrom::Start(0))?;
    let read_bytes = read_head(file, &mut head)?;
    Ok(read_bytes >= 8 && &head[4..8] == b"ftyp")
}

/// Reads the heads of the boxes alone.
pub(super) fn is_complete(mut file: &File) -> io::Result<bool> {
    let length = file.metadata()?.len();
    let (mut offset, mut has_index) = (0, false);
    while offset < length {
        file.seek(SeekFrom::Start(offset))?;
        let mut head = [0; 16];
        let read_bytes = read_head(file, &mut head)?;
        let size = match big_endian(&head[..4]) {
            // The last box may say that it goes on to the end, which is to say nothing.
            0 => return Ok(false),
            1 if read_bytes == 16 => big_endian(&head[8..]),
            small => small,
        };
        let is_first = offset == 0 && &head[4..8] != b"ftyp";
        if read_bytes < 8 || size < 8 || is_first {
            return Ok(false);
        }
        has_index |= &head[4..8] == b"moov";
        offset = offset.saturating_add(size);
    }
    Ok(has_index && offset == length)
}

fn read_head(mut file: &File, head: &mut [u8]) -> io::Result<usize> {
    let mut read_bytes = 0;
    while read_bytes < head.len() {
        match file.read(&mut head[read_bytes..]) {
            Ok(0) => break,
            Ok(more) => read_bytes += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read_bytes)
}

fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_truncated_video_is_incomplete() {
        let long = [&1_u32.to_be_bytes()[..], b"mdat", &24_u64.to_be_bytes(), b"12345678"].concat();
        let video = [&12_u32.to_be_bytes()[..], b"ftypisom", &9_u32.to_be_bytes(), b"moovx", &long].concat();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("video");
        let mut whole = Vec::new();
        for length in 0..=video.len() {
            std::fs::write(&path, &video[..length]).unwrap();
            if is_complete(&File::open(&path).unwrap()).unwrap() {
                whole.push(length);
            }
        }
        // A cut right behind the index cannot be seen.
        assert_eq!(whole, [21, video.len()]);
        std::fs::write(&path, "<html>the service is tired</html>").unwrap();
        assert!(!is_complete(&File::open(&path).unwrap()).unwrap());
    }
}
