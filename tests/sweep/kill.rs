//! SIGKILL at every point: whoever goes on ends the same as if nothing had happened.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};

use crate::computer::Computer;
use crate::points::{FullStop, Holder, Point, every_point};

/// How many runs are killed side by side: they mostly wait.
const SIDE_BY_SIDE: usize = 8;

/// Longest way to a point.
const LIMIT: Duration = Duration::from_secs(60);

/// Begins the job and kills it at a point.
async fn killed(at: Point) -> Computer {
    let computer = Computer::new().await;
    let world = computer.practice.world();
    let mut child;
    match at {
        Point::Entry(entries) => {
            let stop = FullStop::after(&computer, entries);
            child = computer.set_up();
            let reached = tokio::time::timeout(LIMIT, stop.reached(entries)).await;
            reached.unwrap_or_else(|_| panic!("{at} is never reached"));
            child.kill().await.unwrap();
            stop.lift();
            assert_eq!(computer.journal().1.len(), entries, "{at}");
        }
        Point::Request(..) => {
            let (holder, reached) = Holder::at(at);
            world.set_gate(Some(holder));
            child = computer.set_up();
            let reached = tokio::time::timeout(LIMIT, reached.notified()).await;
            reached.unwrap_or_else(|_| panic!("{at} is never reached"));
            child.kill().await.unwrap();
            world.set_gate(None);
        }
    }
    assert!(computer.is_listed_as_open(), "{at}: nobody is told that something is not finished");
    computer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_killed_at_some_point_makes_two_apps_or_loses_the_secret_or_leaves_the_switch_on() {
    let (entries, requests, points) = every_point().await;
    println!("kill sweep: {} points ({entries} journal entries, {requests} requests x 2)", points.len());
    let each = stream::iter(points).for_each_concurrent(SIDE_BY_SIDE, |at| async move {
        let computer = killed(at).await;
        let done = computer.go_on().await;
        assert_eq!(done.code, Some(0), "{at}: {done:?}");
        assert_eq!(done.remainders(), [""; 0], "{at}");
        computer.assert_whole(&at.to_string()).await;
    });
    each.await;
}
