//! A run, told as it goes, to its end or to what stops it.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use orgkey::apply::{Part, PartState, RunState, RunView, SecretPlace};
use orgkey::desk::Desk;
use orgkey::verify::{ProofOutcome, Verdict};
use orgkey::{Line, Problem, words};
use serde_json::json;

use crate::report::Reporter;

/// True when the run is done and every flow proven.
///
/// # Errors
/// What stopped it.
pub(crate) async fn follow(
    reporter: &Reporter,
    desk: &Desk,
    mut run: RunView,
    began: Instant,
) -> Result<bool, Problem> {
    let mut changes = desk.changes();
    let mut told = BTreeSet::new();
    loop {
        run = desk.run(run.id)?;
        tell_parts(reporter, &run, &mut told);
        match &run.state {
            RunState::Running | RunState::Waiting { .. } => {}
            _ => break,
        }
        // Missed notices are no loss: the state is asked for, and a closed line can't be while the desk is held.
        let _ = changes.recv().await;
    }
    let proven = show_evidence(reporter, &run, desk.requests(), began.elapsed());
    for line in &run.remainders {
        reporter.say("remainder", line, line);
    }
    match run.state {
        RunState::Done => Ok(proven),
        RunState::Stopped { problem, .. } => Err(problem),
        _ => Ok(false),
    }
}

fn tell_parts(reporter: &Reporter, run: &RunView, told: &mut BTreeSet<Part>) {
    for part in &run.parts {
        if matches!(part.state, PartState::Done | PartState::Skipped) && told.insert(part.part) {
            let name = serde_json::to_value(part.part).ok();
            let name = name.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
            reporter.say("part", &Line::new(&format!("part_{name}")), part);
        }
    }
}

/// Client ID, masked secret, tokens and calls. True when every flow is proven.
fn show_evidence(reporter: &Reporter, run: &RunView, requests: u64, took: Duration) -> bool {
    let flows = run.report.as_ref().map(|report| report.flows.as_slice()).unwrap_or_default();
    let proven = !flows.is_empty() && flows.iter().all(|flow| flow.verdict == Verdict::Proven);
    let secret = if run.secret == SecretPlace::None { "" } else { "••••••••" };
    reporter.object(
        "evidence",
        json!({
            "client_id": run.client_id,
            "client_secret": secret,
            "proven": proven,
            "requests": requests,
            "milliseconds": u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "report": run.report,
        }),
    );
    reporter.text("");
    let client_id = run.client_id.as_deref().unwrap_or_default();
    reporter.text(&words::line(&Line::new("cli_client_id").with("client_id", client_id)));
    let kept = if run.secret == SecretPlace::Keychain { "cli_client_secret_kept" } else { "cli_client_secret" };
    reporter.text(&words::line(&Line::new(kept).with("secret", secret)));
    for flow in flows {
        reporter.text(&words::line(&Line::new(&format!("flow_{}_title", flow.flow.as_str()))));
        for proof in &flow.proofs {
            let sign = if proof.outcome == ProofOutcome::Passed { "✓" } else { "✕" };
            let title = words::line(&Line::new(&format!("proof_{}_title", proof.id.as_str())));
            let detail = proof.detail.as_ref().map(|line| format!(" – {}", words::line(line))).unwrap_or_default();
            reporter.text(&format!("  {sign} {title}{detail}"));
        }
    }
    let took = Line::new("cli_took").with("requests", requests).with("seconds", format!("{:.1}", took.as_secs_f64()));
    reporter.text(&words::line(&took));
    proven
}
