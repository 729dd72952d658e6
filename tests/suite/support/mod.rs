//! Support: the harnesses and fixtures that several tests use.
//!
//! Take the smallest harness that shows the behavior:
//!
//! | harness | drives | take it for |
//! |---|---|---|
//! | `AppHarness` (`app_harness`) | the app alone: keys and replies in, screen and effects out | what a screen shows, what a key requests |
//! | `RunnerHarness` (`runner_harness`) | the runner with a sandbox: requests in, replies out | the ledger, files, polling, downloads |
//! | `EndToEnd` (`end_to_end`) | app, runner and client with a sandbox, by keys | a flow from a key to a file |
//! | `CliHarness` (`cli_harness`) | the binary as a command, in its own home folder | output, exit codes, errors of a command |
//! | `PtyProgram` (`pty`, `studio_program`) | the binary on a pseudo-terminal | terminal modes, signals, escape sequences |
//! | `CrashHarness` (`crash_harness`) | the binary killed at a failpoint or a byte, and both ledgers compared | at most one paid request |
//! | `ScriptedServer` (`scripted_server`, `scripted_client`) | the client, with literal replies | requests and replies to the byte |
//!
//! Fixtures: `sandbox` starts the sandbox that the harnesses use, `service_policy` has its policies, `calls` names the
//! endpoints in its ledger, `files` lists and writes files, `dialect_matrix` runs a test in each dialect, `keys`
//! parses keys such as `3<Enter>`, `mp4` reads a video, `proxy` breaks a connection at a chosen byte, `scripts`
//! measures a script by its text, `wait` waits for a condition with a limit.

pub(crate) mod app_harness;
pub(crate) mod calls;
pub(crate) mod cli_harness;
pub(crate) mod crash_harness;
mod crash_studio;
pub(crate) mod dialect_matrix;
pub(crate) mod end_to_end;
pub(crate) mod files;
pub(crate) mod keys;
pub(crate) mod mp4;
pub(crate) mod proxy;
pub(crate) mod pty;
pub(crate) mod runner_harness;
pub(crate) mod sandbox;
pub(crate) mod scripted_client;
pub(crate) mod scripted_server;
pub(crate) mod scripts;
pub(crate) mod service_policy;
pub(crate) mod studio_program;
pub(crate) mod wait;

/// The API key of all tests: no output, log or file may contain it.
pub(crate) const API_KEY: &str = "sk-test-51f0c9a7";
