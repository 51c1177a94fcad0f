//! Collects proofs of one flow, each with the masked exchanges that made it.
//!
//! Questions that don't need one another's answers are asked together; each has a recorder of its own.

use std::sync::{Arc, Mutex, PoisonError};

use salesforce::{Error, Exchange, ExchangeSink};

use super::{Flow, FlowProof, Proof, ProofId, ProofOutcome, Subject, Verdict};
use crate::Line;
use crate::problem::{Code, Problem, SalesforceWords};

/// Keeps exchanges until they are asked for.
#[derive(Default)]
struct Recorder(Mutex<Vec<Exchange>>);

impl ExchangeSink for Recorder {
    fn record(&self, exchange: Exchange) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(exchange);
    }
}

/// An answer, with what went over the wire for it.
pub(super) struct Asked<T> {
    pub(super) answer: T,
    exchanges: Vec<Exchange>,
}

impl Subject {
    /// Asks a question and keeps what goes over the wire for it.
    pub(super) async fn asked<T>(&self, question: impl AsyncFnOnce(&Self) -> T) -> Asked<T> {
        let recorder = Arc::new(Recorder::default());
        let subject = Self { transport: self.transport.observed_by(recorder.clone()), ..self.clone() };
        let answer = question(&subject).await;
        let exchanges = std::mem::take(&mut *recorder.0.lock().unwrap_or_else(PoisonError::into_inner));
        Asked { answer, exchanges }
    }
}

/// Salesforce's code for a refusal.
pub(super) fn code<T>(result: &Result<T, Error>) -> Option<String> {
    result.as_ref().err().and_then(Error::salesforce).map(|said| said.code.clone())
}

/// The proofs of one flow so far.
pub(super) struct Evidence {
    flow: Flow,
    proofs: Vec<Proof>,
    /// Salesforce's words about the first proof that failed with any, and the callback that it was about.
    said: Option<(SalesforceWords, Option<String>)>,
}

impl Evidence {
    pub(super) fn new(flow: Flow) -> Self {
        Self { flow, proofs: Vec::new(), said: None }
    }

    /// Notes a proof with what went over the wire for it.
    pub(super) fn note<T>(&mut self, id: ProofId, passed: bool, detail: Option<Line>, asked: Asked<T>) -> T {
        let outcome = if passed { ProofOutcome::Passed } else { ProofOutcome::Failed };
        self.proofs.push(Proof { id, outcome, detail, exchanges: asked.exchanges });
        asked.answer
    }

    /// Notes a failed proof for which nothing could be asked.
    pub(super) fn not_asked(&mut self, id: ProofId, because: Option<Line>) {
        self.note(id, false, because, Asked { answer: (), exchanges: Vec::new() });
    }

    /// Keeps what Salesforce said to a proof that failed, for the verdict.
    pub(super) fn said(&mut self, words: SalesforceWords, callback: Option<&str>) {
        self.said.get_or_insert_with(|| (words, callback.map(str::to_owned)));
    }

    /// Notes a call that must succeed, and hands its result on.
    pub(super) fn granted<T>(
        &mut self,
        id: ProofId,
        asked: Asked<Result<T, Error>>,
        detail: impl FnOnce(&T) -> Option<Line>,
    ) -> Option<T> {
        let (passed, detail) = match &asked.answer {
            Ok(value) => (true, detail(value)),
            Err(error) => {
                let code = error.salesforce().map_or_else(|| error.to_string(), |said| said.code.clone());
                if let Some(said) = error.salesforce() {
                    self.said(said.into(), None);
                }
                (false, Some(Line::new("proof_detail_code").with("error", code)))
            }
        };
        self.note(id, passed, detail, asked).ok()
    }

    /// Notes a call that Salesforce must refuse, for one of these reasons: a refusal for another one, such as a limit
    /// that is used up, proves nothing, and neither does no answer.
    pub(super) fn refused<T>(&mut self, id: ProofId, asked: Asked<T>, code: Option<String>, expected: &[&str]) -> T {
        let passed = code.as_deref().is_some_and(|code| expected.contains(&code));
        let detail = code.map(|code| Line::new("proof_detail_code").with("error", code));
        self.note(id, passed, detail, asked)
    }

    /// Proven if every proof passed; else the first that did not says why.
    pub(super) fn verdict(self) -> FlowProof {
        let failed = self.proofs.iter().find(|proof| proof.outcome == ProofOutcome::Failed).map(|proof| proof.id);
        let verdict = match failed {
            None => Verdict::Proven,
            Some(id) => Verdict::NotProven {
                problem: with_words(
                    self.said,
                    Problem::new(match id {
                        ProofId::Known | ProofId::GotToken | ProofId::Refreshed => Code::FlowFailed,
                        ProofId::WhoAmI | ProofId::ReadOrganization | ProofId::ReadAccounts | ProofId::Revoked => {
                            Code::CallFailed
                        }
                        _ => Code::NotRefused,
                    }),
                )
                .with("proof", id.as_str()),
            },
        };
        FlowProof { flow: self.flow, verdict, proofs: self.proofs }
    }

    /// Ends without a proof of the flow, for a reason that Salesforce gave.
    pub(super) fn not_proven(self, problem: Problem) -> FlowProof {
        FlowProof { flow: self.flow, verdict: Verdict::NotProven { problem }, proofs: self.proofs }
    }

    /// Ends after what can be asked without a token.
    pub(super) fn dry_check_only(self, because: Line) -> FlowProof {
        if self.proofs.iter().any(|proof| proof.outcome == ProofOutcome::Failed) {
            return self.verdict();
        }
        FlowProof { flow: self.flow, verdict: Verdict::DryCheckOnly { because }, proofs: self.proofs }
    }
}

fn with_words(said: Option<(SalesforceWords, Option<String>)>, problem: Problem) -> Problem {
    match said {
        Some((words, Some(callback))) => problem.with("callback", callback).said(words),
        Some((words, None)) => problem.said(words),
        None => problem,
    }
}
