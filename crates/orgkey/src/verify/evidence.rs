//! Collects proofs of one flow, each with the masked exchanges that made it.

use std::sync::{Arc, Mutex, PoisonError};

use salesforce::{Error, Exchange, ExchangeSink};

use super::{Flow, FlowProof, Proof, ProofId, ProofOutcome, Verdict};
use crate::Line;
use crate::problem::{Code, Problem, SalesforceWords};

/// Keeps exchanges until they are asked for.
#[derive(Default)]
pub(super) struct Recorder(Mutex<Vec<Exchange>>);

impl ExchangeSink for Recorder {
    fn record(&self, exchange: Exchange) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(exchange);
    }
}

/// Salesforce's code for a refusal.
pub(super) fn code<T>(result: &Result<T, Error>) -> Option<&str> {
    result.as_ref().err().and_then(Error::salesforce).map(|said| said.code.as_str())
}

/// The proofs of one flow so far.
pub(super) struct Evidence {
    flow: Flow,
    recorder: Arc<Recorder>,
    proofs: Vec<Proof>,
    /// Salesforce's words about the first proof that failed with any, and the callback that it was about.
    said: Option<(SalesforceWords, Option<String>)>,
}

impl Evidence {
    pub(super) fn new(flow: Flow) -> Self {
        Self { flow, recorder: Arc::default(), proofs: Vec::new(), said: None }
    }

    pub(super) fn recorder(&self) -> Arc<Recorder> {
        Arc::clone(&self.recorder)
    }

    /// Notes a proof with everything that went over the wire since the last one.
    pub(super) fn note(&mut self, id: ProofId, passed: bool, detail: Option<Line>) {
        let exchanges = std::mem::take(&mut *self.recorder.0.lock().unwrap_or_else(PoisonError::into_inner));
        let outcome = if passed { ProofOutcome::Passed } else { ProofOutcome::Failed };
        self.proofs.push(Proof { id, outcome, detail, exchanges });
    }

    /// Keeps what Salesforce said to a proof that failed, for the verdict.
    pub(super) fn said(&mut self, words: SalesforceWords, callback: Option<&str>) {
        self.said.get_or_insert_with(|| (words, callback.map(str::to_owned)));
    }

    /// Notes a call that must succeed, and hands its result on.
    pub(super) fn granted<T>(
        &mut self,
        id: ProofId,
        result: Result<T, Error>,
        detail: impl FnOnce(&T) -> Option<Line>,
    ) -> Option<T> {
        match result {
            Ok(value) => {
                let detail = detail(&value);
                self.note(id, true, detail);
                Some(value)
            }
            Err(error) => {
                let code = error.salesforce().map_or_else(|| error.to_string(), |said| said.code.clone());
                if let Some(said) = error.salesforce() {
                    self.said(said.into(), None);
                }
                self.note(id, false, Some(Line::new("proof_detail_code").with("error", code)));
                None
            }
        }
    }

    /// Notes a call that Salesforce must refuse, for one of these reasons: a refusal for another one, such as a limit
    /// that is used up, proves nothing, and neither does no answer.
    pub(super) fn refused(&mut self, id: ProofId, code: Option<&str>, expected: &[&str]) {
        let detail = code.map(|code| Line::new("proof_detail_code").with("error", code));
        self.note(id, code.is_some_and(|code| expected.contains(&code)), detail);
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
