//! Whole files: replaced or untouched, with their rights, and nothing left behind.

use super::*;

#[test]
fn a_file_past_the_limit_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    fs::write(&path, [b'x'; 2049]).unwrap();
    assert!(read(&path, 2048).unwrap_err().what().ends_with("is larger than 2 KiB"));
    assert_eq!(read(&path, 2049).unwrap().len(), 2049);
}
