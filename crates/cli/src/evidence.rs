//! What came of a run: what was proved, where the secret is, what is left over, and what it cost.

use std::time::Instant;

use orgkey::apply::{RunState, RunView, SecretPlace};
use orgkey::desk::Desk;
use orgkey::verify::{FlowProof, ProofOutcome, Verdict};
use orgkey::{Line, Problem, words};
use serde_json::{Map, Value, json};

use crate::exit::Exit;
use crate::report::{Event, Reporter};
use crate::secrets::SecretFiles;

/// The work of one command.
pub(crate) struct Work<'a> {
    /// When it began.
    pub(crate) began: Instant,
    /// The stages before the run, in milliseconds each.
    pub(crate) stages: Vec<(&'static str, u64)>,
    /// Secrets that go into files.
    pub(crate) files: Option<&'a SecretFiles>,
}

impl<'a> Work<'a> {
    /// Work that begins now.
    pub(crate) fn begin(files: Option<&'a SecretFiles>) -> Self {
        Self { began: Instant::now(), stages: Vec::new(), files }
    }

    /// Does one stage, and notes how long it took.
    pub(crate) async fn stage<T>(&mut self, name: &'static str, work: impl Future<Output = T>) -> T {
        let (outcome, took) = timed(work).await;
        self.stages.push((name, took));
        outcome
    }

    fn milliseconds(&self) -> u64 {
        milliseconds(self.began)
    }
}

/// What something gives, and how many milliseconds it took.
pub(crate) async fn timed<T>(work: impl Future<Output = T>) -> (T, u64) {
    let began = Instant::now();
    let outcome = work.await;
    (outcome, milliseconds(began))
}

fn milliseconds(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// Shows how a run ended. The last line is one object that holds all of it.
pub(crate) async fn show(reporter: &Reporter, desk: &Desk, run: &RunView, work: &Work<'_>) -> Result<Exit, Problem> {
    for line in &run.remainders {
        reporter.say(Event::Remainder, line, line);
    }
    if run.undo.is_some() {
        return Ok(undone(reporter, desk, run, work));
    }
    let written = match work.files {
        Some(files) if matches!(run.state, RunState::Done) => files.write(desk, run.id).await,
        _ => Ok(()),
    };
    if let Err(problem) = &written {
        reporter.problem(problem);
    }
    let flows = run.report.as_ref().map(|report| report.flows.as_slice()).unwrap_or_default();
    let proven = !flows.is_empty() && flows.iter().all(|flow| flow.verdict == Verdict::Proven);
    let exit = match &run.state {
        RunState::Done if proven && run.remainders.is_empty() && written.is_ok() => Exit::Done,
        RunState::Done => Exit::Partly,
        RunState::Stopped { problem, app_exists } => {
            reporter.problem(problem);
            // Whatever it was: where the app is, or may be, it is gone on with.
            if *app_exists == Some(false) { Exit::of(problem) } else { Exit::Stopped }
        }
        _ => Exit::Stopped,
    };
    // Another file may have failed after it.
    let file = work.files.and_then(|files| files.secret_file.as_ref()).filter(|file| file.exists());
    let secret = if run.secret == SecretPlace::None { "" } else { "••••••••" };
    let requests = desk.requests();
    reporter.object(
        Event::Evidence,
        json!({
            "run": run.id,
            "client_id": run.client_id,
            "client_secret": secret,
            "secret": { "place": run.secret, "file": file.map(|file| file.display().to_string()) },
            "proven": proven,
            "flows": flows.iter().map(proof).collect::<Vec<_>>(),
            "requests": requests,
            "milliseconds": work.milliseconds(),
            "stages": stages(run, work),
            "exit_code": exit as u8,
            "report": run.report,
        }),
    );
    reporter.text("");
    if let Some(client_id) = run.client_id.as_deref() {
        reporter.text(&words::line(&Line::new("cli_client_id").with("client_id", client_id)));
    }
    match (run.secret, file) {
        (SecretPlace::None, _) => {}
        (SecretPlace::Keychain, _) => {
            reporter.text(&words::line(&Line::new("cli_client_secret_kept").with("secret", secret)));
        }
        (SecretPlace::Memory, Some(_)) => {}
        (SecretPlace::Memory, None) => {
            reporter.text(&words::line(&Line::new("cli_client_secret").with("secret", secret)));
        }
    }
    if let Some(file) = file {
        reporter.text(&words::line(&Line::new("cli_client_secret_file").with("file", file.display())));
    }
    flows.iter().for_each(|flow| tell_flow(reporter, flow));
    took(reporter, requests, work);
    Ok(exit)
}

fn undone(reporter: &Reporter, desk: &Desk, run: &RunView, work: &Work<'_>) -> Exit {
    let left = run.undo.as_ref().map(|undo| undo.left.as_slice()).unwrap_or_default();
    for left in left {
        reporter.say(Event::Left, &left.line, left);
        if let Some(link) = &left.link {
            reporter.text(&format!("  {link}"));
        }
    }
    let exit = match &run.state {
        RunState::Undone if left.is_empty() => Exit::Done,
        RunState::Undone => Exit::Partly,
        // Whatever it was: something was made, and is still there.
        RunState::Stopped { problem, .. } => {
            reporter.problem(problem);
            Exit::Stopped
        }
        _ => Exit::Stopped,
    };
    if exit == Exit::Done {
        reporter.text(&words::line(&Line::new("cli_undone").with("label", &run.label)));
    }
    let requests = desk.requests();
    let value = json!({
        "run": run.id,
        "left": left,
        "requests": requests,
        "milliseconds": work.milliseconds(),
        "exit_code": exit as u8,
    });
    reporter.object(Event::Undone, value);
    took(reporter, requests, work);
    exit
}

fn took(reporter: &Reporter, requests: u64, work: &Work<'_>) {
    let seconds = format!("{:.1}", work.began.elapsed().as_secs_f64());
    reporter.text(&words::line(&Line::new("cli_took").with("requests", requests).with("seconds", seconds)));
}

/// The time of each stage: those before the run, and the parts of the run that began in this command.
fn stages(run: &RunView, work: &Work<'_>) -> Map<String, Value> {
    let mut stages: Map<_, _> = work.stages.iter().map(|(name, took)| ((*name).to_owned(), json!(took))).collect();
    let since = jiff::Timestamp::now() - work.began.elapsed();
    for part in &run.parts {
        if let (Some(started), Some(ended)) = (part.started_at, part.ended_at)
            && started >= since
            && let Ok(Value::String(name)) = serde_json::to_value(part.part)
        {
            let took = u64::try_from(ended.duration_since(started).as_millis()).unwrap_or_default();
            stages.insert(name, json!(took));
        }
    }
    stages
}

fn proof(flow: &FlowProof) -> Value {
    let mut value = serde_json::to_value(&flow.verdict).unwrap_or_default();
    if let Value::Object(fields) = &mut value {
        fields.insert("flow".to_owned(), json!(flow.flow));
    }
    value
}

fn tell_flow(reporter: &Reporter, flow: &FlowProof) {
    let title = words::line(&Line::new(&format!("flow_{}_title", flow.flow.as_str())));
    let say = |id: &str| words::line(&Line::new(id));
    let verdict = match &flow.verdict {
        Verdict::Proven => say("flow_proof_proven"),
        Verdict::DryCheckOnly { because } => {
            format!("{} {}", say("flow_proof_dry_check_because"), words::line(because))
        }
        Verdict::NotProven { problem } => {
            format!("{} {}", say("flow_proof_not_proven_because"), words::problem(problem).title)
        }
    };
    reporter.text(&format!("{title}: {verdict}"));
    for proof in &flow.proofs {
        let sign = if proof.outcome == ProofOutcome::Passed { "✓" } else { "✕" };
        let title = words::line(&Line::new(&format!("proof_{}_title", proof.id.as_str())));
        let detail = proof.detail.as_ref().map(|line| format!(" – {}", words::line(line))).unwrap_or_default();
        reporter.text(&format!("  {sign} {title}{detail}"));
    }
}
