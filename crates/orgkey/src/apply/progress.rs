//! How far a run is: a fold of its journal. What is not in the journal did not happen.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use salesforce::types::{ConsumerKey, RecordId};

use super::undo::Creation;
use super::{Entry, Made, Part, PartEnd, SecretPlace, Undo, UndoPart, UndoStep};
use crate::Line;
use crate::diagnosis::Mend;
use crate::plan::{Plan, SwitchPlan};
use crate::problem::Problem;
use crate::verify::{Flow, Report};

/// How the id of an external client app begins.
const APP: &str = "0xI";

/// How far a run is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// The package was about to be handed over, at this time.
    pub deploy_intended: Option<Timestamp>,
    /// The deployment's id, and when it was known.
    pub deployment: Option<(RecordId, Timestamp)>,
    /// What the deployment says that it made.
    pub made: Option<Made>,
    /// Everything is made.
    pub deployed: Option<Timestamp>,
    /// The deployment was refused: nothing was made.
    pub refused: Option<(Problem, Timestamp)>,
    /// The app's id.
    pub app: Option<RecordId>,
    /// People who were about to get the permission set.
    pub assign_intended: BTreeSet<RecordId>,
    /// People who have it.
    pub assigned: BTreeSet<RecordId>,
    /// The assignments of those who have it by this run.
    pub assignments: BTreeMap<RecordId, RecordId>,
    /// What was written was read again.
    pub read_back: Option<Timestamp>,
    /// What is left over or could not be read.
    pub remainders: Vec<Line>,
    /// The client ID.
    pub key: Option<ConsumerKey>,
    /// Where the secret is.
    pub secret: SecretPlace,
    /// The secret that the person brought turned out to be wrong.
    pub secret_refused: bool,
    /// The secret is not fetched, by choice.
    pub secret_left: bool,
    /// ID and secret are dealt with.
    pub credentials: Option<Timestamp>,
    /// The switch for secrets was turned on by this run and is not back yet.
    pub switch_is_on: bool,
    /// The app answers.
    pub ready: Option<Timestamp>,
    /// The person's sign-in is left out of the proof.
    pub person_skipped: bool,
    /// What was proved.
    pub report: Option<Report>,
    /// When it was proved.
    pub proved: Option<Timestamp>,
    /// A remedy under way, and the id of its deployment once that is known.
    pub mend: Option<(Mend, Option<RecordId>)>,
    /// Why the last remedy was refused.
    pub mend_refused: Option<Problem>,
    /// The one flow that is proven again; none: all are.
    pub again: Option<Flow>,
    /// What stopped the run, if it stands still.
    pub stopped: Option<(Problem, Timestamp)>,
    /// The run is over.
    pub ended: Option<Timestamp>,
    /// It was left as it is.
    pub left: bool,
    /// It is undone.
    pub undo: Option<Undo>,
}

impl Progress {
    /// The progress that a journal tells of.
    pub fn of(plan: &Plan, journal: &[(Timestamp, Entry)]) -> Self {
        let mut progress = Self::default();
        for (at, entry) in journal {
            progress.take(plan, *at, entry);
        }
        progress
    }

    /// Takes one more entry.
    pub fn take(&mut self, plan: &Plan, at: Timestamp, entry: &Entry) {
        match entry {
            Entry::DeployIntended => {
                self.deploy_intended = Some(at);
                // The creation carries the switch; from here on it may be on.
                self.switch_is_on = plan.secret_switch == SwitchPlan::OnAndBack;
            }
            Entry::DeploySubmitted { id } => self.deployment = Some((id.clone(), at)),
            Entry::Made { made } => {
                self.made = Some(made.clone());
                // Of the kind that a query finds, it is the app's id before any question is asked.
                let told = made.app.as_ref().and_then(|app| app.id.clone());
                self.app = self.app.take().or(told.filter(|id| id.as_str().starts_with(APP)));
            }
            Entry::Deployed => self.deployed = Some(at),
            Entry::DeployRefused { problem } => {
                self.refused = Some((problem.clone(), at));
                self.ended = Some(at);
                // All or nothing: with the rest, the switch was rolled back.
                self.switch_is_on = false;
            }
            Entry::AppFound { id } => self.app = Some(id.clone()),
            Entry::AssignIntended { user } => {
                self.assign_intended.insert(user.clone());
            }
            Entry::Assigned { user, id } => {
                // Answered: an assignment that is found later is somebody else's.
                self.assign_intended.remove(user);
                self.assigned.insert(user.clone());
                match id {
                    Some(id) => self.assignments.insert(user.clone(), id.clone()),
                    None => self.assignments.remove(user),
                };
            }
            Entry::ReadBack { remainders } => {
                self.read_back = Some(at);
                self.remainders.clone_from(remainders);
            }
            Entry::KeyRead { key } => self.key = Some(key.clone()),
            Entry::SwitchOnIntended | Entry::SwitchedOn => {
                self.switch_is_on = true;
                self.secret_left = false;
            }
            Entry::SecretStored { place } => {
                self.secret = *place;
                self.secret_left = false;
                self.credentials.get_or_insert(at);
            }
            Entry::SecretRefused => {
                self.secret = SecretPlace::None;
                self.secret_refused = true;
                self.credentials = None;
            }
            Entry::SecretForgotten => self.lose_secret(),
            Entry::SecretLeft => {
                self.secret_left = true;
                self.credentials = Some(at);
            }
            Entry::SwitchBackIntended => {}
            Entry::SwitchedBack { read } => {
                self.switch_is_on = false;
                if !read {
                    self.remainders.push(Line::new("remainder_not_read_back").with("what", "secret_switch"));
                }
            }
            Entry::Ready => self.ready = Some(at),
            Entry::PersonSkipped => self.person_skipped = true,
            Entry::Proved { report } => {
                self.report = Some(report.as_ref().clone());
                self.proved = Some(at);
            }
            Entry::Stopped { problem } => self.stopped = Some((problem.clone(), at)),
            Entry::Continued => {
                self.go_on();
                if let Some(undo) = &mut self.undo {
                    undo.again(at);
                } else if self.secret_left {
                    // Continuing a run that went on without its secret means: bring it now, and prove again.
                    self.secret_left = false;
                    self.credentials = None;
                    self.prove_again();
                }
            }
            Entry::ProveAgain => {
                self.go_on();
                self.again = None;
                self.mend_refused = None;
                self.prove_again();
            }
            Entry::MendIntended { mend } => {
                self.go_on();
                self.mend_refused = None;
                self.mend = Some((mend.clone(), None));
            }
            Entry::MendSubmitted { id } => {
                if let Some((_, deployment)) = &mut self.mend {
                    *deployment = Some(id.clone());
                }
            }
            Entry::Mended => {
                self.again = self.mend.take().map(|(mend, _)| mend.flow);
                // Salesforce's servers learn of a change as they learn of a new app: one after the other.
                self.ready = None;
                self.prove_again();
            }
            Entry::MendRefused { problem } => {
                self.mend = None;
                self.mend_refused = Some(problem.clone());
            }
            Entry::Left => {
                self.left = true;
                self.ended = Some(at);
            }
            Entry::Done => self.ended = Some(at),
            Entry::Undo { step } => self.take_undo(at, step),
        }
    }

    fn take_undo(&mut self, at: Timestamp, step: &UndoStep) {
        self.undo.get_or_insert_with(|| Undo::new(at)).take(at, step);
        match step {
            UndoStep::Started => self.go_on(),
            // All or nothing: the switch was not turned on either.
            UndoStep::Settled { creation: Creation::Nothing } => self.switch_is_on = false,
            UndoStep::Ended { part: UndoPart::Secret, end: PartEnd::TakenBack | PartEnd::Nothing } => {
                self.secret = SecretPlace::None;
            }
            UndoStep::Finished { left: false } => self.ended = Some(at),
            _ => {}
        }
    }

    /// Whether Salesforce may still be at work on the creation.
    pub fn can_cancel(&self) -> bool {
        let ended = self.made.is_some() || self.deployed.is_some() || self.refused.is_some();
        self.deployment.is_some() && !ended && self.undo.is_none()
    }

    /// Whether there is, or may be, an app that this run made.
    pub fn keeps_an_app(&self) -> bool {
        !self.is_over() && (self.undo.is_none() || self.app_is_there())
    }

    /// Whether the app is in the org, as far as the journal knows.
    pub fn app_is_there(&self) -> bool {
        let gone = self
            .undo
            .as_ref()
            .is_some_and(|undo| undo.ended.contains_key(&UndoPart::App) && !undo.is_left(UndoPart::App));
        // Journals of earlier versions say only that it was deployed, which they did for a new app alone.
        self.made.as_ref().map_or(self.deployed.is_some(), |made| made.app.is_some()) && !gone
    }

    /// Whether proving is all that would follow: what was to be made is made, and nobody has begun to take it back.
    pub fn can_be_proven(&self) -> bool {
        self.part() >= Part::Ready && self.refused.is_none() && self.undo.is_none()
    }

    /// Whether nothing can follow: Salesforce refused it, or all of it is undone.
    pub fn is_over(&self) -> bool {
        self.refused.is_some() || self.is_undone()
    }

    /// Whether all of it is undone.
    pub fn is_undone(&self) -> bool {
        self.undo.as_ref().is_some_and(Undo::is_whole)
    }

    /// The secret is no longer where it was kept; going on asks for it again.
    pub fn lose_secret(&mut self) {
        self.secret = SecretPlace::None;
        self.secret_left = true;
    }

    fn go_on(&mut self) {
        self.stopped = None;
        self.ended = None;
        self.left = false;
    }

    fn prove_again(&mut self) {
        self.proved = None;
        self.person_skipped = false;
    }

    /// The part that is next or under way.
    pub fn part(&self) -> Part {
        if self.deployment.is_none() {
            Part::Sent
        } else if self.deployed.is_none() {
            Part::App
        } else if self.read_back.is_none() {
            Part::Access
        } else if self.credentials.is_none() || self.switch_is_on {
            Part::Credentials
        } else if self.ready.is_none() {
            Part::Ready
        } else {
            Part::Proof
        }
    }

    /// When a part began and ended, as far as the journal knows.
    pub fn times(&self, part: Part) -> (Option<Timestamp>, Option<Timestamp>) {
        let submitted = self.deployment.as_ref().map(|(_, at)| *at);
        match part {
            Part::Sent => (self.deploy_intended, submitted),
            Part::App | Part::OauthSettings => (submitted, self.deployed),
            Part::Access => (self.deployed, self.read_back),
            Part::Credentials => (self.deployed, self.credentials),
            Part::Ready => (self.credentials, self.ready),
            Part::Proof => (self.ready, self.proved),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::ConnectKind;
    use crate::plan::sample;
    use crate::problem::Code;

    fn fold(plan: &Plan, entries: impl IntoIterator<Item = Entry>) -> Progress {
        let entries: Vec<_> = entries.into_iter().map(|entry| (Timestamp::UNIX_EPOCH, entry)).collect();
        Progress::of(plan, &entries)
    }

    fn stopped() -> Entry {
        Entry::Stopped { problem: Problem::new(Code::Offline) }
    }

    fn whole() -> Vec<Entry> {
        let id: RecordId = "0xI000000000001".parse().unwrap();
        let user: RecordId = "005000000000002".parse().unwrap();
        vec![
            Entry::DeployIntended,
            Entry::DeploySubmitted { id: id.clone() },
            Entry::Deployed,
            Entry::AppFound { id },
            Entry::AssignIntended { user: user.clone() },
            Entry::Assigned { user, id: None },
            Entry::ReadBack { remainders: Vec::new() },
            Entry::KeyRead { key: "3MVG9key".parse().unwrap() },
            Entry::SecretStored { place: SecretPlace::Keychain },
            Entry::SwitchBackIntended,
            Entry::SwitchedBack { read: true },
            Entry::Ready,
            Entry::Done,
        ]
    }

    #[test]
    fn a_run_of_an_earlier_version_counts_as_undone_or_can_still_be_called_off() {
        let plan = sample::plan(ConnectKind::Server);
        // It wrote no word of what was made.
        let progress = fold(&plan, whole());
        assert!(progress.app_is_there() && progress.keeps_an_app());
        assert!((3..=whole().len()).all(|count| !fold(&plan, whole().into_iter().take(count)).can_cancel()));
    }

    #[test]
    fn an_assignment_that_somebody_gave_later_counts_as_ours() {
        let plan = sample::plan(ConnectKind::Server);
        let (user, id): (RecordId, RecordId) = ("005000000000002".parse().unwrap(), "0Pa000000000001".parse().unwrap());
        let ours = [
            Entry::AssignIntended { user: user.clone() },
            Entry::Assigned { user: user.clone(), id: Some(id.clone()) },
        ];
        let progress = fold(&plan, ours.clone());
        assert_eq!(progress.assignments.get(&user), Some(&id));
        assert!(progress.assign_intended.is_empty(), "what is found later is not from a lost answer");
        // A remedy found that the person has it, from somebody else.
        let progress = fold(&plan, ours.into_iter().chain([Entry::Assigned { user, id: None }]));
        assert!(progress.assignments.is_empty());
    }

    #[test]
    fn a_step_counts_as_done_before_its_answer_is_noted() {
        let plan = sample::plan(ConnectKind::Server);
        let mut before = Part::Sent;
        for count in 0..=whole().len() {
            let progress = fold(&plan, whole().into_iter().take(count));
            assert!(progress.part() >= before, "{count}: back from {before:?} to {:?}", progress.part());
            before = progress.part();
            // From the hand-over to the answer of putting it back, the switch may be on.
            assert_eq!(progress.switch_is_on, (1..=10).contains(&count), "{count}");
            assert_eq!(progress.credentials.is_some(), count >= 9, "{count}");
            assert_eq!(progress.ended.is_some(), count == whole().len(), "{count}");
        }
        assert_eq!(before, Part::Proof);
    }

    #[test]
    fn a_refused_deployment_leaves_the_switch_counted_as_on() {
        let plan = sample::plan(ConnectKind::Server);
        let refused = Entry::DeployRefused { problem: Problem::new(Code::DeployFailed) };
        let progress = fold(&plan, whole().into_iter().take(2).chain([refused]));
        assert!(!progress.switch_is_on && progress.ended.is_some() && progress.deployed.is_none());

        let mut left_off = plan;
        left_off.secret_switch = SwitchPlan::LeftOff;
        assert!(!fold(&left_off, whole().into_iter().take(2)).switch_is_on);
    }

    #[test]
    fn going_on_keeps_the_problem_or_forgets_what_was_done() {
        let plan = sample::plan(ConnectKind::Server);
        let entries = || whole().into_iter().take(7).chain([stopped()]);
        assert!(fold(&plan, entries()).stopped.is_some());
        let progress = fold(&plan, entries().chain([Entry::Continued]));
        assert!(progress.stopped.is_none() && progress.read_back.is_some() && progress.switch_is_on);
        let left = fold(&plan, entries().chain([Entry::Left]));
        assert!(left.left && left.ended.is_some());
        let again = fold(&plan, entries().chain([Entry::Left, Entry::Continued]));
        assert!(!again.left && again.ended.is_none());
    }

    #[test]
    fn a_run_that_went_on_without_its_secret_can_not_get_it_later() {
        let plan = sample::plan(ConnectKind::Server);
        let without = || whole().into_iter().take(8).chain([Entry::SecretLeft, Entry::Ready, Entry::Done]);
        let progress = fold(&plan, without());
        assert!(progress.secret_left && progress.credentials.is_some());
        let progress = fold(&plan, without().chain([Entry::Continued]));
        assert!(!progress.secret_left && progress.credentials.is_none() && progress.proved.is_none());
        assert_eq!(progress.part(), Part::Credentials);
    }
}
