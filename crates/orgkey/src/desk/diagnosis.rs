//! Why a flow of a run is not proven, and making the remedy that was shown.

use uuid::Uuid;

use super::Desk;
use super::sessions::namespace;
use crate::apply::{Entry, RunView};
use crate::diagnosis::{Case, Diagnosis, Finding, find};
use crate::orgs::user_page;
use crate::problem::{Code, Problem};
use crate::vault::Slot;
use crate::verify::Flow;

impl Desk {
    /// Asks the org why a flow of a run is not proven. Changes nothing.
    ///
    /// # Errors
    /// `not_found` when there is nothing to explain; `session_ended`.
    pub async fn diagnose(&self, id: Uuid, flow: Flow) -> Result<Diagnosis, Problem> {
        Ok(self.find(id, flow).await?.diagnosis)
    }

    /// Makes the remedy of a diagnosis, if it is still the one that was shown, and proves the flow again.
    ///
    /// # Errors
    /// `plan_outdated` when the org would be changed otherwise by now; `session_ended`.
    pub async fn mend(&self, id: Uuid, flow: Flow, fingerprint: &str) -> Result<RunView, Problem> {
        let mend = self.find(id, flow).await?.mend;
        match mend.filter(|mend| mend.fingerprint() == fingerprint) {
            Some(mend) => self.resume(id, Entry::MendIntended { mend }).await,
            None => Err(Problem::new(Code::PlanOutdated)),
        }
    }

    /// The page in Setup of the user whom a flow of a run is about; none where the run's org has no address that is one.
    ///
    /// # Errors
    /// `not_found`; `store_failed`.
    pub fn user_in_setup(&self, run: Uuid, flow: Flow) -> Result<Option<String>, Problem> {
        let (record, _) = self.0.store.run(run)?;
        let missing = || Problem::new(Code::NotFound).with("what", "user");
        let person = record.plan.snapshot.person(flow).ok_or_else(missing)?;
        Ok(user_page(&record.org.origin, &person.user))
    }

    async fn find(&self, id: Uuid, flow: Flow) -> Result<Finding, Problem> {
        self.load(id)?;
        let live = self.live(id)?;
        let (record, progress) = (live.record(), live.progress());
        let (org, known) = self.session(&record.org.id).await?;
        let flows = progress.report.iter().flat_map(|report| &report.flows);
        let missing = || Problem::new(Code::NotFound).with("what", "failure");
        let proof = flows.into_iter().find(|proof| proof.flow == flow).ok_or_else(missing)?;
        let slot = Slot::client_secret(namespace(&record.org), id);
        let secret = self.0.vault.get(&slot).await?.map(|kept| salesforce::types::ConsumerSecret::new(kept.as_str()));
        let case = Case { plan: &record.plan, proof, key: progress.key.as_ref(), secret };
        match find(&org, &known, &case).await {
            Ok(finding) => Ok(finding),
            Err(problem) => Err(self.ended(&org, &known, problem).await),
        }
    }
}
