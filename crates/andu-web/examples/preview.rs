//! A small demonstration office in memory, served on loopback: `cargo run -p andu-web --example preview`.

#[path = "../tests/it/office.rs"]
#[expect(
    clippy::unwrap_used,
    reason = "shared with the tests, where a fault of the sample must stop at once"
)]
mod office;

use std::net::SocketAddr;

#[tokio::main]
async fn main() {
    let samples = office::samples(Some("preview"));
    for id in [
        &samples.suggestion,
        &samples.application,
        &samples.merged,
        &samples.person,
    ] {
        println!("/matters/{id}");
    }
    let listen = SocketAddr::from(([127, 0, 0, 1], 8321));
    let ready = |address| println!("http://{address}/");
    if let Err(error) =
        andu_web::serve(samples.office, listen, office::now, "本机用户", ready).await
    {
        eprintln!("{error}");
    }
}
