//! Brings finished films onto this machine, before their links expire.

use std::path::PathBuf;

use super::world::World;
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

pub(super) async fn deliver(_world: &World, _wanted: Wanted, _reply: &impl Fn(Reply)) -> Result<Render, Fault> {
    Err(Fault::new("the film", FaultKind::Internal, "not yet"))
}
