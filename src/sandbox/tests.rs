//! The sandbox over loopback, asked by a client of its own.

mod bills;
mod calls;
mod client;
mod endpoints;
mod failures;
mod generations;
mod movies;
#[path = "../../tests/suite/support/mp4.rs"]
mod mp4;
mod orders;
mod origins;
mod pages;
mod receiver;
mod reference;
mod refusals;
mod repeats;
mod roles;
mod shapes;
mod states;
mod sunsets;
mod webhooks;
mod worlds;
