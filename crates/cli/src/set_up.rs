//! `orgkey set-up --practice`: the whole job in a practice org that lives as long as this command, so nothing is kept.

use std::collections::BTreeSet;
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use orgkey::apply::{Part, PartState, RunState, RunView, SecretPlace};
use orgkey::catalogue::ConnectKind;
use orgkey::desk::{Desk, PracticeOrg, Setting};
use orgkey::plan::PlanView;
use orgkey::vault::Vault;
use orgkey::verify::{ProofOutcome, Verdict};
use orgkey::wizard::{
    AccessAnswer, Answer, DistributionAnswer, DraftView, FlowsAnswer, NameAnswer, ObjectRights, ScopesAnswer, Submitted,
};
use orgkey::{Code, Line, Problem, words};
use practice_org::{Options, Running};
use serde_json::json;

use crate::report::Reporter;

/// What `set-up` is told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Do it in a practice org that lives only as long as this command.
    #[arg(long, required = true)]
    practice: bool,
    /// Create without asking.
    #[arg(long)]
    yes: bool,
    /// Print JSON lines.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    let reporter = Reporter::new(arguments.json);
    // Clap holds that --practice was given; there is no other place yet.
    debug_assert!(arguments.practice);
    match set_up(&reporter, arguments.yes).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            reporter.problem(&problem);
            ExitCode::FAILURE
        }
    }
}

/// True when the app was created and everything about it proven.
async fn set_up(reporter: &Reporter, yes: bool) -> Result<bool, Problem> {
    let began = Instant::now();
    let failed = |detail: String| Problem::new(Code::PracticeOrgNotStarted).with("detail", detail);
    let folder = tempfile::tempdir().map_err(|error| failed(error.to_string()))?;
    let practice = practice_org::start(Options::default()).await.map_err(|error| failed(error.to_string()))?;
    let desk = open_desk(&practice, folder.path())?;

    let draft = desk.new_draft()?.draft.id;
    let view = desk.use_practice(draft).await?;
    let org = view.org.ok_or_else(|| Problem::new(Code::NotAPracticeOrg))?;
    let signed_in =
        Line::new("cli_signed_in").with("user", &org.user_name).with("org", &org.name).with("host", &org.host);
    reporter.say("signed_in", &signed_in, &org);

    let checkup = desk.check(draft).await?;
    for check in &checkup.checks {
        let outcome = format!("{:?}", check.outcome).to_lowercase();
        let line = Line { id: format!("check_{}_{outcome}_title", check.id.as_str()), params: check.params.clone() };
        reporter.say("check", &line, check);
    }
    if checkup.blocked {
        return Err(Problem::new(Code::ChecksBlock));
    }

    answer(&desk, draft).await?;
    let plan = desk.plan(draft).await?;
    show_plan(reporter, &plan);
    if !yes && !confirmed(&plan) {
        reporter.say("declined", &Line::new("cli_nothing_changed"), ());
        return Ok(false);
    }

    let mut changes = desk.changes();
    let mut run = desk.create(draft, &plan.fingerprint, "").await?;
    let mut told = BTreeSet::new();
    loop {
        tell_parts(reporter, &run, &mut told);
        match &run.state {
            RunState::Running | RunState::Waiting { .. } => {}
            _ => break,
        }
        // Missed notices are no loss: the state is asked for, and a closed line can't be while the desk is held.
        let _ = changes.recv().await;
        run = desk.run(run.id)?;
    }
    let proven = show_evidence(reporter, &run, desk.requests(), began.elapsed());
    practice.stop().await;
    match run.state {
        RunState::Done => Ok(proven),
        RunState::Stopped { problem, .. } => Err(problem),
        _ => Ok(false),
    }
}

fn open_desk(practice: &Running, folder: &std::path::Path) -> Result<Desk, Problem> {
    let description = serde_json::to_string(practice.description())
        .map_err(|error| Problem::new(Code::PracticeOrgNotStarted).with("detail", error))?;
    Desk::open(Setting {
        folder: folder.to_owned(),
        // A practice secret that dies with this command does not belong into anyone's keychain.
        vault: Vault::in_memory(Problem::new(Code::KeychainMissing).with("detail", "practice only")),
        browser: None,
        practice: Arc::new(|| Box::pin(async { Err(Problem::new(Code::PracticeOrgNotStarted)) })),
        practice_at: Some(PracticeOrg::described(&description)?),
    })
}

/// The answers for "a server or ETL job", with the safe defaults and one right to prove.
async fn answer(desk: &Desk, draft: orgkey::Uuid) -> Result<(), Problem> {
    let run_as = desk.users(draft, "").await?.api_only.into_iter().next();
    let run_as = run_as.ok_or_else(|| Problem::new(Code::RunAsMissing))?.username;
    let chosen: DraftView = desk.choose_connect(draft, ConnectKind::Server)?;
    let answers = chosen.draft.answers;
    let flows = FlowsAnswer { run_as: Some(run_as), ..answers.flows };
    let scopes = ScopesAnswer { test_callbacks: false, ..answers.scopes };
    let read_accounts = ObjectRights { object: "Account".to_owned(), read: true, ..ObjectRights::default() };
    for answer in [
        Answer::Check(answers.check),
        Answer::Name(NameAnswer {
            label: "Practice Loader".to_owned(),
            contact_email: "it@practice.example".to_owned(),
            description: "Made by orgkey set-up --practice.".to_owned(),
            ..NameAnswer::default()
        }),
        Answer::Distribution(DistributionAnswer::default()),
        Answer::Flows(flows),
        Answer::Scopes(scopes),
        Answer::Access(AccessAnswer { objects: vec![read_accounts], ..answers.access }),
    ] {
        let Submitted { problems, .. } = desk.submit_answer(draft, answer).await?;
        if let Some(found) = problems.into_iter().next() {
            return Err(found.problem);
        }
    }
    Ok(())
}

fn show_plan(reporter: &Reporter, plan: &PlanView) {
    reporter.object("plan", plan);
    reporter.text("");
    for row in &plan.rows {
        let subject = serde_json::to_value(row.subject).ok();
        let subject = subject.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
        let subject = words::line(&Line::new(&format!("plan_subject_{subject}")));
        reporter.text(&format!("  {subject}: {}", words::line(&row.main)));
        for second in &row.second {
            reporter.text(&format!("      {}", words::line(second)));
        }
    }
    for line in plan.loosenings.iter().chain(&plan.notes) {
        reporter.text(&format!("  ! {}", words::line(line)));
    }
    reporter.text("");
}

/// Asks a person; without one the answer is no.
fn confirmed(plan: &PlanView) -> bool {
    if !std::io::stdin().is_terminal() {
        return false;
    }
    let question = Line::new("cli_create_question").with("label", &plan.label).with("org", &plan.org.name);
    // Not on standard output: that may be JSON lines for a machine.
    let mut out = std::io::stderr();
    let _ = write!(out, "{} ", words::line(&question));
    let _ = out.flush();
    let mut typed = String::new();
    std::io::stdin().lock().read_line(&mut typed).is_ok() && matches!(typed.trim(), "y" | "yes")
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
    reporter.text(&words::line(&Line::new("cli_client_secret").with("secret", secret)));
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
