//! An undo as the page shows it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{LeftOver, PartEnd, Undo, UndoPart};
use crate::Line;
use crate::apply::{PartState, Progress, SecretPlace};
use crate::plan::Plan;

/// An undo as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UndoView {
    /// When it began.
    #[ts(type = "string")]
    pub started_at: Timestamp,
    /// When every part was dealt with.
    #[ts(type = "string | null")]
    pub ended_at: Option<Timestamp>,
    /// Its parts.
    pub parts: Vec<UndoPartView>,
    /// What is still there.
    pub left: Vec<LeftOver>,
}

/// One row of an undo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UndoPartView {
    /// Which part.
    pub part: UndoPart,
    /// How it stands: `skipped` when there was nothing to take back, `failed` when something stays.
    pub state: PartState,
    /// When it began.
    #[ts(type = "string | null")]
    pub started_at: Option<Timestamp>,
    /// When it was dealt with.
    #[ts(type = "string | null")]
    pub ended_at: Option<Timestamp>,
    /// What is going on.
    pub note: Option<Line>,
}

impl Undo {
    /// As the page shows it: `driven` says whether somebody works on it, `note` what is going on.
    pub(in crate::apply) fn view(&self, driven: bool, note: Option<&Line>) -> UndoView {
        let current = self.part();
        let mut began = Some(self.started);
        let parts = UndoPart::ALL.map(|part| {
            let (state, ended_at) = match self.ended.get(&part) {
                Some((PartEnd::TakenBack, at)) => (PartState::Done, Some(*at)),
                Some((PartEnd::Nothing, at)) => (PartState::Skipped, Some(*at)),
                Some((PartEnd::Left { .. }, at)) => (PartState::Failed, Some(*at)),
                None if current == Some(part) && driven => (PartState::Doing, None),
                None => (PartState::Todo, None),
            };
            let started_at = if state == PartState::Todo { None } else { began.map(|began| began.max(self.started)) };
            began = ended_at;
            let note = note.filter(|_| state == PartState::Doing).cloned();
            UndoPartView { part, state, started_at, ended_at, note }
        });
        UndoView { started_at: self.started, ended_at: self.finished, parts: parts.into(), left: self.left() }
    }
}

/// What an undo would take back, as far as the journal knows.
pub(in crate::apply) fn undoes(plan: &Plan, progress: &Progress) -> Vec<Line> {
    if progress.is_over() {
        return Vec::new();
    }
    let blueprint = &plan.blueprint;
    if progress.made.is_none() {
        let id = if progress.deploy_intended.is_some() { "undo_will_look" } else { "undo_will_close" };
        return vec![Line::new(id).with("label", &blueprint.label).with("api_name", &blueprint.api_name)];
    }
    let mut lines = Vec::new();
    if progress.app_is_there() {
        lines.push(Line::new("undo_will_app").with("label", &blueprint.label).with("api_name", &blueprint.api_name));
    }
    let set = progress.made.as_ref().is_some_and(|made| made.permission_set.is_some());
    if set {
        lines.push(Line::new("undo_will_set").with("label", blueprint.permission_set_label()));
    }
    let names = plan.assignees.iter().filter(|one| progress.assignments.contains_key(&one.user));
    let names: Vec<_> = names.map(|one| one.name.as_str()).collect();
    if let Some(set) = blueprint.permission_sets().first().filter(|_| !names.is_empty()) {
        lines.push(Line::new("undo_will_assignments").with("names", names.join(", ")).with("set", set));
    }
    if progress.switch_is_on {
        lines.push(Line::new("undo_will_switch"));
    }
    if progress.secret != SecretPlace::None {
        lines.push(Line::new("undo_will_secret"));
    }
    lines
}
