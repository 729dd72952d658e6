//! `photos add` with the picture files that people have: what is refused, what is mended, and what is said.

use std::fs;
use std::path::{Path, PathBuf};

use cuecard::sandbox::Options;
use image::GenericImageView;

use crate::support::cli_harness::{CliHarness, instant_options};

/// A desk whose sandbox keeps its uploads in a folder that can be looked into.
async fn harness_with_upload_folder() -> (CliHarness, tempfile::TempDir) {
    let world = tempfile::tempdir().unwrap();
    let options = Options { world: Some(world.path().join("world")), ..instant_options() };
    (CliHarness::new(options).await, world)
}

fn picture_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures").join(name)
}

/// The files that were uploaded.
fn uploaded_files(world: &tempfile::TempDir) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(world.path().join("world.files")).unwrap().map(Result::unwrap);
    let uploads = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("upload-"));
    uploads.map(|entry| fs::read(entry.path()).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_unsupported_picture_file_is_refused_with_its_own_hint() {
    let (cli, world) = harness_with_upload_folder().await;
    let made = |name: &str, bytes: &[u8]| {
        fs::write(cli.path(name), bytes).unwrap();
        cli.path(name)
    };
    let bmp = b"BM\x36\0\x10\0\0\0\0\0\x36\0\0\0\x28\0\0\0";
    for (path, what, step) in [
        (picture_path("heic.jpg"), "is a HEIC picture, which is not supported", "Export it as JPEG"),
        (picture_path("avif.jpg"), "is an AVIF picture, which is not supported", "Save it as JPEG or PNG"),
        (picture_path("portrait.gif"), "is a GIF, which is not supported", "Save one frame of it"),
        (picture_path("cut.jpg"), "is truncated", "Save or download it again"),
        (made("empty.jpg", b""), "is empty", "Save or download it again"),
        (
            made("scan.tif.jpg", b"II*\0\x08\0\0\0"),
            "is a TIFF or raw camera picture",
            "Save it as JPEG or PNG",
        ),
        (made("paint.jpg", bmp), "is a BMP picture", "Save it as JPEG or PNG"),
        (
            made("page.jpg", b"<!doctype html><title>Sign in</title>"),
            "is a web page",
            "Open the picture itself",
        ),
        (made("page.png", b"%PDF-1.7"), "is a PDF document", "Export the page"),
        (made("notes.png", b"not a picture"), "is not a picture", "Choose a PNG, JPEG or WEBP file"),
    ] {
        let ran = cli.run(&["photos", "add", path.to_str().unwrap(), "--json"]);
        let error = ran.json_error();
        let (message, hint) = (error["message"].as_str().unwrap(), error["hint"].as_str().unwrap());
        assert_eq!((ran.exit_code, error["kind"].as_str()), (1, Some("picture")), "{ran:?}");
        assert!(message.contains(path.to_str().unwrap()) && message.contains(what), "{message}");
        assert!(hint.contains(step), "{hint}");
    }
    assert_eq!(uploaded_files(&world).len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_uploaded_upright_and_without_gps_position() {
    let (cli, world) = harness_with_upload_folder().await;
    for (name, text) in [("turned.webp", None), ("turned.jpg", None), ("place.jpg", Some("GPS position"))] {
        let ran = cli.run(&["photos", "add", picture_path(name).to_str().unwrap()]);
        assert_eq!(ran.exit_code, 0, "{ran:?}");
        assert!(text.is_none_or(|text| ran.stderr.contains(text)), "{ran:?}");
    }
    let uploads = uploaded_files(&world);
    assert_eq!(uploads.len(), 3);
    for upload in uploads {
        assert!(!upload.windows(4).any(|part| part == b"Exif"), "the metadata stayed");
        let (width, height) = image::load_from_memory(&upload).unwrap().dimensions();
        assert!(width < height, "it lies: {width}x{height}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn picture_warnings_are_printed_before_the_upload() {
    let (cli, _world) = harness_with_upload_folder().await;
    let strip = cli.path("strip.png");
    image::RgbImage::from_pixel(640, 64, image::Rgb([90; 3])).save(&strip).unwrap();
    let ran = cli.run(&["photos", "add", strip.to_str().unwrap()]);
    let lines: Vec<&str> = ran.stderr.lines().collect();
    let at = |text: &str| lines.iter().position(|line| line.contains(text)).expect(text);
    let noted =
        at("strip.png: 640x64 pixels are few; the service advises 512 or more; 640x64 is a narrow strip");
    assert!(noted < at("uploading picture 1 of 1"), "{ran:?}");
}

/// A JPEG of one color, of 108 megapixels: four blocks of it take seven bytes.
fn jpeg_of_108_megapixels() -> Vec<u8> {
    let mut small = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(16, 16, image::Rgb([128; 3]))
        .write_to(&mut small, image::ImageFormat::Jpeg)
        .unwrap();
    let mut jpeg = small.into_inner();
    let find = |jpeg: &[u8], marker| jpeg.windows(2).position(|pair| pair == [0xff, marker]).unwrap();
    let frame = find(&jpeg, 0xc0);
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0x23, 0x28, 0x2e, 0xe0]);
    let scan = find(&jpeg, 0xda);
    jpeg.truncate(scan + 2 + usize::from(jpeg[scan + 3]));
    // No difference and no detail, three times a block: 00 1010, 00 00, 00 00.
    let blocks = [0x28, 0x00, 0xa0, 0x02, 0x80, 0x0a, 0x00];
    jpeg.extend(blocks.repeat(1125 * 1500 / 4));
    jpeg.extend([0xff, 0xd9]);
    jpeg
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_of_100_megapixels_is_downscaled_and_reported() {
    let (cli, world) = harness_with_upload_folder().await;
    fs::write(cli.path("phone.jpg"), jpeg_of_108_megapixels()).unwrap();
    let ran = cli.run(&["photos", "add", "phone.jpg"]);
    assert_eq!(ran.exit_code, 0, "{ran:?}");
    assert!(ran.stderr.contains("phone.jpg: reduced from 12000x9000 to 4096x3072 pixels"), "{ran:?}");
    let uploads = uploaded_files(&world);
    assert_eq!(image::load_from_memory(&uploads[0]).unwrap().dimensions(), (4096, 3072));
}
