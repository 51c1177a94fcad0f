//! What is written down about an undo, and what it adds up to.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use salesforce::types::RecordId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Line, Problem};

/// The parts of an undo, in their order. Words: `undo_part_<part>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum UndoPart {
    /// People whom the run gave a permission set.
    Assignments,
    /// The app with its settings and policies.
    App,
    /// The org's switch for secrets, as it was.
    SecretSwitch,
    /// The permission set, if the run made it.
    PermissionSet,
    /// The secret in this computer's keychain.
    Secret,
}

impl UndoPart {
    /// All parts in their order.
    pub const ALL: [Self; 5] = [Self::Assignments, Self::App, Self::SecretSwitch, Self::PermissionSet, Self::Secret];
}

/// Something that is still there, and where it can be dealt with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LeftOver {
    /// What, and why it stays.
    pub line: Line,
    /// Its page in Setup.
    pub link: Option<String>,
    /// What stood in the way, where somebody said no.
    pub problem: Option<Problem>,
}

/// How a part of an undo ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "snake_case")]
pub enum PartEnd {
    /// It is taken back.
    TakenBack,
    /// There was nothing to take back.
    Nothing,
    /// Something stays.
    Left {
        /// What.
        left: Vec<LeftOver>,
    },
}

/// What is known about the creation that is undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Creation {
    /// Salesforce made nothing.
    Nothing,
    /// Salesforce says what it made ([`super::super::Made`]).
    Made,
    /// What bears the names can't be told apart from what somebody else made.
    Unknown,
}

/// One line of the journal about an undo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum UndoStep {
    /// It begins; written again, it begins again with what was left.
    Started,
    /// The creation's deployment, which still runs, is about to be called off.
    CancelIntended,
    /// What the creation made is known.
    Settled {
        /// What.
        creation: Creation,
    },
    /// A person is about to lose the permission set.
    UnassignIntended {
        /// Who.
        user: RecordId,
    },
    /// The person has it no longer.
    Unassigned {
        /// Who.
        user: RecordId,
    },
    /// The package that deletes the app is about to be handed over.
    DeleteIntended,
    /// Salesforce took it, under this id.
    DeleteSubmitted {
        /// The deployment.
        id: RecordId,
    },
    /// The permission set is about to be deleted.
    PermissionSetDeleteIntended,
    /// A part is dealt with.
    Ended {
        /// Which.
        part: UndoPart,
        /// How.
        end: PartEnd,
    },
    /// Every part is dealt with.
    Finished {
        /// Whether something stays.
        left: bool,
    },
}

/// How far an undo is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Undo {
    /// When it began.
    pub started: Timestamp,
    /// What is known about the creation.
    pub creation: Option<Creation>,
    /// People who have lost the permission set.
    pub unassigned: BTreeSet<RecordId>,
    /// The deployment that deletes the app.
    pub deletion: Option<RecordId>,
    /// Parts that are dealt with, and when.
    pub ended: BTreeMap<UndoPart, (PartEnd, Timestamp)>,
    /// When every part was.
    pub finished: Option<Timestamp>,
}

impl Undo {
    /// An undo that begins.
    pub fn new(started: Timestamp) -> Self {
        Self { started, ..Self::default() }
    }

    pub(in super::super) fn take(&mut self, at: Timestamp, step: &UndoStep) {
        match step {
            UndoStep::Started => self.again(at),
            UndoStep::Settled { creation } => self.creation = Some(*creation),
            UndoStep::Unassigned { user } => {
                self.unassigned.insert(user.clone());
            }
            UndoStep::DeleteSubmitted { id } => self.deletion = Some(id.clone()),
            UndoStep::Ended { part, end } => {
                self.ended.insert(*part, (end.clone(), at));
            }
            UndoStep::Finished { .. } => self.finished = Some(at),
            UndoStep::CancelIntended
            | UndoStep::UnassignIntended { .. }
            | UndoStep::DeleteIntended
            | UndoStep::PermissionSetDeleteIntended => {}
        }
    }

    /// What was left is tried again.
    pub(in super::super) fn again(&mut self, at: Timestamp) {
        if self.finished.take().is_some() {
            self.started = at;
        }
        if self.is_left(UndoPart::App) {
            self.deletion = None;
            // Who made it may be known by now.
            self.creation = None;
        }
        self.ended.retain(|_, (end, _)| !matches!(end, PartEnd::Left { .. }));
    }

    /// Whether something of a part stays.
    pub fn is_left(&self, part: UndoPart) -> bool {
        matches!(self.ended.get(&part), Some((PartEnd::Left { .. }, _)))
    }

    /// Everything that stays.
    pub fn left(&self) -> Vec<LeftOver> {
        let left = self.ended.values().filter_map(|(end, _)| match end {
            PartEnd::Left { left } => Some(left.clone()),
            _ => None,
        });
        left.flatten().collect()
    }

    /// Whether it is over and nothing stays.
    pub fn is_whole(&self) -> bool {
        self.finished.is_some() && self.left().is_empty()
    }

    /// The part that is next or under way.
    pub fn part(&self) -> Option<UndoPart> {
        UndoPart::ALL.into_iter().find(|part| !self.ended.contains_key(part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(line: &str) -> PartEnd {
        PartEnd::Left { left: vec![LeftOver { line: Line::new(line), link: None, problem: None }] }
    }

    #[test]
    fn trying_again_repeats_what_was_done_or_forgets_what_was_left() {
        let at = Timestamp::UNIX_EPOCH;
        let deletion: RecordId = "0Af000000000001".parse().unwrap();
        let mut undo = Undo::new(at);
        for step in [
            UndoStep::Settled { creation: Creation::Made },
            UndoStep::Ended { part: UndoPart::Assignments, end: PartEnd::TakenBack },
            UndoStep::DeleteSubmitted { id: deletion },
            UndoStep::Ended { part: UndoPart::App, end: left("a") },
            UndoStep::Ended { part: UndoPart::SecretSwitch, end: PartEnd::Nothing },
            UndoStep::Ended { part: UndoPart::PermissionSet, end: left("b") },
            UndoStep::Ended { part: UndoPart::Secret, end: PartEnd::TakenBack },
            UndoStep::Finished { left: true },
        ] {
            undo.take(at, &step);
        }
        assert_eq!(undo.left().iter().map(|one| one.line.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert!(!undo.is_whole() && undo.part().is_none());

        undo.take(at, &UndoStep::Started);
        assert_eq!(undo.part(), Some(UndoPart::App));
        assert_eq!((undo.deletion.clone(), undo.finished), (None, None), "a refused deletion is not asked after again");
        assert!(undo.ended.contains_key(&UndoPart::Assignments) && undo.left().is_empty());
    }
}
