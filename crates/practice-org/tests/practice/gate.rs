//! The gate: how far a request came when it is held, or its connection broken, is exact.

use std::sync::{Arc, Mutex};

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, pending, ready};
use practice_org::{Gate, Passage, Passing, Stage};

use crate::support::Practice;

const LIMITS: &str = "/services/data/v67.0/limits";

/// Cuts or holds everything at one stage, and writes down what came by.
struct Keeper {
    at: Stage,
    holds: bool,
    seen: Mutex<Vec<String>>,
}

impl Gate for Keeper {
    fn pass(&self, passing: Passing) -> BoxFuture<'static, Passage> {
        self.seen.lock().unwrap().push(format!("{:?} {} {}", passing.stage, passing.method, passing.path));
        match (passing.stage == self.at, self.holds) {
            (true, true) => pending().boxed(),
            (true, false) => ready(Passage::Cut).boxed(),
            (false, _) => ready(Passage::On).boxed(),
        }
    }
}

/// How many requests were counted by the org, after one that met a gate.
async fn counted_after(at: Stage, holds: bool) -> (String, Vec<String>) {
    let practice = Practice::new().await;
    let keeper = Arc::new(Keeper { at, holds, seen: Mutex::default() });
    practice.world().set_gate(Some(keeper.clone()));
    let request = practice.client.get(practice.org(LIMITS)).bearer_auth(practice.token("dana")).send();
    let seen = async || {
        while !keeper.seen.lock().unwrap().last().is_some_and(|last| last.starts_with(&format!("{at:?}"))) {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        reply = request => assert!(!holds && reply.is_err(), "a reply came through"),
        () = seen(), if holds => {}
    }
    practice.world().set_gate(None);
    let after = practice.get("dana", LIMITS).await;
    let counted = after.headers["sforce-limit-info"].to_str().unwrap().to_owned();
    (counted, keeper.seen.lock().unwrap().clone())
}

#[tokio::test]
async fn a_request_takes_effect_before_it_passed_or_none_though_it_did() {
    for holds in [false, true] {
        let (counted, seen) = counted_after(Stage::Arrived, holds).await;
        assert_eq!(counted, "api-usage=1/15000", "held: {holds}");
        assert_eq!(seen, [format!("Arrived GET {LIMITS}")]);
        let (counted, seen) = counted_after(Stage::Answered, holds).await;
        assert_eq!(counted, "api-usage=2/15000", "held: {holds}");
        assert_eq!(seen, [format!("Arrived GET {LIMITS}"), format!("Answered GET {LIMITS}")]);
    }
}
