//! A cache of drawn portraits that sandboxes of one process share: drawing is most of what a short-lived sandbox does.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use image::RgbImage;

use super::portrait::{self, Sitter};

/// Portraits by their sitters, each drawn once. Clones share what they hold.
#[derive(Clone, Default)]
pub struct Drawings(Arc<Mutex<HashMap<String, Drawing>>>);

/// A portrait, and its PNG file.
#[derive(Clone)]
struct Drawing {
    pixels: Arc<RgbImage>,
    png: Arc<Vec<u8>>,
}

impl fmt::Debug for Drawings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Drawings")
    }
}

impl Drawings {
    pub(super) fn pixels(&self, sitter: &Sitter) -> anyhow::Result<RgbImage> {
        Ok(RgbImage::clone(&self.drawing(sitter)?.pixels))
    }

    pub(super) fn png(&self, sitter: &Sitter) -> anyhow::Result<Vec<u8>> {
        Ok(Vec::clone(&self.drawing(sitter)?.png))
    }

    fn drawing(&self, sitter: &Sitter) -> anyhow::Result<Drawing> {
        let name = format!("{sitter:?}");
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&name).cloned();
        if let Some(drawing) = known {
            return Ok(drawing);
        }
        let pixels = portrait::draw(sitter);
        let png = portrait::png(&pixels)?.into();
        let drawing = Drawing { pixels: pixels.into(), png };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name, drawing.clone());
        Ok(drawing)
    }
}
