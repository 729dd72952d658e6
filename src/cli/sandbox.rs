//! `cuecard sandbox`: runs the sandbox only, for other clients and for tests.

use std::io::{self, Write};
use std::path::PathBuf;

use super::exit_code::ExitCode;
use super::interrupt::Interrupts;
use super::stderr::report_failure;
use super::{config, requests};
use crate::sandbox::{
    Av4Bodies, Billing, FourK, InjectedFault, Options, PictureKeys, Sandbox, ServicePolicy, StatusWords,
    Sunset, TrainingPolicy,
};

/// The options of `cuecard sandbox`.
#[derive(Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools, reason = "independent flags, each named where it is given")]
pub(super) struct SandboxArgs {
    /// The port on 127.0.0.1; 0 picks a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// A second port for the upload host; 0 picks a free one. Its base URL is printed on the second line
    #[arg(long, value_name = "PORT")]
    upload_port: Option<u16>,
    /// How many times faster than the service it works; 0 stops time until /sandbox/advance
    #[arg(long, value_name = "TIMES", default_value_t = 20.0, value_parser = config::parse_speed)]
    speed: f64,
    /// Inject a fault: NAME, NAME:TIMES or NAME:TIMES@PATH; can be repeated
    #[arg(long, value_name = "FAULT")]
    fault: Vec<InjectedFault>,
    /// Keep the state in this file; without it nothing is kept
    #[arg(long, value_name = "FILE")]
    world: Option<PathBuf>,
    /// Seed for ids and render times, so that they repeat
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Add photos and voices whose names attack a terminal
    #[arg(long)]
    hostile: bool,
    /// The sunset of v1 and v2: none, announced, announced-headers, announced-body, past-date, removed-410, removed-code
    /// or removed-html
    #[arg(long, value_name = "STATE", default_value_t = Sunset::Far)]
    sunset: Sunset,
    /// Which bodies av4/generate accepts: scenes, flat or both
    #[arg(long, value_name = "BODY", default_value_t = Av4Bodies::Both)]
    av4: Av4Bodies,
    /// Which picture keys av4/generate accepts: loose (also the id of a talking photo), strict (only the key of an upload),
    /// hidden (the same, and no URL contains a key) or id (only the id of a talking photo)
    #[arg(long, value_name = "KEYS", default_value_t = PictureKeys::Loose)]
    picture_keys: PictureKeys,
    /// When a new talking photo is listed: optional (once it is created) or required (after training)
    #[arg(long, value_name = "TRAINING", default_value_t = TrainingPolicy::Optional)]
    training: TrainingPolicy,
    /// The billing of the account: wallet (US dollars), enterprise (a wallet of credits), subscription (premium credits per
    /// second), web-plan (premium credits per begun minute), usage-based (API credits, then US dollars), quota (API
    /// credits that v3 does not show) or free (five videos a day)
    #[arg(long, value_name = "FORM", default_value_t = Billing::Subscription)]
    billing: Billing,
    /// How v1 and v2 spell a status: service (with waiting; errors are objects) or reference (pending, processing,
    /// completed and failed only; errors are texts)
    #[arg(long, value_name = "WORDS", default_value_t = StatusWords::Service)]
    statuses: StatusWords,
    /// Whether v3 makes videos in 4K with Avatar IV and V: refused or accepted
    #[arg(long = "4k", value_name = "POLICY", default_value_t = FourK::Refused)]
    four_k: FourK,
    /// Without v3
    #[arg(long)]
    no_v3: bool,
    /// The opening balance in the unit of the billing: credits or US dollars
    #[arg(long, default_value_t = 412)]
    credits: u32,
    /// Without the endpoint of the balance
    #[arg(long)]
    no_quota: bool,
    /// Without the list of videos
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
        policy: ServicePolicy {
            sunset: args.sunset,
            av4: args.av4,
            picture_keys: args.picture_keys,
            training: args.training,
            billing: args.billing,
            statuses: args.statuses,
            four_k: args.four_k,
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

/// Serves until it is interrupted.
async fn serve(options: Options) -> anyhow::Result<()> {
    let mut interrupts = Interrupts::listen()?;
    let has_upload_port = options.upload_port.is_some();
    let sandbox = Sandbox::start(options).await?;
    let mut out = io::stdout();
    // Alone on the first line, for programs that read it.
    writeln!(out, "{}", sandbox.base_url())?;
    if has_upload_port {
        writeln!(out, "{}", sandbox.upload_url())?;
    }
    out.flush()?;
    if let Some(aside) = sandbox.damaged_world() {
        let _ = writeln!(
            io::stderr(),
            "cuecard: the world file was damaged; it was moved to {}",
            aside.display()
        );
    }
    interrupts.next().await;
    sandbox.stop().await;
    Ok(())
}
