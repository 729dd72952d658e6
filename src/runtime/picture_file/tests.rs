//! Picture files as people have them: turned, cut, with a place in them, and see-through.

use image::{ImageFormat, Rgba, RgbaImage};

use super::*;

const ROTATED_JPEG: &[u8] = include_bytes!("../../../tests/pictures/turned.jpg");
const ROTATED_WEBP: &[u8] = include_bytes!("../../../tests/pictures/turned.webp");
const GEOTAGGED_JPEG: &[u8] = include_bytes!("../../../tests/pictures/place.jpg");

fn encode_file(picture: RgbaImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let picture = DynamicImage::from(picture);
    let picture = if format == ImageFormat::Jpeg { picture.into_rgb8().into() } else { picture };
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

fn plain_file(format: ImageFormat) -> Vec<u8> {
    encode_file(RgbaImage::from_pixel(8, 8, Rgba([200, 10, 10, 255])), format)
}

fn decode_file(file: &[u8]) -> DynamicImage {
    image::load_from_memory(file).unwrap()
}

#[test]
fn a_rotated_picture_is_uploaded_upright() {
    for turned in [ROTATED_JPEG, ROTATED_WEBP] {
        let lying = decode_file(turned);
        let sent = prepare_upload(turned).unwrap().bytes;
        assert_eq!(image::guess_format(&sent).unwrap(), ImageFormat::Jpeg);
        let upright = decode_file(&sent);
        assert_eq!((upright.width(), upright.height()), (lying.height(), lying.width()));
        assert_eq!(
            super::decode_upright(&sent, MAX_DECODED_BYTES).unwrap(),
            upright,
            "it is not turned twice"
        );
    }
}

#[test]
fn a_plain_picture_is_uploaded_unchanged() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png] {
        assert_eq!(prepare_upload(&plain_file(format)).unwrap().bytes, plain_file(format));
    }
}

#[test]
fn private_metadata_is_removed_and_the_pixels_are_kept() {
    let sent = prepare_upload(GEOTAGGED_JPEG).unwrap();
    assert!(sent.notes.contains(&PictureNote::LocationRemoved), "{:?}", sent.notes);
    assert!(
        sent.bytes.len() < GEOTAGGED_JPEG.len() && decode_file(&sent.bytes) == decode_file(GEOTAGGED_JPEG)
    );
    assert!(!sent.bytes.windows(4).any(|part| part == b"Exif"));
    // Another picture behind the first, as phones put it there.
    let double = [GEOTAGGED_JPEG, GEOTAGGED_JPEG].concat();
    assert_eq!(prepare_upload(&double).unwrap().bytes, sent.bytes);
    // XMP tells a place too.
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude='1'/>";
    let length = u16::try_from(xmp.len() + 2).unwrap().to_be_bytes();
    let jpeg = plain_file(ImageFormat::Jpeg);
    let told = [&jpeg[..2], &[0xff, 0xe1], &length, xmp, &jpeg[2..]].concat();
    let sent = prepare_upload(&told).unwrap();
    assert!(sent.bytes == jpeg && sent.notes.contains(&PictureNote::LocationRemoved));

    let png = plain_file(ImageFormat::Png);
    for (kind, data) in [(b"tEXt", b"Author\0Jo"), (b"auTh", b"a 2nd one"), (b"tIME", b"long ago.")] {
        let private = png_chunk(*kind, data);
        // Behind the header, and behind the pixels.
        for at in [PNG_HEADER_END_OFFSET, png.len() - PNG_END_CHUNK_BYTES] {
            assert_eq!(prepare_upload(&[&png[..at], &private, &png[at..]].concat()).unwrap().bytes, png);
        }
    }
    let colors = png_chunk(*b"gAMA", &45_455u32.to_be_bytes());
    let told = [&png[..PNG_HEADER_END_OFFSET], &colors, &png[PNG_HEADER_END_OFFSET..]].concat();
    assert_eq!(prepare_upload(&told).unwrap().bytes, told);
}

/// Where the header of a PNG file ends, behind its signature, and the length of the chunk that ends it.
const PNG_HEADER_END_OFFSET: usize = 33;
const PNG_END_CHUNK_BYTES: usize = 12;

fn png_chunk(kind: [u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = !0u32;
    for byte in kind.iter().chain(data) {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
        }
    }
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length, &kind[..], data, &(!sum).to_be_bytes()].concat()
}

/// Exif data of a picture that lies on its side, with a GPS directory.
const ROTATED_EXIF: &[u8] =
    b"MM\0\x2a\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\x88\x25\0\x04\0\0\0\x01\0\0\0\0\0\0\0\0";

#[test]
fn a_png_is_rotated_wherever_its_exif_chunk_is() {
    let mut lying = RgbaImage::from_pixel(8, 4, Rgba([200, 10, 10, 255]));
    lying.put_pixel(0, 0, Rgba([0, 0, 0, 0]));
    let png = encode_file(lying.clone(), ImageFormat::Png);
    for at in [PNG_HEADER_END_OFFSET, png.len() - PNG_END_CHUNK_BYTES] {
        let sent =
            prepare_upload(&[&png[..at], &png_chunk(*b"eXIf", ROTATED_EXIF), &png[at..]].concat()).unwrap();
        let upright = decode_file(&sent.bytes).into_rgba8();
        assert_eq!(upright, image::imageops::rotate90(&lying), "at {at}");
        assert!(sent.notes.contains(&PictureNote::LocationRemoved), "{:?}", sent.notes);
    }
}

#[test]
fn a_large_picture_is_reduced_and_rotated() {
    let mut lying = RgbaImage::from_pixel(MAX_SIDE_PIXELS + 4, 20, Rgba([200, 10, 10, 255]));
    for (x, y) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
        lying.put_pixel(x, y, Rgba([0, 0, 0, 255]));
    }
    let png = encode_file(lying, ImageFormat::Png);
    let sent =
        prepare_upload(&[&png[..33], &png_chunk(*b"eXIf", ROTATED_EXIF), &png[33..]].concat()).unwrap();
    let upright = decode_file(&sent.bytes).into_rgb8();
    assert_eq!(upright.dimensions(), (20, MAX_SIDE_PIXELS));
    assert!(upright.get_pixel(19, 0).0[0] < 100 && upright.get_pixel(0, 0).0[0] > 150);
    let reduced = PictureNote::Reduced { from: (20, MAX_SIDE_PIXELS + 4), to: (20, MAX_SIDE_PIXELS) };
    assert!(sent.notes.contains(&reduced), "{:?}", sent.notes);
}

#[test]
fn a_picture_truncated_at_any_length_is_rejected() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let whole = plain_file(format);
        for end in 1..whole.len() {
            let issue = prepare_upload(&whole[..end]).unwrap_err();
            assert!(end < 4 || issue == PictureIssue::Truncated, "{format:?} of {end} bytes: {issue:?}");
        }
    }
    let mut damaged = plain_file(ImageFormat::Png);
    damaged[50..54].fill(0x55);
    assert_eq!(prepare_upload(&damaged).unwrap_err(), PictureIssue::Damaged);
}

#[test]
fn transparency_is_preserved() {
    let mut ghost = RgbaImage::from_pixel(8, 8, Rgba([200, 10, 10, 255]));
    ghost.put_pixel(0, 0, Rgba([0, 0, 0, 0]));
    let (jpeg, is_on_white) = encode_picture(ghost.clone().into(), None, 9).unwrap();
    assert!(is_on_white, "the PNG file has more bytes");
    assert!(decode_file(&jpeg).into_rgb8().get_pixel(0, 0).0.iter().all(|value| *value > 200), "not black");
    let sent = prepare_upload(&encode_file(ghost.clone(), ImageFormat::WebP)).unwrap().bytes;
    assert_eq!(image::guess_format(&sent).unwrap(), ImageFormat::Png);
    assert_eq!(decode_file(&sent).into_rgba8(), ghost);
    let sent = prepare_upload(&plain_file(ImageFormat::WebP)).unwrap().bytes;
    assert_eq!(image::guess_format(&sent).unwrap(), ImageFormat::Jpeg);
}
