//! Several processes on one computer: one works in an org, the others say so.

use futures_util::future::join_all;
use practice_org::Stage;

use crate::computer::{Computer, ended};
use crate::points::{Holder, Point};

#[tokio::test]
async fn two_processes_work_in_one_org() {
    for at in [Point::Request(0, Stage::Arrived), Point::Request(0, Stage::Answered)] {
        let computer = Computer::new().await;
        let (holder, reached) = Holder::at(at);
        computer.practice.world().set_gate(Some(holder.clone()));
        let first = computer.set_up();
        reached.notified().await;

        let second = ended(computer.set_up()).await;
        // Once the app is there, its name is taken before anyone asks who works.
        let ends = if at == Point::Request(0, Stage::Arrived) { (1, "run_already_open") } else { (4, "name_taken") };
        assert_eq!((second.code, second.problem()), (Some(ends.0), ends.1), "{at}");
        let third = computer.go_on().await;
        assert_eq!((third.code, third.problem()), (Some(1), "run_already_open"), "{at}");

        holder.release();
        let first = ended(first).await;
        assert_eq!(first.code, Some(0), "{at}: {first:?}");
        computer.assert_whole(&at.to_string()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_starts_at_once_make_two_apps_or_spoil_the_file() {
    let computer = Computer::untouched().await;
    let all = join_all((0..10).map(|_| ended(computer.set_up()))).await;
    let (done, refused): (Vec<_>, Vec<_>) = all.iter().partition(|one| one.code == Some(0));
    assert_eq!(done.len(), 1, "{all:?}");
    for one in refused {
        assert!(matches!(one.problem(), "run_already_open" | "name_taken" | "plan_outdated"), "{one:?}");
    }
    computer.assert_whole("ten at once").await;
}
