//! SIGKILL at every point: whoever goes on ends the same as if nothing had happened.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use orgkey::apply::Entry;
use practice_org::{Fault, Stage};

use crate::computer::Computer;
use crate::points::{FullStop, Holder, Point, every_point, tell, uninterrupted};

/// How many runs are killed side by side: they mostly wait.
const SIDE_BY_SIDE: usize = 8;

/// Longest way to a point.
const LIMIT: Duration = Duration::from_secs(60);

/// How many questions about a slow deployment are tried.
const POLLS: usize = 8;

/// Begins the job and kills it at a point.
async fn killed(computer: Computer, at: Point) -> Computer {
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
        Point::Request(..) | Point::Poll(..) => {
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
    tell(&format!("kill sweep: {} points ({entries} journal entries, {requests} requests x 2)", points.len()));
    let each = stream::iter(points).for_each_concurrent(SIDE_BY_SIDE, |at| async move {
        let computer = killed(Computer::new().await, at).await;
        if matches!(at, Point::Entry(0) | Point::Request(0, Stage::Arrived)) {
            assert_eq!(computer.apps().await, 0, "{at}: nothing was sent");
        }
        let done = computer.go_on().await;
        assert_eq!(done.code, Some(0), "{at}: {done:?}");
        assert_eq!(done.remainders(), [""; 0], "{at}");
        computer.assert_whole(&at.to_string()).await;
    });
    each.await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_killed_while_its_deployment_runs_is_sent_again_or_lost() {
    let points = (0..POLLS).map(|number| Point::Poll(number, [Stage::Arrived, Stage::Answered][number % 2]));
    tell(&format!("kill sweep of a slow deployment: {POLLS} questions about it"));
    let each = stream::iter(points).for_each_concurrent(SIDE_BY_SIDE, |at| async move {
        let computer = Computer::new().await;
        computer.practice.world().set_fault(Fault::DeploySlow, true);
        let computer = killed(computer, at).await;
        // Salesforce goes on with it.
        computer.practice.world().set_fault(Fault::DeploySlow, false);
        computer.practice.world().advance(Duration::from_secs(61));
        let done = computer.go_on().await;
        assert_eq!(done.code, Some(0), "{at}: {done:?}");
        computer.assert_whole(&at.to_string()).await;
        let (_, journal) = computer.journal();
        let sent = journal.iter().filter(|entry| matches!(entry, Entry::DeployIntended)).count();
        assert_eq!(sent, 1, "{at}: {journal:?}");
    });
    each.await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_killed_around_the_secret_turns_off_a_switch_that_was_on() {
    let (journal, _) = uninterrupted(&Computer::with_switch_on().await).await;
    assert!(!journal.contains(&Entry::SwitchBackIntended), "{journal:?}");
    let read_back = journal.iter().position(|entry| matches!(entry, Entry::ReadBack { .. })).unwrap();
    let stored = journal.iter().position(|entry| matches!(entry, Entry::SecretStored { .. })).unwrap();
    // They go together, so that either may come first.
    let points = read_back.min(stored)..=read_back.max(stored) + 1;
    tell(&format!("kill sweep with the switch on: entries {points:?}"));
    let each = stream::iter(points.map(Point::Entry)).for_each_concurrent(SIDE_BY_SIDE, |at| async move {
        let computer = killed(Computer::with_switch_on().await, at).await;
        assert!(computer.org().secret_switch().await, "{at}");
        let done = computer.go_on().await;
        assert_eq!(done.code, Some(0), "{at}: {done:?}");
        computer.assert_whole(&at.to_string()).await;
    });
    each.await;
}
