//! `orgkey set-up`: the whole job in a practice org, of this process or of another one.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::time::Instant;

use orgkey::catalogue::ConnectKind;
use orgkey::desk::Desk;
use orgkey::plan::PlanView;
use orgkey::wizard::{
    AccessAnswer, Answer, DistributionAnswer, DraftView, FlowsAnswer, NameAnswer, ObjectRights, ScopesAnswer, Submitted,
};
use orgkey::{Code, Line, Problem, words};

use crate::follow::follow;
use crate::open;
use crate::report::Reporter;

/// What `set-up` is told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
    /// Create without asking.
    #[arg(long)]
    yes: bool,
    /// Print JSON lines.
    #[arg(long)]
    pub(crate) json: bool,
}

/// In which org.
#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct Place {
    /// Do it in a practice org that lives only as long as this command.
    #[arg(long)]
    practice: bool,
    /// Do it in the practice org that another process has started here.
    #[arg(long, value_name = "URL")]
    practice_at: Option<String>,
}

/// True when the app was created and everything about it proven.
pub(crate) async fn set_up(arguments: &Arguments) -> Result<bool, Problem> {
    let began = Instant::now();
    let reporter = &Reporter::new(arguments.json);
    let opened = match &arguments.place.practice_at {
        Some(address) => open::kept(Some(address)).await?,
        None => open::alone().await?,
    };
    let desk = &opened.desk;

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

    answer(desk, draft).await?;
    let plan = desk.plan(draft).await?;
    show_plan(reporter, &plan);
    if !arguments.yes && !confirmed(&plan) {
        reporter.say("declined", &Line::new("cli_nothing_changed"), ());
        return Ok(false);
    }

    let run = desk.create(draft, &plan.fingerprint, "").await?;
    follow(reporter, desk, run, began).await
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
