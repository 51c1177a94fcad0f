//! The world: its orgs, its clock, its faults, behind one lock that is never held across an await.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::browser::Browsers;
use crate::clock::Clock;
use crate::description::{Control, Description, OrgDescription, UserDescription};
use crate::fault::{Fault, Faults};
use crate::front_door::Site;
use crate::gate::{Gate, Gateway};
use crate::oauth::{scope, signing_key::SigningKey};
use crate::objects::Seen;
use crate::org::{
    Org,
    deploy::Conditions,
    kind::OrgKind,
    seed,
    token::{DEFAULT_SESSION, Grant, Holder},
};
use crate::request_log::RequestLog;
use crate::soql::{self, Cell};
use crate::timing::Timing;

/// A practice world. Clones are the same world.
#[derive(Clone, Debug)]
pub struct World(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: Clock,
    bearer: String,
    ports: OnceLock<Ports>,
    signing_key: SigningKey,
    gateway: Gateway,
    warned: OnceLock<fn(&str)>,
    state: Mutex<State>,
}

/// The ports that the sites of a world were bound to.
#[derive(Clone, Debug)]
pub(crate) struct Ports {
    /// The login host.
    pub(crate) login: u16,
    /// The orgs.
    pub(crate) orgs: Vec<u16>,
}

/// What changes in a world.
#[derive(Debug)]
pub(crate) struct State {
    /// The faults.
    pub(crate) faults: Faults,
    /// The delays.
    pub(crate) timing: Timing,
    /// The orgs.
    pub(crate) orgs: Vec<Org>,
    /// People at their browsers.
    pub(crate) browsers: Browsers,
    /// The last requests.
    pub(crate) log: RequestLog,
    /// The sessions that [`Description`] tells, by user id.
    told_sessions: HashMap<String, String>,
}

impl World {
    /// A new world with these orgs.
    #[must_use]
    pub fn new(orgs: &[OrgKind], faults: impl IntoIterator<Item = Fault>, timing: Timing) -> Self {
        let clock = Clock::default();
        let now = clock.now();
        let state = State {
            faults: Faults::none(),
            timing,
            orgs: orgs.iter().map(|kind| seed::org(*kind, 0, now)).collect(),
            browsers: Browsers::default(),
            log: RequestLog::default(),
            told_sessions: HashMap::new(),
        };
        let world = Self(Arc::new(Inner {
            clock,
            bearer: crate::random::handle(),
            ports: OnceLock::new(),
            signing_key: SigningKey::default(),
            gateway: Gateway::default(),
            warned: OnceLock::new(),
            state: Mutex::new(state),
        }));
        for fault in faults {
            world.set_fault(fault, true);
        }
        world
    }

    /// Turns a fault on or off.
    pub fn set_fault(&self, fault: Fault, on: bool) {
        let now = self.now();
        let mut state = self.state();
        if state.faults.set(fault, on) {
            let State { faults, timing, orgs, browsers, .. } = &mut *state;
            for (index, org) in orgs.iter_mut().enumerate() {
                let id = org.id.clone();
                org.play(fault, on, Conditions { now, faults, timing: *timing });
                if org.id != id {
                    browsers.end_org(index);
                }
            }
        }
    }

    /// Sets how long [`Fault::Propagation`] keeps a new app unknown.
    pub fn set_propagation(&self, delay: Duration) {
        self.state().faults.propagation = delay;
    }

    /// Sets how many API requests each org may have in 24 hours.
    pub fn set_daily_requests(&self, max: u32) {
        for org in &mut self.state().orgs {
            org.usage.max = max;
        }
    }

    /// The names of the records that a query finds, as the administrator of the first org sees them: a statement tried
    /// without a server around it.
    ///
    /// # Errors
    /// What the API would answer.
    pub fn query(&self, statement: &str) -> Result<Vec<String>, String> {
        let now = self.now();
        let state = self.state();
        let org = state.orgs.first().ok_or("a world without an org")?;
        let user = org.users.first().ok_or("an org without people")?;
        let outcome =
            soql::run(statement, &Seen::new(org, user, now, false), now).map_err(|refusal| refusal.message)?;
        let name = |(name, cell): &(String, Cell)| match cell {
            Cell::Value(Value::String(text)) if name == "Name" => Some(text.clone()),
            _ => None,
        };
        Ok(outcome.records.iter().flat_map(|record| record.cells.iter().filter_map(name)).collect())
    }

    /// Puts somebody at the gate that every request passes, or opens it.
    pub fn set_gate(&self, gate: Option<Arc<dyn Gate>>) {
        self.0.gateway.set(gate);
    }

    /// Tells somebody of each request that brought a secret which looks like a real org's: what it was and where, never
    /// the value. The first who wants to know is told.
    pub fn set_warned(&self, warned: fn(&str)) {
        let _ = self.0.warned.set(warned);
    }

    /// Says what whoever starts this world should know.
    pub(crate) fn warn(&self, text: &str) {
        if let Some(warned) = self.0.warned.get() {
            warned(text);
        }
    }

    /// The gate.
    pub(crate) fn gateway(&self) -> Gateway {
        self.0.gateway.clone()
    }

    /// Moves the clock of the world forward, so that nobody need wait.
    pub fn advance(&self, by: Duration) {
        self.0.clock.advance(by);
    }

    /// Where the world is, and who is in it. Addresses are known once its listeners are bound.
    #[must_use]
    pub fn describe(&self) -> Description {
        let now = self.now();
        let login_url = self.url(Site::Login, "localhost");
        let mut state = self.state();
        let State { orgs, told_sessions, .. } = &mut *state;
        Description {
            control: Control { url: format!("{login_url}/__practice"), bearer: self.0.bearer.clone() },
            login_url,
            orgs: orgs
                .iter_mut()
                .enumerate()
                .map(|(index, org)| describe_org(org, self.url(Site::Org(index), "localhost"), told_sessions, now))
                .collect(),
        }
    }

    /// The present moment of the world.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// The state, with everything done that was due.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        let now = self.now();
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State { faults, timing, orgs, .. } = &mut *state;
        for index in 0..orgs.len() {
            let others = orgs.iter().enumerate().filter(|(place, _)| *place != index);
            let elsewhere = others.flat_map(|(_, org)| org.consumer_keys()).collect();
            if let Some(org) = orgs.get_mut(index) {
                org.keys_elsewhere = elsewhere;
                org.settle(Conditions { now, faults, timing: *timing });
            }
        }
        state
    }

    /// Tells the world where its sites are; the first telling holds.
    pub(crate) fn set_ports(&self, ports: Ports) {
        let _ = self.0.ports.set(ports);
    }

    /// The port of a site; zero while nothing is bound.
    pub(crate) fn port(&self, site: Site) -> u16 {
        let ports = self.0.ports.get();
        match site {
            Site::Login => ports.map_or(0, |ports| ports.login),
            Site::Org(index) => ports.and_then(|ports| ports.orgs.get(index)).copied().unwrap_or(0),
        }
    }

    /// The address of a site under a host name.
    pub(crate) fn url(&self, site: Site, host_name: &str) -> String {
        format!("http://{host_name}:{}", self.port(site))
    }

    /// What id tokens are signed with.
    pub(crate) fn signing_key(&self) -> &SigningKey {
        &self.0.signing_key
    }

    /// Whether a text is the control bearer.
    pub(crate) fn is_control_bearer(&self, text: &str) -> bool {
        use subtle::ConstantTimeEq;
        self.0.bearer.as_bytes().ct_eq(text.as_bytes()).into()
    }
}

fn describe_org(org: &mut Org, url: String, told: &mut HashMap<String, String>, now: Timestamp) -> OrgDescription {
    let users = org.users.clone();
    OrgDescription {
        name: org.name.clone(),
        kind: org.kind.name().to_owned(),
        id: org.id.clone(),
        url,
        users: users
            .iter()
            .map(|user| UserDescription {
                username: user.username.clone(),
                name: user.name(),
                password: user.password.clone(),
                security_token: user.security_token.clone(),
                access_token: if user.may_log_in() { session_of(org, &user.id, told, now) } else { String::new() },
                id: user.id.clone(),
                profile: user.profile.to_owned(),
            })
            .collect(),
    }
}

/// A session of a user that lives: the one told before, or a new one.
fn session_of(org: &mut Org, user_id: &str, told: &mut HashMap<String, String>, now: Timestamp) -> String {
    if let Some(token) = told.get(user_id).filter(|token| org.tokens.use_access(token, now).is_some()) {
        return token.clone();
    }
    let grant = Grant { holder: Holder::Session, user: user_id.to_owned(), scopes: scope::of_session() };
    let token = org.tokens.issue_access(&org.id, grant, DEFAULT_SESSION, None, now);
    told.insert(user_id.to_owned(), token.clone());
    token
}
