//! A cache of drawn portraits that sandboxes of one process can share: drawing is most of what a short-lived one does.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use image::RgbImage;

use super::pictures::PictureSource;
use crate::sandbox::catalog::portrait;
use crate::sandbox::media::movie;

/// Keeps drawn portraits and what is made of them. Clones share what they hold; the default keeps nothing.
#[derive(Clone, Default)]
pub struct PortraitCache(Option<Arc<Entries>>);

#[derive(Default)]
struct Entries {
    pixels: Memo<String, RgbImage>,
    files: Memo<String, Vec<u8>>,
    frames: Memo<(String, u32, u32), movie::Frame>,
}

/// Values by what they are made from, each made once.
type Memo<K, V> = Mutex<HashMap<K, Arc<V>>>;

impl fmt::Debug for PortraitCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PortraitCache")
    }
}

impl PortraitCache {
    /// A cache that keeps every portrait for as long as one of its clones lives.
    pub fn keeping() -> Self {
        Self(Some(Arc::default()))
    }

    /// The pixels of a picture. `upload` gives the path of an uploaded file.
    pub(in crate::sandbox) fn pixels(
        &self,
        picture: &PictureSource,
        upload: impl Fn(&str) -> PathBuf,
    ) -> Arc<RgbImage> {
        match self.entries_for(picture) {
            Some((entries, name)) => memo(&entries.pixels, name, || picture.pixels(upload)),
            None => picture.pixels(upload).into(),
        }
    }

    /// The picture as a PNG file.
    pub(in crate::sandbox) fn png(
        &self,
        picture: &PictureSource,
        upload: impl Fn(&str) -> PathBuf,
    ) -> anyhow::Result<Arc<Vec<u8>>> {
        let make = || portrait::png(&self.pixels(picture, upload));
        match self.entries_for(picture) {
            Some((entries, name)) => try_memo(&entries.files, name, make),
            None => Ok(make()?.into()),
        }
    }

    /// The picture as the frame of a video of this size.
    pub(in crate::sandbox) fn frame(
        &self,
        picture: &PictureSource,
        (width, height): (u32, u32),
        upload: impl Fn(&str) -> PathBuf,
    ) -> anyhow::Result<Arc<movie::Frame>> {
        let make = || movie::frame(&self.pixels(picture, upload), width, height);
        match self.entries_for(picture) {
            Some((entries, name)) => try_memo(&entries.frames, (name, width, height), make),
            None => Ok(make()?.into()),
        }
    }

    /// The entries and the name of this picture in them, if it is one that is kept: uploads are not.
    fn entries_for(&self, picture: &PictureSource) -> Option<(&Entries, String)> {
        match (&self.0, picture) {
            (Some(entries), PictureSource::Drawn(sitter)) => Some((entries, format!("{sitter:?}"))),
            _ => None,
        }
    }
}

fn memo<K: Eq + Hash, V>(memo: &Memo<K, V>, key: K, make: impl FnOnce() -> V) -> Arc<V> {
    match try_memo(memo, key, || Ok::<V, std::convert::Infallible>(make())) {
        Ok(value) => value,
    }
}

/// The kept value of `key`, else one that `make` makes. The lock is not held while it works.
fn try_memo<K: Eq + Hash, V, E>(
    memo: &Memo<K, V>,
    key: K,
    make: impl FnOnce() -> Result<V, E>,
) -> Result<Arc<V>, E> {
    let entries = || memo.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = entries().get(&key).cloned();
    if let Some(value) = kept {
        return Ok(value);
    }
    let value = Arc::new(make()?);
    entries().insert(key, Arc::clone(&value));
    Ok(value)
}
