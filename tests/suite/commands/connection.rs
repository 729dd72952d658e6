//! No connection, and one that cannot be trusted: said at once, with what can be done.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use cuecard::domain::Dialect;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection};

use crate::support::cli_harness::{API_KEY, CliHarness, CliOutput, isolated_command, paused_options};

/// A service whose certificate nobody has signed that this machine knows: its address, and how often it was called.
fn untrusted_server() -> (String, Arc<AtomicUsize>) {
    let certificate = CertificateDer::from(include_bytes!("../../certificates/unknown.der").to_vec());
    let key = PrivatePkcs8KeyDer::from(include_bytes!("../../certificates/unknown.key.der").to_vec());
    let config = ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], PrivateKeyDer::from(key))
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("https://{}", listener.local_addr().unwrap());
    let (config, calls) = (Arc::new(config), Arc::new(AtomicUsize::new(0)));
    let counted = calls.clone();
    thread::spawn(move || {
        for stream in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut tls = ServerConnection::new(config.clone()).unwrap();
            // It ends with the alert of the client.
            let _ = tls.complete_io(&mut stream.unwrap());
        }
    });
    (base, calls)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_untrusted_certificate_is_reported_at_once_with_a_hint() {
    let cli = CliHarness::instant().await;
    cli.pin_dialect(Dialect::Scenes);
    let (base, calls) = untrusted_server();
    let ran = cli.run_against(&base, &["voices", "--json"]);
    let error = ran.json_error();
    assert_eq!((ran.exit_code, error["kind"].as_str()), (1, Some("certificate")), "{ran:?}");
    assert!(error["hint"].as_str().unwrap().contains("SSL_CERT_FILE"), "{error}");
    assert_eq!(calls.load(Ordering::SeqCst), 1, "it is not retried");
}

#[tokio::test(flavor = "multi_thread")]
async fn retries_without_a_connection_are_counted_on_stderr() {
    let cli = CliHarness::instant().await;
    cli.pin_dialect(Dialect::Scenes);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let base = format!("http://{closed}");
    let ran = cli.run_against(&base, &["voices"]);
    assert_eq!(ran.exit_code, 1, "{ran:?}");
    let retries: Vec<String> =
        (1..=5).map(|count| format!("No connection; trying again ({count})")).collect();
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(lines[..5], retries, "{ran:?}");
    assert!(lines[5].starts_with("cuecard: No connection for the voices"), "{ran:?}");
    // A program reads one value.
    assert_eq!(cli.run_against(&base, &["voices", "--json"]).json_error()["kind"], "no_connection");
}

#[tokio::test(flavor = "multi_thread")]
async fn retries_of_status_requests_share_one_count() {
    let cli = CliHarness::with_dialect(Dialect::Scenes, paused_options()).await;
    let project = cli.write_project();
    for _ in 0..3 {
        assert_eq!(cli.run(&["render", &project, "--yes", "--again"]).exit_code, 0);
    }
    let CliHarness { home, sandbox, .. } = cli;
    let base = sandbox.base_url();
    drop(sandbox);
    let mut command = isolated_command(home.path(), &["queue"]);
    let ran = CliOutput::from_output(
        &command.env("HEYGEN_API_KEY", API_KEY).env("HEYGEN_API_BASE", base).output().unwrap(),
    );
    assert_eq!((ran.exit_code, ran.stdout.lines().count()), (1, 3), "{ran:?}");
    let lines: Vec<&str> = ran.stderr.lines().filter(|line| line.starts_with("No connection; ")).collect();
    let counted = ["No connection; trying again (1)", "No connection; trying again (2)"];
    assert_eq!(lines, counted, "one count for all three: {ran:?}");
}
