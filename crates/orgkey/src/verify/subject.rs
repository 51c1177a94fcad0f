//! The app under proof, and the questions that need no token.

use salesforce::oauth::{self, Authorize, DryCheck, Pkce, State, TokenReply};
use salesforce::types::{ConsumerKey, ConsumerSecret, PrivateKey};
use salesforce::{Host, Transport};

use crate::plan::{Plan, components};
use crate::problem::Problem;

/// The app under proof.
#[derive(Clone)]
pub struct Subject {
    /// How calls are made.
    pub transport: Transport,
    /// The org's My Domain.
    pub host: Host,
    /// What the app shall be.
    pub plan: Plan,
    /// Its client ID.
    pub key: ConsumerKey,
    /// Its secret, if it is kept.
    pub secret: Option<ConsumerSecret>,
    /// The private key of its certificate, if it has one and that is kept.
    pub private_key: Option<PrivateKey>,
    /// For whom its assertions are.
    pub audience: String,
}

impl Subject {
    /// The callback that proofs use: the app's own first one.
    pub fn callback(&self) -> String {
        self.callbacks().into_iter().next().unwrap_or_default()
    }

    /// The callbacks that are asked about: the app's own first one, and the first of this computer's.
    pub fn callbacks(&self) -> Vec<String> {
        let (own, test) = components::callbacks(&self.plan.blueprint, &self.plan.snapshot.origin);
        own.into_iter().take(1).chain(test.into_iter().take(1)).collect()
    }

    /// The authorize link for a callback; without a challenge if `pkce` is none.
    pub fn link(&self, callback: &str, state: &State, pkce: Option<&Pkce>, force_login: bool) -> url::Url {
        Authorize {
            host: &self.host,
            client_id: &self.key,
            redirect_uri: callback,
            scopes: &self.plan.blueprint.scopes,
            state: state.as_str(),
            challenge: pkce.map(|pkce| pkce.challenge.as_str()),
            force_login,
        }
        .url()
    }

    /// "Do you know this client ID, this callback and these scopes?" Asked without signing in.
    ///
    /// # Errors
    /// What stood in the way of asking.
    pub async fn dry_check(&self, callback: &str, with_pkce: bool) -> Result<DryCheck, Problem> {
        let pkce = Pkce::new();
        let link = self.link(callback, &State::new(), with_pkce.then_some(&pkce), false);
        Ok(oauth::dry_check(&self.transport, &link, &self.host).await?)
    }

    /// Takes every token of a reply back that nobody was to get, or that is not needed any more. Best effort: what is
    /// dead already can't be taken back.
    pub(super) async fn let_go(&self, reply: &TokenReply) {
        let _ = oauth::revoke(&self.transport, &self.host, &reply.access_token).await;
        if let Some(token) = &reply.refresh_token {
            let _ = oauth::revoke(&self.transport, &self.host, token).await;
        }
    }
}
