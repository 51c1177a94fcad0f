//! `orgkey check`: is an org ready? Changes nothing in it.

use orgkey::preflight::{Checkup, Outcome};
use orgkey::{Line, Problem, words};

use crate::exit::Exit;
use crate::report::{Event, Reporter};
use crate::sign_in::Place;

/// What `check` is told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
    /// Print JSON lines.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Looks whether an org is ready.
pub(crate) async fn check(arguments: &Arguments, reporter: &Reporter) -> Result<Exit, Problem> {
    let opened = arguments.place.open(reporter).await?;
    let known = arguments.place.sign_in(&opened.desk).await?;
    reporter.say(Event::SignedIn, &signed_in(&known), &known);
    let checkup = opened.desk.check_org(&known.id).await?;
    tell(reporter, &checkup);
    Ok(if checkup.blocked { Exit::Refused } else { Exit::Done })
}

/// Who signed in, and where.
pub(crate) fn signed_in(known: &orgkey::orgs::KnownOrg) -> Line {
    Line::new("cli_signed_in").with("user", &known.user_name).with("org", &known.name).with("host", &known.host)
}

/// Every check in a line, with its outcome before it; below what did not pass, what to do.
pub(crate) fn tell(reporter: &Reporter, checkup: &Checkup) {
    for check in &checkup.checks {
        let (mark, outcome) = match check.outcome {
            Outcome::Pass => ("✓", "pass"),
            Outcome::Warn => ("!", "warn"),
            Outcome::Block => ("✕", "block"),
        };
        let said = |part: &str| {
            let id = format!("check_{}_{outcome}_{part}", check.id.as_str());
            words::line(&Line { id, params: check.params.clone() })
        };
        reporter.object(Event::Check, check);
        reporter.text(&format!("{mark} {}", said("title")));
        if check.outcome != Outcome::Pass {
            reporter.text(&format!("  {}", said("detail")));
        }
    }
}
