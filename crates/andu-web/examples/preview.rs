//! A small demonstration office in memory, served on loopback: `cargo run -p andu-web --example preview`. With a folder after `--` the
//! office that is kept there.

#[path = "../tests/it/office.rs"]
#[expect(
    clippy::unwrap_used,
    reason = "shared with the tests, where a fault of the sample must stop at once"
)]
mod office;

use std::net::SocketAddr;

#[tokio::main]
async fn main() {
    let listen = SocketAddr::from(([127, 0, 0, 1], 8321));
    let ready = |address| println!("http://{address}/");
    if let Some(folder) = std::env::args().nth(1) {
        match andu_office::Office::open(folder.as_ref(), office::now()) {
            Ok(kept) => {
                let served = andu_web::serve(kept, listen, office::now, "本机用户", ready).await;
                served.unwrap_or_else(|error| eprintln!("{error}"));
            }
            Err(error) => eprintln!("{error}"),
        }
        return;
    }
    let samples = office::samples(Some("preview"));
    for id in [
        &samples.suggestion,
        &samples.application,
        &samples.merged,
        &samples.person,
    ] {
        println!("/matters/{id}");
    }
    if let Err(error) =
        andu_web::serve(samples.office, listen, office::now, "本机用户", ready).await
    {
        eprintln!("{error}");
    }
}
