//! Proving every flow of the app, as the last stage of a run.

use jiff::Timestamp;
use salesforce::Host;
use salesforce::oauth::{DryCheck, Pkce, State};
use tokio::time::timeout;

use super::{Driver, Entry, Part, Signal, Waiting};
use crate::Line;
use crate::blueprint::Access;
use crate::problem::{Code, Problem};
use crate::sign_in::{Callback, CallbackListener, CallbackProfile, WAIT, deadline, read_pasted};
use crate::verify::{
    Flow, FlowProof, PersonSignIn, Report, Subject, Verdict, prove_authorization_code, prove_client_credentials,
    prove_jwt_bearer,
};

impl Driver {
    /// Proves the flows right away, beside putting the org's switch back. True when each is proven with token and call:
    /// then the app answers, and nobody has to wait. Anything else may be a server that does not know the app yet, so
    /// that it counts only after the wait for readiness. Not where a person signs in: they are asked once.
    pub(super) async fn proven_at_once(&self) -> Result<bool, Problem> {
        let progress = self.live.progress();
        let signs_in = self.live.record().plan.blueprint.authorization_code;
        if progress.ready.is_some() || progress.proved.is_some() || progress.secret_left || signs_in {
            return Ok(false);
        }
        let subject = self.subject().await?;
        let began = Timestamp::now();
        let (flows, switched_back) = tokio::join!(self.prove_servers(&subject), self.switched_back());
        let proven = flows.iter().all(|proof| proof.verdict == Verdict::Proven);
        self.live.note(Part::Proof, None);
        if proven {
            // It answered from the first question on.
            self.journal_at(began, Entry::Ready)?;
            self.journal(Entry::Proved { report: Box::new(Report { at: Timestamp::now(), flows }) })?;
        }
        switched_back?;
        Ok(proven)
    }

    pub(super) async fn prove(&mut self) -> Result<(), Problem> {
        if self.live.progress().proved.is_some() {
            return Ok(());
        }
        let subject = self.subject().await?;
        let mut flows = self.prove_servers(&subject).await;
        if subject.plan.blueprint.authorization_code {
            flows.push(match self.proven_before(Flow::AuthorizationCode) {
                Some(proof) => proof,
                None => {
                    let person = self.person(&subject).await?;
                    prove_authorization_code(&subject, person).await
                }
            });
        }
        self.live.note(Part::Proof, None);
        self.journal(Entry::Proved { report: Box::new(Report { at: Timestamp::now(), flows }) })
    }

    /// Proves the flows that need no person.
    async fn prove_servers(&self, subject: &Subject) -> Vec<FlowProof> {
        let mut flows = Vec::new();
        if subject.plan.blueprint.client_credentials.is_some() {
            flows.push(match self.proven_before(Flow::ClientCredentials) {
                Some(proof) => proof,
                None => prove_client_credentials(subject).await,
            });
        }
        if subject.plan.blueprint.jwt_bearer.is_some() {
            flows.push(match self.proven_before(Flow::JwtBearer) {
                Some(proof) => proof,
                None => prove_jwt_bearer(subject).await,
            });
        }
        flows
    }

    /// What was proved of a flow, if only another one is to be proven again; else says that it is being proven.
    fn proven_before(&self, flow: Flow) -> Option<FlowProof> {
        let progress = self.live.progress();
        let other = progress.again.is_some_and(|again| again != flow);
        let mut before = progress.report.filter(|_| other).into_iter().flat_map(|report| report.flows);
        let before = before.find(|proof| proof.flow == flow);
        if before.is_none() {
            self.note_flow(flow);
        }
        before
    }

    fn note_flow(&self, flow: Flow) {
        let line = Line::new("run_note_proving").with("flow", flow.as_str());
        self.live.note(Part::Proof, Some(line));
    }

    /// Asks the person to sign in to the new app, where they may and can.
    async fn person(&mut self, subject: &Subject) -> Result<PersonSignIn, Problem> {
        let left_out = |id: &str| Ok(PersonSignIn::LeftOut(Line::new(id)));
        let plan = &subject.plan;
        if self.browser.is_none() {
            return left_out("proof_because_no_person");
        }
        if self.live.progress().person_skipped {
            return left_out("proof_because_skipped");
        }
        let may = match &plan.blueprint.access {
            Access::Anyone => true,
            _ => plan.blueprint.assigns_me() || plan.snapshot.holds(&plan.snapshot.me.user),
        };
        if !may {
            return left_out("proof_because_unticked");
        }
        let mut open = false;
        loop {
            let problem = match PersonAttempt::begin(subject) {
                Ok(attempt) if let Some(refused) = attempt.refused(subject).await => return Ok(refused),
                Ok(attempt) => match self.attempt(attempt, open).await {
                    Outcome::CameBack(person) => return Ok(person),
                    Outcome::Skip => return self.skip_person(),
                    Outcome::TimedOut => Problem::new(Code::SignInTimedOut),
                },
                Err(busy) => busy,
            };
            // No port is held while nobody is expected: the next wait begins when the person says so.
            self.show(String::new(), true, Some(problem));
            loop {
                match self.signals.recv().await {
                    Some(Signal::OpenPersonLink) => {
                        self.end_wait();
                        break;
                    }
                    Some(Signal::SkipPerson) | None => return self.skip_person(),
                    Some(_) => {}
                }
            }
            open = true;
        }
    }

    fn skip_person(&mut self) -> Result<PersonSignIn, Problem> {
        self.end_wait();
        self.journal(Entry::PersonSkipped)?;
        Ok(PersonSignIn::LeftOut(Line::new("proof_because_skipped")))
    }

    fn show(&self, link: String, comes_back: bool, problem: Option<Problem>) {
        let deadline = deadline(Timestamp::now());
        self.live.wait_for(Some(Waiting::Person { link, deadline, comes_back, problem }));
    }

    /// One wait for the person. The browser opens when the person says so.
    async fn attempt(&mut self, attempt: PersonAttempt, open: bool) -> Outcome {
        let comes_back = attempt.listener.is_some();
        let shown = |problem| (attempt.link.to_string(), comes_back, problem);
        let show = |driver: &Self, (link, comes_back, problem)| driver.show(link, comes_back, problem);
        show(self, shown(if open { self.open_browser(&attempt.link) } else { None }));
        let limit = std::time::Duration::try_from(WAIT).unwrap_or_default();
        let waited = timeout(limit, async {
            let mut arrival = std::pin::pin!(attempt.callback());
            loop {
                tokio::select! {
                    callback = &mut arrival => return Outcome::CameBack(attempt.person(callback)),
                    signal = self.signals.recv() => match signal {
                        Some(Signal::OpenPersonLink) => {
                            if let Some(problem) = self.open_browser(&attempt.link) {
                                show(self, shown(Some(problem)));
                            }
                        }
                        Some(Signal::PastedCallback(address)) => {
                            match read_pasted(&address, &attempt.redirect_uri, &attempt.state, &attempt.host) {
                                Ok(callback) => return Outcome::CameBack(attempt.person(callback)),
                                Err(problem) => show(self, shown(Some(problem))),
                            }
                        }
                        Some(Signal::SkipPerson) | None => return Outcome::Skip,
                        Some(_) => {}
                    },
                }
            }
        })
        .await;
        self.end_wait();
        waited.unwrap_or(Outcome::TimedOut)
    }

    fn open_browser(&self, link: &url::Url) -> Option<Problem> {
        let error = self.browser.as_ref()?.open(link).err()?;
        Some(Problem::new(Code::BrowserNotOpened).with("detail", error))
    }
}

enum Outcome {
    CameBack(PersonSignIn),
    Skip,
    TimedOut,
}

/// One try of a person's sign-in to the new app.
struct PersonAttempt {
    /// Who is asked.
    host: Host,
    listener: Option<CallbackListener>,
    redirect_uri: String,
    state: State,
    pkce: Pkce,
    link: url::Url,
}

impl PersonAttempt {
    /// Where this computer's callbacks are registered, one of their ports is held before anything opens; else the
    /// app's own callback is used and the person pastes where the browser ended.
    fn begin(subject: &Subject) -> Result<Self, Problem> {
        let listener = if subject.plan.blueprint.test_callbacks {
            Some(CallbackListener::bind_first(CallbackProfile::tests())?)
        } else {
            None
        };
        let redirect_uri = listener.as_ref().map_or_else(|| subject.callback(), |held| held.redirect_uri().to_owned());
        let state = State::new();
        let pkce = Pkce::new();
        let link = subject.link(&redirect_uri, &state, Some(&pkce), false);
        Ok(Self { host: subject.host.clone(), listener, redirect_uri, state, pkce, link })
    }

    /// What Salesforce says to the link without anyone signing in, if it refuses it.
    async fn refused(&self, subject: &Subject) -> Option<PersonSignIn> {
        match subject.dry_check(&self.redirect_uri, true).await {
            Ok(DryCheck::Refused { error, description }) => {
                Some(PersonSignIn::Refused { redirect_uri: self.redirect_uri.clone(), error, description })
            }
            // Whatever else: the person's own browser will tell.
            _ => None,
        }
    }

    async fn callback(&self) -> Callback {
        match &self.listener {
            Some(listener) => listener.wait(&self.state, &self.host).await,
            None => std::future::pending().await,
        }
    }

    fn person(&self, callback: Callback) -> PersonSignIn {
        PersonSignIn::CameBack {
            callback,
            pkce: Pkce { verifier: self.pkce.verifier.clone(), challenge: self.pkce.challenge.clone() },
            redirect_uri: self.redirect_uri.clone(),
        }
    }
}
