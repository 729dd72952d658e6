//! Brings finished films onto this machine, before their links expire.

use std::path::PathBuf;

use super::world::{World, blocking};
use crate::domain::{Fault, FaultKind, Render, RenderId};
use crate::studio::Reply;

/// A film to be brought here.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) render: RenderId,
    pub(super) url: String,
    pub(super) title: String,
    pub(super) folder: Option<PathBuf>,
}

/// Not yet: the link is shown instead.
pub(super) async fn deliver(world: &World, wanted: Wanted, _reply: &impl Fn(Reply)) -> Result<Render, Fault> {
    let folder = wanted.folder.unwrap_or_else(|| world.setup.paths.videos.clone());
    blocking(move || {
        let what = format!("{} is not brought to {} yet: {}", wanted.title, folder.display(), wanted.url);
        Err(Fault::new(format!("render {}", wanted.render), FaultKind::File, what))
    })
    .await
}
