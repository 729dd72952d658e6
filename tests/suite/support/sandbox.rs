//! The sandboxes of the suite: each with ids and working times that repeat.

use cuecard::sandbox::{Options, Sandbox};

pub(crate) async fn start(options: Options) -> Sandbox {
    Sandbox::start(Options { seed: Some(7), ..options }).await.unwrap()
}
