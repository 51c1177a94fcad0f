//! The edits of the step that is open, so that the last one can be taken back. Pure; kept while the step is open.

use super::{Answers, Step};

/// How many edits can be taken back.
const LEVELS: usize = 100;

/// What the answers were before each edit of one step.
#[derive(Debug, Default)]
pub struct Edits {
    step: Step,
    before: Vec<Answers>,
}

impl Edits {
    /// Notes an edit made in `step`. Whole answers are kept: one choice, such as what will connect, may set those of
    /// other steps too.
    pub fn note(&mut self, step: Step, mut before: Answers, after: &Answers) {
        if self.step != step {
            *self = Self { step, before: Vec::new() };
        }
        before.certificate.clone_from(&after.certificate);
        if before == *after {
            return;
        }
        if self.before.len() == LEVELS {
            self.before.remove(0);
        }
        self.before.push(before);
    }

    /// The answers before the last edit of `step`, if one can be taken back. A certificate stays: which key pair there
    /// is, is no answer that was typed, and its private key would be gone.
    pub fn take_back(&mut self, step: Step, now: &Answers) -> Option<Answers> {
        if self.step != step {
            return None;
        }
        let before = self.before.pop()?;
        Some(Answers { certificate: now.certificate.clone(), ..before })
    }

    /// Whether an edit of `step` can be taken back.
    pub fn any(&self, step: Step) -> bool {
        self.step == step && !self.before.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::catalogue::ConnectKind;
    use crate::wizard::{Answer, Draft, NameAnswer};

    /// A draft at a step, and its edits.
    struct Edited(Draft, Edits);

    impl Edited {
        fn at(step: Step) -> Self {
            let mut draft = Draft::new(Timestamp::UNIX_EPOCH);
            draft.open(step);
            Self(draft, Edits::default())
        }

        fn edit(&mut self, edit: impl FnOnce(&mut Draft)) {
            let before = self.0.answers.clone();
            edit(&mut self.0);
            self.1.note(self.0.step, before, &self.0.answers);
        }

        fn undo(&mut self) -> bool {
            let before = self.1.take_back(self.0.step, &self.0.answers);
            let any = before.is_some();
            self.0.answers = before.unwrap_or_else(|| self.0.answers.clone());
            any
        }

        fn name(&mut self, label: &str) {
            let label = label.to_owned();
            self.edit(|draft| draft.take(Answer::Name(NameAnswer { label, ..NameAnswer::default() })));
        }
    }

    #[test]
    fn edits_are_not_taken_back_one_by_one() {
        let mut edited = Edited::at(Step::Name);
        for label in ["Acme", "Acme Sync", "Acme Sync", "Acme Billing"] {
            edited.name(label);
        }
        for before in ["Acme Sync", "Acme", ""] {
            assert!(edited.1.any(Step::Name) && edited.undo());
            assert_eq!(edited.0.answers.name.label, before);
        }
        assert!(!edited.undo() && !edited.1.any(Step::Name), "there is nothing more");
    }

    #[test]
    fn a_choice_that_sets_several_answers_is_taken_back_by_half() {
        let mut edited = Edited::at(Step::Flows);
        edited.edit(|draft| draft.connect(ConnectKind::WebApp));
        let web = edited.0.answers.clone();
        edited.edit(|draft| draft.connect(ConnectKind::Server));
        assert_ne!(edited.0.answers.scopes, web.scopes);
        assert!(edited.undo());
        assert_eq!(edited.0.answers, web);
    }

    #[test]
    fn an_edit_of_another_step_is_taken_back_unseen() {
        let mut edited = Edited::at(Step::Name);
        edited.name("Acme");
        edited.0.open(Step::Distribution);
        assert!(!edited.1.any(Step::Distribution) && !edited.undo());
        assert_eq!(edited.0.answers.name.label, "Acme");
    }

    #[test]
    fn edits_without_end_are_kept() {
        let mut edited = Edited::at(Step::Name);
        for number in 0..LEVELS + 20 {
            edited.name(&format!("Acme {number}"));
        }
        let mut count = 0;
        while edited.undo() {
            count += 1;
        }
        assert_eq!((count, edited.0.answers.name.label.as_str()), (LEVELS, "Acme 19"));
    }
}
