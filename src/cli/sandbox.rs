//! `cuecard sandbox`: the sandbox alone, for other clients and for tests.

use std::io::{self, Write};
use std::path::PathBuf;

use super::exit_code::ExitCode;
use super::interrupt::Interrupts;
use super::stderr::report_failure;
use super::{config, requests};
use crate::sandbox::{Av4, Billing, Fault, Keys, Options, Sandbox, Statuses, Sunset, Terms, Training};

/// Arguments of `cuecard sandbox`.
#[derive(Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools, reason = "independent flags, each named where it is given")]
pub(super) struct SandboxArgs {
    /// The port on 127.0.0.1; 0 picks a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// A second port for the upload host's role, 0 for a free one; its base URL is the second line printed
    #[arg(long, value_name = "PORT")]
    upload_port: Option<u16>,
    /// How much faster than the service it works; 0 waits for /sandbox/advance
    #[arg(long, value_name = "TIMES", default_value_t = 20.0, value_parser = config::parse_speed)]
    speed: f64,
    /// Something that goes wrong: NAME, NAME:TIMES or NAME:TIMES@PATH; may be given several times
    #[arg(long, value_name = "FAULT")]
    fault: Vec<Fault>,
    /// The file where its world is kept; without one it is forgotten at the end
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,
    /// Makes ids and working times repeatable
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Adds photos and voices whose names attack a terminal
    #[arg(long)]
    hostile: bool,
    /// How far the end of v1 and v2 is: none, announced, announced-headers, announced-body, removed-410, removed-code
    /// or removed-html
    #[arg(long, value_name = "STATE", default_value_t = Sunset::Far)]
    sunset: Sunset,
    /// Which bodies av4/generate takes: scenes, flat or both
    #[arg(long, value_name = "BODY", default_value_t = Av4::Both)]
    av4: Av4,
    /// What av4/generate takes for a picture: loose (also a talking photo's id), strict (only an upload's key), hidden
    /// (that, and no address tells a key) or id (only a talking photo's id)
    #[arg(long, value_name = "KEYS", default_value_t = Keys::Loose)]
    keys: Keys,
    /// When a new talking photo is in the list: optional (once it is made) or required (after a training)
    #[arg(long, value_name = "TRAINING", default_value_t = Training::Optional)]
    training: Training,
    /// What the account pays with: wallet, subscription or usage-based
    #[arg(long, value_name = "FORM", default_value_t = Billing::Subscription)]
    billing: Billing,
    /// How v1 and v2 tell a video's status: service (also waiting; errors are objects) or reference (pending,
    /// processing, completed and failed alone; errors are text)
    #[arg(long, value_name = "WORDS", default_value_t = Statuses::Service)]
    statuses: Statuses,
    /// Works like a service without v3
    #[arg(long)]
    no_v3: bool,
    /// What the account begins with, in credits or dollars as it is billed
    #[arg(long, default_value_t = 412)]
    credits: u32,
    /// Works like a service that does not tell the balance
    #[arg(long)]
    no_quota: bool,
    /// Works like a service that does not list videos
    #[arg(long)]
    no_video_list: bool,
}

pub(super) fn run(args: &SandboxArgs) -> ExitCode {
    let options = Options {
        port: args.port,
        upload_port: args.upload_port,
        speed: args.speed,
        world: args.world.clone(),
        faults: args.fault.clone(),
        terms: Terms {
            sunset: args.sunset,
            av4: args.av4,
            keys: args.keys,
            training: args.training,
            billing: args.billing,
            statuses: args.statuses,
            v3: !args.no_v3,
        },
        seed: args.seed,
        hostile: args.hostile,
        credits: args.credits,
        quota: !args.no_quota,
        video_list: !args.no_video_list,
        ..Options::default()
    };
    let tasks = match requests::build_tokio_runtime() {
        Ok(tasks) => tasks,
        Err(error) => return report_failure(ExitCode::Failure, &error.to_string()),
    };
    match tasks.block_on(serve(options)) {
        Ok(()) => ExitCode::Success,
        Err(error) => report_failure(ExitCode::Failure, &format!("{error:#}")),
    }
}

/// Serves until a signal.
async fn serve(options: Options) -> anyhow::Result<()> {
    let mut interrupts = Interrupts::listen()?;
    let has_upload_port = options.upload_port.is_some();
    let sandbox = Sandbox::start(options).await?;
    let mut out = io::stdout();
    // On its own line, for programs that wait for it.
    writeln!(out, "{}", sandbox.base_url())?;
    if has_upload_port {
        writeln!(out, "{}", sandbox.upload_url())?;
    }
    out.flush()?;
    if let Some(aside) = sandbox.set_aside() {
        let _ = writeln!(io::stderr(), "cuecard: the state was damaged; it is kept as {}", aside.display());
    }
    interrupts.next().await;
    sandbox.stop().await;
    Ok(())
}
