//! From a suspicion and what the org says to a cause, its evidence and the ways on. Pure.

use salesforce::metadata::PermittedUsers;

use super::callback::{CallbackMark, nearest};
use super::look::{Look, Read};
use super::{Amendment, Case, Cause, WayOn};
use crate::Line;
use crate::blueprint::Access;
use crate::plan::{Assignee, SwitchPlan, components};
use crate::preflight::{SetupPage, SwitchState};
use crate::verify::Flow;

/// What is thought of a failure now.
pub(super) struct Judgement {
    pub(super) cause: Cause,
    pub(super) confirmed: bool,
    pub(super) evidence: Vec<Line>,
    pub(super) callback: Option<CallbackMark>,
    pub(super) amendments: Vec<Amendment>,
    /// Time is the remedy.
    pub(super) waits: bool,
    pub(super) ways: Vec<WayOn>,
}

impl Judgement {
    fn suspected(cause: Cause) -> Self {
        Self {
            cause,
            confirmed: false,
            evidence: Vec::new(),
            callback: None,
            amendments: Vec::new(),
            waits: false,
            ways: Vec::new(),
        }
    }

    fn says(&mut self, line: Line) {
        self.evidence.push(line);
    }

    /// The org confirms it, and says why in this line.
    fn proves(&mut self, line: Line) {
        self.confirmed = true;
        self.evidence.push(line);
    }

    fn not_read<T>(&mut self, read: &Read<T>, what: &str) {
        self.says(
            Line::new(match read {
                Read::Absent => "why_not_there",
                _ => "why_not_read",
            })
            .with("what", what),
        );
    }
}

pub(super) fn judge(suspected: Cause, case: &Case<'_>, look: &Look) -> Judgement {
    let mut found = Judgement::suspected(suspected);
    // Whatever the words are: an app that is not there can't be mended.
    if look.snapshot.app.is_none() {
        found.cause = Cause::NotInThisOrg;
        found.proves(Line::new("why_app_gone").with("api_name", &case.plan.blueprint.api_name));
        found.ways = vec![WayOn::OpenSetup { page: SetupPage::ExternalClientApps }, WayOn::ProveAgain];
        return found;
    }
    match suspected {
        Cause::CallbackMismatch => callback(&mut found, case, look),
        Cause::UnknownClient | Cause::NotInThisOrg => client(&mut found, case, look),
        Cause::WrongSecret => secret(&mut found, case, look),
        Cause::NoRunAsUser => run_as(&mut found, case, look),
        Cause::NotAdmitted => admission(&mut found, case, look),
        Cause::NotApproved => approval(&mut found, case, look),
        Cause::SecretSwitchOff => switch(&mut found, look),
        Cause::WrongHost => host(&mut found, case, look),
        Cause::SwitchedOff => switched_off(&mut found, look),
        _ => {}
    }
    // The failed check can always be run again; where nothing better is known, the app's own page comes before it.
    if found.amendments.is_empty() && !found.ways.contains(&WayOn::ProveAgain) {
        found.ways.push(WayOn::ProveAgain);
    }
    match suspected {
        Cause::UserNotUsable | Cause::AddressOrHours if person(case, look).is_some() => {
            found.ways.push(WayOn::OpenUser);
        }
        Cause::UserNotUsable | Cause::AddressOrHours | Cause::NoRunAsUser => {
            found.ways.push(WayOn::OpenSetup { page: SetupPage::Users });
        }
        Cause::OrgNotUsable => found.ways.push(WayOn::OpenSetup { page: SetupPage::CompanyInformation }),
        Cause::Denied | Cause::TooOften | Cause::Expired | Cause::WrongHost => {}
        _ => found.ways.push(WayOn::OpenApp),
    }
    found
}

fn callback(found: &mut Judgement, case: &Case<'_>, look: &Look) {
    let wanted = callbacks(case);
    let asked = case.callback().or(wanted.first().map(String::as_str)).unwrap_or_default();
    found.says(Line::new("why_callback_asked").with("callback", asked));
    let Some(global) = look.global.found() else { return found.not_read(&look.global, "global_oauth_settings") };
    if global.callback_urls.iter().any(|one| one == asked) {
        // Registered, and refused all the same: it has not reached every server.
        found.cause = Cause::UnknownClient;
        let line = Line::new("why_callback_registered").with("callback", asked);
        if look.answer.as_deref() == Some("known") {
            return found.says(line);
        }
        found.waits = true;
        return found.proves(line);
    }
    found.callback = nearest(asked, &global.callback_urls);
    found.proves(if global.callback_urls.is_empty() {
        Line::new("why_callback_none")
    } else {
        Line::new("why_callback_others").with("callbacks", global.callback_urls.join("\n"))
    });
    let missing: Vec<_> = wanted.iter().filter(|one| !global.callback_urls.contains(*one)).cloned().collect();
    if !missing.is_empty() {
        found.amendments.push(Amendment::AddCallbacks { callbacks: missing });
    }
}

/// The callbacks that the app shall have.
fn callbacks(case: &Case<'_>) -> Vec<String> {
    let wanted = components(case.plan).into_iter().find_map(|component| match component {
        salesforce::metadata::Component::GlobalOauthSettings(settings) => Some(settings.callback_urls),
        _ => None,
    });
    wanted.unwrap_or_default()
}

fn client(found: &mut Judgement, case: &Case<'_>, look: &Look) {
    found.cause = Cause::UnknownClient;
    found.says(Line::new("why_app_there").with("api_name", &case.plan.blueprint.api_name));
    let Some(global) = look.global.found() else { return found.not_read(&look.global, "global_oauth_settings") };
    let ours = case.key.map(|key| key.as_str());
    if global.consumer_key.is_some() && global.consumer_key.as_deref() != ours {
        found.proves(Line::new("why_key_differs"));
        return found.amendments.push(read_secret(look));
    }
    found.says(Line::new("why_key_same"));
    match look.answer.as_deref() {
        Some("known") => found.says(Line::new("why_known_now")),
        Some(error) => {
            found.waits = true;
            found.proves(Line::new("why_refused_still").with("error", error));
        }
        None => {}
    }
}

fn secret(found: &mut Judgement, case: &Case<'_>, look: &Look) {
    match look.secret_refused {
        Some(true) => found.proves(Line::new("why_secret_refused_again")),
        Some(false) => return found.says(Line::new("why_secret_taken_now")),
        None => found.says(Line::new("why_secret_not_asked")),
    }
    bring_or_read(found, look);
    // A run that was told to leave the switch alone asks the person for it when it is proven again.
    if case.plan.secret_switch == SwitchPlan::LeftOff {
        found.ways.push(WayOn::BringSecret);
    }
}

fn switch(found: &mut Judgement, look: &Look) {
    match look.snapshot.secret_switch {
        SwitchState::Off => found.proves(Line::new("why_switch_off")),
        SwitchState::On => found.says(Line::new("why_switch_on")),
        SwitchState::Unknown => found.says(Line::new("why_switch_not_read")),
    }
    bring_or_read(found, look);
    found.ways.push(WayOn::BringSecret);
}

fn bring_or_read(found: &mut Judgement, look: &Look) {
    // What can't be read can't be put back to what it was.
    if look.snapshot.secret_switch != SwitchState::Unknown {
        found.amendments.push(read_secret(look));
    }
}

fn read_secret(look: &Look) -> Amendment {
    Amendment::ReadSecret { switch: look.snapshot.secret_switch != SwitchState::On }
}

fn run_as(found: &mut Judgement, case: &Case<'_>, look: &Look) {
    let Some(wanted) = case.plan.blueprint.client_credentials.as_ref().map(ToString::to_string) else { return };
    let Some(policies) = look.policies.found() else { return found.not_read(&look.policies, "oauth_policies") };
    let usable = look.snapshot.run_as.is_some();
    if !usable {
        found.proves(Line::new("why_run_as_gone").with("username", &wanted));
    }
    match &policies.client_credentials_flow_user {
        Some(user) if *user == wanted && policies.is_client_credentials_flow_enabled => {
            return found.says(Line::new("why_run_as_set").with("username", user));
        }
        Some(user) => found.proves(Line::new("why_run_as_other").with("username", user)),
        None => found.proves(Line::new("why_run_as_none")),
    }
    if usable {
        found.amendments.push(Amendment::RunAs { username: wanted });
    }
}

/// The user whom the flow is about.
fn person<'a>(case: &Case<'_>, look: &'a Look) -> Option<&'a Assignee> {
    look.snapshot.person(case.proof.flow)
}

fn admission(found: &mut Judgement, case: &Case<'_>, look: &Look) {
    let Some(policies) = look.policies.found() else { return found.not_read(&look.policies, "oauth_policies") };
    if policies.permitted_users_policy_type == PermittedUsers::AllSelfAuthorized {
        return found.says(Line::new("why_anyone_may"));
    }
    if case.plan.blueprint.access == Access::Anyone {
        // Somebody closed it on purpose: opening it again is theirs to decide.
        return found.proves(Line::new("why_closed_since"));
    }
    let (sets, person) = (case.plan.blueprint.permission_sets(), person(case, look));
    if let Some(gone) = sets.iter().find(|set| !look.snapshot.permission_sets.contains_key(*set)) {
        found.proves(Line::new("why_set_gone").with("set", gone));
        return found.ways.push(WayOn::OpenSetup { page: SetupPage::PermissionSets });
    }
    admit(found, &sets, &policies.comma_separated_permission_set);
    assign(found, look, &sets, person);
    if case.proof.flow == Flow::AuthorizationCode && found.amendments.is_empty() {
        found.says(Line::new("why_somebody_else"));
    }
}

/// The policy's list of permission sets.
fn admit(found: &mut Judgement, sets: &[String], listed: &[String]) {
    let missing: Vec<_> = sets.iter().filter(|set| !listed.contains(set)).cloned().collect();
    if missing.is_empty() {
        found.says(Line::new("why_set_listed").with("sets", sets.join(", ")));
    } else {
        found.proves(Line::new("why_set_not_listed").with("sets", missing.join(", ")));
        found.amendments.push(Amendment::Admit { sets: missing });
    }
}

/// Whether the person holds one of them.
fn assign(found: &mut Judgement, look: &Look, sets: &[String], person: Option<&Assignee>) {
    let (Some(person), Some(set)) = (person, sets.first()) else { return };
    let line = |id: &str| Line::new(id).with("name", &person.name).with("set", set);
    if look.snapshot.holds(&person.user) {
        found.says(line("why_person_holds"));
    } else {
        found.proves(line("why_person_lacks"));
        found.amendments.push(Amendment::Assign { set: set.clone(), person: person.clone() });
    }
}

fn approval(found: &mut Judgement, case: &Case<'_>, look: &Look) {
    let Some(policies) = look.policies.found() else { return found.not_read(&look.policies, "oauth_policies") };
    let sets = case.plan.blueprint.permission_sets();
    if policies.permitted_users_policy_type != PermittedUsers::AllSelfAuthorized {
        found.says(Line::new("why_chosen_may"));
        return assign(found, look, &sets, person(case, look));
    }
    found.proves(Line::new("why_nobody_approved"));
    if !sets.is_empty() {
        assign(found, look, &sets, person(case, look));
        admit(found, &sets, &policies.comma_separated_permission_set);
        found.amendments.push(Amendment::PreAuthorize);
    }
}

fn host(found: &mut Judgement, case: &Case<'_>, look: &Look) {
    let mine = &look.snapshot.origin;
    match case.host() {
        Some(asked) if asked != *mine => {
            found.proves(Line::new("why_host_asked").with("asked", asked).with("host", mine));
            found.ways.push(WayOn::ProveAgain);
        }
        _ if salesforce::Host::parse(mine).is_ok_and(|host| !host.is_my_domain()) => {
            found.proves(Line::new("why_host_same").with("host", mine));
        }
        _ => found.says(Line::new("why_host_same").with("host", mine)),
    }
    found.ways.push(WayOn::SignIn);
}

fn switched_off(found: &mut Judgement, look: &Look) {
    let Some(policies) = look.app_policies.found() else { return found.not_read(&look.app_policies, "app_policies") };
    if policies.is_enabled && policies.is_oauth_plugin_enabled.unwrap_or(false) {
        return found.says(Line::new("why_app_is_on"));
    }
    found.proves(Line::new("why_app_is_off"));
    found.amendments.push(Amendment::SwitchOn);
}
