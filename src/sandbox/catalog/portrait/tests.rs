//! Portraits are told apart even as a few half blocks.

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
