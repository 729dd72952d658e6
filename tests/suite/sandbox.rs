//! The sandboxes of the suite: each repeatable and alone, but for the portraits that any of them has drawn.

use std::sync::LazyLock;

use cuecard::sandbox::{Drawings, Options, Sandbox};

static DRAWINGS: LazyLock<Drawings> = LazyLock::new(Drawings::default);

pub(crate) async fn start(options: Options) -> Sandbox {
    let options = Options { seed: Some(7), drawings: Some(DRAWINGS.clone()), ..options };
    Sandbox::start(options).await.unwrap()
}
