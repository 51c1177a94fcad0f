//! What the writes over REST can change, as it was: for requests in which all succeed or none.
//!
//! A request of somebody else that is answered in between is undone with the rest; Salesforce would keep them apart.

use std::collections::BTreeMap;

use super::{Assignment, EntityAccess, Org, Stored, audit::AuditEntry};
use crate::soql::Row;

/// The records of an org at a moment.
#[derive(Clone, Debug)]
pub(crate) struct Snapshot {
    components: Vec<Stored>,
    assignments: Vec<Assignment>,
    entity_access: Vec<EntityAccess>,
    audit: Vec<AuditEntry>,
    records: BTreeMap<&'static str, Vec<Row>>,
}

impl Org {
    /// The records as they are.
    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot {
            components: self.components.clone(),
            assignments: self.assignments.clone(),
            entity_access: self.entity_access.clone(),
            audit: self.audit.clone(),
            records: self.records.clone(),
        }
    }

    /// Puts the records back. Ids that were handed out since are not handed out again.
    pub(crate) fn restore(&mut self, snapshot: Snapshot) {
        let Snapshot { components, assignments, entity_access, audit, records } = snapshot;
        self.components = components;
        self.assignments = assignments;
        self.entity_access = entity_access;
        self.audit = audit;
        self.records = records;
    }
}
