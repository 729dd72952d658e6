//! Tests of the sandbox over loopback.

mod api_versions;
mod billing;
mod body_fields;
mod docs;
mod endpoints;
mod error_replies;
mod harness;
mod hosts;
mod idempotency;
mod injected_faults;
mod looks;
#[path = "../../tests/suite/support/mp4.rs"]
mod mp4;
mod origin;
mod pages;
mod receiver;
mod reference;
mod scenes;
mod shapes;
mod speech;
mod statuses;
mod successes;
mod sunset;
mod video_bodies;
mod video_fields;
mod videos;
mod webhooks;
mod worlds;
