//! A remedy, as a stage of a run: announced in the journal, made, read back. Then the failed flow is proven again.
//!
//! Each change says how it shall be, so that a remedy which was cut short is simply made again.

use salesforce::metadata::{Component, DeployOptions, Package};
use salesforce::types::RecordId;

use super::deploy::{PATIENT, deploy_problems, is_lost, watch};
use super::{Driver, Entry, Part};
use crate::Line;
use crate::diagnosis::{Amendment, Mend, edited};
use crate::problem::{Code, Problem};

impl Driver {
    pub(super) async fn mend(&mut self) -> Result<(), Problem> {
        let Some((mend, deployment)) = self.live.progress().mend else { return Ok(()) };
        self.live.note(Part::Proof, Some(Line::new("run_note_mending")));
        let outcome = self.amend(&mend, deployment).await;
        self.live.note(Part::Proof, None);
        match outcome {
            Ok(()) => self.journal(Entry::Mended),
            Err(problem) if is_refusal(&problem) => self.journal(Entry::MendRefused { problem }),
            Err(problem) => Err(problem),
        }
    }

    async fn amend(&self, mend: &Mend, deployment: Option<RecordId>) -> Result<(), Problem> {
        // Assigned before the policy changes: nobody who may use the app is shut out in between.
        for amendment in &mend.amendments {
            if let Amendment::Assign { set, person } = amendment {
                self.assign(set, &person.user).await?;
            }
        }
        self.deploy_amendments(mend, deployment).await?;
        if mend.amendments.iter().any(|amendment| matches!(amendment, Amendment::ReadSecret { .. }))
            && let Some(problem) = self.read_after_all().await?
        {
            return Err(problem);
        }
        Ok(())
    }

    async fn deploy_amendments(&self, mend: &Mend, deployment: Option<RecordId>) -> Result<(), Problem> {
        if let Some(id) = deployment {
            // Handed over before Orgkey closed: what came of it is seen by reading.
            watch(&self.org, &id, PATIENT, |_| {}).await?;
        }
        let changed = self.still_to_change(mend).await?;
        if changed.is_empty() {
            return Ok(());
        }
        let mut package = Package::new(self.org.version());
        for component in changed {
            package.add(component);
        }
        let id = self.org.deploy(package.to_zip()?, &DeployOptions::default()).await?;
        self.journal(Entry::MendSubmitted { id: id.clone() })?;
        let result = watch(&self.org, &id, PATIENT, |_| {}).await?;
        if let Some(problem) = deploy_problems(&result).into_iter().next() {
            return Err(problem);
        }
        match self.still_to_change(mend).await?.first() {
            None => Ok(()),
            Some(kept) => Err(Problem::new(Code::ReadBackDiffers).with("what", kept.kind().metadata_name())),
        }
    }

    async fn still_to_change(&self, mend: &Mend) -> Result<Vec<Component>, Problem> {
        edited(&self.org, &self.live.record().plan, &mend.amendments).await
    }
}

/// Whether the remedy itself can't be: nothing would come of making it again. Of one that Salesforce failed on nobody
/// knows what became: it is made again.
fn is_refusal(problem: &Problem) -> bool {
    !is_lost(problem)
        && !matches!(
            problem.code,
            Code::SessionEnded
                | Code::AskedToWait
                | Code::Unreadable
                | Code::StoreFailed
                | Code::KeychainDenied
                | Code::SecretSwitchNotRestored
                | Code::ApiLimitReached
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::SalesforceWords;

    #[test]
    fn a_remedy_that_salesforce_failed_on_is_called_refused() {
        let said = |status| SalesforceWords {
            call: "deploy".to_owned(),
            error: "UNKNOWN_EXCEPTION".to_owned(),
            description: "An unexpected error occurred".to_owned(),
            status,
            request_id: None,
        };
        for (problem, refused) in [
            (Problem::new(Code::SalesforceRefused).said(said(Some(500))), false),
            (Problem::new(Code::SalesforceRefused).said(said(Some(400))), true),
            (Problem::new(Code::DeployFailed).said(said(None)), true),
            (Problem::new(Code::ReadBackDiffers), true),
            (Problem::new(Code::SalesforceUnavailable), false),
            (Problem::new(Code::TimedOut), false),
            (Problem::new(Code::ProxyNeedsPassword), false),
            (Problem::new(Code::CertificateExpired), false),
        ] {
            assert_eq!(is_refusal(&problem), refused, "{problem}");
        }
    }
}
