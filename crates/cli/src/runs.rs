//! `orgkey runs`, `continue`, `verify` and `undo`: which runs there are, and what can be done with one.

use orgkey::apply::RunSummary;
use orgkey::desk::Desk;
use orgkey::orgs::OrgKind;
use orgkey::{Code, Line, Problem, Uuid, words};

use crate::confirm::{Answer, name_of_org, yes};
use crate::evidence::Work;
use crate::exit::Exit;
use crate::follow::{follow, title};
use crate::open;
use crate::report::{Event, Reporter};
use crate::secrets::SecretFiles;
use crate::sign_in::WayBack;

/// Which run.
#[derive(clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Which {
    /// The run.
    run: Option<Uuid>,
    /// The run that was begun last.
    #[arg(long)]
    last: bool,
}

impl Which {
    /// The run that is meant.
    fn find(&self, desk: &Desk) -> Result<Uuid, Problem> {
        let runs = desk.runs()?;
        let found = match self.run {
            Some(wanted) => runs.iter().find(|run| run.id == wanted),
            None => last(&runs),
        };
        found.map(|run| run.id).ok_or_else(|| Problem::new(Code::RunUnknown))
    }
}

/// The run that was begun last, whether it is finished or not: `undo` takes back no other by surprise.
fn last(runs: &[RunSummary]) -> Option<&RunSummary> {
    runs.iter().max_by_key(|run| run.started_at)
}

/// What `runs` is told.
#[derive(clap::Args)]
pub(crate) struct Runs {
    /// Print JSON lines.
    #[arg(long)]
    pub(crate) json: bool,
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

/// Lists the runs, in the window and here: those that are not finished first, then the newest.
pub(crate) async fn runs(reporter: &Reporter) -> Result<Exit, Problem> {
    let opened = open::kept(None, reporter).await?;
    let runs = opened.desk.runs()?;
    for run in &runs {
        let line = if run.readable { Line::new("cli_run") } else { Line::new("cli_run_unreadable") };
        let line = line.with("run", run.id).with("label", &run.label).with("org", &run.org);
        reporter.say(Event::Run, &line.with("state", words::line(&standing(run))), run);
    }
    if runs.is_empty() {
        reporter.text(&words::line(&Line::new("cli_no_runs")));
    }
    Ok(Exit::Done)
}

/// How a run stands, as the first page of the window says it. Whether another process works on it is not known.
fn standing(run: &RunSummary) -> Line {
    let id = match run {
        RunSummary { readable: false, .. } => "welcome_run_unreadable",
        RunSummary { open: true, undoing: true, .. } => "welcome_run_undoing",
        RunSummary { open: true, .. } => "welcome_run_open",
        RunSummary { made: true, .. } => "welcome_run_ended",
        _ => "welcome_run_undone",
    };
    Line::new(id).with("part", title("part", run.part))
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

#[cfg(test)]
mod tests {
    use orgkey::apply::Part;

    use super::*;

    #[test]
    fn an_older_run_that_is_not_finished_is_taken_for_the_last() {
        let run = |open, started_at: &str| RunSummary {
            id: Uuid::from_u128(if open { 1 } else { 2 }),
            label: String::new(),
            org: String::new(),
            part: Part::Sent,
            open,
            running: false,
            undoing: false,
            made: true,
            readable: true,
            started_at: started_at.parse().expect("a time"),
        };
        // As they are listed: what wants something comes first.
        let runs = [run(true, "2026-11-20T08:00:00Z"), run(false, "2026-11-27T08:00:00Z")];
        assert_eq!(last(&runs).map(|run| run.id), Some(runs[1].id));
        assert_eq!(last(&[]), None);
    }
}
