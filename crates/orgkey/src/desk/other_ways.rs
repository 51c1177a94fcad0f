//! The ways in without a browser: with what `sf` has, with a token that somebody pastes, and with what is kept. Neither the
//! org that `sf` names nor the one in the token is believed: the token's own org is asked who it is.

use jiff::Timestamp;
use salesforce::oauth::UserInfo;
use salesforce::types::AccessToken;
use salesforce::{Host, HostProblem, Org, Trust};

use super::sessions::{Access, namespace};
use super::signing_in::{Arrival, SignIn};
use super::{Desk, lock};
use crate::orgs::{KnownOrg, arrive, describe};
use crate::problem::{Code, Problem};
use crate::sign_in::{Place, Sf, SfFound, SignInView, named_org, parse_token};
use crate::vault::Slot;

impl Desk {
    /// The orgs that `sf` is signed in to.
    pub async fn sf_orgs(&self, sf: &Sf) -> SfFound {
        let found = sf.orgs().await;
        let orgs = if let SfFound::Orgs { orgs, .. } = &found { orgs.clone() } else { Vec::new() };
        *lock(&self.0.sf_orgs) = orgs;
        found
    }

    /// Signs in with the access that `sf` has for an org of its last list. The sign-in of `sf` stays as it is.
    ///
    /// # Errors
    /// `not_found` for an org that was not listed; `foreign_host`; what [`Sf::token`] says; `sf_session_ended` when
    /// Salesforce no longer takes the token; `different_identity` when it is somebody else's.
    pub async fn sign_in_with_sf(
        &self,
        sf: &Sf,
        username: &str,
        expected_org: Option<String>,
    ) -> Result<SignInView, Problem> {
        let expected = self.expected(expected_org)?;
        let listed = lock(&self.0.sf_orgs).iter().find(|org| org.username == username).cloned();
        let listed = listed.ok_or_else(|| Problem::new(Code::NotFound).with("what", "org"))?;
        // Before any token is asked for.
        let host = self.believed(&listed.address)?;
        let token = sf.token(username).await?;
        let arrival = self.recognised(host, token).await.map_err(|problem| match problem.code {
            Code::SessionEnded => Problem {
                salesforce: problem.salesforce,
                ..Problem::new(Code::SfSessionEnded).with("username", username)
            },
            _ => problem,
        })?;
        if arrival.known.username != username || (!listed.org.is_empty() && arrival.known.id != listed.org) {
            return Err(Problem::new(Code::DifferentIdentity).with("username", username));
        }
        self.give_up_others();
        Ok(self.list(SignIn::at_once(expected, arrival)))
    }

    /// Signs in with a token that a person pasted, at the org's own address. The token belongs to whoever gave it.
    ///
    /// # Errors
    /// `not_a_salesforce_address`; `token_half_copied`, `token_not_one`; `token_of_other_org`, `token_refused`,
    /// `session_not_for_api`.
    pub async fn sign_in_with_token(
        &self,
        address: String,
        pasted: &str,
        expected_org: Option<String>,
    ) -> Result<SignInView, Problem> {
        let expected = self.expected(expected_org)?;
        let (org, user) = self.arrived_with_token(&address, pasted).await?;
        let known = describe(&org, &user, Timestamp::now()).await?;
        self.give_up_others();
        Ok(self.list(SignIn::at_once(expected, Arrival { org, known, access: Access::Borrowed })))
    }

    /// The session that a pasted token opens at an org's own address, and whose it is.
    pub(super) async fn arrived_with_token(&self, address: &str, pasted: &str) -> Result<(Org, UserInfo), Problem> {
        let token = parse_token(pasted)?;
        let host = self.org_at(address)?;
        let other = self.other_org(&host, &token)?;
        let refused = |code| Problem::new(code).with("host", host.display_name());
        arrive(&self.0.transport, host.clone(), token).await.map_err(|problem| {
            match (problem.code == Code::SessionEnded, &other) {
                (false, _) => problem,
                (true, Some(name)) => refused(Code::TokenOfOtherOrg).with("org", name),
                (true, None) => Problem { salesforce: problem.salesforce, ..refused(Code::TokenRefused) },
            }
        })
    }

    /// Signs in with the session that is kept for the org at an address.
    ///
    /// # Errors
    /// `not_a_salesforce_address`; `not_signed_in` when none is kept; `session_ended` when Salesforce no longer takes it.
    pub async fn sign_in_again(&self, address: &str) -> Result<KnownOrg, Problem> {
        let host = self.org_at(address)?;
        self.0.vault.settle().await;
        let missing = || Problem::new(Code::NotSignedIn).with("host", host.display_name());
        let known = self.0.store.orgs()?.into_iter().find(|org| org.origin == host.origin()).ok_or_else(missing)?;
        // What keeps the keychain from answering is said as it is.
        let slot = Slot::session(namespace(&known), &known.id);
        if !self.is_signed_in(&known.id) && self.0.vault.get(&slot).await?.is_none() {
            return Err(missing());
        }
        self.look_again(&known.id).await
    }

    /// The host of an org's own address.
    fn org_at(&self, address: &str) -> Result<Host, Problem> {
        let practice = self.0.practice.known().map(|org| (org.login.clone(), org.trust()));
        let practice = practice.as_ref().map(|(host, trust)| (host, trust));
        let (host, _) = Place::MyDomain { address: address.to_owned() }.resolve(practice)?;
        if !host.is_practice() && !host.is_my_domain() {
            return Err(Problem::from(HostProblem::NotAnOrg).with("address", address));
        }
        Ok(host)
    }

    /// The name of the org that a refused token says it is for, if Orgkey knows it and it is not the one at `host`.
    fn other_org(&self, host: &Host, token: &AccessToken) -> Result<Option<String>, Problem> {
        let Some(named) = named_org(token) else { return Ok(None) };
        let known = self.0.store.orgs()?;
        let meant = known.into_iter().find(|org| org.id.starts_with(named));
        Ok(meant.filter(|org| org.origin != host.origin()).map(|org| org.name))
    }

    /// The host of an address that another program wrote down: Salesforce's, or the practice org's that this desk knows.
    fn believed(&self, address: &str) -> Result<Host, Problem> {
        let practice = self.0.practice.known();
        if let Some(host) = practice.and_then(|practice| practice.trust().accept(address).ok()) {
            return Ok(host);
        }
        Trust::Salesforce
            .accept(address)
            .map_err(|reason| Problem::new(Code::ForeignHost).with("host", address).with("reason", reason))
    }

    async fn recognised(&self, host: Host, token: AccessToken) -> Result<Arrival, Problem> {
        let (org, user) = arrive(&self.0.transport, host, token).await?;
        let known = describe(&org, &user, Timestamp::now()).await?;
        Ok(Arrival { org, known, access: Access::Borrowed })
    }
}
