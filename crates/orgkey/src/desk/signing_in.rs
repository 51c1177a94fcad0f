//! Sign-ins under way, from opening the browser to the person's "yes, this org".

use std::time::Duration;

use jiff::Timestamp;
use salesforce::{Org, Session, oauth};
use tokio::task::AbortHandle;
use uuid::Uuid;

use super::sessions::{Access, different_org};
use super::{Desk, lock};
use crate::orgs::KnownOrg;
use crate::problem::{Code, Problem};
use crate::sign_in::{Attempt, Callback, Place, SignInClient, SignInState, SignInView, WAIT, deadline};
use crate::views::Change;
use crate::wizard::DraftView;

pub(super) struct SignIn {
    /// None where no browser takes part.
    link: Option<url::Url>,
    expected_address: String,
    expected: Option<KnownOrg>,
    deadline: Timestamp,
    browser_failed: bool,
    state: SignInState,
    arrived: Option<Arrival>,
    task: Option<AbortHandle>,
}

/// Somebody who is signed in, before the person said yes to it.
pub(super) struct Arrival {
    pub(super) org: Org,
    pub(super) known: KnownOrg,
    pub(super) access: Access,
}

impl Drop for SignIn {
    fn drop(&mut self) {
        // The task holds the callback port.
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

impl SignIn {
    fn view(&self, id: Uuid) -> SignInView {
        SignInView {
            id,
            link: self.link.as_ref().map(ToString::to_string),
            expected_address: self.expected_address.clone(),
            deadline: self.deadline,
            browser_failed: self.browser_failed,
            state: self.state.clone(),
        }
    }

    /// A sign-in that ended where it began: with what `sf` has, or with a token.
    pub(super) fn at_once(expected: Option<KnownOrg>, arrival: Arrival) -> Self {
        let mut sign_in = Self {
            link: None,
            expected_address: arrival.known.origin.clone(),
            expected,
            deadline: Timestamp::now(),
            browser_failed: false,
            state: SignInState::Exchanging,
            arrived: None,
            task: None,
        };
        sign_in.arrive(arrival);
        sign_in
    }

    fn arrive(&mut self, arrival: Arrival) {
        self.state = SignInState::Arrived {
            org: Box::new(arrival.known.clone()),
            differs: differs(self.expected.as_ref(), &arrival.known),
            expected: self.expected.clone().map(Box::new),
            jwt: arrival.org.session().access_token.is_jwt(),
        };
        self.arrived = Some(arrival);
    }
}

impl Desk {
    /// Holds the callback port, then opens the browser. `expected_org` is the org that the person means to come back
    /// to, if there is one.
    ///
    /// # Errors
    /// `callback_port_busy`, `not_a_salesforce_address`.
    pub async fn begin_sign_in(&self, place: Place, expected_org: Option<String>) -> Result<SignInView, Problem> {
        self.begin(place, SignInClient::PlatformCli, expected_org).await
    }

    /// The same with an own client id, which lives at the org's own address. Its session is renewed.
    ///
    /// # Errors
    /// `client_id_malformed`, `client_id_unknown`, `callback_not_registered`, `callback_ports_busy`,
    /// `not_a_salesforce_address`.
    pub async fn begin_own_sign_in(
        &self,
        address: String,
        client_id: &str,
        expected_org: Option<String>,
    ) -> Result<SignInView, Problem> {
        let client = SignInClient::own(client_id)?;
        self.begin(Place::MyDomain { address }, client, expected_org).await
    }

    pub(super) fn expected(&self, org: Option<String>) -> Result<Option<KnownOrg>, Problem> {
        org.map_or(Ok(None), |id| self.0.store.org(&id))
    }

    /// Sign-ins that were begun and not ended are given up: the port is one, and a forgotten attempt would hold it.
    pub(super) fn give_up_others(&self) {
        let given_up: Vec<_> = lock(&self.0.sign_ins).drain().collect();
        given_up.into_iter().for_each(|(_, sign_in)| self.let_go(sign_in));
    }

    pub(super) fn list(&self, sign_in: SignIn) -> SignInView {
        let id = Uuid::new_v4();
        let view = sign_in.view(id);
        lock(&self.0.sign_ins).insert(id, sign_in);
        view
    }

    async fn begin(
        &self,
        place: Place,
        client: SignInClient,
        expected_org: Option<String>,
    ) -> Result<SignInView, Problem> {
        let expected = self.expected(expected_org)?;
        let practice = self.0.practice.known();
        let practice = practice.as_ref().map(|org| (&org.login, org.trust()));
        self.give_up_others();
        let attempt = self.bind(&place, &client, practice.as_ref().map(|(host, trust)| (*host, trust))).await?;
        attempt.ask_ahead(&self.0.transport).await?;
        let id = Uuid::new_v4();
        let link = attempt.link().clone();
        let expected_address = attempt.expected_address();
        let desk = self.clone();
        let task = tokio::spawn(async move { desk.wait_for(id, attempt, client).await }).abort_handle();
        let sign_in = SignIn {
            expected_address,
            expected,
            deadline: deadline(Timestamp::now()),
            browser_failed: self.open_in_browser(&link).is_err(),
            link: Some(link),
            state: SignInState::Waiting,
            arrived: None,
            task: Some(task),
        };
        let view = sign_in.view(id);
        lock(&self.0.sign_ins).insert(id, sign_in);
        Ok(view)
    }

    /// An attempt that was just given up frees its port a moment later; that moment is waited for.
    async fn bind(
        &self,
        place: &Place,
        client: &SignInClient,
        practice: Option<(&salesforce::Host, &salesforce::Trust)>,
    ) -> Result<Attempt, Problem> {
        let mut tries = 0;
        loop {
            match Attempt::begin(place, client.clone(), practice) {
                Err(problem)
                    if matches!(problem.code, Code::CallbackPortBusy | Code::CallbackPortsBusy) && tries < 5 =>
                {
                    tries += 1;
                    tokio::time::sleep(Duration::from_millis(40)).await;
                }
                other => return other,
            }
        }
    }

    async fn wait_for(&self, id: Uuid, attempt: Attempt, client: SignInClient) {
        let Some(callback) = self.callback(id, &attempt).await else { return };
        self.set(id, SignInState::Exchanging);
        let outcome = async {
            let signed_in = attempt.exchange(&self.0.transport, &callback).await?;
            let (org, known) = self.identify(&signed_in.session).await?;
            let access = match (client, signed_in.refresh_token) {
                (SignInClient::Own(client), Some(token)) => Access::Renewable { client, token },
                _ => Access::Own,
            };
            Ok(Arrival { org, known, access })
        };
        match outcome.await {
            Ok(arrival) => {
                let mut sign_ins = lock(&self.0.sign_ins);
                let Some(sign_in) = sign_ins.get_mut(&id) else { return };
                sign_in.arrive(arrival);
                drop(sign_ins);
                self.tell(id);
            }
            Err(problem) => self.set(id, SignInState::Failed { problem }),
        }
    }

    /// What the browser brings back within the time; none when that was no code, which is told then.
    async fn callback(&self, id: Uuid, attempt: &Attempt) -> Option<Callback> {
        // One wait from beginning to end: a browser in the middle of its request must not be hung up on.
        let mut arrival = std::pin::pin!(attempt.arrival());
        let problem = loop {
            let Some(deadline) = lock(&self.0.sign_ins).get(&id).map(|sign_in| sign_in.deadline) else {
                // Begun so recently that it is not listed yet, or cancelled: a moment tells.
                tokio::time::sleep(Duration::from_millis(10)).await;
                continue;
            };
            let left = Duration::try_from(deadline.duration_since(Timestamp::now())).unwrap_or_default();
            if left.is_zero() {
                break Problem::new(Code::SignInTimedOut);
            }
            // Looked at again each second: the person may have asked for more time.
            match tokio::time::timeout(left.min(Duration::from_secs(1)), &mut arrival).await {
                Ok(Ok(callback)) => return Some(callback),
                Ok(Err(problem)) => break problem,
                Err(_) => {}
            }
        };
        self.set(id, SignInState::Failed { problem });
        None
    }

    fn set(&self, id: Uuid, state: SignInState) {
        if let Some(sign_in) = lock(&self.0.sign_ins).get_mut(&id) {
            sign_in.state = state;
        }
        self.tell(id);
    }

    fn tell(&self, id: Uuid) {
        let _ = self.0.changes.send(Change::SignIn { id: id.to_string() });
    }

    /// How a sign-in stands.
    ///
    /// # Errors
    /// `not_found`.
    pub fn sign_in(&self, id: Uuid) -> Result<SignInView, Problem> {
        self.with_sign_in(id, |sign_in| sign_in.view(id))
    }

    /// Opens the browser again with the same link.
    ///
    /// # Errors
    /// `not_found`.
    pub fn open_sign_in_again(&self, id: Uuid) -> Result<SignInView, Problem> {
        let link = self.with_sign_in(id, |sign_in| sign_in.link.clone())?;
        let link = link.ok_or_else(|| Problem::new(Code::NotFound).with("what", "sign_in"))?;
        let failed = self.open_in_browser(&link).is_err();
        self.with_sign_in(id, |sign_in| {
            sign_in.browser_failed = failed;
            sign_in.view(id)
        })
    }

    /// Five more minutes.
    ///
    /// # Errors
    /// `not_found`.
    pub fn extend_sign_in(&self, id: Uuid) -> Result<SignInView, Problem> {
        self.with_sign_in(id, |sign_in| {
            sign_in.deadline = sign_in.deadline.saturating_add(WAIT).unwrap_or(sign_in.deadline);
            sign_in.view(id)
        })
    }

    /// Gives a sign-in up, frees its port, and takes back the access of somebody who arrived already.
    pub fn cancel_sign_in(&self, id: Uuid) {
        let given_up = lock(&self.0.sign_ins).remove(&id);
        given_up.into_iter().for_each(|sign_in| self.let_go(sign_in));
        self.tell(id);
    }

    fn let_go(&self, mut sign_in: SignIn) {
        let Some(Arrival { org, access, .. }) = sign_in.arrived.take() else { return };
        tokio::spawn(async move {
            let session = org.session();
            // What can't be taken back now ends by itself: it was never kept.
            let _ = match access {
                Access::Own => oauth::revoke(org.transport(), &session.host, &session.access_token).await,
                // Ends the access token made with it too.
                Access::Renewable { token, .. } => oauth::revoke(org.transport(), &session.host, &token).await,
                Access::Borrowed => Ok(()),
            };
        });
    }

    /// The person said yes: the org's session is kept, and the draft, if it is for one, goes on in it.
    ///
    /// # Errors
    /// `not_found` when nobody arrived; what keeping the session answered.
    pub async fn accept_org(&self, id: Uuid, draft: Option<Uuid>) -> Result<Option<DraftView>, Problem> {
        let missing = || Problem::new(Code::NotFound).with("what", "sign_in");
        let mut sign_in = lock(&self.0.sign_ins).remove(&id).ok_or_else(missing)?;
        let Some(Arrival { org, known, access }) = sign_in.arrived.take() else {
            lock(&self.0.sign_ins).insert(id, sign_in);
            return Err(missing());
        };
        if let Err(problem) = self.keep_session(org.clone(), known.clone(), &access).await {
            // A keychain that said no can be asked again.
            sign_in.arrived = Some(Arrival { org, known, access });
            lock(&self.0.sign_ins).insert(id, sign_in);
            return Err(problem);
        }
        draft.map(|draft| self.enter(draft, &known)).transpose()
    }

    /// Goes on in an org with the session that is at hand.
    ///
    /// # Errors
    /// `session_ended` when there is none or Salesforce no longer takes it.
    pub async fn use_org(&self, id: &str, draft: Uuid) -> Result<DraftView, Problem> {
        let known = self.look_again(id).await?;
        self.enter(draft, &known)
    }

    /// Asks a known org anew who is signed in to it.
    ///
    /// # Errors
    /// `different_org` when its address answers as another one; `session_ended`.
    pub(super) async fn look_again(&self, id: &str) -> Result<KnownOrg, Problem> {
        let (used, known) = self.session(id).await?;
        let asked = match self.identify(&used.session()).await {
            // This question goes past the org's own calls, so that it has to see to a newer token itself.
            Err(problem) if problem.code == Code::SessionEnded => {
                match used.renew(&used.session().access_token).await.map_err(Problem::from) {
                    Ok(Some(_)) => self.identify(&used.session()).await,
                    Ok(None) => Err(problem),
                    Err(offline) => Err(offline),
                }
            }
            outcome => outcome,
        };
        let identified = asked.map_err(|problem| match problem.params.get("found") {
            Some(found) if problem.code == Code::DifferentIdentity => different_org(&known, found),
            _ => problem,
        });
        let (_, known) = self.heard(&used, &known, identified).await?;
        self.keep_known(used, known.clone())?;
        Ok(known)
    }

    /// Starts the practice org if none runs, and goes on in it as its administrator.
    ///
    /// # Errors
    /// `practice_org_not_started`.
    pub async fn use_practice(&self, draft: Uuid) -> Result<DraftView, Problem> {
        // Nothing is begun for a draft that is not there.
        self.0.store.draft(draft)?;
        let known = self.sign_in_to_practice().await?;
        self.enter(draft, &known)
    }

    /// Signs in to the practice org as its administrator.
    ///
    /// # Errors
    /// `practice_org_not_started`.
    pub async fn sign_in_to_practice(&self) -> Result<KnownOrg, Problem> {
        let practice = self.0.practice.started().await?;
        let unreadable = || Problem::new(Code::NotAPracticeOrg);
        let session = Session {
            host: practice.orgs.first().cloned().ok_or_else(unreadable)?,
            access_token: practice.administrator.token.clone(),
            org: practice.administrator.org.parse().map_err(|_| unreadable())?,
            user: practice.administrator.user.parse().map_err(|_| unreadable())?,
        };
        let (org, known) = self.identify(&session).await?;
        self.keep_session(org, known.clone(), &Access::Own).await?;
        Ok(known)
    }

    fn with_sign_in<T>(&self, id: Uuid, look: impl FnOnce(&mut SignIn) -> T) -> Result<T, Problem> {
        lock(&self.0.sign_ins)
            .get_mut(&id)
            .map(look)
            .ok_or_else(|| Problem::new(Code::NotFound).with("what", "sign_in"))
    }
}

/// What differs from the org that the person meant to come back to.
fn differs(expected: Option<&KnownOrg>, found: &KnownOrg) -> Vec<String> {
    let Some(expected) = expected else { return Vec::new() };
    let pairs = [("org", expected.id != found.id), ("user", expected.user_id != found.user_id)];
    pairs.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| what.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::desk::Setting;
    use crate::vault::Vault;

    #[tokio::test]
    async fn a_wait_goes_on_after_its_deadline_or_keeps_the_port() {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::open(Setting {
            folder: folder.path().to_owned(),
            vault: Vault::in_memory(Problem::new(Code::KeychainMissing)),
            browser: None,
            practice: Arc::new(|| Box::pin(async { Err(Problem::new(Code::PracticeOrgNotStarted)) })),
            practice_at: None,
        })
        .unwrap();
        let mut changes = desk.changes();
        let begun = desk.begin_sign_in(Place::Production, None).await.unwrap();
        assert!(begun.browser_failed, "there is none: the link is there to copy");
        let five = begun.deadline.duration_since(Timestamp::now()).as_secs();
        assert!((295..=300).contains(&five), "{five}");
        let longer = desk.extend_sign_in(begun.id).unwrap();
        assert_eq!(longer.deadline.duration_since(begun.deadline).as_secs(), 300);

        lock(&desk.0.sign_ins).get_mut(&begun.id).unwrap().deadline = Timestamp::now();
        let ended = async {
            while desk.sign_in(begun.id).unwrap().state == SignInState::Waiting {
                let _ = changes.recv().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(5), ended).await.unwrap();
        let SignInState::Failed { problem } = desk.sign_in(begun.id).unwrap().state else { panic!("no failure") };
        assert_eq!(problem.code, Code::SignInTimedOut);
        desk.begin_sign_in(Place::Production, None).await.expect("the port is free again");
    }
}
