//! `orgkey blueprint`: the file that `set-up` takes, without any org.

use std::path::PathBuf;

use clap::builder::TypedValueParser as _;
use clap::builder::{PossibleValue, PossibleValuesParser};
use orgkey::blueprint::{BlueprintFile, Explanation};
use orgkey::catalogue::ConnectKind;
use orgkey::{Line, Problem, words};

use crate::exit::Exit;
use crate::report::{Event, Reporter};

/// What to do about blueprints.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Prints a complete blueprint with every safe default written out; the names are still to be filled in.
    New {
        /// What will connect.
        #[arg(long, value_name = "WHAT", value_parser = kinds())]
        connect: ConnectKind,
    },
    /// Says every setting of a blueprint in plain words, what is left at its default, and every loosening.
    Explain {
        /// The blueprint.
        #[arg(value_name = "BLUEPRINT.json")]
        file: PathBuf,
        /// Print JSON lines.
        #[arg(long)]
        json: bool,
    },
    /// Prints a JSON Schema of what may stand in a blueprint, for editors.
    Schema,
}

/// The words of [`ConnectKind`], with a hyphen where a blueprint has an underscore; taken as a blueprint has them, too.
fn kinds() -> impl clap::builder::TypedValueParser<Value = ConnectKind> {
    let kinds = [
        ("server", "server"),
        ("web-app", "web_app"),
        ("mobile-or-desktop", "mobile_or_desktop"),
        ("saas-product", "saas_product"),
        ("many-orgs", "many_orgs"),
        ("i-know", "i_know"),
    ];
    PossibleValuesParser::new(kinds.map(|(typed, written)| PossibleValue::new(typed).alias(written)))
        .try_map(|name| serde_json::from_value::<ConnectKind>(serde_json::Value::String(name.replace('-', "_"))))
}

impl Command {
    pub(crate) fn is_json(&self) -> bool {
        matches!(self, Self::Explain { json: true, .. })
    }

    pub(crate) fn run(&self, reporter: &Reporter) -> Result<Exit, Problem> {
        match self {
            Self::New { connect } => reporter.text(BlueprintFile::example(*connect).text().trim_end()),
            Self::Schema => reporter.text(BlueprintFile::schema().trim_end()),
            Self::Explain { file, .. } => return Ok(explain(reporter, BlueprintFile::open(file)?.explain()?)),
        }
        Ok(Exit::Done)
    }
}

fn explain(reporter: &Reporter, explanation: Explanation) -> Exit {
    reporter.object(Event::Explained, &explanation);
    for setting in &explanation.settings {
        let value = words::line(&setting.value);
        let line = if setting.left_out { "cli_explained_default" } else { "cli_explained" };
        reporter.text(&words::line(&Line::new(line).with("setting", &setting.name).with("value", value)));
    }
    if !explanation.loosenings.is_empty() {
        reporter.text("");
        reporter.text(&words::line(&Line::new("cli_loosenings")));
        explanation.loosenings.iter().for_each(|line| reporter.text(&format!("  ! {}", words::line(line))));
    }
    if explanation.problems.is_empty() {
        return Exit::Done;
    }
    reporter.text("");
    reporter.text(&words::line(&Line::new("cli_to_fix")));
    reporter.answers(explanation.problems);
    Exit::Refused
}
