//! `orgkey continue`: goes on where a run stopped, or where it was cut short.

use std::time::Instant;

use orgkey::{Code, Problem, Uuid};

use crate::follow::follow;
use crate::open;
use crate::report::Reporter;

/// What `continue` is told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    run: Which,
    /// The practice org of another process, if the run is in one.
    #[arg(long, value_name = "URL")]
    practice_at: Option<String>,
    /// Print JSON lines.
    #[arg(long)]
    pub(crate) json: bool,
}

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
    pub(crate) fn find(&self, desk: &orgkey::desk::Desk) -> Result<Uuid, Problem> {
        let missing = || Problem::new(Code::NotFound).with("what", "run");
        match self.run {
            Some(run) => Ok(run),
            None => desk.runs()?.first().map(|run| run.id).ok_or_else(missing),
        }
    }
}

/// True when the run is done and everything about the app proven.
pub(crate) async fn go_on(arguments: &Arguments) -> Result<bool, Problem> {
    let began = Instant::now();
    let reporter = Reporter::new(arguments.json);
    let opened = open::kept(arguments.practice_at.as_deref()).await?;
    if arguments.practice_at.is_some() {
        // The session that is kept may be one of an earlier practice org: they are alike, down to their ids.
        opened.desk.sign_in_to_practice().await?;
    }
    let run = arguments.run.find(&opened.desk)?;
    let run = opened.desk.continue_run(run).await?;
    follow(&reporter, &opened.desk, run, began).await
}
