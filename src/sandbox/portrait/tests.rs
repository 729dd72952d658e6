//! Portraits are told apart even as a few half blocks.

use std::time::Instant;

use image::imageops::{self, FilterType};

use super::*;

fn small(sitter: &Sitter) -> RgbImage {
    imageops::resize(&draw_wide(sitter, 128), 12, 16, FilterType::Triangle)
}

#[test]
fn no_two_look_alike_at_twelve_by_eight_cells() {
    let pictures: Vec<RgbImage> = cast::sitters().iter().map(small).collect();
    assert_eq!(pictures.len(), 36);
    for (at, first) in pictures.iter().enumerate() {
        for (other, second) in pictures.iter().enumerate().skip(at + 1) {
            let apart = difference(first, second);
            let names = (cast::sitters()[at].name, cast::sitters()[other].name);
            assert!(apart > 16.0, "{names:?} differ by {apart:.1}");
        }
    }
}

#[test]
fn a_look_of_the_same_person_is_another_picture() {
    let ana = &cast::sitters()[0];
    let looks: Vec<RgbImage> = (0..4).map(|seed| small(&dressed_anew(ana, seed))).collect();
    assert!(looks.iter().all(|look| difference(look, &small(ana)) > 8.0));
}

/// Writes a sheet of all portraits, large and as half blocks: `CONTACT_SHEET=sheet.png cargo test -- --ignored sheet`.
#[test]
#[ignore = "a picture for people to look at"]
fn contact_sheet() {
    let Ok(path) = std::env::var("CONTACT_SHEET") else { return };
    let mut sheet = RgbImage::new(9 * 200, 4 * 250 + 4 * 140);
    let began = Instant::now();
    for (at, sitter) in cast::sitters().iter().enumerate() {
        let (column, row) = (i64::try_from(at % 9).unwrap(), i64::try_from(at / 9).unwrap());
        let picture = draw(sitter);
        let shown = imageops::resize(&picture, 196, 245, FilterType::Triangle);
        imageops::replace(&mut sheet, &shown, column * 200, row * 250);
        let cells = imageops::resize(&picture, 12, 16, FilterType::Triangle);
        let cells = imageops::resize(&cells, 96, 128, FilterType::Nearest);
        imageops::replace(&mut sheet, &cells, column * 200 + 50, 1000 + row * 140);
    }
    println!("{:?} for all", began.elapsed());
    sheet.save(path).unwrap();
}
