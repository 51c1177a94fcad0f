//! A new app is unknown to Salesforce for a while: a wait with a clock, never a failure.

use std::time::Duration;

use orgkey::apply::{Part, PartState, RunState, RunView, Signal, Waiting};
use practice_org::Fault;

use crate::support::{Journey, waiting};

#[tokio::test]
async fn a_new_app_that_is_not_known_yet_counts_as_broken() {
    let journey = Journey::faulty(Fault::Propagation).await;
    journey.practice.world().set_propagation(Duration::from_secs(600));
    let draft = journey.server("Acme Loader").await;
    let run = journey.create(draft).await;

    let ready = |view: &RunView| matches!(waiting(view), Some(Waiting::Readiness { .. }));
    let view = journey.until(run, ready).await;
    let Some(Waiting::Readiness { since, next_check, answers }) = waiting(&view) else { panic!("{:?}", view.state) };
    assert_eq!(answers.iter().map(|answer| answer.answer.as_str()).collect::<Vec<_>>(), ["invalid_client_id"]);
    assert_eq!(next_check.duration_since(*since).as_secs(), 5, "asked often at first");
    let part = view.parts.iter().find(|part| part.part == Part::Ready).unwrap();
    assert_eq!(part.state, PartState::Waiting);

    // Still unknown: the answer is kept beside the first.
    journey.desk.signal(run, Signal::CheckNow).unwrap();
    let asked_twice =
        |view: &RunView| matches!(waiting(view), Some(Waiting::Readiness { answers, .. }) if answers.len() == 2);
    journey.until(run, asked_twice).await;

    journey.practice.world().advance(Duration::from_secs(601));
    journey.desk.signal(run, Signal::CheckNow).unwrap();
    assert_eq!(journey.until_still(run).await.state, RunState::Done);
}
