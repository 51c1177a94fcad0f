//! `orgkey continue`, `orgkey verify` and `orgkey undo`: what can be done with a run that there is.

use orgkey::desk::Desk;
use orgkey::orgs::OrgKind;
use orgkey::{Code, Line, Problem, Uuid, words};

use crate::confirm::{Answer, name_of_org, yes};
use crate::evidence::Work;
use crate::exit::Exit;
use crate::follow::follow;
use crate::report::{Event, Reporter};
use crate::secrets::SecretFiles;
use crate::sign_in::WayBack;

/// Which run.
#[derive(clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Which {
    /// The run.
    run: Option<Uuid>,
    /// The newest run, one that is not finished before any other.
    #[arg(long)]
    last: bool,
}

impl Which {
    /// The run that is meant.
    fn find(&self, desk: &Desk) -> Result<Uuid, Problem> {
        let missing = || Problem::new(Code::NotFound).with("what", "run");
        match self.run {
            Some(run) => Ok(run),
            None => desk.runs()?.first().map(|run| run.id).ok_or_else(missing),
        }
    }
}

/// What `continue` is told.
#[derive(clap::Args)]
pub(crate) struct Continue {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    way: WayBack,
    #[command(flatten)]
    files: SecretFiles,
    /// Print JSON lines.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What `verify` is told.
#[derive(clap::Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    way: WayBack,
    /// Print JSON lines.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What `undo` is told.
#[derive(clap::Args)]
pub(crate) struct Undo {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    way: WayBack,
    /// Undo without asking. A production org's name is wanted all the same.
    #[arg(long)]
    yes: bool,
    /// The name of the org, which a production org wants.
    #[arg(long, value_name = "NAME")]
    org_name: Option<String>,
    /// Print JSON lines.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Goes on where a run stopped, or where it was cut short.
pub(crate) async fn go_on(arguments: &Continue, reporter: &Reporter) -> Result<Exit, Problem> {
    arguments.files.free()?;
    let work = Work::begin(Some(&arguments.files));
    let opened = arguments.way.open(reporter).await?;
    let run = arguments.which.find(&opened.desk)?;
    arguments.way.sign_in(&opened.desk, run).await?;
    let run = opened.desk.continue_run(run).await?;
    follow(reporter, &opened.desk, run, &work).await
}

/// Proves the app of a run again.
pub(crate) async fn verify(arguments: &Verify, reporter: &Reporter) -> Result<Exit, Problem> {
    let work = Work::begin(None);
    let opened = arguments.way.open(reporter).await?;
    let run = arguments.which.find(&opened.desk)?;
    arguments.way.sign_in(&opened.desk, run).await?;
    let run = opened.desk.prove_again(run).await?;
    follow(reporter, &opened.desk, run, &work).await
}

/// Takes back what a run made, and nothing else.
pub(crate) async fn undo(arguments: &Undo, reporter: &Reporter) -> Result<Exit, Problem> {
    let work = Work::begin(None);
    let opened = arguments.way.open(reporter).await?;
    let desk = &opened.desk;
    let run = desk.run(arguments.which.find(desk)?)?;
    reporter.object(Event::WillUndo, &run.undoes);
    run.undoes.iter().for_each(|line| reporter.text(&words::line(line)));
    let given = arguments.org_name.as_deref();
    let answer = if run.org.kind == OrgKind::Production {
        name_of_org(given, &run.org.name)
    } else {
        let question = Line::new("cli_undo_question").with("label", &run.label).with("org", &run.org.name);
        yes(arguments.yes, given, &question)
    };
    let Answer::Go { name } = answer else { return Ok(answer.declined(reporter)) };
    arguments.way.sign_in(desk, run.id).await?;
    let run = desk.undo_run(run.id, &name).await?;
    follow(reporter, desk, run, &work).await
}
