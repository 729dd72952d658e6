//! Picture files as people have them: turned, cut, with a place in them, and see-through.

use image::{ImageFormat, Rgba, RgbaImage};

use super::*;

const TURNED_JPEG: &[u8] = include_bytes!("../../../tests/pictures/turned.jpg");
const TURNED_WEBP: &[u8] = include_bytes!("../../../tests/pictures/turned.webp");
const PLACE: &[u8] = include_bytes!("../../../tests/pictures/place.jpg");

fn file(picture: RgbaImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let picture = DynamicImage::from(picture);
    let picture = if format == ImageFormat::Jpeg { picture.into_rgb8().into() } else { picture };
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

fn plain(format: ImageFormat) -> Vec<u8> {
    file(RgbaImage::from_pixel(8, 8, Rgba([200, 10, 10, 255])), format)
}

fn pixels(file: &[u8]) -> DynamicImage {
    image::load_from_memory(file).unwrap()
}

#[test]
fn a_turned_picture_is_sent_upright() {
    for turned in [TURNED_JPEG, TURNED_WEBP] {
        let lying = pixels(turned);
        let sent = prepare(turned).unwrap().bytes;
        assert_eq!(image::guess_format(&sent).unwrap(), ImageFormat::Jpeg);
        let upright = pixels(&sent);
        assert_eq!((upright.width(), upright.height()), (lying.height(), lying.width()));
        let again = super::upright(&sent, MAX_DECODED_BYTES).unwrap();
        assert_eq!((again.is_turned, again.image), (false, upright), "it is not turned twice");
    }
}

#[test]
fn a_plain_picture_is_sent_as_it_is() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png] {
        assert_eq!(prepare(&plain(format)).unwrap().bytes, plain(format));
    }
}

#[test]
fn private_metadata_is_cut_out_and_the_pixels_stay() {
    let sent = prepare(PLACE).unwrap();
    assert!(sent.notes.contains(&PictureNote::PlaceRemoved), "{:?}", sent.notes);
    assert!(sent.bytes.len() < PLACE.len() && pixels(&sent.bytes) == pixels(PLACE));
    assert!(!sent.bytes.windows(4).any(|part| part == b"Exif"));
    // Another picture behind the first, as phones put it there.
    let double = [PLACE, PLACE].concat();
    assert_eq!(prepare(&double).unwrap().bytes, sent.bytes);
    // XMP tells a place too.
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude='1'/>";
    let length = u16::try_from(xmp.len() + 2).unwrap().to_be_bytes();
    let jpeg = plain(ImageFormat::Jpeg);
    let told = [&jpeg[..2], &[0xff, 0xe1], &length, xmp, &jpeg[2..]].concat();
    let sent = prepare(&told).unwrap();
    assert!(sent.bytes == jpeg && sent.notes.contains(&PictureNote::PlaceRemoved));

    let png = plain(ImageFormat::Png);
    let text = [&[0, 0, 0, 9][..], b"tEXtAuthor\0Jo", &[0; 4]].concat();
    // Behind the signature and the header.
    let told = [&png[..33], &text, &png[33..]].concat();
    assert_eq!(prepare(&told).unwrap().bytes, png);
}

#[test]
fn a_file_without_its_end_is_refused_wherever_it_was_cut() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let whole = plain(format);
        for end in 1..whole.len() {
            let issue = prepare(&whole[..end]).unwrap_err();
            assert!(end < 4 || issue == PictureIssue::Cut, "{format:?} of {end} bytes: {issue:?}");
        }
    }
    let mut damaged = plain(ImageFormat::Png);
    damaged[50..54].fill(0x55);
    assert_eq!(prepare(&damaged).unwrap_err(), PictureIssue::Damaged);
}

#[test]
fn what_is_see_through_stays_so() {
    let mut ghost = RgbaImage::from_pixel(8, 8, Rgba([200, 10, 10, 255]));
    ghost.put_pixel(0, 0, Rgba([0, 0, 0, 0]));
    let sent = prepare(&file(ghost.clone(), ImageFormat::WebP)).unwrap().bytes;
    assert_eq!(image::guess_format(&sent).unwrap(), ImageFormat::Png);
    assert_eq!(pixels(&sent).into_rgba8(), ghost);
    let sent = prepare(&plain(ImageFormat::WebP)).unwrap().bytes;
    assert_eq!(image::guess_format(&sent).unwrap(), ImageFormat::Jpeg);
}
