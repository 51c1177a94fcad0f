//! How a command gets into an org. A token never comes by argument, where others could read it.

use std::io::Read as _;

use orgkey::desk::{Desk, Planned};
use orgkey::orgs::KnownOrg;
use orgkey::sign_in::SignInState;
use orgkey::{Code, Problem, Uuid};
use zeroize::Zeroizing;

use crate::open::{self, Opened};
use crate::report::Reporter;

/// No access token is longer, in bytes.
const LONGEST: u64 = 64 * 1024;

/// In which org, and how to get in.
#[derive(clap::Args)]
pub(crate) struct Place {
    #[command(flatten)]
    at: At,
    /// Read the access token from standard input.
    #[arg(long, requires = "org")]
    token_stdin: bool,
}

/// In which org.
#[derive(clap::Args)]
#[group(required = true, multiple = true)]
struct At {
    /// The org's own address, such as https://acme.my.salesforce.com. The access token comes in ORGKEY_ACCESS_TOKEN or by
    /// --token-stdin; without one, the sign-in that Orgkey keeps for this org is used.
    #[arg(long, value_name = "URL")]
    org: Option<String>,
    /// A practice org that lives only as long as this command.
    #[arg(long, conflicts_with_all = ["org", "practice_at", "token_stdin"])]
    practice: bool,
    /// The practice org that another process has started here. Its control bearer comes in ORGKEY_PRACTICE_BEARER.
    #[arg(long, value_name = "URL")]
    practice_at: Option<String>,
}

impl Place {
    /// The desk for this place.
    pub(crate) async fn open(&self, reporter: &Reporter) -> Result<Opened, Problem> {
        if self.at.practice { open::alone().await } else { open::kept(self.at.practice_at.as_deref(), reporter).await }
    }

    /// Signs in and plans a draft in one go.
    pub(crate) async fn planned(&self, desk: &Desk, draft: Uuid) -> Result<Planned, Problem> {
        let Some(address) = &self.at.org else { return desk.planned_in_practice(draft).await };
        match token(self.token_stdin)? {
            Some(token) => desk.planned_with_token(draft, address, &token).await,
            None => {
                let known = desk.sign_in_again(address).await?;
                desk.enter(draft, &known)?;
                desk.planned(draft).await
            }
        }
    }

    /// Signs in.
    pub(crate) async fn sign_in(&self, desk: &Desk) -> Result<KnownOrg, Problem> {
        match &self.at.org {
            None => desk.sign_in_to_practice().await,
            Some(address) => match token(self.token_stdin)? {
                Some(token) => with_token(desk, address, &token, None).await,
                None => desk.sign_in_again(address).await,
            },
        }
    }
}

/// How to get back into the org of a run.
#[derive(clap::Args)]
pub(crate) struct WayBack {
    /// The practice org of another process, if the run is in one.
    #[arg(long, value_name = "URL")]
    practice_at: Option<String>,
    /// Read the access token from standard input. It may come in ORGKEY_ACCESS_TOKEN too; without one, the sign-in that
    /// Orgkey keeps is used.
    #[arg(long, conflicts_with = "practice_at")]
    token_stdin: bool,
}

impl WayBack {
    /// The desk that knows the run.
    pub(crate) async fn open(&self, reporter: &Reporter) -> Result<Opened, Problem> {
        open::kept(self.practice_at.as_deref(), reporter).await
    }

    /// Signs in to the org of a run.
    pub(crate) async fn sign_in(&self, desk: &Desk, run: Uuid) -> Result<(), Problem> {
        if self.practice_at.is_some() {
            // The session that is kept may be one of an earlier practice org: they are alike, down to their ids.
            desk.sign_in_to_practice().await?;
        } else if let Some(token) = token(self.token_stdin)? {
            let org = desk.run(run)?.org;
            with_token(desk, &org.origin, &token, Some(org.id)).await?;
        }
        Ok(())
    }
}

/// Through the same door as a token that is pasted into the window.
async fn with_token(desk: &Desk, address: &str, token: &str, expected: Option<String>) -> Result<KnownOrg, Problem> {
    let view = desk.sign_in_with_token(address.to_owned(), token, expected).await?;
    let SignInState::Arrived { org, differs, .. } = view.state else { return Err(Problem::new(Code::Unexpected)) };
    if !differs.is_empty() {
        desk.cancel_sign_in(view.id);
        return Err(Problem::new(Code::DifferentIdentity).with("username", &org.username));
    }
    desk.accept_org(view.id, None).await?;
    Ok(*org)
}

fn token(from_stdin: bool) -> Result<Option<Zeroizing<String>>, Problem> {
    if from_stdin {
        let mut text = Zeroizing::new(String::new());
        let read = std::io::stdin().lock().take(LONGEST).read_to_string(&mut text);
        // Whatever it is, it is judged as what was pasted is, and repeated nowhere.
        return read.map(|_| Some(text)).map_err(|_| Problem::new(Code::TokenNotOne).with("what", "other"));
    }
    Ok(std::env::var("ORGKEY_ACCESS_TOKEN").ok().filter(|token| !token.is_empty()).map(Zeroizing::new))
}
