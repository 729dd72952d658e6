//! A network that loses all packets: nobody refuses a connection, and nobody answers.

use std::net::SocketAddr;
use std::time::Duration;

use cuecard::domain::{Certainty, FaultKind};
use cuecard::heygen::{Patience, RetryNotice};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::mpsc::unbounded_channel;
use tokio::time::timeout;

use super::samples::spec;
use super::{client, hurried};

/// How soon the user is told.
const TOLD_WITHIN: Duration = Duration::from_secs(3);

/// A listener whose queue is full: the system drops what arrives. Dropped, it answers again.
async fn silent() -> (SocketAddr, TcpListener, Vec<TcpStream>) {
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
async fn no_connection_is_told_within_three_seconds_and_nothing_was_sent() {
    let (address, listener, queue) = silent().await;
    let client = client(&format!("http://{address}"));
    let told = |asked: &'static str| {
        let (sender, mut told) = unbounded_channel();
        let notice = RetryNotice::new(move |count| sender.send(count).unwrap_or_default());
        let client = client.with_retry_notice(notice);
        async move {
            let link = format!("http://{address}/sample.mp3");
            let ask = async {
                match asked {
                    "voices" => client.voices().await.map(drop),
                    "sample" => client.media_bytes(&link, 9).await.map(drop),
                    _ => client.render(&spec()).await.map(drop),
                }
            };
            tokio::select! {
                ended = ask => panic!("{asked} ended as {ended:?}"),
                count = timeout(TOLD_WITHIN, told.recv()) => assert_eq!(count, Ok(Some(1)), "{asked}"),
            }
        }
    };
    let once = client.with_patience(Patience { making_tries: 1, ..hurried() });
    let ((), (), (), refused) = tokio::join!(
        told("voices"),
        told("sample"),
        told("render"),
        timeout(TOLD_WITHIN, async { once.render(&spec()).await.unwrap_err() })
    );
    let fault = refused.unwrap();
    assert!(fault.what().ends_with("nothing answered in time"), "{}", fault.what());
    assert_eq!((fault.kind, fault.certainty), (FaultKind::NoConnection, Certainty::NothingMade));
    // Those in the queue are all that ever came.
    let mut came = Vec::new();
    while let Ok(stream) = timeout(Duration::from_millis(300), listener.accept()).await {
        came.push(stream.unwrap().1);
    }
    let queued: Vec<SocketAddr> = queue.iter().map(|stream| stream.local_addr().unwrap()).collect();
    assert_eq!(came, queued);
}
