//! Sign-ins under way, from opening the browser to the person's "yes, this org".

use std::time::Duration;

use jiff::Timestamp;
use salesforce::{Org, Session};
use tokio::task::AbortHandle;
use uuid::Uuid;

use super::{Desk, lock};
use crate::orgs::KnownOrg;
use crate::problem::{Code, Problem};
use crate::sign_in::{Attempt, Callback, Place, SignInState, SignInView, WAIT, deadline};
use crate::views::Change;
use crate::wizard::DraftView;

pub(super) struct SignIn {
    link: url::Url,
    expected_address: String,
    expected: Option<KnownOrg>,
    deadline: Timestamp,
    browser_failed: bool,
    state: SignInState,
    arrived: Option<(Org, KnownOrg)>,
    task: AbortHandle,
}

impl Drop for SignIn {
    fn drop(&mut self) {
        // The task holds the callback port.
        self.task.abort();
    }
}

impl SignIn {
    fn view(&self, id: Uuid) -> SignInView {
        SignInView {
            id,
            link: self.link.to_string(),
            expected_address: self.expected_address.clone(),
            deadline: self.deadline,
            browser_failed: self.browser_failed,
            state: self.state.clone(),
        }
    }
}

impl Desk {
    /// Holds the callback port, then opens the browser. `expected_org` is the org that the person means to come back
    /// to, if there is one.
    ///
    /// # Errors
    /// `callback_port_busy`, `not_a_salesforce_address`.
    pub async fn begin_sign_in(&self, place: Place, expected_org: Option<String>) -> Result<SignInView, Problem> {
        let expected = match expected_org {
            Some(id) => self.0.store.org(&id)?,
            None => None,
        };
        let practice = self.0.practice.known();
        let practice = practice.as_ref().map(|org| (&org.login, org.trust()));
        // One at a time: the port is one, and a forgotten attempt would hold it.
        let given_up: Vec<_> = lock(&self.0.sign_ins).drain().collect();
        given_up.into_iter().for_each(|(_, sign_in)| self.let_go(sign_in));
        let attempt = self.bind(&place, practice.as_ref().map(|(host, trust)| (*host, trust))).await?;
        let id = Uuid::new_v4();
        let link = attempt.link().clone();
        let expected_address = attempt.expected_address();
        let desk = self.clone();
        let task = tokio::spawn(async move { desk.wait_for(id, attempt).await }).abort_handle();
        let sign_in = SignIn {
            expected_address,
            expected,
            deadline: deadline(Timestamp::now()),
            browser_failed: self.open_in_browser(&link).is_err(),
            link,
            state: SignInState::Waiting,
            arrived: None,
            task,
        };
        let view = sign_in.view(id);
        lock(&self.0.sign_ins).insert(id, sign_in);
        Ok(view)
    }

    /// An attempt that was just given up frees its port a moment later; that moment is waited for.
    async fn bind(
        &self,
        place: &Place,
        practice: Option<(&salesforce::Host, &salesforce::Trust)>,
    ) -> Result<Attempt, Problem> {
        let mut tries = 0;
        loop {
            match Attempt::begin(place, practice) {
                Err(problem) if problem.code == Code::CallbackPortBusy && tries < 5 => {
                    tries += 1;
                    tokio::time::sleep(Duration::from_millis(40)).await;
                }
                other => return other,
            }
        }
    }

    async fn wait_for(&self, id: Uuid, attempt: Attempt) {
        let Some(callback) = self.callback(id, &attempt).await else { return };
        self.set(id, SignInState::Exchanging);
        let outcome = async {
            let session = attempt.exchange(&self.0.transport, &callback).await?;
            self.identify(&session).await
        };
        match outcome.await {
            Ok((org, known)) => {
                let mut sign_ins = lock(&self.0.sign_ins);
                let Some(sign_in) = sign_ins.get_mut(&id) else { return };
                let expected = sign_in.expected.clone();
                sign_in.state = SignInState::Arrived {
                    org: Box::new(known.clone()),
                    differs: differs(expected.as_ref(), &known),
                    expected: expected.map(Box::new),
                };
                sign_in.arrived = Some((org, known));
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
        let Some((org, _)) = sign_in.arrived.take() else { return };
        tokio::spawn(async move {
            let session = org.session();
            // What can't be taken back now ends by itself: it was never kept.
            let _ = salesforce::oauth::revoke(org.transport(), &session.host, &session.access_token).await;
        });
    }

    /// The person said yes: the org's session is kept, and the draft, if it is for one, goes on in it.
    ///
    /// # Errors
    /// `not_found` when nobody arrived; what keeping the session answered.
    pub async fn accept_org(&self, id: Uuid, draft: Option<Uuid>) -> Result<Option<DraftView>, Problem> {
        let missing = || Problem::new(Code::NotFound).with("what", "sign_in");
        let (org, known) = lock(&self.0.sign_ins).get(&id).and_then(|it| it.arrived.clone()).ok_or_else(missing)?;
        self.keep_session(org, known.clone()).await?;
        // Only now: a keychain that said no can be asked again.
        lock(&self.0.sign_ins).remove(&id);
        draft.map(|draft| self.enter(draft, &known)).transpose()
    }

    /// Goes on in an org with the session that is at hand.
    ///
    /// # Errors
    /// `session_ended` when there is none or Salesforce no longer takes it.
    pub async fn use_org(&self, id: &str, draft: Uuid) -> Result<DraftView, Problem> {
        let (used, known) = self.session(id).await?;
        let known = match self.identify(used.session()).await {
            Ok((org, known)) => {
                self.keep_session(org, known.clone()).await?;
                known
            }
            Err(problem) => return Err(self.ended(&used, &known, problem).await),
        };
        self.enter(draft, &known)
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
        self.keep_session(org, known.clone()).await?;
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
