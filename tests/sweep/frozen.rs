//! A computer that sleeps and wakes: the process stands still while the org goes on.

use std::time::Duration;

use practice_org::Stage;
use tokio::process::Command;

use crate::computer::{Computer, ended};
use crate::points::{Holder, Point};

async fn signal(name: &str, process: u32) {
    let sent = Command::new("kill").args([&format!("-{name}"), &process.to_string()]).status().await.unwrap();
    assert!(sent.success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_was_frozen_gives_up_or_does_it_twice() {
    for at in [
        Point::Request(0, Stage::Arrived),
        Point::Request(0, Stage::Answered),
        Point::Request(1, Stage::Answered),
        Point::Request(2, Stage::Arrived),
    ] {
        let computer = Computer::new().await;
        let (holder, reached) = Holder::at(at);
        computer.practice.world().set_gate(Some(holder.clone()));
        let child = computer.set_up();
        reached.notified().await;
        let process = child.id().unwrap();
        signal("STOP", process).await;
        // The org goes on; its answer comes to somebody who does not hear it.
        computer.practice.world().advance(Duration::from_secs(30 * 60));
        holder.release();
        assert_eq!(computer.org().query("SELECT Id FROM Organization").await.len(), 1);
        signal("CONT", process).await;
        let done = ended(child).await;
        assert_eq!(done.code, Some(0), "{at}: {done:?}");
        computer.assert_whole(&at.to_string()).await;
    }
}
