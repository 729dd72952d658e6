//! Watches the ledger file for changes by other programs; without a change nothing wakes up.

use std::io;
use std::time::Duration;

use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use super::context::World;
use crate::store::Stir;
use crate::studio::Reply;

/// What comes within this time of the first is told with it. It also gives a program that ends time to let go of all.
const DEBOUNCE: Duration = Duration::from_millis(60);

/// Replies each time, and once when it begins; returns where the system does not tell.
pub(super) async fn follow(world: &World, reply: &impl Fn(Reply)) {
    let session = world.session();
    // What is followed must be there.
    if world.ledger(&session, |_, _| Ok(())).await.is_err() {
        return;
    }
    let Ok(stir) = Stir::of(&world.setup.paths.ledger()).and_then(ready) else { return };
    // What was changed before it began is told by this one.
    reply(Reply::Stirred);
    while let Ok(mut ready) = stir.readable().await {
        tokio::time::sleep(DEBOUNCE).await;
        let stirred = stir.get_ref().drain();
        ready.clear_ready();
        if stirred {
            reply(Reply::Stirred);
        }
    }
}

#[allow(
    deprecated,
    reason = "its safe form; the descriptor is owned, and stays the same until it is dropped"
)]
fn ready(stir: Stir) -> io::Result<AsyncFd<Stir>> {
    AsyncFd::with_interest(stir, Interest::READABLE)
}
