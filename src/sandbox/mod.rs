//! The sandbox: a stand-in for the service on loopback, written from the API reference.
//!
//! It is an HTTP server with a clock, tasks and files of its own. It imports no other module of the crate, so that one
//! mistake cannot hide in both client and server. `/v1`, `/v2` and `/v3` are the service, `/media` its media hosts,
//! `/sandbox` the admin endpoints.
//!
//! | module | contents |
//! |---|---|
//! | `v2`, `v3` | the endpoints, side by side; `v2` has those of v1, too |
//! | `world` | the state, as tables of rows; journal, clock, billing |
//! | `render`, `looks`, `uploads`, `media_length`, `webhooks` | what the endpoints of both versions share |
//! | `catalog` | people with their portraits, digital twins, stock avatars, public looks, voices |
//! | `media` | pictures, videos, captions and speech as files |
//! | `http` | listener, request bodies and queries, replies and errors |
//! | `server`, `service` | router and middleware; the state that all endpoints share |
//! | `policy`, `faults`, `admin` | how the service behaves, what fails, and the endpoints that change both |
//!
//! # How to add an endpoint
//!
//! 1. Write the handler in `v2` or `v3`, in the file of its subject: `async fn(service: SharedService, …) -> EndpointResult`.
//! 2. Read the body with `Form`, which has the service's validation errors; reply with `reply::v1`, `v2` or `v3`.
//! 3. Add a row to `routes()` in `v2/mod.rs` or `v3/mod.rs`. API key, faults and counts come with it.
//! 4. If it keeps something, add a field to a row in `world/records.rs`, and change it through `Service::change`.
//! 5. Add its sample to `tests/samples`, and a row to `tests/reference.rs` (v2) or `tests/shapes.rs` (v3).
//!
//! A field of v3 videos is a row in `tests/v3-video-fields.tsv`, too.
#![allow(
    clippy::disallowed_methods,
    reason = "the sandbox is a server of its own: it keeps its own clock, tasks and world file"
)]

mod admin;
mod catalog;
mod faults;
mod http;
mod looks;
mod media;
mod media_length;
mod options;
mod policy;
mod render;
mod rng;
mod server;
mod service;
#[cfg(test)]
mod tests;
mod uploads;
mod v2;
mod v3;
mod webhooks;
mod words;
mod world;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use faults::{InjectedFault, InjectedFaultKind};
pub use options::Options;
pub use policy::{
    Av4Bodies, Billing, FourK, PictureKeys, ServicePolicy, StatusWords, Sunset, TrainingPolicy,
};
pub use world::clock::Clock;
pub use world::report::{CallCount, CallTally, PaidSubmission, SandboxReport};

use http::listener::{ConnectionHandle, CuttableListener};
use server::HostRole;
use service::Service;

/// A running sandbox. It stops when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    service: Arc<Service>,
    address: SocketAddr,
    /// The upload host, if it has a port of its own.
    upload_address: Option<SocketAddr>,
    stop: CancellationToken,
    /// The servers, and the sender of webhooks.
    tasks: Vec<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts on 127.0.0.1. An error if a port is taken, or the world file cannot be written or is locked by another
    /// sandbox.
    #[allow(clippy::unused_async, reason = "a start that waits is no change for those who call it")]
    pub async fn start(options: Options) -> anyhow::Result<Sandbox> {
        Self::start_on(bind(options.port)?, options)
    }

    /// Starts on a bound listener instead of `options.port`; call it within a tokio runtime.
    pub fn start_on(listener: TcpListener, options: Options) -> anyhow::Result<Sandbox> {
        let uploads = options.upload_port.map(bind).transpose()?;
        let address = listener.local_addr()?;
        let upload_address = uploads.as_ref().map(TcpListener::local_addr).transpose()?;
        let service = Arc::new(Service::open(options, format!("http://{address}"))?);
        service.files.publish_base_url(service.base())?;
        let stop = CancellationToken::new();
        let role = if uploads.is_some() { HostRole::Api } else { HostRole::Both };
        let mut tasks = vec![serve(listener, &service, role, &stop)?];
        if let Some(uploads) = uploads {
            tasks.push(serve(uploads, &service, HostRole::Upload, &stop)?);
        }
        let (sender, stopped) = (webhooks::delivery::run(service.clone()), stop.clone());
        tasks.push(tokio::spawn(async move {
            let _ = stopped.run_until_cancelled(sender).await;
        }));
        Ok(Self { service, address, upload_address, stop, tasks })
    }

    /// The base URL of the running sandbox that has locked this world file, if there is one.
    pub fn find_running(world: &Path) -> Option<String> {
        world::files::find_running(world)
    }

    /// `http://127.0.0.1:PORT` of the API host.
    pub fn base_url(&self) -> String {
        self.service.base().to_owned()
    }

    /// `http://127.0.0.1:PORT` of the upload host, which may be the same.
    pub fn upload_url(&self) -> String {
        format!("http://{}", self.upload_address.unwrap_or(self.address))
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn clock(&self) -> Arc<Clock> {
        self.service.clock.clone()
    }

    /// Skips time; a stored world stores it.
    pub fn advance(&self, by: Duration) {
        // If it cannot be stored, it counts until this sandbox stops.
        let _ = admin::skip(&self.service, by);
    }

    /// Injects a fault from now on.
    pub fn fault(&self, fault: InjectedFault) {
        self.service.faults.add(fault);
    }

    pub fn clear_faults(&self) {
        self.service.faults.clear();
    }

    pub fn policy(&self) -> ServicePolicy {
        self.service.policy()
    }

    /// Changes the policy from now on.
    pub fn set_policy(&self, policy: ServicePolicy) {
        self.service.set_policy(policy);
    }

    pub fn report(&self) -> SandboxReport {
        self.service.report()
    }

    /// Where a damaged world file was moved at the start.
    pub fn damaged_world(&self) -> Option<&Path> {
        self.service.damaged_world.as_deref()
    }

    /// Cuts all connections, and releases port and world file.
    pub async fn stop(mut self) {
        self.stop.cancel();
        for task in self.tasks.drain(..) {
            let _ = task.await;
        }
    }
}

fn bind(port: u16) -> anyhow::Result<TcpListener> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"))
}

/// Serves one host until `stop` is canceled.
fn serve(
    listener: TcpListener,
    service: &Arc<Service>,
    role: HostRole,
    stop: &CancellationToken,
) -> anyhow::Result<JoinHandle<()>> {
    listener.set_nonblocking(true)?;
    let listener =
        CuttableListener { listener: tokio::net::TcpListener::from_std(listener)?, stop: stop.clone() };
    let router = server::router(service, role).into_make_service_with_connect_info::<ConnectionHandle>();
    let stopped = stop.clone();
    Ok(tokio::spawn(async move {
        // `axum::serve` neither ends nor fails.
        let _ = stopped.run_until_cancelled(async { axum::serve(listener, router).await }).await;
    }))
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop.cancel();
        self.service.files.release();
    }
}
