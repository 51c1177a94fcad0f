//! `orgkey set-up`: from a blueprint to an app that is proven.

use std::path::PathBuf;

use orgkey::apply::RunView;
use orgkey::blueprint::BlueprintFile;
use orgkey::desk::{Desk, Planned};
use orgkey::key_pair::read_files;
use orgkey::plan::{Consent, PlanView};
use orgkey::wizard::{Answer as StepAnswer, FlowsAnswer};
use orgkey::{Code, Line, Problem, Uuid, words};
use zeroize::Zeroizing;

use crate::check;
use crate::confirm::{Answer, loosenings_accepted, name_of_org, yes};
use crate::evidence::Work;
use crate::exit::Exit;
use crate::follow::follow;
use crate::report::{Event, Reporter};
use crate::secrets::SecretFiles;
use crate::sign_in::Place;

/// The blueprint for practice, where none is given: a server with every safe default and the right to read accounts.
const PRACTICE: &str = include_str!("practice.json");

/// What `set-up` is told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The app as it shall be: see "orgkey blueprint". May be left out for practice.
    #[arg(value_name = "BLUEPRINT.json", required_unless_present_any = ["practice", "practice_at"])]
    blueprint: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    key_pair: KeyPair,
    /// Show the plan and stop. Changes nothing.
    #[arg(long, conflicts_with = "validate")]
    plan: bool,
    /// Let Salesforce check the plan and stop. Changes nothing.
    #[arg(long)]
    validate: bool,
    /// Create without asking. A production org's name is wanted all the same, and so is a word for loosenings.
    #[arg(long)]
    yes: bool,
    /// Accept that the app is looser than the safe defaults, where the plan says so.
    #[arg(long)]
    accept_loosenings: bool,
    /// The name of the org, which a production org wants.
    #[arg(long, value_name = "NAME")]
    org_name: Option<String>,
    #[command(flatten)]
    files: SecretFiles,
    /// Print JSON lines. The last one holds requests, times, client ID, proofs and where the secret is.
    #[arg(long)]
    pub(crate) json: bool,
}

/// The key pair of a server that proves itself with a certificate.
#[derive(clap::Args)]
struct KeyPair {
    /// A certificate in PEM, or a PKCS#12 file with both halves. A password comes in ORGKEY_KEY_PASSWORD.
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// The private key of the certificate, in PEM.
    #[arg(long, value_name = "FILE", requires = "certificate")]
    key: Option<PathBuf>,
    /// Make a key pair here.
    #[arg(long, conflicts_with = "certificate")]
    make_key_pair: bool,
}

/// How the way to a run ended.
enum Begun {
    Run(Box<RunView>),
    Ended(Exit),
}

/// Sets an app up.
pub(crate) async fn set_up(arguments: &Arguments, reporter: &Reporter) -> Result<Exit, Problem> {
    let mut work = Work::begin(Some(&arguments.files));
    arguments.files.free()?;
    let file = match &arguments.blueprint {
        Some(path) => BlueprintFile::open(path)?,
        None => BlueprintFile::read(PRACTICE)?,
    };
    if file.jwt_bearer.is_none() && arguments.key_pair.is_given() {
        let line = Line::new("cli_key_pair_not_wanted");
        reporter.say(Event::NotWanted, &line, &line);
        return Ok(Exit::Usage);
    }
    let opened = arguments.place.open(reporter).await?;
    let desk = &opened.desk;
    let draft = desk.draft_from_blueprint(&file)?.draft.id;
    let ended = match begin(arguments, reporter, desk, draft, &mut work).await {
        Ok(Begun::Run(run)) => return follow(reporter, desk, *run, &work).await,
        Ok(Begun::Ended(exit)) => Ok(exit),
        Err(problem) => Err(problem),
    };
    // The blueprint has it all: nothing is lost. One that can't be forgotten now is listed in the window.
    let _ = desk.delete_draft(draft).await;
    ended
}

/// Everything up to the first change.
async fn begin(
    arguments: &Arguments,
    reporter: &Reporter,
    desk: &Desk,
    draft: Uuid,
    work: &mut Work<'_>,
) -> Result<Begun, Problem> {
    let ended = |exit| Ok(Begun::Ended(exit));
    let planned = planned(arguments, desk, draft, work).await?;
    reporter.say(Event::SignedIn, &check::signed_in(planned.org()), planned.org());
    check::tell(reporter, &planned.checkup);
    if planned.checkup.blocked {
        return Err(Problem::new(Code::ChecksBlock));
    }
    if !planned.problems.is_empty() {
        reporter.answers(desk.submit_answers(draft).await?.problems);
        return ended(Exit::Refused);
    }
    let plan = planned.view()?;
    show_plan(reporter, &plan);
    if arguments.plan {
        return ended(Exit::Done);
    }
    if arguments.validate {
        return ended(validate(reporter, desk, draft, &plan).await?);
    }
    let loosenings = plan.loosenings.is_empty() || loosenings_accepted(arguments.accept_loosenings, arguments.yes);
    if !loosenings {
        return Err(Problem::new(Code::LooseningsNotAccepted));
    }
    let given = arguments.org_name.as_deref();
    let question = Line::new("cli_create_question").with("label", &plan.label).with("org", &plan.org.name);
    let answer = match &plan.type_to_confirm {
        Some(name) => name_of_org(given, name),
        None => yes(arguments.yes, given, &question),
    };
    let run = match answer {
        // Nobody was asked, so that the org is as it was read.
        Answer::Go { name } if arguments.yes && (plan.type_to_confirm.is_none() || given.is_some()) => {
            desk.create_planned(planned, &Consent { org_name: name, loosenings })?
        }
        Answer::Go { name } => desk.create(draft, &plan.fingerprint, &Consent { org_name: name, loosenings }).await?,
        answer => return ended(answer.declined(reporter)),
    };
    Ok(Begun::Run(Box::new(run)))
}

/// Signs in, checks and plans: together, where nothing has to be known of the org before.
async fn planned(arguments: &Arguments, desk: &Desk, draft: Uuid, work: &mut Work<'_>) -> Result<Planned, Problem> {
    if arguments.blueprint.is_some() && !arguments.key_pair.is_given() {
        return work.stage("plan", arguments.place.planned(desk, draft)).await;
    }
    let known = work.stage("sign_in", arguments.place.sign_in(desk)).await?;
    desk.enter(draft, &known)?;
    if arguments.blueprint.is_none() {
        run_as_server_user(desk, draft).await?;
    }
    arguments.key_pair.take(desk, draft, work).await?;
    work.stage("plan", desk.planned(draft)).await
}

/// Salesforce's own verdict, without changing anything.
async fn validate(reporter: &Reporter, desk: &Desk, draft: Uuid, plan: &PlanView) -> Result<Exit, Problem> {
    let found = desk.validate_plan(draft, &plan.fingerprint).await?;
    found.problems.iter().for_each(|problem| reporter.problem(problem));
    let id = if found.accepted { "cli_validated" } else { "cli_validated_not" };
    reporter.say(Event::Validated, &Line::new(id).with("org", &plan.org.name), &found);
    Ok(if found.accepted { Exit::Done } else { Exit::Refused })
}

/// In practice the server is the org's own user for servers.
async fn run_as_server_user(desk: &Desk, draft: Uuid) -> Result<(), Problem> {
    let run_as = desk.users(draft, "").await?.api_only.into_iter().next();
    let run_as = run_as.ok_or_else(|| Problem::new(Code::RunAsMissing))?.username;
    let flows = desk.open_draft(draft)?.draft.answers.flows;
    desk.save_answer(draft, StepAnswer::Flows(FlowsAnswer { run_as: Some(run_as), ..flows }))?;
    Ok(())
}

impl KeyPair {
    fn is_given(&self) -> bool {
        self.make_key_pair || self.certificate.is_some()
    }

    async fn take(&self, desk: &Desk, draft: Uuid, work: &mut Work<'_>) -> Result<(), Problem> {
        if self.make_key_pair {
            work.stage("key_pair", desk.make_key_pair(draft)).await?;
        } else if let Some(certificate) = &self.certificate {
            let paths: Vec<_> = [Some(certificate), self.key.as_ref()].into_iter().flatten().cloned().collect();
            let pair = work.stage("key_pair", desk.bring_key_pair(draft, read_files(&paths)?)).await?;
            if pair.locked {
                let password = Zeroizing::new(std::env::var("ORGKEY_KEY_PASSWORD").unwrap_or_default());
                desk.unlock_key_pair(draft, password.to_string()).await?;
            }
        }
        Ok(())
    }
}

fn show_plan(reporter: &Reporter, plan: &PlanView) {
    reporter.object(Event::Plan, plan);
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
    if !plan.loosenings.is_empty() {
        reporter.text(&format!("  {}", words::line(&Line::new("cli_loosenings"))));
    }
    for line in plan.loosenings.iter().chain(&plan.notes) {
        reporter.text(&format!("  ! {}", words::line(line)));
    }
    reporter.text("");
}
