//! How many requests of the whole job must follow one another: what a long way to Salesforce is felt by.

use std::time::Duration;

use orgkey_tests::{BLUEPRINT, Road, chain};

use crate::computer::{Computer, ended};

/// By hand it is nine: session beside versions, snapshot, deploy, status, app id, consumer, secret, token, call.
const MOST: usize = 10;

/// So long that requests which go together are together, also on a busy computer.
const LATENCY: Duration = Duration::from_millis(500);

/// One that comes too late all the same looks as if it had waited; none looks as if it had not.
const TRIES: usize = 3;

#[tokio::test(flavor = "multi_thread")]
async fn more_requests_wait_for_one_another_than_have_to() {
    let mut longest = series().await;
    for _ in 1..TRIES {
        if longest.len() <= MOST {
            break;
        }
        longest = series().await;
    }
    assert!(longest.len() <= MOST, "{longest:#?}");
}

/// The longest series of one whole job.
async fn series() -> Vec<String> {
    let computer = Computer::untouched().await;
    let file = computer.home.path().join("blueprint.json");
    std::fs::write(&file, BLUEPRINT).unwrap();
    let road = Road::new(LATENCY);
    computer.practice.world().set_gate(Some(road.clone()));
    let made = ended(computer.orgkey(&["set-up", file.to_str().unwrap(), "--yes"]).spawn().unwrap()).await;
    assert_eq!(made.code, Some(0), "{made:?}");
    let trips = road.take();
    let longest = chain(&trips);
    // The look itself: of all requests most went beside others.
    assert!(longest.len() >= 9 && trips.len() > 2 * longest.len(), "{} of {}", longest.len(), trips.len());
    longest
}
