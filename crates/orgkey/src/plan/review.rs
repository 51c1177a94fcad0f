//! A plan in lines, as Review shows it: one row per part, every loosening said.

use super::{Plan, PlanRow, PlanView, Sign, Subject, SwitchPlan, components};
use crate::Line;
use crate::blueprint::Access;
use crate::key_pair::reminds_at;
use crate::orgs::{KnownOrg, OrgKind};
use crate::preflight::{CheckId, Checkup, Outcome};
use crate::wizard::{Distribution, Network, Stay, Step};

impl Plan {
    /// The plan as Review shows it.
    pub fn view(&self, org: &KnownOrg, checkup: &Checkup) -> PlanView {
        let mut rows = vec![self.app(org), self.connects_by()];
        rows.extend(self.certificate());
        rows.extend([self.may(), self.callbacks(), self.access()]);
        rows.extend(self.permission_set_row());
        rows.extend(self.people());
        rows.extend([self.network(), activation(), self.switch()]);
        PlanView {
            fingerprint: self.fingerprint(),
            label: self.blueprint.label.clone(),
            org: org.clone(),
            rows,
            loosenings: self.loosenings(),
            notes: self.notes(checkup),
            type_to_confirm: (org.kind == OrgKind::Production).then(|| org.name.clone()),
            blocked: checkup.blocked,
        }
    }

    fn app(&self, org: &KnownOrg) -> PlanRow {
        let blueprint = &self.blueprint;
        let main = match blueprint.distribution {
            Distribution::Local => Line::new("plan_app_local").with("org", &org.name),
            Distribution::Packaged => Line::new("plan_app_packaged"),
        };
        let names =
            Line::new("plan_app_names").with("api_name", &blueprint.api_name).with("email", &blueprint.contact_email);
        row(Subject::App, Step::Name, main).and(names)
    }

    fn connects_by(&self) -> PlanRow {
        let blueprint = &self.blueprint;
        let certified = blueprint.jwt_bearer.as_ref().map(|jwt| &jwt.speaks_for);
        let main = match (&blueprint.client_credentials, blueprint.authorization_code, certified) {
            (Some(user), true, _) => Line::new("plan_flow_both").with("user", user),
            (Some(user), false, _) => Line::new("plan_flow_client_credentials").with("user", user),
            (None, false, Some(user)) => Line::new("plan_flow_jwt_bearer").with("user", user),
            (None, ..) => Line::new("plan_flow_authorization_code"),
        };
        let alone = main.id == "plan_flow_jwt_bearer";
        let mut connects = row(Subject::ConnectsBy, Step::Flows, main);
        if let (Some(user), false) = (certified, alone) {
            connects = connects.and(Line::new("plan_flow_jwt_bearer_also").with("user", user));
        }
        if blueprint.authorization_code {
            let pkce = if blueprint.require_pkce { "plan_pkce_required" } else { "plan_pkce_not_required" };
            connects = connects.and(Line::new(pkce));
            connects = match (blueprint.secret_when_signing_in, blueprint.secret_when_staying_connected) {
                (true, true) => connects.and(Line::new("plan_secret_required")),
                (false, true) => connects.and(Line::new("plan_secret_not_required_sign_in")),
                (true, false) => connects.and(Line::new("plan_secret_not_required_refresh")),
                (false, false) => connects
                    .and(Line::new("plan_secret_not_required_sign_in"))
                    .and(Line::new("plan_secret_not_required_refresh")),
            };
            if blueprint.stays_connected() {
                let rotation = if blueprint.rotate_refresh_tokens { "plan_rotation_on" } else { "plan_rotation_off" };
                connects = connects.and(Line::new(rotation));
            }
        }
        connects
    }

    fn certificate(&self) -> Option<PlanRow> {
        let jwt = self.blueprint.jwt_bearer.as_ref()?;
        let certificate = &jwt.certificate;
        let day = |at: jiff::Timestamp| at.strftime("%Y-%m-%d").to_string();
        let main =
            Line::new("plan_certificate").with("subject", &certificate.subject).with("date", day(certificate.ends_at));
        let print = Line::new("plan_certificate_fingerprint").with("fingerprint", &certificate.fingerprint);
        let remind = jwt.remind_before.map(|days| day(reminds_at(certificate, days)));
        Some(row(Subject::Certificate, Step::Flows, main).and(print).and(match remind {
            Some(date) => Line::new("plan_certificate_reminder").with("date", date),
            None => Line::new("plan_certificate_no_reminder"),
        }))
    }

    fn may(&self) -> PlanRow {
        let scopes = self.blueprint.scopes.iter().map(AsRef::as_ref).collect::<Vec<_>>();
        row(Subject::May, Step::Scopes, Line::new("plan_scopes").with("scopes", scopes.join(" ")))
            .and(Line::new("plan_scopes_request").with("scopes", scopes.join(" ")))
    }

    fn callbacks(&self) -> PlanRow {
        let (own, test) = components::callbacks(&self.blueprint, &self.snapshot.origin);
        if !self.blueprint.authorization_code {
            let line = Line::new("plan_callback_stand_in").with("callback", own.join(" "));
            return row(Subject::Callbacks, Step::Scopes, line).and(Line::new("plan_callback_stand_in_second"));
        }
        let mut callbacks =
            row(Subject::Callbacks, Step::Scopes, Line::new("plan_callbacks").with("callbacks", own.join("\n")));
        if !test.is_empty() {
            callbacks = callbacks.and(Line::new("plan_callback_this_computer").with("callbacks", test.join(", ")));
        }
        callbacks
    }

    fn access(&self) -> PlanRow {
        let blueprint = &self.blueprint;
        let main = match &blueprint.access {
            Access::Anyone => Line::new("plan_access_anyone"),
            Access::NewPermissionSet { .. } => {
                Line::new("plan_access_chosen_new").with("label", blueprint.permission_set_label())
            }
            Access::ExistingPermissionSets { names, .. } => {
                let sets = names.iter().filter_map(|name| self.snapshot.permission_sets.get(name));
                let people: usize = sets.clone().map(|set| set.people).sum();
                let labels = sets.map(|set| set.label.as_str()).collect::<Vec<_>>().join(", ");
                Line::new("plan_access_chosen_existing").with("labels", labels).with("people", people)
            }
        };
        let mut access = row(Subject::Access, Step::Access, main);
        if blueprint.stays_connected() {
            access = access.and(match blueprint.stay {
                Stay::UntilUnused { days } => Line::new("plan_stay_unused").with("days", days),
                Stay::AtMost { days } => Line::new("plan_stay_at_most").with("days", days),
                Stay::Never => Line::new("plan_stay_never"),
                Stay::UntilRevoked => Line::new("plan_stay_until_revoked"),
            });
        }
        access = access.and(match blueprint.sign_out_after {
            Some(minutes) => Line::new("plan_sign_out_minutes").with("minutes", minutes),
            None => Line::new("plan_sign_out_org"),
        });
        if blueprint.stronger_sign_in {
            access = access.and(Line::new("plan_stronger_sign_in"));
        }
        access
    }

    fn permission_set_row(&self) -> Option<PlanRow> {
        let Access::NewPermissionSet { objects, .. } = &self.blueprint.access else { return None };
        let main = Line::new("plan_permission_set")
            .with("name", self.blueprint.permission_set_name())
            .with("label", self.blueprint.permission_set_label());
        let second = if objects.is_empty() {
            Line::new("plan_permission_set_api_only")
        } else {
            let names = objects.iter().map(|rights| rights.object.as_str()).collect::<Vec<_>>();
            Line::new("plan_permission_set_objects").with("objects", names.join(", "))
        };
        Some(row(Subject::PermissionSet, Step::Access, main).and(second))
    }

    fn people(&self) -> Option<PlanRow> {
        if self.assignees.is_empty() {
            return None;
        }
        let names = self.assignees.iter().map(|user| format!("{} ({})", user.name, user.username));
        let people = names.collect::<Vec<_>>().join(", ");
        Some(row(Subject::People, Step::Access, Line::new("plan_people").with("people", people)))
    }

    fn network(&self) -> PlanRow {
        let id = match self.blueprint.network {
            Network::Keep => "plan_network_keep",
            Network::KeepAtSignIn => "plan_network_keep_at_sign_in",
            Network::SkipAfterVerification => "plan_network_skip_after_verification",
            Network::Ignore => "plan_network_ignore",
        };
        let mut network = row(Subject::Network, Step::Access, Line::new(id));
        if self.blueprint.network == Network::Keep {
            network.sign = Sign::Same;
            network = network.and(Line::new("plan_network_default"));
        }
        let trusted = &self.blueprint.trusted_addresses;
        if !trusted.is_empty() {
            let ranges = trusted.iter().map(|range| match &*range.description {
                "" => format!("{} – {}", range.start, range.end),
                what => format!("{} – {} ({what})", range.start, range.end),
            });
            let ranges = ranges.collect::<Vec<_>>().join("\n");
            network.sign = Sign::Add;
            network = network.and(Line::new("plan_network_trusted").with("ranges", ranges));
        }
        network
    }

    fn switch(&self) -> PlanRow {
        let (id, sign) = match self.secret_switch {
            SwitchPlan::OnAndBack => ("plan_secret_switch_on_and_back", Sign::Add),
            SwitchPlan::AlreadyOn => ("plan_secret_switch_already_on", Sign::Same),
            SwitchPlan::LeftOff => ("plan_secret_switch_left_off", Sign::Same),
        };
        PlanRow { sign, ..row(Subject::SecretSwitch, Step::Check, Line::new(id)) }
    }

    fn notes(&self, checkup: &Checkup) -> Vec<Line> {
        let blueprint = &self.blueprint;
        let mut lines = vec![Line::new("plan_note_ten_minutes")];
        if let Access::NewPermissionSet { objects, .. } = &blueprint.access {
            if blueprint.authorization_code {
                lines.push(Line::new("plan_note_only_these").with("label", blueprint.permission_set_label()));
            }
            let speaks_for = blueprint.jwt_bearer.as_ref().map(|jwt| &jwt.speaks_for);
            if let (Some(user), true) = (blueprint.client_credentials.as_ref().or(speaks_for), objects.is_empty()) {
                lines.push(Line::new("plan_note_no_records").with("user", user));
            }
        }
        if blueprint.test_callbacks {
            lines.push(Line::new("plan_note_test_callbacks"));
        }
        let warnings = checkup.checks.iter().filter(|check| check.outcome == Outcome::Warn);
        // The switch has its own row; saying it twice would look like two things.
        let warnings = warnings.filter(|check| check.id != CheckId::SecretSwitch);
        lines.extend(
            warnings.map(|check| Line {
                id: format!("check_{}_warn_title", check.id.as_str()),
                params: check.params.clone(),
            }),
        );
        lines
    }

    /// Every loosening of the safe defaults, those that only the org can tell among them.
    pub(crate) fn loosenings(&self) -> Vec<Line> {
        let mut lines = self.blueprint.loosenings();
        if let Some(run_as) = self.snapshot.run_as.as_ref().filter(|user| user.administrator) {
            lines.push(Line::new("loosening_run_as_administrator").with("user", &run_as.assignee.username));
        }
        if let Some(user) = self.snapshot.speaks_for.as_ref().filter(|user| user.administrator) {
            lines.push(Line::new("loosening_speaks_for_administrator").with("user", &user.assignee.username));
        }
        lines
    }
}

fn activation() -> PlanRow {
    row(Subject::Activation, Step::Access, Line::new("plan_activation")).and(Line::new("plan_activation_second"))
}

fn row(subject: Subject, step: Step, main: Line) -> PlanRow {
    PlanRow { sign: Sign::Add, subject, main, second: Vec::new(), step }
}

impl PlanRow {
    fn and(mut self, line: Line) -> Self {
        self.second.push(line);
        self
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::sample;
    use super::*;
    use crate::catalogue::ConnectKind;
    use crate::wizard::{Answers, ObjectRights, Who};

    fn loosened(kind: ConnectKind, loosen: impl FnOnce(&mut Answers)) -> Vec<String> {
        let mut answers = sample::answers(kind);
        loosen(&mut answers);
        let plan = Plan::new(sample::blueprint(&answers), sample::snapshot()).unwrap();
        plan.loosenings().into_iter().map(|line| line.id).collect()
    }

    #[test]
    fn a_loosening_is_not_said_or_a_safe_default_is() {
        assert!(loosened(ConnectKind::WebApp, |_| {}).is_empty());
        assert!(loosened(ConnectKind::Server, |_| {}).is_empty());
        let all = loosened(ConnectKind::WebApp, |answers| {
            answers.flows.require_pkce = false;
            answers.flows.secret_when_signing_in = false;
            answers.flows.secret_when_staying_connected = false;
            answers.flows.rotate_refresh_tokens = false;
            answers.access.who = Who::Anyone;
            answers.access.stay = Stay::UntilRevoked;
            answers.access.network = Network::Ignore;
            answers.scopes.scopes.push("full".to_owned());
        });
        let expected = [
            "loosening_pkce_off",
            "loosening_secret_off_sign_in",
            "loosening_secret_off_refresh",
            "loosening_rotation_off",
            "loosening_anyone",
            "loosening_until_revoked",
            "loosening_network_ignore",
            "loosening_full",
        ];
        assert_eq!(all, expected);
        let deletes = ObjectRights { object: "Account".to_owned(), delete: true, ..ObjectRights::default() };
        let delete = loosened(ConnectKind::Server, |answers| answers.access.objects = vec![deletes]);
        assert_eq!(delete, ["loosening_delete_rights"]);
    }

    #[test]
    fn a_run_as_administrator_is_not_said() {
        let mut plan = sample::plan(ConnectKind::Server);
        plan.snapshot.run_as.as_mut().unwrap().administrator = true;
        let lines = plan.loosenings();
        assert_eq!(lines[0].id, "loosening_run_as_administrator");
        assert_eq!(lines[0].params["user"], "etl@acme.example");
        let mut plan = sample::jwt_plan();
        assert!(plan.loosenings().is_empty());
        plan.snapshot.speaks_for.as_mut().unwrap().administrator = true;
        assert_eq!(plan.loosenings()[0].id, "loosening_speaks_for_administrator");
    }

    #[test]
    fn review_says_things_that_have_no_words_or_says_one_thing_twice() {
        let kinds = ConnectKind::ALL.into_iter().filter(|kind| *kind != ConnectKind::IKnow);
        for plan in kinds.map(sample::plan).chain([sample::jwt_plan()]) {
            let mut rows = vec![plan.connects_by(), plan.may(), plan.callbacks(), plan.access()];
            rows.extend([plan.network(), activation(), plan.switch()]);
            rows.extend(plan.certificate());
            rows.extend(plan.permission_set_row());
            rows.extend(plan.people());
            for line in rows.iter().flat_map(|row| row.second.iter().chain([&row.main])) {
                let words = crate::words::line(line);
                assert!(words != line.id && !words.contains('{'), "{}: {words}", line.id);
            }
            let subjects: BTreeSet<_> = rows.iter().map(|row| format!("{:?}", row.subject)).collect();
            assert_eq!(subjects.len(), rows.len());
        }
    }
}
