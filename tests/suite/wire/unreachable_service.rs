//! A network that drops all packets.

use std::net::SocketAddr;
use std::time::Duration;

use cuecard::domain::{CreationState, ErrorKind};
use cuecard::heygen::{RetryPolicy, RetryReporter};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::mpsc::unbounded_channel;
use tokio::time::timeout;

use super::v2::video_spec;
use crate::support::scripted_client::{client, instant_retries, submit_video};
use crate::support::wait::WAIT_TIMEOUT;

/// A listener with a full backlog: the system drops new connections until it is dropped.
async fn silent_listener() -> (SocketAddr, TcpListener, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let mut queue = Vec::new();
    while let Ok(stream) = timeout(Duration::from_millis(300), TcpStream::connect(address)).await {
        queue.push(stream.unwrap());
        assert!(queue.len() < 64, "the queue has an end");
    }
    (address, listener, queue)
}

#[tokio::test]
async fn an_unreachable_service_is_reported_and_nothing_is_sent() {
    let (address, listener, queue) = silent_listener().await;
    let client = client(&format!("http://{address}"));
    let text = |asked: &'static str| {
        let (sender, mut text) = unbounded_channel();
        let notice = RetryReporter::new(move |count| sender.send(count).unwrap_or_default());
        let client = client.with_retry_reporter(notice);
        async move {
            let link = format!("http://{address}/sample.mp3");
            let ask = async {
                match asked {
                    "voices" => client.voices().await.map(drop),
                    "sample" => client.fetch_media_bytes(&link, 9).await.map(drop),
                    _ => submit_video(&client, &video_spec()).await.map(drop),
                }
            };
            tokio::select! {
                ended = ask => panic!("{asked} ended as {ended:?}"),
                count = timeout(WAIT_TIMEOUT, text.recv()) => assert_eq!(count, Ok(Some(1)), "{asked}"),
            }
        }
    };
    let once = client.with_retry_policy(RetryPolicy { max_create_attempts: 1, ..instant_retries() });
    let ((), (), (), refused) = tokio::join!(
        text("voices"),
        text("sample"),
        text("render"),
        timeout(WAIT_TIMEOUT, async { submit_video(&once, &video_spec()).await.unwrap_err() })
    );
    let error = refused.unwrap();
    assert!(error.summary().ends_with("no response in time"), "{}", error.summary());
    assert_eq!((error.kind, error.creation), (ErrorKind::NoConnection, CreationState::NotCreated));
    // The connections that filled the backlog are the only ones.
    for stream in &queue {
        let accepted = timeout(WAIT_TIMEOUT, listener.accept()).await.unwrap();
        assert_eq!(accepted.unwrap().1, stream.local_addr().unwrap());
    }
    let further = timeout(Duration::ZERO, listener.accept()).await;
    assert!(further.is_err(), "{further:?}");
}
