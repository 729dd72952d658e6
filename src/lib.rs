//! cuecard: a terminal studio for talking-photo videos.
//!
//! # The house
//!
//! All that happens is one [`app::Message`], in one order; all that the program wants done is a
//! [`studio::Effect`], as data. Between them nothing waits, reads or draws.
//!
//! | room | what lives there | may import |
//! |---|---|---|
//! | [`domain`] | photo, voice, scene, project, estimate, render, fault: values and rules | nothing of ours |
//! | [`command`] | every command once: the table, keys, scopes | nothing of ours |
//! | [`widgets`] | small drawings that know cells and colours, not videos | nothing of ours |
//! | [`sandbox`] | a stand-in for the service on loopback | nothing of ours |
//! | [`heygen`] | the service: one method an endpoint, one dialect per API generation | domain |
//! | [`store`] | what is kept on disk: projects, the render ledger, settings, paths | domain |
//! | [`studio`] | the state of the work: replies in, effects out | domain |
//! | [`panes`] | one folder a pane: what keys do, what it looks like | domain studio command widgets |
//! | [`app`] | the root: messages, focus, layout | those and panes |
//! | [`runtime`] | the only place with a terminal, tasks, player and opener; the clock | domain studio app heygen store |
//! | [`cli`] | the commands without a screen | everything |
//!
//! A test (`tests/suite/house.rs`) holds this table.

pub mod app;
pub mod cli;
pub mod command;
pub mod domain;
pub mod heygen;
pub mod panes;
pub mod runtime;
pub mod sandbox;
pub mod store;
pub mod studio;
pub mod widgets;
