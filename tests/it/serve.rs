//! The server on a real socket, and the real program.

use std::{net::SocketAddr, time::Duration};

use api::Patience;
use serde_json::json;
use tests::{Market, PASSWORD, exchange};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

#[tokio::test]
async fn the_program_serves_what_the_reference_promises() {
    let market = Market::start().await;
    let served = market.serve().await;

    for path in [
        "/healthz",
        "/readyz",
        "/metrics",
        "/docs",
        "/openapi.yaml",
        "/openapi.json",
        "/",
    ] {
        let answer = ask(served.address(), path).await;
        assert!(
            answer.starts_with("HTTP/1.1 200 OK\r\n"),
            "{path}: {answer}"
        );
    }
}

#[tokio::test]
async fn a_request_that_runs_at_sigterm_is_answered() {
    let market = Market::start().await;
    let served = market.serve().await;
    let body = json!({"email": "lan@example.vn", "name": "Lan", "password": PASSWORD}).to_string();
    let (head, rest) = body.split_at(10);
    let mut connection = TcpStream::connect(served.address())
        .await
        .expect("it listens");
    let request = format!(
        "POST /v1/store/accounts HTTP/1.1\r\nHost: chosao\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    );
    send(&mut connection, &request).await;
    let running = read_until(&mut connection, "\r\n\r\n").await;
    assert!(running.starts_with("HTTP/1.1 100 Continue"), "{running}");
    send(&mut connection, head).await;

    served.terminate();
    refuses_connections(served.address()).await;
    send(&mut connection, rest).await;

    let answer = read_to_end(&mut connection).await;
    assert!(answer.starts_with("HTTP/1.1 201 Created\r\n"), "{answer}");
    assert_eq!(served.ended().await.code(), Some(0));
    market.sign_in("lan@example.vn").await;
}

#[tokio::test]
async fn an_idle_program_ends_at_sigterm() {
    let market = Market::start().await;
    let served = market.serve().await;
    let mut kept_alive = TcpStream::connect(served.address())
        .await
        .expect("it listens");
    send(
        &mut kept_alive,
        "GET /healthz HTTP/1.1\r\nHost: chosao\r\n\r\n",
    )
    .await;
    read_until(&mut kept_alive, "ok\n").await;

    served.terminate();

    assert_eq!(served.ended().await.code(), Some(0));
}

#[tokio::test]
async fn a_client_that_drips_its_head_is_cut_off() {
    let market = Market::start().await;
    let listening = market.listen(impatient()).await;
    let connection = TcpStream::connect(listening.address())
        .await
        .expect("it listens");
    let (mut reading, mut writing) = connection.into_split();

    let dripping = tokio::spawn(async move {
        let mut beat = tokio::time::interval(Duration::from_millis(20));
        let drops = "GET / HTTP/1.1\r\nX-Drip: ".bytes();
        for letter in drops.chain(std::iter::repeat(b'x')) {
            beat.tick().await;
            if writing.write_all(&[letter]).await.is_err() {
                break;
            }
        }
    });
    let mut answer = Vec::new();
    // A reset is an end as well as a closed stream is.
    let _ = reading.read_to_end(&mut answer).await;

    dripping.await.expect("the client is cut off");
    assert!(!String::from_utf8_lossy(&answer).contains("200 OK"));
    listening.stop().await;
}

#[tokio::test]
async fn a_silent_client_is_cut_off() {
    let market = Market::start().await;
    let listening = market.listen(impatient()).await;

    let mut silent = TcpStream::connect(listening.address())
        .await
        .expect("it listens");

    assert_eq!(read_to_end(&mut silent).await, "");
    listening.stop().await;
}

#[tokio::test]
async fn a_body_that_never_ends_is_refused_without_reading_it() {
    let market = Market::start().await;
    let listening = market.listen(Patience::default()).await;
    let mut connection = TcpStream::connect(listening.address())
        .await
        .expect("it listens");

    let request = "POST /v1/store/accounts HTTP/1.1\r\nHost: chosao\r\nConnection: close\r\n\
                   Content-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n";
    send(&mut connection, request).await;

    let answer = read_to_end(&mut connection).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    listening.stop().await;
}

/// Short, so that the tests are.
const fn impatient() -> Patience {
    Patience {
        head: Duration::from_millis(300),
        drain: Duration::from_secs(30),
    }
}

async fn ask(address: SocketAddr, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: chosao\r\nConnection: close\r\n\r\n");
    exchange(address, &request).await.expect("an answer")
}

async fn send(connection: &mut TcpStream, text: &str) {
    connection
        .write_all(text.as_bytes())
        .await
        .expect("it takes bytes");
}

async fn read_to_end(connection: &mut TcpStream) -> String {
    let mut read = Vec::new();
    connection.read_to_end(&mut read).await.expect("it answers");
    String::from_utf8_lossy(&read).into_owned()
}

async fn read_until(connection: &mut TcpStream, end: &str) -> String {
    let mut read = String::new();
    while !read.ends_with(end) {
        let letter = connection.read_u8().await.expect("it answers");
        read.push(char::from(letter));
    }
    read
}

/// Waits until nobody listens there.
async fn refuses_connections(address: SocketAddr) {
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
}
