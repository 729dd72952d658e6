//! The sandboxes of the suite: each repeatable and alone, but for the portraits that any of them has drawn.

use std::sync::LazyLock;

use cuecard::sandbox::{Options, PortraitCache, Sandbox};

static PORTRAITS: LazyLock<PortraitCache> = LazyLock::new(PortraitCache::keeping);

pub(crate) async fn start(options: Options) -> Sandbox {
    let options = Options { seed: Some(7), portraits: PORTRAITS.clone(), ..options };
    Sandbox::start(options).await.unwrap()
}
