//! A stand-in for the service on loopback, written from the reference alone.
//!
//! It is a server of its own: its clock, its tasks, its files and its words come from nowhere else in
//! this house, so that one mistake cannot hide in client and server both. `/v1` and `/v2` are the service,
//! `/media` its media hosts, `/sandbox` the levers of the sandbox itself.
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
mod world;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use faults::{InjectedFault, InjectedFaultKind, UnknownFault};
pub use options::Options;
pub use policy::{
    Av4Bodies, Billing, PictureKeys, ServicePolicy, StatusWords, Sunset, TrainingPolicy, UnknownWord,
};
pub use world::clock::Clock;
pub use world::ledger::{CallCount, CallTally, PaidSubmission, SandboxLedger};

use http::listener::{ConnectionHandle, CuttableListener};
use server::HostRole;
use service::Service;

/// A running sandbox. It ends when it is stopped or dropped.
#[derive(Debug)]
pub struct Sandbox {
    service: Arc<Service>,
    address: SocketAddr,
    /// Where uploads go, if that is another port.
    upload_address: Option<SocketAddr>,
    stop: CancellationToken,
    /// What serves, and what sends webhooks.
    tasks: Vec<JoinHandle<()>>,
}

impl Sandbox {
    /// Listens on 127.0.0.1; fails when a port is taken, or the world cannot be kept or is kept by another.
    #[allow(clippy::unused_async, reason = "a start that waits is no change for those who call it")]
    pub async fn start(options: Options) -> anyhow::Result<Sandbox> {
        Self::start_on(bind(options.port)?, options)
    }

    /// The same on a listener that is bound already; `options.port` is not looked at. To be called within
    /// a tokio runtime.
    pub fn start_on(listener: TcpListener, options: Options) -> anyhow::Result<Sandbox> {
        let uploads = options.upload_port.map(bind).transpose()?;
        let address = listener.local_addr()?;
        let upload_address = uploads.as_ref().map(TcpListener::local_addr).transpose()?;
        let service = Arc::new(Service::open(options, format!("http://{address}"))?);
        service.files.announce(service.base())?;
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

    /// Where the sandbox answers that keeps the world in this file now, if one does: a second studio works with it.
    pub fn find_running(world: &Path) -> Option<String> {
        world::files::find_running(world)
    }

    /// `http://127.0.0.1:PORT` of the API host; of both hosts where uploads have no port of their own.
    pub fn base_url(&self) -> String {
        self.service.base().to_owned()
    }

    /// `http://127.0.0.1:PORT` of the upload host.
    pub fn upload_url(&self) -> String {
        format!("http://{}", self.upload_address.unwrap_or(self.address))
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn clock(&self) -> Arc<Clock> {
        self.service.clock.clone()
    }

    /// Skips time; a world that is kept remembers it.
    pub fn advance(&self, by: Duration) {
        // An advance that could not be written down still counts until the end of this run.
        let _ = admin::skip(&self.service, by);
    }

    /// Makes something go wrong from now on.
    pub fn fault(&self, fault: InjectedFault) {
        self.service.faults.add(fault);
    }

    pub fn clear_faults(&self) {
        self.service.faults.clear();
    }

    pub fn policy(&self) -> ServicePolicy {
        self.service.policy()
    }

    /// What the service grants from now on.
    pub fn set_policy(&self, policy: ServicePolicy) {
        self.service.set_policy(policy);
    }

    pub fn ledger(&self) -> SandboxLedger {
        self.service.ledger()
    }

    /// Where a damaged world file was put when this sandbox started, if it was.
    pub fn damaged_world(&self) -> Option<&Path> {
        self.service.damaged_world.as_deref()
    }

    /// Cuts every connection, also those that wait, and lets go of port and world.
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

/// Serves one role until `stop` is canceled.
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
        // Serving has no end of its own, and no errors that it would give back.
        let _ = stopped.run_until_cancelled(async { axum::serve(listener, router).await }).await;
    }))
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.stop.cancel();
        self.service.files.release();
    }
}
