//! The time that the service asks for (`Retry-After`): one program hears it, and all that use the ledger keep quiet.

use std::time::Duration;

use cuecard::domain::{Fault, FaultKind, RenderId};
use cuecard::runtime::Runner;
use cuecard::studio::{Account, Reply, Request};
use jiff::Timestamp;

use super::{World, setup};

const VOICES: &str = "GET /v2/voices";
const PAID: &str = "POST /v2/video/av4/generate";
const HOUR: Duration = Duration::from_hours(1);

/// One that sits out no wait of more than a second.
async fn impatient() -> World {
    World::with(|setup| setup.patience.longest_asked = Duration::from_secs(1)).await
}

/// Another program with the same ledger.
fn another(world: &World) -> Runner {
    let mut setup = setup(&world.home, Account::Sandbox, world.sandbox.base_url());
    setup.patience.longest_asked = Duration::from_secs(1);
    Runner::new(setup).0
}

/// Why a request was not done.
fn refused(reply: Reply) -> Option<Fault> {
    match reply {
        Reply::Cast(Err(fault))
        | Reply::Voices(Err(fault))
        | Reply::Balance(Err(fault))
        | Reply::NotAsked(_, fault)
        | Reply::NotSubmitted(fault)
        | Reply::Settled(Err(fault))
        | Reply::NotDone(_, fault)
        | Reply::NotSent(_, fault) => Some(fault),
        _ => None,
    }
}

#[tokio::test]
async fn what_one_program_is_asked_stands_in_the_ledger() {
    let world = impatient().await;
    let before = Timestamp::now();
    world.sandbox.fault("429-retry-after:1@/v2/voices".parse().unwrap());
    let Reply::Voices(Err(fault)) = world.ask(Request::Voices).await else { panic!("it was busy") };
    assert_eq!((fault.kind, fault.status), (FaultKind::Busy, Some(429)));
    let held = world.ledger(before).held(before).unwrap();
    assert!(held >= Duration::from_secs(2), "{held:?}");
}

#[tokio::test]
async fn no_program_sends_anything_before_the_time() {
    let world = impatient().await;
    let order = world.order().await;
    let rows = world.runner.call(Request::Submit(Box::new(order.clone()))).await;
    let video = rows.iter().rev().find_map(|reply| match reply {
        Reply::Render(row) => row.video.clone(),
        _ => None,
    });
    world.sandbox.fault("reset:1@/v2/video/av4/generate".parse().unwrap());
    world.runner.call(Request::Submit(Box::new(order.clone()))).await;
    // What the first requests told of the balance is given back once, without a request.
    world.runner.call(Request::Balance).await;
    world.ledger(Timestamp::now()).hold(HOUR, Timestamp::now()).unwrap();
    let before = world.sandbox.ledger().requests;
    for runner in [&world.runner, &another(&world)] {
        for request in [
            Request::Cast,
            Request::Voices,
            Request::Balance,
            Request::Ask { render: RenderId(1), video: video.clone().unwrap() },
            Request::Settle,
            Request::Submit(Box::new(order.clone())),
            Request::SendAgain(RenderId(2)),
        ] {
            let about = format!("{request:?}");
            let faults: Vec<Fault> = runner.call(request).await.into_iter().filter_map(refused).collect();
            let [fault] = &faults[..] else { panic!("{about}: {faults:?}") };
            if !matches!(fault.kind, FaultKind::Internal | FaultKind::Again) {
                assert_eq!((fault.kind, fault.status), (FaultKind::Busy, None), "{about}: {fault}");
                assert!(fault.retry_after > Some(HOUR / 2), "{about}: {fault:?}");
                assert!(fault.what().contains("the service asked for"), "{about}: {fault}");
            }
        }
    }
    let after = world.sandbox.ledger().requests;
    for path in
        [VOICES, PAID, "GET /v1/video_status.get", "GET /v1/video.list", "GET /v2/user/remaining_quota"]
    {
        assert_eq!(after.of(path).received, before.of(path).received, "{path}");
    }
}
