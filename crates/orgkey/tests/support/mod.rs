//! What the tests share: a practice org, a desk without a window, and the ways to look at both.

mod browser;
mod own_client;
mod raw;
mod stub;

pub(crate) use browser::{Links, Person, client};
pub(crate) use own_client::CLIENT_ID as OWN_CLIENT_ID;
pub(crate) use raw::{Door, get, raw};
pub(crate) use stub::{Stub, reply};

use std::sync::Arc;
use std::time::Duration;

use orgkey::apply::{Entry, RunState, RunView, Waiting};
use orgkey::catalogue::ConnectKind;
use orgkey::desk::{Desk, PracticeOrg, Setting};
use orgkey::orgs::KnownOrg;
use orgkey::plan::{Consent, switch_package};
use orgkey::preflight::{SwitchState, read_secret_switch};
use orgkey::store::Store;
use orgkey::vault::{Namespace, Slot, Vault};
use orgkey::wizard::{
    AccessAnswer, Answer, Answers, CheckAnswer, DistributionAnswer, FlowsAnswer, NameAnswer, ObjectRights,
    ScopesAnswer, SecretSwitch,
};
use orgkey::{Code, Problem, Uuid, credentials};
use practice_org::{Fault, Options, ProfileChange, Running};
use salesforce::Org;
use salesforce::metadata::DeployOptions;
use salesforce::types::{ConsumerSecret, RecordId};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The callback that web apps of the tests have on the internet.
pub(crate) const WEBSITE: &str = "https://billing.example/callback";

/// The administrator who sits at the desk.
pub(crate) const DANA: (&str, &str) = ("dana@practice.example", "practice-dana-1");

/// Longest wait for anything; what is waited for takes a few seconds at most.
const LIMIT: Duration = Duration::from_secs(60);

/// One person at one desk, with one practice org.
pub(crate) struct Journey {
    pub(crate) practice: Running,
    pub(crate) folder: TempDir,
    pub(crate) vault: Vault,
    pub(crate) links: Arc<Links>,
    pub(crate) desk: Desk,
}

impl Journey {
    pub(crate) async fn begin() -> Self {
        Self::with(Options::default()).await
    }

    pub(crate) async fn faulty(fault: Fault) -> Self {
        Self::with(Options { faults: vec![fault], ..Options::default() }).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let practice = practice_org::start(options).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::in_memory(Problem::new(Code::KeychainMissing).with("detail", "a test"));
        let links = Arc::new(Links::default());
        let desk = desk(&practice, &folder, &vault, &links);
        Self { practice, folder, vault, links, desk }
    }

    /// Closes Orgkey and opens it again: same file, same vault, a practice org that tells its sessions anew.
    pub(crate) fn reopen(&mut self) {
        self.desk = desk(&self.practice, &self.folder, &self.vault, &self.links);
    }

    /// A draft in the practice org, as its administrator.
    pub(crate) async fn draft(&self) -> Uuid {
        let draft = self.desk.new_draft().unwrap().draft.id;
        self.desk.use_practice(draft).await.unwrap();
        draft
    }

    /// A draft for a server that works alone, every step answered.
    pub(crate) async fn server(&self, label: &str) -> Uuid {
        self.server_that(label, |_| {}).await
    }

    /// The same with other answers.
    pub(crate) async fn server_that(&self, label: &str, otherwise: impl FnOnce(&mut Answers)) -> Uuid {
        let draft = self.draft().await;
        let run_as = self.desk.users(draft, "").await.unwrap().api_only.into_iter().next().unwrap().username;
        let mut answers = self.desk.choose_connect(draft, ConnectKind::Server).unwrap().draft.answers;
        answers.flows = FlowsAnswer { run_as: Some(run_as), ..answers.flows };
        let accounts = ObjectRights { object: "Account".to_owned(), read: true, ..ObjectRights::default() };
        answers.access = AccessAnswer { objects: vec![accounts], ..answers.access };
        otherwise(&mut answers);
        self.answer(draft, label, answers).await;
        draft
    }

    /// A draft for a server that proves itself with a certificate, which `pair` makes or brings; every step answered.
    pub(crate) async fn certified(&self, label: &str, pair: impl AsyncFnOnce(Uuid)) -> Uuid {
        let draft = self.draft().await;
        let user = self.desk.users(draft, "").await.unwrap().api_only.into_iter().next().unwrap().username;
        let name = NameAnswer { label: label.to_owned(), ..NameAnswer::default() };
        self.desk.save_answer(draft, Answer::Name(name)).unwrap();
        pair(draft).await;
        let answers = self.desk.save_answer(draft, Answer::Flows(certified())).unwrap().draft.answers;
        let accounts = ObjectRights { object: "Account".to_owned(), read: true, ..ObjectRights::default() };
        let access = AccessAnswer { objects: vec![accounts], speaks_for: Some(user), ..answers.access.clone() };
        self.answer(draft, label, Answers { access, ..answers }).await;
        draft
    }

    /// What step Flows finds wrong with a server that proves itself with a certificate.
    pub(crate) async fn refused_flows(&self, draft: Uuid) -> Vec<Code> {
        let submitted = self.desk.submit_answer(draft, Answer::Flows(certified())).await.unwrap();
        submitted.problems.into_iter().map(|found| found.problem.code).collect()
    }

    /// Closes Orgkey where there is no keychain, and opens it again.
    pub(crate) async fn forget_vault(&mut self, draft: Uuid) {
        self.vault = Vault::in_memory(Problem::new(Code::KeychainMissing).with("detail", "a test"));
        self.reopen();
        self.desk.use_practice(draft).await.unwrap();
    }

    /// Whether the private key of a certificate is in the vault.
    pub(crate) async fn keeps_key(&self, fingerprint: &str) -> bool {
        self.vault.get(&Slot::private_key(Namespace::Practice, fingerprint)).await.unwrap().is_some()
    }

    /// A draft for a website where people sign in, every step answered.
    pub(crate) async fn website(&self, label: &str) -> Uuid {
        self.website_that(label, |_| {}).await
    }

    /// The same with other answers.
    pub(crate) async fn website_that(&self, label: &str, otherwise: impl FnOnce(&mut Answers)) -> Uuid {
        let draft = self.draft().await;
        let mut answers = self.desk.choose_connect(draft, ConnectKind::WebApp).unwrap().draft.answers;
        answers.scopes = ScopesAnswer { callbacks: vec![WEBSITE.to_owned()], ..answers.scopes };
        otherwise(&mut answers);
        self.answer(draft, label, answers).await;
        draft
    }

    async fn answer(&self, draft: Uuid, label: &str, answers: Answers) {
        let name = NameAnswer {
            label: label.to_owned(),
            contact_email: "it@practice.example".to_owned(),
            ..NameAnswer::default()
        };
        for answer in [
            Answer::Check(answers.check),
            Answer::Name(name),
            Answer::Distribution(DistributionAnswer::default()),
            Answer::Flows(answers.flows),
            Answer::Scopes(answers.scopes),
            Answer::Access(answers.access),
        ] {
            let submitted = self.desk.submit_answer(draft, answer).await.unwrap();
            assert_eq!(submitted.problems, [], "{label}");
        }
    }

    /// Review, then Create.
    pub(crate) async fn create(&self, draft: Uuid) -> Uuid {
        let plan = self.desk.plan(draft).await.unwrap();
        let consent = Consent { loosenings: !plan.loosenings.is_empty(), ..Consent::default() };
        self.desk.create(draft, &plan.fingerprint, &consent).await.unwrap().id
    }

    /// Waits until a run is as wanted.
    pub(crate) async fn until(&self, run: Uuid, fits: impl Fn(&RunView) -> bool) -> RunView {
        let mut changes = self.desk.changes();
        let waited = tokio::time::timeout(LIMIT, async {
            loop {
                let view = self.desk.run(run).unwrap();
                if fits(&view) {
                    return view;
                }
                // A missed notice is no loss: the state is asked for.
                let _ = changes.recv().await;
            }
        });
        waited.await.unwrap_or_else(|_| panic!("still {:?}", self.desk.run(run)))
    }

    /// Waits until nobody works on a run any more and nothing is awaited.
    pub(crate) async fn until_still(&self, run: Uuid) -> RunView {
        self.until(run, |view| !matches!(view.state, RunState::Running | RunState::Waiting { .. })).await
    }

    /// Waits until a run waits for the secret.
    pub(crate) async fn until_secret(&self, run: Uuid) -> RunView {
        let secret = |view: &RunView| matches!(waiting(view), Some(Waiting::Secret { .. }));
        self.until(run, secret).await
    }

    /// Waits until a run waits for a person.
    pub(crate) async fn until_person(&self, run: Uuid) -> RunView {
        let person = |view: &RunView| matches!(waiting(view), Some(Waiting::Person { .. }));
        self.until(run, person).await
    }

    /// The journal, as another reader of the file sees it.
    pub(crate) fn journal(&self, run: Uuid) -> Vec<Entry> {
        self.store().journal(run).unwrap().into_iter().map(|(_, entry)| entry).collect()
    }

    /// The file, opened a second time.
    pub(crate) fn store(&self) -> Store {
        Store::open(self.folder.path()).unwrap().0
    }

    /// The session at the desk.
    pub(crate) async fn org(&self) -> (Org, KnownOrg) {
        self.desk.session(&self.practice.description().orgs[0].id).await.unwrap()
    }

    /// A request to the org as its administrator, past everything of ours.
    async fn ask(&self, path: &str, query: &[(&str, &str)]) -> (u16, Value) {
        let description = self.practice.world().describe();
        let org = &description.orgs[0];
        let address = format!("{}/services/data/v67.0/{path}", org.url);
        let request = client().get(address).query(query).bearer_auth(&org.users[0].access_token);
        let reply = request.send().await.unwrap();
        (reply.status().as_u16(), reply.json().await.unwrap())
    }

    /// Rows of a query.
    pub(crate) async fn query(&self, soql: &str) -> Vec<Value> {
        let (status, reply) = self.ask("query", &[("q", soql)]).await;
        assert_eq!(status, 200, "{reply}");
        reply["records"].as_array().unwrap().clone()
    }

    /// API names of all external client apps.
    pub(crate) async fn apps(&self) -> Vec<String> {
        let rows = self.query("SELECT DeveloperName FROM ExternalClientApplication").await;
        rows.iter().map(|row| row["DeveloperName"].as_str().unwrap().to_owned()).collect()
    }

    /// The id of an app.
    pub(crate) async fn app(&self, api_name: &str) -> RecordId {
        let soql = format!("SELECT Id FROM ExternalClientApplication WHERE DeveloperName = '{api_name}'");
        self.query(&soql).await[0]["Id"].as_str().unwrap().parse().unwrap()
    }

    /// Whether the org hands an app's secret out over REST.
    pub(crate) async fn hands_out_secrets(&self, api_name: &str) -> bool {
        let app = self.app(api_name).await;
        let (status, reply) = self.ask(&format!("apps/oauth/credentials/{app}"), &[]).await;
        match status {
            200 => true,
            403 => false,
            _ => panic!("{status} {reply}"),
        }
    }

    /// The org's switch for secrets.
    pub(crate) async fn switch(&self) -> bool {
        read_secret_switch(&self.org().await.0).await.unwrap() == SwitchState::On
    }

    /// The secret as the org has it, read behind Orgkey's back; the switch is off afterwards.
    pub(crate) async fn real_secret(&self, api_name: &str) -> ConsumerSecret {
        let app = self.app(api_name).await;
        let (org, _) = self.org().await;
        set_switch(&org, true).await;
        let (_, secret) = credentials::fetch(&org, &app).await.unwrap();
        set_switch(&org, false).await;
        secret
    }

    /// Ends a session, as its time-out or an admin does.
    pub(crate) async fn end_session(&self) {
        let (org, _) = self.org().await;
        let control = &self.practice.description().control;
        let body = json!({ "access_token": org.session().access_token.expose() });
        let address = format!("{}/expire-token", control.url);
        let request = client().post(address).bearer_auth(&control.bearer).json(&body);
        assert!(request.send().await.unwrap().status().is_success());
    }
}

fn desk(practice: &Running, folder: &TempDir, vault: &Vault, links: &Arc<Links>) -> Desk {
    let description = serde_json::to_string(&practice.world().describe()).unwrap();
    Desk::open(Setting {
        folder: folder.path().to_owned(),
        vault: vault.clone(),
        browser: Some(Arc::clone(links) as Arc<dyn orgkey::sign_in::Browser>),
        practice: Arc::new(|| Box::pin(async { Err(Problem::new(Code::PracticeOrgNotStarted)) })),
        practice_at: Some(PracticeOrg::described(&description).unwrap()),
    })
    .unwrap()
}

fn certified() -> FlowsAnswer {
    FlowsAnswer {
        connects: Some(ConnectKind::IKnow),
        authorization_code: false,
        jwt_bearer: true,
        ..FlowsAnswer::default()
    }
}

/// The answer that leaves the org's switch for secrets alone.
pub(crate) fn leave_switch(answers: &mut Answers) {
    answers.check = CheckAnswer { secret_switch: SecretSwitch::LeaveAsIs };
}

/// What a run waits for.
pub(crate) fn waiting(view: &RunView) -> Option<&Waiting> {
    match &view.state {
        RunState::Waiting { for_what } => Some(for_what),
        _ => None,
    }
}

/// The problem that a run stopped with.
pub(crate) fn stopped(view: &RunView) -> &Problem {
    match &view.state {
        RunState::Stopped { problem, .. } => problem,
        state => panic!("not stopped: {state:?}"),
    }
}

/// Takes permissions from the administrator, or gives them back.
pub(crate) fn may(journey: &Journey, permission: &str, may: bool) {
    let permissions = [(permission.to_owned(), may)].into();
    let change = ProfileChange { username: DANA.0.to_owned(), permissions, ..ProfileChange::default() };
    journey.practice.world().change_profile(&change).unwrap();
}

/// Turns the org's switch for secrets as somebody else would.
pub(crate) async fn set_switch(org: &Org, on: bool) {
    deploy(org, switch_package(org.version(), on).to_zip().unwrap()).await;
}

/// Deploys a package and waits for its end.
pub(crate) async fn deploy(org: &Org, zip: Vec<u8>) -> RecordId {
    let id = org.deploy(zip, &DeployOptions::default()).await.unwrap();
    let ended = tokio::time::timeout(LIMIT, async {
        loop {
            let result = org.deploy_status(&id).await.unwrap();
            if result.done {
                return result;
            }
        }
    });
    let result = ended.await.unwrap();
    assert!(result.success, "{result:?}");
    id
}
