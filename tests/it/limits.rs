//! The accept loop: slow and silent clients do not hold the server (bar B-05 at the size of every run).

use std::sync::Arc;
use std::time::Duration;

use mekong_watch::config::{Limits, PublicUrl, ServeSettings};
use mekong_watch::http::{self, Door};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep, timeout};

use crate::databases::BackEnd;
use crate::support::Product;

/// Limits short enough to be waited for.
fn short() -> Limits {
    Limits {
        head: Duration::from_secs(1),
        body_grace: Duration::from_secs(1),
        shutdown: Duration::from_secs(5),
        ..Limits::default()
    }
}

struct Running {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    task: tokio::task::JoinHandle<()>,
    /// The header with which a request is let in.
    pass: String,
    _product: Product,
}

async fn running(limits: Limits) -> Running {
    let product = Product::empty(BackEnd::Sqlite).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let router = http::router(Arc::clone(&product.app), limits, Door::default());
    let task = tokio::spawn(async move {
        http::serve(listener, router, limits, async { stopped.await.unwrap_or(()) }).await;
    });
    let pass = format!("Authorization: Bearer {}\r\n", product.token().await);
    Running { address, stop, task, pass, _product: product }
}

async fn ask(address: std::net::SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    timeout(Duration::from_secs(30), stream.read_to_string(&mut answer)).await.unwrap().unwrap();
    answer
}

const LIVEZ: &str = "GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

/// Sends two bytes a second until the server closes the connection.
async fn trickle(mut stream: TcpStream) {
    let mut answer = [0; 512];
    loop {
        match timeout(Duration::from_millis(500), stream.read(&mut answer)).await {
            Ok(Ok(0) | Err(_)) => return,
            Err(_) if stream.write_all(b"a").await.is_err() => return,
            Ok(Ok(_)) | Err(_) => {}
        }
    }
}

/// The control: without our accept loop the same client stays for ever.
#[tokio::test]
async fn a_bare_server_would_keep_a_half_open_client() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let bare = tokio::spawn(async { axum::serve(listener, axum::Router::new()).await });
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(b"GET /livez HTTP/1.1\r\nHost: 127").await.unwrap();
    let kept = timeout(Duration::from_secs(4), trickle(stream)).await.is_err();
    bare.abort();
    assert!(kept, "the limits above are four times shorter");
}

#[tokio::test(flavor = "multi_thread")]
async fn half_open_and_trickling_clients_are_closed_and_others_are_served_meanwhile() {
    let server = running(short()).await;
    let mut slow = Vec::new();
    for i in 0..200 {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let head = if i % 2 == 0 {
            "GET /livez HTTP/1.1\r\nHost: 127".to_owned()
        } else {
            format!(
                "POST /api/v1/geocode HTTP/1.1\r\n{}content-type: application/json\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n{{",
                server.pass
            )
        };
        stream.write_all(head.as_bytes()).await.unwrap();
        slow.push(tokio::spawn(trickle(stream)));
    }
    assert!(ask(server.address, LIVEZ).await.starts_with("HTTP/1.1 200"));
    // Ten times what the limits allow is a hang.
    let deadline = Instant::now() + Duration::from_secs(20);
    for client in slow {
        let left = deadline.saturating_duration_since(Instant::now());
        assert!(timeout(left, client).await.is_ok(), "a slow client still holds its connection");
    }
    server.stop.send(()).unwrap();
    server.task.await.unwrap();
}

#[tokio::test]
async fn a_body_that_comes_fast_enough_may_take_longer_than_the_grace_period() {
    let server = running(short()).await;
    let body = format!("{{\"place_text\":\"{}\"}}", "ก".repeat(700));
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let head = format!(
        "POST /api/v1/geocode HTTP/1.1\r\n{}content-type: application/json\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        server.pass,
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // About 1,000 bytes a second, twice the slowest allowed.
    for part in body.as_bytes().chunks(250) {
        stream.write_all(part).await.unwrap();
        sleep(Duration::from_millis(250)).await;
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    server.stop.send(()).unwrap();
    server.task.await.unwrap();
}

#[tokio::test]
async fn a_slow_body_is_told_so() {
    let server = running(short()).await;
    let request = format!(
        "POST /api/v1/geocode HTTP/1.1\r\n{}content-type: application/json\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 9\r\n\r\n{{",
        server.pass
    );
    let answer = ask(server.address, &request).await;
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("\"code\":\"timeout\""), "{answer}");
    server.stop.send(()).unwrap();
    server.task.await.unwrap();
}

#[tokio::test]
async fn an_open_request_is_answered_before_the_server_stops() {
    let server = running(Limits { body_grace: Duration::from_secs(10), ..short() }).await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    let body = r#"{"place_text":"อ.กาบเชิง จ.สุรินทร์"}"#;
    let head = format!(
        "POST /api/v1/geocode HTTP/1.1\r\n{}content-type: application/json\r\nHost: 127.0.0.1\r\nContent-Length: {}\r\n\r\n",
        server.pass,
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    sleep(Duration::from_millis(300)).await;
    server.stop.send(()).unwrap();
    sleep(Duration::from_millis(300)).await;
    assert!(TcpStream::connect(server.address).await.is_err(), "no new connection is taken");
    stream.write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    timeout(Duration::from_secs(20), stream.read_to_string(&mut answer)).await.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("3206"), "{answer}");
    timeout(Duration::from_secs(20), server.task).await.unwrap().unwrap();
}

#[tokio::test]
async fn more_connections_than_allowed_wait_their_turn() {
    let server = running(Limits { connections: 2, ..short() }).await;
    let idle = [
        TcpStream::connect(server.address).await.unwrap(),
        TcpStream::connect(server.address).await.unwrap(),
    ];
    let third = tokio::spawn(ask(server.address, LIVEZ));
    sleep(Duration::from_millis(200)).await;
    assert!(!third.is_finished(), "the third connection waits");
    drop(idle);
    assert!(timeout(Duration::from_secs(20), third).await.unwrap().unwrap().starts_with("HTTP/1.1 200"));
    server.stop.send(()).unwrap();
    server.task.await.unwrap();
}

#[test]
fn an_address_that_others_reach_needs_a_public_name_that_is_https() {
    let settings = |listen: &str, public_url: Option<&str>| ServeSettings {
        listen: listen.parse().unwrap(),
        database: String::new(),
        snapshot: None,
        basemaps: None,
        public_url: public_url.map(|url| url.parse().unwrap()),
        trusted_proxy: Vec::new(),
    };
    for listen in ["127.0.0.1:80", "[::1]:80", "127.8.8.8:80"] {
        assert_eq!(settings(listen, None).check(), Ok(()));
    }
    for listen in ["0.0.0.0:80", "[::]:80", "192.168.1.5:80"] {
        let error = settings(listen, None).check().unwrap_err();
        assert!(error.contains(listen) && error.contains("--public-url"), "{error}");
        assert_eq!(settings(listen, Some("https://map.example.go.th")).check(), Ok(()));
    }
    let url: PublicUrl = "https://Map.example.go.th:8443/".parse().unwrap();
    assert_eq!((url.host.as_str(), url.secure), ("map.example.go.th:8443", true));
    for wrong in ["http://map.example.go.th", "map.example.go.th", "https://", "https://a b", "https://a/b"] {
        assert!(wrong.parse::<PublicUrl>().is_err(), "{wrong}");
    }
}
