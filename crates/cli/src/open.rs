//! The desk that a command works at.

use std::path::PathBuf;
use std::sync::Arc;

use orgkey::desk::{Desk, PracticeOrg, Setting};
use orgkey::vault::Vault;
use orgkey::{Code, Problem, place};
use practice_org::{Options, Running};
use tempfile::TempDir;

use crate::report::{Event, Reporter};

/// A desk, and what has to live as long as it.
pub(crate) struct Opened {
    pub(crate) desk: Desk,
    _alone: Option<(Running, TempDir)>,
}

/// A desk in a practice org of this process: both are gone when it is dropped, so nothing is kept.
pub(crate) async fn alone() -> Result<Opened, Problem> {
    let failed = |detail: String| Problem::new(Code::PracticeOrgNotStarted).with("detail", detail);
    let folder = tempfile::tempdir().map_err(|error| failed(error.to_string()))?;
    let practice = practice_org::start(Options::default()).await.map_err(|error| failed(error.to_string()))?;
    let description = serde_json::to_string(practice.description()).map_err(|error| failed(error.to_string()))?;
    // A practice secret that dies with this command does not belong into anyone's keychain.
    let vault = Vault::in_memory(Problem::new(Code::KeychainMissing).with("detail", "practice only"));
    let desk = desk(folder.path().to_owned(), vault, Some(PracticeOrg::described(&description)?))?;
    Ok(Opened { desk, _alone: Some((practice, folder)) })
}

/// The desk that the window has too: same folder, same keychain. `practice_at` is another process's practice org, whose
/// bearer comes by the environment, never by argument. What a person should know of file or proxy is said.
pub(crate) async fn kept(practice_at: Option<&str>, reporter: &Reporter) -> Result<Opened, Problem> {
    let practice_at = match practice_at {
        Some(address) => {
            let bearer = std::env::var("ORGKEY_PRACTICE_BEARER").unwrap_or_default();
            Some(PracticeOrg::at(address, &bearer).await?)
        }
        None => None,
    };
    let desk = desk(place::folder()?, Vault::open(), practice_at)?;
    desk.notices().iter().for_each(|notice| reporter.say(Event::Notice, notice, notice));
    Ok(Opened { desk, _alone: None })
}

/// Nobody can be asked anything here, and no command starts a practice org that it was not told of.
fn desk(folder: PathBuf, vault: Vault, practice_at: Option<PracticeOrg>) -> Result<Desk, Problem> {
    Desk::open(Setting {
        folder,
        vault,
        browser: None,
        practice: Arc::new(|| Box::pin(async { Err(Problem::new(Code::PracticeOrgNotNamed)) })),
        practice_at,
    })
}
